import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { arrivalsOf, momentOf } from '../../scripts/simulator/arrivals.ts'
import { badDay } from '../../scripts/simulator/faults.ts'
import { tireless } from '../../scripts/simulator/habits.ts'
import { koreanNumber } from '../../scripts/simulator/numbers.ts'
import { randomBy } from '../../scripts/simulator/random.ts'
import type { Colleague, WorldSettings } from '../../scripts/simulator/world.ts'
import { dial, onStage, PUBLIC_URL } from './a-server.ts'
import type { Stage } from './a-server.ts'

const NAMES = ['anna', 'bora', 'cheol', 'dana', 'eun']
const roster = (habits: Colleague['habits'] = {}): Colleague[] =>
  NAMES.map((account) => ({ account, name: account, password: 'a-password', endpoint: { kind: 'browser' }, habits }))

/** A server that dials everybody, and puts into the queue whom nobody answered. */
const everybody: Stage['answers'] = {
  '/twilio/voice': () => dial(NAMES),
  '/dial-done': ({ form }) => (form['DialBridged'] === 'true' ? '<Hangup/>'
    : `<Enqueue waitUrl="${PUBLIC_URL}/wait" action="${PUBLIC_URL}/queue-done">q</Enqueue>`),
  '/wait': ({ form }) => (Number(form['QueueTime']) > 20 ? '<Leave/>' : '<Say>잠시만 기다려 주십시오.</Say><Play>/music</Play>'),
  '/queue-done': () => dial(NAMES),
  '/api/v1/session': () => ({ status: 201, cookie: 'desk=1; HttpOnly' }),
}

async function oneDay(set: Partial<WorldSettings>, calls: number): Promise<{ digest: string; stage: Stage; tookMs: number }> {
  let result: { digest: string; stage: Stage; tookMs: number } | undefined
  await onStage({ roster: roster(), answers: everybody, ...set }, async (stage) => {
    const begun = performance.now()
    const { until } = stage.world.live({ date: '2026-11-23', calls, opens: '10:05', closes: '18:00' })
    await stage.clock.run({ until: until + 3_600_000 })
    const digest = createHash('sha256').update(stage.world.truth.json()).update(JSON.stringify(stage.world.truth.requests)).digest('hex')
    result = { digest, stage, tookMs: performance.now() - begun }
  })
  return result!
}

describe('a day of the hotline', () => {
  it('is the same to the byte for the same seed, whatever goes wrong in it, and another for another', async function () {
    this.timeout(30_000)
    const [first, second, other] = [
      await oneDay({ seed: 7, faults: badDay }, 40), await oneDay({ seed: 7, faults: badDay }, 40), await oneDay({ seed: 8, faults: badDay }, 40),
    ]
    expect(first.digest).to.equal(second.digest)
    expect(first.digest).not.to.equal(other.digest)
    expect(first.stage.clock.wakes).to.equal(second.stage.clock.wakes)
  })

  it('ends with every leg ended and every caller accounted for', async function () {
    this.timeout(30_000)
    const { stage } = await oneDay({ seed: 3 }, 120)
    const calls = stage.world.truth.calls()
    expect(calls.length).to.be.within(70, 130)
    for (const call of calls) {
      expect(call.outcome, call.sid).to.be.oneOf(['answered', 'abandoned'])
      expect(call.legsLeftOver).to.deep.equal([])
      expect(call.heardError).to.equal(false)
      expect(call.silences).to.deep.equal([])
      expect(call.answeredAt === null).to.equal(call.outcome === 'abandoned')
    }
    const answered = calls.filter(({ outcome }) => outcome === 'answered')
    expect(answered.length / calls.length).to.be.greaterThan(0.6)
    expect(calls.some(({ verdict }) => verdict.t1 === 'kept')).to.equal(true)
    expect(calls.some(({ verdict }) => verdict.t1 === 'broken')).to.equal(true)
    // Nobody talks to two callers at once.
    const talks = calls.flatMap((call) => call.talks).sort((a, b) => a.from - b.from)
    for (const name of NAMES) {
      const own = talks.filter(({ address }) => address === `client:${name}`)
      own.forEach((talk, index) => expect(talk.from).to.be.at.least(own[index - 1]?.until ?? 0))
    }
  })

  it('has 500 calls within seconds', async function () {
    this.timeout(60_000)
    const before = process.cpuUsage()
    const { stage, tookMs } = await oneDay({ seed: 5, roster: roster(tireless) }, 560)
    const { user, system } = process.cpuUsage(before)
    const { length } = stage.world.truth.calls()
    const { length: requests } = stage.world.truth.requests
    expect(length).to.be.greaterThan(450)
    console.log(`      ${length} calls, ${requests} requests, ${stage.clock.wakes} wakes in ${(tookMs / 1000).toFixed(1)} s: ` +
      `${Math.round(requests / tookMs * 1000)} requests a second`)
    // Of the processor's time: other work on the machine is not the simulator's fault.
    expect((user + system) / 1e6).to.be.lessThan(20)
  })

  it('has people who sign in, say they are ready, write up their calls, take breaks and go home', async function () {
    this.timeout(30_000)
    const { stage } = await oneDay({ seed: 11 }, 60)
    const said = (path: string) => stage.asked.filter((asked) => asked.path === path)
    expect(said('/api/v1/session').map(({ method }) => method).sort()).to.deep.equal(
      [...NAMES.map(() => 'DELETE'), ...NAMES.map(() => 'POST')])
    const states = said('/api/v1/agents/me/state')
    expect(states.every(({ headers }) => headers['cookie'] === 'desk=1')).to.equal(true)
    const bodies = states.map(({ body }) => JSON.parse(body) as { state: string; reason?: string })
    expect(bodies.filter(({ reason }) => reason === 'lunch')).to.have.length(NAMES.length)
    const talks = stage.world.truth.calls().flatMap((call) => call.talks)
    expect(said('/api/v1/agents/me/wrap-up')).to.have.length(talks.length)
  })
})

describe('arrivals', () => {
  it('follow the time of day: most from ten to eleven and from two to three, few at lunch', () => {
    const moments = Array.from({ length: 30 }, (_, day) =>
      arrivalsOf({ date: '2026-11-23', calls: 500 }, randomBy(day).stream('arrivals'))).flat()
    const between = (from: string, until: string) => {
      const [least, most] = [from, until].map((time) => momentOf('2026-11-23', time))
      return moments.filter((moment) => moment >= least! && moment < most!).length
    }
    expect(moments.length / 30).to.be.within(480, 520)
    expect(between('10:00', '11:00')).to.be.greaterThan(1.3 * between('09:00', '10:00'))
    expect(between('14:00', '15:00')).to.be.greaterThan(2.5 * between('12:00', '13:00'))
    expect(between('00:00', '08:30') + between('18:30', '23:59')).to.equal(0)
  })

  it('come from numbers that exist in Korea, a few withheld', () => {
    const random = randomBy(1).stream('numbers')
    const numbers = Array.from({ length: 2_000 }, () => koreanNumber(random))
    expect(numbers.filter((number) => number === null).length).to.be.within(60, 140)
    for (const number of numbers) if (number !== null) {
      expect(number).to.match(/^(010[2-9]\d{7}|070[4-8]\d{7}|02[2-9]\d{6,7}|0[3-6][1-5][2-9]\d{6,7})$/)
    }
  })
})
