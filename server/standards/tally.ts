import { answerOf, type Call, isRunning, legsOf, talkEnd } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { DEFINITIONS, type Definition } from './definitions.ts'
import { handlingMs } from './handling.ts'
import { judge, judgeBell } from './promises.ts'

/** Sums over calls. A call's share in them is a function of its facts alone, so a late fact corrects it exactly. */
export const TALLY_FIELDS = [
  'received', 'answered', 'abandoned', 'abandoned_short', 'out_of_hours', 'refused', 'in_progress',
  't1_kept', 't1_broken', 't1_void', 't1_uncertain', 'lenient_kept', 'lenient_broken', 'lenient_void',
  'bell_kept', 'bell_broken', 'bell_void', 'wait_ms', 'talks_ended', 'talk_ms',
  'ring_1', 'ring_2', 'ring_3', 'ring_later',
  // What the forecast is made of: how calls fared that found somebody free, how long people were busy, how long callers are patient.
  'met_kept', 'met_broken', 'met_ms', 'handled_ms', 'abandoned_ms',
] as const
export type TallyField = (typeof TALLY_FIELDS)[number]
export type Tally = Record<TallyField, number>

export const emptyTally = (): Tally => Object.fromEntries(TALLY_FIELDS.map((field) => [field, 0])) as Tally

/** a + sign × b, in place. */
export function addTo(a: Tally, b: Tally, sign: 1 | -1 = 1): void {
  for (const field of TALLY_FIELDS) a[field] += sign * b[field]
}

export const isZero = (tally: Tally): boolean => TALLY_FIELDS.every((field) => tally[field] === 0)

/** A line of the `calls` table. */
export interface Summary {
  call: string
  arrived_at: number
  interval_start: number
  line: string
  caller_masked: string
  outcome: string
  running: number
  t1: string
  t1_lenient: string
  t1_certain: number
  agent: string | null
  answered_at: number | null
  ended_at: number | null
  wait_ms: number | null
  rings: number | null
  talk_ms: number | null
}

/** Quarters of an hour begin alike in every zone whose offset is a multiple of 15 minutes, Seoul among them. */
export const INTERVAL_MS = 15 * 60_000
export const intervalOf = (at: Moment): Moment => at - (at % INTERVAL_MS)

/** Judged by events alone: what only the passing of time decides is added when a picture is drawn, see `live/wallboard.ts`. */
const BEFORE_ANY_EDGE = Number.MIN_SAFE_INTEGER

/**
 * A call's share in the sums of the interval in which it arrived.
 * Zero while its arrival is not known.
 */
export function shareOf(call: Call, definitions: readonly Definition[] = DEFINITIONS): Tally {
  const tally = emptyTally()
  const { arrived } = call
  if (!arrived) return tally
  const judged = judge(call, BEFORE_ANY_EDGE, definitions)
  tally.received = 1
  switch (judged.outcome) {
    case 'open': tally.in_progress = 1; break
    case 'answered': tally.answered = 1; break
    case 'abandoned': tally.abandoned = 1; break
    case 'out-of-hours': tally.out_of_hours = 1; break
    case 'refused': tally.refused = 1; break
  }
  if (judged.outcome === 'abandoned') tally.abandoned_ms = judged.waitMs ?? 0
  if (judged.outcome === 'abandoned' && judged.strict === 'void') tally.abandoned_short = 1
  if (metSomebodyFree(call)) {
    if (judged.strict === 'kept') {
      tally.met_kept = 1
      tally.met_ms = judged.waitMs ?? 0
    } else if (judged.strict === 'broken') tally.met_broken = 1
  }
  if (judged.strict !== 'running') {
    tally[`t1_${judged.strict}`] = 1
    tally.t1_uncertain = judged.certain ? 0 : 1
  }
  if (judged.lenient !== 'running') tally[`lenient_${judged.lenient}`] = 1
  for (const [, leg] of legsOf(call)) {
    const verdict = leg.alerted ? judgeBell(leg, arrived.rules, definitions) : 'running'
    if (verdict !== 'running') tally[`bell_${verdict}`] += 1
  }
  const answer = answerOf(call)
  if (answer && judged.waitMs !== null && judged.ring !== null) {
    tally.wait_ms = judged.waitMs
    tally[judged.ring === 1 ? 'ring_1' : judged.ring === 2 ? 'ring_2' : judged.ring === 3 ? 'ring_3' : 'ring_later'] = 1
    const end = talkEnd(call, answer)
    if (end) {
      tally.talks_ended = 1
      tally.talk_ms = Math.max(0, end.at - answer.when.at)
      tally.handled_ms = handlingMs(call) ?? 0
    }
  }
  return tally
}

/** Whether phones rang for this caller at once: somebody was free. */
const metSomebodyFree = (call: Call): boolean => call.rounds[1]?.began?.kind === 'ring'

/** The call's line for lists and reports; null while its arrival is not known. */
export function summaryOf(call: Call): Summary | null {
  const { arrived } = call
  if (!arrived) return null
  const judged = judge(call, BEFORE_ANY_EDGE)
  const answer = answerOf(call)
  const end = answer ? talkEnd(call, answer) : null
  return {
    call: call.id,
    arrived_at: arrived.at,
    interval_start: intervalOf(arrived.at),
    line: arrived.line,
    caller_masked: arrived.caller.masked,
    outcome: judged.outcome,
    running: isRunning(call) ? 1 : 0,
    t1: judged.strict,
    t1_lenient: judged.lenient,
    t1_certain: judged.certain ? 1 : 0,
    agent: answer?.agent ?? null,
    answered_at: answer?.when.at ?? null,
    ended_at: call.ended?.at ?? null,
    wait_ms: judged.waitMs,
    rings: judged.ring,
    talk_ms: answer && end ? Math.max(0, end.at - answer.when.at) : null,
  }
}
