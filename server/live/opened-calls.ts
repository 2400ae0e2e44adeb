import { sql } from 'kysely'
import type { AgentId, CallId } from '../calls/events.ts'
import { type Call, legsOf, type Outcome, outcomeOf } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import type { PromiseFigure } from '../protocol/counts.ts'
import { type CallFigure, type CallKind, placeCall, placePhone } from '../standards/counted.ts'
import { edgesOf, judge, judgeBell, type Verdict } from '../standards/promises.ts'
import type { Summary } from '../standards/tally.ts'
import type { Candidate, Cursor, Part } from './opened.ts'

/** The calls behind a number, and the staff phones rung for them: read newest first, a page at a time. */

/** A span of arrivals, judged at `now`. */
export interface Span {
  from: Moment
  to: Moment
  now: Moment
  /** The longest wait of the span's answered calls. */
  longestMs: number | null
}

/** How calls are counted: the database groups those that are alike, so a day of any size is one quick look. */
const KINDS = sqlOf(build.selectFrom('calls').select([
  'outcome', 't1', 't1_lenient', 't1_certain', sql`min(rings, 4)`.as('ring'), sql`coalesce(outcome = 'answered' and wait_ms = ${0}, 0)`.as('longest'),
  (eb) => eb.fn.countAll().as('calls'), (eb) => eb.fn.sum('wait_ms').as('wait_ms'),
]).where('arrived_at', '>=', 0).where('arrived_at', '<', 0).where('outcome', '<>', 'open').groupBy(sql`1, 2, 3, 4, 5, 6`))

type Kind = Pick<Summary, 't1' | 't1_lenient' | 't1_certain'> & { outcome: Outcome; ring: number | null; longest: number; calls: number; wait_ms: number | null }

const PAGE = sqlOf(build.selectFrom('calls').selectAll()
  .where('arrived_at', '>=', 0).where('arrived_at', '<', 0).where(sql<boolean>`(arrived_at, call) < (${0}, ${''})`)
  .orderBy('arrived_at', 'desc').orderBy('call', 'desc').limit(1))
/** Lines read at once. */
const CHUNK = 200

/** @returns how many lines stand where, and the sum of the waits of those counted */
export function countCalls({ writer }: Database, floor: Floor, figure: CallFigure, span: Span): { parts: Part[]; waitMs: number } {
  const parts = new Map<string, Part>()
  let waitMs = 0
  const add = (kind: CallKind, calls: number, ms: number | null) => {
    const { counted, why } = placeCall(figure, kind)
    const part = parts.get(counted + why)
    if (part) part.lines += calls
    else parts.set(counted + why, { counted, why, lines: calls })
    if (counted === 'numerator') waitMs += ms ?? 0
  }
  for (const row of writer.prepare(KINDS).all(span.longestMs, span.from, span.to, 'open') as Kind[]) add(kindOf(row, row.ring, row.longest === 1), row.calls, row.wait_ms)
  for (const { call } of floor.calls.values()) {
    if (call.arrived && call.arrived.at >= span.from && call.arrived.at < span.to && outcomeOf(call) === 'open') add(kindOfOpen(call, span.now), 1, null)
  }
  return { parts: [...parts.values()], waitMs }
}

const kindOf = (row: Pick<Summary, 'outcome' | 't1' | 't1_lenient' | 't1_certain'>, ring: number | null, longest: boolean): CallKind => ({
  outcome: row.outcome as Outcome, t1: row.t1 as Verdict, lenient: row.t1_lenient as Verdict, certain: row.t1_certain === 1, ring, longest,
})

/** Whom nobody has answered yet is judged by the clock: the line on disk knows only what was reported. */
function kindOfOpen(call: Call, now: Moment): CallKind {
  const { strict, lenient, certain } = judge(call, now)
  return { outcome: 'open', t1: strict, lenient, certain, ring: null, longest: false }
}

function* linesOf({ writer }: Database, span: Span, after: Cursor | null): Generator<Summary> {
  let [at, call] = after ? [-after.rank, after.key] : [Number.MAX_SAFE_INTEGER, '']
  for (;;) {
    const rows = writer.prepare(PAGE).all(span.from, span.to, at, call, CHUNK) as Summary[]
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < CHUNK) return
    ;[at, call] = [last.arrived_at, last.call]
  }
}

/** Every call of the span, newest first. */
export function* callsBehind(database: Database, floor: Floor, figure: CallFigure, span: Span, after: Cursor | null, nameOf: (agent: string) => string): Generator<Candidate> {
  for (const row of linesOf(database, span, after)) {
    const onFloor = row.outcome === 'open' ? floor.calls.get(row.call as CallId) : undefined
    const kind = onFloor ? kindOfOpen(onFloor.call, span.now) : kindOf(row, row.rings, row.outcome === 'answered' && row.wait_ms === span.longestMs)
    yield {
      rank: -row.arrived_at, key: row.call, ...placeCall(figure, kind),
      row: () => ({
        certain: kind.certain, call: row.call, caller: row.caller_masked, at: row.arrived_at, ms: row.wait_ms ?? (onFloor ? span.now - row.arrived_at : null),
        ring: row.rings, who: row.agent && nameOf(row.agent), to: null, end: null,
      }),
    }
  }
}

/** Every staff phone that rang for a call of the span. Calls are folded as they are come to: a page costs its own calls, not the day. */
export function* phonesBehind(database: Database, floor: Floor, span: Span, after: Cursor | null, nameOf: (agent: AgentId) => string): Generator<Candidate> {
  const [begun, leg = ''] = after ? after.key.split('/') : []
  // The call whose phones were half told is taken up again.
  const from = begun === undefined ? null : { rank: after!.rank, key: `${begun}~` }
  for (const { call: id, arrived_at } of linesOf(database, span, from)) {
    const call = floor.call(id as CallId)
    if (!call.arrived) continue
    const phones = legsOf(call).filter(([sid, { alerted }]) => alerted && (id !== begun || sid > leg)).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [sid, phone] of phones) {
      const since = phone.alerted!.at
      const told = judgeBell(phone, call.arrived.rules)
      const edge = edgesOf(call.arrived.rules).strict
      const verdict = told === 'running' && span.now - since >= edge ? 'broken' : told
      const over = phone.answered ?? phone.ended
      yield {
        rank: -arrived_at, key: `${id}/${sid}`, ...placePhone(verdict),
        row: () => ({
          certain: true, call: id, caller: call.arrived!.caller.masked, at: since, ms: over ? Math.max(0, over.at - since) : span.now - since, ring: null,
          who: nameOf(phone.agent), to: null, end: null,
        }),
      }
    }
  }
}

/** Phones are not kept as lines: how many stand where is what the sums say. */
export const countPhones = ({ kept, broken, void: voided, running }: PromiseFigure): Part[] =>
  ([['kept', kept], ['broken', broken], ['void', voided], ['running', running]] as const).flatMap(([verdict, lines]) => (lines > 0 ? [{ ...placePhone(verdict), lines }] : []))
