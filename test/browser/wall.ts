import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { en } from '../../dashboard/ui/words/en.ts'
import { ko } from '../../dashboard/ui/words/ko.ts'
import type { PromiseFigure } from '../../server/protocol/counts.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
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
    promises: ['t1', 't4'].map((name) => {
      const within = `.promise-${name}`
      return {
        heading: one(`${within} h2`), rate: one(`${within} .rate`), standing: one(`${within} .against-target`),
        keptAndBroken: all(`${within} .two-numbers .number`).map(text), parts: pairs(`${within} .promise-parts dt`), beside: pairs(`${within} .beside dt`),
        spans: all(`${within} tbody tr`).map((row) => all('th, td', row).map(text)), bars: all(`${within} .chart .volume`).length,
      }
    }),
    equation: pairs('.equation .term dt'),
    law: one('.law'),
    ringing: all('.ringing-call').map((row) => ({
      caller: one('.caller', row), phones: one('.remark > span', row), seconds: Number(one('.seconds .digits', row)),
      urgency: row.className.replace('ringing-call', '').trim(),
    })),
    ringingAside: one('.column-ringing .aside'),
    races: all('.race').map((row) => ({ to: one('.to', row), stand: row.className.replace('race', '').trim(), legs: all('.leg-share', row).length })),
    racesAside: one('.column-transfers .aside'),
    waiting: all('.waiting-call').map((row) => ({
      place: one('.place', row), caller: one('.caller', row), offered: one('.remark', row), length: one('.length', row),
    })),
    waitingAside: all('.column-waiting .glance strong').map(text),
    agents: all('.agent').map((row) => ({
      name: one('.name', row), department: one('.department', row), state: one('.state', row), length: one('.length', row),
    })),
    readiness: all('.column-agents .aside > .glance strong').map(text),
    forecast: all('.forecast strong').map(text),
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
  const reading = (figure: PromiseFigure) => `${share(figure)} ${figure.kept}/${figure.kept + figure.broken}${said.promise.outOf(`${figure.kept}`, `${figure.kept + figure.broken}`)}`
  const standingOf = ({ rate }: PromiseFigure) =>
    (rate === null ? 'undecided' : rate >= view.target ? 'met' : rate >= 0.7 ? 'below' : 'far')
  const SHAPES = { undecided: '', met: '✓ ', below: '▲ ', far: '✕ ' }
  const expectPromise = (shown: Board['promises'][number], figure: PromiseFigure) => {
    const stands = standingOf(figure)
    expect(shown.rate, 'rate').to.equal(share(figure))
    expect(shown.standing, 'against the target, by a word and a shape').to.equal(`${SHAPES[stands]}${said.promise.standings[stands](`${view.target * 100}`)}`)
    expect(shown.keptAndBroken, 'kept and broken').to.deep.equal(
      [`${said.promise.kept} ${figure.kept}${said.promise.calls}`, `${said.promise.broken} ${figure.broken}${said.promise.calls}`])
    expect(shown.beside, 'beside the promise').to.include({
      [said.promise.interval]: figure.interval === null ? '—' : `${down(figure.interval.low)}–${up(figure.interval.high)}%`,
      [said.promise.void]: `${figure.void}`,
      [said.promise.running]: `${figure.running}`,
    })
  }
  const [t1, t4] = board.promises as [Board['promises'][number], Board['promises'][number]]
  expect([t1.heading, t4.heading]).to.deep.equal([said.promise.heading, said.transfers.heading])
  expectPromise(t1, strict)
  expect(t1.beside, 'other readings').to.include({ [said.promise.lenient]: reading(lenient), [said.promise.bell]: reading(bell), [said.promise.uncertain]: `${uncertain}` })
  expect(t1.parts, 'by ring, and how long people waited').to.deep.equal({
    ...Object.fromEntries(view.waits.byRing.map((n, i) => [said.waits.rings[i], `${n}`])),
    [said.waits.mean]: wait(view.waits.meanMs, language), [said.waits.longest]: wait(view.waits.longestMs, language),
  })
  const busy = view.intervals.filter(({ counts }) => counts.received > 0)
  const rateOf = (one: { kept: number; broken: number }) => (one.kept + one.broken === 0 ? said.intervals.undecided : share(one as PromiseFigure))
  // Behind them may stand what the days before were like.
  expect(t1.spans.map((row) => row.slice(0, 7)), 'quarter-hours').to.deep.equal(busy.map(({ start, counts, t1 }) => [
    seoul(start), `${counts.received}`, `${counts.answered}`, `${counts.abandoned}`, `${t1.kept}`, `${t1.broken}`, rateOf(t1),
  ]))
  expect(t1.bars, 'a bar for each quarter-hour').to.equal(busy.length)
  expectPromise(t4, view.t4.all)
  expect(t4.parts[said.transfers.callBacks], 'owed a call').to.match(new RegExp(`^${view.callBacks.open}( ✕ |$)`))
  for (const { name, figure } of view.t4.byDepartment.slice(0, 3)) if (figure.rate !== null) expect(t4.parts[name[language]], 'by department').to.equal(reading(figure))
  const hours = Map.groupBy(view.t4.intervals, ({ start }) => `${seoul(start).slice(0, 2)}:00`)
  expect(t4.spans.map((row) => row.slice(0, 5)), 'hours').to.deep.equal([...hours].map(([hour, quarters]) => {
    const sum = (of: (one: (typeof quarters)[number]) => number) => quarters.reduce((all, one) => all + of(one), 0)
    const [kept, broken] = [sum((one) => one.kept), sum((one) => one.broken)]
    return [hour, `${sum((one) => one.kept + one.broken + one.void + one.running)}`, `${kept}`, `${broken}`, rateOf({ kept, broken })]
  }))
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
  expect(board.ringingAside).to.equal(`${view.ringing.length}`)
  expect(board.races.map(({ to }) => to), 'races').to.deep.equal(view.transfers.map(({ colleague, to }) => colleague ?? to.name[language]))
  expect(board.racesAside).to.equal(`${view.transfers.length}`)
  expect(board.waiting.map(({ place, caller, offered }) => [place, caller, offered]), 'who waits').to.deep.equal(
    view.waiting.map(({ place, caller: masked, offeredTo: [first, ...others] }) =>
      [`${place}`, caller(masked), first === undefined ? '' : said.waiting.offeredTo(first, others.length)]))
  expect(board.waitingAside.at(-1)).to.equal(`${view.waiting.length}`)

  expect(board.agents.map(({ name, department, state }) => `${name} ${department} ${state}`), 'agents').to.have.members(
    view.agents.map(({ name, department, state, reason }) =>
      `${name} ${department[language]} ${said.agents.states[state]}${reason === null ? '' : ` · ${said.agents.reasons[reason]}`}`))
  const whole = (share: number | null) => (share === null ? [] : [`${Math.floor(share * 100 + 1e-9)}%`])
  expect(board.forecast, 'the next half hour').to.deep.equal([...(view.forecast.now === null ? ['—'] : whole(view.forecast.now)), ...whole(view.forecast.withoutOne)])
  const states = view.agents.map(({ state }) => state)
  const ready = states.filter((state) => state === 'ready').length
  const declared = ready + states.filter((state) => state === 'unreachable').length
  expect(board.readiness, 'declared ready, and reachable; fewer are marked').to.deep.equal([`${declared}`, `${ready < declared ? '▲ ' : ''}${ready}`])
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

/** `14:30`, in Seoul. */
const seoul = (moment: number) => new Date(moment + 9 * 3_600_000).toISOString().slice(11, 16)

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
