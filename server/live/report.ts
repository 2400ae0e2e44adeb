import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import type { PromisesLine, PromisesReport, ReportBy } from '../protocol/reports.ts'
import type { Calendar } from '../standards/calendar.ts'
import type { Verdict } from '../standards/promises.ts'
import { addTo, emptyTally, INTERVAL_MS, TALLY_FIELDS, type Tally } from '../standards/tally.ts'
import type { TransferRow } from '../standards/transfers.ts'
import { departmentOf, OUTSIDE, verdictOf } from './transfers.ts'
import { addsUp, countsOf, figure, judgeRunning, NOTHING_RUNNING, type Running, addRunning } from './wallboard.ts'

/** The promises over a time, from the same sums as the board: a report and the board of the same instant are the same. */
const TALLIES = sqlOf(build.selectFrom('tallies').select(['interval_start', ...TALLY_FIELDS]).where('interval_start', '>=', 0).where('interval_start', '<', 0).orderBy('interval_start'))
/** Transfers that are alike; those that run are told one by one, for the clock decides them. */
const TRANSFERS = sqlOf(build.selectFrom('transfers')
  .select(['interval_start', 'to_kind', 'to_id', 'verdict', 'ending', (eb) => eb.fn.countAll().as('transfers')])
  .where('interval_start', '>=', 0).where('interval_start', '<', 0).where('verdict', '<>', 'running').groupBy(['interval_start', 'to_kind', 'to_id', 'verdict', 'ending']))
const REFUSED = sqlOf(build.selectFrom('refused_transfers')
  .select(['interval_start', 'to_kind', 'to_id', (eb) => eb.fn.countAll().as('transfers')])
  .where('interval_start', '>=', 0).where('interval_start', '<', 0).groupBy(['interval_start', 'to_kind', 'to_id']))
const RUNNING = sqlOf(build.selectFrom('transfers').selectAll()
  .where('interval_start', '>=', 0).where('interval_start', '<', 0).where('verdict', '=', 'running'))

type TransferKind = Pick<TransferRow, 'interval_start' | 'to_kind' | 'to_id' | 'ending'> & { verdict: Verdict; transfers: number }

interface Transfers { kept: number; broken: number; void: number; running: number; lost: number; nobodyFree: number }
const noTransfers = (): Transfers => ({ kept: 0, broken: 0, void: 0, running: 0, lost: 0, nobodyFree: 0 })

/** What is summed up into one line. */
interface Sum { from: Moment; to: Moment; tally: Tally; open: Running; transfers: Transfers }

export interface ReportAsked { from: Moment; to: Moment; by: ReportBy }

/**
 * @param now the instant at which whatever still runs is judged
 * @returns sums; percentages are sums over sums, never means of percentages
 */
export function reportPromises({ writer }: Database, floor: Floor, calendar: Calendar, { from, to, by }: ReportAsked, now: Moment): PromisesReport {
  const total = emptySum(from, to)
  const lines = new Map<Moment, Sum>()
  const departments = new Map<string, Transfers>()
  /** Both sums that something of this quarter of an hour belongs to. */
  const sums = (interval: Moment): Sum[] => {
    if (by === 'department') return [total]
    const [start, end] = spanOf(interval, by, calendar)
    let line = lines.get(start)
    if (!line) lines.set(start, (line = emptySum(start, end)))
    return [total, line]
  }
  for (const { interval_start, ...tally } of writer.prepare(TALLIES).all(from, to) as (Tally & { interval_start: Moment })[]) {
    if (tally.received > 0) for (const sum of sums(interval_start)) addTo(sum.tally, tally)
  }
  for (const [interval, open] of judgeRunning(floor, { now, dayStart: from, dayEnd: to })) {
    for (const sum of sums(interval)) sum.open = addRunning(sum.open, open)
  }
  /** All sums that a transfer belongs to: its department's as well. */
  const sumsFor = ({ interval_start, ...to }: Pick<TransferRow, 'interval_start' | 'to_kind' | 'to_id'>): Transfers[] => {
    const department = departmentOf(floor, to)
    const own = departments.get(department) ?? noTransfers()
    departments.set(department, own)
    return [own, ...sums(interval_start).map((sum) => sum.transfers)]
  }
  const addTransfers = ({ ending, verdict, transfers, ...about }: TransferKind) => {
    for (const into of sumsFor(about)) {
      into[verdict] += transfers
      if (ending === 'lost-in-transfer') into.lost += transfers
    }
  }
  for (const kind of writer.prepare(TRANSFERS).all(from, to, 'running') as TransferKind[]) addTransfers(kind)
  for (const row of writer.prepare(RUNNING).all(from, to, 'running') as TransferRow[]) addTransfers({ ...row, verdict: verdictOf(floor, row, now), transfers: 1 })

  for (const { transfers, ...about } of writer.prepare(REFUSED).all(from, to) as Omit<TransferKind, 'ending' | 'verdict'>[]) {
    for (const into of sumsFor(about)) into.nobodyFree += transfers
  }

  const names = new Map([...floor.directory.departments.map(({ id, name }): [string, { ko: string; en: string }] => [id, name]), [OUTSIDE.department, OUTSIDE.name]])
  return {
    seq: floor.seq, asOf: now, by, total: draw(total),
    lines: [...lines.values()].sort((a, b) => a.from - b.from).map(draw),
    departments: [...departments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([department, sums]) => ({
      department, name: names.get(department) ?? { ko: department, en: department }, figure: figure(sums.kept, sums.broken, sums.void, sums.running), lostInTransfer: sums.lost, nobodyFree: sums.nobodyFree,
    })),
  }
}

const HOUR_MS = 3_600_000

function spanOf(interval: Moment, by: 'interval' | 'hour' | 'day', calendar: Calendar): [from: Moment, to: Moment] {
  if (by === 'interval') return [interval, interval + INTERVAL_MS]
  const day = calendar.dayStart(interval)
  if (by === 'day') return [day, calendar.nextDay(interval)]
  const hour = interval - ((interval - day) % HOUR_MS)
  return [hour, hour + HOUR_MS]
}

const emptySum = (from: Moment, to: Moment): Sum => ({ from, to, tally: emptyTally(), open: NOTHING_RUNNING, transfers: noTransfers() })

function draw({ from, to, tally, open, transfers }: Sum): PromisesLine {
  const counts = countsOf(tally)
  return {
    from, to, counts, conserved: addsUp(counts) && counts.inProgress === open.calls,
    t1: {
      strict: figure(tally.t1_kept, tally.t1_broken + open.strictBroken, tally.t1_void, open.strictRunning),
      lenient: figure(tally.lenient_kept, tally.lenient_broken + open.lenientBroken, tally.lenient_void, open.lenientRunning),
      bell: figure(tally.bell_kept, tally.bell_broken + open.bellBroken, tally.bell_void, open.bellRunning),
      uncertain: tally.t1_uncertain,
    },
    waits: { meanMs: tally.answered > 0 ? Math.round(tally.wait_ms / tally.answered) : null, byRing: [tally.ring_1, tally.ring_2, tally.ring_3, tally.ring_later] },
    t4: { all: figure(transfers.kept, transfers.broken, transfers.void, transfers.running), lostInTransfer: transfers.lost, nobodyFree: transfers.nobodyFree },
  }
}
