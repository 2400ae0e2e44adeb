import { expect } from 'chai'
import type { ForecastView } from '../../server/protocol/forecast.ts'
import { forecastT1 } from '../../server/standards/forecast.ts'
import { INTERVAL_MS } from '../../server/standards/tally.ts'
import { liveADay } from './a-day.ts'

const OPENS = Date.parse('2026-11-23T09:00:00+09:00')
const HALF_HOUR = 2 * INTERVAL_MS
const EDGE = 6000
const LOOKS = 17
/** A half hour with fewer decided calls says little. */
const FEW = 5

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
const misses = (pairs: readonly { said: number; happened: number }[]) => mean(pairs.map(({ said, happened }) => Math.abs(said - happened)))

describe('a simulated day against its forecasts', function () {
  this.timeout(600_000)

  it('turns out as was foretold each half hour, better than as the day had been so far; and as the formula has it, from what then happened', async () => {
    const looks: { at: number; forecast: ForecastView; soFar: number | null }[] = []
    const atWork: { at: number; people: number }[] = []
    const day = await liveADay({
      seed: 5, calls: 300, staff: 4,
      opened(app, clock) {
        for (let n = 1; n <= LOOKS; n++) {
          clock.wakeAt(OPENS + n * HALF_HOUR, () => {
            const { forecast, t1 } = app.pictures.wallboard()
            looks.push({ at: clock.now(), forecast, soFar: t1.strict.rate })
          })
        }
        for (let at = OPENS; at < OPENS + (LOOKS + 1) * HALF_HOUR; at += 300_000) {
          clock.wakeAt(at, () => atWork.push({ at, people: app.pictures.wallboard().forecast.atWork }))
        }
      },
    })
    try {
      const then = (at: number) => [at, at + INTERVAL_MS].map((start) => day.app.floor.tally(start))
      const halfHours = looks.flatMap(({ at, forecast, soFar }) => {
        const quarters = then(at)
        const kept = quarters.reduce((sum, { t1_kept }) => sum + t1_kept, 0)
        const decided = kept + quarters.reduce((sum, { t1_broken }) => sum + t1_broken, 0)
        if (forecast.now === null || soFar === null || decided < FEW) return []
        // With as many calls and people as there were: what is left is what the formula itself does not know.
        const perHour = quarters.reduce((sum, { received }) => sum + received, 0) * 2
        const people = mean(atWork.filter((one) => one.at >= at && one.at < at + HALF_HOUR).map((one) => one.people))
        const [fewer, more] = [Math.floor(people), Math.floor(people) + 1].map((n) => forecastT1({ ...forecast.sample, perHour }, n, EDGE, true).now!) as [number, number]
        const inHindsight = fewer + (more - fewer) * (people - Math.floor(people))
        return [{ at, forecast, soFar, inHindsight, happened: kept / decided, decided }]
      })
      if (process.env['FORECASTS']) {
        console.table(halfHours.map(({ at, forecast: { now, withoutOne, atWork, sample }, soFar, inHindsight, happened, decided }) => ({
          at: new Date(at + 9 * 3_600_000).toISOString().slice(11, 16), atWork, perHour: sample.perHour, handlingMs: sample.handlingMs, now, withoutOne,
          soFar: soFar.toFixed(3), inHindsight: inHindsight.toFixed(3), happened: happened.toFixed(3), decided,
        })))
      }
      expect(halfHours.length, 'half hours that were foretold').to.be.at.least(12)
      const of = (say: (one: (typeof halfHours)[number]) => number) => misses(halfHours.map((one) => ({ said: say(one), happened: one.happened })))
      const [foretold, soFar, always, formula] = [of(({ forecast }) => forecast.now!), of((one) => one.soFar), of(() => 1), of((one) => one.inHindsight)]
      const bias = mean(halfHours.map(({ inHindsight, happened }) => inHindsight - happened))
      const found = `missed by ${[foretold, soFar, always, formula].map((n) => n.toFixed(3)).join(', ')} (forecast, day so far, always 100 %, formula); bias of the formula ${bias.toFixed(3)}`
      expect(foretold, found).to.be.below(0.22)
      expect(foretold, found).to.be.below(soFar)
      expect(foretold, found).to.be.below(always)
      expect(formula, found).to.be.below(0.15)
      expect(Math.abs(bias), found).to.be.below(0.08)
      // A day is only worth it if people came and went.
      expect(new Set(halfHours.map(({ forecast }) => forecast.atWork)).size).to.be.at.least(3)
    } finally {
      await day.close()
    }
  })
})
