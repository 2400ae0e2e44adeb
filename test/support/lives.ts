import { copyFileSync } from 'node:fs'
import { type Logger, pino } from 'pino'
import type { WoundClock } from '../../scripts/simulator/clock.ts'
import type { World } from '../../scripts/simulator/world.ts'
import { type App, createApp } from '../../server/app.ts'
import type { AgentId } from '../../server/calls/events.ts'
import type { Clock } from '../../server/clock.ts'
import { readConfig } from '../../server/config.ts'
import { decideReach } from '../../server/phone/heartbeats.ts'
import type { AlertRule } from '../../server/protocol/alerts.ts'
import { ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL } from './line.ts'

export interface LivesOptions {
  clock: WoundClock
  world: World
  /** Of the database; the first process begins with it. */
  file: string
  settings?: Record<string, string>
  log?: Logger
  /** Told of each process before it begins to take requests. */
  opened?: (app: App, clock: Clock) => void
  /** Rules of alerts; left out: those a new line brings with it. */
  alertRules?: readonly AlertRule[]
}

export type Lives = Awaited<ReturnType<typeof beginLives>>

/** The service at the simulated Twilio's other end, one process after another: each can be killed at any instant, and the next goes on from what it left. */
export async function beginLives({ clock, world, settings, log = pino({ level: 'silent' }), opened, alertRules, ...options }: LivesOptions) {
  let { file } = options
  /** One process: it has its own line to Twilio's REST API, and time that stops with it. */
  const begin = async () => {
    let alive = true
    const restUrl = await world.start()
    const its: Clock = {
      now: () => clock.now(),
      wakeAt: (moment, wake) => (alive ? clock.wakeAt(moment, () => { if (alive) wake() }) : () => {}),
    }
    const config = readConfig({
      PORT: '0', HOST: '127.0.0.1', PUBLIC_URL, DATABASE_URL: `file:${file}`, SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'silent',
      TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, TWILIO_API_URL: restUrl, ...settings,
    })
    // No desk page beats here: that one has fallen silent is said by `reach`.
    const app = await createApp(config, { clock: its, log, elapsed: () => 0, ...(alertRules && { alertRules }) })
    opened?.(app, its)
    const { port } = await app.start()
    world.connectTo(`http://127.0.0.1:${port}`)
    for (const listener of beginnings) listener(app)
    return {
      app, port,
      end() {
        alive = false
        world.cutOff(restUrl)
      },
    }
  }
  const beginnings: ((app: Awaited<ReturnType<typeof createApp>>) => void)[] = []
  const burials: Promise<void>[] = []
  let life: Awaited<ReturnType<typeof begin>> | null = await begin()
  let last = life
  let number = 1
  /** The next process while it starts: time stands still until it is there. */
  let starting: Promise<void> | null = null
  clock.awaits(async () => {
    if (!starting) return
    await starting
    starting = null
    await world.settled()
  })

  return {
    /** The process that lives, or the last that did. */
    get app() { return last.app },
    get port() { return last.port },
    get file() { return file },
    get alive() { return life !== null },
    /** Told of every process that begins from now on. */
    onBegin: (listener: (typeof beginnings)[number]) => void beginnings.push(listener),
    /** For the world: nothing is under way inside of us. */
    idle: async () => { await life?.app.idle() },
    /**
     * The process is killed, this very instant, wherever it is: what is left is the database file and its log, as `kill -9` leaves
     * them; what it had asked Twilio for was done, and nobody noted it. Another process begins with them after `downMs`.
     */
    kill(downMs: number) {
      if (!life) return
      const left = `${options.file}-${++number}`
      for (const part of ['', '-wal']) copyFileSync(file + part, left + part)
      file = left
      life.end()
      burials.push(life.app.stop(0).catch(() => {}))
      life = null
      clock.wakeAt(clock.now() + downMs, () => { starting = begin().then((next) => void (last = life = next)) })
    },
    /** The desk page of somebody has told nothing for as long as its lease lasts, or does so again. */
    async reach(account: string, reasons: Parameters<typeof decideReach>[2]) {
      await life?.app.intake.take({ key: null, decide: (floor, now) => decideReach(floor, account as AgentId, reasons, now) })
    },
    async stop() {
      await starting
      await Promise.all([...(life ? [life.app.stop(0)] : []), ...burials])
    },
  }
}
