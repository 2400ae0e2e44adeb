import type { AgentId, CallId } from '../calls/events.ts'
import { answerOf, hangUpOf, legsOf, standing, talkEnd } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { transfersOf } from '../calls/arrangement.ts'
import type { Event } from '../journal/codec.ts'
import type { Entry } from '../journal/journal.ts'
import { foldCall } from '../floor/floor.ts'
import { callBackOf, firstTarget, judgeTransfer, T4_MS } from '../standards/transfers.ts'
import { edgeMs, judge, judgeBell, ringAt, T1 } from '../standards/promises.ts'

/**
 * The whole story of a call: every event in the order it was taken in, every leg, every ring the caller heard, and the
 * verdicts with the moments that decided them.
 * @param names who is who; an account that is not in it stays an account
 */
export function storyOf(id: CallId, entries: Entry[], names: ReadonlyMap<AgentId, string>, now: Moment) {
  const call = foldCall(id, entries.map(({ event }) => event))
  const { arrived } = call
  if (!arrived) return null
  const judged = judge(call, now)
  const answer = answerOf(call)
  const hangUp = hangUpOf(call)
  const cadenceMs = arrived.rules.cadenceMs
  const decidedAt = answer?.when.at ?? hangUp?.at ?? null
  const heardMs = (decidedAt ?? now) - arrived.at
  const nameOf = (agent: AgentId) => names.get(agent) ?? agent
  return {
    call: id,
    line: arrived.line,
    caller: arrived.caller.masked,
    arrivedAt: arrived.at,
    endedAt: call.ended?.at ?? null,
    phase: standing(call).phase,
    outcome: judged.outcome,
    answeredBy: answer && { agent: answer.agent, name: answer.agent && nameOf(answer.agent), at: answer.when.at },
    talkMs: answer ? (talkEnd(call, answer)?.at ?? now) - answer.when.at : null,
    promises: {
      t1: {
        definition: arrived.rules.definition,
        verdict: judged.strict,
        lenient: judged.lenient,
        certain: judged.certain,
        cadenceMs,
        /** Moments at which the readings are lost. */
        strictUntil: arrived.at + edgeMs(cadenceMs, T1.strict),
        lenientUntil: arrived.at + edgeMs(cadenceMs, T1.lenient),
        /** Between these two lies the moment that decided; Twilio's stamps have whole seconds. */
        decided: decidedAt === null ? null : { at: decidedAt, earliest: Math.min(decidedAt, (answer?.when ?? hangUp)!.earliest) },
        waitMs: judged.waitMs,
        ring: judged.ring,
      },
    },
    /** Promise T4, once for each transfer, with every phone that was tried for it. */
    transfers: transfersOf(call).map((transfer) => {
      const verdict = judgeTransfer(call, transfer, now)
      return {
        transfer: transfer.n, kind: transfer.kind, to: firstTarget(call, transfer.n), by: transfer.by, gist: transfer.gist,
        askedAt: transfer.asked.at, until: transfer.asked.at + T4_MS, ...verdict,
        attempts: transfer.attempts.map(([attempt, { rung, alerted, answered, joined, late, stopped, failed, ended }]) => ({
          attempt, to: rung!.to, rungAt: rung!.at, alertedAt: alerted?.at ?? null, answeredAt: answered?.at ?? null, joinedAt: joined?.at ?? null,
          lateTo: late?.faster ?? null, stoppedAt: stopped?.at ?? null, failed: failed?.because ?? null, endedAt: ended?.at ?? null, ended: ended?.status ?? null,
        })),
      }
    }),
    callBack: callBackOf(call),
    /** Rings begin at these moments after arrival, until a person answered or the caller was gone; at most ten are listed. */
    rings: Array.from({ length: Math.min(10, ringAt(heardMs, cadenceMs)) }, (_, n) => ({ ring: n + 1, at: arrived.at + n * cadenceMs })),
    legs: legsOf(call).map(([leg, { round, agent, dialled, alerted, answered, silenced, ended }]) => ({
      leg, round, agent, name: nameOf(agent),
      dialledAt: dialled?.at ?? null, alertedAt: alerted?.at ?? null, answeredAt: answered?.at ?? null,
      silencedAt: silenced?.at ?? null, endedAt: ended?.at ?? null, ended: ended?.status ?? null,
      bell: judgeBell(call.legs[leg]!, cadenceMs),
    })),
    events: entries.map(({ seq, event }) => ({ seq, ...withoutNumber(event) })),
  }
}

/** The journal holds the caller's number; a story is read on screens and shows it masked. */
function withoutNumber(event: Event): object {
  if (event.type !== 'call-arrived') return event
  return { ...event, caller: event.caller.masked }
}
