import type { AgentId, CallId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import type { CallCounts, IntervalView, PromiseFigure } from '../protocol/counts.ts'
import { FIGURES, type Figure, type FigureKey, type FiguresView } from '../protocol/figures.ts'
import type { Counted, OpenedFigure, OpenedKind, OpenedRow, Why } from '../protocol/opened.ts'
import type { WallboardView } from '../protocol/wallboard.ts'
import { CALL_FIGURES, type CallFigure, placeTransfer, TRANSFER_FIGURES, type TransferFigure } from '../standards/counted.ts'
import { definitionAt } from '../standards/definitions.ts'
import { edgeMs, type Verdict } from '../standards/promises.ts'
import { INTERVAL_MS } from '../standards/tally.ts'
import type { Calendar } from '../standards/calendar.ts'
import { readFigure, unitOf } from './figures.ts'
import { callsBehind, countCalls, countPhones, phonesBehind, type Span } from './opened-calls.ts'
import type { Pictures } from './pictures.ts'
import { nameOf as nameOfTarget, type TransferDay } from './transfers.ts'
import { figure as promiseFigure } from './wallboard.ts'

/**
 * Every number opens: what it is made of, line by line, and why each line is in or out. Drawn from the same picture, in the
 * same turn of the event loop, so that nothing can happen between the number and its lines.
 */
export interface Openings {
  list(): FiguresView
  /** Null when the board has no such number for this interval. */
  open(asked: OpenAsked): OpenedFigure | null
}

export interface OpenAsked {
  figure: FigureKey
  /** Begins a quarter of an hour, or the hour of a number that the board shows by hours. */
  interval: Moment | null
  /** Only lines that stand so; `in`: counted or divided by. */
  counted: Counted | 'in' | null
  after: Cursor | null
  limit: number
}

/** Behind which line the next page begins. */
export interface Cursor {
  rank: number
  key: string
}
export const cursorOf = (text: string): Cursor => ({ rank: Number(text.slice(0, text.indexOf('.'))), key: text.slice(text.indexOf('.') + 1) })

/** A line that may be wanted; drawn only when it is. */
export interface Candidate extends Cursor {
  counted: Counted
  why: Why
  row(): Omit<OpenedRow, 'key' | 'counted' | 'why'>
}
export type Part = OpenedFigure['parts'][number]

/** All lines of a number: how many stand where, and from which one on they can be read. */
interface Lines {
  of: OpenedKind
  parts: Part[]
  from(after: Cursor | null): Iterable<Candidate>
  /** Sum of the waits of those counted. */
  waitMs?: number
}

export interface OpeningParts {
  database: Database
  floor: Floor
  pictures: Pictures
  transferDay: TransferDay
  calendar: Calendar
}

/** What the board shows of a quarter of an hour. */
export const INTERVAL_FIGURES = ['t1', 'received', 'answered', 'abandoned', 'abandoned-short', 'out-of-hours', 'refused', 'in-progress'] as const satisfies Figure[]

/** How long the intervals are by which the board shows this number; null for one that it shows of the day, or of now, alone. */
function intervalMsOf(key: FigureKey): number | null {
  if (key === 't4') return 4 * INTERVAL_MS // in a quarter one or two calls are passed on: their share would say nothing
  return (INTERVAL_FIGURES as readonly FigureKey[]).includes(key) ? INTERVAL_MS : null
}

const CALLER = sqlOf(build.selectFrom('calls').select('caller_masked').where('call', '=', ''))

export function createOpenings({ database, floor, pictures, transferDay, calendar }: OpeningParts): Openings {
  const staffName = (account: string) => floor.staff.find(({ id }) => id === account)?.name ?? account
  const callerOf = (call: string): string =>
    floor.calls.get(call as CallId)?.call.arrived?.caller.masked ?? (database.writer.prepare(CALLER).get(call) as { caller_masked: string } | undefined)?.caller_masked ?? ''

  const linesOf = (key: FigureKey, view: WallboardView, span: Span): Lines => {
    const figure = formulaOf(key)
    if (isCallFigure(figure)) {
      return { of: 'calls', ...countCalls(database, floor, figure, span), from: (after) => callsBehind(database, floor, figure, span, after, staffName) }
    }
    if (figure === 't1-bell') {
      return { of: 'phones', parts: countPhones(view.t1.bell), from: (after) => phonesBehind(database, floor, span, after, (agent: AgentId) => staffName(agent)) }
    }
    if (isTransferFigure(figure)) return few('transfers', transfersBehind(figure, key, view, span))
    if (figure === 'call-backs' || figure === 'call-backs-overdue') return few('call-backs', callBacksBehind(figure, view.asOf))
    if (figure === 'agents-declared' || figure === 'agents-reachable' || figure === 'agents-talking') return few('agents', agentsBehind(figure, view))
    return few('calls', callersBehind(figure, view))
  }

  function transfersBehind(figure: TransferFigure, key: FigureKey, view: WallboardView, { from, to }: Span): Candidate[] {
    const department = key.startsWith('t4/') ? key.slice(3) : null
    // A transfer belongs to the interval in which its call arrived.
    const isBehind = (line: { department: string; row: { interval_start: Moment } }) =>
      (department === null || line.department === department) && line.row.interval_start >= from && line.row.interval_start < to
    const races = new Map(view.transfers.map((race) => [`${race.call}/${race.transfer}`, race]))
    const known = transferDay.lines(view.asOf).filter(isBehind).map(({ row, verdict }): Candidate => {
      const id = `${row.call}/${row.transfer}`
      const race = races.get(id)
      races.delete(id)
      return {
        rank: -row.asked_at, key: id, ...placeTransfer(figure, row, verdict, race !== undefined),
        row: () => ({
          certain: row.certain === 1, call: row.call, caller: callerOf(row.call), at: row.asked_at,
          ms: row.answered_at === null ? null : Math.max(0, row.answered_at - row.asked_at), ring: null, who: staffName(row.asked_by),
          to: nameOfTarget(floor, { kind: row.to_kind, id: row.to_id }), end: row.ending as OpenedRow['end'],
        }),
      }
    })
    if (figure === 't4') known.push(...transferDay.refused(view.asOf).filter(isBehind).map(refusedLine))
    // Races of a call that arrived before midnight belong to yesterday's promise, and are run today.
    if (figure !== 'transfers-under-way') return known
    return [...known, ...[...races].map(([id, race]): Candidate => ({
      rank: -race.askedAt, key: id, ...placeTransfer(figure, { ending: race.end, answered_at: null }, race.verdict as Verdict, true),
      row: () => ({ certain: true, call: race.call, caller: callerOf(race.call), at: race.askedAt, ms: null, ring: null, who: staffName(race.by), to: race.to.name, end: race.end }),
    }))]
  }

  /** Those of whom nobody could be rung: no promise of theirs began, and a share that leaves them out says so. */
  const refusedLine = ({ row }: ReturnType<TransferDay['refused']>[number]): Candidate => ({
    rank: -row.asked_at, key: `${row.call}/refused-${row.refusal}`, counted: 'out', why: 'nobody-free',
    row: () => ({
      certain: true, call: row.call, caller: callerOf(row.call), at: row.asked_at, ms: null, ring: null, who: staffName(row.asked_by),
      to: nameOfTarget(floor, { kind: row.to_kind, id: row.to_id }), end: null,
    }),
  })

  function callBacksBehind(figure: Figure, now: Moment): Candidate[] {
    return [...floor.callBacks.values()].map((row) => {
      const late = row.promised_for < now
      return {
        rank: row.promised_for, key: row.call,
        counted: figure === 'call-backs' || late ? 'numerator' : 'out', why: late ? 'overdue' : figure === 'call-backs' ? 'owed' : 'not-yet-due',
        row: () => ({ certain: true, call: row.call, caller: row.caller_masked, at: row.promised_for, ms: null, ring: null, who: row.owner && staffName(row.owner), to: null, end: null }),
      }
    })
  }

  return {
    list() {
      const view = pictures.wallboard()
      const keys: FigureKey[] = [...FIGURES, ...view.t4.byDepartment.map(({ department }) => `t4/${department}` as const)]
      return {
        seq: view.seq, asOf: view.asOf, day: view.day,
        figures: keys.map((key) => ({ figure: key, formula: formulaOf(key), unit: unitOf(key), value: readFigure(view, key) })),
      }
    },
    open({ figure: key, interval, counted, after, limit }) {
      const view = pictures.wallboard()
      const dayStart = calendar.dayStart(view.asOf)
      const dayEnd = calendar.nextDay(view.asOf)
      const formula = formulaOf(key)
      const lengthMs = intervalMsOf(key)
      if (interval !== null && (lengthMs === null || interval < dayStart || interval >= dayEnd || (interval - dayStart) % lengthMs !== 0)) return null
      const span = interval === null ? { from: dayStart, to: dayEnd } : { from: interval, to: interval + lengthMs! }
      const lines = linesOf(key, view, { ...span, now: view.asOf, longestMs: view.waits.longestMs })
      const shown = interval === null ? ofDay(view, key) : formula === 't4' ? ofHour(view, span) : ofInterval(view.intervals.find(({ start }) => start === interval), formula)
      const standing: Record<Counted, number> = { numerator: 0, denominator: 0, out: 0 }
      for (const part of lines.parts) standing[part.counted] += part.lines
      const all = counted === null ? Infinity : counted === 'in' ? standing.numerator + standing.denominator : standing[counted]
      const { rows, next } = page(lines.from(after), counted, limit, all)
      const definition = definitionAt(view.asOf)
      const share = shown.share && { numerator: shown.share.kept, denominator: shown.share.kept + shown.share.broken }
      const mean = formula === 'mean-wait' ? { numerator: lines.waitMs ?? 0, denominator: standing.numerator } : null
      return {
        seq: view.seq, asOf: view.asOf, day: view.day, figure: key, interval, formula, unit: unitOf(key), value: shown.value,
        numerator: null, denominator: null, ...(share ?? mean),
        of: lines.of, lines: standing, parts: lines.parts.sort((a, b) => ORDER[a.counted] - ORDER[b.counted] || b.lines - a.lines || (a.why < b.why ? -1 : 1)),
        agrees: agrees(formula, shown, standing, mean),
        edgeMs: edgeOf(formula, view.line.cadenceMs, view.asOf),
        definition: { version: definition.version, from: definition.from },
        rows, next,
      }
    },
  }
}

const ORDER: Record<Counted, number> = { numerator: 0, denominator: 1, out: 2 }

/** A number of a department has the formula of the whole. */
export const formulaOf = (key: FigureKey): Figure => (key.startsWith('t4/') ? 't4' : (key as Figure))

const isCallFigure = (figure: Figure): figure is CallFigure => (CALL_FIGURES as readonly Figure[]).includes(figure)
const isTransferFigure = (figure: Figure): figure is TransferFigure => (TRANSFER_FIGURES as readonly Figure[]).includes(figure)

/** What the board shows: the number, and for a share what it is a share of. */
interface Shown {
  value: number | null
  share: Pick<PromiseFigure, 'kept' | 'broken'> | null
}

function ofDay(view: WallboardView, key: FigureKey): Shown {
  const promises: Partial<Record<FigureKey, PromiseFigure>> = { t1: view.t1.strict, 't1-lenient': view.t1.lenient, 't1-bell': view.t1.bell, t4: view.t4.all }
  const department = key.startsWith('t4/') ? view.t4.byDepartment.find(({ department }) => key === `t4/${department}`)?.figure ?? promiseFigure(0, 0, 0, 0) : null
  return { value: readFigure(view, key), share: promises[key] ?? department }
}

const COUNTS: Partial<Record<Figure, keyof CallCounts>> = {
  received: 'received', answered: 'answered', abandoned: 'abandoned', 'abandoned-short': 'abandonedShort', 'out-of-hours': 'outOfHours', refused: 'refused',
  'in-progress': 'inProgress',
}

/** Without a view nobody called in that quarter of an hour. */
function ofInterval(view: IntervalView | undefined, figure: Figure): Shown {
  if (figure !== 't1') return { value: view?.counts[COUNTS[figure]!] ?? 0, share: null }
  const { kept, broken } = view?.t1 ?? { kept: 0, broken: 0 }
  return { value: promiseFigure(kept, broken, 0, 0).rate, share: { kept, broken } }
}

function ofHour({ t4 }: WallboardView, { from, to }: { from: Moment; to: Moment }): Shown {
  const share = { kept: 0, broken: 0 }
  for (const { start, kept, broken } of t4.intervals) {
    if (start < from || start >= to) continue
    share.kept += kept
    share.broken += broken
  }
  return { value: promiseFigure(share.kept, share.broken, 0, 0).rate, share }
}

/** Counting the lines must give what the sums say. */
function agrees(figure: Figure, { value, share }: Shown, lines: Record<Counted, number>, mean: { numerator: number; denominator: number } | null): boolean | null {
  if (figure === 't1-bell') return null
  if (share) return lines.numerator === share.kept && lines.denominator === share.broken
  if (mean) return value === (mean.denominator > 0 ? Math.round(mean.numerator / mean.denominator) : null)
  if (figure === 'longest-wait' || figure === 'longest-waiting') return value === null ? lines.numerator === 0 : lines.numerator > 0
  return lines.numerator === value
}

/** At which the lines of this number are judged, ms after arrival, request or first bell. */
function edgeOf(figure: Figure, cadenceMs: number, now: Moment): number | null {
  const { t1, t4Ms } = definitionAt(now)
  if (figure === 't1-lenient') return edgeMs(cadenceMs, t1.lenient)
  if (figure === 't1' || figure === 't1-bell' || figure === 'abandoned-short') return edgeMs(cadenceMs, t1.strict)
  return figure === 't4' ? t4Ms : null
}

/** Lines that are all at hand. */
function few(of: OpenedKind, all: Candidate[]): Lines {
  const parts = new Map<string, Part>()
  for (const { counted, why } of all) {
    const part = parts.get(counted + why)
    if (part) part.lines++
    else parts.set(counted + why, { counted, why, lines: 1 })
  }
  all.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
  return {
    of, parts: [...parts.values()],
    from: (after) => (after ? all.filter(({ rank, key }) => rank > after.rank || (rank === after.rank && key > after.key)) : all),
  }
}

/** @param all how many lines stand as wanted: a day is not searched for more of them than there are */
function page(candidates: Iterable<Candidate>, wanted: OpenAsked['counted'], limit: number, all: number): { rows: OpenedRow[]; next: string | null } {
  const rows: OpenedRow[] = []
  let last: Candidate | null = null
  if (all === 0) return { rows, next: null }
  for (const one of candidates) {
    if (wanted === 'in' ? one.counted === 'out' : wanted !== null && one.counted !== wanted) continue
    if (rows.length === limit) return { rows, next: `${last!.rank}.${last!.key}` }
    rows.push({ key: one.key, counted: one.counted, why: one.why, ...one.row() })
    if (rows.length === all) break
    last = one
  }
  return { rows, next: null }
}

/** Who said to be ready, whom a call would reach, who talks: the states of people as the board shows them. */
function agentsBehind(figure: 'agents-declared' | 'agents-reachable' | 'agents-talking', view: WallboardView): Candidate[] {
  const states = { 'agents-declared': ['ready', 'unreachable'], 'agents-reachable': ['ready'], 'agents-talking': ['talking'] }[figure]
  return [...view.agents].sort((a, b) => (a.name < b.name ? -1 : 1)).map((agent, i) => ({
    rank: i, key: agent.agent, counted: states.includes(agent.state) ? 'numerator' : 'out', why: `agent-${agent.state}`,
    row: () => ({ certain: true, call: agent.call, caller: null, at: agent.since, ms: agent.since > 0 ? Math.max(0, view.asOf - agent.since) : null, ring: null, who: agent.name, to: agent.department, end: null }),
  }))
}

/** Callers without a person now. */
function callersBehind(figure: Figure, view: WallboardView): Candidate[] {
  const all = [
    ...view.ringing.map(({ call, caller, arrivedAt }) => ({ call, caller, arrivedAt, who: null, place: 'hears-ringback' as const })),
    ...view.waiting.map(({ call, caller, arrivedAt, offeredTo }) => ({ call, caller, arrivedAt, who: offeredTo.join(', ') || null, place: 'in-the-queue' as const })),
  ]
  const first = Math.min(...all.map(({ arrivedAt }) => arrivedAt))
  return all.map(({ call, caller, arrivedAt, who, place }) => {
    const isIn = figure === 'ringing' ? place === 'hears-ringback' : figure === 'waiting' ? place === 'in-the-queue' : arrivedAt === first
    return {
      rank: -arrivedAt, key: call, counted: isIn ? 'numerator' : 'out', why: figure !== 'longest-waiting' ? place : isIn ? 'longest' : 'shorter',
      row: () => ({ certain: true, call, caller, at: arrivedAt, ms: Math.max(0, view.asOf - arrivedAt), ring: null, who, to: null, end: null }),
    }
  })
}
