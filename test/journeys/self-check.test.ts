import { expect } from 'chai'
import type { CallId, LegId } from '../../server/calls/events.ts'
import type { ChecksView } from '../../server/protocol/checks.ts'
import { CHECKS, type CheckName, reduceChecks } from '../../server/standards/checks.ts'
import { type Listed, TelephonyError } from '../../server/telephony/telephony.ts'
import { emptyTally, intervalOf } from '../../server/standards/tally.ts'
import { liveADay } from '../days/a-day.ts'
import { CALLED, type Line, newSid, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'

describe('the self-check', () => {
  let line: Line
  beforeEach(async () => {
    line = await startLine({ settings: { LINE_HOURS: 'always' }, people: [{ account: 'mina' }, { account: 'jun' }, { account: 'boss', role: 'supervisor' }] })
  })
  afterEach(() => line.stop())

  const run = () => line.app.selfCheck.run()
  const failed = ({ failed }: ChecksView) => failed.map(({ check }) => check)
  const sql = (text: string, ...values: unknown[]) => line.app.database.writer.prepare(text).run(...values as never[])
  /** One caller who was answered and has gone, one who talks, one who rings. */
  const aMorning = async () => {
    await line.ready('mina', 'jun')
    const first = await dial(line)
    await first.alerts('mina')
    await line.pass(2000)
    await first.answers('mina')
    await first.stops('jun', 'canceled')
    await line.pass(20_000, 5000)
    await first.stops('mina', 'completed')
    await first.ends('completed')
    const second = await dial(line, '+821055556666')
    await second.alerts('jun')
    await second.answers('jun')
    const third = await dial(line, '+821077778888')
    return { first, second, third }
  }
  const listed = (sid: string, more: Partial<Listed> = {}): Listed =>
    ({ leg: sid as LegId, from: '+821012345678', createdAt: line.clock.now(), answeredAt: null, ended: null, endedAt: null, ...more })

  it('holds in the middle of a morning, every check of it', async () => {
    await aMorning()
    const view = await run()
    expect(view).to.deep.include({ held: CHECKS.length, total: CHECKS.length, failed: [] })
    expect(view.twilio).to.deep.include({ reached: true, differences: [] })
    expect(line.live().failing).to.deep.equal([])
    expect(line.app.journal.readAfter(0, 10_000).filter(({ event }) => event.type.startsWith('check-')), 'nothing to write down').to.deep.equal([])
  })

  const today = () => intervalOf(line.clock.now())
  const tally = (change: object) => void line.app.floor.tallies.set(today(), { ...line.app.floor.tally(today()), ...change })
  /** What is broken by hand, and which checks have to notice. */
  const BROKEN: [CheckName, (calls: Awaited<ReturnType<typeof aMorning>>) => unknown][] = [
    ['day-adds-up', () => tally({ received: 9 })],
    ['intervals-add-up', () => line.app.floor.tallies.set(today() - 40 * 86_400_000, { ...emptyTally(), received: 1 })],
    ['open-calls-in-sums', () => tally({ in_progress: 0, answered: 3 })],
    ['nothing-below-zero', () => tally({ ring_3: -1 })],
    ['calls-in-sums', () => sql(`update calls set outcome = 'abandoned' where outcome = 'answered'`)],
    ['verdicts-in-sums', () => sql(`update calls set t1 = 'void' where t1 = 'kept'`)],
    ['waits-in-sums', () => sql('update calls set wait_ms = 1 where wait_ms is not null')],
    ['running-on-disk', () => sql('update calls set running = 0')],
    ['agents-on-disk', () => sql(`update agents set body = json_set(body, '$.missed', 7) where agent = 'mina'`)],
    ['call-backs-on-disk', ({ first }) => sql(
      `insert into call_backs values (?, '010-****-5678', 'booked', 1, 2, null, null, 'open', null, null, null, null)`, line.app.store.callOf(first.sid as LegId)!)],
    ['sample-recomputed', () => sql('update calls set talk_ms = 1 where talk_ms is not null')],
    ['nobody-forgotten', () => line.clock.pass(5 * 3_600_000)],
    ['commands-in-time', () => sql(`insert into outbox (call, body, made_at, not_after, due_at, tries, state) values ('x', '{}', 0, 1, 9e15, 0, 'pending')`)],
    ['writes-succeed', () => { line.app.intake.figures.failures++ }],
    ['journal-taken-in', () => { line.app.floor.seq-- }],
    ['one-talk-each', ({ third }) => void line.app.floor.engaged.get('jun' as never)!.set(line.app.store.callOf(third.sid as LegId) as CallId, 'talking')],
    ['transfers-of-calls', async ({ second }) => {
      const { api } = await line.login('jun')
      const asked = await api('POST', `/calls/${line.app.store.callOf(second.sid as LegId)}/transfer`, { to: { contact: 'forest' }, kind: 'consult' })
      expect(asked.status, asked.body).to.equal(204)
      await line.settle()
      expect(sql(`update transfers set verdict = 'kept'`).changes, 'a transfer to break').to.equal(1)
    }],
  ]
  for (const [check, breaks] of BROKEN) {
    it(`notices when "${check}" does not hold, says what it found, and shows it on the board`, async () => {
      const calls = await aMorning()
      await run()
      await breaks(calls)
      const view = await run()
      expect(failed(view)).to.include(check)
      expect(view.held).to.equal(CHECKS.length - view.failed.length)
      expect(view.failed.find((one) => one.check === check)!.expected).not.to.equal(view.failed.find((one) => one.check === check)!.found)
      expect(line.live().failing.map((one) => one.check)).to.include(check)
    })
  }

  it('notices a journal of which an entry was changed behind its back', async () => {
    await aMorning()
    await run()
    await dial(line)
    line.app.database.writer.exec('drop trigger journal_is_never_changed')
    sql('update journal set at = at + 1 where seq = (select max(seq) from journal)')
    expect(failed(await run())).to.include('journal-chained')
  })

  it('is told over the API and the metrics, and only to whom it concerns', async () => {
    await aMorning()
    const boss = await line.login('boss')
    expect((await boss.api('GET', '/checks')).status, 'before the first').to.equal(404)
    await run()
    expect((await boss.api('GET', '/checks')).json()).to.deep.equal(line.app.selfCheck.view)
    expect((await (await line.login('mina')).api('GET', '/checks')).status).to.equal(403)
    const { body } = await line.send('GET', '/metrics', null)
    expect(body).to.include(`thirdring_self_checks{result="held"} ${CHECKS.length}`).and.to.include('thirdring_twilio_differences 0')
  })

  it('writes a failure down once, keeps it over a restart, and takes it back when it is mended', async () => {
    await aMorning()
    tally({ received: 9 })
    await run()
    await run()
    const told = () => line.app.journal.readAfter(0, 10_000).map(({ event }) => event.type).filter((type) => type.startsWith('check-'))
    const before = told()
    expect(before).to.include('check-failed')
    const since = line.live().failing.find(({ check }) => check === 'day-adds-up')!.since
    const stored = line.app.database.writer.prepare(`select since from failing_checks where "check" = 'day-adds-up'`).get()
    expect(stored).to.deep.equal({ since })
    tally({ received: 3 })
    await run()
    expect(told().slice(before.length)).to.deep.equal(before.map(() => 'check-held'))
    expect(line.live().failing).to.deep.equal([])
  })

  it('runs by itself once a minute, and never two at once', async () => {
    await line.stop()
    line = await startLine({ settings: { LINE_HOURS: 'always', SELF_CHECK_SECONDS: '60' } })
    const seen: number[] = []
    line.app.selfCheck.onRun(({ asOf }) => seen.push(asOf))
    await line.pass(185_000, 5000)
    expect(seen.length).to.be.within(3, 4)
    const both = await Promise.all([run(), run()])
    expect(both[0]).to.equal(both[1])
  })

  describe('against Twilio’s own list', () => {
    const sums = () => line.live().counts
    it('finds a call whose webhooks never reached us, names it, and counts it all the same, once', async () => {
      const sid = newSid()
      const at = line.clock.now()
      line.clock.pass(60_000)
      line.telephony.listed = [listed(sid, { createdAt: at, ended: 'no-answer', endedAt: at + 12_000 })]
      const view = await run()
      expect(view.twilio!.differences).to.deep.equal([{ kind: 'unknown-here', since: at, leg: `…${sid.slice(-6)}` }])
      expect(failed(view)).to.deep.equal(['twilio-agrees'])
      expect(sums()).to.deep.include({ received: 1, abandoned: 1, abandonedShort: 0 })
      const again = await run()
      expect(again.twilio!.differences).to.deep.equal([])
      expect(failed(again)).to.deep.equal([])
      // Its status callback, hours late, adds nothing.
      await line.twilio('/twilio/status', { CallSid: sid, From: '+821012345678', To: CALLED, Direction: 'inbound', CallStatus: 'no-answer', CallDuration: '0' })
      expect(sums()).to.deep.include({ received: 1, abandoned: 1 })
    })

    it('ends a call here that ended there', async () => {
      const call = await dial(line)
      line.clock.pass(60_000)
      line.telephony.listed = [listed(call.sid, { createdAt: line.clock.now() - 60_000, ended: 'no-answer', endedAt: line.clock.now() - 30_000 })]
      const view = await run()
      expect(view.twilio!.differences.map(({ kind }) => kind)).to.deep.equal(['over-there'])
      expect(line.app.floor.call(line.app.store.callOf(call.sid as LegId) as CallId).ended).to.include({ status: 'no-answer' })
      expect((await run()).twilio!.differences).to.deep.equal([])
    })

    it('asks by name about a call that is in no list', async () => {
      const call = await dial(line)
      line.clock.pass(60_000)
      expect((await run()).twilio!.differences).to.deep.equal([])
      line.telephony.legs.delete(call.sid as LegId)
      expect((await run()).twilio!.differences.map(({ kind }) => kind)).to.deep.equal(['over-there'])
    })

    it('does not take for a difference what is only under way', async () => {
      line.telephony.listed = [listed(newSid()), listed(newSid(), { ended: 'busy', endedAt: line.clock.now() - 5_000, createdAt: line.clock.now() - 90_000 })]
      await dial(line)
      expect((await run()).twilio).to.deep.include({ compared: 0, differences: [] })
    })

    it('keeps the last answer, with its age, while Twilio cannot be asked', async () => {
      await run()
      const before = line.app.selfCheck.view!.twilio!
      line.clock.pass(60_000)
      line.telephony.faults = [new TelephonyError('uncertain', 'no answer')]
      const view = await run()
      expect(view.twilio).to.deep.equal({ ...before, reached: false })
      expect(failed(view)).to.deep.equal([])
    })
  })

  it('holds all through a day on which reports come twice, late and out of order, and Twilio fails now and then', async function () {
    this.timeout(60_000)
    const found: string[] = []
    let runs = 0
    const day = await liveADay({
      seed: 19, calls: 120, settings: { SELF_CHECK_SECONDS: '300' },
      faults: { callbacks: { duplicated: 0.2, swapped: 0.1 }, rest: { broken: 0.05 } },
      opened: (app) => app.selfCheck.onRun(({ failed }) => {
        runs++
        for (const { check, expected, found: other } of failed) found.push(`${check}: ${expected} ≠ ${other}`)
      }),
    })
    try {
      expect(runs).to.be.above(100)
      expect(found).to.deep.equal([])
    } finally {
      await day.close()
    }
  })
})

describe('the results of self-checks', () => {
  const told = (at: number, type: 'check-failed' | 'check-held', check: CheckName, found = '1') =>
    ({ at, earliest: at, receivedAt: at, type, check, expected: '0', found }) as never
  it('fold to those that fail, each since it first did', () => {
    let failing: ReadonlyMap<CheckName, { since: number; found: string }> = new Map()
    failing = reduceChecks(failing as never, told(10, 'check-failed', 'day-adds-up'))
    failing = reduceChecks(failing as never, told(20, 'check-failed', 'day-adds-up', '2'))
    expect(failing.get('day-adds-up')).to.deep.include({ since: 10, found: '2' })
    const same = failing
    expect(reduceChecks(failing as never, told(30, 'check-failed', 'day-adds-up', '2'))).to.equal(same)
    expect(reduceChecks(failing as never, told(40, 'check-held', 'calls-in-sums'))).to.equal(same)
    expect([...reduceChecks(failing as never, told(40, 'check-held', 'day-adds-up')).keys()]).to.deep.equal([])
  })
})
