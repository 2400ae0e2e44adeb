import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { en } from '../../dashboard/ui/words/en.ts'
import { ko } from '../../dashboard/ui/words/ko.ts'
import type { PromiseFigure, WallboardView } from '../../server/live/protocol.ts'
import { eventually, type Language, type OpenPage } from './page.ts'

/**
 * What the wallboard shows, read from the page, beside what it should show, worked out anew from the JSON. Only the words come
 * from the dashboard; how numbers are printed is said here a second time.
 */

const WORDS = { ko, en }

export type Board = Awaited<ReturnType<typeof readBoard>>

/** Everything in one go, so that all of it is of one moment. */
export const readBoard = (page: Page) => page.evaluate(readInPage)

declare const document: any
function readInPage() {
  const text = (element: any): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
  const all = (selector: string, within: any = document): any[] => [...within.querySelectorAll(selector)]
  const one = (selector: string, within: any = document): string => text(within.querySelector(selector))
  const pairs = (selector: string): Record<string, string> =>
    Object.fromEntries(all(selector).map((dt) => [text(dt), text(dt.nextElementSibling)]))
  return {
    line: one('.line-number'),
    name: one('.line-name'),
    opening: one('.opening'),
    simulated: one('.simulated'),
    rate: one('.rate'),
    standing: one('.against-target'),
    keptAndBroken: all('.two-numbers .number').map(text),
    beside: pairs('.beside dt'),
    equation: pairs('.equation .term dt'),
    law: one('.law'),
    ringing: all('.ringing-call').map((row) => ({
      caller: one('.caller', row), phones: one('.remark > span', row), seconds: Number(one('.seconds .digits', row)),
      urgency: row.className.replace('ringing-call', '').trim(),
    })),
    ringingAside: one('.panel-ringing .aside'),
    waiting: all('.waiting-call').map((row) => ({
      place: one('.place', row), caller: one('.caller', row), offered: one('.remark', row), length: one('.length', row),
    })),
    waitingAside: one('.panel-waiting .aside'),
    agents: all('.agent').map((row) => ({
      name: one('.name', row), department: one('.department', row), state: one('.state', row), length: one('.length', row),
    })),
    readiness: all('.panel-agents .aside strong').map(text),
    rings: pairs('.by-ring dt'),
    waits: pairs('.wait-lengths dt'),
    intervals: all('.panel-intervals tbody tr').map((row) => all('th, td', row).map(text)),
    bars: all('.chart .volume').length,
    stale: document.querySelector('.board.stale') !== null,
    stopped: one('.stopped strong'),
    age: one('.age'),
  }
}

/** Everything on the board that does not move by itself with every second. */
export function expectBoard(board: Board, view: WallboardView, language: Language): void {
  const said = WORDS[language]
  const { strict, lenient, bell, uncertain } = view.t1
  expect([board.line, board.name, board.opening], 'head').to.deep.equal(
    [view.line.number, view.line.name[language], view.line.open ? said.wallboard.open : said.wallboard.closed])
  expect(board.simulated !== '', 'simulated').to.equal(view.simulated)
  expect(board.rate, 'rate').to.equal(share(strict))
  expect(board.standing, 'against the target').to.contain(
    strict.rate === null ? said.promise.nothingDecided : strict.rate >= view.target ? said.promise.met : said.promise.below)
  expect(board.keptAndBroken, 'kept and broken').to.deep.equal(
    [`${said.promise.kept} ${strict.kept}${said.promise.calls}`, `${said.promise.broken} ${strict.broken}${said.promise.calls}`])
  const reading = (figure: PromiseFigure) => `${said.promise.outOf(`${figure.kept}`, `${figure.kept + figure.broken}`)} ${share(figure)}`
  expect(board.beside, 'beside the promise').to.deep.equal({
    [said.promise.interval]: strict.interval === null ? '—' : `${down(strict.interval.low)}–${up(strict.interval.high)}%`,
    [said.promise.lenient]: reading(lenient),
    [said.promise.bell]: reading(bell),
    [said.promise.void]: `${strict.void}`,
    [said.promise.running]: `${strict.running}`,
    [said.promise.uncertain]: `${uncertain}`,
  })
  const { counts } = view
  expect(board.equation, 'the equation of the day').to.deep.equal({
    [said.day.received]: `${counts.received}`,
    [said.day.answered]: `${counts.answered}`,
    [said.day.abandoned]: `${counts.abandoned} ${said.day.abandonedShort(`${counts.abandonedShort}`)}`,
    [said.day.outOfHours]: `${counts.outOfHours}`,
    [said.day.refused]: `${counts.refused}`,
    [said.day.inProgress]: `${counts.inProgress}`,
  })
  const shown = Object.values(board.equation).map((value) => Number.parseInt(value, 10))
  expect(shown[0], 'the law of conservation, with the page\'s own numbers').to.equal(shown.slice(1).reduce((sum, n) => sum + n, 0))
  expect(board.law, 'the law').to.equal(`${said.day.conserved} ✓ ${said.day.calls(`${counts.received}`)}`)

  const caller = (masked: string) => (masked === 'withheld' ? said.wallboard.withheld : masked)
  const oldestFirst = [...view.ringing].sort((a, b) => a.arrivedAt - b.arrivedAt)
  expect(board.ringing.map((row) => row.caller), 'who rings').to.deep.equal(oldestFirst.map((call) => caller(call.caller)))
  expect(board.ringing.map((row) => row.phones), 'phones').to.deep.equal(
    oldestFirst.map(({ phones }) => (phones === 0 ? said.ringing.noPhones : said.ringing.phones(phones))))
  expect(board.ringingAside).to.equal(view.ringing.length > 0 ? said.ringing.calls(`${view.ringing.length}`) : '')
  expect(board.waiting.map(({ place, caller, offered }) => [place, caller, offered]), 'who waits').to.deep.equal(
    view.waiting.map(({ place, caller: masked, offeredTo: [first, ...others] }) =>
      [`${place}`, caller(masked), first === undefined ? '' : said.waiting.offeredTo(first, others.length)]))
  expect(board.waitingAside).to.contain(view.waiting.length > 0 ? said.waiting.people(`${view.waiting.length}`) : '')

  expect(board.agents.map(({ name, department, state }) => `${name} ${department} ${state}`), 'agents').to.have.members(
    view.agents.map(({ name, department, state, reason }) =>
      `${name} ${department[language]} ${said.agents.states[state]}${reason === null ? '' : ` · ${said.agents.reasons[reason]}`}`))
  const states = view.agents.map(({ state }) => state)
  const ready = states.filter((state) => state === 'ready').length
  expect(board.readiness, 'declared ready, and reachable').to.deep.equal(
    [`${ready + states.filter((state) => state === 'unreachable').length}`, `${ready}`])

  expect(board.rings, 'by ring').to.deep.equal(view.waits.byRing.every((n) => n === 0) ? {} : Object.fromEntries(
    view.waits.byRing.map((n, i) => [said.waits.rings[i], `${n}`])))
  expect(board.waits, 'waits').to.deep.equal({
    [said.waits.mean]: wait(view.waits.meanMs, language), [said.waits.longest]: wait(view.waits.longestMs, language),
  })
  const busy = view.intervals.filter(({ counts }) => counts.received > 0)
  expect(board.intervals, 'quarter-hours').to.deep.equal(busy.map(({ start, counts, t1 }) => [
    new Date(start + 9 * 3_600_000).toISOString().slice(11, 16), `${counts.received}`, `${counts.answered}`, `${counts.abandoned}`,
    `${t1.kept}`, `${t1.broken}`, t1.kept + t1.broken === 0 ? said.intervals.undecided : `${down(t1.kept / (t1.kept + t1.broken))}%`,
  ]))
  expect(board.bars, 'a bar for each quarter-hour').to.equal(busy.length)
}

/** Running times: the page's clock follows the server's to within so much. */
const CLOCKS_DIFFER_S = 2

export function expectRunningTimes(board: Board, view: WallboardView): void {
  const near = (shown: number, since: number, what: string) =>
    expect(shown, what).to.be.closeTo((view.asOf - since) / 1000, CLOCKS_DIFFER_S)
  const byArrival = [...view.ringing].sort((a, b) => a.arrivedAt - b.arrivedAt)
  for (const [i, { arrivedAt }] of byArrival.entries()) near(board.ringing[i]!.seconds, arrivedAt, `ringing ${i + 1}`)
  for (const [i, { arrivedAt }] of view.waiting.entries()) near(secondsOf(board.waiting[i]!.length), arrivedAt, `waiting ${i + 1}`)
  for (const { name, since } of view.agents.filter((one) => one.since > 0)) near(secondsOf(board.agents.find((row) => row.name === name)!.length), since, name)
}

/** The page shows what GET /live says now, in both languages. The picture may be a second behind the clock: it is awaited. */
export async function expectSame(open: OpenPage, wanted: (view: WallboardView) => boolean = () => true): Promise<WallboardView> {
  let view!: WallboardView
  for (const language of ['en', 'ko'] as const) {
    await open.speak(language)
    await eventually(async () => {
      view = await open.live()
      expect(wanted(view), `the line is not there yet: ${JSON.stringify(view)}`).to.equal(true)
      const board = await readBoard(open.page)
      expectBoard(board, view, language)
      expectRunningTimes(board, view)
      expect([board.stale, board.stopped]).to.deep.equal([false, ''])
    })
  }
  return view
}

/** Cut to a tenth of a per cent, never rounded up to a target or to 100. */
function down(rate: number): string {
  const tenths = Math.floor(rate * 1000 + 1e-9)
  return tenths === 1000 ? '100' : (tenths / 10).toFixed(1)
}

function up(rate: number): string {
  const tenths = Math.min(1000, Math.ceil(rate * 1000 - 1e-9))
  return tenths === 1000 ? '100' : (tenths / 10).toFixed(1)
}

const share = ({ kept, broken }: PromiseFigure) => (kept + broken === 0 ? '—' : `${down(kept / (kept + broken))}%`)

function wait(ms: number | null, language: Language): string {
  if (ms === null) return '—'
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`
  return `${(Math.floor(ms / 100) / 10).toFixed(1)}${WORDS[language].waits.seconds}`
}

const secondsOf = (length: string) => length.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
