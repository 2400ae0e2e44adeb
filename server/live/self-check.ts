import type { Clock, Moment } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import { CHECK, type Memory } from '../floor/checks.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import type { Journal } from '../journal/journal.ts'
import type { ChecksView } from '../protocol/checks.ts'
import type { Calendar } from '../standards/calendar.ts'
import { type CheckEvent, type CheckName, CHECKS, type Fault } from '../standards/checks.ts'
import type { Comparer, Comparison } from '../telephony/compare.ts'

/** The board tests itself: every check once a minute, one after the other with room for webhooks in between. */
export interface SelfCheck {
  /** The newest results; null before the first run was through. */
  readonly view: ChecksView | null
  run(): Promise<ChecksView>
  onRun(listener: (view: ChecksView) => void): void
  start(): void
  stop(): void
}

interface Parts {
  database: Database
  floor: Floor
  journal: Journal
  intake: Intake
  calendar: Calendar
  clock: Clock
  comparer: Comparer
  /** 0: never by itself. */
  everyMs: number
  report: (error: unknown) => void
}

export function createSelfCheck({ database, floor, journal, intake, calendar, clock, comparer, everyMs, report }: Parts): SelfCheck {
  // The end of the chain was looked at when the service began.
  const memory: Memory = { chainedTo: journal.seq, lapTo: 0, sampledTo: '', failures: intake.figures.failures }
  const listeners: ((view: ChecksView) => void)[] = []
  let view: ChecksView | null = null
  let compared: ChecksView['twilio'] = null
  let cancel = () => {}
  let underWay: Promise<ChecksView> | null = null

  /** Written down when it changes, so that the board of then can be shown again. */
  const tell = async (check: CheckName, fault: Fault | null): Promise<void> => {
    const known = floor.failing.get(check)
    if (fault === null ? !known : known?.expected === fault.expected && known.found === fault.found) return
    await intake.take({
      key: null,
      decide(_floor, now): { events: CheckEvent[] } {
        const when = { at: now, earliest: now, receivedAt: now }
        return { events: [fault === null ? { ...when, type: 'check-held', check } : { ...when, type: 'check-failed', check, ...fault }] }
      },
    })
  }
  const look = (check: Exclude<CheckName, 'twilio-agrees'>): Fault | null => {
    const now = clock.now()
    return CHECK[check]({
      floor, journal, writer: database.writer, intake, now, dayStart: calendar.dayStart(now), dayEnd: calendar.nextDay(now), memory,
    })
  }
  const runOnce = async (): Promise<ChecksView> => {
    for (const check of CHECKS) {
      if (check === 'twilio-agrees') continue
      await new Promise<void>((resolve) => void setImmediate(resolve))
      await tell(check, look(check))
    }
    compared = await ask()
    // Twilio out of reach says nothing about agreeing: the last answer stands, with its age.
    if (compared?.reached) await tell('twilio-agrees', faultOf(compared.differences))
    const failed = CHECKS.filter((check) => floor.failing.has(check))
    view = { asOf: clock.now(), total: CHECKS.length, held: CHECKS.length - failed.length, failed: [...floor.failing.values()], twilio: compared }
    for (const listener of listeners) listener(view)
    return view
  }
  const ask = async (): Promise<ChecksView['twilio']> => {
    try {
      return told(await comparer.compare())
    } catch (error) {
      report(error)
      return compared && { ...compared, reached: false }
    }
  }
  const selfCheck: SelfCheck = {
    get view() {
      return view
    },
    run: () => (underWay ??= runOnce().finally(() => (underWay = null))),
    onRun: (listener) => void listeners.push(listener),
    start() {
      if (everyMs === 0) return
      const again = (at: Moment) => {
        cancel = clock.wakeAt(at, () => void selfCheck.run().catch(report).finally(() => again(clock.now() + everyMs)))
      }
      again(clock.now() + FIRST_AFTER_MS)
    },
    stop() {
      everyMs = 0
      cancel()
    },
  }
  return selfCheck
}

/** Soon after the start, when the calls of before have been asked for. */
const FIRST_AFTER_MS = 5_000

/** Legs are Twilio's names and stay here: the board needs the number and the kind. */
const told = ({ askedAt, compared, differences }: Comparison): NonNullable<ChecksView['twilio']> => ({
  askedAt, reached: true, compared, differences: differences.map(({ kind, since, leg }) => ({ kind, since, leg: `…${leg.slice(-6)}` })),
})

const faultOf = (differences: readonly { kind: string; leg: string }[]): Fault | null =>
  (differences.length === 0 ? null : { expected: '0', found: `${differences.length}: ${differences.map(({ kind, leg }) => `${kind} ${leg}`).join(', ')}`.slice(0, 200) })
