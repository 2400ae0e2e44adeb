import { expect } from 'chai'
import fc from 'fast-check'
import { erlangA, erlangB, erlangC, loadOf, type Traffic } from '../../server/standards/erlang.ts'

/** Vectors of the trade, each to the digits in which it was printed. */

const MINUTE = 60_000
const printed = (n: number, digits: number) => n.toFixed(digits)

describe('the formulas of waiting lines', () => {
  describe('100 calls in half an hour, three minutes each, to be answered within 20 s', () => {
    const traffic: Traffic = { perHour: 200, handlingMs: 3 * MINUTE }
    // agents · Erlang C: P(wait), SL, ASA in s · Erlang A with three minutes' patience: P(wait), abandon, mean wait in s, answered in 20 s
    for (const [agents, c, a] of [
      [10, null, ['0.54207', '0.12511', '22.520', '0.58698']],
      [11, ['0.682118', '0.389614', '122.781'], ['0.41696', '0.08341', '15.015', '0.70537']],
      [12, ['0.449388', '0.640158', '40.445'], ['0.30322', '0.05309', '9.556', '0.80230']],
      [13, ['0.285270', '0.795595', '17.116'], ['0.20844', '0.03225', '5.805', '0.87509']],
      [14, ['0.174132', '0.888350', '7.836'], ['0.13554', '0.01869', '3.365', '0.92556']],
      [15, ['0.102042', '0.941453', '3.674'], ['0.08346', '0.01035', '1.863', '0.95808']],
    ] as const) {
      it(`${agents} agents`, () => {
        const endless = erlangC(traffic, agents)
        expect(endless && [printed(endless.pWait, 6), printed(endless.serviceLevel(20_000), 6), printed(endless.asaMs / 1000, 3)]).to.deep.equal(c)
        const { pWait, pAbandon, meanWaitMs, answeredWithin } = erlangA(traffic, agents, 3 * MINUTE)
        expect([printed(pWait, 5), printed(pAbandon, 5), printed(meanWaitMs / 1000, 3), printed(answeredWithin(20_000), 5)]).to.deep.equal(a)
      })
    }
    it('agree with the packages ErlangC and pyworkforce for 14 agents', () => {
      const { pWait, serviceLevel, asaMs, occupancy } = erlangC(traffic, 14)!
      expect([pWait, serviceLevel(20_000)].map((n) => printed(n, 14))).to.deep.equal([0.1741319335950498, 0.8883500191794669].map((n) => printed(n, 14)))
      expect([printed(pWait, 7), printed(serviceLevel(20_000), 5), printed(asaMs / 1000, 6), printed(occupancy, 7)])
        .to.deep.equal(['0.1741319', '0.88835', '7.835937', '0.7142857'])
      expect(loadOf(traffic)).to.equal(10)
    })
  })

  it('agree with the literature’s 50 agents, 2,880 calls an hour of a minute, two minutes’ patience', () => {
    const traffic: Traffic = { perHour: 2880, handlingMs: MINUTE }
    const c = erlangC(traffic, 50)!
    expect([printed(c.pWait, 6), printed(c.asaMs / 1000, 3), printed(c.serviceLevel(20_000), 6), printed(c.occupancy, 2)])
      .to.deep.equal(['0.694456', '20.834', '0.643455', '0.96'])
    const a = erlangA(traffic, 50, 2 * MINUTE)
    expect([printed(a.pAbandon, 6), printed(a.meanWaitMs / 1000, 3), printed(a.occupancy, 6)]).to.deep.equal(['0.030912', '3.709', '0.930324'])
  })

  it('agree with a small hotline: 20 calls an hour of four minutes, answered within 6 s', () => {
    const traffic: Traffic = { perHour: 20, handlingMs: 4 * MINUTE }
    const both = [3, 4].map((agents) =>
      [printed(erlangC(traffic, agents)!.serviceLevel(6000), 4), printed(erlangA(traffic, agents, 2 * MINUTE).answeredWithin(6000), 4)])
    expect(both).to.deep.equal([['0.8266', '0.8677'], ['0.9516', '0.9593']])
  })
})

/** Small enough to be worked out a second time by hand. */
const anyLine = fc.record({
  perHour: fc.integer({ min: 1, max: 1000 }), handlingMs: fc.integer({ min: 10_000, max: 600_000 }),
  agents: fc.integer({ min: 0, max: 40 }), patienceMs: fc.integer({ min: 5000, max: 900_000 }),
}).filter(({ perHour, handlingMs }) => (perHour * handlingMs) / 3_600_000 < 60)
type AnyLine = typeof anyLine extends fc.Arbitrary<infer L> ? L : never
const anyMs = fc.integer({ min: 0, max: 300_000 })
const solved = ({ perHour, handlingMs, agents, patienceMs }: AnyLine, more = 0) => erlangA({ perHour, handlingMs }, agents + more, patienceMs)
const NEAR = 1e-9

/** The chain by its balance, one state after the other, with logarithms: slow, and another way than the one under test. */
function chainOf({ perHour, handlingMs, agents, patienceMs }: AnyLine): number[] {
  const logs = [0]
  const deaths = (k: number) => Math.min(k, agents) / handlingMs + Math.max(0, k - agents) / patienceMs
  const states = agents + 200 + Math.ceil((4 * perHour * patienceMs) / 3_600_000)
  for (let k = 1; k < states; k++) logs.push(logs[k - 1]! + Math.log(perHour / 3_600_000) - Math.log(deaths(k)))
  const most = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - most))
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / total)
}

/**
 * What becomes of one caller with `ahead` before them within a time, by uniformization: at the ticks of a fast Poisson clock the place
 * moves up, the caller hangs up, or nothing happens.
 */
function placesAfter({ handlingMs, agents, patienceMs }: AnyLine, ahead: number, ms: number): { answered: number; abandoned: number } {
  const [free, leaves] = [agents / handlingMs, 1 / patienceMs]
  const clock = free + (ahead + 1) * leaves
  let places: number[] = Array(ahead + 1).fill(0)
  places[ahead] = 1
  let [answered, abandoned] = [0, 0]
  let [answeredNow, abandonedNow] = [0, 0]
  const mean = clock * ms
  for (let ticks = 0, log = -mean; ticks < mean + 12 * Math.sqrt(mean) + 60; ticks++, log += Math.log(mean / ticks)) {
    const weight = Math.exp(log)
    answered += weight * answeredNow
    abandoned += weight * abandonedNow
    const next: number[] = Array(ahead + 1).fill(0)
    for (const [i, p] of places.entries()) {
      const up = (free + i * leaves) / clock
      if (i === 0) answeredNow += p * up
      else next[i - 1]! += p * up
      abandonedNow += (p * leaves) / clock
      next[i]! += p * (1 - up - leaves / clock)
    }
    places = next
  }
  return { answered, abandoned }
}

describe('a waiting line whose callers may hang up', () => {
  it('loses per second as many as its queue is long times their impatience', () => {
    fc.assert(fc.property(anyLine, (line) => {
      const { pWait, pAbandon, meanWaitMs } = solved(line)
      const chain = chainOf(line)
      const queue = chain.reduce((length, p, k) => length + Math.max(0, k - line.agents) * p, 0)
      expect(pWait).to.be.closeTo(chain.slice(line.agents).reduce((a, b) => a + b, 0), NEAR)
      expect(pAbandon).to.be.closeTo(queue / line.patienceMs / (line.perHour / 3_600_000), NEAR)
      expect(meanWaitMs / line.patienceMs, 'by Little’s law').to.be.closeTo(queue / ((line.perHour * line.patienceMs) / 3_600_000), NEAR)
    }), { numRuns: 200 })
  })
  it('answers within a time whom a caller’s own way through the queue says it does', () => {
    fc.assert(fc.property(anyLine.filter(({ perHour, patienceMs }) => perHour * patienceMs < 6e7), anyMs.map((ms) => ms / 5), (line, ms) => {
      const { answeredWithin, abandonedWithin } = solved(line)
      const found = chainOf(line)
      let [answered, abandoned] = [found.slice(0, line.agents).reduce((a, b) => a + b, 0), 0]
      for (const [ahead, p] of found.slice(line.agents).entries()) {
        if (p < 1e-12) continue
        const one = placesAfter(line, ahead, ms)
        answered += p * one.answered
        abandoned += p * one.abandoned
      }
      expect(answeredWithin(ms)).to.be.closeTo(answered, 1e-8)
      expect(abandonedWithin(ms)).to.be.closeTo(abandoned, 1e-8)
    }), { numRuns: 40 })
  })
  it('leaves nobody out: in the end everybody was answered or has hung up, and until then nobody is both', () => {
    fc.assert(fc.property(anyLine, anyMs, anyMs, (line, one, other) => {
      const { pWait, pAbandon, answeredWithin, abandonedWithin, occupancy } = solved(line)
      expect(answeredWithin(0)).to.be.closeTo(1 - pWait, NEAR)
      expect(abandonedWithin(0)).to.be.closeTo(0, NEAR)
      expect(answeredWithin(1e12)).to.be.closeTo(1 - pAbandon, NEAR)
      expect(abandonedWithin(1e12)).to.be.closeTo(pAbandon, NEAR)
      const [sooner, later] = [Math.min(one, other), Math.max(one, other)]
      expect(answeredWithin(later)).to.be.at.least(answeredWithin(sooner) - NEAR)
      expect(abandonedWithin(later)).to.be.at.least(abandonedWithin(sooner) - NEAR)
      expect(answeredWithin(later) + abandonedWithin(later)).to.be.at.most(1 + NEAR)
      for (const share of [pWait, pAbandon, answeredWithin(one), abandonedWithin(one), occupancy]) expect(share).to.be.within(0, 1)
    }))
  })
  it('is better off with one more agent, for every caller', () => {
    fc.assert(fc.property(anyLine, anyMs, (line, ms) => {
      const [fewer, more] = [solved(line), solved(line, 1)]
      expect(more.pWait).to.be.at.most(fewer.pWait + NEAR)
      expect(more.pAbandon).to.be.at.most(fewer.pAbandon + NEAR)
      expect(more.answeredWithin(ms)).to.be.at.least(fewer.answeredWithin(ms) - NEAR)
    }))
  })
  it('becomes one in which everybody waits, as patience grows', () => {
    fc.assert(fc.property(anyLine.filter(({ perHour, handlingMs, agents }) => (perHour * handlingMs) / 3_600_000 < agents * 0.9), anyMs, (line, ms) => {
      const endless = erlangC(line, line.agents)!
      const patient = solved({ ...line, patienceMs: 1e13 })
      expect(patient.pWait).to.be.closeTo(endless.pWait, 1e-6)
      expect(patient.answeredWithin(ms)).to.be.closeTo(endless.serviceLevel(ms), 1e-6)
      expect(patient.meanWaitMs).to.be.closeTo(endless.asaMs, 1 + endless.asaMs * 1e-4)
      expect(patient.occupancy).to.be.closeTo(endless.occupancy, 1e-6)
    }), { numRuns: 50 })
  })
  it('answers nobody where nobody is at work, and everybody at once where nobody calls', () => {
    const nobody = erlangA({ perHour: 30, handlingMs: 3 * MINUTE }, 0, 2 * MINUTE)
    expect([nobody.answeredWithin(1e12), nobody.occupancy]).to.deep.equal([0, 0])
    expect(nobody.pAbandon).to.be.closeTo(1, NEAR)
    expect(nobody.abandonedWithin(2 * MINUTE), 'each at the end of their own patience').to.be.closeTo(1 - Math.exp(-1), NEAR)
    const quiet = erlangA({ perHour: 0, handlingMs: 3 * MINUTE }, 2, 2 * MINUTE)
    expect([quiet.pWait, quiet.pAbandon, quiet.answeredWithin(0), quiet.occupancy]).to.deep.equal([0, 0, 1, 0])
  })
  it('is worked out for the largest of centres as well, overloaded or idle', () => {
    for (const [perHour, agents, patienceMs] of [[20_000, 1000, 2 * MINUTE], [20_000, 300, 10 * MINUTE], [100_000, 10, 60 * MINUTE], [10, 2000, 1000]] as const) {
      const line = erlangA({ perHour, handlingMs: 3 * MINUTE }, agents, patienceMs)
      const all = [line.pWait, line.pAbandon, line.occupancy, line.answeredWithin(20_000), line.abandonedWithin(20_000)]
      for (const share of all) expect(share, `${perHour} calls, ${agents} agents: ${all}`).to.be.within(0, 1)
      // What is offered and not lost is all the work that there is: nobody is busy for more than their time.
      expect(line.pAbandon).to.be.at.least(1 - agents / loadOf({ perHour, handlingMs: 3 * MINUTE }) - NEAR)
    }
  })
  it('is right also where thousands become free within the time, and the chance that none does is below any number', () => {
    // Three times as many call as can be answered. In such numbers chance evens out: whoever comes finds 2/3 of a patience's calls waiting,
    // and is answered after ln 3 of a patience or never.
    const { answeredWithin, pAbandon } = erlangA({ perHour: 60_000, handlingMs: 3 * MINUTE }, 1000, 10 * MINUTE)
    const waits = Math.log(3) * 10 * MINUTE
    expect(answeredWithin(waits - MINUTE)).to.be.closeTo(0, 1e-3)
    expect(answeredWithin(waits + MINUTE)).to.be.closeTo(1 / 3, 1e-3)
    expect(pAbandon).to.be.closeTo(2 / 3, 1e-3)
  })
})

describe('a line without patience', () => {
  it('grows for ever where as much is asked as can be done', () => {
    expect(erlangC({ perHour: 60, handlingMs: 5 * MINUTE }, 5)).to.equal(null)
    expect(erlangC({ perHour: 60, handlingMs: 5 * MINUTE }, 6)).not.to.equal(null)
  })
  it('loses what its lines cannot take: Erlang B by its sum as by its recursion', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 50, noNaN: true }), fc.integer({ min: 0, max: 60 }), (load, lines) => {
      let [term, total] = [1, 1]
      for (let k = 1; k <= lines; k++) total += term *= load / k
      expect(erlangB(load, lines)).to.be.closeTo(term / total, 1e-12)
    }))
  })
})
