import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { defaultRules } from '../../server/alerts/defaults.ts'
import type { Alert } from '../../server/alerts/state.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import type { AlertRule } from '../../server/protocol/alerts.ts'
import { TelephonyError } from '../../server/telephony/telephony.ts'
import { aRule, MINUTE } from '../alerts/given.ts'
import { createTestClock, MONDAY_NINE } from '../support/clock.ts'
import { fillRoster, type Line, type LineOptions, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { type Described, readDescription } from './described.ts'
import { expectSound } from './recomputed.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }, { account: 'admin', role: 'administrator' }, { account: 'wall', role: 'display' }]
const SECRET = 'a-webhook-secret-of-more-than-32-characters'

/** Somebody who listens to webhooks, keeps books by their ids, and answers as a test says. */
async function listen() {
  const posts: { id: string; t: number; genuine: boolean; body: string; said: any }[] = []
  const statuses: (number | 'silence')[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const [, t = '', v1] = /^t=(\d+),v1=(\w+)$/.exec(String(request.headers['x-third-ring-signature'])) ?? []
      const genuine = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex') === v1
      posts.push({ id: String(request.headers['x-third-ring-id']), t: Number(t), genuine, body, said: JSON.parse(body) })
      const status = statuses.shift() ?? 204
      if (status !== 'silence') response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    posts, statuses,
    /** What happened, for one who keeps books: each id once. */
    books: () => [...new Set(posts.map(({ id }) => id.replace(/^[0-9a-z]{9}-/, '')))],
    setting: `ops=http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

describe('alerts', () => {
  let line: Line
  let described: Described
  let ears: Awaited<ReturnType<typeof listen>> | null = null
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-alerts-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const start = async (rules: readonly AlertRule[], options: LineOptions = {}) => {
    line = await startLine({ people: PEOPLE, alertRules: rules, ...options })
    described = await readDescription(line)
    return line
  }
  afterEach(async () => {
    expectSound(line)
    expect(differences(line.app.database, recompute(line.app.journal)), 'rules and alerts, from the journal alone').to.deep.equal([])
    await line.stop()
    ears?.close()
    ears = null
  })
  const as = async (account: string) => {
    const { api } = await line.login(account)
    return async (method: string, path: string, body?: unknown) => {
      const answer = await api(method, path, body)
      described.check(method, path, answer)
      return answer
    }
  }
  const open = () => line.live().alerts
  const told = (type: string) => line.app.journal.readAfter(0, 100_000).map(({ event }) => event).filter((event) => event.type === `alert-${type}`) as any[]
  const allOf = async (): Promise<any[]> => (await (await as('boss'))('GET', '/alerts')).json().alerts
  /** Nobody is ready: the caller waits. */
  const waits = async (from?: string): Promise<Story> => dial(line, from)
  const withEars = async (more: Record<string, string> = {}) => {
    ears = await listen()
    return { ALERT_WEBHOOKS: ears.setting, ALERT_WEBHOOK_SECRET: SECRET, ...more }
  }

  it('come with a few sensible rules on a new line, written into its journal once, and what was removed stays removed', async () => {
    const file = join(folder, 'new.db')
    await fillRoster(file, PEOPLE)
    const rules = defaultRules(0.9)
    await start(rules, { file })
    expect(told('rule-set').map(({ rule, by }) => [rule, by])).to.deep.equal(rules.map((rule) => [rule, null]))
    const boss = await as('boss')
    expect((await boss('GET', '/alert-rules')).json().rules.map(({ id }: AlertRule) => id)).to.have.members(rules.map(({ id }) => id))
    for (const { id } of rules) expect((await boss('DELETE', `/alert-rules/${id}`)).status).to.equal(204)
    const { seq } = line.app.journal
    await line.stop()
    await start(rules, { file })
    expect((await (await as('boss'))('GET', '/alert-rules')).json().rules).to.deep.equal([])
    expect(line.app.journal.seq).to.equal(seq)
  })

  it('are raised by the clock alone, at the very moment: a caller who has waited for a minute', async () => {
    await start([aRule()])
    await waits()
    await line.pass(59_999, 10_000)
    expect(open()).to.deep.equal([])
    await line.pass(2, 1)
    expect(open()).to.have.length(1)
    expect(open()[0]).to.include({ rule: 'long-wait', value: 60_001, raisedAt: MONDAY_NINE + 60_001, severity: 'warning', acknowledged: null })
    await line.pass(5_000)
    expect(open()[0]!.now, 'beside it, what the figure says now').to.equal(65_001)
  })

  it('raise about a share when enough has been decided and it has been below for long enough, whoever calls meanwhile', async () => {
    await start([aRule({ id: 'below-target', figure: 't1', is: 'below', threshold: 0.9, forMs: 10 * MINUTE, leastDecided: 3 })])
    for (let i = 0; i < 3; i++) await (await waits(`+82101111000${i}`)).ends('completed')
    const late = await waits()
    await line.pass(6_000)
    expect(line.live().t1.strict).to.include({ broken: 1 })
    await line.pass(9 * MINUTE, MINUTE)
    await waits('+821022220000')
    await waits('+821022220001')
    await line.pass(6_000)
    const began = line.clock.now()
    expect(line.live().t1.strict).to.include({ broken: 3, rate: 0 })
    await line.pass(10 * MINUTE - 1, MINUTE)
    expect(open(), 'three have been decided for less than ten minutes').to.deep.equal([])
    await line.pass(1)
    expect(open()[0]).to.include({ since: began, value: 0, now: 0 })
    await late.ends('completed')
  })

  it('are acknowledged by whoever is first, over the API, and the board says by whom', async () => {
    await start([aRule({ escalate: { afterMs: MINUTE, webhook: null, texts: [] } })])
    await waits()
    await line.pass(61_000, 1_000)
    const { alert } = open()[0]!
    const boss = await as('boss')
    expect((await boss('POST', `/alerts/${alert}/acknowledge`, { note: '지원 요청함' })).status).to.equal(204)
    expect((await (await as('admin'))('POST', `/alerts/${alert}/acknowledge`, {})).status, 'done already').to.equal(204)
    expect(open()[0]!.acknowledged).to.deep.equal({ by: 'boss 님', at: line.clock.now() })
    expect(told('acknowledged').map(({ by }) => by)).to.deep.equal(['boss'])
    await line.pass(2 * MINUTE, MINUTE)
    expect(open()[0]).to.include({ escalatedAt: null, severity: 'warning' })
    const [listed] = await allOf()
    expect(listed).to.deep.include({ alert, sent: [], cleared: null })
    expect(listed.acknowledged).to.include({ by: 'boss', name: 'boss 님', note: '지원 요청함' })
  })

  it('are escalated when nobody acknowledges, and end when their cause has been over for a minute', async () => {
    await start([aRule({ escalate: { afterMs: 2 * MINUTE, webhook: null, texts: [] } })])
    const call = await waits()
    await line.pass(3 * MINUTE + 2, 10_000)
    expect(open()[0]).to.include({ severity: 'critical', escalatedAt: MONDAY_NINE + 3 * MINUTE + 1 })
    await call.ends('completed')
    await line.settle()
    await line.pass(1_000)
    expect(open()[0]).to.include({ subsiding: true, now: null })
    await line.pass(MINUTE, 10_000)
    expect(open()).to.deep.equal([])
    const [listed] = await allOf()
    expect(listed.cleared).to.include({ because: 'condition-over', value: null })
    const answer = await (await as('boss'))('POST', `/alerts/${listed.alert}/acknowledge`, {})
    expect([answer.status, answer.json().because]).to.deep.equal([409, 'alert-is-over'])
  })

  it('are not escalated when somebody acknowledges in the same instant: what was judged before that is judged anew', async () => {
    await start([aRule({ escalate: { afterMs: MINUTE, webhook: null, texts: [] } })])
    await waits()
    await line.pass(2 * MINUTE, 1_000)
    const { alert } = open()[0]!
    const now = line.clock.now()
    const acknowledged = line.app.intake.take({
      key: null, decide: () => ({ events: [{ type: 'alert-acknowledged', at: now, earliest: now, receivedAt: now, alert: alert as never, by: 'boss' as never, note: '' }] }),
    })
    line.clock.pass(1)
    await acknowledged
    await line.settle()
    expect(told('acknowledged')).to.have.length(1)
    expect(told('escalated')).to.have.length(0)
    await line.pass(5_000)
    expect(open()[0]).to.include({ escalatedAt: null })
  })

  it('are for those who watch over the floor; a board on the wall shows them and names nobody who is told', async () => {
    const settings = await withEars({ ALERT_SMS_TO: '김팀장=010-1234-5678', TWILIO_SMS_FROM: '+15005550006' })
    await start([aRule({ name: '김팀장에게 알림', webhook: 'ops', texts: ['김팀장'] })], { settings })
    await waits()
    await line.pass(61_000, 1_000)
    const { alert } = open()[0]!
    await (await as('boss'))('POST', `/alerts/${alert}/acknowledge`, {})
    const rule = { ...aRule(), id: undefined }
    const asked: [string, string, unknown?][] = [
      ['GET', '/alerts'], ['POST', `/alerts/${alert}/acknowledge`, {}], ['GET', '/alert-rules'], ['PUT', '/alert-rules/mine', rule], ['DELETE', '/alert-rules/long-wait'],
      ['POST', '/alert-rules/long-wait/silence', { forMs: MINUTE }],
    ]
    for (const account of ['mina', 'wall']) for (const [method, path, body] of asked) expect((await (await as(account))(method, path, body)).status, `${account} ${method} ${path}`).to.equal(403)
    for (const [method, path, body] of asked) {
      const answer = await line.send(method, `/api/v1${path}`, body === undefined ? null : JSON.stringify(body), { 'content-type': 'application/json' })
      expect(answer.status).to.equal(401)
    }
    const seen = (await (await as('wall'))('GET', '/live')).body
    expect(JSON.parse(seen).alerts).to.have.length(1)
    for (const name of ['김팀장', 'boss', '1234-5678', '12345678', 'ops', 'hook', SECRET]) expect(seen.includes(name), name).to.equal(false)
    const choices = (await (await as('boss'))('GET', '/alert-rules')).json().choices
    expect(choices).to.deep.include({ webhooks: ['ops'], texts: ['김팀장'] })
    expect(JSON.stringify(choices), 'names, never numbers or addresses').not.to.match(/010|127\.0/)
  })

  it('have rules that supervisors change: each change is in the journal, and what is no rule is refused with everything that is wrong', async () => {
    await start([])
    const boss = await as('boss')
    const { id: _, ...rule } = aRule({ name: ' 오래\n기다림 ', figure: 't4/centre', threshold: 0.8, is: 'below' })
    expect((await boss('PUT', '/alert-rules/mine', rule)).status).to.equal(204)
    expect((await boss('GET', '/alert-rules')).json().rules).to.deep.equal([
      {
        ...rule, name: '오래 기다림', id: 'mine', unit: 'ratio', department: { ko: '고객지원센터', en: 'Customer centre' },
        set: { at: line.clock.now(), by: 'boss', name: 'boss 님' }, silencedUntil: null,
      },
    ])
    expect((await boss('POST', '/alert-rules/mine/silence', { forMs: MINUTE })).status).to.equal(204)
    expect((await boss('DELETE', '/alert-rules/mine')).status).to.equal(204)
    expect(told('rule-set').concat(told('rule-silenced'), told('rule-removed')).map(({ by }) => by)).to.deep.equal(['boss', 'boss', 'boss'])
    for (const [method, path, body] of [['DELETE', '/alert-rules/mine'], ['POST', '/alert-rules/mine/silence', { forMs: 0 }]] as const) {
      const answer = await boss(method, path, body)
      expect([answer.status, answer.json().because]).to.deep.equal([404, 'unknown-rule'])
    }
    const missing = await boss('POST', '/alerts/000000000-mine/acknowledge', {})
    expect([missing.status, missing.json().because]).to.deep.equal([404, 'unknown-alert'])

    const places = async (changed: object, path = '/alert-rules/mine') => {
      const answer = await boss('PUT', path, { ...rule, ...changed })
      expect([answer.status, answer.json().because], answer.body).to.deep.equal([400, 'bad-request'])
      return answer.json().faults.map(({ at }: { at: string }) => at)
    }
    expect(await places({ figure: 'mood' })).to.deep.equal(['figure', 'threshold'])
    expect(await places({ figure: 't4/nowhere' })).to.deep.equal(['figure'])
    expect(await places({ threshold: 1.5 })).to.deep.equal(['threshold'])
    expect(await places({ figure: 'waiting', threshold: 1.5 })).to.deep.equal(['threshold'])
    expect(await places({ hours: 'mornings', is: 'near', severity: 'mild' })).to.have.members(['hours', 'is', 'severity'])
    expect(await places({ forMs: 10_500, clearAfterMs: 10_001, escalate: { afterMs: 90_000, webhook: null, texts: [] } }), 'the form has whole seconds and minutes').to.deep.equal(['forMs', 'clearAfterMs', 'escalate.afterMs'])
    const half = await boss('PUT', '/alert-rules/mine', { ...rule, forMs: 10_500 })
    expect(half.json().detail).to.equal('forMs: must be whole seconds in ms, such as 10000: no parts of a second')
    expect(await places({ forMs: -1000, clearAfterMs: 0, leastDecided: 1.5 })).to.have.members(['forMs', 'clearAfterMs', 'leastDecided'])
    expect(await places({ webhook: 'https://evil.example' })).to.deep.equal(['webhook'])
    expect(await places({ webhook: 'evil', texts: ['+821012345678'], escalate: { afterMs: MINUTE, webhook: 'evil', texts: [] } })).to.deep.equal(['webhook', 'texts', 'escalate.webhook'])
    expect(await places({ webhok: 'ops' })).to.deep.equal(['(whole)'])
    expect(await places({}, '/alert-rules/-'), 'its id').to.deep.equal(['rule'])
    for (let i = 0; i < 50; i++) expect((await boss('PUT', `/alert-rules/r${i}`, rule)).status).to.equal(204)
    const tooMany = await boss('PUT', '/alert-rules/one-more', rule)
    expect([tooMany.status, tooMany.json().because]).to.deep.equal([409, 'too-many-rules'])
    expect((await boss('PUT', '/alert-rules/r7', rule)).status, 'a known one may be changed').to.equal(204)
  })

  it('are seen again when somebody looks back, byte for byte as they were sent: also those open since the day before', async () => {
    await start([aRule({ hours: 'always', escalate: { afterMs: MINUTE, webhook: null, texts: [] } })], { settings: { LINE_HOURS: 'always' } })
    const call = await waits()
    await line.pass(61_000, 1_000)
    const sent = [line.live()]
    await line.pass(2 * MINUTE, 10_000)
    sent.push(line.live())
    await (await as('boss'))('POST', `/alerts/${open()[0]!.alert}/acknowledge`, {})
    sent.push(line.live())
    line.clock.set(MONDAY_NINE + 16 * 60 * MINUTE)
    await line.settle()
    await line.ready('mina')
    sent.push(line.live())
    expect(sent.map(({ alerts }) => alerts.map(({ severity, acknowledged }) => `${severity} ${acknowledged?.by}`))).to.deep.equal([
      ['warning undefined'], ['critical undefined'], ['critical boss 님'], ['critical boss 님'],
    ])
    for (const view of sent) expect(await line.app.replay.exactly(view.seq, view.asOf)).to.deep.equal(view)
    await call.ends('completed')
  })

  it('end at once when their rule is removed', async () => {
    await start([aRule()])
    await waits()
    await line.pass(61_000, 1_000)
    expect((await (await as('boss'))('DELETE', '/alert-rules/long-wait')).status).to.equal(204)
    await line.pass(1_000)
    expect(open()).to.deep.equal([])
    expect((await allOf())[0].cleared.because).to.equal('rule-changed')
  })

  it('stand in the metrics by how bad they are, with what was sent', async () => {
    const settings = await withEars()
    await start([aRule({ webhook: 'ops' }), aRule({ id: 'crowd', figure: 'waiting', threshold: 1, severity: 'critical' })], { settings })
    await waits('+821011110001')
    await waits('+821011110002')
    await line.pass(61_000, 1_000)
    const { body } = await line.send('GET', '/metrics', null)
    expect(body).to.contain('thirdring_alerts_open{severity="warning"} 1').and.contain('thirdring_alerts_open{severity="critical"} 1')
    expect(body).to.contain('thirdring_alerts_sent_total{way="webhook",result="sent"} 1')
    expect(open().map(({ rule }) => rule), 'critical ones first').to.deep.equal(['crowd', 'long-wait'])
  })

  describe('by webhook', () => {
    it('tell once that it began and once that it is over, signed, with nothing about callers in it', async () => {
      const settings = await withEars()
      await start([aRule({ webhook: 'ops' })], { settings })
      const call = await waits('+821098765432')
      await line.pass(70_000, 1_000)
      expect(ears!.posts).to.have.length(1)
      const [post] = ears!.posts as [NonNullable<typeof ears>['posts'][number]]
      const { alert } = open()[0]!
      expect(post).to.include({ id: `${alert}/raised`, genuine: true })
      expect(Math.abs(post.t - (MONDAY_NINE + 60_001) / 1000), 'signed when it was sent').to.be.below(2)
      expect(post.said).to.deep.include({ id: `${alert}/raised`, type: 'alert.raised', at: MONDAY_NINE + 60_001, simulated: false })
      expect(post.said.alert).to.deep.include({ alert, rule: 'long-wait', figure: 'longest-waiting', unit: 'ms', is: 'above', threshold: MINUTE, severity: 'warning', value: 60_001 })
      expect(post.body).not.to.match(/5432|9876|caller/)
      await call.ends('completed')
      await line.pass(2 * MINUTE, 10_000)
      expect(ears!.books()).to.deep.equal(['long-wait/raised', 'long-wait/cleared'])
      expect(ears!.posts[1]!.said.alert).to.include({ because: 'condition-over' })
      expect((await allOf())[0].sent.map(({ step, way, to, because }: any) => [step, way, to, because])).to.deep.equal([
        ['raised', 'webhook', 'ops', null], ['cleared', 'webhook', 'ops', null],
      ])
    })

    it('try again while the other side is troubled, with the same id and the same bytes, so that it counts once', async () => {
      const settings = await withEars()
      ears!.statuses.push(500, 503, 429)
      await start([aRule({ webhook: 'ops' })], { settings })
      const call = await waits()
      await line.pass(61_000, 1_000)
      await line.pass(10_000)
      expect(ears!.posts).to.have.length(4)
      expect(ears!.books()).to.deep.equal(['long-wait/raised'])
      expect(new Set(ears!.posts.map(({ body }) => body)).size).to.equal(1)
      expect(ears!.posts.every(({ genuine }) => genuine)).to.equal(true)
      expect(told('sent').map(({ because }) => because)).to.deep.equal([null])
      await line.pass(60 * MINUTE, 10 * MINUTE)
      expect(ears!.posts, 'and no more for the same cause, however long it lasts').to.have.length(4)
      await call.ends('completed')
    })

    it('give up on one that refuses, or that is troubled for an hour, and write down why', async () => {
      const settings = await withEars()
      ears!.statuses.push(404)
      await start([aRule({ webhook: 'ops' }), aRule({ id: 'crowd', figure: 'waiting', threshold: 0, webhook: 'ops' })], { settings })
      await waits()
      await line.pass(1_000)
      expect(told('sent').map(({ alert, because }) => [alert.slice(10), because])).to.deep.equal([['crowd', 'http-404']])
      ears!.statuses.push(...Array<number>(100).fill(500))
      await line.pass(90 * MINUTE, 30_000)
      expect(told('sent').map(({ because }) => because)).to.deep.equal(['http-404', 'http-500'])
      expect(ears!.posts.length, 'the pauses grow').to.be.within(10, 30)
      expect(open().map(({ rule }) => rule), 'the board shows it all the same').to.have.members(['crowd', 'long-wait'])
    })

    it('are sent after a restart that came between, once, and nothing is raised again', async () => {
      const file = join(folder, 'restart.db')
      const clock = createTestClock()
      const settings = await withEars()
      await fillRoster(file, PEOPLE)
      ears!.statuses.push(500, 500)
      const rules = [aRule({ webhook: 'ops' }), aRule({ id: 'crowd', figure: 'waiting', threshold: 0, forMs: 2 * MINUTE })]
      await start(rules, { settings, file, clock })
      await waits()
      await line.pass(61_000, 1_000)
      const before = open()
      expect(before).to.have.length(1)
      const { telephony } = line
      await line.stop()
      const tried = ears!.posts.length
      await start(rules, { settings, file, clock, telephony })
      await line.settle()
      await line.pass(5_000)
      expect(open().map(({ alert }) => alert)).to.deep.equal(before.map(({ alert }) => alert))
      expect(ears!.posts.length).to.be.above(tried)
      expect(ears!.books()).to.deep.equal(['long-wait/raised'])
      expect(told('raised')).to.have.length(1)
      await line.pass(MONDAY_NINE + 2 * MINUTE - clock.now() + 1_000, 1_000)
      const crowd = open().find(({ rule }) => rule === 'crowd')
      expect(crowd?.since, 'two minutes from the beginning, not from the restart').to.be.below(MONDAY_NINE + 1_001)
      expect(crowd!.raisedAt - crowd!.since).to.be.within(2 * MINUTE, 2 * MINUTE + 1)
    })

    it('say nothing while their rule is silenced; the board shows it all the same', async () => {
      const settings = await withEars()
      await start([aRule({ webhook: 'ops' })], { settings })
      await (await as('boss'))('POST', '/alert-rules/long-wait/silence', { forMs: 10 * MINUTE })
      await waits()
      await line.pass(61_000, 1_000)
      expect(open()[0]).to.include({ silencedUntil: MONDAY_NINE + 10 * MINUTE })
      await line.pass(20 * MINUTE, MINUTE)
      expect(ears!.posts).to.deep.equal([])
      expect(open()[0]!.silencedUntil).to.equal(null)
    })

    it('do not keep the process from ending, nor callers from being served, when the other side hangs', async () => {
      const settings = await withEars()
      const file = join(folder, 'hangs.db')
      await fillRoster(file, PEOPLE)
      const clock = createTestClock()
      ears!.statuses.push('silence')
      await start([aRule({ id: 'crowd', figure: 'waiting', threshold: 0, webhook: 'ops' })], { settings, file, clock })
      const { seq } = line.app.journal
      const call = await dial(line)
      clock.pass(1_000)
      while (ears!.posts.length === 0) await new Promise(setImmediate)
      await call.post(call.url('waitUrl'), { CallStatus: 'ringing' })
      expect(call.document).to.match(/대기|기다/)
      const began = performance.now()
      await line.app.stop(200)
      expect(performance.now() - began, 'what is under way is broken off').to.be.below(3_000)
      expect(seq).to.be.below(line.app.journal.seq)
      await start([], { settings, file, clock })
      await line.settle()
      expect(ears!.posts).to.have.length(2)
      expect(ears!.books(), 'and sent by the next').to.deep.equal(['crowd/raised'])
    })
  })

  describe('by text message', () => {
    const texts = { ALERT_SMS_TO: '김팀장=010-1234-5678,이과장=010-8765-4321', TWILIO_SMS_FROM: '+15005550006' }

    it('reach whom the rule names, at the numbers of the settings; that it arrived is heard from Twilio', async () => {
      await start([aRule({ texts: ['김팀장'], escalate: { afterMs: MINUTE, webhook: null, texts: ['이과장'] } })], { settings: texts })
      await waits()
      await line.pass(61_000, 1_000)
      expect(line.telephony.texts.map(({ to, body }) => [to, body])).to.deep.equal([['+821012345678', '[주의] 1600-3248 가장 오래 기다린 분 1분 (기준 1분 초과) 09:01부터']])
      const { report } = line.telephony.texts[0]!
      const sid = `SM${'0'.repeat(31)}1`
      for (const status of ['sent', 'delivered', 'delivered']) expect((await line.twilio(report, { MessageSid: sid, MessageStatus: status })).status).to.equal(204)
      await line.pass(MINUTE, 1_000)
      expect(line.telephony.texts[1]).to.include({ to: '+821087654321' })
      expect(line.telephony.texts[1]!.body).to.match(/^\[미확인 위급\]/)
      await line.twilio(line.telephony.texts[1]!.report, { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30003' })
      const [listed] = await allOf()
      expect(listed.sent.map(({ step, to, because, delivered }: Alert['sent'][number]) => [step, to, because, delivered?.because])).to.deep.equal([
        ['raised', '김팀장', null, null], ['escalated', '이과장', null, 'twilio-30003'],
      ])
      expect(listed.sent[0].delivered, 'arrived').not.to.equal(null)
      expect(told('delivered')).to.have.length(2)
    })

    it('are not sent twice when Twilio did it and only the answer was lost, and are when it did not', async () => {
      await start([aRule({ texts: ['김팀장'] }), aRule({ id: 'crowd', figure: 'waiting', threshold: 1, texts: ['이과장'] })], { settings: texts })
      line.telephony.faults.push(new TelephonyError('uncertain', 'Twilio: 500 Internal Server Error'))
      await waits()
      await line.pass(61_000, 1_000)
      await line.pass(10_000)
      expect(line.telephony.texts, 'looked for before it would have been sent again').to.have.length(1)
      line.telephony.faults.push(new TelephonyError('later', 'Twilio: 20429 Too Many Requests'))
      await waits('+821022223333')
      await line.pass(10_000)
      expect(line.telephony.texts.map(({ to }) => to)).to.deep.equal(['+821012345678', '+821087654321'])
      expect(told('sent').map(({ because }) => because)).to.deep.equal([null, null])
    })

    it('that Twilio refuses are written down by the error’s number, never with the telephone’s', async () => {
      await start([aRule({ texts: ['김팀장'] })], { settings: texts })
      line.telephony.faults.push(new TelephonyError('refused', "Twilio: 21610 Attempt to send to unsubscribed recipient +821012345678"))
      await waits()
      await line.pass(70_000, 1_000)
      expect(told('sent').map(({ to, because }) => [to, because])).to.deep.equal([['김팀장', 'twilio-21610']])
      const journal = JSON.stringify(line.app.journal.readAfter(0, 1000).filter(({ event }) => event.type.startsWith('alert-')))
      const rows = JSON.stringify(line.app.database.writer.prepare('select * from notices').all())
      for (const number of ['12345678', '1234-5678']) expect((journal + rows).includes(number), number).to.equal(false)
    })

    it('end for a day at the cap, and the journal says so', async () => {
      const crowd = (n: number) => aRule({ id: `crowd-${n}`, figure: 'waiting', threshold: n, texts: ['김팀장', '이과장'] })
      await start([crowd(0), crowd(1), crowd(2)], { settings: { ...texts, ALERT_SMS_PER_DAY: '3' } })
      for (let i = 0; i < 3; i++) {
        await waits(`+82101111222${i}`)
        await line.pass(2_000)
      }
      expect(line.telephony.texts).to.have.length(3)
      expect(told('sent').map(({ because }) => because).sort()).to.deep.equal(['daily-cap', 'daily-cap', 'daily-cap', null, null, null])
    })

    it('are not sent about what is over before they could be', async () => {
      await start([aRule({ clearAfterMs: 10_000, texts: ['김팀장'] })], { settings: texts })
      line.telephony.faults.push(...Array<Error>(6).fill(new TelephonyError('later', 'Twilio: 20429 Too Many Requests')))
      const call = await waits()
      await line.pass(61_000, 1_000)
      await call.ends('completed')
      await line.pass(2 * MINUTE, 5_000)
      expect(told('sent').map(({ because }) => because)).to.deep.equal(['over-before-sent'])
    })

    it('are reported on by Twilio alone, about messages of ours, in words we know', async () => {
      await start([])
      const sid = `SM${'0'.repeat(32)}`
      expect((await line.twilio('/twilio/text?notice=1', { MessageSid: sid, MessageStatus: 'delivered' })).status).to.equal(404)
      for (const notice of ['0', '-1', 'x', '1e9', '12345678901']) expect((await line.twilio(`/twilio/text?notice=${notice}`, { MessageSid: sid, MessageStatus: 'delivered' })).status, notice).to.equal(400)
      expect((await line.twilio('/twilio/text?notice=1', { MessageSid: 'SM1', MessageStatus: 'delivered' })).status).to.equal(400)
      expect((await line.send('POST', '/twilio/text?notice=1', `MessageSid=${sid}&MessageStatus=delivered`, { 'content-type': 'application/x-www-form-urlencoded' })).status).to.equal(403)
    })
  })

  it('are no more of a burden than a look a second: a hundred changes within one make one look', async () => {
    await start([aRule({ forMs: MINUTE })])
    let looks = 0
    const { wallboard } = line.app.pictures
    line.app.pictures.wallboard = () => {
      looks++
      return wallboard()
    }
    await line.pass(2_000)
    looks = 0
    for (let i = 0; i < 50; i++) await line.ready('mina')
    expect(looks).to.be.at.most(2)
    line.app.pictures.wallboard = wallboard
  })
})

