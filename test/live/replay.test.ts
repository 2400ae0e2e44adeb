import { expect } from 'chai'
import fc from 'fast-check'
import type { App } from '../../server/app.ts'
import type { AgentId } from '../../server/calls/events.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import { createCalendar } from '../../server/standards/calendar.ts'
import { liveADay, type LivedDay } from '../days/a-day.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'

const { dayStart } = createCalendar('Asia/Seoul', {}, new Set())
const seeded = (seed: number) => () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31

describe('a day that is seen again', function () {
  this.timeout(240_000)
  let day: LivedDay
  /** What boards were sent, as it went over their wire, by number and moment. */
  const sent: { seq: number; at: number; text: string }[] = []
  const record = (app: App) => {
    const picture = app.pictures.wallboard()
    sent.push({ seq: picture.seq, at: picture.asOf, text: JSON.stringify(picture) })
  }
  before(async () => {
    day = await liveADay({
      seed: 7, calls: 160, staff: 6, habits: { passesOn: 0.4, passesBlindly: 0.3 }, department: (i) => (i < 3 ? 'centre' : 'income'),
      transferTo: [{ department: 'income' }], faults: { callbacks: { duplicated: 0.2, late: 0.05, swapped: 0.1 }, rest: { broken: 0.03 } },
      opened: (app) => app.intake.onChange(() => record(app)),
    })
  })
  after(() => day.close())

  it('shows at a thousand random moments what was sent then, byte for byte', async () => {
    const random = seeded(3)
    expect(sent.length).to.be.above(1_000)
    // Looked at in their order, as a film does; in any order below.
    for (const i of Array.from({ length: 1_000 }, () => Math.floor(random() * sent.length)).sort((a, b) => a - b)) {
      const { seq, at, text } = sent[i]!
      expect(JSON.stringify(await day.app.replay.exactly(seq, at)), `entry ${seq}`).to.equal(text)
    }
  })
  it('is the same in whatever order its moments are looked at', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(sent.length - 1), { minLength: 2, maxLength: 6 }), async (places) => {
      const seen = await Promise.all(places.map((i) => day.app.replay.exactly(sent[i]!.seq, sent[i]!.at)))
      seen.forEach((view, i) => expect(JSON.stringify(view)).to.equal(sent[places[i]!]!.text))
    }), { numRuns: 25 })
  })
  it('changes nothing of the floor that lives', async () => {
    const now = JSON.stringify(day.live())
    await day.app.replay.at(sent[100]!.at)
    expect(JSON.stringify(day.live())).to.equal(now)
  })
  it('begins where the journal says, as its beginning was written down', () => {
    expect(differences(day.app.database, recompute(day.app.journal, dayStart))).to.deep.equal([])
    expect(day.app.replay.since()).to.equal(Date.parse('2026-11-23T00:00:00+09:00'))
  })
})

describe('the board of another day', () => {
  let line: Line
  afterEach(() => line.stop())
  const boards: { seq: number; asOf: number; text: string }[] = []
  const record = () => {
    const view = line.live()
    boards.push({ seq: view.seq, asOf: view.asOf, text: JSON.stringify(view) })
  }
  beforeEach(() => void (boards.length = 0))

  it('is seen again over midnight, with a call that began before it', async () => {
    line = await startLine({ settings: { LINE_HOURS: 'always' }, people: [{ account: 'mina' }, { account: 'jun' }] })
    await line.ready('mina', 'jun')
    line.clock.set(Date.parse('2026-11-23T23:59:50+09:00'))
    const late = await dial(line)
    await late.alerts('mina')
    record()
    await line.pass(8_000, 1_000)
    await late.answers('mina')
    record()
    await line.pass(4_000, 1_000) // it is Tuesday
    record()
    const first = await dial(line, '+821055556666')
    await first.alerts('jun')
    record()
    await late.stops('mina', 'completed')
    await late.ends('completed')
    record()
    await line.pass(30_000, 5_000)
    const second = await dial(line, '+821077778888')
    for (const one of [first, second]) await one.alerts('jun')
    record()
    for (const { seq, asOf, text } of boards) expect(JSON.stringify(await line.app.replay.exactly(seq, asOf)), new Date(asOf).toISOString()).to.equal(text)
    expect(line.app.database.writer.prepare('select count(*) as n from days').get()).to.deep.equal({ n: 2 })
    expect(differences(line.app.database, recompute(line.app.journal, dayStart))).to.deep.equal([])
  })

  it('is seen again although something received before midnight was written after it was sent', async () => {
    line = await startLine({ settings: { LINE_HOURS: 'always' }, people: [{ account: 'mina' }] })
    const midnight = Date.parse('2026-11-24T00:00:00+09:00')
    const say = async (event: 'agent-became-ready' | 'agent-signed-out', receivedAt: number) => {
      await line.app.intake.take({ key: null, decide: () => ({ events: [{ type: event, agent: 'mina' as AgentId, at: receivedAt, earliest: receivedAt, receivedAt }] }) })
      record()
    }
    line.clock.set(midnight - 20_000)
    await say('agent-became-ready', midnight - 20_000)
    line.clock.set(midnight + 100)
    record()
    await say('agent-signed-out', midnight - 50)
    await say('agent-became-ready', midnight + 100)
    expect(boards.map(({ seq }) => seq)).to.deep.equal([1, 1, 2, 3])
    for (const { seq, asOf, text } of boards) expect(JSON.stringify(await line.app.replay.exactly(seq, asOf)), `entry ${seq}`).to.equal(text)
  })

  it('lets a few look back at once and asks the rest to wait: callers come first', async () => {
    line = await startLine({ settings: { LINE_HOURS: 'always' }, people: [{ account: 'mina' }] })
    await line.ready('mina')
    const views = await Promise.all(Array.from({ length: 20 }, () => line.app.replay.at(line.clock.now())))
    expect(views.filter((view) => view === 'busy').length).to.equal(12)
    expect(await line.app.replay.at(line.clock.now())).to.deep.equal(line.live())
  })

  it('begins anew after the database failed in the middle of a look', async () => {
    line = await startLine({ settings: { LINE_HOURS: 'always' }, people: [{ account: 'mina' }] })
    await line.ready('mina')
    const call = await dial(line)
    await call.ends('completed')
    await line.settle()
    record()
    await call.alerts('mina') // about a call that has left: its story is read from the journal
    record()
    const { journal } = line.app
    const { eventsOf } = journal
    journal.eventsOf = () => { throw new Error('disk I/O error') }
    const [, { seq, asOf, text }] = boards as [object, (typeof boards)[number]]
    expect(await line.app.replay.exactly(seq, asOf).catch(({ message }) => message)).to.equal('disk I/O error')
    journal.eventsOf = eventsOf
    expect(JSON.stringify(await line.app.replay.exactly(seq, asOf))).to.equal(text)
  })

  it('is asked for over the API by whoever watches over the floor, and nobody else', async () => {
    line = await startLine({ settings: { LINE_HOURS: 'always' }, people: [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }] })
    const boss = (await line.login('boss')).api
    expect((await boss('GET', '/replay/days')).json()).to.deep.equal({ from: null, to: line.clock.now() })
    expect((await boss('GET', `/replay?at=${line.clock.now()}`)).json()).to.include({ because: 'not-found' })
    await line.ready('mina')
    const call = await dial(line)
    await call.alerts('mina')
    await line.pass(3_000)
    const then = line.live()
    await call.answers('mina')
    expect((await boss('GET', `/replay?at=${then.asOf}&seq=${then.seq}`)).body).to.equal(JSON.stringify(then))
    expect((await boss('GET', `/replay?at=${line.clock.now()}`)).json()).to.deep.equal(line.live())
    expect((await boss('GET', `/replay?at=${line.clock.now() + 1}`)).status).to.equal(400)
    expect((await boss('GET', `/replay?at=${line.clock.now()}&seq=9999`)).status).to.equal(404)
    expect((await (await line.login('mina')).api('GET', `/replay?at=${then.asOf}`)).status).to.equal(403)
  })
})
