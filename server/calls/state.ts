import type { Moment } from '../clock.ts'
import type {
  AgentId, CallEvent, CallId, Caller, LegEnd, LegId, QueueEnd, RoundEnd, RoundKind, Rules, TurnedAway, When,
} from './events.ts'

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
  ({ id, arrived: null, rounds: {}, legs: {}, stays: {}, turnedAway: null, ended: null })

export type Outcome = 'open' | 'answered' | 'abandoned' | TurnedAway
export const OUTCOMES = ['open', 'answered', 'abandoned', 'out-of-hours', 'refused'] as const satisfies Outcome[]

/** What a call is at this moment, as the facts known so far have it. */
export type Standing =
  /** Phones ring, the caller hears ringback and was never queued. */
  | { phase: 'ringing'; round: number; agents: readonly AgentId[]; since: Moment }
  /** In the queue since `since` (the first time); `round` and `agents` while being offered to somebody. */
  | { phase: 'queued'; since: Moment; round: number | null; agents: readonly AgentId[] }
  | { phase: 'talking'; with: AgentId; leg: LegId; since: Moment }
  /** Between two steps: a round has ended and Twilio is about to ask what comes next, or nothing was begun yet. */
  | { phase: 'between'; since: Moment }
  | { phase: 'ended'; at: Moment; talkedWith: AgentId | null }

/** Who answered, where several reports agree. */
export interface Answer {
  /** Null when it is certain that somebody answered, and unknown who: every report of it was lost. */
  agent: AgentId | null
  leg: LegId | null
  round: number
  when: When
}

export function roundsOf(call: Call): [number, Round][] {
  return Object.entries(call.rounds).map(([n, round]) => [Number(n), round])
}

export function legsOf(call: Call): [LegId, Leg][] {
  return Object.entries(call.legs) as [LegId, Leg][]
}

// The functions below are asked with every report of every phone: they look without copying.

/** The legs of one round. */
export function legsIn(call: Call, round: number): [LegId, Leg][] {
  const found: [LegId, Leg][] = []
  for (const id in call.legs) {
    const leg = call.legs[id as LegId]!
    if (leg.round === round) found.push([id as LegId, leg])
  }
  return found
}

/** The last time anything was heard of this call. */
export function lastHeard(call: Call): Moment {
  let last = call.arrived?.receivedAt ?? 0
  const hear = (when: When | null) => {
    if (when && when.receivedAt > last) last = when.receivedAt
  }
  for (const [, round] of roundsOf(call)) [round.began, round.fetched, round.ended].forEach(hear)
  for (const [, leg] of legsOf(call)) [leg.dialled, leg.alerted, leg.answered, leg.silenced, leg.ended].forEach(hear)
  for (const stay of Object.values(call.stays)) [stay.joined, stay.left].forEach(hear)
  ;[call.turnedAway, call.ended].forEach(hear)
  return last
}

/** The number of the newest round; 0 before the first. */
export function lastRound(call: Call): number {
  let last = 0
  for (const n in call.rounds) if (Number(n) > last) last = Number(n)
  return last
}

/**
 * The person who answered: the earliest leg that was picked up and that the dial's own report does not contradict.
 * `DialBridged=false` means that picking up led nowhere (a refused whisper, a machine), and a dial that names another
 * leg was won by that one. A lost `answered` report is made good from a duration that was told, with its error: the dial's,
 * the phone's, or, when those are lost as well, the caller's.
 */
export function answerOf(call: Call): Answer | null {
  let first: Answer | null = null
  const consider = (answer: Answer) => {
    if (!first || answer.when.at < first.when.at || (answer.when.at === first.when.at && answer.leg! < first.leg!)) first = answer
  }
  const before = (end: When, talkSeconds: number): When => {
    const earliest = Math.max(end.earliest - (talkSeconds + 1) * 1000, call.arrived?.at ?? 0)
    return { at: Math.max(earliest, Math.min(end.at - (talkSeconds - 1) * 1000, end.receivedAt)), earliest, receivedAt: end.receivedAt }
  }
  for (const id in call.legs) {
    const leg = call.legs[id as LegId]!
    const told = leg.answered ?? (leg.ended?.status === 'completed' && leg.ended.talkSeconds ? before(leg.ended, leg.ended.talkSeconds) : null)
    if (!told) continue
    const ended = call.rounds[leg.round]?.ended
    // Picked up after that report: Twilio dialled the same round once more, and the report was about the first time.
    const overtaken = ended && told.earliest > ended.at
    if (ended && !overtaken && (ended.bridged === false || (ended.bridged && ended.leg !== null && ended.leg !== id && call.legs[ended.leg]))) continue
    consider({ agent: leg.agent, leg: id as LegId, round: leg.round, when: told })
  }
  for (const [n, { ended }] of roundsOf(call)) {
    if (!ended?.bridged || ended.leg === null || ended.talkSeconds === null) continue
    const leg = call.legs[ended.leg]
    if (!leg || leg.answered) continue
    consider({ agent: leg.agent, leg: ended.leg, round: n, when: before(ended, ended.talkSeconds) })
  }
  return first ?? answerByCaller(call, before)
}

/** A caller who was never queued and whose leg lasted was in a talk: before that the line only rang, which does not count. */
function answerByCaller(call: Call, before: (end: When, talkSeconds: number) => When): Answer | null {
  const { ended } = call
  const round = lastRound(call)
  if (ended?.status !== 'completed' || !ended.talkSeconds || call.turnedAway || Object.keys(call.stays).length > 0) return null
  if (round === 0 || call.rounds[round]?.ended?.bridged === false) return null
  const able = legsIn(call, round).filter(([, leg]) => !leg.ended || leg.ended.status === 'completed')
  const [only] = able.length === 1 ? able : []
  return { agent: only?.[1].agent ?? null, leg: only?.[0] ?? null, round, when: before(ended, ended.talkSeconds) }
}

/** When the talk ended; null while it goes on. */
export function talkEnd(call: Call, answer: Answer): When | null {
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
  return legsOf(call).some(([, leg]) => !leg.ended)
}

export type { CallEvent }
