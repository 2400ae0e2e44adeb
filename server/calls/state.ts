import type { Moment } from '../clock.ts'
import { type Answer, answerOf, lastRound, legsIn, legsOf, roundsOf } from './answers.ts'
import { arrangementOf, attemptsOf, isArranged, isUnderWay, type Party } from './arrangement.ts'
import type {
  AgentId, AskEvent, CallBackReason, CallEvent, CallId, Caller, LegEnd, LegId, NobodyFree, QueueEnd, RoundEnd, RoundKind, Rules, StopReason, Target,
  TurnedAway, UnansweredReason, When, Where, Who,
} from './events.ts'

export { type Answer, answerOf, answersOf, lastRound, legsIn, legsOf, roundsOf } from './answers.ts'

/**
 * What is known of a call: a set of facts that only grows.
 *
 * Twilio reports late, twice and out of order. So the state holds no "current" anything: each fact has its own place,
 * and where two reports claim the same place, the earlier moment stays. Folding is then indifferent to order, and what
 * the call is *now* is read off the facts ({@link standing}), never stored.
 */
export interface Call {
  readonly id: CallId
  readonly arrived: Arrived | null
  /** By the number of the round, from 1. */
  readonly rounds: Readonly<Record<number, Round>>
  readonly legs: Readonly<Record<LegId, Leg>>
  /** By the number of the stay in the queue, from 1. */
  readonly stays: Readonly<Record<number, Stay>>
  readonly turnedAway: (When & { because: TurnedAway }) | null
  readonly ended: Ended | null
  /** What was asked at desks, by number. */
  readonly asks: Readonly<Record<number, Ask>>
  /** Transfers that could not begin, by number. */
  readonly refused: Readonly<Record<number, Refused>>
  /** Phones rung for transfers, by number. */
  readonly attempts: Readonly<Record<number, Attempt>>
  readonly placements: Readonly<Record<number, Placement>>
  readonly moves: Readonly<Record<number, Move>>
  /** Legs that the conference saw hang up. */
  readonly left: Readonly<Record<LegId, When>>
  /** Legs that were put down by hand at a page. */
  readonly putDown: Readonly<Record<LegId, When>>
  /** Parties whose leg ended without. */
  readonly lost: Readonly<Record<string, When>>
  readonly callBack: CallBack
  /** Who has written it up, and when. */
  readonly writtenUp: Readonly<Record<AgentId, When>>
}

export type Ask = When & AskEvent

export type Refused = When & { to: Target; by: AgentId; because: NobodyFree }

export type Placement = When & { who: Who; where: Where; round: number; heardBy?: LegId }

/** A phone rung by us: a colleague's for a transfer, or a supervisor's. */
export interface Attempt {
  readonly rung: (When & { transfer: number | null; supervision?: number; to: Target }) | null
  readonly dialled: (When & { leg: LegId }) | null
  readonly alerted: (When & { leg: LegId }) | null
  readonly answered: (When & { leg: LegId }) | null
  readonly joined: (When & { leg: LegId }) | null
  readonly late: (When & { leg: LegId; faster: number | null }) | null
  readonly stopped: (When & { because: StopReason }) | null
  readonly failed: (When & { because: 'not-begun' | 'not-needed' }) | null
  readonly ended: (Ended & { leg: LegId }) | null
}

export interface Move {
  readonly asked: (When & { who: Who; leg: LegId; to: Where }) | null
  readonly fetched: When | null
  readonly failed: When | null
}

export interface CallBack {
  readonly booked: (When & { reason: CallBackReason; promisedFor: Moment; owner: AgentId | null; department: string | null }) | null
  readonly changes: Readonly<Record<number, When & { promisedFor: Moment; by: AgentId }>>
  readonly dials: Readonly<Record<number, CallBackDial>>
  readonly settled: (When & { outcome: 'reached' | 'not-reached'; by: AgentId | null }) | null
}
export interface CallBackDial {
  readonly dialled: (When & { by: AgentId }) | null
  readonly pickedUp: When | null
  readonly answered: When | null
  readonly unanswered: (When & { because: UnansweredReason }) | null
  readonly ended: When | null
}

export type Ended = When & { status: LegEnd; talkSeconds?: number }

export interface Arrived extends When {
  readonly leg: LegId
  readonly line: string
  readonly caller: Caller
  readonly rules: Rules
}

export interface Round {
  readonly fetched: When | null
  readonly began: (When & { kind: RoundKind; agents: readonly AgentId[] }) | null
  readonly ended: (When & { result: RoundEnd; bridged: boolean | null; leg: LegId | null; talkSeconds: number | null }) | null
}

/** A staff phone in one round. */
export interface Leg {
  readonly round: number
  readonly agent: AgentId
  readonly dialled: When | null
  readonly alerted: When | null
  readonly answered: When | null
  /** We asked for it to be silenced. */
  readonly silenced: When | null
  readonly ended: Ended | null
}

export interface Stay {
  readonly joined: When | null
  readonly left: (When & { result: QueueEnd }) | null
}

/** A call of which nothing is known yet. */
export const unheard = (id: CallId): Call =>
  ({
    id, arrived: null, rounds: {}, legs: {}, stays: {}, turnedAway: null, ended: null,
    asks: {}, refused: {}, attempts: {}, placements: {}, moves: {}, left: {}, putDown: {}, lost: {}, callBack: { booked: null, changes: {}, dials: {}, settled: null }, writtenUp: {},
  })

export type Outcome = 'open' | 'answered' | 'abandoned' | TurnedAway
export const OUTCOMES = ['open', 'answered', 'abandoned', 'out-of-hours', 'refused'] as const satisfies Outcome[]

/** What a call is at this moment, as the facts known so far have it. */
export type Standing =
  /** Phones ring, the caller hears ringback and was never queued. */
  | { phase: 'ringing'; round: number; agents: readonly AgentId[]; since: Moment }
  /** In the queue since `since` (the first time); `round` and `agents` while being offered to somebody. `leaving`: still on the line from before. */
  | { phase: 'queued'; since: Moment; round: number | null; agents: readonly AgentId[]; front?: boolean; leaving?: readonly AgentId[] }
  /**
   * `with` is whoever has been there longest; `others` take part too, on the telephone with each other or the caller;
   * supervisors who listen or coach are `watching`.
   */
  | { phase: 'talking'; with: AgentId; leg: LegId; since: Moment; others?: readonly AgentId[]; called?: readonly AgentId[]; watching?: readonly AgentId[] }
  /** On hold, and nobody of ours there: a colleague's phone rings. */
  | { phase: 'held'; since: Moment; called: readonly AgentId[]; watching?: readonly AgentId[] }
  /** Between two steps: a round has ended and Twilio is about to ask what comes next, or nothing was begun yet. */
  | { phase: 'between'; since: Moment }
  | { phase: 'ended'; at: Moment; talkedWith: AgentId | null }

/** The last time anything was heard of this call. */
export function lastHeard(call: Call): Moment {
  let last = call.arrived?.receivedAt ?? 0
  const hear = (when: When | null) => {
    if (when && when.receivedAt > last) last = when.receivedAt
  }
  for (const [, round] of roundsOf(call)) [round.began, round.fetched, round.ended].forEach(hear)
  for (const [, leg] of legsOf(call)) [leg.dialled, leg.alerted, leg.answered, leg.silenced, leg.ended].forEach(hear)
  for (const stay of Object.values(call.stays)) [stay.joined, stay.left].forEach(hear)
  for (const one of Object.values(call.attempts)) [one.rung, one.dialled, one.alerted, one.answered, one.joined, one.ended].forEach(hear)
  for (const { fetched } of Object.values(call.moves)) hear(fetched)
  for (const when of Object.values(call.left)) hear(when)
  ;[call.turnedAway, call.ended].forEach(hear)
  return last
}

/** When the talk ended; null while it goes on. With transfers it goes on for as long as anybody of ours takes part. */
export function talkEnd(call: Call, answer: Answer): When | null {
  if (isArranged(call)) {
    const { parties, caller } = arrangementOf(call)
    if (call.ended || parties.length === 0) return call.ended
    if (caller !== 'out' || parties.some(({ over }) => !over)) return null
    return parties.reduce<When | null>((last, { over }) => (last && last.at >= over!.at ? last : over), null)
  }
  const round = call.rounds[answer.round]?.ended
  const ends = [
    answer.leg === null ? null : call.legs[answer.leg]?.ended,
    round && round.at >= answer.when.earliest ? round : null,
    call.ended,
  ].filter((when) => when != null)
  return ends.reduce<When | null>((first, when) => (first && first.at <= when.at ? first : when), null)
}

/**
 * When an unanswered caller hung up. Besides the report of the caller's own leg, which may carry no stamp and come late,
 * the phones that stopped ringing in the same instant bear witness: Twilio cancels them when the caller leaves.
 */
export function hangUpOf(call: Call): When | null {
  if (!call.ended) return null
  const { ended } = call
  const round = lastRound(call)
  const over = call.rounds[round]?.ended
  let { at } = ended
  // A round that ended by itself is no witness (the caller waited on), nor is a phone that we silenced.
  if (round > 0 && (!over || over.result === 'canceled')) {
    for (const [, leg] of legsIn(call, round)) {
      if (leg.ended?.status === 'canceled' && !leg.silenced && leg.ended.at < at && leg.ended.at >= (call.arrived?.at ?? 0)) at = leg.ended.at
    }
  }
  return { at, earliest: Math.min(at, ended.earliest), receivedAt: ended.receivedAt }
}

/** What became of the call. Late facts may still correct it. */
export function outcomeOf(call: Call): Outcome {
  if (answerOf(call)) return 'answered'
  if (call.turnedAway) return call.turnedAway.because
  return call.ended ? 'abandoned' : 'open'
}

/** Reads off the facts what the call is now. */
export function standing(call: Call): Standing {
  const answer = answerOf(call)
  if (answer && isArranged(call)) return standingArranged(call, answer)
  if (answer) {
    const end = talkEnd(call, answer)
    if (end) return { phase: 'ended', at: end.at, talkedWith: answer.agent }
    if (answer.agent !== null && answer.leg !== null) return { phase: 'talking', with: answer.agent, leg: answer.leg, since: answer.when.at }
  }
  if (call.ended) return { phase: 'ended', at: call.ended.at, talkedWith: null }
  if (call.turnedAway) return { phase: 'ended', at: call.turnedAway.at, talkedWith: null }
  const n = lastRound(call)
  const round = call.rounds[n]
  const ringing = round?.began && !round.ended ? round.began : null
  const queuedSince = Object.values(call.stays).reduce<Moment | null>(
    (first, { joined }) => (joined && (first === null || joined.at < first) ? joined.at : first), null)
  if (queuedSince !== null) {
    return { phase: 'queued', since: queuedSince, round: ringing ? n : null, agents: ringing ? stillRinging(call, n, ringing.agents) : [] }
  }
  if (ringing) return { phase: 'ringing', round: n, agents: stillRinging(call, n, ringing.agents), since: ringing.at }
  return { phase: 'between', since: round?.ended?.at ?? call.arrived?.at ?? 0 }
}

/** The same for a call that was transferred, held, or put back into the queue. */
function standingArranged(call: Call, answer: Answer): Standing {
  const { parties, staying, watching, transfer, caller } = arrangementOf(call)
  const end = talkEnd(call, answer)
  if (end) return { phase: 'ended', at: end.at, talkedWith: parties.at(-1)?.agent ?? answer.agent }
  const called = attemptsOf(call).flatMap(([, attempt]) =>
    (isUnderWay(attempt) && attempt.rung?.to.kind === 'agent' ? [attempt.rung.to.id as AgentId] : []))
  // Whoever is on their way out has not hung up yet: nobody can ring them.
  const there = [...staying, ...parties.filter((party) => !party.over && !staying.includes(party))]
    .filter((party): party is Party & { agent: AgentId; leg: LegId } => party.agent !== null && party.leg !== null)
  const [first, ...others] = there
  const listening = watching.length > 0 && { watching: watching.map(({ agent }) => agent) }
  if (caller === 'queue' && staying.length === 0) {
    const queued = queuedAgain(call, parties, [...there, ...watching].map(({ agent }) => agent))
    // Until the caller has come to the queue, whoever had them has them still.
    if (queued.phase === 'queued' || !first) return queued
  }
  if (first) {
    return {
      phase: 'talking', with: first.agent, leg: first.leg, since: first.since.at,
      ...(others.length > 0 && { others: others.map(({ agent }) => agent) }), ...(called.length > 0 && { called }), ...listening,
    }
  }
  if (transfer && (transfer.hunting || staying.length > 0)) return { phase: 'held', since: transfer.asked.at, called, ...listening }
  return { phase: 'between', since: parties.at(-1)?.over?.at ?? answer.when.at }
}

/** Put back into the queue: at the front, and offered in rounds like everybody there. */
function queuedAgain(call: Call, parties: readonly Party[], leaving: readonly AgentId[]): Standing {
  const last = Math.max(0, ...parties.map(({ round }) => round ?? 0))
  const lastSince = Math.max(0, ...parties.map(({ since }) => since.at))
  const stays = Object.values(call.stays).flatMap(({ joined }) => (joined && joined.at >= lastSince ? [joined.at] : []))
  if (stays.length === 0) return { phase: 'between', since: parties.at(-1)?.over?.at ?? 0 }
  const n = lastRound(call)
  const round = n > last ? call.rounds[n] : undefined
  const ringing = round?.began && !round.ended ? round.began : null
  return {
    phase: 'queued', front: true, since: Math.min(...stays), round: ringing ? n : null, agents: ringing ? stillRinging(call, n, ringing.agents) : [],
    ...(leaving.length > 0 && { leaving }),
  }
}

/** Those asked in this round whose phone has not stopped ringing. */
function stillRinging(call: Call, round: number, asked: readonly AgentId[]): readonly AgentId[] {
  let out: Set<AgentId> | null = null
  for (const id in call.legs) {
    const leg = call.legs[id as LegId]!
    if (leg.round === round && leg.ended) (out ??= new Set()).add(leg.agent)
  }
  return out === null ? asked : asked.filter((agent) => !out.has(agent))
}

/**
 * Whether anything may still come of its own accord: the caller's leg or a staff phone is not known to have ended.
 * A call that is not running leaves the floor; a late report brings it back from the journal.
 */
export function isRunning(call: Call): boolean {
  if (!call.ended) return true
  return legsOf(call).some(([, leg]) => !leg.ended) || Object.values(call.attempts).some(({ ended, failed }) => !ended && !failed)
}

export type { CallEvent }
