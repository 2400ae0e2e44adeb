import { answerOf, type Call, type Leg, hangUpOf, legsOf, type Outcome, outcomeOf } from '../calls/state.ts'
import type { Rules, When } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { DEFINITIONS, type Definition, definitionOf } from './definitions.ts'

/**
 * Promise T1 of the charter: "전화벨이 3번 이상 울리기 전에 신속히 받겠습니다", a person answers before the bell rings
 * a third time. Two readings of one clock: how many rings may begin before a person answers stands in the definition.
 */
export interface Edges { strict: number; lenient: number }

/** When a call's promise is lost, in ms after its arrival, by the rules the call carries. */
export function edgesOf(rules: Rules, definitions: readonly Definition[] = DEFINITIONS): Edges {
  const { t1 } = definitionOf(rules, definitions)
  return { strict: edgeMs(rules.cadenceMs, t1.strict), lenient: edgeMs(rules.cadenceMs, t1.lenient) }
}

/** `running` is not yet decided; `void` counts for nothing: the caller hung up in time, or the line was closed. */
export type Verdict = 'kept' | 'broken' | 'void' | 'running'

/** The moment at which the promise is lost: ring 3 (strict) or ring 4 (lenient) begins. */
export function edgeMs(cadenceMs: number, rings: number): number {
  return rings * cadenceMs
}

/**
 * Which ring the caller hears, from 1. Ring n begins at (n − 1) × cadence after arrival.
 * Vectors at 3000 ms: 0→1, 2999→1, 3000→2, 5999→2, 6000→3, 8999→3, 9000→4.
 */
export function ringAt(ms: number, cadenceMs: number): number {
  return Math.floor(Math.max(0, ms) / cadenceMs) + 1
}

/** A call under promise T1. */
export interface Judged {
  outcome: Outcome
  strict: Verdict
  lenient: Verdict
  /** False when the moment that decided lies nearer to an edge than its report can tell; the verdict is the harder one. */
  certain: boolean
  /** Arrival to the person, or to the hang-up; null while neither happened. */
  waitMs: number | null
  /** The ring in which that was; null with `waitMs`. */
  ring: number | null
}

/**
 * Judges a call by what is known at `now`. The clock runs from arrival: neither music nor a recorded greeting stops it.
 * @param now only matters while nobody has answered: the promise breaks by itself when its moment passes
 */
export function judge(call: Call, now: Moment, definitions: readonly Definition[] = DEFINITIONS): Judged {
  const outcome = outcomeOf(call)
  const { arrived } = call
  if (!arrived) return { outcome, strict: 'running', lenient: 'running', certain: true, waitMs: null, ring: null }
  const { cadenceMs } = arrived.rules
  const edges = edgesOf(arrived.rules, definitions)
  const decide = (when: When, before: Verdict, after: Verdict): Judged => {
    const waitMs = Math.max(0, when.at - arrived.at)
    const atLeast = Math.max(0, when.earliest - arrived.at)
    return {
      outcome,
      strict: waitMs < edges.strict ? before : after,
      lenient: waitMs < edges.lenient ? before : after,
      certain: [edges.strict, edges.lenient].every((edge) => waitMs < edge === atLeast < edge),
      waitMs,
      ring: ringAt(waitMs, cadenceMs),
    }
  }
  const answer = answerOf(call)
  if (answer) return decide(answer.when, 'kept', 'broken')
  if (call.turnedAway) {
    // Closed is void. Refusing callers must not improve the figure, so a full queue breaks the promise.
    const verdict = call.turnedAway.because === 'out-of-hours' ? 'void' : 'broken'
    return { outcome, strict: verdict, lenient: verdict, certain: true, waitMs: null, ring: null }
  }
  const hangUp = hangUpOf(call)
  if (hangUp) return decide(hangUp, 'void', 'broken')
  const elapsed = now - arrived.at
  return {
    outcome,
    strict: elapsed < edges.strict ? 'running' : 'broken',
    lenient: elapsed < edges.lenient ? 'running' : 'broken',
    certain: true, waitMs: null, ring: null,
  }
}

/**
 * The bell's view of one staff phone: alerting → answered on that phone, by the strict reading.
 * A phone that was silenced in time because somebody else answered is void.
 */
export function judgeBell(leg: Leg, rules: Rules, definitions: readonly Definition[] = DEFINITIONS): Verdict {
  if (!leg.alerted) return 'void'
  const edge = edgesOf(rules, definitions).strict
  if (leg.answered) return leg.answered.at - leg.alerted.at < edge ? 'kept' : 'broken'
  if (!leg.ended) return 'running'
  return leg.ended.at - leg.alerted.at < edge ? 'void' : 'broken'
}

/** The bell's view of a whole call. */
export function bells(call: Call): Verdict[] {
  const rules = call.arrived?.rules
  return rules ? legsOf(call).filter(([, leg]) => leg.alerted).map(([, leg]) => judgeBell(leg, rules)) : []
}

/** z of the two-sided 95 % normal quantile. */
const Z95 = 1.959964

/**
 * Wilson score interval of k successes in n trials at 95 %: stays inside 0…1 and is honest for small n.
 * @returns null for n = 0, where nothing can be said
 */
export function wilson(k: number, n: number): { low: number; high: number } | null {
  if (n === 0) return null
  const z2 = Z95 * Z95
  const p = k / n
  const middle = p + z2 / (2 * n)
  const spread = Z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  const scale = 1 + z2 / n
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) }
}
