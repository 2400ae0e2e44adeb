import { sql } from 'kysely'
import { outcomeOf } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import { type DefinitionView, LENS_FORMULAS, type LensClassHere, type LensView } from '../protocol/lens.ts'
import type { Calendar } from '../standards/calendar.ts'
import { type Definition, DEFINITIONS, definitionAt } from '../standards/definitions.ts'
import { FORMULAS, type LensCounts, nobody, readThrough } from '../standards/lens.ts'
import { edgeMs, judge } from '../standards/promises.ts'
import type { Pictures } from './pictures.ts'

/** What became of the day's calls, grouped: those that are alike in all that any formula asks. */
const KINDS = sqlOf(build.selectFrom('calls')
  .select([
    'outcome', 't1', sql`coalesce(wait_ms < ${0}, 0)`.as('short'), sql`coalesce(wait_ms < ${0}, 0)`.as('within'), (eb) => eb.fn.countAll().as('calls'),
  ])
  .where('arrived_at', '>=', 0).where('arrived_at', '<', 0).where('outcome', '<>', 'open').groupBy(sql`1, 2, 3, 4`))

interface Kind { outcome: string; t1: string; short: number; within: number; calls: number }

/** Draws the day under every formula, at the instant of the board's picture. */
export function createLens({ writer }: Database, floor: Floor, pictures: Pictures, calendar: Calendar): () => LensView {
  return () => {
    const view = pictures.wallboard()
    const from = calendar.dayStart(view.asOf)
    const to = calendar.nextDay(view.asOf)
    const definition = definitionAt(view.asOf)
    const { shortMs, serviceLevelMs } = definition
    const counts = { promise: nobody(), seconds: nobody() }
    for (const kind of writer.prepare(KINDS).all(shortMs, serviceLevelMs, from, to, 'open') as Kind[]) {
      // At its own edge the promise's verdict decides: it knows the cadence each call arrived with.
      put(counts.promise, kind, kind.t1 === 'kept' || kind.t1 === 'void')
      put(counts.seconds, kind, kind.within === 1)
    }
    for (const { call } of floor.calls.values()) {
      if (!call.arrived || call.arrived.at < from || call.arrived.at >= to || outcomeOf(call) !== 'open') continue
      counts.promise[judge(call, view.asOf).strict === 'broken' ? 'waiting-late' : 'waiting']++
      counts.seconds[view.asOf - call.arrived.at >= serviceLevelMs ? 'waiting-late' : 'waiting']++
    }
    const edge = (edge: 'promise' | 'seconds', withinMs: number) => ({
      edge, withinMs, counts: counts[edge],
      readings: LENS_FORMULAS.map((formula) => ({ formula, ...readThrough(FORMULAS[formula], counts[edge]), treats: FORMULAS[formula] })),
    })
    return {
      seq: view.seq, asOf: view.asOf, day: view.day, definition: drawDefinition(definition, view.line.cadenceMs),
      edges: [edge('promise', edgeMs(view.line.cadenceMs, definition.t1.strict)), edge('seconds', serviceLevelMs)],
    }
  }
}

function put(counts: LensCounts, { outcome, short, calls }: Kind, inTime: boolean): void {
  const one = classOf(outcome, inTime, short === 1)
  if (one) counts[one] += calls
}

/** @returns null for a call outside the opening hours: it never reached the open line */
export function classOf(outcome: string, inTime: boolean, short: boolean): LensClassHere | null {
  if (outcome === 'answered') return inTime ? 'answered-in-time' : 'answered-late'
  if (outcome === 'refused') return 'refused'
  if (outcome !== 'abandoned') return null
  if (!inTime) return 'abandoned-late'
  return short ? 'abandoned-short' : 'abandoned-in-time'
}

/** @param cadenceMs of the line as it is set now; each call carries its own */
export function drawDefinition({ version, from, t1, t4Ms, shortMs, serviceLevelMs }: Definition, cadenceMs: number, definitions: readonly Definition[] = DEFINITIONS): DefinitionView {
  const next: Moment | null = definitions.find((other) => other.from > from)?.from ?? null
  return {
    version, from, until: next,
    t1: { strictRings: t1.strict, lenientRings: t1.lenient, strictMs: edgeMs(cadenceMs, t1.strict), lenientMs: edgeMs(cadenceMs, t1.lenient) },
    t4Ms, shortMs, serviceLevelMs,
  }
}
