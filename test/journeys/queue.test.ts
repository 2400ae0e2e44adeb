import { expect } from 'chai'
import { TelephonyError } from '../../server/telephony/telephony.ts'
import { createTestClock } from '../support/clock.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

describe('a caller in the queue', () => {
  let line: Line
  const open = async (settings: Record<string, string> = {}) => (line = await startLine({ settings }))
  afterEach(async () => {
    expectSound(line)
    await line.stop()
  })
  const redirects = () => line.telephony.asked.filter(({ do: what }) => what === 'redirect')
  const waiting = () => line.live().waiting.map(({ call, place }) => `${place} ${call.slice(-8)}`)
  const named = (...calls: Story[]) => calls.map(({ sid }, i) => `${i + 1} ${sid.slice(-8)}`)
  const wait = (call: Story) => line.twilio(call.url('waitUrl'), { CallSid: call.sid, CallStatus: 'in-progress', QueueTime: '0', QueuePosition: '1' })
  /** What Twilio does when it is told to take a caller out of the queue: it asks where we sent it. */
  const follow = async (...calls: Story[]) => {
    const asked = redirects().splice(-calls.length)
    for (const call of calls) await call.post(asked.find(({ leg }) => leg === call.sid)!.url!, { CallStatus: 'in-progress' })
  }
  const talk = async (call: Story, account: string, seconds = 60) => {
    await call.alerts(account)
    await call.answers(account)
    await line.pass(seconds * 1000, 5000)
    await call.stops(account, 'completed')
    await call.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: call.legs[account]!, DialCallDuration: String(seconds) })
    await call.ends('completed')
  }

  it('hears the place in words, and no estimate while the day has shown too little', async () => {
    await open()
    const first = await dial(line)
    expect(first.document).to.contain('<Enqueue').and.contain('hotline')
    const second = await dial(line, '+821087654321')
    expect((await wait(first)).body).to.contain('첫 번째입니다').and.contain('/twilio/audio/hold.wav').and.not.contain('예상')
    expect((await wait(second)).body).to.contain('두 번째입니다')
    expect(waiting()).to.deep.equal(named(first, second))
    const music = await line.send('GET', '/twilio/audio/hold.wav', null)
    expect([music.status, music.headers['content-type'], music.body.slice(0, 4)]).to.deep.equal([200, 'audio/wav', 'RIFF'])
  })

  it('hears an honest expected wait once ten talks have ended today', async () => {
    await open({ WRAP_UP_SECONDS: '60' })
    await line.ready('mina')
    for (let i = 0; i < 10; i++) {
      const call = await dial(line, `+8210111100${10 + i}`)
      expect(call.rung(), `call ${i}`).to.deep.equal(['mina'])
      await talk(call, 'mina', 150)
      await line.pass(61_000, 61_000)
    }
    const talking = await dial(line)
    await talking.alerts('mina')
    await talking.answers('mina')
    const [second, third] = [await dial(line, '+821022220001'), await dial(line, '+821022220002')]
    // 150 s of talk and half a minute of wrap-up for each before, one agent at work.
    expect((await wait(second)).body).to.contain('첫 번째이며, 예상 대기 시간은 약 삼 분입니다')
    expect((await wait(third)).body).to.contain('두 번째이며, 예상 대기 시간은 약 육 분입니다')
  })

  it('is connected to whoever becomes ready: the first in line first', async () => {
    await open()
    const [first, second] = [await dial(line), await dial(line, '+821087654321')]
    await line.pass(10_000, 5000)
    await line.ready('mina')
    await line.settle()
    expect(redirects().map(({ leg }) => leg)).to.deep.equal([first.sid])
    expect(redirects()[0]!.url).to.match(/^http:\/\/desk\.test\/twilio\/next\?call=[0-9a-z-]+&round=1#rc=/)
    expect(line.live().waiting.map(({ offeredTo }) => offeredTo)).to.deep.equal([['mina 님'], []])
    // Twilio also reports that the caller has left the queue, before or after it asks for the next document.
    const left = () => line.twilio(reported, { CallSid: first.sid, CallStatus: 'in-progress', QueueResult: 'redirected', QueueTime: '10' })
    const reported = first.url('action')
    const early = await left()
    await follow(first)
    expect(first.document).to.equal(early.body)
    expect(first.rung()).to.deep.equal(['mina'])
    await first.alerts('mina')
    await first.answers('mina')
    expect((await left()).body).to.equal(early.body)
    expect(waiting()).to.deep.equal(named(second))
    expect(line.live().agents[1]).to.include({ agent: 'mina', state: 'talking' })
    await line.pass(30_000, 5000)
    await first.stops('mina', 'completed')
    await first.ends('completed')
    await line.pass(59_000, 1000)
    expect(redirects(), 'nobody is offered to an agent in wrap-up').to.have.length(1)
    await line.pass(1000)
    expect(redirects().map(({ leg }) => leg)).to.deep.equal([first.sid, second.sid])
    await follow(second)
    await talk(second, 'mina')
    expect(line.live().counts).to.include({ received: 2, answered: 2, inProgress: 0 })
    expect(line.live().t1.strict).to.include({ kept: 0, broken: 2 })
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('shares two agents with the next caller, in order', async () => {
    await open()
    const [first, second, third] = [await dial(line), await dial(line, '+821087654321'), await dial(line, '+821011112222')]
    await line.ready('mina', 'jun')
    await line.settle()
    expect(redirects().map(({ leg }) => leg)).to.deep.equal([first.sid, second.sid])
    await follow(first, second)
    expect([first.rung(), second.rung()]).to.deep.equal([['mina'], ['jun']])
    await second.alerts('jun')
    await second.answers('jun')
    await first.alerts('mina')
    await first.answers('mina')
    expect(waiting()).to.deep.equal(named(third))
    await third.ends('completed')
  })

  it('keeps the place when nobody picks up, and is not offered to the same person at once', async () => {
    await open()
    const [first, second] = [await dial(line), await dial(line, '+821087654321')]
    await line.ready('mina')
    await line.settle()
    await follow(first)
    await first.alerts('mina')
    await line.pass(20_000, 1000)
    await first.stops('mina', 'no-answer')
    expect(await first.dialEnds({ CallStatus: 'in-progress', DialCallStatus: 'no-answer', DialBridged: 'false' })).to.contain('<Enqueue')
    expect(waiting()).to.deep.equal(named(first, second))
    expect((await wait(first)).body).to.contain('첫 번째입니다')
    await line.settle()
    expect(redirects().map(({ leg }) => leg), 'mina is spared this caller for a while, not the next').to.deep.equal([first.sid, second.sid])
    await line.ready('jun')
    await line.settle()
    expect(redirects().map(({ leg }) => leg)).to.deep.equal([first.sid, second.sid, first.sid])
    await follow(second, first)
    expect([first.rung(), second.rung()]).to.deep.equal([['jun'], ['mina']])
    await talk(first, 'jun')
    await talk(second, 'mina')
    expect(line.app.floor.calls.size).to.equal(0)
  })

  for (const [name, kinds] of [
    ['"too many requests"', ['later']], ['a fault of its own', ['later', 'later', 'later']], ['nothing in time', ['later', 'later']],
  ] as const) {
    it(`is offered all the same when Twilio first answers with ${name}`, async () => {
      await open()
      const call = await dial(line)
      line.telephony.faults.push(...kinds.map((kind) => new TelephonyError(kind, 'Twilio: try again')))
      await line.ready('mina')
      await line.pass(3000)
      expect(redirects().map(({ leg }) => leg)).to.deep.equal(Array(kinds.length + 1).fill(call.sid))
      expect(new Set(redirects().map(({ url }) => url)).size, 'the same offer').to.equal(1)
      await follow(call)
      await talk(call, 'mina')
      expect(line.live().counts).to.include({ received: 1, answered: 1 })
    })
  }

  it('stays in the queue when Twilio cannot be brought to move them, and is offered again', async () => {
    await open()
    const call = await dial(line)
    line.telephony.faults.push(new TelephonyError('refused', 'Twilio: 20003 Authenticate'))
    await line.ready('mina')
    await line.settle()
    expect(waiting()).to.deep.equal(named(call))
    expect(line.live().agents[1]).to.include({ state: 'ready' })
    await line.pass(4750)
    expect(redirects()).to.have.length(1)
    await line.pass(250)
    expect(redirects().map(({ url }) => /round=\d/.exec(url!)![0])).to.deep.equal(['round=1', 'round=2'])
    await follow(call)
    await talk(call, 'mina')
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('is offered again when every try has failed for ten seconds', async () => {
    await open()
    const call = await dial(line)
    line.telephony.faults.push(...Array.from({ length: 6 }, () => new TelephonyError('later', 'Twilio: 503')))
    await line.ready('mina')
    await line.pass(10_000)
    expect(redirects()).to.have.length(6)
    await line.pass(6000)
    expect(redirects()).to.have.length(7)
    await follow(call)
    await talk(call, 'mina')
  })

  it('is offered again when Twilio took the request and never came back for it', async () => {
    await open()
    const call = await dial(line)
    await line.ready('mina')
    await line.pass(21_000)
    expect(redirects().map(({ url }) => /round=\d/.exec(url!)![0])).to.deep.equal(['round=1', 'round=2'])
    await follow(call)
    await talk(call, 'mina')
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('may hang up while waiting', async () => {
    await open()
    const [first, second] = [await dial(line), await dial(line, '+821087654321')]
    await line.pass(20_000, 5000)
    await first.post(first.url('action'), { CallStatus: 'completed', QueueResult: 'hangup', QueueTime: '20' })
    await first.ends('completed')
    expect(waiting()).to.deep.equal(named(second))
    expect(line.live().counts).to.include({ received: 2, abandoned: 1, abandonedShort: 0, inProgress: 1 })
    await line.ready('mina')
    await line.settle()
    expect(redirects().map(({ leg }) => leg)).to.deep.equal([second.sid])
  })

  it('may hang up in the moment of being offered: the phone falls silent and the next one is offered', async () => {
    await open()
    const [first, second] = [await dial(line), await dial(line, '+821087654321')]
    await line.ready('mina')
    await line.settle()
    await follow(first)
    await first.alerts('mina')
    await line.pass(3000)
    await first.ends('completed')
    await first.stops('mina', 'canceled')
    await line.settle()
    expect(redirects().map(({ leg }) => leg)).to.deep.equal([first.sid, second.sid])
    await follow(second)
    expect(second.rung()).to.deep.equal(['mina'])
    await talk(second, 'mina')
    expect(line.live().counts).to.include({ received: 2, abandoned: 1, answered: 1 })
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('may be gone before Twilio can move them: nobody rings for an empty line', async () => {
    await open()
    const call = await dial(line)
    line.telephony.faults.push(new TelephonyError('gone', 'Twilio: 21220 Call is not in-progress. Cannot redirect.'))
    await line.ready('mina')
    await line.settle()
    await call.ends('completed')
    await line.pass(30_000, 1000)
    expect(redirects()).to.have.length(1)
    expect(line.live().agents[1]).to.include({ state: 'ready' })
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('is told honestly when the queue is full, which counts as a broken promise', async () => {
    await open({ QUEUE_LIMIT: '2' })
    await dial(line)
    await dial(line, '+821087654321')
    const third = await dial(line, '+821011112222')
    expect(third.document).to.contain('연결해 드리지 못합니다').and.contain('일 육 공 공, 삼 이 사 팔').and.contain('<Hangup/>')
    await third.ends('completed')
    expect(line.live().counts).to.include({ received: 3, refused: 1, abandoned: 0, inProgress: 2 })
    expect(line.live().t1.strict).to.include({ broken: 1, running: 2 })
    await line.pass(6000)
    expect(line.live().t1.strict).to.include({ broken: 3, running: 0 })
  })

  it('is told the hours when the line is closed, which is neither kept nor broken', async () => {
    line = await startLine({ clock: createTestClock(Date.parse('2026-11-23T18:00:00+09:00')) })
    await line.ready('mina')
    const call = await dial(line)
    for (const part of ['상담 시간이 아닙니다', '평일 오전 아홉 시부터 오후 여섯 시까지', '<Hangup/>']) expect(call.document).to.contain(part)
    await line.pass(9000, 3000)
    await call.ends('completed')
    expect(line.live().line.open).to.equal(false)
    expect(line.live().counts).to.include({ received: 1, outOfHours: 1, abandoned: 0 })
    expect(line.live().t1.strict).to.include({ kept: 0, broken: 0, void: 1, rate: null })
    expect(line.app.floor.calls.size).to.equal(0)
  })

  it('came before the line closed, and is served after it', async () => {
    line = await startLine({ clock: createTestClock(Date.parse('2026-11-23T17:59:50+09:00')) })
    const call = await dial(line)
    await line.pass(20_000, 5000)
    await line.ready('mina')
    await line.settle()
    await follow(call)
    await talk(call, 'mina')
    expect(line.live().counts).to.include({ received: 1, answered: 1, outOfHours: 0 })
  })
})
