import { asksOf, isLost, partiesOf, transfersOf } from '../calls/arrangement.ts'
import type { AgentId, CallId, Target } from '../calls/events.ts'
import { type Phase, phasesOf } from '../calls/phases.ts'
import { answerOf, type Call, hangUpOf, legsOf, standing, talkEnd } from '../calls/state.ts'
import { endingOf, endOf, supervisionsOf, takingPart } from '../calls/supervision.ts'
import type { Moment } from '../clock.ts'
import type { Event } from '../journal/codec.ts'
import type { Entry } from '../journal/journal.ts'
import { foldCall } from '../floor/floor.ts'
import type { StoryTransfer, StoryView } from '../protocol/story.ts'
import { definitionOf } from '../standards/definitions.ts'
import { edgesOf, judge, judgeBell, ringAt } from '../standards/promises.ts'
import { callBackOf, firstTarget, judgeTransfer } from '../standards/transfers.ts'

type Names = ReadonlyMap<AgentId, string>
/** A department's or a contact's name; what is not known stays an id. */
type Named = (to: Target) => { ko: string; en: string }

/**
 * The whole story of a call, with every entry of the journal about it in the order it was taken in.
 * @param names who is who; an account that is not in it stays an account
 * @param reader an agent; null for who may read everything
 */
export function storyOf(
  id: CallId, entries: Entry[], names: Names, now: Moment, named: Named = ({ id }) => both(id), reader: AgentId | null = null,
): (StoryView & { events: object[] }) | null {
  const call = foldCall(id, entries.map(({ event }) => event))
  const story = drawStory(call, names, now, named)
  // A supervisor's hand is seen by whom it concerns: those who talked in the call. The entries would tell of it too.
  if (story && reader !== null && !partiesOf(call).some(({ agent }) => agent === reader)) return { ...story, supervisions: [], requeues: [], ending: null, events: [] }
  return story && { ...story, events: entries.map(({ seq, event }) => ({ seq, ...withoutNumber(event) })) }
}

/**
 * Every leg, every ring the caller heard, what the caller heard besides, and the verdicts with the moments that decided them.
 * Pure. Null while the call's arrival is not known.
 */
export function drawStory(call: Call, names: Names, now: Moment, named: Named): StoryView | null {
  const { arrived } = call
  if (!arrived) return null
  const judged = judge(call, now)
  const answer = answerOf(call)
  const hangUp = hangUpOf(call)
  const { cadenceMs } = arrived.rules
  const edges = edgesOf(arrived.rules)
  const decidedAt = answer?.when.at ?? hangUp?.at ?? null
  const heardMs = (decidedAt ?? now) - arrived.at
  const nameOf = (agent: AgentId) => names.get(agent) ?? agent
  const nameOfTarget = (target: Target) => (target.kind === 'agent' ? both(nameOf(target.id as AgentId)) : named(target))
  const ending = endingOf(call)
  const phases = phasesOf(call)
  const lost = partiesOf(call).filter((party) => isLost(call, party))
  return {
    call: call.id,
    asOf: now,
    line: arrived.line,
    caller: arrived.caller.masked,
    arrivedAt: arrived.at,
    endedAt: call.ended?.at ?? null,
    phase: standing(call).phase,
    outcome: judged.outcome,
    answeredBy: answer && { agent: answer.agent, name: answer.agent && nameOf(answer.agent), at: answer.when.at },
    talkMs: answer ? (talkEnd(call, answer)?.at ?? now) - answer.when.at : null,
    phases,
    promises: {
      t1: {
        definition: arrived.rules.definition,
        definitionFrom: definitionOf(arrived.rules).from,
        verdict: judged.strict,
        lenient: judged.lenient,
        certain: judged.certain,
        cadenceMs,
        strictUntil: arrived.at + edges.strict,
        lenientUntil: arrived.at + edges.lenient,
        decided: decidedAt === null ? null : { at: decidedAt, earliest: Math.min(decidedAt, (answer?.when ?? hangUp)!.earliest) },
        waitMs: judged.waitMs,
        ring: judged.ring,
        ringHeard: decidedAt !== null && heardAt(phases, decidedAt - 1),
      },
    },
    transfers: transfersOf(call).map((transfer): StoryTransfer => {
      const to = firstTarget(call, transfer.n)
      return {
        transfer: transfer.n, kind: transfer.kind, to: { ...to, name: nameOfTarget(to) }, by: transfer.by, byName: nameOf(transfer.by), gist: transfer.gist,
        askedAt: transfer.asked.at, until: transfer.asked.at + definitionOf(arrived.rules).t4Ms, ...judgeTransfer(call, transfer, now),
        attempts: transfer.attempts.map(([attempt, { rung, alerted, answered, joined, late, stopped, failed, ended }]) => ({
          attempt, to: rung!.to, name: nameOfTarget(rung!.to), rungAt: rung!.at, alertedAt: alerted?.at ?? null, answeredAt: answered?.at ?? null,
          joinedAt: joined?.at ?? null, lateTo: late?.faster ?? null, stoppedAt: stopped?.at ?? null, stopped: stopped?.because ?? null, failed: failed?.because ?? null,
          endedAt: ended?.at ?? null, ended: ended?.status ?? null, lost: lost.some((party) => party.attempt === attempt),
        })),
      }
    }),
    refusedTransfers: Object.values(call.refused).map(({ at, by, to, because }) => ({ at, by, name: nameOf(by), to: { ...to, name: nameOfTarget(to) }, because })),
    callBack: drawCallBack(call, nameOf),
    supervisions: supervisionsOf(call).map((one) => ({
      supervision: one.n, by: one.by, name: nameOf(one.by), askedAt: one.asked.at, modes: one.modes.map(({ mode, at }) => ({ mode, at })), attempt: one.attempt?.[0] ?? null,
      joinedAt: one.joined?.at ?? null, inForce: takingPart(call, one), stoppedAt: one.stopped?.at ?? null, endedAt: one.over?.at ?? null, end: endOf(call, one),
    })),
    requeues: asksOf(call).flatMap(([, ask]) => (ask.type === 'requeue-asked' ? [{ by: ask.by, name: nameOf(ask.by), at: ask.at }] : [])),
    ending: ending && { by: ending.by, name: nameOf(ending.by), reason: ending.reason, at: ending.at },
    // They begin at these moments after arrival, until a person answered or the caller was gone.
    rings: Array.from({ length: Math.min(10, ringAt(heardMs, cadenceMs)) }, (_, n) => n * cadenceMs)
      .map((ms, n) => ({ ring: n + 1, at: arrived.at + ms, heard: isHeard(phases, arrived.at + ms, decidedAt) })),
    legs: legsOf(call).map(([leg, { round, agent, dialled, alerted, answered, silenced, ended }]) => ({
      leg, round, agent, name: nameOf(agent),
      dialledAt: dialled?.at ?? null, alertedAt: alerted?.at ?? null, answeredAt: answered?.at ?? null,
      silencedAt: silenced?.at ?? null, endedAt: ended?.at ?? null, ended: ended?.status ?? null,
      lost: lost.some((party) => party.leg === leg && party.attempt === null),
      bell: judgeBell(call.legs[leg]!, arrived.rules),
    })),
  }
}

/** A tone that is cut off sooner nobody calls a bell: whoever is put into the queue at once was never rung. */
const LEAST_HEARD_MS = 250

/** Whether a bell that begins then was heard as one: for a moment at least, or until it was answered. */
function isHeard(phases: readonly Phase[], at: Moment, decidedAt: Moment | null): boolean {
  const heard = phases.findLast(({ from }) => from <= at)
  return heard?.phase === 'ringing' && (heard.to === null || heard.to >= Math.min(at + LEAST_HEARD_MS, decidedAt ?? Infinity))
}

/** Whether the caller heard ringback then. What was decided in the instant of arrival was heard from the beginning. */
const heardAt = (phases: readonly Phase[], at: Moment): boolean =>
  (phases.findLast(({ from }) => from <= at) ?? phases[0])?.phase === 'ringing'

function drawCallBack(call: Call, nameOf: (agent: AgentId) => string): StoryView['callBack'] {
  const row = callBackOf(call)
  const { booked, dials, settled } = call.callBack
  if (!row || !booked) return null
  return {
    reason: booked.reason, bookedAt: booked.at, promisedFor: booked.promisedFor, owner: booked.owner && nameOf(booked.owner), state: row.state,
    dials: Object.values(dials).flatMap(({ dialled, pickedUp, answered, unanswered, ended }) =>
      (dialled ? [{
        by: nameOf(dialled.by), at: dialled.at, pickedUpAt: pickedUp?.at ?? null, answeredAt: answered?.at ?? null, unanswered: unanswered?.because ?? null,
        unansweredAt: unanswered?.at ?? null, endedAt: ended?.at ?? null,
      }] : [])),
    settledAt: settled?.at ?? null, outcome: row.outcome,
  }
}

const both = (name: string) => ({ ko: name, en: name })

/** The journal holds the caller's number; a story is read on screens and shows it masked. */
function withoutNumber(event: Event): object {
  if (event.type !== 'call-arrived') return event
  return { ...event, caller: event.caller.masked }
}
