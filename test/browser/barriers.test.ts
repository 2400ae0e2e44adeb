import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { startLine } from '../support/line.ts'
import { startBusyLine } from './busy.ts'
import { barriers, openPage, type OpenPage } from './page.ts'

describe('the wallboard, for everybody (WCAG 2.2 AA)', function () {
  this.timeout(120_000)
  let browser: Browser
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())

  const expectNone = async (open: OpenPage) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await open.page.emulateMedia({ colorScheme })
      for (const language of ['ko', 'en'] as const) {
        await open.speak(language)
        expect(await barriers(open.page), `${colorScheme}, ${language}`).to.deep.equal([])
      }
    }
  }

  it('has no barrier when nothing has happened yet', async () => {
    const line = await startLine({ clock: systemClock, people: [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }] })
    const open = await openPage(browser, line.url, { account: 'boss' })
    await open.goTo('/wallboard')
    await open.page.locator('.floor').waitFor()
    await expectNone(open)
    await open.close()
    await line.stop()
  })

  it('has no barrier on the busiest floor, nor when it has stopped', async () => {
    const busy = await startBusyLine()
    await busy.fill()
    const open = await openPage(browser, busy.line.url, { account: 'wall' })
    await open.goTo('/wallboard')
    await open.page.locator('.ringing-call.past').first().waitFor()
    await expectNone(open)
    await busy.stop()
    await open.page.locator('.board.stale').waitFor()
    await expectNone(open)
    await open.close()
  })
})
