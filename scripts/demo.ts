import { isHoliday } from '@hyunbinseo/holidays-kr'
import { DateTime } from 'luxon'
import { type Declared, isReady } from '../server/agents/state.ts'
import { createApp } from '../server/app.ts'
import type { AgentId } from '../server/calls/events.ts'
import { systemClock } from '../server/clock.ts'
import { type Config, readConfig } from '../server/config.ts'
import { importPeople } from '../server/people/import.ts'
import { COLLEAGUES_WITH_MOBILES, PASSED_ON_TO, PASSWORD, PEOPLE_FILE, ROSTER, VISITOR } from './demo/people.ts'
import { offerPhones } from './demo/phones.ts'
import { momentOf } from './simulator/arrivals.ts'
import { matterBy } from './simulator/callers.ts'
import { windClock } from './simulator/clock.ts'
import { randomBy } from './simulator/random.ts'
import { createWorld } from './simulator/world.ts'

/**
 * The demo: the service as it is, and around it a simulated Twilio with callers and colleagues, in one process and on one
 * clock. The clock is wound from nine in the morning to now within seconds; then the day goes on in real time.
 */

const CALLS_A_DAY = 640
/** After this long somebody calls for a visitor who is ready. */
const LONGEST_IDLE_MS = 15_000
/** Outside these the demo shows an afternoon instead of an empty office. */
const OFFICE = { from: 9.5, to: 17.25, otherwise: 14.5 }
/** Cheap on purpose: the password is printed below. */
const CHEAP_HASH = { ln: 12, r: 8, p: 1 }
const ACCOUNT = { sid: `AC${'5'.repeat(32)}`, authToken: 'demo-token-of-nobody-at-all' }

const read = readConfig(process.env)
if (read.telephony.kind !== 'demo') throw new Error('the demo is not for a line with credentials')
const { seed, speed } = read.telephony

const zone = read.timeZone
const realNow = DateTime.now().setZone(zone)
const date = await workingDay(realNow)
const hour = realNow.hour + realNow.minute / 60
const until = momentOf(date, '00:00') + 3_600_000 * (hour >= OFFICE.from && hour < OFFICE.to ? hour : OFFICE.otherwise)

const clock = Object.assign(windClock(momentOf(date, '08:50')), { speed: 1 })
const config: Config = {
  ...read,
  // In memory, gone at the end: two demos do not meet, and no setting can lead one to a real line's file.
  databaseFile: ':memory:',
  sessionSecret: crypto.randomUUID(),
  simulated: true,
  logLevel: process.env['LOG_LEVEL'] ? read.logLevel : 'error',
  line: { ...read.line, hours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ from: 9 * 60, to: 18 * 60 }]])), wrapUpMs: 120_000 },
  // So that rules can choose somebody: the simulated network carries their messages, and nobody gets them.
  alerts: { ...read.alerts, texts: { to: COLLEAGUES_WITH_MOBILES, from: { from: '+15005550006' }, perDay: 40 } },
  telephony: { kind: 'twilio', accountSid: ACCOUNT.sid, authToken: ACCOUNT.authToken, authTokenSecondary: null, apiKey: null, apiUrl: null },
}

let idle = async () => {}
const world = createWorld({
  clock, seed, publicUrl: config.publicUrl, serverAddress: `http://127.0.0.1:${config.port}`, account: ACCOUNT,
  number: config.line.called, roster: ROSTER, transferTo: PASSED_ON_TO, cadenceMs: config.line.cadenceMs, idle: () => idle(),
  faults: { callbacks: { duplicated: 0.05 } },
})
const restUrl = await world.start()
const app = await createApp({ ...config, telephony: { ...config.telephony, apiUrl: restUrl } as Config['telephony'] }, { clock, sessionClock: systemClock })
idle = () => app.idle()
const imported = await importPeople(app.database, PEOPLE_FILE, CHEAP_HASH)
if (!imported.ok) throw new Error(JSON.stringify(imported.problems))
app.readStaff()
const { port } = await app.start()
const morning = Promise.withResolvers<void>()
const visitors = offerPhones(
  app.gateway.room('/demo-phone'), world, (account) => app.floor.staff.find(({ id }) => id === account)?.endpoint.kind === 'browser',
  (account) => meansReady(app.floor.agent(account as AgentId).declared), morning.promise,
)

console.log(`
  ━━ 모의 · SIMULATED ━━  전화망, 발신자, 상담사가 모두 가상입니다. Telephone network, callers and agents are all simulated.

  상담 화면 · desk      http://localhost:${port}/desk        ${VISITOR.account}  (상담사: 직접 받아 보십시오 · answer calls yourself)
  전광판 · wallboard    http://localhost:${port}/wallboard   supervisor  (감독자)    wall  (전광판 화면 · display)
  비밀번호 · password   ${PASSWORD}

  같은 하루 · the same day again   DEMO_SEED=${seed}        빠르게 · faster   DEMO_SPEED=10
  실제 회선 · a real line          .env.example → .env

  오늘 아침을 빠르게 지나는 중입니다. 화면은 이미 열립니다. The morning is being played, up to a minute; the pages are open already.
`)

let stopping = false
const stop = () => {
  if (stopping) return
  stopping = true
  clock.halt()
  Promise.all([app.stop(300), world.stop()]).then(() => process.exit(0), () => process.exit(1))
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)

world.live({ date, calls: CALLS_A_DAY })
const began = performance.now()
clock.speed = 1000
await clock.run({ until })
clock.speed = speed
clock.pace(speed)
morning.resolve()
callForVisitors()
console.log(`  ${DateTime.fromMillis(until, { zone }).toFormat('HH:mm')} · 오늘 ${app.pictures.wallboard().counts.received}건을 ${((performance.now() - began) / 1000).toFixed(1)}초에 지나왔습니다. The morning has been played; from here on time is ${speed === 1 ? 'real' : `${speed} × real`}.\n`)

// The office closes in the evening; the demo goes on with the next morning.
for (let day = DateTime.fromISO(date, { zone }); !stopping;) {
  await clock.run({ until: day.set({ hour: 18, minute: 30 }).toMillis() })
  clock.halt()
  const next = DateTime.fromISO(await workingDay(day.plus({ days: 1 })), { zone })
  world.live({ date: next.toISODate()!, calls: CALLS_A_DAY })
  await clock.run({ until: next.set({ hour: 9, minute: 30 }).toMillis() })
  clock.pace(speed)
  day = next
}

/** Whoever tries a desk is not kept waiting by chance: when nobody has called for a while, somebody does. */
function callForVisitors(): void {
  const random = randomBy(seed).stream('for visitors')
  let called = -Infinity
  setInterval(() => {
    const now = clock.now()
    const idleSince = visitors().map((account) => app.floor.agent(account as AgentId)).filter((agent) => isReady(agent, now) && app.floor.partsOf(agent.id).size === 0)
      .map(({ declared, idleSince }) => Math.max(declared.since, idleSince))
    if (idleSince.length === 0 || now - Math.max(called, Math.min(...idleSince)) < LONGEST_IDLE_MS) return
    called = now
    world.callIn({ matter: matterBy(random) })
  }, 1000).unref()
}

/** Also who was set away because nothing reached them while the morning flew by. */
function meansReady(declared: Declared): boolean {
  return declared.state === 'ready' || (declared.state === 'away' && declared.reason === 'not-answering')
}

/** Today, or the next day on which the line is open: on a holiday the demo would show closed doors. */
async function workingDay(day: DateTime): Promise<string> {
  const date = day.toISODate()!
  const closed = await isHoliday(date as `${number}-${number}-${number}`).catch(() => false)
  return closed ? workingDay(day.plus({ days: 1 })) : date
}
