import { networkInterfaces } from 'node:os'
import { request } from 'node:http'
import { expect } from 'chai'
import { type Line, newSid, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

type Series = { name: string; labels: Record<string, string>; value: number }

describe('the metrics', () => {
  let line: Line
  afterEach(async () => {
    expectSound(line)
    await line.stop()
  })
  const read = async (): Promise<Series[]> => {
    const answer = await line.send('GET', '/metrics', null)
    expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'text/plain; version=0.0.4; charset=utf-8'])
    return answer.body.split('\n').filter((text) => text && !text.startsWith('#')).map((text) => {
      const [, name, labels = '', value] = /^([a-z0-9_]+)(?:\{(.*)\})? (\S+)$/.exec(text)!
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key!, text!])
      return { name: name!, labels: Object.fromEntries(pairs), value: Number(value) }
    })
  }
  const valueOf = (series: Series[], name: string, labels: Record<string, string> = {}) => {
    const found = series.filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
    expect(found, `${name} ${JSON.stringify(labels)}`).to.have.length(1)
    return found[0]!.value
  }
  const answerAfter = async (ms: number, from: string) => {
    const call = await dial(line, from)
    const [account = ''] = call.rung()
    await call.alerts(account)
    await line.pass(ms, 1000)
    await call.answers(account)
    await call.stops(account, 'completed')
    await call.ends('completed')
    return account
  }

  it('agree with the wallboard, number for number', async () => {
    line = await startLine({ settings: { QUEUE_LIMIT: '2', WRAP_UP_SECONDS: '0' } })
    await line.ready('mina')
    await answerAfter(2000, '+821011110001')
    await answerAfter(7000, '+821011110002')
    const short = await dial(line, '+821011110003')
    await short.alerts('mina')
    await line.pass(1000)
    await short.ends('no-answer')
    await short.stops('mina', 'canceled')
    const talking = await dial(line, '+821011110004')
    await talking.alerts('mina')
    await talking.answers('mina')
    for (let i = 5; i < 9; i++) await dial(line, `+82101111000${i}`)
    await line.pass(7000, 1000)
    await line.ready('jun')
    await line.settle()

    const series = await read()
    const live = line.live()
    for (const [outcome, field] of Object.entries({
      received: 'received', answered: 'answered', abandoned: 'abandoned', 'out-of-hours': 'outOfHours', refused: 'refused', 'in-progress': 'inProgress',
    } as const)) expect(valueOf(series, 'thirdring_calls_today', { outcome }), outcome).to.equal(live.counts[field])
    expect(live.counts).to.include({ received: 8, answered: 3, abandoned: 1, refused: 2, inProgress: 2 })
    for (const reading of ['strict', 'lenient', 'bell'] as const) {
      for (const verdict of ['kept', 'broken', 'void', 'running'] as const) {
        expect(valueOf(series, 'thirdring_promises_today', { reading, verdict }), `${reading} ${verdict}`).to.equal(live.t1[reading][verdict])
      }
    }
    expect(valueOf(series, 'thirdring_promises_uncertain_today')).to.equal(live.t1.uncertain)
    expect(valueOf(series, 'thirdring_calls_abandoned_short_today')).to.equal(live.counts.abandonedShort)
    expect(valueOf(series, 'thirdring_conserved')).to.equal(1)
    expect(valueOf(series, 'thirdring_calls_ringing')).to.equal(live.ringing.length)
    expect(valueOf(series, 'thirdring_calls_waiting')).to.equal(live.waiting.length)
    expect(valueOf(series, 'thirdring_longest_waiting_seconds')).to.equal(7)
    for (const state of ['ready', 'ringing', 'talking', 'wrap-up', 'unreachable', 'away', 'offline']) {
      expect(valueOf(series, 'thirdring_agents', { state }), state).to.equal(live.agents.filter((agent) => agent.state === state).length)
    }
    expect(valueOf(series, 'thirdring_journal_entries')).to.equal(line.app.journal.seq)
    expect(valueOf(series, 'thirdring_calls_on_floor')).to.equal(line.app.floor.calls.size)
    expect(valueOf(series, 'thirdring_outbox', { result: 'done' })).to.equal(line.telephony.asked.length)
  })

  it('count waits in buckets that end where rings begin', async () => {
    line = await startLine({ settings: { WRAP_UP_SECONDS: '0' } })
    await line.ready('mina')
    for (const [i, ms] of [0, 2999, 3001, 5999, 6001, 8999, 9001].entries()) await answerAfter(ms, `+82101111000${i}`)
    const series = await read()
    const under = (le: string) => valueOf(series, 'thirdring_wait_seconds_bucket', { le })
    expect([under('2.999'), under('5.999'), under('8.999'), under('11.999'), under('+Inf')]).to.deep.equal([2, 4, 6, 7, 7])
    expect(valueOf(series, 'thirdring_wait_seconds_count')).to.equal(line.live().counts.answered)
    expect(valueOf(series, 'thirdring_wait_seconds_sum')).to.be.closeTo(36, 0.001)
    expect(under('5.999'), 'the promise, read from the buckets').to.equal(line.live().t1.strict.kept)
    expect(valueOf(series, 'thirdring_ring_seconds_count')).to.equal(7)
  })

  it('name no caller, no call, no number and no person', async () => {
    line = await startLine()
    await line.ready('mina')
    await answerAfter(1000, '+821012345678')
    await line.twilio('/twilio/voice', { CallSid: 'CA1', From: '+821012345678' })
    await line.twilio(`/twilio/leg?call=+821012345678&round=1&agent=mina`, { CallSid: newSid(), CallStatus: 'ringing' })
    const series = await read()
    const said = new Set(series.flatMap(({ labels }) => Object.entries(labels)).filter(([key]) => key !== 'le').map((pair) => pair.join('=')))
    for (const label of said) expect(label).not.to.match(/\d{4}|mina|jun|CA[0-9a-f]|\+82|010/)
    for (const { name } of series) expect(name).to.match(/^thirdring_/)
  })

  it('count what was refused, and why', async () => {
    line = await startLine()
    await line.send('POST', '/twilio/voice', 'a=b', {})
    await line.send('POST', '/twilio/voice', 'a=b', { 'x-twilio-signature': 'x' })
    await line.send('POST', '/twilio/voice', 'a=b', { 'x-twilio-signature': 'x' })
    await line.twilio('/twilio/voice', { CallSid: 'CA1' })
    await line.send('GET', '/twilio/status', null)
    const series = await read()
    const refused = (route: string, reason: string) => valueOf(series, 'thirdring_requests_rejected_total', { route, reason })
    expect(refused('voice', 'not-signed')).to.equal(1)
    expect(refused('voice', 'wrong-signature')).to.equal(2)
    expect(refused('voice', 'malformed')).to.equal(1)
    expect(refused('status', 'wrong-method')).to.equal(1)
  })

  it('are told to this machine alone when there is no token', async () => {
    line = await startLine({ settings: { HOST: '0.0.0.0' } })
    expect((await line.send('GET', '/metrics', null)).status).to.equal(200)
    expect((await line.send('GET', '/metrics', null, { 'x-forwarded-for': '127.0.0.1' })).status, 'somebody behind the proxy').to.equal(401)
    expect((await line.send('POST', '/metrics', null)).status).to.equal(405)
    const other = Object.values(networkInterfaces()).flat().find((one) => one && one.family === 'IPv4' && !one.internal)
    if (!other) return
    const status = await new Promise<number>((resolve, reject) => {
      request({ host: other.address, port: line.port, path: '/metrics' }, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject).end()
    })
    expect(status).to.equal(401)
  })

  it('are told to whoever brings the token, from wherever', async () => {
    const token = 'a-token-for-prometheus'
    line = await startLine({ settings: { METRICS_TOKEN: token } })
    const ask = async (headers: Record<string, string>) => (await line.send('GET', '/metrics', null, headers)).status
    expect(await ask({})).to.equal(401)
    for (const wrong of ['', 'Bearer ', 'Bearer a-token-for-prometheuS', `Bearer ${token}x`, `Basic ${token}`]) {
      expect(await ask({ authorization: wrong }), wrong).to.equal(401)
    }
    expect(await ask({ authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7' })).to.equal(200)
  })
})
