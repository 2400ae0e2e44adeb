import { expect } from 'chai'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { barriers, eventually, openPage, type OpenPage } from './page.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }]

describe('a screen on the wall, in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let line: Line
  let open: OpenPage
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(async () => (line = await startLine({ clock: systemClock, people: PEOPLE, settings: { LINE_HOURS: 'always' } })))
  afterEach(async () => {
    await open.close()
    await line.stop()
  })
  const make = async () => (await (await line.login('boss')).api('POST', '/displays', { label: '민원실' })).json<{ display: string; token: string }>()
  /** The address as it is given, on this machine. */
  const hang = async (token: string) => {
    open = await openPage(browser, line.url)
    await open.goTo(`/tv#${token}`)
    await open.page.locator('.floor').waitFor()
    return open.page
  }
  const pageName = (page: Page) => page.locator('.page-name').textContent()

  it('is made by a supervisor at the board by keyboard, shows the floor without an account, and goes dark when it is taken back', async () => {
    open = await openPage(browser, line.url, { account: 'boss' })
    const { page: board } = open
    await open.goTo('/wallboard')
    await board.getByRole('button', { name: '벽에 거는 화면' }).press('Enter')
    await board.locator('.new-display input').fill('민원실 1층')
    await board.keyboard.press('Enter')
    const address = await board.locator('.made code').textContent()
    expect(await barriers(board)).to.deep.equal([])
    const boss = open

    const page = await hang(address!.split('#')[1]!)
    expect(page.url(), 'whoever passes by cannot read the token off the address line').to.equal(`${line.url}/tv`)
    await line.ready('mina')
    await dial(line, '+821098761234')
    await page.locator('.ringing-call .caller', { hasText: '010-****-1234' }).waitFor()
    expect(await page.locator('.agent .name').allTextContents()).to.deep.equal(['m*** *'])
    expect(open.frames.join(''), 'on the wire').not.to.match(/mina|98761234/)
    expect(await page.locator('.opener').count()).to.equal(0)
    for (const language of ['ko', 'en'] as const) {
      await open.speak(language)
      expect(await barriers(page)).to.deep.equal([])
    }
    await page.reload()
    await page.locator('.floor').waitFor()

    const row = board.locator('.rows tr', { hasText: '민원실 1층' })
    await row.getByRole('button').press('Enter')
    await row.getByRole('button').press('Enter')
    await row.locator('text=거둠').waitFor()
    await page.locator('.dark-screen').waitFor()
    await page.reload()
    expect(await page.locator('.dark-screen h1').textContent(), 'it forgot the token').to.equal('This screen has no address yet')
    await boss.close()
  })

  it('turns its pages, lets them be paused and turned by keyboard, and comes back to the floor when somebody waits', async () => {
    const page = await hang((await make()).token)
    expect(await pageName(page)).to.contain('1/2')
    await page.keyboard.press('ArrowRight')
    await page.locator('.today-floor').waitFor()
    expect(await barriers(page)).to.deep.equal([])
    await page.keyboard.press(' ')
    await page.locator('.turning [aria-pressed=true]').waitFor()
    await dial(line) // nobody is ready: the caller waits
    await page.waitForTimeout(1_500)
    expect(await page.locator('.today-floor').count(), 'somebody is reading').to.equal(1)
    await page.keyboard.press(' ')
    await page.locator('.waiting-call').waitFor()
    expect(await pageName(page)).to.contain('1/2')
  })

  it('shows no old number as live after it slept, and is right within a second of waking', async () => {
    const page = await hang((await make()).token)
    const devtools = await page.context().newCDPSession(page)
    await sleep(devtools, true)
    for (let i = 0; i < 3; i++) await dial(line, `+82108888000${i}`)
    // Longer than the page believes its line without a word: what a lid that was shut does to a socket.
    for (const socket of line.app.gateway.room('/wallboard').sockets.values()) socket.conn.close()
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    await sleep(devtools, false)
    const woke = performance.now()
    await eventually(async () => expect(await page.locator('.waiting-call').count()).to.equal(3), 5_000)
    expect(performance.now() - woke).to.be.below(5_000)
    await page.locator('.screen:not(.stale)').waitFor()
  })

  it('runs for weeks: its memory does not grow with the pictures it has shown', async function () {
    this.timeout(120_000)
    const page = await hang((await make()).token)
    const devtools = await page.context().newCDPSession(page)
    await line.ready('mina')
    /** Pictures as fast as the page draws them, each another floor. */
    const show = async (pictures: number) => {
      const view = line.live()
      for (let i = 0; i < pictures; i++) {
        const at = Date.now()
        const ringing = Array.from({ length: i % 7 }, (_, n) => ({ call: `call-${i}-${n}`, caller: '010-****-1234', arrivedAt: at - n * 900, phones: 2 }))
        line.app.gateway.room('/wallboard').emit('wallboard', { ...view, seq: view.seq + 1 + i, asOf: at, ringing, counts: { ...view.counts, received: i } })
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      }
      const measure = async () => {
        await page.waitForTimeout(500)
        for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage')
        return { nodes: (await devtools.send('Memory.getDOMCounters')).nodes, usedSize: (await devtools.send('Runtime.getHeapUsage')).usedSize }
      }
      // Until the last picture is drawn and what slid in has come to rest.
      for (let before = await measure(); ;) {
        const now = await measure()
        if (now.nodes === before.nodes) return now
        before = now
      }
    }
    await show(600)
    const before = await show(300)
    const after = await show(2_400)
    expect(after.usedSize - before.usedSize, `${before.usedSize} → ${after.usedSize} bytes`).to.be.below(600_000)
    expect(after.nodes - before.nodes, `${before.nodes} → ${after.nodes} nodes`).to.be.below(200)
  })
})

const sleep = (devtools: CDPSession, asleep: boolean) => devtools.send('Page.setWebLifecycleState', { state: asleep ? 'frozen' : 'active' })
