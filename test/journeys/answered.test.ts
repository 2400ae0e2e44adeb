import { expect } from 'chai'
import { dial } from '../support/stories.ts'
import { type Line, startLine } from '../support/line.ts'

describe('a call that is answered', () => {
  let line: Line
  beforeEach(async () => (line = await startLine()))
  afterEach(() => line.stop())

  it('rings everybody who is ready, is answered on the second ring, and is seen', async () => {
    await line.ready('mina', 'jun')
    const call = await dial(line, '+821012345678')
    expect(call.document).to.contain('answerOnBridge="true"')
    expect(call.rung()).to.have.members(['mina', 'jun'])

    await call.alerts('mina')
    await call.alerts('jun')
    expect(line.live().ringing).to.have.length(1)
    expect(line.live().ringing[0]).to.include({ caller: '010-****-5678', phones: 2 })
    expect(line.live().agents.map(({ agent, state }) => `${agent} ${state}`)).to.deep.equal(['jun ringing', 'mina ringing', 'sora offline'])
    expect(line.live().t1.strict).to.include({ kept: 0, broken: 0, running: 1 })

    line.clock.pass(4200)
    await call.answers('mina')
    await call.stops('jun', 'canceled')
    expect(line.live().t1.strict).to.include({ kept: 1, broken: 0, running: 0, rate: 1 })
    expect(line.live().waits).to.deep.equal({ meanMs: 4200, longestMs: 4200, byRing: [0, 1, 0, 0] })
    expect(line.live().agents.map(({ agent, state }) => `${agent} ${state}`)).to.deep.equal(['jun ready', 'mina talking', 'sora offline'])

    line.clock.pass(60_000)
    await call.stops('mina', 'completed')
    expect(await call.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: call.legs.mina!, DialCallDuration: '60' })).to.contain('<Hangup/>')
    await call.ends('completed')
    const { agents, counts, conserved } = line.live()
    expect(agents.find(({ agent }) => agent === 'mina')).to.include({ state: 'wrap-up', answered: 1 })
    expect(counts).to.deep.equal({ received: 1, answered: 1, abandoned: 0, abandonedShort: 0, outOfHours: 0, refused: 0, inProgress: 0 })
    expect(conserved).to.equal(true)
    expect(line.app.floor.calls.size).to.equal(0)

    line.clock.pass(60_000)
    expect(line.live().agents.find(({ agent }) => agent === 'mina')).to.include({ state: 'ready' })
  })
})
