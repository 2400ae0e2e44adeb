import { type Arriving, arrivalOf, nameCall } from '../calls/arrival.ts'
import type { LegEnd, LegId } from '../calls/events.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import type { Store } from '../floor/store.ts'
import type { Listed, Telephony } from './telephony.ts'

/**
 * Holds our picture against Twilio's own list of calls to the line: every call it made has its story here, and what it says is
 * over is over here. What differs is named; what can be healed safely is, by asking or by writing the missing story down.
 */
export interface Comparison {
  askedAt: Moment
  /** Calls that both lists were held against each other for. */
  compared: number
  differences: Difference[]
}

export interface Difference {
  leg: LegId
  /**
   * `unknown-here`: Twilio had this call and its webhooks never reached us. `over-there`: ended at Twilio, running here.
   */
  kind: 'unknown-here' | 'over-there'
  since: Moment
}

export interface Comparer {
  /** @throws TelephonyError when Twilio cannot be asked */
  compare(): Promise<Comparison>
}

/** Reports that are under way are no difference: a call younger than this, or over since less, is not compared yet. */
const SETTLED_AFTER_MS = 20_000
/** Lists reach back so far, and overlap: a call that was missed once is found by the next. */
const LOOK_BACK_MS = 10 * 60_000
const ASK_AT_MOST = 20

interface Parts {
  floor: Floor
  intake: Intake
  store: Store
  telephony: () => Promise<Telephony>
  clock: Clock
  /** The line as Twilio knows it. */
  called: string
  arriving: Arriving
}

export function createComparer({ floor, intake, store, telephony, clock, called, arriving }: Parts): Comparer {
  /** A call whose arrival and end were told by nobody but this list: it counts all the same. */
  const adopt = async ({ leg, from, createdAt, answeredAt }: Listed, status: LegEnd, endedAt: Moment): Promise<void> => {
    const receivedAt = clock.now()
    const at = createdAt - arriving.leadMs
    const call = nameCall(at, leg)
    const talked = answeredAt === null ? {} : { talkSeconds: (endedAt - answeredAt) / 1000 }
    await intake.take({
      key: `${call}/asked/${leg}/${status}`,
      decide: () => ({
        events: store.callOf(leg) !== null ? [] : [
          arrivalOf(arriving, call, leg, from, { at, earliest: at, receivedAt }, 'asked'),
          { type: 'call-ended', at: endedAt + 999, earliest: endedAt, receivedAt, call, leg, status, learnt: 'asked', ...talked },
        ],
      }),
    })
  }
  return {
    async compare() {
      const askedAt = clock.now()
      const system = await telephony()
      const listed = await system.list(called, askedAt - LOOK_BACK_MS)
      const there = new Map(listed.map((one) => [one.leg, one]))
      const differences: Difference[] = []
      let compared = 0

      for (const one of listed) {
        if (askedAt - (one.endedAt ?? one.createdAt) < SETTLED_AFTER_MS) continue
        compared++
        if (store.callOf(one.leg) !== null) continue
        differences.push({ leg: one.leg, kind: 'unknown-here', since: one.createdAt })
        // One that still runs is cared for by its fallback document and tells its own end; one that is over tells nothing more.
        const { ended, endedAt } = one
        if (ended !== null && endedAt !== null) await adopt(one, ended, endedAt)
      }

      const running = [...floor.calls.values()].flatMap(({ call }) => (call.arrived && !call.ended && askedAt - call.arrived.at >= SETTLED_AFTER_MS ? [call] : []))
      let asked = 0
      for (const call of running) {
        const leg = call.arrived!.leg
        const known = there.get(leg)
        // Not in the list, because it began long ago or came by another address: asked for by its name.
        const endedAt = known ? known.endedAt : asked++ < ASK_AT_MOST ? await endOf(system, leg, askedAt) : null
        if (!known) compared++
        if (endedAt === null || askedAt - endedAt < SETTLED_AFTER_MS || floor.call(call.id).ended) continue
        differences.push({ leg, kind: 'over-there', since: endedAt })
        const status = known?.ended ?? 'completed'
        await intake.take({
          key: `${call.id}/asked/${leg}/${status}`,
          decide: () => ({ events: [{ type: 'call-ended', at: endedAt + 999, earliest: endedAt, receivedAt: clock.now(), call: call.id, leg, status, learnt: 'asked' }] }),
        })
      }
      return { askedAt, compared, differences }
    },
  }
}

/** @returns when Twilio says the leg ended; a leg it does not know has ended at some time; null while it runs */
async function endOf(system: Telephony, leg: LegId, now: Moment): Promise<Moment | null> {
  const state = await system.ask(leg)
  if (state === null) return now - SETTLED_AFTER_MS
  return state.ended === null ? null : state.endedAt ?? now - SETTLED_AFTER_MS
}
