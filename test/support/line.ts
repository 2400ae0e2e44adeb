import { mkdtempSync, rmSync } from 'node:fs'
import { request as ask } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import webhooks from 'twilio/lib/webhooks/webhooks.js'
import { createApp } from '../../server/app.ts'
import type { LegEnd, LegId } from '../../server/calls/events.ts'
import type { Address } from '../../server/calls/intents.ts'
import type { Clock } from '../../server/clock.ts'
import { type Config, readConfig } from '../../server/config.ts'
import { connect } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import { importPeople } from '../../server/people/import.ts'
import type { AlertRule } from '../../server/protocol/alerts.ts'
import { type Listed, type Telephony, TelephonyError } from '../../server/telephony/telephony.ts'
import { createTestClock, type TestClock } from './clock.ts'

/** A line under test: the whole service on real HTTP and a real SQLite file; only Twilio's REST and time are ours. */

export const ACCOUNT_SID = `AC${'a'.repeat(32)}`
export const AUTH_TOKEN = 'test-token-0123456789'
export const PUBLIC_URL = 'http://desk.test'
export const PASSWORD = 'correct horse battery'
export const CALLED = '+8216003248'

/** A telephone system that does as it is told and remembers it. */
export interface TestTelephony extends Telephony {
  asked: { do: 'redirect' | 'silence'; leg: LegId; url?: string }[]
  rung: { leg: LegId; address: Address }[]
  texts: { to: string; body: string; report: string }[]
  /** Thrown by the next requests, in order; null for none. */
  faults: (Error | null)[]
  legs: Map<LegId, LegEnd | 'running'>
  /** Twilio's own list of calls. */
  listed: Listed[]
}

export function createTestTelephony(): TestTelephony {
  const fault = () => {
    const next = telephony.faults.shift()
    if (next) throw next
  }
  const telephony: TestTelephony = {
    asked: [], rung: [], texts: [], faults: [], legs: new Map(), listed: [],
    async redirect(leg, url) {
      telephony.asked.push({ do: 'redirect', leg, url })
      fault()
    },
    async silence(leg) {
      telephony.asked.push({ do: 'silence', leg })
      fault()
    },
    async ring({ address }) {
      const leg = newSid() as LegId
      telephony.rung.push({ leg, address })
      fault()
      return leg
    },
    async placed(address) {
      return telephony.rung.filter((one) => JSON.stringify(one.address) === JSON.stringify(address)).map(({ leg }) => leg)
    },
    async text(asked) {
      const [next] = telephony.faults
      // What Twilio refuses, or has no time for, it has not done; after a lost answer it may have.
      if (!(next instanceof TelephonyError) || next.kind === 'uncertain') telephony.texts.push(asked)
      fault()
      return `SM${telephony.texts.length.toString(16).padStart(32, '0')}`
    },
    async texted({ to, body }) {
      const found = telephony.texts.findIndex((one) => one.to === to && one.body === body)
      return found < 0 ? null : `SM${(found + 1).toString(16).padStart(32, '0')}`
    },
    async ask(leg) {
      const state = telephony.legs.get(leg)
      return state === undefined ? null : { ended: state === 'running' ? null : state, answeredAt: null, endedAt: null }
    },
    async list() {
      fault()
      return telephony.listed
    },
  }
  return telephony
}

export interface Answer {
  status: number
  body: string
  headers: Record<string, string | string[] | undefined>
  json<T = any>(): T
}

export interface LineOptions {
  settings?: Record<string, string>
  people?: { account: string; role?: string; department?: string; endpoints?: object[] }[]
  clock?: Clock
  /** A database that goes on from an earlier line; it is not deleted at the end. */
  file?: string
  telephony?: TestTelephony
  config?: (config: Config) => Config
  /** Rules of alerts; none unless a test is about them. */
  alertRules?: readonly AlertRule[]
}

export const AGENTS = [{ account: 'mina' }, { account: 'jun' }, { account: 'sora' }]

export async function startLine(options: LineOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-'))
  const file = options.file ?? join(folder, 'line.db')
  const clock = (options.clock ?? createTestClock()) as TestClock
  const telephony = options.telephony ?? createTestTelephony()
  const read = readConfig({
    PORT: '0', PUBLIC_URL, DATABASE_URL: `file:${file}`, SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'silent',
    TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, HOST: '127.0.0.1', SELF_CHECK_SECONDS: '0', ...options.settings,
  })
  const config = options.config ? options.config(read) : read
  const people = options.people ?? AGENTS
  if (people.length > 0) await fillRoster(file, people)
  const app = await createApp(config, { clock, telephony, log: pino({ level: config.logLevel }), alertRules: options.alertRules ?? [] })
  const { port } = await app.start()

  const send = (method: string, path: string, body: string | null, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = ask({ host: '127.0.0.1', port, method, path, headers: { ...headers, ...(body !== null && { 'content-length': String(Buffer.byteLength(body)) }) } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers, json: () => JSON.parse(text) })
        })
      })
      request.on('error', reject)
      request.end(body ?? undefined)
    })

  /** A request as Twilio makes it, signed over the public address. `path` may be a whole URL taken from a document. */
  const twilio = async (path: string, fields: Record<string, string>): Promise<Answer> => {
    const [url = ''] = path.replace(PUBLIC_URL, '').split('#')
    const form = { AccountSid: ACCOUNT_SID, ApiVersion: '2010-04-01', ...fields }
    const answer = await send('POST', url, new URLSearchParams(form).toString(), signed(url, form))
    said.push({ path: url, fields, answer })
    return answer
  }
  /** Every request of Twilio so far, with our answer. */
  const said: { path: string; fields: Record<string, string>; answer: Answer }[] = []

  const login = async (account: string) => {
    const answer = await send('POST', '/api/v1/session', JSON.stringify({ account, password: PASSWORD }), { 'content-type': 'application/json' })
    const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? ''
    const api = (method: string, path: string, body?: unknown) =>
      send(method, `/api/v1${path}`, body === undefined ? null : JSON.stringify(body), { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) })
    return { status: answer.status, cookie, api }
  }

  /** Lets come to rest what was caused: commits, requests to the telephone system, and whatever they cause. */
  const settle = async () => {
    let seen = -1
    for (let quiet = 0; quiet < 3;) {
      await new Promise(setImmediate)
      await app.idle()
      const { requests, failures, waiting } = app.intake.figures
      const now = requests + failures
      quiet = now === seen && waiting === 0 ? quiet + 1 : 0
      seen = now
    }
  }

  return {
    app, clock, telephony, port, file, config, send, twilio, said, login, settle,
    /** Time goes on in steps, and whatever it wakes is done before it goes on further. */
    async pass(ms: number, stepMs = 250) {
      const end = clock.now() + ms
      while (clock.now() < end) {
        clock.pass(Math.min(stepMs, end - clock.now()))
        await settle()
      }
    },
    url: `http://127.0.0.1:${port}`,
    /** Everybody named is ready for calls. */
    async ready(...accounts: string[]) {
      for (const account of accounts) {
        const { api } = await login(account)
        const { status, body } = await api('PUT', '/agents/me/state', { state: 'ready' })
        if (status !== 204) throw new Error(`${account} could not become ready: ${status} ${body}`)
      }
    },
    live: () => app.pictures.wallboard(),
    async stop() {
      await app.stop(200)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Line = Awaited<ReturnType<typeof startLine>>

/** The headers of a form request as Twilio signs it. */
export const signed = (path: string, form: Record<string, string>, token = AUTH_TOKEN): Record<string, string> => ({
  'content-type': 'application/x-www-form-urlencoded',
  'x-twilio-signature': webhooks.getExpectedTwilioSignature(token, PUBLIC_URL + path, form),
})

/** Cheap hashes: what is under test is not scrypt. */
const CHEAP = { ln: 10, r: 8, p: 1 }

export async function fillRoster(file: string, people: NonNullable<LineOptions['people']>): Promise<void> {
  const database = connect(file)
  migrate(database.writer)
  const answer = await importPeople(database, {
    departments: [...new Set(['centre', ...people.map(({ department = 'centre' }) => department)])].map((id) =>
      ({ id, name: id === 'centre' ? { ko: '고객지원센터', en: 'Customer centre' } : { ko: `${id} 부서`, en: id } })),
    contacts: [{ id: 'forest', name: { ko: '산림청', en: 'Forest service' }, number: '042-481-0000' }],
    people: people.map(({ account, role = 'agent', department = 'centre', endpoints }) => ({
      account, name: `${account} 님`, role, department, password: PASSWORD,
      endpoints: endpoints ?? (role === 'agent' ? [{ kind: 'browser' }] : []),
    })),
  }, CHEAP)
  await database.close()
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
}

let calls = 0
/** A caller's or a phone's leg, as Twilio names it. */
export const newSid = (): string => `CA${(++calls).toString(16).padStart(8, '0')}${'f'.repeat(16)}${(calls * 7919 % 2 ** 32).toString(16).padStart(8, '0')}`
