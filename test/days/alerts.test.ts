import { expect } from 'chai'
import type { Alert } from '../../server/alerts/state.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import { aRule } from '../alerts/given.ts'
import { type LivedDay, liveADay } from './a-day.ts'

const WAIT_MS = 30_000
const CLEAR_MS = 60_000
/** Between a caller's arrival at Twilio and at us, and a look. */
const NEAR_MS = 2_000

describe('a day with too few people and a bad telephone network', () => {
  let day: LivedDay
  let alerts: Alert[]
  before(async function live() {
    this.timeout(60_000)
    day = await liveADay({
      seed: 11, calls: 160, staff: 2,
      alertRules: [
        aRule({ id: 'long-wait', threshold: WAIT_MS, clearAfterMs: CLEAR_MS, hours: 'open-line', texts: ['김팀장'], escalate: { afterMs: 120_000, webhook: null, texts: ['이과장'] } }),
        aRule({ id: 'crowd', figure: 'waiting', threshold: 2, forMs: 20_000, texts: ['김팀장', '이과장'] }),
      ],
      settings: { ALERT_SMS_TO: '김팀장=010-1234-5678,이과장=010-8765-4321', TWILIO_SMS_FROM: '+15005550006', ALERT_SMS_PER_DAY: '1000', TRANSFER_IN_TURN: '' },
      faults: {
        rest: { tooMany: 0.15, broken: 0.15, brokenAfterEffect: 0.15, droppedAfterEffect: 0.15 }, callbacks: { duplicated: 0.2, swapped: 0.1 }, messages: { undelivered: 0.2 },
      },
    })
    alerts = (day.app.database.writer.prepare('select body from alerts order by alert').all() as { body: string }[]).map(({ body }) => JSON.parse(body) as Alert)
  })
  after(() => day.close())

  it('alerts whenever a caller waits too long, as the simulator itself saw it, and at no other time', () => {
    const mine = alerts.filter(({ rule }) => rule.id === 'long-wait')
    expect(mine.length).to.be.above(3)
    const callers = day.truth.filter(({ arrivedAt }) => arrivedAt !== null).map(({ arrivedAt, answeredAt, endedAt }) => ({ from: arrivedAt!, to: Math.min(answeredAt ?? Infinity, endedAt ?? Infinity) }))
    const isOpenAt = (at: number) => mine.some(({ raisedAt, cleared }) => raisedAt <= at && (cleared?.at ?? Infinity) > at)
    for (const { from, to } of callers) {
      if (to - from <= WAIT_MS + NEAR_MS || from + WAIT_MS > Date.parse('2026-11-23T18:00:00+09:00') - NEAR_MS) continue
      expect(isOpenAt(from + WAIT_MS + NEAR_MS), `a caller of ${new Date(from).toISOString()} waits`).to.equal(true)
    }
    for (const { raisedAt } of mine) {
      expect(callers.some(({ from, to }) => from + WAIT_MS <= raisedAt + NEAR_MS && to >= raisedAt - NEAR_MS), `raised at ${new Date(raisedAt).toISOString()}`).to.equal(true)
    }
    const [first, ...later] = mine
    later.reduce((before, alert) => {
      expect(alert.raisedAt, 'never two at once').to.be.at.least(before.cleared!.at)
      return alert
    }, first!)
  })

  it('sends each text message once, whatever Twilio answered, whole and in one piece, and knows what became of it', () => {
    const told = alerts.flatMap(({ id, sent }) => sent.map((one) => ({ id, ...one })))
    expect(told.length).to.be.above(10)
    const mobile = { 김팀장: '+821012345678', 이과장: '+821087654321' } as Record<string, string>
    const texts = day.world.texts()
    expect(texts.filter(({ segments, whole }) => segments !== 1 || !whole)).to.deep.equal([])
    const went = told.filter(({ because }) => because === null)
    const count = (numbers: string[]) => Object.fromEntries(Object.values(mobile).map((number) => [number, numbers.filter((one) => one === number).length]))
    expect(count(texts.map(({ to }) => to)), 'what arrived at Twilio is what the journal says').to.deep.equal(count(went.map(({ to }) => mobile[to]!)))
    expect(went.filter(({ delivered }) => delivered === null)).to.deep.equal([])
    expect(went.filter(({ delivered }) => delivered!.because !== null).length).to.equal(texts.filter(({ status }) => status === 'undelivered').length)
    expect(new Set(told.map(({ id, step, to }) => `${id}/${step}/${to}`)).size, 'never twice for one cause').to.equal(told.length)
    for (const { because } of told) expect(because).to.be.oneOf([null, 'over-before-sent'])
  })

  it('comes out the same from the journal alone', () => {
    expect(differences(day.app.database, recompute(day.app.journal))).to.deep.equal([])
  })
})
