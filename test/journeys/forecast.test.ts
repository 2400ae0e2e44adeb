import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { live as liveSchema } from '../../server/api/schemas.ts'
import type { AgentId } from '../../server/calls/events.ts'
import { INTERVAL_MS, intervalOf } from '../../server/standards/tally.ts'
import { createTestClock, type TestClock } from '../support/clock.ts'
import { AGENTS, fillRoster, type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

const SETTINGS = { WRAP_UP_SECONDS: '60' }

describe('the forecast of the third ring', function () {
  this.timeout(20_000)
  let folder: string
  let line: Line
  let clock: TestClock
  const open = async () => {
    line = await startLine({ file: join(folder, 'line.db'), clock, people: [], settings: SETTINGS })
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'third-ring-forecast-'))
    clock = createTestClock()
    await fillRoster(join(folder, 'line.db'), AGENTS)
    await open()
  })
  afterEach(async () => {
    expectSound(line)
    await line.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  type Api = Awaited<ReturnType<Line['login']>>['api']
  /** Rings for two seconds, talks for a minute, is written up in ten seconds. */
  const oneCall = async (account: string, api: Api) => {
    const call = await dial(line)
    for (const other of call.rung()) await call.alerts(other)
    await line.pass(2000, 2000)
    await call.answers(account)
    for (const other of call.rung()) if (other !== account) await call.stops(other, 'canceled')
    await line.pass(60_000, 60_000)
    await call.stops(account, 'completed')
    await call.ends('completed')
    await line.pass(10_000, 10_000)
    expect((await api('POST', '/agents/me/wrap-up', { outcome: 'resolved', note: '' })).status).to.equal(204)
  }
  const metric = async (labels: string) =>
    new RegExp(`^thirdring_forecast_ratio\\{${labels}\\} (\\S+)$`, 'm').exec((await line.send('GET', '/metrics', null)).body)?.[1] ?? null
  /** Of all that stands on disk, how long calls kept people busy. */
  const handled = () => (line.app.database.writer.prepare('select sum(handled_ms) as ms from tallies').get() as { ms: number }).ms

  it('is unknown until the day has shown enough, then the same on the board, the desk, over the API and in the metrics', async () => {
    await line.ready('mina', 'jun')
    const { api } = await line.login('mina')
    expect(line.live().forecast).to.deep.include({ now: null, withoutOne: null, atWork: 2, unknown: 'few-calls' })
    expect(await metric('with="now"')).to.equal(null)
    for (let i = 0; i < 24; i++) await oneCall('mina', api)
    expect(handled(), 'talk and wrap-up, each call when it was written up').to.equal(24 * 70_000)
    // A quarter that is not over does not count yet.
    const begun = clock.now() - intervalOf(clock.now())
    expect(begun).to.be.greaterThan(0)
    await line.pass(INTERVAL_MS - begun, INTERVAL_MS - begun)

    const { forecast } = line.live()
    expect(forecast.sample).to.include({ talks: 24, handlingMs: 72_000, bells: 24, pickedUp: 1, bellMs: 2000 })
    expect(forecast).to.include({ atWork: 2, unknown: null })
    expect(forecast.withoutOne).to.be.within(0.01, forecast.now! - 0.01)
    expect(forecast.withOneMore).to.be.within(forecast.now! + 0.001, 1)
    expect(await metric('with="now"')).to.equal(String(forecast.now))
    expect(await metric('with="without_one"')).to.equal(String(forecast.withoutOne))
    const told = await api('GET', '/live')
    expect(told.json().forecast).to.deep.equal(forecast)
    expect(liveSchema.shape.forecast.safeParse(told.json().forecast).error).to.equal(undefined)
    expect(line.app.pictures.desk('mina' as AgentId)?.forecast).to.deep.equal({ ...forecast, countsMe: true })
    expect(line.app.pictures.desk('sora' as AgentId)?.forecast, 'who is not at work would not be missed').to.deep.equal({ ...forecast, countsMe: false })

    // Whoever pauses is gone from it, and what was foretold without one is what is foretold now.
    expect((await api('PUT', '/agents/me/state', { state: 'away', reason: 'break' })).status).to.equal(204)
    expect(line.live().forecast).to.deep.include({ now: forecast.withoutOne, withOneMore: forecast.now, atWork: 1 })

    // The same after a restart, also when the sums had been thrown away and were worked out anew.
    const picture = () => JSON.stringify({ ...line.live(), asOf: 0 })
    const before = picture()
    await line.stop()
    await open()
    expect(picture()).to.equal(before)
    line.app.database.writer.exec('delete from tallies')
    await line.stop()
    await open()
    expect(picture()).to.equal(before)

    await line.pass(10 * 3_600_000, 3_600_000)
    expect(line.live().forecast).to.deep.include({ now: null, withoutOne: null, unknown: 'closed' })
  })

  it('takes wrap-up for as long as it may last until it is said to be over', async () => {
    await line.ready('mina')
    const call = await dial(line)
    await call.alerts('mina')
    await line.pass(2000)
    await call.answers('mina')
    await line.pass(30_000, 5000)
    await call.stops('mina', 'completed')
    await call.ends('completed')
    await line.settle()
    expect(line.app.floor.calls.size, 'the call has left the floor').to.equal(0)
    expect(handled()).to.equal(30_000 + 60_000)
    await line.pass(15_000, 5000)
    const { api } = await line.login('mina')
    await api('POST', '/agents/me/wrap-up', { outcome: 'resolved', note: '' })
    expect(handled()).to.equal(30_000 + 15_000)
    expect(line.app.floor.calls.size).to.equal(0)
  })
})
