import type { AgentId, CallEvent, CallId, LegId, When } from '../calls/events.ts'
import { attemptsOf, isArranged, legOfAttempt, nextNumber } from '../calls/arrangement.ts'
import type { Address } from '../calls/intents.ts'
import { type Call, lastHeard, legsOf, standing } from '../calls/state.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import { type LegState, type Telephony, TelephonyError } from './telephony.ts'

/** Asks Twilio about calls of which nothing was heard for too long: reports do get lost (error 15002). */
export interface Reconciler {
  /** One sweep. At start-up `silentForMs` is 0: whatever happened while we were down is asked for at once. */
  sweep(silentForMs?: number): Promise<void>
  start(): void
  stop(): void
}

const EVERY_MS = 10_000
/** How long a call may be silent before we ask, by what it is doing. */
const SILENCE_MS = { ringing: 20_000, between: 20_000, queued: 120_000, talking: 300_000, held: 15_000, ended: 30_000 } as const
/** In a conference nobody is told by Twilio when the other leaves and that report is lost. */
const SILENCE_IN_ROOM_MS = 30_000
/** By then a phone that was to be rung has been, or never will be. */
const SILENCE_CALLING_BACK_MS = 30_000
const AT_MOST = 50

function patienceWith(call: Call): number {
  const { phase } = standing(call)
  return phase === 'talking' && isArranged(call) ? SILENCE_IN_ROOM_MS : SILENCE_MS[phase]
}

/** @param addressOf where somebody's phone is; null when they have none any more */
export function createReconciler(
  floor: Floor, intake: Intake, telephony: () => Promise<Telephony>, addressOf: (agent: AgentId) => Address | null, clock: Clock, report: (error: unknown) => void,
): Reconciler {
  const askedAt = new Map<LegId | CallId, Moment>()
  let cancel = () => {}

  /** When it happened, as REST tells it: a whole second, or somewhere between the last we heard and now. */
  const when = (call: Call, stamp: Moment | null): When => {
    const receivedAt = clock.now()
    if (stamp === null) return { at: receivedAt, earliest: Math.min(receivedAt, lastHeard(call)), receivedAt }
    return { at: Math.min(stamp + 999, Math.max(stamp, receivedAt)), earliest: stamp, receivedAt }
  }

  const learn = async (call: Call, leg: LegId, state: LegState | null): Promise<void> => {
    const known = call.legs[leg]
    const events: CallEvent[] = []
    // A leg that Twilio does not know is over for certain; nobody can tell more.
    const status = state === null ? 'completed' : state.ended
    const colleague = attemptsOf(call).find(([, attempt]) => legOfAttempt(attempt) === leg)
    if (colleague) {
      const [attempt, { answered }] = colleague
      const about = { call: call.id, attempt, leg }
      if (state?.answeredAt != null && !answered) events.push({ type: 'colleague-answered', ...when(call, state.answeredAt), ...about })
      if (status !== null) events.push({ type: 'colleague-ended', ...when(call, state?.endedAt ?? null), ...about, status })
    } else if (known) {
      const about = { call: call.id, leg, round: known.round, agent: known.agent }
      if (state?.answeredAt != null && !known.answered) events.push({ type: 'leg-answered', ...when(call, state.answeredAt), ...about })
      if (status !== null) events.push({ type: 'leg-ended', ...when(call, state?.endedAt ?? null), ...about, status })
    } else if (status !== null) {
      const talked = state?.answeredAt != null && state.endedAt != null ? { talkSeconds: (state.endedAt - state.answeredAt) / 1000 } : {}
      events.push({ type: 'call-ended', ...when(call, state?.endedAt ?? null), call: call.id, leg, status, learnt: 'asked', ...talked })
    }
    if (events.length > 0) await intake.take({ key: `${call.id}/asked/${leg}/${status ?? 'answered'}`, decide: () => ({ events }) })
  }

  /** Out of reach for all that is asked, or refused for this one alone: the others are asked about all the same. */
  const unlessRefused = async (asking: () => Promise<void>): Promise<void> => {
    try {
      await asking()
    } catch (error) {
      if (!(error instanceof TelephonyError) || error.kind === 'later' || error.kind === 'uncertain') throw error
      report(error)
    }
  }

  /** Whoever calls somebody back is rung for nothing else: were the one report lost that it is over, they never would be again. */
  const askWhoCallsBack = async (): Promise<void> => {
    const now = clock.now()
    for (const { call: id, state } of [...floor.callBacks.values()]) {
      if (state !== 'dialling') continue
      const { dials } = floor.call(id).callBack
      const dial = nextNumber(dials) - 1
      const { by, at } = dials[dial]!.dialled!
      if (now - Math.max(at, askedAt.get(id) ?? 0) < SILENCE_CALLING_BACK_MS) continue
      askedAt.set(id, now)
      await unlessRefused(async () => {
        const system = await telephony()
        const address = addressOf(by)
        for (const leg of address ? await system.placed(address, at) : []) {
          const known = await system.ask(leg)
          if (known && known.ended === null) return
        }
        const receivedAt = clock.now()
        await intake.take({ key: `${id}/asked/call-back/${dial}`, decide: () => ({ events: [{ type: 'call-back-dial-ended', at: receivedAt, earliest: at, receivedAt, call: id, dial }] }) })
      })
    }
  }

  const reconciler: Reconciler = {
    async sweep(silentForMs) {
      const now = clock.now()
      const silent = [...floor.calls.values()].filter(({ call }) =>
        now - lastHeard(call) >= (silentForMs ?? patienceWith(call))).slice(0, AT_MOST)
      for (const { call } of silent) {
        const legs = legsOf(call).filter(([, { ended }]) => !ended).map(([leg]) => leg)
        for (const [, attempt] of attemptsOf(call)) {
          const leg = legOfAttempt(attempt)
          if (leg && !attempt.ended) legs.push(leg)
        }
        if (!call.ended && call.arrived) legs.push(call.arrived.leg)
        for (const leg of legs) {
          if (now - (askedAt.get(leg) ?? 0) < EVERY_MS) continue
          askedAt.set(leg, now)
          await unlessRefused(async () => learn(call, leg, await (await telephony()).ask(leg)))
        }
      }
      await askWhoCallsBack()
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
