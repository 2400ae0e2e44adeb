import { expect } from 'chai'
import fc from 'fast-check'
import type { ForecastSample } from '../../server/protocol/forecast.ts'
import { erlangA } from '../../server/standards/erlang.ts'
import { forecastT1, sampleOf, SOUND } from '../../server/standards/forecast.ts'
import { emptyTally, INTERVAL_MS, type Tally } from '../../server/standards/tally.ts'
import { MONDAY_NINE } from '../support/clock.ts'

const HOUR = 3_600_000
const EDGE = 6000
/** Nine to six, with lunch. */
const HOURS = [{ from: MONDAY_NINE, to: MONDAY_NINE + 3 * HOUR }, { from: MONDAY_NINE + 4 * HOUR, to: MONDAY_NINE + 9 * HOUR }]
/** A day by its quarters from nine on. */
const day = (...quarters: Partial<Tally>[]) => new Map(quarters.map((quarter, i) => [MONDAY_NINE + i * INTERVAL_MS, { ...emptyTally(), ...quarter }]))
const calls = (received: number): Partial<Tally> => ({ received })
const after = (quarters: number) => MONDAY_NINE + quarters * INTERVAL_MS

describe('what a forecast is made from', () => {
  it('is of quarters that are over: it stands still in between', () => {
    const quarters = day(calls(5), calls(7), calls(99))
    const sample = sampleOf(quarters, HOURS, after(2))
    expect(sample).to.include({ calls: 12, openMs: 2 * INTERVAL_MS, perHour: 24 })
    expect(sampleOf(quarters, HOURS, after(3) - 1)).to.deep.equal(sample)
    expect(sampleOf(quarters, HOURS, after(3))).to.include({ calls: 99 })
  })
  it('counts the newest quarters until they hold thirty calls', () => {
    expect(sampleOf(day(calls(90), calls(10), calls(16), calls(14)), HOURS, after(4))).to.include({ calls: 30, openMs: 2 * INTERVAL_MS, perHour: 60 })
    expect(sampleOf(day(calls(90), calls(10), calls(15), calls(14)), HOURS, after(4))).to.include({ calls: 39, openMs: 3 * INTERVAL_MS, perHour: 52 })
  })
  it('counts two hours at most, and those without a call as well', () => {
    const quiet = day(calls(20), ...Array.from({ length: 3 }, () => calls(2)), ...Array.from({ length: 4 }, () => ({})), calls(2))
    expect(sampleOf(quiet, HOURS, after(9))).to.include({ calls: 8, openMs: 2 * HOUR, perHour: 4 })
  })
  it('counts only open time, and nobody who called outside of it', () => {
    const lunch = day(...Array.from({ length: 11 }, () => ({})), calls(8), ...Array.from({ length: 4 }, () => ({ received: 3, out_of_hours: 3 })), calls(4))
    expect(sampleOf(lunch, HOURS, after(17))).to.include({ calls: 12, openMs: 2 * HOUR })
    expect(sampleOf(day(calls(4)), [{ from: MONDAY_NINE + 10 * 60_000, to: MONDAY_NINE + HOUR }], after(1)), 'opened at ten past').to.include({ calls: 4, openMs: 5 * 60_000, perHour: 48 })
  })
  it('takes talks, bells and patience from all of the day', () => {
    const one: Partial<Tally> = { received: 40, talks_ended: 10, handled_ms: 10 * 200_000, met_kept: 9, met_broken: 1, met_ms: 9 * 3000 }
    const sample = sampleOf(day(one, { ...one, handled_ms: 10 * 100_000, met_ms: 9 * 2000 }), HOURS, after(2))
    expect(sample).to.include({ calls: 40, talks: 20, bells: 20, pickedUp: 0.9, bellMs: 2500 })
    expect(sample.handlingMs, 'with its bell a call keeps somebody busy').to.equal(150_000 + 2500)
  })
  it('takes a caller to be patient for two minutes, until enough have hung up to know better', () => {
    const patience = (tally: Partial<Tally>) => sampleOf(day(tally), HOURS, after(1)).patienceMs
    expect(patience({})).to.equal(120_000)
    expect(patience({ wait_ms: 300_000 }), 'five minutes waited, and nobody hung up').to.equal(180_000)
    expect(patience({ wait_ms: 300_000, abandoned: 95, abandoned_ms: 3_000_000 })).to.equal(39_000)
  })
  it('is nothing before the line has opened, and on a day on which it does not', () => {
    for (const [hours, now] of [[HOURS, after(0)], [[], after(9)]] as const) {
      expect(sampleOf(day({ received: 5, out_of_hours: 5 }), hours, now)).to.include({ calls: 0, openMs: 0, perHour: null, handlingMs: null, pickedUp: null, bellMs: null })
    }
  })
})

/** 60 calls an hour of three minutes: three people would be busy all the time. */
const SAMPLE: ForecastSample = {
  calls: 30, openMs: HOUR / 2, perHour: 60, talks: 100, handlingMs: 180_000, bells: 100, pickedUp: 0.97, bellMs: 2500, abandoned: 4, patienceMs: 150_000,
}
const foretold = (sample: Partial<ForecastSample>, atWork = 5, isOpen = true) => forecastT1({ ...SAMPLE, ...sample }, atWork, EDGE, isOpen)

describe('the forecast of the third ring', () => {
  it('is kept ÷ (kept + broken): picked up in time of those answered, of those who did not hang up before the edge', () => {
    const line = erlangA({ perHour: 60, handlingMs: 180_000 }, 5, 150_000)
    const rate = (0.97 * line.answeredWithin(EDGE - 2500)) / (1 - line.abandonedWithin(EDGE))
    expect(foretold({}).now).to.equal(Math.floor(rate * 10_000) / 10_000)
    expect(foretold({})).to.include({ withoutOne: foretold({}, 4).now, withOneMore: foretold({}, 6).now, atWork: 5, unknown: null })
  })
  it('promises no more, with however many people, than bells are picked up in time', () => {
    expect(foretold({}, 200).now).to.equal(0.97)
    expect(foretold({ pickedUp: 0.6667 }, 200).now).to.equal(0.6667)
    expect(foretold({ pickedUp: 0, bellMs: null }, 200).now).to.equal(0)
  })
  it('is lower where the bell takes longer: who waits has it still before them', () => {
    expect(foretold({ bellMs: 5000 }).now).to.be.below(foretold({ bellMs: 1000 }).now!)
  })
  it('is nothing kept where nobody is at work, and there is nobody to be missed', () => {
    expect(foretold({}, 0)).to.include({ now: 0, withoutOne: null, unknown: null })
    expect(foretold({}, 0).withOneMore).to.be.greaterThan(0)
    expect(foretold({}, 1)).to.include({ withoutOne: 0 })
  })
  it('never says that one fewer would be better', () => {
    fc.assert(fc.property(fc.record({
      perHour: fc.double({ min: 1, max: 500, noNaN: true }), handlingMs: fc.integer({ min: 20_000, max: 600_000 }),
      pickedUp: fc.integer({ min: 500, max: 10_000 }).map((n) => n / 10_000), bellMs: fc.integer({ min: 0, max: EDGE - 1 }), patienceMs: fc.integer({ min: 3000, max: 900_000 }),
    }), fc.integer({ min: 0, max: 30 }), (sample, atWork) => {
      const { now, withoutOne, withOneMore } = foretold(sample, atWork)
      expect(now).to.be.within(withoutOne ?? 0, withOneMore!)
      expect(withOneMore).to.be.within(now!, sample.pickedUp)
    }), { numRuns: 300 })
  })
  it('is unknown, and says why, below a sound sample and while the line is closed', () => {
    const unknown = (sample: Partial<ForecastSample>, isOpen = true) => {
      const { now, withoutOne, withOneMore, atWork, unknown } = foretold(sample, 5, isOpen)
      expect([now, withoutOne, withOneMore].every((share) => (share === null) === (unknown !== null))).to.equal(true)
      expect(atWork).to.equal(5)
      return unknown
    }
    expect(unknown({ calls: SOUND.calls, talks: SOUND.talks, bells: SOUND.bells })).to.equal(null)
    expect(unknown({ calls: SOUND.calls - 1 })).to.equal('few-calls')
    expect(unknown({ talks: SOUND.talks - 1 })).to.equal('few-talks')
    expect(unknown({ bells: SOUND.bells - 1 })).to.equal('few-bells')
    expect(unknown({}, false)).to.equal('closed')
    expect(foretold({ openMs: 0, perHour: null }).unknown, 'the opening hours were changed').to.equal('few-calls')
  })
  it('is of the sample it is asked about, whatever was asked before', () => {
    const first = foretold({})
    expect(foretold({ patienceMs: 10_000 }).now).not.to.equal(first.now)
    expect(foretold({ perHour: 61 }).now).not.to.equal(first.now)
    expect(forecastT1(SAMPLE, 5, EDGE + 3000, true).now).not.to.equal(first.now)
    expect(foretold({})).to.deep.equal(first)
  })
})
