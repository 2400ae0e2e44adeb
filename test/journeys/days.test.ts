import { expect } from 'chai'
import type { DayView } from '../../server/protocol/reports.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { readDescription } from './described.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'jun' }, { account: 'boss', role: 'supervisor' }, { account: 'wall', role: 'display' }]
const TODAY = '2026-11-23'
const HOUR = 3_600_000

describe('a day by quarters of an hour', () => {
  let line: Line
  beforeEach(async () => (line = await startLine({ people: PEOPLE })))
  afterEach(() => line.stop())
  const ask = async (day: string, account = 'wall') => (await line.login(account)).api('GET', `/days/${day}/intervals`)
  const read = async (day: string) => (await ask(day)).json<DayView>()

  /** One caller is answered and passed on too late; a quarter later one hangs up over the third bell, and one waits. */
  const morning = async () => {
    await line.ready('mina', 'jun')
    const first = await dial(line)
    await first.alerts('mina')
    await first.answers('mina')
    await line.settle()
    const call = line.live().agents.find(({ agent }) => agent === 'mina')!.call!
    expect((await (await line.login('mina')).api('POST', `/calls/${call}/transfer`, { to: { agent: 'jun' }, kind: 'consult' })).status).to.equal(204)
    await line.pass(31_000, 1_000)
    await first.ends('completed')
    await line.pass(HOUR / 4, 60_000)
    const second = await dial(line, '+821022223333')
    await line.pass(7_000)
    await second.ends('completed')
    await dial(line, '+821033334444')
    await line.settle()
  }

  it('is today what the board shows, to the last verdict of the clock', async () => {
    await morning()
    await line.pass(7_000)
    const { intervals, t4 } = line.live()
    expect(intervals.map(({ t1 }) => [t1.kept, t1.broken]), 'the one who waits was broken by the clock alone').to.deep.equal([[1, 0], [0, 2]])
    expect(t4.intervals).to.deep.equal([{ start: intervals[0]!.start, kept: 0, broken: 1, void: 0, running: 0 }])
    expect(await read(TODAY)).to.deep.equal({ day: TODAY, intervals, t4: t4.intervals })
  })

  it('is still there on the next day and a week later, when the board has begun anew', async () => {
    await morning()
    const before = await read(TODAY)
    line.clock.leap(24 * HOUR)
    expect([line.live().day, line.live().intervals, line.live().t4.intervals]).to.deep.equal(['2026-11-24', [], []])
    const after = await read(TODAY)
    expect(after.intervals.map(({ start, counts }) => [start, counts.received])).to.deep.equal(before.intervals.map(({ start, counts }) => [start, counts.received]))
    expect(after.t4).to.deep.equal(before.t4)
    line.clock.leap(6 * 24 * HOUR)
    expect((await read(TODAY)).t4).to.deep.equal(before.t4)
  })

  it('is empty when nobody called', async () => {
    expect(await read('2026-11-22')).to.deep.equal({ day: '2026-11-22', intervals: [], t4: [] })
  })

  it('is shown to whoever watches over the floor and to screens on the wall, and to nobody else', async () => {
    expect([(await ask(TODAY, 'boss')).status, (await ask(TODAY, 'wall')).status, (await ask(TODAY, 'mina')).status]).to.deep.equal([200, 200, 403])
    const { token } = (await (await line.login('boss')).api('POST', '/displays', { label: '민원실' })).json<{ token: string }>()
    const shown = (path: string) => line.send('GET', `/api/v1${path}`, null, { authorization: `Bearer ${token}` })
    expect((await shown(`/days/${TODAY}/intervals`)).status).to.equal(200)
    expect((await line.send('GET', `/api/v1/days/${TODAY}/intervals`, null)).status).to.equal(401)
  })

  it('is refused when there is no such day, in words', async () => {
    const described = await readDescription(line)
    for (const [day, status, because] of [['2026-02-30', 404, 'not-found'], ['yesterday', 400, 'bad-request'], ['2026-1-1', 400, 'bad-request']] as const) {
      const answer = await ask(day)
      expect([answer.status, answer.json().because], day).to.deep.equal([status, because])
      described.check('GET', `/days/${day}/intervals`, answer)
    }
    described.check('GET', `/days/${TODAY}/intervals`, await ask(TODAY))
  })
})
