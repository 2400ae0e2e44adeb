import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { eventually, openPage, type OpenPage } from './page.ts'
import { readBoard } from './wall.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('the demo', function () {
  // Its morning lasts from nine to now: in the late afternoon, beside other tests, that is minutes.
  this.timeout(480_000)
  let browser: Browser
  let folder: string
  let demo: ChildProcess
  let open: OpenPage | null = null
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'third-ring-demo-test-'))))
  afterEach(async () => {
    await open?.close()
    open = null
    if (demo.exitCode === null && demo.signalCode === null) {
      demo.kill('SIGKILL')
      await once(demo, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  })

  /** @returns what it has printed so far */
  const start = async () => {
    const port = await freePort()
    demo = spawn(process.execPath, [join(ROOT, 'scripts/demo.ts')], {
      env: { PATH: process.env['PATH'], TMPDIR: folder, PORT: String(port), DEMO_SPEED: '10' }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    for (const stream of [demo.stdout!, demo.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk))
    const printed = (wanted: RegExp) => eventually(() => {
      expect(demo.exitCode, text).to.equal(null)
      const found = wanted.exec(text)
      if (!found) throw new Error(`not printed: ${wanted} in ${text}`)
      return found
    }, 400_000)
    return { printed, text: () => text }
  }
  const stop = async () => {
    demo.kill('SIGTERM')
    const [code] = await once(demo, 'exit')
    expect(code).to.equal(0)
    expect(existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('third-ring')) : [], 'left behind').to.deep.equal([])
  }

  it('shows a living day, says loudly that it is simulated, and ends when told to', async () => {
    const { printed, text } = await start()
    const [, address] = await printed(/(http:\/\/\S+)\/wallboard/)
    const [, password] = await printed(/비밀번호 · password +(.+)/)
    // Whoever is early is not sent away while the morning flies by.
    const early = await openPage(browser, address!)
    await early.goTo('/')
    await early.page.locator('[name=account]').fill('supervisor')
    await early.page.locator('[name=password]').fill(password!)
    await early.page.keyboard.press('Enter')
    await early.page.locator('.floor').waitFor()

    open = await openPage(browser, address!)
    await printed(/The morning has been played.*10 × real/)
    await early.goTo('/')
    await early.page.locator('.floor').waitFor()
    expect(new URL(early.page.url()).pathname, 'still logged in').to.equal('/wallboard')
    await early.close()

    const ready = performance.now()
    const { page } = open
    await open.goTo('/')
    await page.locator('[name=account]').fill('wall')
    await page.locator('[name=password]').fill(password!)
    await page.keyboard.press('Enter')
    await page.locator('.floor').waitFor()
    const received = async () => Number((await readBoard(page)).equation['받은 전화'])
    const before = await received()
    expect(before).to.be.greaterThan(0)
    const seen = performance.now()
    await eventually(async () => expect(await received()).to.be.greaterThan(before), 20_000)
    const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1)
    console.log(`      ready → logged in, figures seen ${seconds(ready, seen)} s → another call received ${seconds(seen, performance.now())} s`)

    const board = await readBoard(page)
    expect(board.simulated).to.contain('모의 SIMULATED').and.contain('×10')
    const band = (await page.locator('.simulated').boundingBox())!
    expect([band.x, band.y], 'across the top').to.deep.equal([0, 0])
    expect(band.width).to.equal(page.viewportSize()!.width)
    expect(board.agents.length).to.be.greaterThan(5)
    expect(board.law).to.contain('합계 일치')
    expect(text(), 'nothing went wrong inside').not.to.match(/error|"level":50/i)
    await open.close()
    open = null
    await stop()
  })

  it('ends when told to while the morning is still being played', async () => {
    const { printed } = await start()
    await printed(/wallboard/)
    await stop()
  })

  it('says in words that its port is taken, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    demo = spawn(process.execPath, [join(ROOT, 'scripts/start.ts')], {
      env: { PATH: process.env['PATH'], TMPDIR: folder, PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    demo.stderr!.on('data', (chunk: Buffer) => (said += chunk))
    const [code] = await once(demo, 'exit')
    other.close()
    expect(code, said).to.equal(1)
    expect(said).to.match(/^port \d+ is taken .* PORT=\d+ npm start\n$/)
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
