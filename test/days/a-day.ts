import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Habits, steady } from '../../scripts/simulator/habits.ts'
import { windClock } from '../../scripts/simulator/clock.ts'
import type { PartialFaults } from '../../scripts/simulator/faults.ts'
import type { Switches } from '../../scripts/simulator/switches.ts'
import type { TransferTo } from '../../scripts/simulator/transferring.ts'
import type { TrueCall } from '../../scripts/simulator/truth.ts'
import { addressOf, type Colleague, createWorld } from '../../scripts/simulator/world.ts'
import type { App } from '../../server/app.ts'
import type { CallId, LegId } from '../../server/calls/events.ts'
import type { Clock } from '../../server/clock.ts'
import { storyOf } from '../../server/api/story.ts'
import type { AlertRule } from '../../server/protocol/alerts.ts'
import type { Summary } from '../../server/standards/tally.ts'
import { ACCOUNT_SID, AUTH_TOKEN, CALLED, fillRoster, PASSWORD, PUBLIC_URL } from '../support/line.ts'
import { beginLives } from '../support/lives.ts'
import { scratch } from '../support/scratch.ts'
import { sowMishaps } from './mishaps.ts'

export interface DayOptions {
  seed: number
  calls: number
  faults?: PartialFaults
  switches?: Partial<Switches>
  settings?: Record<string, string>
  /** ms between Twilio and us */
  latency?: { leastMs: number; mostMs: number }
  staff?: number
  habits?: Partial<Habits>
  /** Of the n-th of the staff; left out: all in one. */
  department?: (i: number) => string
  transferTo?: TransferTo[]
  /** Called when the service is open, before the day begins. */
  opened?: (app: App, clock: Clock) => void
  /** People who look on. */
  supervisors?: string[]
  /** Share of the steps of transfers at which something goes wrong. */
  mishaps?: number
  /** Rules of alerts; left out: those a new line brings with it. */
  alertRules?: readonly AlertRule[]
}

const DATE = '2026-11-23'
export const OPENS = Date.parse(`${DATE}T09:00:00+09:00`)
const CLOSES = Date.parse(`${DATE}T18:00:00+09:00`)

/** A day before its first call, on the wound clock: the service as it is, driven by the simulated Twilio over real HTTP. */
export async function beginADay(options: DayOptions) {
  const folder = scratch('day')
  const file = join(folder, 'day.db')
  const accounts = Array.from({ length: options.staff ?? 6 }, (_, i) => `agent${i + 1}`)
  const roster: Colleague[] = accounts.map((account, i) => ({
    account, password: PASSWORD, name: account, endpoint: endpointOf(i), habits: { ...steady, passesOn: 0, ...options.habits },
  }))
  await fillRoster(file, [
    ...roster.map(({ account, endpoint }, i) => ({ account, endpoints: [endpoint], ...(options.department && { department: options.department(i) }) })),
    ...(options.supervisors ?? []).map((account) => ({ account, role: 'supervisor' })),
  ])
  const clock = windClock(Date.parse(`${DATE}T08:30:00+09:00`))
  let idle = async () => {}
  const world = createWorld({
    clock, seed: options.seed, publicUrl: PUBLIC_URL, serverAddress: 'http://127.0.0.1:1', account: { sid: ACCOUNT_SID, authToken: AUTH_TOKEN },
    number: CALLED, roster, idle: () => idle(), open: (at) => at >= OPENS && at < CLOSES,
    ...(options.transferTo && { transferTo: options.transferTo }),
    ...(options.faults && { faults: options.faults }),
    ...(options.switches && { switches: options.switches }),
    ...(options.latency && { latency: options.latency }),
  })
  const lives = await beginLives({
    clock, world, file, log: pino({ level: process.env['DAY_LOG'] ?? 'silent' }), settings: { SELF_CHECK_SECONDS: '0', ...options.settings },
    ...(options.opened && { opened: options.opened }), ...(options.alertRules && { alertRules: options.alertRules }),
  })
  idle = lives.idle
  const mishaps = sowMishaps({
    seed: options.seed, share: options.mishaps ?? 0, clock, world, lives,
    addressOf: (account) => addressOf(roster.find((one) => one.account === account)!),
  })
  world.live({ date: DATE, calls: options.calls })
  return {
    app: lives.app, world, clock, lives, mishaps, url: `http://127.0.0.1:${lives.port}`,
    async close() {
      await lives.stop()
      await world.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A whole day; ends after everybody went home. */
export async function liveADay(options: DayOptions) {
  const { world, clock, lives, mishaps, close } = await beginADay(options)
  await clock.run({ until: CLOSES + 2 * 3_600_000 })

  const { app } = lives
  const rows = new Map((app.database.writer.prepare('select * from calls').all() as Summary[]).map((row) => [row.call, row]))
  const journal = createHash('sha256')
  for (const entry of app.journal.readAfter(0, 10_000_000)) journal.update(JSON.stringify(entry))
  return {
    app, world, clock, mishaps,
    truth: world.truth.calls(),
    /** What the service holds of a caller the simulator knows. */
    held(call: TrueCall) {
      const id = app.store.callOf(call.sid as LegId)
      const row = id === null ? undefined : rows.get(id)
      const decided = id === null ? null : storyOf(id as CallId, app.journal.eventsOf(id), new Map(), clock.now())?.promises.t1.decided
      return row && { ...row, decided }
    },
    rows,
    live: () => app.pictures.wallboard(),
    bytes: journal.digest('hex'),
    truthBytes: createHash('sha256').update(world.truth.json()).digest('hex'),
    close,
  }
}
export type LivedDay = Awaited<ReturnType<typeof liveADay>>

/** Mostly browsers; one desk phone and one SIP phone among them. */
function endpointOf(i: number): Colleague['endpoint'] {
  if (i === 3) return { kind: 'phone', number: '+82263930104' }
  if (i === 4) return { kind: 'sip', uri: 'sip:agent5@desk.invalid' }
  return { kind: 'browser' }
}
