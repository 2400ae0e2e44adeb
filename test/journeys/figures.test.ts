import { expect } from 'chai'
import type { FiguresView } from '../../server/protocol/figures.ts'
import type { DefinitionView, LensView } from '../../server/protocol/lens.ts'
import type { OpenedFigure } from '../../server/protocol/opened.ts'
import type { PromisesReport } from '../../server/protocol/reports.ts'
import type { StoryView } from '../../server/protocol/story.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { type Described, readDescription } from './described.ts'
import { expectSound } from './recomputed.ts'

const PEOPLE = [
  { account: 'mina' }, { account: 'jun' }, { account: 'boss', role: 'supervisor' }, { account: 'admin', role: 'administrator' }, { account: 'wall', role: 'display' },
]

describe('a number of the board, opened', () => {
  let line: Line
  let described: Described
  let boss: Awaited<ReturnType<typeof as>>
  beforeEach(async () => {
    line = await startLine({ people: PEOPLE, settings: { QUEUE_LIMIT: '1', WRAP_UP_SECONDS: '0' } })
    described = await readDescription(line)
    boss = await as('boss')
  })
  afterEach(async () => {
    expectSound(line)
    await line.stop()
  })
  const as = async (account: string | null) => {
    const cookie = account === null ? '' : (await line.login(account)).cookie
    return async (path: string) => {
      const answer = await line.send('GET', `/api/v1${path}`, null, { cookie })
      described.check('GET', path, answer)
      return answer
    }
  }
  const open = async (path: string): Promise<OpenedFigure> => {
    const answer = await boss(`/live/figures/${path}`)
    expect(answer.status, answer.body).to.equal(200)
    return answer.json()
  }
  const expectRefused = async (ask: typeof boss, path: string, status: number, because: string) => {
    const answer = await ask(path)
    expect([answer.status, answer.json().because], `${path}: ${answer.body}`).to.deep.equal([status, because])
  }
  const answered = async (account: string, afterMs: number, from: string): Promise<Story> => {
    const call = await dial(line, from)
    await call.alerts(account)
    await line.pass(afterMs, 1000)
    await call.answers(account)
    await line.pass(1000, 1000)
    await call.stops(account, 'completed')
    await call.ends('completed')
    return call
  }
  /** Kept, broken, hung up in time, hung up late, and one that nobody has answered yet: seven seconds ago. */
  const aMorning = async () => {
    await line.ready('mina')
    await answered('mina', 2000, '+821011110001')
    await answered('mina', 7000, '+821011110002')
    for (const [from, patience] of [['+821011110003', 3000], ['+821011110004', 8000]] as const) {
      const call = await dial(line, from)
      await call.alerts('mina')
      await line.pass(patience, 1000)
      await call.ends('no-answer')
      await call.stops('mina', 'canceled')
    }
    const last = await dial(line, '+821011110005')
    await last.alerts('mina')
    await line.pass(7000, 1000)
  }

  it('says its formula, what is divided by what, and of each call why it is in or out', async () => {
    await aMorning()
    const t1 = await open('t1')
    expect(t1).to.deep.include({
      figure: 't1', formula: 't1', unit: 'ratio', value: 0.25, numerator: 1, denominator: 4, of: 'calls', lines: { numerator: 1, denominator: 3, out: 1 }, agrees: true,
      edgeMs: 6000, definition: { version: 1, from: Date.parse('2026-11-01T00:00:00+09:00') }, next: null, seq: line.app.journal.seq, asOf: line.clock.now(),
    })
    expect(t1.rows.map(({ caller, why, counted, ms }) => [caller, why, counted, ms]), 'the newest first').to.deep.equal([
      ['010-****-0005', 'still-waiting-late', 'denominator', 7000],
      ['010-****-0004', 'hung-up-late', 'denominator', 8000],
      ['010-****-0003', 'hung-up-in-time', 'out', 3000],
      ['010-****-0002', 'answered-late', 'denominator', 7000],
      ['010-****-0001', 'answered-in-time', 'numerator', 2000],
    ])
    expect(t1.parts).to.deep.equal([
      { counted: 'numerator', why: 'answered-in-time', lines: 1 }, { counted: 'denominator', why: 'answered-late', lines: 1 },
      { counted: 'denominator', why: 'hung-up-late', lines: 1 }, { counted: 'denominator', why: 'still-waiting-late', lines: 1 }, { counted: 'out', why: 'hung-up-in-time', lines: 1 },
    ])
    const lenient = await open('t1-lenient?counted=in')
    expect(lenient.rows.map(({ why }) => why)).to.deep.equal(['answered-in-time', 'answered-in-time'])
    expect([lenient.value, lenient.edgeMs, lenient.lines.out]).to.deep.equal([1, 9000, 3])
  })

  it('lists staff phones for the bell\'s own view, each from its first ring', async () => {
    await aMorning()
    const bell = await open('t1-bell')
    expect([bell.of, bell.numerator, bell.denominator, bell.agrees]).to.deep.equal(['phones', 1, 4, null])
    expect(bell.rows.map(({ who, why, ms }) => [who, why, ms])).to.deep.equal([
      ['mina 님', 'phone-too-long', 7000], ['mina 님', 'phone-too-long', 8000], ['mina 님', 'phone-stopped-in-time', 3000], ['mina 님', 'phone-too-long', 7000], ['mina 님', 'phone-in-time', 2000],
    ])
    const some = await open('t1-bell?limit=2')
    const rest = await open(`t1-bell?limit=10&after=${encodeURIComponent(some.next!)}`)
    expect([...some.rows, ...rest.rows]).to.deep.equal(bell.rows)
  })

  it('opens in pages that together are the whole list, each line once', async () => {
    await aMorning()
    const { rows } = await open('received')
    for (const limit of [1, 2, 3, 4]) {
      const seen: unknown[] = []
      for (let path = `received?limit=${limit}`; ;) {
        const page = await open(path)
        expect(page.lines, 'how many there are is said with every page').to.deep.equal({ numerator: 5, denominator: 0, out: 0 })
        seen.push(...page.rows)
        if (page.next === null) break
        path = `received?limit=${limit}&after=${encodeURIComponent(page.next)}`
      }
      expect(seen).to.deep.equal(rows)
    }
  })

  it('opens for a quarter of an hour of today, transfers for an hour, as the board shows it', async () => {
    await aMorning()
    const [quarter] = line.live().intervals
    const t1 = await open(`t1?interval=${quarter!.start}`)
    expect([t1.interval, t1.value, t1.numerator, t1.denominator, t1.rows.length]).to.deep.equal([quarter!.start, 0.25, 1, 4, 5])
    const quiet = await open(`received?interval=${quarter!.start + 900_000}`)
    expect([quiet.value, quiet.rows, quiet.agrees]).to.deep.equal([0, [], true])
    const hour = quarter!.start - (quarter!.start % 3_600_000)
    const t4 = await open(`t4?interval=${hour}`)
    expect([t4.interval, t4.value, t4.rows, t4.agrees]).to.deep.equal([hour, null, [], true])
    await expectRefused(boss, `/live/figures/t4?interval=${hour + 900_000}`, 404, 'not-found')
    await expectRefused(boss, `/live/figures/t4/centre?interval=${hour}`, 404, 'not-found')
    await expectRefused(boss, `/live/figures/t1-lenient?interval=${quarter!.start}`, 404, 'not-found')
    await expectRefused(boss, `/live/figures/t1?interval=${quarter!.start - 86_400_000}`, 404, 'not-found')
    await expectRefused(boss, `/live/figures/t1?interval=${quarter!.start + 1}`, 400, 'bad-request')
  })

  it('shows people, callers now, and whoever is owed a call, the same way', async () => {
    await line.ready('mina')
    const call = await dial(line, '+821011110001')
    await call.alerts('mina')
    await line.pass(1000)
    expect((await open('ringing')).rows.map(({ caller, why, counted }) => [caller, why, counted])).to.deep.equal([['010-****-0001', 'hears-ringback', 'numerator']])
    expect((await open('waiting')).rows.map(({ counted }) => counted)).to.deep.equal(['out'])
    expect((await open('longest-waiting')).rows.map(({ why, ms }) => [why, ms])).to.deep.equal([['longest', 1000]])
    expect((await open('agents-declared')).rows.map(({ who, why, counted }) => [who, why, counted])).to.deep.equal([['jun 님', 'agent-offline', 'out'], ['mina 님', 'agent-ringing', 'out']])
    await call.ends('no-answer')
    await call.stops('mina', 'canceled')
    expect((await open('agents-reachable')).rows.find(({ who }) => who === 'mina 님')).to.include({ why: 'agent-ready', counted: 'numerator' })
    expect(await open('call-backs')).to.deep.include({ value: 0, of: 'call-backs', rows: [], agrees: true })
    expect(await open('transfers-under-way')).to.deep.include({ value: 0, of: 'transfers', rows: [] })
  })

  it('is for those who watch over the floor; the numbers themselves, the lens and the reports are for the staff', async () => {
    const nobody = await as(null)
    const [mina, admin, wall] = [await as('mina'), await as('admin'), await as('wall')]
    for (const path of ['/live/figures', '/live/figures/t1', '/live/lens', '/definitions', '/reports/promises']) await expectRefused(nobody, path, 401, 'not-logged-in')
    for (const path of ['/live/figures', '/live/lens', '/definitions', '/reports/promises']) {
      for (const ask of [mina, admin]) expect((await ask(path)).status, path).to.equal(200)
      await expectRefused(wall, path, 403, 'not-allowed')
    }
    for (const path of ['/live/figures/t1', '/live/figures/t4/centre']) {
      for (const ask of [mina, wall]) await expectRefused(ask, path, 403, 'not-allowed')
      expect((await admin(path)).status).to.equal(200)
    }
  })

  it('has a name of the board, or is told that there is none', async () => {
    for (const name of ['t2', 'T1', 't4/nowhere', 't1/centre', 'toString']) await expectRefused(boss, `/live/figures/${name}`, 404, 'not-found')
    for (const query of ['limit=0', 'limit=1001', 'counted=all', 'after=1', 'after=1.2%203', 'interval=now', 'what=1']) await expectRefused(boss, `/live/figures/t1?${query}`, 400, 'bad-request')
    const { figures } = (await boss('/live/figures')).json<FiguresView>()
    for (const { figure } of figures) expect((await boss(`/live/figures/${figure}`)).status, figure).to.equal(200)
  })

  it('stands in the lens beside the seven formulas in common use, from the same calls', async () => {
    await aMorning()
    const lens = (await boss('/live/lens')).json<LensView>()
    const [promise, seconds] = lens.edges
    expect([promise!.withinMs, seconds!.withinMs, lens.definition.version]).to.deep.equal([6000, 20_000, 1])
    expect(Object.fromEntries(Object.entries(promise!.counts).filter(([, n]) => n > 0))).to.deep.equal({
      'answered-in-time': 1, 'answered-late': 1, 'abandoned-short': 1, 'abandoned-late': 1, 'waiting-late': 1,
    })
    expect(Object.fromEntries(Object.entries(seconds!.counts).filter(([, n]) => n > 0))).to.deep.equal({ 'answered-in-time': 2, 'abandoned-short': 1, 'abandoned-in-time': 1, waiting: 1 })
    expect(promise!.readings.map(({ formula, met, of }) => `${formula} ${met}/${of}`)).to.deep.equal([
      'own 1/4', 'offered 1/4', 'every-abandon 1/4', 'without-short 1/3', 'genesys 1/3', 'abandons-met 2/4', 'connect 2/4', 'answered-only 1/2',
    ])
    const { definitions } = (await boss('/definitions')).json<{ definitions: DefinitionView[] }>()
    expect(definitions).to.deep.equal([lens.definition])
  })

  it('stands in the report of the same instant, for the day, each hour and each quarter', async () => {
    await aMorning()
    const report = async (query = '') => (await boss(`/reports/promises${query}`)).json<PromisesReport>()
    const live = line.live()
    for (const by of ['interval', 'hour', 'day', 'department']) {
      const { total, lines, seq } = await report(`?by=${by}`)
      expect(seq).to.equal(live.seq)
      expect(total.counts).to.deep.equal(live.counts)
      expect([total.t1.strict, total.t1.lenient, total.t1.bell, total.t1.uncertain]).to.deep.equal([live.t1.strict, live.t1.lenient, live.t1.bell, live.t1.uncertain])
      expect([total.conserved, total.waits.meanMs, total.waits.byRing]).to.deep.equal([true, live.waits.meanMs, live.waits.byRing])
      expect(lines.length).to.equal(by === 'department' ? 0 : 1)
      for (const line of lines) expect(line.counts).to.deep.equal(live.counts)
    }
    const yesterday = await report(`?from=${total().from - 86_400_000}&to=${total().from}`)
    expect([yesterday.total.counts.received, yesterday.total.t1.strict.rate, yesterday.lines]).to.deep.equal([0, null, []])
    for (const query of ['?from=2026-11-23T09:01:00%2B09:00', '?from=2026-11-23', '?by=week', '?from=2&to=1', '?from=0&by=interval']) await expectRefused(boss, `/reports/promises${query}`, 400, 'bad-request')
  })
  const total = () => ({ from: Date.parse(`${line.live().day}T00:00:00+09:00`) })

  it('leads to each call\'s story: what the caller heard, phone by phone, and what decided', async () => {
    await aMorning()
    const { rows } = await open('t1')
    const story = (await boss(`/calls/${rows[3]!.call}`)).json<StoryView>()
    expect(story.phases).to.deep.equal([
      { phase: 'ringing', from: story.arrivedAt, to: story.arrivedAt + 7000 }, { phase: 'talking', from: story.arrivedAt + 7000, to: story.arrivedAt + 8000 },
    ])
    expect(story.promises.t1).to.include({ verdict: 'broken', definition: 1, definitionFrom: Date.parse('2026-11-01T00:00:00+09:00'), strictUntil: story.arrivedAt + 6000 })
    expect(story.rings.map(({ ring }) => ring)).to.deep.equal([1, 2, 3])
    expect(story.asOf).to.equal(line.clock.now())
  })
})
