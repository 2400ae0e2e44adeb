import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { barriers, type DeskStage, openDeskPage, startDeskStage } from './desk-stage.ts'

const THIRD_RING_MS = 6_000
const PATIENT = { patienceMs: 60_000, talkMs: 600_000 }

/** The caller's own line ends a moment after the agent's. */
async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  for (const end = Date.now() + withinMs; !holds() && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(holds()).to.equal(true)
}

describe('the desk in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let stage: DeskStage
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(async () => (stage = await startDeskStage()))
  afterEach(() => stage.stop())

  it('is where an agent arrives, and somebody without a phone does not', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await page.goto(`${stage.url}/`)
    await page.waitForURL('**/desk')
    await context.close()
    const other = await browser.newContext()
    const boss = await other.newPage()
    await boss.goto(`${stage.url}/login`)
    await boss.keyboard.type('boss')
    await boss.keyboard.press('Tab')
    await boss.keyboard.type('correct horse battery')
    await boss.keyboard.press('Enter')
    await boss.waitForURL('**/wallboard')
    await boss.goto(`${stage.url}/desk`)
    expect(new URL(boss.url()).pathname).to.equal('/wallboard')
    await other.close()
  })

  it('takes a caller from the first bell to the end of wrap-up, all by keyboard', async () => {
    const { page, context, faults } = await openDeskPage(browser, stage)
    await page.keyboard.press('F8')
    await page.locator('.my-state.ready').waitFor()
    expect(stage.agent('mina').reach?.reasons).to.deep.equal([])

    const caller = stage.world.callIn({ from: '010-5432-4471', ...PATIENT })
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    expect(await page.locator('.incoming .caller').innerText()).to.equal('010-****-4471')
    expect(await page.title()).to.match(/^🔔/u)
    await page.keyboard.press('F2')
    await page.locator('.talk').waitFor()
    expect(caller.hears).to.include({ kind: 'talking' })
    const [call] = stage.app.pictures.wallboard().agents.filter(({ agent }) => agent === 'mina')
    expect(call).to.include({ state: 'talking' })

    // The call landed less than two seconds ago: one press does not cost the caller the line.
    await page.keyboard.press('F4')
    await page.locator('.stop.armed').waitFor()
    expect(caller.over).to.equal(false)

    await page.keyboard.press('F9')
    await page.keyboard.type('ㅅㄹㅅㄷ')
    expect(await page.locator('.hit strong').allInnerTexts()).to.deep.equal(['산림소득지원실'])
    await page.locator('.notes textarea').focus()
    await page.keyboard.type('보조금 서류')
    await page.keyboard.press('F4')
    await page.locator('.wrap-up-card').waitFor()
    await until(() => caller.over)
    expect(await page.locator('.notes textarea').inputValue()).to.equal('보조금 서류')

    await page.locator('input[name=outcome]:checked').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Control+Enter')
    await page.locator('.my-state.ready').waitFor()
    const entries = stage.app.journal.readAfter(0, 1000).map(({ event }) => event)
    expect(entries.findLast(({ type }) => type === 'wrap-up-finished')).to.include({ outcome: 'call-back-promised', note: '보조금 서류' })
    const [arrived, answered] = ['call-arrived', 'leg-answered'].map((type) => entries.find((event) => event.type === type)!.at)
    expect(answered! - arrived!).to.be.below(THIRD_RING_MS)
    expect(stage.app.pictures.wallboard().t1.strict).to.include({ kept: 1, broken: 0 })
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('loses no caller when its line is cut for ten seconds in the middle of a talk', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await page.keyboard.press('F8')
    await page.locator('.my-state.ready').waitFor()
    const caller = stage.world.callIn(PATIENT)
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await page.keyboard.press('F2')
    await page.locator('.talk').waitFor()

    await context.setOffline(true)
    // Chromium's "offline" leaves sockets that stand: they are cut from the other side.
    for (const socket of stage.app.gateway.room('/desk').sockets.values()) socket.conn.close()
    await page.locator('.desk.stale .stopped').waitFor()
    await page.waitForTimeout(10_000)
    expect(caller.hears).to.include({ kind: 'talking' })
    expect(stage.agent('mina').reach?.reasons).to.deep.equal(['no-heartbeat'])

    await context.setOffline(false)
    await page.locator('.desk:not(.stale) .talk').waitFor()
    await page.waitForTimeout(500)
    expect(stage.agent('mina').reach?.reasons).to.deep.equal([])
    await page.keyboard.press('F4')
    await page.locator('.wrap-up-card').waitFor()
    await until(() => caller.over)
    await context.close()
  })

  it('passes a caller on to another desk: found by initial consonants, consulted, joined, left, all by keyboard', async () => {
    const mina = await openDeskPage(browser, stage)
    const eunji = await openDeskPage(browser, stage, { account: 'eunji' })
    await mina.page.keyboard.press('F8')
    await mina.page.locator('.my-state.ready').waitFor()
    const caller = stage.world.callIn(PATIENT)
    await mina.page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await mina.page.keyboard.press('F2')
    await mina.page.locator('.talk').waitFor()
    await eunji.page.keyboard.press('F8')
    await eunji.page.locator('.my-state.ready').waitFor()
    await mina.page.locator('.hit .can', { hasText: '윤은지' }).waitFor()

    await mina.page.keyboard.press('F9')
    await mina.page.keyboard.type('ㅅㄹㅅㄷ')
    await mina.page.keyboard.press('Tab')
    await mina.page.keyboard.type('임산물 보조금 서류')
    await mina.page.keyboard.press('F9')
    await mina.page.keyboard.press('Enter')
    await mina.page.locator('.transfer .race').waitFor()
    await eunji.page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    expect(await eunji.page.locator('.incoming .gist').innerText()).to.contain('임산물 보조금 서류')
    expect(await barriers(mina.page)).to.deep.equal([])
    await eunji.page.keyboard.press('F2')
    await eunji.page.locator('.talk').waitFor()
    await mina.page.locator('.transfer.kept').waitFor()
    expect(await mina.page.locator('.transfer-stage').innerText()).to.contain('윤은지')
    await mina.page.keyboard.press('Alt+j')
    await mina.page.locator('.transfer-stage', { hasText: '함께' }).waitFor()
    await mina.page.keyboard.press('Alt+j')
    await mina.page.locator('.wrap-up-card').waitFor()
    await eunji.page.locator('.talk').waitFor()
    expect(caller.over).to.equal(false)
    expect(stage.app.pictures.wallboard().t4.all).to.include({ kept: 1, broken: 0 })
    await eunji.page.waitForTimeout(2_100)
    await eunji.page.keyboard.press('F4')
    await eunji.page.locator('.wrap-up-card').waitFor()
    await until(() => caller.over)
    await mina.context.close()
    await eunji.context.close()
  })

  it('calls somebody back who was promised it', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await page.keyboard.press('F8')
    await page.locator('.my-state.ready').waitFor()
    const caller = stage.world.callIn({ from: '010-5432-4471', ...PATIENT })
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await page.keyboard.press('F2')
    await page.locator('.talk').waitFor()
    const call = stage.app.pictures.desk('mina' as never)!.talking!.call
    const booked = await page.evaluate(async ([id, at]) => (await fetch(`/api/v1/calls/${id}/call-back`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ promisedFor: at }),
    })).status, [call, Date.now() + 3_600_000] as const)
    expect(booked).to.be.oneOf([200, 204])
    await page.waitForTimeout(2_100)
    if (!caller.over) await page.keyboard.press('F4')
    await page.locator('.wrap-up-card').waitFor()
    await page.locator('input[name=outcome]:checked').focus()
    await page.keyboard.press('Control+Enter')
    await page.locator('.my-state.ready').waitFor()

    await page.locator('.call-backs .caller', { hasText: '010-****-4471' }).waitFor()
    await page.locator('.call-backs button.go').press('Enter')
    await page.locator('.incoming .answer').waitFor()
    await page.keyboard.press('F2')
    await page.locator('.stage .talk .stop').waitFor()
    const promised = stage.world.phone('+821054324471')
    await until(() => promised.ringing.length > 0, 8_000)
    promised.answer()
    await until(() => promised.talking !== null)
    expect(await barriers(page)).to.deep.equal([])
    await page.keyboard.press('F4')
    await page.keyboard.press('F4')
    await page.locator('.call-backs .empty').waitFor()
    await context.close()
  })

  it('has one phone however many tabs are open, and gives it to the tab that asks', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await page.keyboard.press('F8')
    await page.locator('.my-state.ready').waitFor()
    const second = await context.newPage()
    await second.goto(`${stage.url}/desk`)
    await second.locator('.reach .elsewhere').waitFor()
    stage.world.callIn(PATIENT)
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await second.locator('.incoming').waitFor()
    expect(await second.locator('.incoming .answer').count()).to.equal(0)
    expect(await second.title()).not.to.match(/^🔔/u)
    await page.keyboard.press('F2')
    await page.locator('.talk').waitFor()
    await page.waitForTimeout(2_100)
    await page.keyboard.press('F4')
    await page.locator('.wrap-up-card').waitFor()

    await second.bringToFront()
    await second.locator('.reach .elsewhere button').press('Enter')
    await page.locator('.reach .elsewhere').waitFor()
    await second.keyboard.press('F8')
    await second.locator('.reach .well').waitFor()
    await context.close()
  })

  it('says why calls would not ring, and is not rung until it is mended', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await page.keyboard.press('F8')
    await page.locator('.my-state.ready').waitFor()
    for (const socket of stage.app.gateway.room('/demo-phone').sockets.values()) socket.disconnect(true)
    await page.locator('.reach.not').waitFor()
    await context.close()
    await new Promise((resolve) => setTimeout(resolve, 11_500))
    expect(stage.agent('mina').reach?.reasons).to.deep.equal(['no-heartbeat'])
    const [mina] = stage.app.pictures.wallboard().agents.filter(({ agent }) => agent === 'mina')
    expect(mina).to.deep.include({ state: 'unreachable', reachable: false, unreachable: ['no-heartbeat'] })
    const caller = stage.world.callIn(PATIENT)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(stage.world.phone('mina').ringing).to.have.length(0)
    expect(caller.over).to.equal(false)
  })

  for (const language of ['ko', 'en']) {
    it(`has no barrier in ${language}, whatever is in the agent's hands`, async () => {
      const { page, context } = await openDeskPage(browser, stage, { language })
      const expectNone = async (when: string) => {
        for (const colorScheme of ['dark', 'light'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await barriers(page), `${when}, ${colorScheme}`).to.deep.equal([])
        }
      }
      await expectNone('logged in')
      await page.keyboard.press('F8')
      await page.locator('.my-state.ready').waitFor()
      stage.world.callIn(PATIENT)
      await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
      await expectNone('ringing')
      await page.keyboard.press('F2')
      await page.locator('.talk').waitFor()
      await expectNone('talking')
      await page.waitForTimeout(2_100)
      await page.keyboard.press('F4')
      await page.locator('.wrap-up-card').waitFor()
      await expectNone('wrap-up')
      await context.close()
    })
  }
})
