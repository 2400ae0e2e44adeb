import { expect } from 'chai'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { io as connectSocket } from 'socket.io-client'
import type { Caller } from '../../scripts/simulator/caller.ts'
import { windClock } from '../../scripts/simulator/clock.ts'
import type { Faults, PartialFaults } from '../../scripts/simulator/faults.ts'
import type { Switches } from '../../scripts/simulator/switches.ts'
import { type Colleague, createWorld } from '../../scripts/simulator/world.ts'
import type { AgentId, CallId, LegId } from '../../server/calls/events.ts'
import { transfersOf } from '../../server/calls/arrangement.ts'
import { type Call, standing } from '../../server/calls/state.ts'
import { connect } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import { LEASE_MS } from '../../server/phone/reach.ts'
import { importPeople } from '../../server/people/import.ts'
import { judgeTransfer, transferRowsOf } from '../../server/standards/transfers.ts'
import { ACCOUNT_SID, AUTH_TOKEN, CALLED, PASSWORD, PUBLIC_URL } from '../support/line.ts'
import { beginLives } from '../support/lives.ts'
import { scratch } from '../support/scratch.ts'

/** A desk with people whose phones a test holds, the real service, and the simulated Twilio between them, on the wound clock. */

export const START = Date.parse('2026-11-23T10:00:00+09:00')
const CHEAP = { ln: 10, r: 8, p: 1 }

/** pat's. */
export const DESK_PHONE = '+82263930101'
const PEOPLE = [
  { account: 'mina', department: 'centre', endpoint: { kind: 'browser' } },
  { account: 'jun', department: 'centre', endpoint: { kind: 'browser' } },
  { account: 'tara', department: 'income', endpoint: { kind: 'browser' } },
  { account: 'tom', department: 'income', endpoint: { kind: 'browser' } },
  { account: 'pat', department: 'analysis', endpoint: { kind: 'phone', number: DESK_PHONE } },
] as const satisfies { account: string; department: string; endpoint: Colleague['endpoint'] }[]
/** Who watches over them: with a phone in the browser, on the desk, and with none. */
const OVERSEERS = [
  { account: 'boss', role: 'supervisor', endpoint: { kind: 'browser' } },
  { account: 'duty', role: 'supervisor', endpoint: { kind: 'phone', number: '+82263930202' } },
  { account: 'admin', role: 'administrator', endpoint: null },
  { account: 'wall', role: 'display', endpoint: null },
] as const satisfies { account: string; role: string; endpoint: Colleague['endpoint'] | null }[]
/** Who calls, unless somebody else is to. */
export const CALLER = '+821012345678'
export const CONTACT = '+82424810000'

export interface StageOptions {
  seed?: number
  switches?: Partial<Switches>
  faults?: PartialFaults
  /** Changed while the play goes on. */
  restFaults?: Faults['rest']
  settings?: Record<string, string>
  /** Who is ready from the beginning, as by `ready`. */
  ready?: readonly string[]
}

export type Stage = Awaited<ReturnType<typeof setTheStage>>

export async function onADesk(options: StageOptions, play: (stage: Stage) => Promise<void>): Promise<void> {
  const { ready = [] } = options
  const known = prepared.get(ready.join()) ?? prepare(ready)
  prepared.set(ready.join(), known)
  const { bytes, cookies } = await known
  await inAFolder('transfers', async (folder) => {
    writeFileSync(join(folder, FILE), bytes)
    const stage = await setTheStage(options, folder)
    for (const account of ready) stage.phone(account).register()
    for (const [account, theirs] of cookies) for (const [name, value] of theirs) stage.world.desk(account).cookies.set(name, value)
    try {
      await play(stage)
    } finally {
      await stage.close()
    }
  })
}

const FILE = 'desk.db'

async function inAFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = scratch(name)
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A database file, and the sessions that begin in it: made once, copied for every stage. */
interface Prepared { bytes: Buffer; cookies: Map<string, Map<string, string>> }

/** By those who are ready in it. */
const prepared = new Map<string, Promise<Prepared>>()

/** A line that nobody has called yet, with everybody signed in. */
const prepare = (ready: readonly string[]): Promise<Prepared> => inAFolder('prepared', async (folder) => {
  const database = connect(join(folder, FILE))
  migrate(database.writer)
  const imported = await importPeople(database, {
    departments: [
      { id: 'centre', name: { ko: '고객지원센터', en: 'Customer centre' }, number: '1600-3248' },
      { id: 'income', name: { ko: '산림소득지원실', en: 'Forest income' }, number: '02-6393-2553' },
      { id: 'analysis', name: { ko: '시험분석실', en: 'Testing and analysis' } },
    ],
    contacts: [{ id: 'forest', name: { ko: '산림청', en: 'Forest service' }, number: '042-481-0000' }],
    people: [
      ...PEOPLE.map(({ account, department, endpoint }) => ({ account, name: `${account} 님`, role: 'agent', department, password: PASSWORD, endpoints: [endpoint] })),
      ...OVERSEERS.map(({ account, role, endpoint }) => ({ account, name: `${account} 님`, role, department: 'centre', password: PASSWORD, endpoints: endpoint ? [endpoint] : [] })),
    ],
  }, CHEAP)
  await database.close()
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems))
  const stage = await setTheStage({}, folder)
  const cookies: Prepared['cookies'] = new Map()
  for (const { account } of PEOPLE) {
    await stage.world.desk(account).signIn()
    cookies.set(account, stage.world.desk(account).cookies)
  }
  await stage.ready(...ready)
  await stage.close()
  return { bytes: readFileSync(join(folder, FILE)), cookies }
})

async function setTheStage(options: StageOptions, folder: string) {
  const clock = windClock(START)
  let idle = async () => {}
  const world = createWorld({
    clock, seed: options.seed ?? 1, publicUrl: PUBLIC_URL, serverAddress: 'http://127.0.0.1:1', account: { sid: ACCOUNT_SID, authToken: AUTH_TOKEN },
    number: CALLED, roster: [
      ...PEOPLE.map(({ account, endpoint }) => ({ account, password: PASSWORD, name: account, endpoint })),
      ...OVERSEERS.map(({ account, endpoint }) => ({ account, password: PASSWORD, name: account, endpoint: endpoint ?? { kind: 'browser' as const }, supervises: true })),
    ],
    idle: () => idle(),
    keepRequests: true, ...(options.switches && { switches: options.switches }), ...(options.faults && { faults: options.faults }),
  })
  if (options.restFaults) world.faults.rest = options.restFaults
  for (const person of world.people.values()) person.leaveAlone()
  const lives = await beginLives({
    clock, world, file: join(folder, FILE), settings: { LINE_HOURS: 'always', METRICS_TOKEN: 'metrics-token-of-nobody', SELF_CHECK_SECONDS: '0', ...options.settings },
    log: pino({ level: process.env['DESK_LOG'] ?? 'silent' }),
  })
  idle = lives.idle

  const stage = {
    clock, world,
    get file() { return lives.file },
    get app() { return lives.app },
    /** Milliseconds since the beginning. */
    now: () => clock.now() - START,
    at: (ms: number) => clock.run({ until: START + ms }),
    pass: (ms: number) => clock.run({ until: clock.now() + ms }),
    phone: (account: string) => world.phone(account),
    /** Registered and ready; everybody is signed in from the beginning. */
    async ready(...accounts: string[]) {
      for (const account of accounts) {
        world.phone(account).register()
        await world.desk(account).ready()
      }
    },
    /** What a desk asks of a call. @returns the answer's status and, if refused, why */
    async ask(account: string, call: CallId, what: string, body: unknown = {}) {
      const answer = await world.desk(account).ask('POST', `/calls/${call}/${what}`, body)
      await world.settled()
      return { status: answer.status, because: (answer.body as { because?: string } | null)?.because ?? null }
    },
    call: (id: CallId): Call => lives.app.floor.call(id),
    idOf: (caller: Caller) => lives.app.store.callOf(caller.sid as LegId) as CallId,
    transfers: (id: CallId) => transferRowsOf(lives.app.floor.call(id)),
    judged: (id: CallId) => transfersOf(lives.app.floor.call(id)).map((transfer) => judgeTransfer(lives.app.floor.call(id), transfer, clock.now())),
    view: (account: string) => lives.app.pictures.desk(account as AgentId)!,
    /** A caller whom `account` answers after two seconds. */
    async talking(account: string, from = CALLER) {
      const caller = world.callIn({ from })
      await stage.pass(2000)
      expect(world.phone(account).answer(), `${account} is rung`).to.equal(true)
      await stage.pass(1000)
      return { caller, call: stage.idOf(caller) }
    },
    /** See `support/lives.ts`. */
    kill: (downMs = 600) => lives.kill(downMs),
    /** Somebody sits at a desk page that speaks for their telephone. */
    sitsDown: (account: string) => lives.reach(account, []),
    /** Presses "hang up" at that page: it says so first. */
    async putsDown(account: string, call: CallId) {
      const { sid } = world.phone(account).talking!
      const { status } = await stage.ask(account, call, 'put-down', { leg: sid })
      world.phone(account).hangUp()
      return status
    },
    /** The page goes, and its line with it, before anybody knows; another one comes in its place. */
    reloads(account: string) {
      world.phone(account).unregister()
      clock.wakeAt(clock.now() + 1500, () => {
        world.phone(account).register()
        void lives.reach(account, [])
      })
    },
    /** The same for good. */
    closes(account: string) {
      world.phone(account).unregister()
      clock.wakeAt(clock.now() + LEASE_MS, () => void lives.reach(account, ['no-heartbeat']))
    },
    /** Nothing is heard of somebody's desk page any more. */
    fallsSilent: (account: string) => lives.reach(account, ['no-heartbeat']),
    async metrics(): Promise<string> {
      return await (await fetch(`http://127.0.0.1:${lives.port}/metrics`, { headers: { authorization: 'Bearer metrics-token-of-nobody' } })).text()
    },
    /** Somebody's desk page or wallboard, as far as it talks to the server. */
    async socket(account: string, page: 'desk' | 'wallboard' = 'desk') {
      const answer = await fetch(`http://127.0.0.1:${lives.port}/api/v1/session`, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password: PASSWORD }),
      })
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!
      const socket = connectSocket(`http://127.0.0.1:${lives.port}/${page}`, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true })
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('connect_error', reject)
      })
      return socket
    },
    truth: (caller: Caller) => world.truth.call(caller.sid)!,
    /** Nothing is left of any call: no leg, no agent bound, figures as recomputed. */
    async expectAllOver() {
      await stage.pass(75_000)
      for (const call of world.truth.calls()) {
        expect(call.legs.filter(({ endedAt }) => endedAt === null).map(({ to, status }) => `${to} ${status}`), 'legs left').to.deep.equal([])
      }
      expect(world.truth.created().filter(({ endedAt }) => endedAt === null), 'legs of nobody').to.deep.equal([])
      expect([...lives.app.floor.talking], 'agents still talking').to.deep.equal([])
      expect([...lives.app.floor.calls.values()].map(({ now }) => now), 'calls on the floor').to.deep.equal([])
      expect([...lives.app.floor.engaged.keys()], 'agents engaged').to.deep.equal([])
      expect(lives.app.database.writer.prepare(`select count(*) as n from outbox where state = 'pending'`).get()).to.deep.equal({ n: 0 })
      expect(differences(lives.app.database, recompute(lives.app.journal))).to.deep.equal([])
    },
    standing: (id: CallId) => standing(lives.app.floor.call(id)),
    async close() {
      await lives.stop()
      await world.stop()
    },
  }
  return stage
}
