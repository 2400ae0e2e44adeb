import { expect } from 'chai'
import { createTestClock } from '../support/clock.ts'
import { CALLED, type Line, newSid, startLine } from '../support/line.ts'
import { dial, stampOf, type Story } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

describe('a report of Twilio\'s', () => {
  let line: Line
  beforeEach(async () => {
    line = await startLine()
    await line.ready('mina', 'jun')
  })
  afterEach(async () => {
    expectSound(line)
    await line.stop()
  })
  const seq = () => line.app.journal.seq
  const stateOf = (account: string) => line.live().agents.find(({ agent }) => agent === account)!.state
  const answered = async (call: Story) => {
    for (const account of ['mina', 'jun']) {
      await call.starts(account)
      await call.alerts(account)
    }
    await line.pass(3500)
    await call.answers('mina')
    await call.stops('jun', 'canceled')
    await line.pass(20_000, 5000)
    await call.stops('mina', 'completed')
    await call.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: call.legs['mina']!, DialCallDuration: '20' })
    await call.ends('completed')
  }
  /** Every report of a call that mina answered in its second ring, each ready to be made at any time. */
  const reportsOf = (call: Story, start: number) => {
    const action = call.url('action')
    const legs = { mina: newSid(), jun: newSid() }
    const leg = (account: 'mina' | 'jun', status: string, ms: number) => () =>
      line.twilio(call.callback(account), { CallSid: legs[account], CallStatus: status, Timestamp: stampOf(start + ms) })
    return [
      leg('mina', 'initiated', 0), leg('jun', 'initiated', 0), leg('mina', 'ringing', 1000), leg('jun', 'ringing', 1000),
      leg('mina', 'in-progress', 4000), leg('jun', 'canceled', 4000), leg('mina', 'completed', 64_000),
      () => line.twilio(action, {
        CallSid: call.sid, CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true',
        DialCallSid: legs.mina, DialCallDuration: '60',
      }),
      () => line.twilio('/twilio/status', {
        CallSid: call.sid, From: '+821012345678', To: CALLED, CallStatus: 'completed', Timestamp: stampOf(start + 64_000),
      }),
    ]
  }
  const queued = async (call: Story) => {
    for (const account of call.rung()) await call.stops(account, 'busy')
    await call.dialEnds({ DialCallStatus: 'busy', DialBridged: 'false' })
    await line.twilio(call.url('waitUrl'), { CallSid: call.sid, CallStatus: 'in-progress' })
    await line.pass(12_000, 4000)
    await call.post(call.url('action'), { CallStatus: 'completed', QueueResult: 'hangup' })
    await call.ends('completed')
  }

  it('counts once when the same call is announced twice in the same instant, and both get the same answer', async () => {
    const fields = { CallSid: newSid(), From: '+821012345678', To: CALLED, CallStatus: 'ringing', Direction: 'inbound' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => line.twilio('/twilio/voice', fields)))
    expect(new Set(answers.map(({ body }) => body)).size).to.equal(1)
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200])
    line.clock.pass(1500)
    expect((await line.twilio('/twilio/voice', fields)).body, 'also a while later').to.equal(answers[0]!.body)
    expect(line.live().counts).to.include({ received: 1, inProgress: 1 })
  })

  it('counts once when each report of a call comes three times in the same instant', async () => {
    const call = await dial(line)
    const action = call.url('action')
    const thrice = async (path: string, fields: Record<string, string>) => {
      const answers = await Promise.all([0, 1, 2].map(() => line.twilio(path, fields)))
      expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).to.equal(1)
      return answers[0]!
    }
    const leg = newSid()
    const callback = call.callback('mina')
    for (const status of ['initiated', 'ringing', 'in-progress', 'completed']) {
      const before = seq()
      await thrice(callback, { CallSid: leg, CallStatus: status, Timestamp: stampOf(line.clock.now()) })
      expect(seq(), status).to.equal(before + 1)
      line.clock.pass(2000)
    }
    const before = seq()
    const end = { CallSid: call.sid, CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: leg }
    expect((await thrice(action, end)).body).to.contain('<Hangup/>')
    await thrice('/twilio/status', { CallSid: call.sid, From: '+821012345678', To: CALLED, CallStatus: 'completed', CallDuration: '4' })
    expect(seq()).to.equal(before + 2)
    expect(line.live().counts).to.include({ received: 1, answered: 1 })
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('means the same in whatever order it comes: all reports of a call reversed', async () => {
    const call = await dial(line)
    const start = line.clock.now()
    const reports = reportsOf(call, start)
    line.clock.set(start + 65_000)
    for (const report of reports.reverse()) {
      expect((await report()).status).to.be.oneOf([200, 204])
      line.clock.pass(10)
      expectSound(line)
    }
    const { counts, t1, waits } = line.live()
    expect(counts).to.deep.equal({ received: 1, answered: 1, abandoned: 0, abandonedShort: 0, outOfHours: 0, refused: 0, inProgress: 0 })
    expect([t1.strict.kept, t1.bell.kept, t1.bell.void]).to.deep.equal([1, 1, 1])
    expect(waits).to.deep.equal({ meanMs: 4999, longestMs: 4999, byRing: [0, 1, 0, 0] })
    expect(line.app.floor.calls.size).to.equal(0)
    expect([stateOf('mina'), stateOf('jun')]).to.deep.equal(['wrap-up', 'ready'])
  })

  it('means the same in whatever order it comes: thirty shuffles, some reports twice, all end alike', async () => {
    const ends: unknown[] = []
    for (let n = 0; n < 30; n++) {
      const call = await dial(line, `+82101111${String(1000 + n)}`)
      const start = line.clock.now()
      const reports = reportsOf(call, start)
      line.clock.set(start + 66_000)
      for (const report of shuffled([...reports, ...shuffled(reports, n).slice(0, 3)], n)) expect((await report()).status).to.be.oneOf([200, 204])
      const { outcome, t1, t1_lenient, t1_certain, agent, wait_ms, rings, talk_ms, running } = line.app.database.writer
        .prepare('select * from calls where call like ?').get(`%-${call.sid.slice(-8)}`) as Record<string, unknown>
      ends.push({ outcome, t1, t1_lenient, t1_certain, agent, wait_ms, rings, talk_ms, running })
      // Both are ready again, so that the next call rings both.
      line.clock.pass(120_000)
      expect([stateOf('mina'), stateOf('jun')], `shuffle ${n}`).to.deep.equal(['ready', 'ready'])
    }
    const alike = {
      outcome: 'answered', t1: 'kept', t1_lenient: 'kept', t1_certain: 1, agent: 'mina', wait_ms: 4999, rings: 2, talk_ms: 60_000, running: 0,
    }
    expect(ends).to.deep.equal(Array(30).fill(alike))
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('changes nothing when all requests of finished calls come again, in any order', async () => {
    await answered(await dial(line))
    await queued(await dial(line, '+821087654321'))
    await line.settle()
    const before = { seq: seq(), live: { ...line.live(), asOf: 0 } }
    const said = [...line.said]
    for (let round = 0; round < 3; round++) {
      for (const { path, fields, answer } of shuffled(said, round)) {
        const again = await line.twilio(path, fields)
        if (!path.startsWith('/twilio/queue/wait')) expect([again.status, again.body], path).to.deep.equal([answer.status, answer.body])
      }
    }
    expect({ seq: seq(), live: { ...line.live(), asOf: 0 } }).to.deep.equal(before)
  })

  it('may come for a call that is long over: it is kept, and opens nothing again', async () => {
    const call = await dial(line)
    await answered(call)
    line.clock.pass(6 * 60 * 60_000)
    const before = { seq: seq(), counts: line.live().counts }
    await line.twilio(call.callback('jun'), { CallSid: call.legs['jun']!, CallStatus: 'failed', Timestamp: stampOf(line.clock.now()) })
    expect(seq()).to.equal(before.seq + 1)
    expect(line.live().counts).to.deep.equal(before.counts)
    expect(stateOf('jun')).to.equal('ready')
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('of an arrival that overtook nothing but came last is the same call, and counts once', async () => {
    const caller = { CallSid: newSid(), From: '+821012345678', To: CALLED, Direction: 'inbound' }
    const end = await line.twilio('/twilio/status', { ...caller, CallStatus: 'no-answer', CallDuration: '0', Timestamp: stampOf(line.clock.now()) })
    expect(end.status).to.equal(204)
    expect(line.live().counts).to.include({ received: 1, abandoned: 1, abandonedShort: 1 })
    line.clock.pass(300)
    const voice = await line.twilio('/twilio/voice', { ...caller, CallStatus: 'ringing' })
    expect([voice.status, voice.body.includes('<Dial')], 'nobody is rung for a caller who has left').to.deep.equal([200, false])
    expect(line.app.intake.figures.failures).to.equal(0)
    expect(line.live().counts).to.include({ received: 1, abandoned: 1 })
  })

  it('of an arrival that comes last may move the call into the quarter before, which then has it', async () => {
    await line.stop()
    line = await startLine({ clock: createTestClock(Date.parse('2026-11-23T09:15:01+09:00')), settings: { RING_LEAD_MS: '3000' } })
    const caller = { CallSid: newSid(), From: '+821012345678', To: CALLED, Direction: 'inbound' }
    await line.twilio('/twilio/status', { ...caller, CallStatus: 'no-answer', CallDuration: '0', Timestamp: stampOf(line.clock.now()) })
    await line.twilio('/twilio/voice', { ...caller, CallStatus: 'ringing' })
    expect(line.live().counts).to.include({ received: 1, abandoned: 1 })
    expectSound(line)
  })
})

function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed + 1
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647
  return list.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key).map(({ item }) => item)
}
