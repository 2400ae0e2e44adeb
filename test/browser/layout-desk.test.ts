import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { type DeskStage, openDeskPage, startDeskStage } from './desk-stage.ts'
import { faultsOfLayout, LANGUAGES, SIZES, THEMES } from './faults-of-layout.ts'
import { eventually } from './page.ts'

declare const document: any

const PATIENT = { patienceMs: 600_000, talkMs: 600_000 }

describe('the desk\'s layout', function () {
  this.timeout(300_000)
  let browser: Browser
  let stage: DeskStage
  let page: Page
  let close: () => Promise<void>
  let turn = 0
  const found: string[] = []
  before(async () => {
    browser = await openBrowser()
    stage = await startDeskStage()
    const desk = await openDeskPage(browser, stage)
    page = desk.page
    close = () => desk.context.close()
    page.setDefaultTimeout(60_000)
    await page.emulateMedia({ reducedMotion: 'reduce' })
  })
  after(async () => {
    await close()
    await stage.stop()
    await browser.close()
  })

  /** @param whole what is in the hands has to be seen without rolling, where the desk is one picture */
  const look = async (what: string, { whole = true } = {}) => {
    for (const [width, height] of SIZES) {
      const language = LANGUAGES[turn % LANGUAGES.length]!
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: THEMES[(turn++ >> 1) % THEMES.length]! })
      await page.evaluate((nth) => document.querySelectorAll('.foot .languages button')[nth].click(), LANGUAGES.indexOf(language))
      await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' })
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
      const where = `${what} ${language} ${width}×${height}`
      for (const fault of await page.evaluate(faultsOfLayout, null)) found.push(`${where}: ${fault}`)
      const rolls = await page.evaluate(() => {
        const stage = document.querySelector('.stage')
        return stage.scrollHeight - stage.clientHeight
      })
      if (whole && width >= 1000 && rolls > 1) found.push(`${where}: what is in the hands has to be rolled by ${rolls} px`)
    }
    await page.setViewportSize({ width: 1280, height: 720 })
    expect(found).to.deep.equal([])
  }

  it('cuts nothing, lays nothing over another and shows whole what is in the hands: from idle to the end of wrap-up', async () => {
    await look('away')
    await page.keyboard.press('F8')
    await page.locator('.my-state.ready').waitFor()
    await look('ready')
    stage.world.callIn({ from: '010-5432-4471', ...PATIENT })
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await look('ringing')
    await page.keyboard.press('F2')
    await page.locator('.talk').waitFor()
    await look('talking')
    await stage.ready('eunji')
    await page.locator('.hit .can', { hasText: '윤은지' }).waitFor()
    await page.keyboard.press('F9')
    await page.keyboard.type('ㅅㄹㅅㄷ')
    await page.locator('.pass-on').waitFor()
    await look('searching')
    await page.keyboard.press('Enter')
    await page.locator('.transfer').waitFor()
    await eventually(() => expect(stage.world.phone('eunji').ringing.length).to.equal(1))
    await look('a colleague is rung')
    stage.world.phone('eunji').answer()
    await page.locator('.transfer.kept .go').waitFor()
    await look('consulting')
    await page.keyboard.press('Alt+w')
    await page.locator('.talk .keypad, .talk .notes').first().waitFor()
    await look('talking again')
    const talking = stage.view('mina').talking!
    await page.locator('.talk button[aria-expanded]').last().click()
    await page.locator('.call-back-times').waitFor()
    await look('promising a call', { whole: false })
    await page.locator('.call-back-times button').last().click()
    await page.locator('.call-backs .caller').waitFor()
    await page.keyboard.press('F4')
    await eventually(async () => {
      if (await page.locator('.stop.armed').count() > 0) await page.keyboard.press('F4')
      expect(await page.locator('.wrap-up-card').count(), talking.call).to.equal(1)
    })
    await look('wrap-up')
    await page.locator('.call-backs button[aria-expanded]').click()
    await page.locator('.call-backs .changing').waitFor()
    await look('the call-back list')
  })
})
