import type { CallEvent, LegId } from '../calls/events.ts'
import { lastHeard, legsOf, standing, type Call } from '../calls/state.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import type { Telephony } from './telephony.ts'

/** Asks Twilio about calls of which nothing was heard for too long: reports do get lost (error 15002). */
export interface Reconciler {
  /** One sweep. At start-up `silentForMs` is 0: whatever happened while we were down is asked for at once. */
  sweep(silentForMs?: number): Promise<void>
  start(): void
  stop(): void
}

const EVERY_MS = 15_000
/** How long a call may be silent before we ask, by what it is doing. */
const SILENCE_MS = { ringing: 60_000, between: 30_000, queued: 120_000, talking: 300_000, ended: 30_000 } as const
const AT_MOST = 50

export function createReconciler(
  floor: Floor, intake: Intake, telephony: () => Promise<Telephony>, clock: Clock, report: (error: unknown) => void,
): Reconciler {
  const askedAt = new Map<LegId, Moment>()
  let cancel = () => {}

  const ask = async (system: Telephony, call: Call, leg: LegId, make: (status: CallEvent & { type: 'call-ended' | 'leg-ended' }) => CallEvent): Promise<void> => {
    const status = await system.ask(leg)
    if (status === 'running') return
    const receivedAt = clock.now()
    // REST tells that it ended, not when: somewhere between the last we heard and now.
    const when = { at: receivedAt, earliest: Math.min(receivedAt, lastHeard(call)), receivedAt }
    const event = make({ type: 'call-ended', ...when, call: call.id, leg, status: status ?? 'completed', learnt: 'asked' })
    await intake.take({ key: `${call.id}/asked/${leg}`, decide: () => ({ events: [event] }) })
  }

  const reconciler: Reconciler = {
    async sweep(silentForMs) {
      const now = clock.now()
      const silent = [...floor.calls.values()].filter(({ call }) =>
        now - lastHeard(call) >= (silentForMs ?? SILENCE_MS[standing(call).phase])).slice(0, AT_MOST)
      if (silent.length === 0) return
      const system = await telephony()
      for (const { call } of silent) {
        const legs: [LegId, (event: CallEvent & { type: 'call-ended' | 'leg-ended' }) => CallEvent][] = []
        if (!call.ended && call.arrived) legs.push([call.arrived.leg, (event) => event])
        for (const [leg, { ended, round, agent }] of legsOf(call)) {
          if (!ended) legs.push([leg, ({ at, earliest, receivedAt, status }) =>
            ({ type: 'leg-ended', at, earliest, receivedAt, call: call.id, leg, round, agent, status })])
        }
        for (const [leg, make] of legs) {
          if (now - (askedAt.get(leg) ?? 0) < EVERY_MS) continue
          askedAt.set(leg, now)
          await ask(system, call, leg, make)
        }
      }
      for (const [leg, at] of askedAt) if (now - at > 3_600_000) askedAt.delete(leg)
    },
    start() {
      const again = () => {
        cancel = clock.wakeAt(clock.now() + EVERY_MS, () => {
          reconciler.sweep().catch(report).finally(again)
        })
      }
      again()
    },
    stop: () => cancel(),
  }
  return reconciler
}
