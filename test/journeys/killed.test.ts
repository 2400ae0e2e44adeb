import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { connect } from '../../server/database/connect.ts'
import { openJournal } from '../../server/journal/journal.ts'
import { createTestClock, MONDAY_NINE } from '../support/clock.ts'
import { ACCOUNT_SID, AGENTS, AUTH_TOKEN, CALLED, fillRoster, newSid, PASSWORD, PUBLIC_URL, signed, startLine } from '../support/line.ts'
import { stampOf } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

const SERVE = join(import.meta.dirname, '../support/serve.ts')
const ROUNDS = 6
const CALLERS_AT_ONCE = 6

interface Asked { path: string; fields: Record<string, string> }
interface Acknowledged extends Asked { status: number; body: string }

describe('when the process is killed in the middle of its work', () => {
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-killed-'))
  const file = join(folder, 'line.db')
  const ahead = MONDAY_NINE - Date.now()
  const now = () => Date.now() + ahead
  let child: ChildProcess | null = null
  let port = 0
  let agent = new Agent()
  after(() => {
    child?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  const start = async () => {
    child = spawn(process.execPath, [SERVE], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'], PORT: '0', HOST: '127.0.0.1', PUBLIC_URL, DATABASE_URL: `file:${file}`, SESSION_SECRET: 's'.repeat(32),
        LOG_LEVEL: 'error', TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, LINE_HOURS: 'always', WRAP_UP_SECONDS: '0',
        CLOCK_AHEAD_MS: String(ahead),
      },
    })
    port = await new Promise<number>((resolve, reject) => {
      child!.once('exit', (code) => reject(new Error(`it did not start: ${code}`)))
      child!.stdout!.on('data', (chunk: Buffer) => {
        const said = /port (\d+)/.exec(String(chunk))
        if (said) resolve(Number(said[1]))
      })
    })
    agent = new Agent({ keepAlive: true })
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const gone = new Promise((resolve) => child!.once('exit', resolve))
    child!.kill(signal)
    await gone
    agent.destroy()
  }
  /** Null when there was no answer: the request may have been taken in or not. */
  const send = (method: string, path: string, body: string | null, headers: Record<string, string>) =>
    new Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> } | null>((resolve) => {
      const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) }
      const asking = request({ host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }))
        response.on('error', () => resolve(null))
      })
      asking.on('error', () => resolve(null))
      asking.end(body ?? undefined)
    })
  const twilio = ({ path, fields }: Asked) => {
    const [url = ''] = path.replace(PUBLIC_URL, '').split('#')
    const form = { AccountSid: ACCOUNT_SID, ...fields }
    return send('POST', url, new URLSearchParams(form).toString(), signed(url, form))
  }

  /** A caller who goes on with the same story after a restart, as Twilio's retries would. */
  const newCaller = (n: number) => {
    const call = { CallSid: newSid(), From: `+8210${String(20_000_000 + n)}`, To: CALLED, Direction: 'inbound' }
    const steps: (() => Asked)[] = [() => ({ path: '/twilio/voice', fields: { ...call, CallStatus: 'ringing' } })]
    let under: Asked | null = null
    const caller = {
      answered: false,
      done: () => steps.length === 0,
      /** @returns the request and its answer, or null when there was none */
      async step(): Promise<Acknowledged | null> {
        under ??= steps[0]!() // the same request, stamp and all, until it is acknowledged
        const answer = await twilio(under)
        if (!answer) return null
        const acknowledged = { ...under, ...answer }
        under = null
        steps.shift()
        if (acknowledged.path === '/twilio/voice') caller.follow(answer.body)
        return acknowledged
      },
      follow(document: string) {
        const phones = [...document.matchAll(/statusCallback="([^"]*)"/g)].map(([, url]) => ({ url: url!.replaceAll('&amp;', '&'), leg: newSid() }))
        const report = (phone: { url: string; leg: string }, status: string) => () =>
          ({ path: phone.url, fields: { CallSid: phone.leg, CallStatus: status, Timestamp: stampOf(now()) } })
        const mine = phones[n % Math.max(1, phones.length)]
        if (mine) {
          caller.answered = true
          const action = /action="([^"]*)"/.exec(document)![1]!.replaceAll('&amp;', '&')
          for (const phone of phones) steps.push(report(phone, 'ringing'))
          steps.push(report(mine, 'in-progress'))
          for (const phone of phones) if (phone !== mine) steps.push(report(phone, 'canceled'))
          steps.push(report(mine, 'completed'), () => ({
            path: action, fields: { ...call, CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: mine.leg },
          }))
        }
        steps.push(() => ({ path: '/twilio/status', fields: { ...call, CallStatus: 'completed', CallDuration: '1', Timestamp: stampOf(now()) } }))
      },
    }
    return caller
  }
  type Caller = ReturnType<typeof newCaller>

  it(`loses nothing that it acknowledged, counts nothing twice, and goes on where it was (${ROUNDS} times)`, async function killed() {
    this.timeout(90_000)
    await fillRoster(file, AGENTS)
    await start()
    let cookie = ''
    for (const { account } of AGENTS) {
      const session = await send('POST', '/api/v1/session', JSON.stringify({ account, password: PASSWORD }), { 'content-type': 'application/json' })
      cookie = String(session!.headers['set-cookie']).split(';')[0]!
      const ready = await send('PUT', '/api/v1/agents/me/state', '{"state":"ready"}', { 'content-type': 'application/json', cookie })
      expect(ready!.status).to.equal(204)
    }
    const live = async () => JSON.parse((await send('GET', '/api/v1/live', null, { cookie }))!.body)

    const callers: Caller[] = []
    const current: Caller[] = []
    let random = 7
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged: Acknowledged[] = []
      const place = async (i: number) => {
        for (;;) {
          if (!current[i] || current[i].done()) callers.push(current[i] = newCaller(callers.length))
          const taken = await current[i].step()
          if (!taken) return
          expect(taken.status, taken.body).to.be.oneOf([200, 204])
          acknowledged.push(taken)
        }
      }
      const load = Promise.all(Array.from({ length: CALLERS_AT_ONCE }, (_, i) => place(i)))
      random = (random * 48271) % 2147483647
      await new Promise((resolve) => setTimeout(resolve, 150 + (random % 400)))
      await end('SIGKILL')
      await load
      expect(acknowledged.length, 'some work was done').to.be.above(10)

      await start()
      const before = await live()
      for (const asked of acknowledged) {
        const again = await twilio(asked)
        expect([again!.status, again!.body], `round ${round}: ${asked.path}`).to.deep.equal([asked.status, asked.body])
      }
      const after = await live()
      expect(after.seq, 'a request that was acknowledged was kept').to.equal(before.seq)
      expect(after.conserved).to.equal(true)
      const talking = after.agents.filter(({ state }: { state: string }) => state === 'talking').length
      expect(after.counts.inProgress + talking, 'no more calls are open than there are callers').to.be.at.most(CALLERS_AT_ONCE)
    }
    // Those whose call was cut off by the last kill go on to their end, and all of them are there.
    for (const caller of current) while (!caller.done()) expect(await caller.step()).not.to.equal(null)
    const { counts } = await live()
    const answered = callers.filter((caller) => caller.answered).length
    expect(counts).to.include({ received: callers.length, answered, abandoned: callers.length - answered, inProgress: 0, outOfHours: 0, refused: 0 })
    expect(answered).to.be.above(ROUNDS)
    await end('SIGTERM')

    const database = connect(file)
    expect(openJournal(database).verify(), 'the hash chain').to.equal(null)
    await database.close()
    const line = await startLine({ file, people: [], clock: createTestClock(now()), settings: { LINE_HOURS: 'always', WRAP_UP_SECONDS: '0' } })
    expect(line.app.floor.calls.size).to.equal(0)
    expect(line.live().counts).to.deep.equal(counts)
    expectSound(line)
    await line.stop()
  })
})
