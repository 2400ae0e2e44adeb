import { expect } from 'chai'
import { createTestClock, MONDAY_NINE } from '../support/clock.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial, stampOf, type Story } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

describe('the promise to answer before the third ring', () => {
  let line: Line
  const open = async (start = MONDAY_NINE) => {
    line = await startLine({ clock: createTestClock(start) })
    await line.ready('mina')
  }
  afterEach(async () => {
    expectSound(line)
    await line.stop()
  })
  const t1 = () => line.live().t1
  const sound = () => expectSound(line)
  /** A report of a staff phone that comes late: its stamp tells of then, its receipt is now. */
  const late = async (call: Story, account: string, status: string, at: number) => {
    const answer = await line.twilio(call.callback(account), { CallSid: call.legs[account]!, CallStatus: status, Timestamp: stampOf(at) })
    expect(answer.status).to.equal(204)
  }

  for (const [ms, strict, lenient, ring] of [
    [0, 'kept', 'kept', 1], [2999, 'kept', 'kept', 1], [3000, 'kept', 'kept', 2], [5999, 'kept', 'kept', 2],
    [6000, 'broken', 'kept', 3], [8999, 'broken', 'kept', 3], [9000, 'broken', 'broken', 4],
  ] as const) {
    it(`is ${strict} by a person after ${ms} ms, in ring ${ring}; by the lenient reading ${lenient}`, async () => {
      await open()
      const call = await dial(line)
      await call.alerts('mina')
      line.clock.pass(ms)
      await call.answers('mina')
      sound()
      const none = { kept: 0, broken: 0, void: 0, running: 0 }
      expect(t1().strict).to.include({ ...none, [strict]: 1 })
      expect(t1().lenient).to.include({ ...none, [lenient]: 1 })
      expect(t1().uncertain).to.equal(0)
      expect(line.live().waits).to.deep.equal({ meanMs: ms, longestMs: ms, byRing: [1, 2, 3, 4].map((n) => (n === ring ? 1 : 0)) })
      await call.stops('mina', 'completed')
      await call.ends('completed')
    })
  }

  for (const [ms, verdict, short] of [[0, 'void', 1], [5999, 'void', 1], [6000, 'broken', 0], [60_000, 'broken', 0]] as const) {
    it(`is ${verdict} when the caller hangs up after ${ms} ms`, async () => {
      await open()
      const call = await dial(line)
      await call.alerts('mina')
      await line.pass(ms, 20_000)
      await call.stops('mina', 'canceled')
      await call.ends('no-answer')
      expect(line.live().counts).to.deep.equal({
        received: 1, answered: 0, abandoned: 1, abandonedShort: short, outOfHours: 0, refused: 0, inProgress: 0,
      })
      expect(t1().strict).to.include({ kept: 0, broken: 0, void: 0, running: 0, [verdict]: 1 })
      expect(line.app.floor.calls.size).to.equal(0)
    })
  }

  it('says so when Twilio\'s whole seconds cannot tell on which side of the edge the answer lies', async () => {
    await open(MONDAY_NINE + 500)
    const call = await dial(line)
    await call.alerts('mina')
    line.clock.pass(6000)
    await call.answers('mina')
    // The stamp is 09:00:06, the truth somewhere from 5 500 ms on: counted as broken, and said to be uncertain.
    expect(t1().strict).to.include({ kept: 0, broken: 1 })
    expect(t1().uncertain).to.equal(1)
    await call.stops('mina', 'completed')
    await call.ends('completed')
  })

  it('goes by the moment of the answer, not of its report: a report three seconds late breaks nothing', async () => {
    await open()
    const call = await dial(line)
    await call.alerts('mina')
    line.clock.pass(8000)
    await late(call, 'mina', 'in-progress', MONDAY_NINE + 5000)
    expect(t1().strict).to.include({ kept: 1, broken: 0 })
    expect(line.live().waits.meanMs).to.equal(5999)
    await call.stops('mina', 'completed')
    await call.ends('completed')
  })

  it('breaks by itself at six seconds, without anything happening', async () => {
    await open()
    const { api } = await line.login('mina')
    const live = async () => (await api('GET', '/live')).json()
    const call = await dial(line)
    await call.alerts('mina')
    const { seq } = await live()
    line.clock.pass(5999)
    expect((await live()).t1.strict).to.include({ kept: 0, broken: 0, running: 1, rate: null })
    line.clock.pass(1)
    expect((await live()).t1.strict).to.include({ kept: 0, broken: 1, running: 0, rate: 0 })
    expect((await live()).t1.lenient).to.include({ broken: 0, running: 1 })
    expect((await live()).intervals[0].t1).to.deep.equal({ kept: 0, broken: 1, void: 0, running: 0 })
    line.clock.pass(3000)
    expect((await live()).t1.lenient).to.include({ broken: 1, running: 0 })
    expect((await live()).t1.bell).to.include({ broken: 1, running: 0 })
    expect((await live()).seq).to.equal(seq)
    await call.ends('no-answer')
    await call.stops('mina', 'canceled')
  })

  it('is put right when the report of the answer comes after everything else', async () => {
    await open()
    const call = await dial(line)
    await call.alerts('mina')
    line.clock.pass(4000)
    const answeredAt = line.clock.now()
    line.clock.pass(60_000)
    await call.stops('mina', 'completed')
    sound()
    await call.ends('completed')
    sound()
    expect(line.live().counts).to.include({ received: 1, answered: 0, abandoned: 1 })
    expect(t1().strict).to.include({ broken: 1 })
    expect(line.app.floor.calls.size).to.equal(0)

    line.clock.pass(20 * 60_000)
    await late(call, 'mina', 'in-progress', answeredAt)
    sound()
    const { counts, intervals, waits } = line.live()
    expect(counts).to.include({ received: 1, answered: 1, abandoned: 0, inProgress: 0 })
    expect(t1().strict).to.include({ kept: 1, broken: 0 })
    expect(waits.byRing).to.deep.equal([0, 1, 0, 0])
    expect(intervals.map(({ start }) => start), 'in the quarter in which the call arrived').to.deep.equal([MONDAY_NINE])
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('is put right on the day on which the call arrived, even when that day is over', async () => {
    const [eve, midnight] = [Date.parse('2026-11-23T23:59:58+09:00'), Date.parse('2026-11-24T00:00:00+09:00')]
    line = await startLine({ clock: createTestClock(eve), settings: { LINE_HOURS: 'always' } })
    await line.ready('mina')
    const call = await dial(line)
    await call.alerts('mina')
    line.clock.pass(4000)
    await call.stops('mina', 'completed')
    await call.ends('completed')
    expect(line.live().day).to.equal('2026-11-24')
    expect(line.live().counts, 'the new day has nothing yet').to.include({ received: 0, abandoned: 0, answered: 0 })
    sound()

    line.clock.pass(36 * 60 * 60_000)
    await late(call, 'mina', 'in-progress', midnight)
    sound()
    expect(line.live().counts).to.include({ received: 0, answered: 0 })
    const { api } = await line.login('mina')
    const { calls } = (await api('GET', '/calls?from=2026-11-23T00:00:00%2B09:00&to=2026-11-24T00:00:00%2B09:00')).json()
    expect(calls).to.have.length(1)
    expect(calls[0]).to.include({ outcome: 'answered', t1: 'kept', agent: 'mina', waitMs: 2999, ring: 1 })
    expect(line.live().agents.find(({ agent }) => agent === 'mina')!.state, 'wrap-up of yesterday is over').to.equal('ready')
  })

  it('runs for calls of yesterday until they are answered, and the new day begins with nothing', async () => {
    line = await startLine({ clock: createTestClock(Date.parse('2026-11-23T23:59:59+09:00')), settings: { LINE_HOURS: 'always' } })
    await line.ready('mina')
    const call = await dial(line)
    await call.alerts('mina')
    expect(line.live().counts).to.include({ received: 1, inProgress: 1 })
    line.clock.pass(2000)
    expect(line.live().counts).to.include({ received: 0, inProgress: 0 })
    expect(line.live().conserved).to.equal(true)
    expect(line.live().ringing).to.have.length(1)
    await call.answers('mina')
    sound()
    expect(line.live().counts).to.include({ received: 0, answered: 0 })
    await call.stops('mina', 'completed')
    await call.ends('completed')
  })

  it('adds up after each step of every kind of call', async () => {
    await open()
    await line.ready('jun')
    const [a, b, c] = [await dial(line), await dial(line, '+821087654321'), await dial(line, '+821011112222')]
    const steps: (() => Promise<unknown>)[] = []
    for (const account of ['mina', 'jun']) for (const call of [a, b, c]) steps.push(() => call.starts(account), () => call.alerts(account))
    steps.push(
      () => a.answers('mina'), () => a.stops('jun', 'canceled'), () => b.stops('mina', 'canceled'), () => b.answers('jun'),
      () => c.stops('mina', 'busy'), () => c.stops('jun', 'busy'), () => c.dialEnds({ DialCallStatus: 'busy', DialBridged: 'false' }),
      () => dial(line, '+821033334444'), () => b.stops('jun', 'completed'), () => b.ends('completed'),
      () => b.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: b.legs['jun']! }),
      () => c.ends('completed'), () => a.ends('completed'), () => a.stops('mina', 'completed'),
    )
    for (const step of steps) {
      await step()
      line.clock.pass(700)
      sound()
    }
    expect(line.live().counts).to.include({ received: 4, answered: 2, abandoned: 1, inProgress: 1 })
  })
})
