import { expect } from 'chai'
import { badDay } from '../../scripts/simulator/faults.ts'
import { randomBy } from '../../scripts/simulator/random.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import { readFigure } from '../../server/live/figures.ts'
import { INTERVAL_FIGURES } from '../../server/live/opened.ts'
import { AGENT_STATES } from '../../server/protocol/agents.ts'
import type { FigureKey, FiguresView } from '../../server/protocol/figures.ts'
import type { LensView } from '../../server/protocol/lens.ts'
import { COUNTED, type OpenedFigure, type OpenedRow } from '../../server/protocol/opened.ts'
import type { PromisesLine, PromisesReport } from '../../server/protocol/reports.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { beginADay, OPENS } from '../days/a-day.ts'
import { PASSWORD } from '../support/line.ts'
import { createRecount } from './recounted.ts'

/**
 * The law of the board: for every number, lines listed = number shown = report = /metrics = recomputation, at random instants of
 * a day on which reports are lost, late, twice and out of order and REST fails.
 */

const INSTANTS = 42
const HARD: ((view: WallboardView) => boolean)[] = [
  () => true, ({ ringing, asOf }) => ringing.some(({ arrivedAt }) => asOf - arrivedAt > 6_900 && asOf - arrivedAt < 9_000), ({ transfers }) => transfers.length > 0, ({ waiting }) => waiting.length > 0,
]
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** So much of the day is looked at. */
const LASTS_MS = 80 * MINUTE

describe('every number of the board', function () {
  this.timeout(300_000)

  it('is the number of lines behind it, the report\'s, that of /metrics, and that of a recomputation, at any instant of a bad day', async () => {
    const random = randomBy(8).stream('instants')
    const day = await beginADay({
      seed: 42, calls: 260, staff: 7, faults: { ...badDay, callbacks: { ...badDay.callbacks, lost: 0.08, late: 0.2 } }, settings: { QUEUE_LIMIT: '4' }, supervisors: ['boss'],
      department: (i) => (i < 4 ? 'centre' : i < 6 ? 'income' : 'analysis'),
      transferTo: [{ department: 'income' }, { department: 'analysis' }, { agent: 'agent6' }, { agent: 'agent5' }, { contact: 'forest' }],
      habits: { passesOn: 0.9, passesBlindly: 0.3, overhears: 0.1, answerMedianMs: 3_200, answerSpread: 0.6 },
    })
    for (let i = 0; i < 20; i++) {
      day.clock.wakeAt(OPENS + random.between(0, LASTS_MS), () => day.world.callIn({ patienceMs: random.between(2000, 9500) }))
      day.clock.wakeAt(OPENS + random.between(0, LASTS_MS), () => leaveWhenHeld(day, `0105550${1000 + i}`))
    }
    // Now and then more call at once than the queue holds.
    for (let i = 0; i < 4; i++) {
      const together = OPENS + random.between(10 * MINUTE, LASTS_MS)
      for (let j = 0; j < 13; j++) day.clock.wakeAt(together + j * 900, () => day.world.callIn({ from: `0107770${1000 + 13 * i + j}`, patienceMs: random.between(20_000, 90_000), talkMs: 60_000 }))
    }
    const seen = new Map<string, number>()
    try {
      const recount = createRecount(day.app)
      const instants = Array.from({ length: INSTANTS }, () => OPENS - 10 * MINUTE + random.between(0, LASTS_MS)).sort((a, b) => a - b)
      for (const [i, instant] of instants.entries()) {
        await day.clock.run({ until: Math.max(instant, day.clock.now()) })
        // Then on to a moment at which somebody has no person yet, waits or is passed on: that is when numbers are hardest.
        const isThere = HARD[i % HARD.length]!
        for (let s = 0; s < 300 && !isThere(day.app.pictures.wallboard()); s++) await day.clock.run({ until: day.clock.now() + 700 })
        const ask = await logIn(day.url) // a session that nobody uses ends before the next instant
        const pageSize = i % 3 === 0 ? random.between(3, 25) : 500
        for (let looks = 1; ; looks++) {
          const { seq } = day.app.journal
          try {
            await expectAgreement(ask, recount, pageSize, (name) => seen.set(name, (seen.get(name) ?? 0) + 1))
            break
          } catch (error) {
            // What the reconciler had asked Twilio for may be told just now: then it was another instant, and is looked at again.
            if (day.app.journal.seq === seq || looks === 5) throw error
          }
        }
        if (i % 11 === 0) expect(differences(day.app.database, recompute(day.app.journal)), 'tables = journal').to.deep.equal([])
      }
    } finally {
      await day.close()
    }
    // A day on which nothing happens proves nothing: most numbers were not zero at some time.
    for (const name of [
      't1', 't1-bell', 't4', 't4/income', 't4/outside', 't1-uncertain', 'abandoned', 'abandoned-short', 'refused', 'out-of-hours', 'in-progress', 'ringing', 'waiting', 'longest-waiting',
      'ring-3', 'ring-later', 'transfers-under-way', 'agents-declared', 'agents-talking', 'lost-in-transfer', 'call-backs', 'nobody-free/', 'nobody-free/income', 'several hours',
    ]) expect(seen.get(name) ?? 0, `${name} was ever something`).to.be.greaterThan(0)
  })
})

/** A caller who hangs up as soon as music comes instead of the person. */
function leaveWhenHeld({ world, clock }: Awaited<ReturnType<typeof beginADay>>, from: string): void {
  const caller = world.callIn({ from, talkMs: 90_000 })
  let talked = false
  const look = () => {
    if (caller.over) return
    if (caller.hears.kind === 'talking') talked = true
    else if (talked) return caller.hangUp()
    clock.wakeAt(clock.now() + 400, look)
  }
  look()
}

type Ask = <T>(path: string) => Promise<T>

async function logIn(url: string): Promise<Ask> {
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account: 'boss', password: PASSWORD }) })
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!
  return async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}${path === '/metrics' ? '' : '/api/v1'}${path}`, { headers: { cookie } })
    const text = await answer.text()
    expect(answer.status, `${path}: ${text}`).to.equal(200)
    return path === '/metrics' ? (text as T) : (JSON.parse(text) as T)
  }
}

async function expectAgreement(ask: Ask, recount: ReturnType<typeof createRecount>, limit: number, note: (name: string) => void): Promise<void> {
  const view = await ask<WallboardView>('/live')
  const start = Date.parse(`${view.day}T00:00:00+09:00`)
  const recomputed = recount.at(view.asOf, start)
  const metrics = readMetrics(await ask<string>('/metrics'))
  const report = await ask<PromisesReport>('/reports/promises?by=interval')
  const { figures } = await ask<FiguresView>('/live/figures')
  const same = ({ seq, asOf }: { seq: number; asOf: number }, what: string) => expect([seq, asOf], `${what} is of the same instant`).to.deep.equal([view.seq, view.asOf])
  same(report, 'the report')

  for (const { figure, value, unit } of figures) {
    const shown = readFigure(view, figure)
    const about = `${figure} at ${new Date(view.asOf).toISOString()}`
    if (shown !== null && (shown > 0 || unit === 'ratio')) note(figure)
    expect(value, `${about}: listed`).to.equal(shown)
    const { first, rows } = await follow(ask, `/live/figures/${figure}`, limit)
    same(first, about)
    expect([first.value, first.unit], about).to.deep.equal([shown, unit])
    expectLines(first, rows, view.asOf, about)
    expect(recomputed.values.get(figure) ?? null, `${about}: recomputed`).to.equal(shown)
    expect(inMetrics(metrics, figure), `${about}: /metrics`).to.equal(shown)
    if (figure === 't4' || figure.startsWith('t4/')) expectInVain(figure, view, first, report, metrics, recomputed.nobodyFree, note)
    const reported = inReport(report, figure)
    if (reported !== undefined) expect(reported, `${about}: reported`).to.equal(shown)
  }

  expect(report.total.conserved).to.equal(true)
  for (const { start, counts, t1 } of view.intervals) {
    const line = report.lines.find(({ from }) => from === start)!
    expect([line.counts, { kept: line.t1.strict.kept, broken: line.t1.strict.broken, void: line.t1.strict.void, running: line.t1.strict.running }]).to.deep.equal([counts, t1])
  }
  expect(report.lines.length).to.equal(view.intervals.length)
  const one = view.intervals[view.asOf % Math.max(1, view.intervals.length)]
  for (const figure of one ? INTERVAL_FIGURES : []) {
    const about = `${figure} of the quarter at ${new Date(one!.start).toISOString()}`
    const { first, rows } = await follow(ask, `/live/figures/${figure}?interval=${one!.start}`, limit)
    same(first, about)
    const { kept, broken } = one!.t1
    const shown = figure === 't1' ? (kept + broken > 0 ? kept / (kept + broken) : null) : one!.counts[COUNT_OF[figure]]
    expect(first.value, about).to.equal(shown)
    expectLines(first, rows, view.asOf, about)
    expect(recomputed.intervals.get(one!.start)!.get(figure), `${about}: recomputed`).to.equal(shown)
  }

  const hours = Map.groupBy(view.t4.intervals, ({ start }) => start - (start % HOUR))
  for (const [hour, quarters] of hours) {
    const about = `t4 of the hour at ${new Date(hour).toISOString()}`
    const { first, rows } = await follow(ask, `/live/figures/t4?interval=${hour}`, limit)
    same(first, about)
    const sum = (verdict: 'kept' | 'broken' | 'void' | 'running') => quarters.reduce((all, quarter) => all + quarter[verdict], 0)
    expect([first.numerator, first.denominator], about).to.deep.equal([sum('kept'), sum('kept') + sum('broken')])
    expect(rows.filter(({ why }) => why !== 'nobody-free').length, `${about}: lines`).to.equal(sum('kept') + sum('broken') + sum('void') + sum('running'))
    expectLines(first, rows, view.asOf, about)
    expect(recomputed.hours.get(hour), `${about}: recomputed`).to.equal(first.value)
    if (hours.size > 1) note('several hours')
  }

  const lens = await ask<LensView>('/live/lens')
  same(lens, 'the lens')
  const [own] = lens.edges[0]!.readings
  expect(own, 'the lens shows our own number too').to.deep.include({ formula: 'own', met: view.t1.strict.kept, of: view.t1.strict.kept + view.t1.strict.broken, rate: view.t1.strict.rate })
  for (const { counts } of lens.edges) expect(Object.values(counts).reduce((sum, n) => sum + n, 0), 'every call of the open line is in one class').to.equal(view.counts.received - view.counts.outOfHours)
}

/** All pages. */
async function follow(ask: Ask, path: string, limit: number): Promise<{ first: OpenedFigure; rows: OpenedRow[] }> {
  const page = (after: string | null) => ask<OpenedFigure>(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`)
  const first = await page(null)
  const rows = [...first.rows]
  for (let { next } = first; next !== null;) {
    const more = await page(next)
    expect(more.rows.length, 'a page is never empty').to.be.greaterThan(0)
    rows.push(...more.rows)
    next = more.next
  }
  return { first, rows }
}

/** Counting the lines by hand gives the number. */
function expectLines(opened: OpenedFigure, rows: OpenedRow[], asOf: number, about: string): void {
  const how = (counted: string) => rows.filter((row) => row.counted === counted).length
  expect(new Set(rows.map(({ key }) => key)).size, `${about}: no line twice`).to.equal(rows.length)
  for (const counted of COUNTED) expect(how(counted), `${about}: lines, ${counted}`).to.equal(opened.lines[counted])
  expect(opened.agrees, `${about}: says that it agrees`).to.equal(opened.figure === 't1-bell' ? null : true)
  for (const { counted, why, lines } of opened.parts) {
    expect(rows.filter((row) => row.counted === counted && row.why === why).length, `${about}: ${why}`).to.equal(lines)
  }
  expect(opened.parts.reduce((sum, { lines }) => sum + lines, 0)).to.equal(rows.length)
  const inside = rows.filter(({ counted }) => counted === 'numerator')
  switch (opened.unit) {
    case 'ratio':
      expect([opened.numerator, opened.denominator], about).to.deep.equal([how('numerator'), how('numerator') + how('denominator')])
      expect(opened.value, about).to.equal(opened.denominator! > 0 ? opened.numerator! / opened.denominator! : null)
      break
    case 'count': expect(opened.value, about).to.equal(how('numerator')); break
    case 'ms':
      if (opened.figure === 'longest-waiting') expect(opened.value, about).to.equal(inside[0] ? asOf - inside[0].at : null)
      else if (opened.figure === 'longest-wait') expect(opened.value, about).to.equal(inside[0]?.ms ?? null)
      else expect(opened.value, about).to.equal(inside.length > 0 ? Math.round(inside.reduce((sum, { ms }) => sum + ms!, 0) / inside.length) : null)
  }
  for (const { caller } of rows) if (caller !== null) expect(caller, 'masked').to.match(/^(\d{2,3}-\*{4}-\d{4}|.*\*{3,}.*|withheld)$/)
}

/** Transfers that could not begin stand beside the share, the same number everywhere. */
function expectInVain(figure: FigureKey, view: WallboardView, opened: OpenedFigure, report: PromisesReport, metrics: Metrics, recomputed: ReadonlyMap<string, number>, note: (name: string) => void): void {
  const department = figure === 't4' ? null : figure.slice(3)
  const shown = department === null ? view.t4.nobodyFree : view.t4.byDepartment.find((one) => one.department === department)!.nobodyFree
  if (shown > 0) note(`nobody-free/${department ?? ''}`)
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((sum, one) => sum + one, 0)
  const series = [...metrics].filter(([name]) => name.startsWith(`thirdring_transfers_nobody_free_today{department="${department ?? ''}`)).map(([, value]) => value)
  expect([
    sum(opened.parts.filter(({ why }) => why === 'nobody-free').map(({ lines }) => lines)), sum(series),
    department === null ? report.total.t4.nobodyFree : report.departments.find((one) => one.department === department)!.nobodyFree,
    department === null ? sum(recomputed.values()) : recomputed.get(department) ?? 0,
  ], `${figure}: nobody free`).to.deep.equal([shown, shown, shown, shown])
}

const COUNT_OF = {
  received: 'received', answered: 'answered', abandoned: 'abandoned', 'abandoned-short': 'abandonedShort', 'out-of-hours': 'outOfHours', refused: 'refused', 'in-progress': 'inProgress',
} as const

function inReport({ total, departments }: PromisesReport, figure: FigureKey): number | null | undefined {
  if (figure.startsWith('t4/')) return departments.find(({ department }) => department === figure.slice(3))?.figure.rate ?? null
  if (figure in COUNT_OF) return total.counts[COUNT_OF[figure as keyof typeof COUNT_OF]]
  const sums: Partial<Record<FigureKey, (line: PromisesLine) => number | null>> = {
    t1: ({ t1 }) => t1.strict.rate, 't1-lenient': ({ t1 }) => t1.lenient.rate, 't1-bell': ({ t1 }) => t1.bell.rate, 't1-uncertain': ({ t1 }) => t1.uncertain,
    t4: ({ t4 }) => t4.all.rate, 'lost-in-transfer': ({ t4 }) => t4.lostInTransfer, 'mean-wait': ({ waits }) => waits.meanMs,
    'ring-1': ({ waits }) => waits.byRing[0], 'ring-2': ({ waits }) => waits.byRing[1], 'ring-3': ({ waits }) => waits.byRing[2], 'ring-later': ({ waits }) => waits.byRing[3],
  }
  return sums[figure]?.(total)
}

type Metrics = Map<string, number>

function readMetrics(text: string): Metrics {
  return new Map(text.split('\n').filter((line) => line.startsWith('thirdring_')).map((line) => {
    const at = line.lastIndexOf(' ')
    return [line.slice(0, at), Number(line.slice(at + 1))]
  }))
}

function inMetrics(metrics: Metrics, figure: FigureKey): number | null {
  const read = (name: string) => metrics.get(`thirdring_${name}`) ?? 0
  const rate = (series: (verdict: string) => number) => (series('kept') + series('broken') > 0 ? series('kept') / (series('kept') + series('broken')) : null)
  const seconds = (name: string) => (Number.isNaN(read(name)) ? null : Math.round(read(name) * 1000))
  const agents = (...states: string[]) => states.reduce((sum, state) => sum + read(`agents{state="${state}"}`), 0)
  const sum = (series: RegExp) => [...metrics].filter(([name]) => series.test(name)).reduce((sum, [, value]) => sum + value, 0)
  const t1 = (reading: string) => rate((verdict) => read(`promises_today{promise="t1",reading="${reading}",verdict="${verdict}"}`))
  if (figure.startsWith('t4/')) return rate((verdict) => read(`transfer_promises_today{department="${figure.slice(3)}",verdict="${verdict}"}`))
  switch (figure) {
    case 't1': return t1('strict')
    case 't1-lenient': return t1('lenient')
    case 't1-bell': return t1('bell')
    case 't1-uncertain': return read('promises_uncertain_today')
    case 't4': return rate((verdict) => sum(new RegExp(`^thirdring_transfer_promises_today\\{.*verdict="${verdict}"\\}$`)))
    case 'lost-in-transfer': return read('lost_in_transfer_today')
    case 'abandoned-short': return read('calls_abandoned_short_today')
    case 'ringing': return read('calls_ringing')
    case 'waiting': return read('calls_waiting')
    case 'longest-waiting': return read('calls_ringing') + read('calls_waiting') > 0 ? seconds('longest_waiting_seconds') : null
    case 'mean-wait': return seconds('wait_mean_today_seconds')
    case 'longest-wait': return seconds('wait_longest_today_seconds')
    case 'ring-1': case 'ring-2': case 'ring-3': case 'ring-later': return read(`calls_answered_by_ring_today{ring="${figure.slice(5)}"}`)
    case 'call-backs': return read('call_backs{state="open"}')
    case 'call-backs-overdue': return read('call_backs{state="overdue"}')
    case 'agents-declared': return agents('ready', 'unreachable')
    case 'agents-reachable': return agents('ready')
    case 'agents-talking': return agents('talking')
    case 'transfers-under-way': return sum(/^thirdring_transfers_under_way\{/)
    default: return read(`calls_today{outcome="${figure}"}`)
  }
}

/** So that a state the board learns is counted above as well. */
AGENT_STATES satisfies readonly ['ready', 'ringing', 'talking', 'wrap-up', 'unreachable', 'away', 'offline']
