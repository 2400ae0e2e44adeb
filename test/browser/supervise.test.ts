import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { barriers, type DeskStage, openBoardPage, openDeskPage, startDeskStage, talking, until } from './desk-stage.ts'
import { eventually } from './page.ts'

/** Their phone is registered, and the server has heard so. */
const registered = (stage: DeskStage, account: string) => until(() => stage.agent(account).reach?.reasons.includes('not-registered') === false, 10_000)

/** The board, with a telephone that is registered if its supervisor has one. */
async function openBoard(browser: Browser, stage: DeskStage, account: string, language?: string) {
  const board = await openBoardPage(browser, stage, account, language)
  if (account === 'chief') await registered(stage, account)
  return board
}

/** Presses what stands there, without a mouse. */
async function press(page: Page, name: string, within = '.drawer'): Promise<void> {
  await page.locator(within).getByRole('button', { name, exact: true }).focus()
  await page.keyboard.press('Enter')
}

const openAgent = async (page: Page, name: string) => {
  await page.locator('.agent .opener', { hasText: name }).focus()
  await page.keyboard.press('Enter')
  await page.locator('.supervise').waitFor()
}

describe("a supervisor's hand in a browser", function () {
  this.timeout(120_000)
  let browser: Browser
  let stage: DeskStage
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(async () => (stage = await startDeskStage()))
  afterEach(() => stage.stop())

  it('listens, coaches, speaks and ends from the board, by keyboard; the agent reads all of it', async () => {
    const desk = await talking(browser, stage)
    const { page, context, faults } = await openBoard(browser, stage, 'chief')
    await openAgent(page, '김미나')
    await press(page, '듣기')
    // The phone is on this page and answers by itself what was asked for here.
    await page.locator('.own-part', { hasText: '듣는 중' }).waitFor()
    await desk.page.locator('.supervised-by', { hasText: '감독자 정다운 님이 듣고 있습니다' }).waitFor()
    expect(await barriers(desk.page)).to.deep.equal([])
    expect(desk.caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
    await press(page, '코칭')
    await desk.page.locator('.supervised-by', { hasText: '코칭하고 있습니다' }).waitFor()
    expect(desk.caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
    await page.keyboard.press('Escape')

    // Without the sheet the same stands over the board.
    await page.locator('.own-supervision', { hasText: '코칭 중' }).waitFor()
    expect(await barriers(page)).to.deep.equal([])
    await press(page, '함께 통화', '.own-supervision')
    await page.locator('.own-supervision', { hasText: '함께 통화 중' }).waitFor()
    // The board says it when the line has been told; the telephone network takes a moment more.
    await eventually(() => expect(desk.caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina', 'client:chief'] }))
    await press(page, '나가기', '.own-supervision')
    await page.locator('.own-supervision').waitFor({ state: 'detached' })
    await desk.page.locator('.supervised-by li').waitFor({ state: 'detached' })

    await openAgent(page, '김미나')
    await press(page, '통화 끝내기')
    await page.locator('.end.armed', { hasText: '한 번 더 누르면 끝납니다' }).waitFor()
    expect(await page.locator('.caller-hears').innerText()).to.contain('통화를 종료합니다')
    await desk.page.locator('.about-to-end', { hasText: '정다운 님이 통화를 끝내려고 합니다' }).waitFor()
    expect(await barriers(page)).to.deep.equal([])
    expect(desk.caller.over).to.equal(false)
    await press(page, '한 번 더 눌러 끝내기')
    await desk.page.locator('.wrap-up-card', { hasText: '정다운 님이 통화를 끝냈습니다 · 폭언·성희롱' }).waitFor()

    // Afterwards the call's story tells it: drawn for eyes, in words and in order for everybody.
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    await page.locator('.promise-t1 .rate .opener').press('Enter')
    await page.locator('.opened-rows .opener').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.steps').waitFor()
    const steps = (await page.locator('.steps tbody tr').allInnerTexts()).map((text) => text.split('\t').at(-1))
    expect(steps.filter((step) => step?.startsWith('감독자'))).to.deep.equal([
      '감독자 정다운 참여하려고 전화기를 울림', '감독자 정다운 듣기 시작 (아무에게도 들리지 않음)', '감독자 정다운 코칭 시작 (상담사에게만 들림)', '감독자 정다운 함께 통화 시작',
      '감독자 정다운 나감', '감독자 정다운 통화를 끝냄',
    ])
    const lane = page.locator('.time-line .lane', { hasText: '정다운' })
    expect(await lane.locator('.lane-name').innerText()).to.match(/^정다운\s*감독자$/)
    expect(await lane.locator('.stretch').evaluateAll((all) => all.map((one) => (one as { className: string }).className))).to.deep.equal(
      ['stretch phone ringing', 'stretch hand listen', 'stretch hand coach', 'stretch hand barge'])
    expect(await page.locator('.lanes-key').innerText()).to.contain('감독자: 듣기').and.contain('감독자: 코칭').and.contain('감독자: 함께 통화')
    expect(await page.locator('.lanes[aria-hidden=true]').count(), 'the drawing is for eyes').to.equal(await page.locator('.lanes').count())
    expect(await barriers(page)).to.deep.equal([])
    expect([...faults, ...desk.faults]).to.deep.equal([])
    await context.close()
    await desk.context.close()
  })

  it('says in words why not, takes a caller over, and sets the agent\'s state, whose desk says who did', async () => {
    const desk = await talking(browser, stage)
    const without = await openBoard(browser, stage, 'boss')
    await openAgent(without.page, '김미나')
    await press(without.page, '듣기')
    await without.page.locator('.supervise .refusal', { hasText: '울릴 전화기가 없습니다' }).waitFor()
    await without.context.close()
    const { page, context } = await openBoard(browser, stage, 'chief', 'en')
    await openAgent(page, '김미나')
    await press(page, 'Take over')
    await desk.page.locator('.wrap-up-card', { hasText: '통화를 넘겨받았습니다' }).waitFor()
    await eventually(() => expect(desk.caller.hears).to.deep.equal({ kind: 'talking', with: ['client:chief'] }))
    await press(page, 'To ready')
    await desk.page.locator('.set-by', { hasText: '정다운 님이 상태를 바꾸었습니다' }).waitFor()
    expect(stage.agent('mina').declared).to.include({ state: 'ready', by: 'chief' })
    await page.keyboard.press('Escape')
    await page.locator('.own-supervision', { hasText: 'Taken over' }).waitFor()
    expect(await page.locator('.own-supervision .whose').innerText(), 'with whom one talks now, and whose call it was').to.match(/^010-\*{4}-\d{4} · Call of 김미나$/)
    expect(await barriers(page)).to.deep.equal([])
    await press(page, 'Hang up', '.own-supervision')
    await page.locator('.own-supervision').waitFor({ state: 'detached' })
    await context.close()
    await desk.context.close()
  })

  it('is at the desk as well: what was asked for is answered by itself, without a bell', async () => {
    const desk = await talking(browser, stage)
    const { page, context } = await openDeskPage(browser, stage, { account: 'chief' })
    await registered(stage, 'chief')
    const [mina] = stage.app.pictures.wallboard().agents.filter(({ agent }) => agent === 'mina')
    const status = await page.evaluate(async (call) =>
      (await fetch(`/api/v1/calls/${call}/listen`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status, mina!.call)
    expect(status).to.equal(204)
    await page.locator('.supervising', { hasText: '듣는 중' }).waitFor()
    expect(await page.title()).not.to.contain('🔔')
    expect(await page.locator('.supervising .whose').innerText()).to.match(/^010-\*{4}-\d{4} · 김미나 님의 통화$/)
    await press(page, '나가기', '.supervising')
    await page.locator('.supervising').waitFor({ state: 'detached' })
    await context.close()
    await desk.context.close()
  })
})
