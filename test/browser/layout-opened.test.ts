import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { CHECKS } from '../../server/protocol/checks.ts'
import { openBrowser } from '../support/browser.ts'
import { faultsOfLayout, isWall, LANGUAGES, LEAST, SIZES, THEMES } from './faults-of-layout.ts'
import { barriers, eventually, openPage, speak } from './page.ts'
import { FLOORS } from './pictures.ts'
import { answerWithSheets } from './sheets.ts'
import { openStage } from './stage.ts'

declare const document: any
declare const innerHeight: number

/** In both languages. */
const TWICE = [...SIZES, ...SIZES]

/** The line of an alert is taken from the largest figures. */
const BESIDE_AN_ALERT = { ...LEAST, rate: 0.13 }

/** What a supervisor opens beside the board: how one gets there, and by what it is known to be there. */
const SHEETS: [name: string, there: string, ...ways: string[]][] = [
  ['a number of calls', '.page-figure .pages', '.promise-t1 .rate .opener'],
  ['a number of transfers', '.page-figure .pages', '.promise-t4 .rate .opener'],
  ['a number of people', '.page-figure .opened-rows', '.column-agents .forecast ~ .glance.opener'],
  ['the forecast', '.page-forecast table', '.column-agents .forecast .glance.opener'],
  ['a call\'s story', '.page-call .steps', '.ringing-call .opener'],
  ['the lens', '.page-lens table', '.promise-t1 .rate .opener', '.how .opener', '.lens-table summary'],
  ['the quarters', '.page-quarters table', '.promise-t1 .as-table'],
  ['the hours', '.page-hours table', '.promise-t4 .as-table'],
  ['an hour of transfers', '.page-figure .opened-value', '.promise-t4 .as-table', '.page-hours td .opener'],
  ['alerts', '.page-alerts .alert-line.finished', '.alerts-opener'],
  ['the rules of alerts', '.page-alert-rules .alert-rule', '.alerts-opener', '.page-alerts > p > button'],
  ['a rule\'s form', '.page-alert-rule .alert-form .go', '.alerts-opener', '.page-alerts > p > button', '.alert-rule button'],
  ['call-backs', '.page-call-backs .overdue', '.part.owed .opener'],
  ['one agent', '.page-agent .modes', '.agent:first-child .opener'],
  ['displays', '.page-displays .made', '.controls .opener:not(.alerts-opener)', '.new-display button'],
  ['the self-checks', '.page-checks .fails', '.proof'],
]

describe('the layout of what is opened from the board', function () {
  this.timeout(300_000)
  let browser: Browser
  let stage: Awaited<ReturnType<typeof openStage>>
  let page: Page
  let turn = 0
  before(async () => {
    browser = await openBrowser()
    stage = await openStage(browser, { everyMs: 1_500 })
    page = stage.page
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await answerWithSheets(page)
    await stage.show('watched')
    stage.line.app.gateway.room('/wallboard').emit('checks', { asOf: Date.now(), held: CHECKS.length - 1, total: CHECKS.length, failed: [{ check: 'sample-recomputed', since: Date.now(), expected: '{"answered":1553}', found: '{"answered":1552}' }], twilio: { askedAt: Date.now(), reached: false, compared: 9, differences: [{ kind: 'over-there', since: Date.now(), leg: '…8f2c' }] } })
  })
  after(async () => {
    await stage.close()
    await browser.close()
  })
  const press = async (selector: string) => {
    await page.locator(selector).first().waitFor()
    // What lies under an open sheet cannot be pressed by a person, but here it is.
    await page.evaluate((one) => document.querySelector(one).click(), selector)
  }
  const faults = (least: typeof LEAST | null = null) => page.evaluate(faultsOfLayout, least)
  const rolls = () => page.evaluate(() => document.documentElement.scrollHeight > innerHeight + 1)

  /** A language and a theme by turns: there are five sizes, so each next thing is seen in the other language. */
  const turnTo = async ([width, height]: readonly [number, number]) => {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: THEMES[(turn >> 1) % THEMES.length]! })
    const language = LANGUAGES[turn++ % LANGUAGES.length]!
    await page.evaluate((nth) => document.querySelectorAll('.foot .languages button')[nth].click(), LANGUAGES.indexOf(language))
    await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' })
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    return `${language} ${width}×${height}`
  }

  for (const [name, there, ...ways] of SHEETS) {
    it(`is whole and nothing lies over another: ${name}`, async () => {
      for (const way of ways) {
        if (way === '.new-display button') await page.locator('.new-display input').fill('민원실')
        await press(way)
      }
      await page.locator(there).first().waitFor()
      if (name === 'an hour of transfers') expect(await page.locator('dialog h2').innerText()).to.match(/\d\d:00–\d\d:00/)
      const found: string[] = []
      for (const size of SIZES) {
        const where = await turnTo(size)
        for (const fault of await faults()) found.push(`${where}: ${fault}`)
      }
      // Whoever has no transfers has no hours to open: elsewhere nothing looks for barriers here.
      if (name === 'the hours') found.push(...await barriers(page, 'dialog'))
      await page.keyboard.press('Escape')
      await page.locator('dialog[open]').waitFor({ state: 'detached' })
      expect(found).to.deep.equal([])
    })
  }

  it('is whole with an alert on the board, and everybody is drawn', async () => {
    const found: string[] = []
    for (const size of TWICE) {
      const where = await turnTo(size)
      for (const fault of await faults(isWall(size[0]) ? BESIDE_AN_ALERT : null)) found.push(`${where}: ${fault}`)
      const shown = await page.locator('.agent').count()
      if (shown !== FLOORS.watched(0).agents.length) found.push(`${where}: ${shown} agents are drawn`)
    }
    expect(found).to.deep.equal([])
  })

  it('is one picture when one looks back, and its slider goes where it is pressed', async () => {
    const now = Date.now()
    await page.route('**/api/v1/replay**', (route) => {
      const url = new URL(route.request().url())
      if (url.pathname.endsWith('/days')) return route.fulfill({ json: { from: now - 86_400_000, to: now } })
      return route.fulfill({ json: { ...FLOORS.watched(Number(url.searchParams.get('at'))), seq: 7 } })
    })
    await press('.look-back')
    await page.locator('.board.replayed').waitFor()
    const found: string[] = []
    for (const size of TWICE) {
      const where = await turnTo(size)
      for (const fault of await faults()) found.push(`${where}: ${fault}`)
      if (isWall(size[0]) && await rolls()) found.push(`${where}: the page has to be rolled`)
      const slider = (await page.locator('.replay-slider').boundingBox())!
      if (slider.width < size[0] / 4) found.push(`${where}: the slider is ${slider.width} wide`)
      await page.mouse.click(slider.x + slider.width / 2, slider.y + slider.height / 2)
      await eventually(async () => {
        const [at, from, to] = await page.evaluate(() => ['value', 'min', 'max'].map((name) => Number(document.querySelector('.replay-slider')[name])))
        expect((at! - from!) / (to! - from!), `${where}: where the slider went`).to.be.closeTo(0.5, 0.1)
      })
    }
    await press('.to-now')
    await page.locator('.board:not(.replayed)').waitFor()
    expect(found).to.deep.equal([])
  })

  it('is whole on a screen of the wall, whichever page is turned to, and when it is dark', async () => {
    const { token } = (await (await stage.line.login('boss')).api('POST', '/displays', { label: '민원실' })).json<{ token: string }>()
    const open = await openPage(browser, stage.line.url)
    open.page.setDefaultTimeout(60_000)
    await open.page.emulateMedia({ reducedMotion: 'reduce' })
    const found: string[] = []
    const look = async (what: string) => {
      for (const [width, height] of SIZES) {
        const language = LANGUAGES[turn++ % LANGUAGES.length]!
        await open.page.setViewportSize({ width, height })
        await speak(open.page, language)
        await open.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
        for (const fault of await open.page.evaluate(faultsOfLayout, isWall(width) && what.startsWith('page') ? BESIDE_AN_ALERT : null)) found.push(`${what} ${language} ${width}×${height}: ${fault}`)
      }
    }
    await open.goTo('/tv')
    await open.page.locator('.dark-screen').waitFor()
    await look('dark')
    await open.goTo('/login')
    await open.page.locator('.login-form').waitFor()
    await look('login')
    await open.page.locator('.submit').click()
    await open.page.locator('.trouble:not(:empty)').waitFor()
    await look('login refused')
    await open.goTo(`/tv#${token}`)
    await open.page.locator('.floor').waitFor()
    await open.page.locator('.turning button').last().click()
    await stage.show('watched')
    await look('page now')
    await open.page.keyboard.press('ArrowRight')
    await open.page.locator('.today-floor').waitFor()
    await look('page today')
    await open.close()
    expect(found).to.deep.equal([])
  })
})
