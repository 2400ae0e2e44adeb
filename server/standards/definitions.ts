import type { Rules } from '../calls/events.ts'
import type { Moment } from '../clock.ts'

/**
 * What is promised and how it is counted. A call is judged by the definition under which it arrived, whatever is decided
 * later: changing one never rewrites a closed day.
 */
export interface Definition {
  version: number
  /** For calls that arrive from this moment on: a Seoul midnight, so that a day has one definition. */
  from: Moment
  /** Rings that may begin before a person answers, in the two readings of one clock. */
  t1: { strict: number; lenient: number }
  /** From the agent's request to the answer of the person in charge; the edge itself is still in time. */
  t4Ms: number
  /** Whoever hung up sooner than this counts as a *short* abandon in the formulas of the trade that know one. */
  shortMs: number
  /** The trade's "answered within so many seconds", shown beside the promise's own edge. */
  serviceLevelMs: number
}

/**
 * All of them, oldest first. A line that holds or has held is never edited; another rule is another line, with its date.
 *
 * 1: the charter's "전화벨이 3번 이상 울리기 전에" and "30초 이내에"; five seconds and twenty seconds are the trade's.
 */
export const DEFINITIONS: readonly Definition[] = [
  { version: 1, from: Date.UTC(2026, 9, 31, 15), t1: { strict: 2, lenient: 3 }, t4Ms: 30_000, shortMs: 5_000, serviceLevelMs: 20_000 },
]

/** The definition for a call that arrives at this moment; before the first date, the first. */
export function definitionAt(at: Moment, definitions: readonly Definition[] = DEFINITIONS): Definition {
  return definitions.findLast(({ from }) => from <= at) ?? definitions[0]!
}

/**
 * The definition a call carries.
 * @throws Error for a version this program does not know: a newer one has written here
 */
export function definitionOf({ definition }: Pick<Rules, 'definition'>, definitions: readonly Definition[] = DEFINITIONS): Definition {
  const found = definitions.find(({ version }) => version === definition)
  if (!found) throw new Error(`a call is to be judged by definition ${definition}, which this program does not know`)
  return found
}
