import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { connect } from '../../server/database/connect.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import { openJournal } from '../../server/journal/journal.ts'
import { aRule } from '../alerts/given.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { ACCOUNT_SID, AGENTS, AUTH_TOKEN, CALLED, fillRoster, newSid, PUBLIC_URL, signed } from '../support/line.ts'

const SERVE = join(import.meta.dirname, '../support/serve.ts')

describe('when the process is killed between raising an alert and hearing that the webhook has it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-alerts-killed-'))
  const file = join(folder, 'line.db')
  let child: ChildProcess | null = null
  const heard: { id: string; body: string }[] = []
  let onPost = () => {}
  let answers = false
  const ears = createServer((incoming, outgoing) => {
    let body = ''
    incoming.on('data', (part: Buffer) => { body += part })
    incoming.on('end', () => {
      heard.push({ id: String(incoming.headers['x-third-ring-id']), body })
      if (answers) outgoing.writeHead(204).end()
      onPost()
    })
  })
  const nextPost = () => new Promise<void>((resolve) => { onPost = resolve })
  before(async () => {
    await new Promise<void>((resolve) => void ears.listen(0, '127.0.0.1', resolve))
    await fillRoster(file, AGENTS)
  })
  after(() => {
    child?.kill('SIGKILL')
    ears.close()
    ears.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  })
  const start = async (): Promise<number> => {
    child = spawn(process.execPath, [SERVE], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'], PORT: '0', HOST: '127.0.0.1', PUBLIC_URL, DATABASE_URL: `file:${file}`, SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'error',
        TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, LINE_HOURS: 'always', CLOCK_AHEAD_MS: String(MONDAY_NINE - Date.now()),
        ALERT_WEBHOOKS: `ops=http://127.0.0.1:${(ears.address() as AddressInfo).port}/`, ALERT_WEBHOOK_SECRET: 'x'.repeat(32),
        ALERT_RULES: JSON.stringify([aRule({ id: 'crowd', figure: 'waiting', threshold: 0, webhook: 'ops' })]),
      },
    })
    return new Promise((resolve, reject) => {
      child!.once('exit', (code) => reject(new Error(`it did not start: ${code}`)))
      child!.stdout!.on('data', (chunk: Buffer) => {
        const said = /port (\d+)/.exec(String(chunk))
        if (said) resolve(Number(said[1]))
      })
    })
  }
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const gone = new Promise((resolve) => child!.once('exit', resolve))
    child!.kill(signal)
    await gone
  }

  it('it is told again by the next, under the same id and in the same words, and raised no second time', async () => {
    const port = await start()
    const form = { AccountSid: ACCOUNT_SID, CallSid: newSid(), From: '+821012345678', To: CALLED, Direction: 'inbound', CallStatus: 'ringing' }
    const first = nextPost()
    await new Promise<void>((resolve, reject) => {
      const body = new URLSearchParams(form).toString()
      request({ host: '127.0.0.1', port, method: 'POST', path: '/twilio/voice', headers: { ...signed('/twilio/voice', form), 'content-length': String(Buffer.byteLength(body)) } },
        (answer) => void answer.resume().on('end', resolve)).on('error', reject).end(body)
    })
    await first
    await kill('SIGKILL')
    answers = true
    const again = nextPost()
    await start()
    await again
    await kill('SIGTERM')
    expect(heard).to.have.length(2)
    expect(heard[1], 'the same id, the same bytes: one who keeps books counts it once').to.deep.equal(heard[0])

    const database = connect(file)
    const journal = openJournal(database)
    expect(journal.verify()).to.equal(null)
    expect(differences(database, recompute(journal))).to.deep.equal([])
    const types = journal.readAfter(0, 1000).map(({ event }) => event.type)
    expect([types.filter((type) => type === 'alert-raised').length, types.filter((type) => type === 'alert-rule-set').length]).to.deep.equal([1, 1])
    await database.close()
  }).timeout(30_000)
})
