import type { CallId, NobodyFree, ReturnReason, Target, When, Who } from '../calls/events.ts'
import { attemptsOf, partiesOf, type Transfer, transfersOf } from '../calls/arrangement.ts'
import type { Attempt, Call, CallBackDial } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { DEFINITIONS, type Definition, definitionOf } from './definitions.ts'
import type { Verdict } from './promises.ts'
import { intervalOf } from './tally.ts'

/**
 * Promise T4 of the charter: "해당부서를 연결해야 할 때에는 30초 이내에 담당자를 찾아 연결조치", from the agent's request
 * to the moment at which the person in charge answers. A call is judged by the definition it carries; this is today's, by
 * which routing gives up.
 */
export const T4_MS = DEFINITIONS.at(-1)!.t4Ms

/** How a transfer ended. Every ending has a name. */
export type TransferEnd = ReturnReason | 'completed' | 'withdrawn' | 'lost-in-transfer'

export interface JudgedTransfer {
  verdict: Verdict
  /** False when the stamps cannot tell on which side of the edge the deciding moment lies; the verdict is the harder one. */
  certain: boolean
  /** The moment that decided or will: of the answer, the hang-up, the withdrawal, or the edge. */
  answeredAt: Moment | null
  /** Beside it, never instead: somebody's phone rang by then (the literal reading of 연결조치); caller and person spoke by then. */
  rungInTime: boolean
  speakingInTime: boolean
  end: TransferEnd | null
  /** Each leg's share: until a phone rang, until it was answered, until the two were joined with the caller. */
  shares: { find: number | null; ring: number | null; consult: number | null; join: number | null }
}

/**
 * Judges one transfer by what is known at `now`.
 * @param now only matters while nobody has answered: the promise breaks by itself when its moment passes
 */
export function judgeTransfer(call: Call, transfer: Transfer, now: Moment, definitions: readonly Definition[] = DEFINITIONS): JudgedTransfer {
  const from = transfer.asked.at
  const edge = from + (call.arrived ? definitionOf(call.arrived.rules, definitions).t4Ms : T4_MS)
  const winner = transfer.winner?.[1] ?? null
  const answer = winner && answerOfAttempt(winner)
  const rung = earliest(transfer.attempts.map(([, { alerted, answered }]) => alerted ?? answered))
  const together = winner?.joined ? togetherAt(call, transfer, winner.joined.at) : null
  const decided = answer ? decide(answer, edge, 'kept') : decideWithout(call, transfer, edge, now)
  const ms = (moment: Moment | null | undefined, since: Moment | null | undefined) =>
    (moment == null || since == null ? null : Math.max(0, moment - since))
  return {
    ...decided,
    answeredAt: answer?.at ?? null,
    rungInTime: rung !== null && rung.at <= edge,
    speakingInTime: together !== null && together <= edge,
    end: endOf(call, transfer, together),
    shares: {
      find: ms(rung?.at, from),
      ring: ms(answer?.at, rung?.at),
      consult: ms(transfer.joinAsked?.at ?? together, answer?.at),
      join: transfer.joinAsked ? ms(together, transfer.joinAsked.at) : null,
    },
  }
}

/** At the edge itself a promise is kept: the charter says "within 30 seconds". */
function decide(when: When, edge: Moment, before: 'kept'): { verdict: Verdict; certain: boolean } {
  const late = when.at > edge
  return { verdict: late ? 'broken' : before, certain: late === when.earliest > edge }
}

function decideWithout(call: Call, transfer: Transfer, edge: Moment, now: Moment): { verdict: Verdict; certain: boolean } {
  const left = earliest([transfer.withdrawn, call.ended])
  if (left) return { verdict: left.at < edge ? 'void' : 'broken', certain: left.at < edge === left.earliest < edge }
  return { verdict: now > edge ? 'broken' : 'running', certain: true }
}

/** A lost `answered` report is made good from the leg's coming for its document, which is a little later. */
function answerOfAttempt({ answered, joined }: Attempt): When | null {
  if (answered) return answered
  return joined && { ...joined, earliest: joined.earliest - 2000 }
}

/**
 * When caller and the person who has the transfer were left to speak with each other; null while that has not happened.
 * Going to and fro between the two ("swap") sends each to the room in turn: that is not yet it.
 */
function togetherAt(call: Call, transfer: Transfer, joinedAt: Moment): Moment | null {
  const colleague: Who = `a${transfer.winner![0]}`
  const from = leftToThem(call, transfer, colleague)
  // The document that let them in sent them there.
  const inRoom = new Set<Who>([colleague])
  for (const [, { who, where, at }] of Object.entries(call.placements).sort(([a], [b]) => Number(a) - Number(b))) {
    if (where === 'room') inRoom.add(who)
    else inRoom.delete(who)
    if (at >= Math.max(joinedAt, transfer.asked.at, from) && inRoom.has('caller') && inRoom.has(colleague)) return at
  }
  return null
}

/** From when on the two are meant to speak: the agent brought the caller in, is gone, or passed the call on blindly. */
function leftToThem(call: Call, { kind, by, joinAsked }: Transfer, colleague: Who): Moment {
  if (kind === 'blind') return 0
  const agents = partiesOf(call).filter((party) => party.agent === by && party.who !== colleague)
  const gone = agents.every(({ over }) => over) ? Math.max(0, ...agents.map(({ over }) => over!.at)) : Infinity
  const leaving = Object.values(call.asks).find((ask) => (ask.type === 'leave-asked' || ask.type === 'hang-up-asked') && ask.by === by)
  return Math.min(joinAsked?.at ?? Infinity, gone, leaving?.at ?? Infinity)
}

function endOf(call: Call, transfer: Transfer, together: Moment | null): TransferEnd | null {
  if (transfer.withdrawn) return transfer.returned && transfer.returned.at <= transfer.withdrawn.at ? transfer.returned.because : 'withdrawn'
  const winner = transfer.winner?.[1]
  const gone = winner?.ended ?? (winner?.joined ? call.left[winner.joined.leg] : undefined)
  if (together !== null && gone && gone.at < together && !call.ended) return 'refused'
  if (together !== null) return 'completed'
  if (call.ended) return transfer.returned && !transfer.winner ? transfer.returned.because : 'lost-in-transfer'
  if (gone) return 'refused'
  return transfer.winner || transfer.hunting ? null : transfer.returned?.because ?? null
}

/** Why the tried phones led nowhere, when all say the same; otherwise `returned`. */
export function reasonOf(attempts: readonly (readonly [number, Attempt])[]): ReturnReason {
  const reasons = new Set(attempts.map(([, attempt]) => reasonOfOne(attempt)))
  const [only] = reasons
  return reasons.size === 1 && only ? only : 'returned'
}

function reasonOfOne({ ended, alerted, answered, joined, failed, stopped }: Attempt): ReturnReason {
  if (answered && !joined) return 'voicemail-suspected'
  if (failed || !ended) return failed ? 'unreachable' : 'not-answered'
  if (ended.status === 'busy') return alerted ? 'refused' : 'unreachable'
  if (ended.status === 'failed' || (!alerted && ended.status === 'no-answer' && !stopped)) return 'unreachable'
  return 'not-answered'
}

function earliest(moments: (When | null)[]): When | null {
  let first: When | null = null
  for (const when of moments) if (when && (!first || when.at < first.at)) first = when
  return first
}

/** A line of the `transfers` table. */
export interface TransferRow {
  call: string
  transfer: number
  interval_start: Moment
  asked_at: Moment
  asked_by: string
  kind: string
  to_kind: Target['kind']
  to_id: string
  verdict: Verdict
  certain: number
  ending: string | null
  answered_at: Moment | null
  rung_in_time: number
  speaking_in_time: number
}

/** Judged by events alone: what only the passing of time decides is added when a picture is drawn. */
const BEFORE_ANY_EDGE = Number.MIN_SAFE_INTEGER

/** The call's lines for lists and sums; they belong to the interval in which the call arrived. */
export function transferRowsOf(call: Call): TransferRow[] {
  const { arrived } = call
  if (!arrived) return []
  return transfersOf(call).map((transfer) => {
    const judged = judgeTransfer(call, transfer, BEFORE_ANY_EDGE)
    return {
      call: call.id, transfer: transfer.n, interval_start: intervalOf(arrived.at), asked_at: transfer.asked.at, asked_by: transfer.by,
      kind: transfer.kind, to_kind: firstTarget(call, transfer.n).kind, to_id: firstTarget(call, transfer.n).id,
      verdict: judged.verdict, certain: judged.certain ? 1 : 0, ending: judged.end, answered_at: judged.answeredAt,
      rung_in_time: judged.rungInTime ? 1 : 0, speaking_in_time: judged.speakingInTime ? 1 : 0,
    }
  })
}

/** A line of the `refused_transfers` table. */
export interface RefusedRow {
  call: string
  refusal: number
  interval_start: Moment
  asked_at: Moment
  asked_by: string
  to_kind: Target['kind']
  to_id: string
  because: NobodyFree
}

/** Transfers that could not begin: nobody there could be rung. They belong to the interval in which the call arrived. */
export function refusedRowsOf({ id, arrived, refused }: Call): RefusedRow[] {
  if (!arrived) return []
  return Object.entries(refused).map(([n, { at, by, to, because }]) => ({
    call: id, refusal: Number(n), interval_start: intervalOf(arrived.at), asked_at: at, asked_by: by, to_kind: to.kind, to_id: to.id, because,
  }))
}

/** The promise is that of whom it was first asked for. */
export function firstTarget(call: Call, n: number): Target {
  for (const ask of Object.values(call.asks)) if (ask.type === 'transfer-asked' && ask.transfer === n) return ask.to
  throw new Error(`call ${call.id} has no transfer ${n}`)
}

/** Phones that still ring for a transfer, or whose owner hears the gist. */
export const ringingFor = (call: Call, n: number): [number, Attempt][] =>
  attemptsOf(call).filter(([, { rung, ended, failed, late, joined, answered }]) => rung?.transfer === n && !ended && !failed && !late && !joined && !answered)

/** A line of the `call_backs` table. */
export interface CallBackRow {
  call: CallId
  caller_masked: string
  reason: string
  made_at: Moment
  promised_for: Moment
  owner: string | null
  department: string | null
  state: 'open' | 'dialling' | 'done'
  outcome: string | null
  /** Who dials, or dialled last. */
  dialled_by: string | null
  /** How far a call that is being dialled has come; null while none is. */
  stage: CallBackStage | null
  stage_since: Moment | null
}
/** The agent's own phone rings, the caller's does, or they talk. */
export type CallBackStage = 'phone' | 'caller' | 'talking'

export function callBackOf(call: Call): CallBackRow | null {
  const { booked, changes, dials, settled } = call.callBack
  if (!booked || !call.arrived) return null
  const last = lastOf(dials)
  const change = lastOf(changes)
  // Whoever was reached and agreed on another time is owed a call still.
  const reached = Object.values(dials).some(({ answered, ended }) => answered && ended && !(change && change.at >= answered.at))
  const stage = !settled && !reached && last ? stageOf(last) : null
  return {
    call: call.id, caller_masked: call.arrived.caller.masked, reason: booked.reason, made_at: booked.at,
    promised_for: change?.promisedFor ?? booked.promisedFor, owner: change?.by ?? booked.owner, department: booked.department,
    state: settled || reached ? 'done' : stage ? 'dialling' : 'open',
    outcome: settled?.outcome ?? (reached ? 'reached' : null), dialled_by: last?.dialled?.by ?? null,
    stage: stage?.[0] ?? null, stage_since: stage?.[1].at ?? null,
  }
}

function stageOf({ dialled, pickedUp, answered, ended }: CallBackDial): [CallBackStage, When] | null {
  if (!dialled || ended) return null
  return answered ? ['talking', answered] : pickedUp ? ['caller', pickedUp] : ['phone', dialled]
}

/** Of what is numbered, the newest. */
const lastOf = <T>(numbered: Readonly<Record<number, T>>): T | undefined => numbered[Math.max(0, ...Object.keys(numbered).map(Number))]
