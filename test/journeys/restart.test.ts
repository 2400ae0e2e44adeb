import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { LegId } from '../../server/calls/events.ts'
import { TelephonyError } from '../../server/telephony/telephony.ts'
import { createTwilio } from '../../server/telephony/twilio.ts'
import { createTestClock, type TestClock } from '../support/clock.ts'
import {
  ACCOUNT_SID, AGENTS, AUTH_TOKEN, CALLED, createTestTelephony, fillRoster, type Line, startLine, type TestTelephony,
} from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

describe('after a restart', () => {
  let folder: string
  let line: Line
  let clock: TestClock
  let telephony: TestTelephony
  const open = async (settings: Record<string, string> = {}) => {
    const file = join(folder, 'line.db')
    await fillRoster(file, AGENTS)
    line = await startLine({ file, clock, telephony, people: [], settings })
  }
  const restart = async (settings: Record<string, string> = {}, away = 0) => {
    await line.stop()
    clock.pass(away)
    line = await startLine({ file: join(folder, 'line.db'), clock, telephony, people: [], settings })
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'third-ring-restart-'))
    clock = createTestClock()
    telephony = createTestTelephony()
  })
  afterEach(async () => {
    expectSound(line)
    await line.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const picture = () => ({ ...line.live(), asOf: 0 })
  const states = () =>
    line.app.database.writer.prepare('select state, error from outbox order by id').all() as { state: string; error: string | null }[]
  const answered = async (call: Story, account: string, seconds: number) => {
    await call.alerts(account)
    await line.pass(2000)
    await call.answers(account)
    await line.pass(seconds * 1000, 5000)
    await call.stops(account, 'completed')
    await call.ends('completed')
  }

  it('the wallboard shows what it showed before, to the last figure', async () => {
    await open()
    await line.ready('mina', 'jun', 'sora')
    for (const [account, others] of [['mina', ['jun', 'sora']], ['jun', ['sora']]] as const) {
      const call = await dial(line)
      for (const other of others) await call.stops(other, 'canceled')
      await answered(call, account, 20)
    }
    const abandoned = await dial(line, '+821011112222')
    await abandoned.alerts('sora')
    await line.pass(7000)
    await abandoned.ends('no-answer')
    await abandoned.stops('sora', 'canceled')
    clock.pass(16 * 60_000)
    await line.ready('sora')
    const ringing = await dial(line, '+821087654321')
    await ringing.alerts('sora')
    await ringing.alerts('mina')
    const before = picture()
    await restart()
    expect(picture()).to.deep.equal(before)
    expectSound(line)
    // And goes on from there.
    const again = await line.twilio('/twilio/voice', { CallSid: ringing.sid, From: '+821087654321', To: CALLED, CallStatus: 'ringing' })
    expect(again.body, 'the same document, should Twilio ask again').to.equal(ringing.document)
    await line.twilio(ringing.callback('sora'), { CallSid: ringing.legs['sora']!, CallStatus: 'in-progress' })
    expect(line.live().counts).to.include({ received: 4, answered: 3, abandoned: 1, inProgress: 0 })
  })

  it('callers in the queue keep their place and hear the same estimate', async () => {
    await open()
    await line.ready('mina')
    for (let i = 0; i < 10; i++) {
      await answered(await dial(line, `+8210111100${10 + i}`), 'mina', 100)
      await line.pass(61_000, 61_000)
    }
    const talking = await dial(line)
    await talking.alerts('mina')
    await talking.answers('mina')
    const waiting = [await dial(line, '+821087654321'), await dial(line, '+821011112222')]
    const said = () => Promise.all(waiting.map(async (call) =>
      (await line.twilio(call.url('waitUrl'), { CallSid: call.sid, CallStatus: 'in-progress' })).body))
    const before = await said()
    expect(before[1]).to.contain('두 번째이며, 예상 대기 시간은')
    await restart()
    expect(await said()).to.deep.equal(before)
  })

  it('what was to be done at Twilio is done', async () => {
    await open()
    const call = await dial(line)
    telephony.faults.push(new TelephonyError('later', 'Twilio: 429'))
    await line.ready('mina')
    await line.settle()
    expect(telephony.asked).to.have.length(1)
    await restart({}, 1000)
    await line.settle()
    expect(telephony.asked.map(({ leg }) => leg)).to.deep.equal([call.sid, call.sid])
    expect(telephony.asked[1]!.url).to.equal(telephony.asked[0]!.url)
    expect(states()).to.deep.equal([{ state: 'done', error: null }])
  })

  it('what comes too late is not done: the caller is offered anew', async () => {
    await open()
    const call = await dial(line)
    telephony.faults.push(new TelephonyError('later', 'Twilio: 429'))
    await line.ready('mina')
    await line.settle()
    await restart({}, 60_000)
    await line.settle()
    expect(telephony.asked).to.have.length(1)
    expect(states()[0]).to.deep.include({ state: 'failed' })
    expect(states()[0]!.error).to.contain('too late')
    await line.pass(5000)
    expect(telephony.asked.map(({ url }) => /round=\d/.exec(url!)![0])).to.deep.equal(['round=1', 'round=2'])
    await line.twilio(telephony.asked[1]!.url!, { CallSid: call.sid, CallStatus: 'in-progress' })
    expect(line.live().waiting[0]!.offeredTo).to.deep.equal(['mina 님'])
  })

  it('Twilio is asked at once what became of open calls, and those that ended are closed', async () => {
    await open()
    await line.ready('mina')
    const [gone, still] = [await dial(line), await dial(line, '+821087654321')]
    for (const call of [gone, still]) await call.alerts('mina')
    telephony.legs.set(gone.sid as LegId, 'no-answer')
    telephony.legs.set(gone.legs['mina'] as LegId, 'canceled')
    await restart({}, 20_000)
    for (let i = 0; i < 10; i++) await line.settle()
    expect(line.live().ringing.map(({ call }) => call.slice(-8))).to.deep.equal([still.sid.slice(-8)])
    expect(line.live().counts).to.include({ received: 2, abandoned: 1, inProgress: 1 })
  })

  describe('and in between', () => {
    it('a call gone silent is asked about at Twilio and closed, and nobody is a ghost', async () => {
      await open()
      await line.ready('mina')
      const call = await dial(line)
      await call.alerts('mina')
      await line.pass(2000)
      await call.answers('mina')
      telephony.legs.set(call.sid as LegId, 'completed')
      telephony.legs.set(call.legs['mina'] as LegId, 'completed')
      await line.pass(5 * 60_000 + 15_000, 15_000)
      expect(line.app.floor.calls.size).to.equal(0)
      expect(line.live().counts).to.include({ received: 1, answered: 1, inProgress: 0 })
      expect(line.live().agents.find(({ agent }) => agent === 'mina')!.state).to.equal('wrap-up')
      await line.pass(61_000, 61_000)
      expect(line.live().agents.find(({ agent }) => agent === 'mina')!.state).to.equal('ready')
    })

    it('a call of which every report but the first was lost ends all the same, and is said to be uncertain', async () => {
      await open()
      await line.ready('mina')
      const call = await dial(line)
      telephony.legs.set(call.sid as LegId, 'no-answer')
      await line.pass(75_000, 15_000)
      expect(line.app.floor.calls.size).to.equal(0)
      expect(line.live().counts).to.include({ received: 1, abandoned: 1 })
      expect(line.live().t1).to.deep.include({ uncertain: 1 })
    })

    it('one call that Twilio will not tell about does not keep the others from being asked about', async () => {
      await open()
      const [stuck, silent] = [await dial(line), await dial(line, '+821087654321')]
      telephony.legs.set(silent.sid as LegId, 'completed')
      const ask = telephony.ask.bind(telephony)
      telephony.ask = async (leg) => {
        if (leg === stuck.sid) throw new TelephonyError('refused', 'Twilio: 20003 Authenticate')
        return ask(leg)
      }
      await line.pass(150_000, 15_000)
      expect(line.live().waiting.map(({ call }) => call.slice(-8))).to.deep.equal([stuck.sid.slice(-8)])
    })
  })
})

describe('Twilio\'s REST', () => {
  let rest: Server
  let line: Line
  let answers: (() => { status: number; code?: number; call?: string } | null)[] = []
  const requests: string[] = []
  beforeEach(async () => {
    answers = []
    requests.length = 0
    rest = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk)).on('end', () => {
        requests.push(`${request.method} ${request.url} ${decodeURIComponent(body)}`)
        const next = answers.shift()
        const answer: ReturnType<(typeof answers)[number]> = next ? next() : { status: 200 }
        if (!answer) return void request.socket.destroy()
        response.writeHead(answer.status, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ status: answer.status < 300 ? answer.call ?? 'in-progress' : answer.status, code: answer.code, message: 'told to' }))
      })
    })
    await new Promise<void>((resolve) => rest.listen(0, '127.0.0.1', resolve))
    const { port } = rest.address() as AddressInfo
    const real = await createTwilio({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, apiKey: null, apiUrl: `http://127.0.0.1:${port}` })
    line = await startLine({ telephony: { ...createTestTelephony(), ...real } })
  })
  afterEach(async () => {
    expectSound(line)
    await line.stop()
    rest.closeAllConnections()
    rest.close()
  })

  for (const [name, first] of [
    ['too many requests', () => ({ status: 429, code: 20429 })], ['a fault', () => ({ status: 503 })], ['nothing: the line is cut', () => null],
  ] as [string, () => { status: number; code?: number } | null][]) {
    it(`is asked again after it answered with ${name}`, async () => {
      answers = [first, first]
      const call = await dial(line)
      await line.ready('mina')
      for (let i = 0; i < 100 && requests.length < 3; i++) await line.pass(250)
      await line.settle()
      expect(requests).to.have.length(3)
      expect(requests[0]).to.match(new RegExp(`^POST /2010-04-01/Accounts/${ACCOUNT_SID}/Calls/${call.sid}\\.json `))
      expect(requests[0]).to.contain('Url=http://desk.test/twilio/next?call=').and.contain('Method=POST')
      expect(new Set(requests).size).to.equal(1)
    })
  }

  it('is not asked again when it says that the call is over', async () => {
    answers = [() => ({ status: 400, code: 21220 }), () => ({ status: 200, call: 'completed' })]
    const call = await dial(line)
    await line.ready('mina')
    await line.pass(4000)
    expect(requests.map((request) => request.split(' ')[0])).to.deep.equal(['POST', 'GET'])
    await call.ends('completed')
  })

  it('is asked again when it says so of a call that goes on', async () => {
    answers = [() => ({ status: 400, code: 21220 }), () => ({ status: 200, call: 'ringing' })]
    const call = await dial(line)
    await line.ready('mina')
    await line.pass(4000)
    expect(requests.map((request) => request.split(' ')[0])).to.deep.equal(['POST', 'GET', 'POST'])
    await call.ends('completed')
  })
})
