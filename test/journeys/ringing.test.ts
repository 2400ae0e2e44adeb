import { expect } from 'chai'
import { TelephonyError } from '../../server/telephony/telephony.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

const NOT_ANSWERED = { DialCallStatus: 'no-answer', DialBridged: 'false' }

describe('a call that rings', () => {
  let line: Line
  const open = async (settings: Record<string, string> = {}) => {
    line = await startLine({ settings })
    return line
  }
  afterEach(async () => {
    expectSound(line)
    await line.stop()
  })
  const stateOf = (account: string) => line.live().agents.find(({ agent }) => agent === account)!.state
  const silenced = () => line.telephony.asked.filter(({ do: what }) => what === 'silence').map(({ leg }) => leg)
  const talk = async (call: Story, account: string, seconds = 30) => {
    await call.answers(account)
    await line.pass(seconds * 1000, 1000)
    await call.stops(account, 'completed')
    await call.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: call.legs[account]!, DialCallDuration: String(seconds) })
    await call.ends('completed')
  }

  it('goes on ringing for the others when one phone is declined', async () => {
    await open()
    await line.ready('mina', 'jun')
    const call = await dial(line)
    await call.alerts('mina')
    await call.alerts('jun')
    await line.pass(2000)
    await call.stops('mina', 'busy')
    expect(line.live().ringing[0]).to.include({ phones: 1 })
    expect(stateOf('mina')).to.equal('ready')
    await line.pass(2000)
    await talk(call, 'jun')
    expect(line.live().t1.strict).to.include({ kept: 1, broken: 0 })
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('waits in the queue when everybody declined, and is offered to them again half a minute later', async () => {
    await open()
    await line.ready('mina')
    const call = await dial(line)
    await call.alerts('mina')
    await line.pass(2000)
    await call.stops('mina', 'busy')
    expect(await call.dialEnds({ DialCallStatus: 'busy', DialBridged: 'false' })).to.contain('<Enqueue')
    expect(line.live().waiting).to.have.length(1)
    await line.pass(29_000, 1000)
    expect(line.telephony.asked).to.deep.equal([])
    await line.pass(2000)
    expect(line.telephony.asked.map(({ do: what, leg }) => [what, leg])).to.deep.equal([['redirect', call.sid]])
    await call.post(line.telephony.asked[0]!.url!, { CallStatus: 'in-progress' })
    expect(call.rung()).to.deep.equal(['mina'])
    await call.alerts('mina')
    await talk(call, 'mina')
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('rings whoever has become ready meanwhile after the third ring, and the first phone again, without a gap in the ringback', async () => {
    await open()
    await line.ready('mina')
    const call = await dial(line)
    await call.alerts('mina')
    await line.ready('jun')
    await line.pass(8000, 1000)
    expect(line.telephony.asked).to.deep.equal([])
    await line.pass(1000)
    expect(line.telephony.asked).to.deep.equal([{ do: 'silence', leg: call.legs['mina'] }])
    await call.stops('mina', 'canceled')
    expect(await call.dialEnds({ ...NOT_ANSWERED, DialCallSid: call.legs['mina']! })).to.contain('answerOnBridge="true"')
    expect(call.rung()).to.have.members(['mina', 'jun'])
    await call.alerts('jun')
    await talk(call, 'jun')
    expect(line.live().counts).to.include({ received: 1, answered: 1 })
    expect(line.live().t1.strict).to.include({ kept: 0, broken: 1 })
  })

  it('knows a phone that is not registered, and does not ring it for the next caller', async () => {
    await open()
    await line.ready('mina', 'jun')
    const call = await dial(line)
    await call.starts('mina')
    await call.starts('jun')
    await line.pass(500)
    await call.stops('mina', 'no-answer')
    await call.alerts('jun')
    expect(stateOf('mina')).to.equal('unreachable')
    expect(line.live().ringing[0]).to.include({ phones: 1 })
    const next = await dial(line, '+821087654321')
    expect(next.rung()).to.deep.equal(['jun'])
    await line.ready('mina')
    expect(stateOf('mina')).to.equal('ready')
    const third = await dial(line, '+821087650000')
    expect(third.rung()).to.have.members(['jun', 'mina'])
    for (const one of [next, third, call]) {
      for (const account of Object.keys(one.legs)) if (account !== 'mina' || one === third) await one.stops(account, 'canceled')
      await one.ends('no-answer')
    }
    expect(line.live().counts).to.include({ received: 3, abandoned: 3, inProgress: 0 })
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('puts a caller into the queue at once when the only phone is not registered', async () => {
    await open()
    await line.ready('mina')
    const call = await dial(line)
    await call.starts('mina')
    await line.pass(250)
    await call.stops('mina', 'no-answer')
    expect(await call.dialEnds({ ...NOT_ANSWERED, DialCallSid: call.legs['mina']! })).to.contain('<Enqueue')
    await line.pass(120_000, 5000)
    expect(line.telephony.asked, 'a phone that cannot ring is not rung again').to.deep.equal([])
    await line.ready('mina')
    await line.settle()
    expect(line.telephony.asked.map(({ leg }) => leg)).to.deep.equal([call.sid])
    await call.ends('completed')
  })

  it('sets away whoever leaves the phone ringing twice, and says why', async () => {
    await open()
    await line.ready('mina')
    for (const from of ['+821012345678', '+821087654321']) {
      const call = await dial(line, from)
      await call.alerts('mina')
      await line.pass(20_000, 1000)
      await call.stops('mina', 'no-answer')
      await call.dialEnds({ ...NOT_ANSWERED, DialCallSid: call.legs['mina']! })
      await call.ends('completed')
    }
    expect(line.live().agents.find(({ agent }) => agent === 'mina')).to.include({ state: 'away', reason: 'not-answering' })
    expect((await dial(line, '+821011112222')).document).to.contain('<Enqueue')
  })

  it('silences the other phone of an agent who takes one of two callers', async () => {
    await open()
    await line.ready('mina', 'jun')
    const first = await dial(line, '+821012345678')
    const second = await dial(line, '+821087654321')
    expect(second.rung()).to.have.members(['mina', 'jun'])
    for (const call of [first, second]) for (const account of ['mina', 'jun']) await call.alerts(account)
    await line.pass(1500)
    await first.answers('mina')
    await first.stops('jun', 'canceled')
    await line.settle()
    expect(silenced()).to.deep.equal([second.legs['mina']])
    await second.stops('mina', 'canceled')
    expect(line.live().ringing).to.have.length(1)
    expect(line.live().ringing[0]).to.include({ phones: 1 })
    const third = await dial(line, '+821011112222')
    expect(third.rung(), 'nobody who talks is rung').to.deep.equal(['jun'])
    await third.alerts('jun')
    await line.pass(1500)
    await talk(second, 'jun')
    expect(silenced()).to.deep.equal([second.legs['mina'], third.legs['jun']])
    await third.stops('jun', 'canceled')
    await third.dialEnds({ DialCallStatus: 'canceled', DialBridged: 'false' })
    await third.ends('completed')
    await first.stops('mina', 'completed')
    await first.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: first.legs['mina']!, DialCallDuration: '32' })
    await first.ends('completed')
    expect(line.live().counts).to.include({ received: 3, answered: 2, abandoned: 1, inProgress: 0 })
    expect(line.live().agents.find(({ agent }) => agent === 'jun')).to.include({ answered: 1 })
    expect(line.app.floor.calls.size).to.equal(0)
    expect(line.app.floor.engaged.size).to.equal(0)
  })

  it('rings ten phones at most, those of whoever has been idle longest', async () => {
    const accounts = Array.from({ length: 12 }, (_, i) => `agent_${String.fromCharCode(97 + i)}`)
    line = await startLine({ people: accounts.map((account) => ({ account })) })
    for (const account of accounts.toReversed()) {
      await line.ready(account)
      line.clock.pass(1000)
    }
    const call = await dial(line)
    expect(call.rung()).to.deep.equal(accounts.toReversed().slice(0, 10))
    await call.ends('no-answer')
    for (const account of call.rung()) await call.stops(account, 'canceled')
  })

  it('rings a telephone for one caller at a time, a browser for several, and a SIP phone by its address', async () => {
    line = await startLine({
      people: [
        { account: 'mina' }, { account: 'desk', endpoints: [{ kind: 'phone', number: '02-6393-2553' }] },
        { account: 'sipper', endpoints: [{ kind: 'sip', uri: 'sip:sipper@pbx.example.kr' }] },
      ],
    })
    await line.ready('mina', 'desk', 'sipper')
    const first = await dial(line)
    expect(first.rung()).to.have.members(['mina', 'desk', 'sipper'])
    for (const phone of ['>+82263932553</Number>', '>sip:sipper@pbx.example.kr</Sip>', '<Identity>mina</Identity>']) {
      expect(first.document).to.contain(phone)
    }
    const second = await dial(line, '+821087654321')
    expect(second.rung()).to.deep.equal(['mina'])
    for (const call of [first, second]) {
      await call.ends('no-answer')
      for (const account of call.rung()) await call.stops(account, 'canceled')
    }
  })

  it('rings nobody any more once the call was answered, however often Twilio asks', async () => {
    await open()
    await line.ready('mina', 'jun')
    const call = await dial(line)
    const action = call.url('action')
    await call.alerts('mina')
    await line.pass(1000)
    await call.answers('mina')
    await call.stops('jun', 'canceled')
    const asked = line.app.journal.seq
    expect(await call.post(action.replace('round=1', 'round=2'), { CallStatus: 'in-progress', ...NOT_ANSWERED })).not.to.contain('<Dial')
    expect(line.app.journal.seq, 'the report itself is kept').to.equal(asked + 1)
    await line.settle()
    expect(line.telephony.asked).to.deep.equal([])
    await call.stops('mina', 'completed')
    await call.ends('completed')
  })

  describe('with the longest idle first', () => {
    const longestIdleFirst = async (...accounts: string[]) => {
      await open({ RING_STRATEGY: 'longest-idle-first' })
      for (const account of accounts) {
        await line.ready(account)
        await line.pass(10_000, 5000)
      }
    }

    it('rings one phone for one ring, and everybody from the second on', async () => {
      await longestIdleFirst('jun', 'mina', 'sora')
      const call = await dial(line)
      expect(call.rung()).to.deep.equal(['jun'])
      await call.starts('jun')
      await call.alerts('jun')
      await line.pass(2750)
      expect(line.telephony.asked).to.deep.equal([])
      await line.pass(250)
      expect(silenced()).to.deep.equal([call.legs['jun']])
      await call.stops('jun', 'canceled')
      await call.dialEnds({ DialCallStatus: 'canceled', DialBridged: 'false', DialCallSid: call.legs['jun']! })
      expect(call.document).to.contain('answerOnBridge="true"')
      expect(call.rung()).to.have.members(['jun', 'mina', 'sora'])
      for (const account of ['jun', 'mina', 'sora']) await call.alerts(account)
      await line.pass(1500)
      await call.answers('sora')
      for (const account of ['jun', 'mina']) await call.stops(account, 'canceled')
      expect(line.live().t1.strict).to.include({ kept: 1, broken: 0 })
      expect(line.live().waits.byRing).to.deep.equal([0, 1, 0, 0])
      await line.pass(30_000, 1000)
      await call.stops('sora', 'completed')
      await call.ends('completed')
      expect(silenced()).to.have.length(1)
      expect(line.app.floor.calls.size).to.equal(0)
    })

    it('rings the first again with everybody when Twilio calls the silenced phone "no-answer"', async () => {
      await longestIdleFirst('jun', 'mina')
      const call = await dial(line)
      await call.alerts('jun')
      await line.pass(3000)
      await call.stops('jun', 'no-answer')
      await call.dialEnds({ ...NOT_ANSWERED, DialCallSid: call.legs['jun']! })
      expect(call.rung()).to.have.members(['jun', 'mina'])
      await call.ends('no-answer')
      for (const account of ['jun', 'mina']) await call.stops(account, 'canceled')
    })

    it('leaves the only phone ringing when there is nobody else', async () => {
      await longestIdleFirst('jun')
      const call = await dial(line)
      await call.alerts('jun')
      await line.pass(4000)
      expect(silenced()).to.deep.equal([])
      await talk(call, 'jun')
      expect(line.live().t1.strict).to.include({ kept: 1, broken: 0 })
    })

    it('loses nobody when Twilio refuses to silence the phone: it was answered, or it has stopped by itself', async () => {
      await longestIdleFirst('jun', 'mina')
      const answered = await dial(line)
      await answered.alerts('jun')
      line.telephony.faults.push(new TelephonyError('gone', 'Twilio: 21220 Call is not in-progress. Cannot redirect.'))
      await line.pass(3000)
      expect(silenced()).to.deep.equal([answered.legs['jun']])
      await answered.answers('jun')
      expect(line.live().t1.strict).to.include({ kept: 1, broken: 0 })
      expect(stateOf('jun')).to.equal('talking')

      const refused = await dial(line, '+821087654321')
      expect(refused.rung()).to.deep.equal(['mina'])
      await refused.alerts('mina')
      line.telephony.faults.push(new TelephonyError('refused', 'Twilio: 20003 Authenticate'))
      await line.pass(12_000)
      await talk(refused, 'mina')
      await answered.stops('jun', 'completed')
      await answered.ends('completed')
      expect(line.live().counts).to.include({ received: 2, answered: 2 })
      expect(line.app.floor.calls.size).to.equal(0)
    })

    it('counts as idle from the end of wrap-up, also when that was finished early', async () => {
      await longestIdleFirst('jun', 'mina')
      // jun talks first and is done with wrap-up at once; mina talks later and takes a while over it.
      const first = await dial(line)
      expect(first.rung()).to.deep.equal(['jun'])
      await first.alerts('jun')
      await line.pass(1000)
      const second = await dial(line, '+821087654321')
      expect(second.rung()).to.deep.equal(['mina'])
      await second.alerts('mina')
      await line.pass(1000)
      await talk(second, 'mina', 10)
      await talk(first, 'jun', 20)
      const { api } = await line.login('jun')
      expect((await api('POST', '/agents/me/wrap-up', { outcome: 'resolved' })).status).to.equal(204)
      await line.pass(60_000, 5000)
      expect(line.live().agents.map(({ state }) => state)).to.deep.equal(['ready', 'ready', 'offline'])
      const third = await dial(line, '+821011112222')
      expect(third.rung(), 'jun has been idle for longer').to.deep.equal(['jun'])
      await third.stops('jun', 'canceled')
      await third.ends('no-answer')
    })
  })
})
