import { expect } from 'chai'
import type { AlertId } from '../../server/alerts/events.ts'
import { createNotices, type Notice, type Sending, type Sent } from '../../server/notices/outbox.ts'
import { createTestClock, type TestClock } from '../support/clock.ts'
import { newDesk } from '../support/journal.ts'

const NOTICE: Notice = { alert: '000000001-long-wait' as AlertId, step: 'raised', way: 'webhook', to: 'ops', body: '{}' }

describe('the outbox of notices', () => {
  let desk: ReturnType<typeof newDesk>
  let clock: TestClock
  const tries: Sending[] = []
  let answer: (sending: Sending) => Promise<Sent>
  beforeEach(() => {
    clock = createTestClock()
    desk = newDesk(() => null, clock)
    tries.length = 0
    answer = async () => ({ ok: true })
  })
  afterEach(() => desk.drop())
  const open = () => createNotices(desk.database, desk.intake, clock, (sending) => {
    tries.push(sending)
    return answer(sending)
  })
  const put = (notices: ReturnType<typeof open>, ...some: Notice[]) =>
    desk.intake.take({ key: null, decide: (_floor, now) => ({ events: [], also: () => some.forEach((one) => notices.put(one, now)) }) })
  const sent = () => desk.journal.readAfter(0, 100).map(({ event }) => event).filter(({ type }) => type === 'alert-sent') as { step: string; because: string | null }[]
  const comeToRest = async (notices: ReturnType<typeof open>) => {
    notices.look()
    while (notices.underWay() > 0) {
      await notices.idle()
      await desk.intake.idle()
    }
  }

  it('holds one notice for one cause, step, way and person, however often it is decided', async () => {
    const notices = open()
    await put(notices, NOTICE, NOTICE)
    await put(notices, NOTICE, { ...NOTICE, body: 'other words' }, { ...NOTICE, step: 'escalated' }, { ...NOTICE, to: 'chat' })
    await comeToRest(notices)
    expect(tries.map(({ step, to, body }) => [step, to, body])).to.deep.equal([['raised', 'ops', '{}'], ['raised', 'chat', '{}'], ['escalated', 'ops', '{}']])
    await comeToRest(notices)
    expect(tries).to.have.length(3)
    expect(notices.find(1)).to.deep.equal({ alert: NOTICE.alert, step: 'raised', way: 'webhook', to: 'ops' })
    expect(notices.find(99)).to.equal(null)
  })

  it('does not send again what was sent but could not be noted: it is noted as soon as that can be', async () => {
    const notices = open()
    await put(notices, NOTICE)
    desk.database.writer.exec(`create trigger no_more before insert on journal begin select raise(abort, 'the disk is full'); end`)
    answer = async () => {
      setTimeout(() => desk.database.writer.exec('drop trigger no_more'), 5)
      return { ok: true }
    }
    notices.look()
    await notices.idle()
    expect(sent()).to.deep.equal([])
    await new Promise((resolve) => setTimeout(resolve, 20))
    clock.pass(1_000)
    await comeToRest(notices)
    expect(sent()).to.have.length(1)
    expect(tries).to.have.length(1)
  })

  it('keeps the order of one alert on one way, and lets nobody wait for somebody else', async () => {
    const notices = open()
    answer = async ({ to }) => (to === 'ops' ? { ok: false, because: 'http-500', later: true } : { ok: true })
    await put(notices, NOTICE, { ...NOTICE, step: 'cleared' }, { ...NOTICE, to: 'chat' })
    await comeToRest(notices)
    expect(tries.map(({ step, to }) => `${to}/${step}`)).to.deep.equal(['ops/raised', 'chat/raised'])
    answer = async () => ({ ok: true })
    clock.pass(1_000)
    await comeToRest(notices)
    expect(tries.slice(2).map(({ step, to, again }) => [`${to}/${step}`, again])).to.deep.equal([['ops/raised', true], ['ops/cleared', false]])
  })

  it('takes what an earlier process left behind for something that may have gone out already', async () => {
    await put(open(), NOTICE)
    const next = open()
    await put(next, { ...NOTICE, step: 'escalated' })
    await comeToRest(next)
    expect(tries.map(({ step, again }) => [step, again])).to.deep.equal([['raised', true], ['escalated', false]])
  })

  it('gives up after an hour, and does not begin what is older than that', async () => {
    const notices = open()
    answer = async () => ({ ok: false, because: 'not-reached', later: true })
    await put(notices, NOTICE)
    for (let i = 0; i < 100; i++) {
      await comeToRest(notices)
      clock.pass(60_000)
    }
    expect(sent().map(({ because }) => because)).to.deep.equal(['not-reached'])
    const tried = tries.length
    await put(notices, { ...NOTICE, step: 'escalated' })
    clock.pass(3_600_001)
    await comeToRest(notices)
    expect(sent().map(({ because }) => because)).to.deep.equal(['not-reached', 'too-late'])
    expect(tries).to.have.length(tried)
  })
})
