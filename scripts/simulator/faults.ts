import type { Random } from './random.ts'

/** What goes wrong between Twilio and us, as probabilities. All draws come from the seed. */
export interface Faults {
  /** Status callbacks: late, twice, out of order, never. Field reports: duplicates and reordering happen; 15002 loses events. */
  callbacks: {
    lost: number
    duplicated: number
    /** at most so many copies beside the first */
    copies: number
    late: number
    /** how late, when late: log-normal around this, with a long tail */
    lateMedianMs: number
    lateMostMs: number
    /** pushed behind the leg's next event */
    swapped: number
  }
  /** Voice and TwiML requests: sent twice, or so slow that the budget of 15 s is spent. */
  voice: { duplicated: number; slow: number; slowMs: number }
  /**
   * Answers of the REST API. Those `AfterEffect` do what was asked, and do not say so; the others do nothing.
   * `notInProgress`: 21220 for a leg that is very much there, when it is to be moved or ended.
   */
  rest: {
    tooMany: number; broken: number; brokenAfterEffect: number; droppedAfterEffect: number; dropped: number
    notInProgress: number
  }
  /** Text messages that the carrier does not bring to the phone. */
  messages: { undelivered: number }
}

export type PartialFaults = { [K in keyof Faults]?: Partial<Faults[K]> }

export const noFaults: Faults = {
  callbacks: { lost: 0, duplicated: 0, copies: 3, late: 0, lateMedianMs: 4_000, lateMostMs: 600_000, swapped: 0 },
  voice: { duplicated: 0, slow: 0, slowMs: 16_000 },
  rest: { tooMany: 0, broken: 0, brokenAfterEffect: 0, droppedAfterEffect: 0, dropped: 0, notInProgress: 0 },
  messages: { undelivered: 0 },
}

/** A bad day: worse than Twilio ever is, but every single thing has been reported by somebody. */
export const badDay: PartialFaults = {
  callbacks: { lost: 0.03, duplicated: 0.2, copies: 5, late: 0.1, swapped: 0.1 },
  voice: { duplicated: 0.02 },
  rest: { tooMany: 0.03, broken: 0.02, brokenAfterEffect: 0.02, droppedAfterEffect: 0.02 },
}

export const withFaults = (faults: PartialFaults = {}): Faults => ({
  callbacks: { ...noFaults.callbacks, ...faults.callbacks },
  voice: { ...noFaults.voice, ...faults.voice },
  rest: { ...noFaults.rest, ...faults.rest },
  messages: { ...noFaults.messages, ...faults.messages },
})

/** When the copies of one status callback set out, in ms after the event; none when it is lost. */
export function deliveriesOf(faults: Faults['callbacks'], random: Random): { afterMs: number; sameToken: boolean }[] {
  // Always the same number of draws, so that one probability does not shift the others' dice.
  const [lost, late, lateness, swapped, duplicated] =
    [random.next(), random.next(), random.logNormal(faults.lateMedianMs, 1.2), random.next(), random.next()]
  if (lost < faults.lost) return []
  let afterMs = 0
  if (swapped < faults.swapped) afterMs += random.between(500, 5_000)
  if (late < faults.late) afterMs += Math.min(Math.round(lateness), faults.lateMostMs)
  const deliveries = [{ afterMs, sameToken: true }]
  if (duplicated < faults.duplicated) {
    const copies = random.between(1, faults.copies)
    for (let copy = 0; copy < copies; copy++) {
      deliveries.push({ afterMs: afterMs + random.between(0, 8_000), sameToken: random.chance(0.7) })
    }
  }
  return deliveries
}

const REST_FAULTS = ['tooMany', 'broken', 'brokenAfterEffect', 'droppedAfterEffect', 'dropped', 'notInProgress'] as const
export type RestFault = 'none' | (typeof REST_FAULTS)[number]

export function restFault(faults: Faults['rest'], random: Random): RestFault {
  let left = random.next()
  for (const kind of REST_FAULTS) {
    if ((left -= faults[kind]) < 0) return kind
  }
  return 'none'
}
