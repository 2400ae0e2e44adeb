import { expect } from 'chai'
import { badDay } from '../../scripts/simulator/faults.ts'
import { pairwise } from '../../scripts/simulator/switches.ts'
import type { TrueCall } from '../../scripts/simulator/truth.ts'
import { expectSound } from '../journeys/recomputed.ts'
import type { Line } from '../support/line.ts'
import { type DayOptions, liveADay, type LivedDay } from './a-day.ts'

/** Runs a day, looks at it, and closes it whatever was found. */
async function onADay(options: DayOptions, look: (day: LivedDay) => void | Promise<void>): Promise<void> {
  const day = await liveADay(options)
  try {
    await look(day)
  } finally {
    await day.close()
  }
}

const outcomeHeard = (call: TrueCall, opens: boolean) => (call.outcome === 'turned-away' ? (opens ? 'refused' : 'out-of-hours') : call.outcome)
const isOpenAt = (at: number) => at >= Date.parse('2026-11-23T09:00:00+09:00') && at < Date.parse('2026-11-23T18:00:00+09:00')

/** What no fault may ever do to a caller, and nothing that may be left when everybody has gone home. */
function expectNobodyLost({ truth, app, rows }: LivedDay): void {
  for (const call of truth) {
    expect(call.heardError, `${call.sid} heard an error`).to.equal(false)
    expect(call.silences, `${call.sid} heard silence`).to.deep.equal([])
    expect(call.legsLeftOver, `${call.sid} left legs behind`).to.deep.equal([])
  }
  expect(rows.size, 'every caller has exactly one call').to.equal(truth.length)
  expect(app.floor.calls.size, 'calls still on the floor').to.equal(0)
  expect(app.database.writer.prepare(`select count(*) as n from outbox where state = 'pending'`).get()).to.deep.equal({ n: 0 })
}

/** Outcome, ring and verdict of every call: what the caller heard is what we hold, or lies within the error we state. */
function expectTrue(day: LivedDay): { uncertain: number } {
  let uncertain = 0
  for (const call of day.truth) {
    const held = day.held(call)!
    expect(held.outcome, `outcome of ${call.sid}`).to.equal(outcomeHeard(call, isOpenAt(call.arrivedAt!)))
    expect(held.arrived_at).to.equal(call.arrivedAt)
    if (held.outcome === 'answered') expect(held.agent === null || call.answeredBy!.includes(held.agent) || !call.answeredBy!.startsWith('client:')).to.equal(true)
    if (!held.decided || held.wait_ms === null) {
      expect(held.t1, `verdict of ${call.sid}`).to.equal(call.verdict.t1)
      continue
    }
    const { waitedMs, rings, t1 } = call.verdict
    const [atLeast, atMost] = [held.decided.earliest - held.arrived_at, held.decided.at - held.arrived_at]
    expect(waitedMs, `the moment that decided ${call.sid}`).to.be.within(Math.min(atLeast, atMost), atMost)
    if (held.t1_certain) expect(held.t1, `verdict of ${call.sid} after ${waitedMs} ms, held ${atLeast}–${atMost}`).to.equal(t1)
    else uncertain++
    if (Math.floor(Math.max(0, atLeast) / 3000) === Math.floor(atMost / 3000)) expect(held.rings, `rings of ${call.sid}`).to.equal(rings)
  }
  return { uncertain }
}

describe('a day of 500 calls', function () {
  this.timeout(600_000)

  it('is known to the last number when reports come twice but at once', () =>
    onADay({ seed: 11, calls: 500, faults: { callbacks: { duplicated: 0.3 } }, latency: { leastMs: 0, mostMs: 0 } }, (day) => {
      const { truth } = day
      expect(truth.length).to.be.greaterThan(400)
      expectNobodyLost(day)
      expectTrue(day)
      expectSound({ app: day.app } as Line)
      const number = (test: (call: TrueCall) => boolean) => truth.filter(test).length
      const waits = truth.filter(({ outcome }) => outcome === 'answered').map(({ verdict }) => verdict.waitedMs!)
      const { counts, t1, waits: shown, conserved } = day.live()
      expect(counts).to.deep.equal({
        received: truth.length,
        answered: number(({ outcome }) => outcome === 'answered'),
        abandoned: number(({ outcome }) => outcome === 'abandoned'),
        abandonedShort: number(({ outcome, verdict }) => outcome === 'abandoned' && verdict.waitedMs! < 6000),
        outOfHours: number((call) => outcomeHeard(call, isOpenAt(call.arrivedAt!)) === 'out-of-hours'),
        refused: number((call) => outcomeHeard(call, isOpenAt(call.arrivedAt!)) === 'refused'),
        inProgress: 0,
      })
      expect(conserved).to.equal(true)
      const verdicts = { kept: number(({ verdict }) => verdict.t1 === 'kept'), broken: number(({ verdict }) => verdict.t1 === 'broken'), void: number(({ verdict }) => verdict.t1 === 'void') }
      expect(t1.strict).to.include({ ...verdicts, running: 0, rate: verdicts.kept / (verdicts.kept + verdicts.broken) })
      expect(t1.lenient.kept).to.equal(waits.filter((ms) => ms < 9000).length)
      expect(shown).to.deep.equal({
        meanMs: Math.round(waits.reduce((sum, ms) => sum + ms, 0) / waits.length),
        longestMs: Math.max(...waits),
        byRing: [3000, 6000, 9000, Infinity].map((edge, i) => waits.filter((ms) => ms < edge && ms >= i * 3000).length),
      })
      expect(verdicts.broken, 'a day on which nothing breaks shows little').to.be.greaterThan(5)
    }))

  it('is known within the error it states when reports are lost, late, twice and out of order, and REST fails', () =>
    onADay({ seed: 12, calls: 500, faults: badDay, staff: 5 }, (day) => {
      expectNobodyLost(day)
      const { uncertain } = expectTrue(day)
      expect(uncertain).to.be.lessThan(day.truth.length * 0.1)
      expectSound({ app: day.app } as Line)
      const { counts, t1 } = day.live()
      const kept = day.truth.filter(({ verdict }) => verdict.t1 === 'kept').length
      const broken = day.truth.filter(({ verdict }) => verdict.t1 === 'broken').length
      expect(counts.received).to.equal(day.truth.length)
      expect(counts.answered).to.equal(day.truth.filter(({ outcome }) => outcome === 'answered').length)
      expect(Math.abs(t1.strict.kept - kept)).to.be.at.most(t1.uncertain)
      expect(Math.abs(t1.strict.broken - broken)).to.be.at.most(t1.uncertain)
    }))

  it('is the same to the byte when it is played again', async () => {
    const played = async () => {
      let bytes = ''
      await onADay({ seed: 13, calls: 120, faults: badDay }, (day) => {
        bytes = day.bytes + day.truthBytes
      })
      return bytes
    }
    expect(await played()).to.equal(await played())
  })

  it('loses nobody when far too many call', () =>
    onADay({ seed: 14, calls: 500, staff: 3, faults: { callbacks: { duplicated: 0.1, swapped: 0.1 } }, settings: { QUEUE_LIMIT: '5' } }, (day) => {
      expectNobodyLost(day)
      expectTrue(day)
      expectSound({ app: day.app } as Line)
      expect(day.live().counts.refused, 'some had to be turned away').to.be.greaterThan(0)
    }))

  it('rings the longest idle first, then everybody, and loses nobody', () =>
    onADay({ seed: 15, calls: 150, faults: badDay, settings: { RING_STRATEGY: 'longest-idle-first' } }, (day) => {
      expectNobodyLost(day)
      expectTrue(day)
      expectSound({ app: day.app } as Line)
    }))
})

describe('whatever Twilio does where its documents are silent', function () {
  this.timeout(600_000)
  for (const [i, switches] of pairwise().entries()) {
    for (const strategy of ['everyone', 'longest-idle-first']) {
      it(`holds under setting ${i + 1}, ringing ${strategy}`, () =>
        onADay({ seed: 100 + i, calls: 25, switches, staff: 4, habits: { declines: 0.1, overhears: 0.1, startsUnregistered: 0.2 }, settings: { RING_STRATEGY: strategy } }, (day) => {
          expectNobodyLost(day)
          expectTrue(day)
          expectSound({ app: day.app } as Line)
        }))
    }
  }
})
