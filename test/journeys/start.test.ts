import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { startLine } from '../support/line.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')
const GOOD = {
  PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: 'http://desk.test', SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'info',
  TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'test-token-0123456789',
}

describe('starting and stopping', () => {
  let folder: string
  let child: ChildProcess | null = null
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'third-ring-start-'))))
  afterEach(() => {
    child?.kill('SIGKILL')
    child = null
    rmSync(folder, { recursive: true, force: true })
  })
  const environment = (settings: Record<string, string>) =>
    ({ PATH: process.env['PATH'], DATABASE_URL: `file:${join(folder, 'line.db')}`, ...settings })
  /** @returns what it printed until a line fits, and what it ends with */
  const start = (file: string, settings: Record<string, string>, wanted: RegExp) => {
    child = spawn(process.execPath, [file], { env: environment(settings), stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child!.once('exit', (code, signal) => resolve({ code, signal }))
    })
    let text = ''
    const found = new Promise<RegExpExecArray>((resolve, reject) => {
      child!.stdout!.on('data', (chunk: Buffer) => {
        const match = wanted.exec(text += chunk)
        if (match) resolve(match)
      })
      void ended.then(({ code }) => reject(new Error(`it ended with ${code}: ${text}`)))
    })
    return { found, ended, child: child! }
  }

  it('with wrong settings says all that is wrong, keeps secrets to itself, and gives up for good', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [MAIN], {
      encoding: 'utf8',
      env: environment({
        ...GOOD, PORT: '80800', PUBLIC_URL: 'desk.example.kr', TWILIO_AUTH_TOKEN: 'short', SESSION_SECRET: 'too-short-a-secret',
        LINE_HOURS: 'mon-fri 9-18', TIME_ZONE: 'Asia/Soul', RING_STRATEGY: 'whoever', DATABASE_URL: 'mysql://x',
        TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}`,
      }),
    })
    expect(status).to.equal(78)
    expect(stdout).to.equal('')
    for (const name of ['PORT', 'PUBLIC_URL', 'TWILIO_AUTH_TOKEN', 'SESSION_SECRET', 'LINE_HOURS', 'TIME_ZONE', 'RING_STRATEGY', 'DATABASE_URL']) {
      expect(stderr).to.match(new RegExp(`^ {2}- ${name} `, 'm'))
    }
    expect(stderr).to.contain('TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET belong together')
    expect(stderr).to.contain('"Asia/Soul"').and.contain('.env.example')
    expect(stderr).not.to.contain('too-short-a-secret').and.not.to.contain('"short"')
    expect(stderr, 'no stack trace for a wrong setting').not.to.match(/^ {4}at /m)
  })

  it('without the settings of a real line in production says which are missing', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN], { encoding: 'utf8', env: environment({ NODE_ENV: 'production' }) })
    expect(status).to.equal(78)
    for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'PUBLIC_URL', 'SESSION_SECRET']) expect(stderr).to.contain(`${name} is missing`)
  })

  it('serves, and on SIGTERM ends by itself; the database is whole', async () => {
    const { found, ended, child } = start(MAIN, GOOD, /"port":(\d+)/)
    const port = Number((await found)[1])
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).to.equal(200)
    child.kill('SIGTERM')
    expect(await ended).to.deep.equal({ code: 0, signal: null })
    expect(readFileSync(join(folder, 'line.db')).subarray(0, 15).toString()).to.equal('SQLite format 3')
    expect(() => readFileSync(join(folder, 'line.db-wal')), 'everything is in the file itself').to.throw('ENOENT')
  })

  it('ends although somebody holds a request open and sends nothing', async () => {
    const line = await startLine()
    const { cookie } = await line.login('mina')
    const sockets = await Promise.all([
      '',
      'POST /twilio/voice HTTP/1.1\r\nhost: desk.test\r\ncontent-length: 100\r\n\r\nCallSid=',
      // A browser that has gone to sleep: it does not even say good-bye.
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: desk.test\r\nconnection: Upgrade\r\nupgrade: websocket\r\n'
      + `sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\ncookie: ${cookie}\r\n\r\n`,
    ].map((text) =>
      new Promise<ReturnType<typeof connect>>((resolve) => {
        const socket = connect(line.port, '127.0.0.1', () => (socket.write(text || ' '), resolve(socket)))
        socket.on('error', () => {})
      })))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const late = new Promise<string>((resolve) => setTimeout(() => resolve('still waiting'), 5000).unref())
    const stopped = await Promise.race([line.stop().then(() => 'stopped'), late])
    for (const socket of sockets) socket.destroy()
    expect(stopped).to.equal('stopped')
  })
})
