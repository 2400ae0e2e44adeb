import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { AgentId } from '../../server/calls/events.ts'
import { openBrowser } from '../support/browser.ts'
import { barriers, type DeskStage, openDeskPage, startDeskStage } from './desk-stage.ts'

const MORNING = Date.parse('2026-11-23T10:00:00+09:00')
const MINUTE = 60_000
/** Cut to whole percents, as people read a forecast. */
const percent = (share: number | null) => `${Math.floor(share! * 100 + 1e-9)}%`
const textOf = async (page: Page, selector: string) => (await page.locator(selector).innerText()).replace(/\s+/g, ' ').trim()

describe('what is lost by pausing now', function () {
  this.timeout(60_000)
  let browser: Browser
  let stage: DeskStage
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(async () => (stage = await startDeskStage({}, MORNING)))
  afterEach(() => stage.stop())

  /** A morning in which two colleagues answer; then the clock goes on in real time. */
  const busyMorning = async () => {
    const { clock, world } = stage
    clock.halt()
    world.staff({ from: clock.now(), until: MORNING + 10 * 60 * MINUTE })
    for (let i = 0; i < 34; i++) clock.wakeAt(MORNING + i * MINUTE + 10_000, () => world.callIn({ from: `010-2222-${1000 + i}`, patienceMs: 90_000, talkMs: 30_000 }))
    await clock.run({ until: MORNING + 46 * MINUTE })
    clock.pace(1)
  }
  const foretold = () => stage.app.pictures.desk('mina' as AgentId)!.forecast

  it('is read beside the choice to be away, by whoever is at work, and on the wallboard', async () => {
    await busyMorning()
    const { page, context, faults } = await openDeskPage(browser, stage)
    expect(await page.locator('.if-i-pause').count(), 'whoever is not at work loses nothing').to.equal(0)
    await page.keyboard.press('F8')
    await page.locator('.if-i-pause').waitFor()
    const { now, withoutOne, atWork } = foretold()
    expect(atWork, 'two colleagues and she').to.equal(3)
    expect(withoutOne).to.be.below(now! - 0.01)
    // The arrow is for the eye, the word for the ear.
    expect(await textOf(page, '.if-i-pause')).to.match(/^지금 쉬면 앞으로 30분, 세 번째 벨 전 응대 예상 \d+% → ?에서 \d+%$/)
    expect(await page.locator('.if-i-pause strong').allInnerTexts()).to.deep.equal([percent(now), percent(withoutOne)])
    expect(await page.getByRole('combobox', { name: '이석 사유' }).getAttribute('aria-describedby')).to.equal(await page.locator('.if-i-pause').getAttribute('id'))
    expect(await page.locator(':is([aria-live], [role=status], [role=alert], output) .if-i-pause').count(), 'not read out with every picture').to.equal(0)
    expect(await barriers(page)).to.deep.equal([])

    await page.getByRole('button', { name: 'English' }).click()
    await page.locator('html[lang=en]').waitFor()
    expect(await textOf(page, '.if-i-pause')).to.match(/^If I pause now, answered before the third ring in the next 30 min \d+% → ?to \d+%$/)

    const wall = await context.newPage()
    await wall.goto(`${stage.url}/wallboard`)
    await wall.locator('.forecast').waitFor()
    expect(await wall.locator('.forecast strong').allInnerTexts()).to.deep.equal([percent(now), percent(withoutOne)])
    expect(await textOf(wall, '.forecast-sample')).to.match(/ 시간당 45건 · 한 건에 0:4\d · 3명 기준$/)
    await wall.close()

    await page.locator('.away-choice select').selectOption('break')
    await page.locator('.my-state.away').waitFor()
    expect(await page.locator('.if-i-pause').count()).to.equal(0)
    expect(foretold()).to.include({ now: withoutOne, atWork: 2, countsMe: false })
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('is not known, and said not to be, before the day has shown enough', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await page.keyboard.press('F8')
    await page.locator('.if-i-pause').waitFor()
    expect(await textOf(page, '.if-i-pause')).to.equal('지금 쉬면 앞으로 30분, 세 번째 벨 전 응대 예상 알 수 없음 (표본 부족: 받은 전화)')
    await context.close()
  })
})
