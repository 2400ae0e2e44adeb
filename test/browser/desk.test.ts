import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Caller } from '../../scripts/simulator/caller.ts'
import { openBrowser } from '../support/browser.ts'
import { barriers, becomeReady, type DeskStage, openDeskPage, PATIENT, pickUp, startDeskStage, talking, until } from './desk-stage.ts'
import { eventually } from './page.ts'

const THIRD_RING_MS = 6_000

describe('the desk in a browser', function () {
  this.timeout(120_000)
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

  const waits = () => stage.app.pictures.wallboard().waiting.length === 1

  it('asks before it is reloaded in a talk; then the caller waits at the front, and can be taken back', async () => {
    const { page, context, caller, faults } = await talking(browser, stage)
    const asked = page.waitForEvent('dialog')
    void page.evaluate('location.reload()').catch(() => {})
    const question = await asked
    expect(question.type()).to.equal('beforeunload')
    await question.dismiss()
    expect(caller.hears).to.include({ kind: 'talking' })

    page.once('dialog', (dialog) => void dialog.accept())
    void page.evaluate('location.reload()').catch(() => {})
    await until(waits)
    expect(caller.over).to.equal(false)
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await page.keyboard.press('F2')
    await page.locator('.talk').waitFor()
    await until(() => caller.hears.kind === 'talking')
    await page.waitForTimeout(2_100)
    await page.keyboard.press('F4')
    await until(() => caller.over)
    expect(stage.app.floor.callBacks.size, 'whoever was told goodbye needs no call').to.equal(0)
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('keeps the caller whose agent closes the tab', async () => {
    const { page, context, caller } = await talking(browser, stage)
    await page.close()
    await until(waits)
    expect(caller.over).to.equal(false)
    await context.close()
  })

  it('opens the wallboard in a tab of its own: the talk goes on', async () => {
    const { page, context, caller } = await talking(browser, stage)
    const opened = context.waitForEvent('page')
    await page.locator('.foot a').press('Enter')
    const board = await opened
    await board.waitForURL('**/wallboard')
    expect(caller.hears).to.include({ kind: 'talking' })
    await page.locator('.talk').waitFor()
    await context.close()
  })

  it('does not log out in another tab while somebody talks in the first', async () => {
    const { page, context, caller } = await talking(browser, stage)
    const other = await context.newPage()
    await other.goto(`${stage.url}/desk`)
    await other.locator('.talk').waitFor()
    await other.locator('.log-out').press('Enter')
    await other.getByText('통화 중에는 로그아웃할 수 없습니다').waitFor()
    await other.goto(`${stage.url}/wallboard`)
    await other.locator('.log-out').press('Enter')
    await other.getByText('통화 중에는 로그아웃할 수 없습니다').waitFor()
    expect(caller.hears).to.include({ kind: 'talking' })
    await page.locator('.talk').waitFor()
    await context.close()
  })

  it('says that the login ends, not during a talk, and stays while somebody is on the line', async () => {
    const { page, context, caller } = await talking(browser, stage)
    const limit = (ms: number) => stage.app.database.writer.exec(`update sessions set started_at = started_at - ${ms}, expires_at = expires_at - ${ms}`)
    limit(12 * 3_600_000 - 8 * 60_000)
    const other = await context.newPage()
    await other.goto(`${stage.url}/desk`)
    await other.getByText('8분 뒤 로그인이 끝납니다').waitFor()
    await other.close()
    limit(10 * 60_000)
    expect((await context.request.get(`${stage.url}/api/v1/session`)).status(), 'past its limit, in a talk').to.equal(200)
    // Cut off without a session: locked out, or the like.
    stage.app.database.writer.exec('delete from sessions')
    for (const socket of stage.app.gateway.room('/desk').sockets.values()) socket.disconnect()
    await page.getByText('이 통화가 끝나면 다시 로그인하십시오').waitFor()
    expect(caller.hears).to.include({ kind: 'talking' })
    caller.hangUp()
    await page.waitForURL('**/login**')
    await context.close()
  })

  it('takes a caller from the first bell to the end of wrap-up, all by keyboard', async () => {
    const { page, context, faults } = await openDeskPage(browser, stage)
    await becomeReady(page)
    expect(stage.agent('mina').reach?.reasons).to.deep.equal([])

    const caller = stage.world.callIn(PATIENT)
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    expect(await page.locator('.incoming .caller').innerText()).to.equal('010-****-4471')
    // Pressed the moment the card shows, which is before the telephone rings: it is not lost.
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
    await eventually(async () => expect(await page.locator('.hit strong').allInnerTexts()).to.deep.equal(['산림소득지원실']))
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

  it('tells whoever has a telephone on their desk too that it could not be reached, and how to mend it', async () => {
    const { page, context, faults } = await openDeskPage(browser, stage, { account: 'sol' })
    await page.locator('.reach', { hasText: '책상 위 전화기' }).waitFor()
    stage.world.phone('+82263930199').unregister()
    await becomeReady(page)
    const caller = stage.world.callIn(PATIENT)
    await page.locator('.my-state.unreachable').waitFor()
    expect(await page.locator('.reach .reasons').innerText()).to.contain('닿지 않았습니다').and.to.contain('대기를 다시 시작')
    caller.hangUp()
    await becomeReady(page)
    await page.locator('.reach', { hasText: '책상 위 전화기' }).waitFor()
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('loses no caller when its line is cut for ten seconds in the middle of a talk', async () => {
    const { page, context, caller } = await talking(browser, stage)

    await stage.cut(context, 'mina')
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

  /** Both at their desks, the caller with mina, who has found eunji's department by initial consonants and asks her. */
  const consulting = async () => {
    const { caller, ...mina } = await talking(browser, stage)
    const eunji = await openDeskPage(browser, stage, { account: 'eunji' })
    const { call } = stage.view('mina').talking!
    await becomeReady(eunji.page)
    await mina.page.locator('.hit .can', { hasText: '윤은지' }).waitFor()
    return {
      mina: mina.page, eunji: eunji.page, caller, call, faults: [mina.faults, eunji.faults], cutMina: () => stage.cut(mina.context, 'mina'),
      mendMina: () => mina.context.setOffline(false),
      async ask(how: 'Enter' | 'Shift+Enter' | 'by name' = 'Enter') {
        await mina.page.keyboard.press('F9')
        await mina.page.keyboard.type('ㅅㄹㅅㄷ')
        await mina.page.keyboard.press('Tab')
        await mina.page.keyboard.type('임산물 보조금 서류')
        await mina.page.keyboard.press('F9')
        if (how === 'by name') await mina.page.locator('.pass-on button', { hasText: '윤은지 님과 상의' }).press('Enter')
        else await mina.page.keyboard.press(how)
        await eunji.page.locator('.incoming .answer[aria-disabled=false]').waitFor()
      },
      close: () => Promise.all([mina.context.close(), eunji.context.close()]),
    }
  }
  const finishWrapUp = async (page: Page, call: string, note: string) => {
    await page.locator('.wrap-up-card').waitFor()
    await page.locator('.notes textarea').focus()
    await page.keyboard.type(note)
    // From wherever the cursor is: after a search it stands in the directory.
    await page.keyboard.press('F9')
    await page.keyboard.press('Control+Enter')
    await page.locator('.my-state.ready').waitFor()
    expect(stage.journal().findLast(({ type }) => type === 'wrap-up-finished')).to.deep.include({ call, note, outcome: 'passed-on' })
  }
  const talksWith = (caller: Caller, ...accounts: string[]) =>
    caller.hears.kind === 'talking' && [...caller.hears.with].sort().join() === accounts.map((account) => `client:${account}`).join()
  /** On hold, with words or music: never silence. */
  const isHeld = (caller: Caller) => ['say', 'play', 'hold'].includes(caller.hears.kind)

  it('goes the whole way by keyboard: rung, answered before the third ring, passed on by initial consonants, joined, left, wrapped up', async () => {
    const { mina, eunji, caller, call, faults, ask, close } = await consulting()
    await ask()
    await mina.locator('.transfer .race').waitFor()
    expect(await eunji.locator('.incoming .gist').innerText()).to.contain('임산물 보조금 서류')
    expect(await barriers(mina)).to.deep.equal([])
    await eunji.keyboard.press('F2')
    await eunji.locator('.talk').waitFor()
    await mina.locator('.transfer.kept').waitFor()
    expect(await mina.locator('.transfer-stage').innerText()).to.contain('윤은지')
    await until(() => isHeld(caller))
    await mina.keyboard.press('Alt+j')
    await mina.locator('.transfer-stage', { hasText: '함께' }).waitFor()
    await mina.keyboard.press('Alt+j')
    await finishWrapUp(mina, call, '보조금 서류는 윤은지 님이 안내')
    await eunji.locator('.talk').waitFor()
    await until(() => talksWith(caller, 'eunji'))
    const { t1, t4 } = stage.app.pictures.wallboard()
    expect([t1.strict.kept, t1.strict.broken, t4.all.kept, t4.all.broken]).to.deep.equal([1, 0, 1, 0])
    await eunji.waitForTimeout(2_100)
    await eunji.keyboard.press('F4')
    await eunji.locator('.wrap-up-card').waitFor()
    await until(() => caller.over)
    expect(faults).to.deep.equal([[], []])
    await close()
  })

  it('goes the same way with its line cut for ten seconds while it consults: caller and colleague notice nothing', async () => {
    const { mina, eunji, caller, call, ask, cutMina, mendMina, close } = await consulting()
    await ask()
    await eunji.keyboard.press('F2')
    await mina.locator('.transfer.kept').waitFor()
    await until(() => isHeld(caller))
    const moved = stage.journal().length
    await cutMina()
    await mina.locator('.desk.stale .stopped').waitFor()
    await mina.waitForTimeout(10_000)
    await until(() => stage.agent('mina').reach?.reasons.join() === 'no-heartbeat')
    expect(stage.journal().slice(moved).map(({ type }) => type), 'nobody was moved').to.deep.equal(['agent-reach-changed'])
    expect(isHeld(caller)).to.equal(true)
    expect(stage.world.phone('eunji').talking!.sound).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
    expect(await eunji.locator('.talk').count()).to.equal(1)

    await mendMina()
    await mina.locator('.desk:not(.stale) .transfer').waitFor()
    await until(() => stage.agent('mina').reach?.reasons.length === 0)
    await mina.keyboard.press('Alt+j')
    await mina.locator('.transfer-stage', { hasText: '함께' }).waitFor()
    await until(() => talksWith(caller, 'eunji', 'mina'))
    await mina.keyboard.press('Alt+j')
    await finishWrapUp(mina, call, '끊겼다 이어진 통화')
    await until(() => talksWith(caller, 'eunji'))
    expect(stage.app.pictures.wallboard().t4.all).to.include({ kept: 1, broken: 0 })
    await close()
  })

  it('passes a caller on at once with Shift+Enter, and is free while the colleague is rung', async () => {
    const { mina, eunji, caller, call, ask, close } = await consulting()
    await ask('Shift+Enter')
    await finishWrapUp(mina, call, '바로 넘김')
    expect(isHeld(caller)).to.equal(true)
    expect(await eunji.locator('.incoming .passed-on').innerText()).to.contain('김미나')
    expect(await eunji.locator('.incoming .gist').innerText()).to.contain('임산물 보조금 서류')
    await eunji.keyboard.press('F2')
    await eunji.locator('.talk').waitFor()
    await until(() => talksWith(caller, 'eunji'))
    expect(stage.app.pictures.wallboard().t4.all).to.include({ kept: 1, broken: 0 })
    await close()
  })

  it('says that a colleague declined, tries again within the same promise, and goes to and fro between caller and colleague', async () => {
    const { mina, eunji, caller, ask, close } = await consulting()
    await ask()
    const { askedAt } = stage.view('mina').talking!.transfer!
    await eunji.locator('.incoming button', { hasText: '거절' }).press('Enter')
    await mina.locator('.transfer-stage', { hasText: '받지 않겠다고' }).waitFor()
    await until(() => talksWith(caller, 'mina'))
    expect(await barriers(mina)).to.deep.equal([])
    await mina.keyboard.press('F9')
    await mina.keyboard.press('Enter')
    await eunji.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await eunji.keyboard.press('F2')
    await mina.locator('.transfer.kept').waitFor()
    expect(stage.view('mina').talking!.transfer).to.deep.include({ transfer: 1, askedAt, stage: 'consulting' })
    const swapTo = (whom: string) => mina.locator('.transfer button', { hasText: whom }).press('Enter')
    await until(() => isHeld(caller))
    await swapTo('고객과 이야기')
    await until(() => talksWith(caller, 'mina'))
    await mina.locator('.transfer-stage', { hasText: '윤은지 님은 보류 중' }).waitFor()
    await swapTo('담당자와 이야기')
    await until(() => isHeld(caller))
    await mina.locator('.transfer-stage', { hasText: '고객은 보류 중' }).waitFor()
    await mina.keyboard.press('Alt+j')
    await until(() => talksWith(caller, 'eunji', 'mina'))
    await close()
  })

  it('offers the next best person from the twentieth second on: one key, and the same promise goes on', async () => {
    const { mina, caller, call, ask, close } = await consulting()
    await ask('by name')
    const { askedAt } = stage.view('mina').talking!.transfer!
    await stage.ready('haneul')
    const next = mina.locator('.next-best button')
    stage.pace(5)
    await until(() => stage.clock.now() - askedAt > 18_000, 8_000)
    stage.pace(1)
    expect(await next.count()).to.equal(0)
    await next.waitFor()
    expect(stage.clock.now() - askedAt).to.be.at.least(20_000)
    expect(await mina.locator('.next-best').innerText()).to.contain('서하늘')
    await mina.locator('.transfer.hurry').waitFor()
    await next.press('Enter')
    await until(() => stage.world.phone('haneul').ringing.length > 0)
    stage.world.phone('haneul').answer()
    await mina.locator('.transfer.kept').waitFor()
    expect(await mina.locator('.transfer-stage').innerText()).to.contain('서하늘')
    expect(stage.view('mina').talking!.transfer).to.deep.include({ transfer: 1, askedAt, verdict: 'kept', colleague: '서하늘' })
    expect(isHeld(caller)).to.equal(true)
    expect(stage.journal().filter((event) => 'call' in event && event.call === call && event.type.startsWith('transfer-')).map(({ type }) => type))
      .to.deep.equal(['transfer-asked', 'transfer-widened'])
    await close()
  })

  it('says when thirty seconds have passed, gives the caller back, and books a call-back for a time that is chosen', async () => {
    const { mina, caller, call, ask, close } = await consulting()
    await ask()
    const { askedAt } = stage.view('mina').talking!.transfer!
    stage.pace(5)
    await mina.locator('.transfer.broken .countdown', { hasText: '30초가 지났습니다' }).waitFor()
    await until(() => talksWith(caller, 'mina'))
    expect(stage.clock.now() - askedAt).to.be.above(30_000)
    stage.pace(1)
    await mina.locator('.transfer-stage', { hasText: '받지 않았습니다' }).waitFor()
    expect(stage.app.pictures.wallboard().t4.all).to.include({ kept: 0, broken: 1 })
    expect(await barriers(mina)).to.deep.equal([])
    const promised = mina.locator('.call-back-times button', { hasText: '다음 운영일' })
    const { at } = stage.view('mina').callBackTimes.find(({ choice }) => choice === 'next-morning')!
    await promised.press('Enter')
    await mina.locator('.booked').waitFor()
    const [booked] = stage.view('mina').callBacks
    expect(booked).to.deep.include({ call, owner: 'mina', reason: 'booked', promisedFor: at })
    expect(await mina.locator('.call-backs li').innerText()).to.contain('010-****-4471').and.to.contain('예약').and.to.contain('김미나 님 담당')
    expect(caller.over).to.equal(false)
    await close()
  })

  it('passes on to what was typed, also when Enter comes before the page has drawn it', async () => {
    const { mina, eunji, call, close } = await consulting()
    await mina.keyboard.press('F9')
    await mina.evaluate(() => {
      const field = document.activeElement
      field.value = 'ㅅㄹㅅㄷ'
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    })
    await eunji.locator('.incoming').waitFor()
    expect(stage.journal().find((event) => event.type === 'transfer-asked' && event.call === call)).to.deep.include({ to: { kind: 'department', id: 'income' } })
    await close()
  })

  it('says a refusal once where it was asked, offers a call-back there, and says no more of it when it is no longer true', async () => {
    const { mina, eunji, close } = await consulting()
    expect(await mina.locator('.hit strong').allInnerTexts(), 'by name, not by id').to.deep.equal(['고객지원센터', '산림소득지원실', '시험분석실', '산림조합 안내'])
    await eunji.keyboard.press('F8')
    await eunji.locator('.my-state.away').waitFor()
    await mina.keyboard.press('F9')
    await mina.keyboard.type('ㅅㄹㅅㄷ')
    await mina.keyboard.press('Enter')
    const refused = mina.locator('.directory [role=alert] .refusal')
    await refused.waitFor()
    expect(await refused.innerText()).to.contain('산림소득지원실')
    expect(await mina.locator('.refusal:not(:empty)').count(), 'nowhere else').to.equal(1)
    await mina.locator('.directory .call-back-times button').first().waitFor()
    expect(await barriers(mina)).to.deep.equal([])
    await eunji.keyboard.press('F8')
    await refused.waitFor({ state: 'detached' })
    await close()
  })

  it('takes a second Enter for the first, keeps the keyboard where the transfer is, and passes on to a person at once', async () => {
    const { mina, eunji, caller, call, close } = await consulting()
    await mina.keyboard.press('F9')
    await mina.keyboard.type('ㅅㄹㅅㄷ')
    await mina.keyboard.press('Tab')
    await mina.keyboard.type('보조금')
    await mina.keyboard.press('Enter')
    await mina.keyboard.press('Enter')
    await eunji.locator('.incoming').waitFor()
    await mina.locator('.transfer').waitFor()
    expect(await mina.evaluate(() => document.activeElement?.className)).to.contain('transfer')
    await mina.keyboard.press('F9')
    await mina.keyboard.press('Enter')
    await mina.waitForTimeout(300)
    expect(await mina.locator('.refusal:not(:empty)').count()).to.equal(0)
    expect(stage.journal().filter((event) => 'call' in event && event.call === call && event.type.startsWith('transfer-'))).to.have.length(1)
    await eunji.keyboard.press('F2')
    await mina.locator('#talk-heading', { hasText: '윤은지 님과 통화 중, 고객은 보류 중' }).waitFor()
    await eunji.locator('#talk-heading', { hasText: '김미나 님과 통화 중, 고객은 보류 중' }).waitFor()

    await mina.keyboard.press('Alt+w')
    await until(() => talksWith(caller, 'mina'))
    expect(await mina.locator('.call-back-times').count(), 'nobody asked for a call-back').to.equal(0)
    expect(await mina.locator('.talk button', { hasText: '콜백 예약' }).count()).to.equal(1)
    await eunji.locator('.wrap-up-card').waitFor()
    await eunji.keyboard.press('Control+Enter')
    await mina.locator('.hit .can', { hasText: '윤은지' }).waitFor()
    await mina.locator('.pass-on button', { hasText: '윤은지 님에게 바로 연결' }).press('Enter')
    await mina.locator('.wrap-up-card').waitFor()
    await eunji.locator('.incoming').waitFor()
    await eunji.keyboard.press('F2')
    await until(() => talksWith(caller, 'eunji'))
    await close()
  })

  it('says who was faster when a colleague answers first', async () => {
    const mina = await openDeskPage(browser, stage)
    expect(await mina.page.locator('.my-state').innerText()).to.contain('대기 전')
    await mina.page.keyboard.press('F8')
    await mina.page.locator('.my-state.ready').waitFor()
    await stage.ready('eunji')
    const caller = stage.world.callIn(PATIENT)
    await mina.page.locator('.incoming').waitFor()
    await until(() => stage.world.phone('eunji').ringing.length > 0 && stage.world.phone('mina').ringing.length > 0)
    stage.world.phone('eunji').answer()
    await mina.page.locator('.faster', { hasText: '윤은지 님이 먼저 받았습니다' }).waitFor()
    await mina.page.locator('.faster:empty').waitFor({ state: 'attached', timeout: 15_000 })
    caller.hangUp()
    await mina.context.close()
  })

  it('calls somebody back who was promised it', async () => {
    const { page, context, caller } = await talking(browser, stage)
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
    await page.locator('.own-call.at-phone').waitFor()
    // At once: the telephone here rings a moment later.
    await page.keyboard.press('F2')
    await page.locator('.own-call.at-caller .stop').waitFor()
    expect(await page.locator('.call-back-stage').innerText()).to.contain('고객 전화기를 울리고')
    expect(await page.locator('.my-state').innerText()).to.contain('콜백 중')
    expect(await page.locator('.own-call .opening').count(), 'nobody is there to be told').to.equal(0)
    const promised = stage.world.phone('+821054324471')
    await until(() => promised.ringing.length > 0, 8_000)
    promised.decline()
    const over = page.locator('.wrap-up-card .called-back')
    await over.locator('.in-vain', { hasText: '고객이 통화 중입니다' }).waitFor()
    expect(await barriers(page)).to.deep.equal([])
    await over.locator('button', { hasText: '다시 걸기' }).press('Enter')
    await page.locator('.own-call.at-phone').waitFor()
    await page.keyboard.press('F2')
    await until(() => promised.ringing.length > 0, 15_000)
    promised.answer()
    await page.locator('.own-call.at-talking .opening').waitFor()
    expect(await barriers(page)).to.deep.equal([])
    await page.locator('.own-call .notes textarea').focus()
    await page.keyboard.type('서류를 안내함')
    await page.keyboard.press('F4')
    await page.locator('.wrap-up-card .called-back .reached').waitFor()
    await page.locator('.call-backs .empty').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.locator('.my-state.ready').waitFor()
    expect(noted().at(-1)).to.deep.equal({ call, outcome: 'resolved', note: '서류를 안내함' })
    await context.close()
  })

  /** Talks with a caller, writes a note, and hangs up. */
  const wrappingUp = async (page: Page, note: string) => {
    stage.world.callIn(PATIENT)
    await pickUp(page)
    const { call } = stage.view('mina').talking!
    await page.locator('.notes textarea').focus()
    await page.keyboard.type(note)
    // Two presses: the call has only just landed.
    await page.keyboard.press('F4')
    await page.keyboard.press('F4')
    await page.locator('.wrap-up-card').waitFor()
    return call
  }
  const noted = () => stage.journal().flatMap((event) => (event.type === 'wrap-up-finished' && 'note' in event ? [{ call: event.call, outcome: event.outcome, note: event.note }] : []))

  it('loses no note: not by F8 before it is sent, not by the limit of wrap-up, not by a line that is cut meanwhile; a call can be promised from there', async () => {
    const { page, context, faults } = await openDeskPage(browser, stage)
    await becomeReady(page)
    const first = await wrappingUp(page, '첫째 메모')
    await becomeReady(page)
    expect(noted()).to.deep.equal([{ call: first, outcome: 'resolved', note: '첫째 메모' }])

    const second = await wrappingUp(page, '둘째 메모')
    await page.locator('input[name=outcome]:checked').focus()
    await page.keyboard.press('ArrowDown')
    const { at } = stage.view('mina').callBackTimes.at(-1)!
    await page.locator('.call-back-times button').last().press('Enter')
    await page.locator('.booked').waitFor()
    expect(stage.view('mina').callBacks).to.have.length(1)
    expect(stage.view('mina').callBacks[0]).to.deep.include({ call: second, promisedFor: at })
    await stage.cut(context, 'mina')
    await page.locator('.desk.stale .stopped').waitFor()
    // Wrap-up ends by itself while nobody can be told.
    stage.pace(60)
    await until(() => stage.view('mina').wrappingUp === null)
    stage.pace(1)
    expect(noted()).to.have.length(1)
    await context.setOffline(false)
    await until(() => noted().length === 2, 15_000)
    expect(noted()[1]).to.deep.equal({ call: second, outcome: 'call-back-promised', note: '둘째 메모' })
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it('has one phone however many tabs are open, and gives it to the tab that asks', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await becomeReady(page)
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
    await second.locator('.talk').waitFor()
    expect(await second.locator('.incoming').count()).to.equal(0)
    expect([await page.title(), await second.title()].filter((title) => title.startsWith('🔔'))).to.deep.equal([])
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

  it('rings in a tab that nobody looks at, and says there who calls, masked, for as long as it rings', async () => {
    const { page, context, faults } = await openDeskPage(browser, stage)
    await page.addInitScript(watchNoticesAndSound)
    await page.reload()
    await page.locator('.my-state').waitFor()
    await becomeReady(page)
    const hide = (hidden: boolean) => page.evaluate(`globalThis.beHidden(${hidden})`)
    const notices = () => page.evaluate('globalThis.notices.map(({ title, body, open }) => ({ title, body, open }))') as Promise<{ title: string; body: string; open: boolean }[]>
    const open = async () => (await notices()).filter(({ open }) => open)
    /** Whether anything is heard within a little more than one cadence of the bell. */
    const sounds = () => page.evaluate('globalThis.sounds(3200)') as Promise<boolean>

    await hide(true)
    const caller = stage.world.callIn(PATIENT)
    await eventually(async () => expect(await open()).to.have.length.above(0))
    expect(await open()).to.deep.equal([{ title: '전화가 왔습니다', body: '010-****-4471', open: true }])
    expect(await sounds()).to.equal(true)
    caller.hangUp()
    await eventually(async () => expect(await open()).to.have.length(0))
    expect(await sounds()).to.equal(false)

    stage.world.callIn({ ...PATIENT, from: 'anonymous' })
    await eventually(async () => expect(await open()).to.have.length.above(0))
    expect((await open())[0]).to.include({ body: '발신번호 없음' })
    // Whoever looks again needs no notice; the bell rings on until somebody picks up.
    await hide(false)
    await eventually(async () => expect(await open()).to.have.length(0))
    expect(await sounds()).to.equal(true)
    await page.keyboard.press('F2')
    await page.locator('.talk').waitFor()
    expect((await notices()).map(({ body }) => body)).to.deep.equal(['010-****-4471', '발신번호 없음'])
    expect(faults).to.deep.equal([])
    await context.close()
  })

  it("takes a simulated colleague's place while somebody sits there, and gives it back", async () => {
    const now = stage.clock.now()
    stage.world.staff({ from: now, until: now + 8 * 3_600_000 })
    const declared = () => stage.agent('eunji').declared.state
    await until(() => declared() === 'ready')
    const { page, context } = await openDeskPage(browser, stage, { account: 'eunji' })
    await until(() => declared() === 'away')
    await becomeReady(page)
    stage.world.callIn(PATIENT)
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    await page.waitForTimeout(4_000)
    expect(stage.world.phone('eunji').talking, 'nobody else picks up').to.equal(null)
    await page.goto('about:blank')
    // Once the page is known to be gone she says "ready" again, and is taken at her word.
    await until(() => declared() === 'ready' && stage.agent('eunji').reach === null, 20_000)
    expect(stage.world.phone('eunji').registered).to.equal(true)
    await context.close()
  })

  it('says why calls would not ring, and is not rung until it is mended', async () => {
    const { page, context } = await openDeskPage(browser, stage)
    await becomeReady(page)
    // Reloaded: browsers let a page make a sound only after somebody touched it.
    await page.reload()
    await page.locator('.reach.not', { hasText: '벨소리' }).waitFor()
    await until(() => stage.agent('mina').reach?.reasons.join() === 'sound-blocked')
    await page.locator('.my-state.unreachable').waitFor()
    await page.keyboard.press('Shift')
    await page.locator('.my-state.ready').waitFor()
    expect(stage.agent('mina').reach?.reasons).to.deep.equal([])
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
          expect(await barriers(page, { colours: colorScheme === 'light' }), `${when}, ${colorScheme}`).to.deep.equal([])
        }
      }
      await expectNone('logged in')
      await becomeReady(page)
      stage.world.callIn(PATIENT)
      await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
      await expectNone('ringing')
      await page.keyboard.press('F2')
      await page.locator('.talk').waitFor()
      await page.locator('.talk button[aria-expanded]').last().press('Enter')
      await page.locator('.call-back-times button').first().waitFor()
      await expectNone('talking, choosing by when to call back')
      await page.locator('.call-back-times button').last().press('Enter')
      await page.locator('.talk .booked').waitFor()
      await page.locator('.call-backs button[aria-expanded]').press('Enter')
      await page.locator('.call-backs .changing').waitFor()
      await page.keyboard.press('F4')
      await page.keyboard.press('F4')
      await page.locator('.wrap-up-card').waitFor()
      await page.locator('input[value=call-back-promised]').focus()
      await page.keyboard.press('Space')
      await page.locator('.wrap-up-card .booked').waitFor()
      await expectNone('wrap-up, changing a call-back')
      await context.close()
    })
  }
})

declare const document: any
declare const KeyboardEvent: any
declare const AudioNode: any
declare const AnalyserNode: any
declare const ConstantSourceNode: any

/**
 * Runs in the page, before its own scripts. This browser shows no notices and knows no hidden tabs: both are played, the way
 * a browser has them. What is sent to the loudspeaker is measured on its way there.
 */
function watchNoticesAndSound(): void {
  const notices: object[] = []
  class Notification {
    static permission = 'granted'
    title: string
    body: string
    open = true
    constructor(title: string, { body }: { body: string }) {
      this.title = title
      this.body = body
      notices.push(this)
    }
    close() { this.open = false }
  }
  let hidden = false
  Object.defineProperty(document, 'hidden', { get: () => hidden })
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') })
  let meter: { getFloatTimeDomainData(samples: Float32Array): void } | null = null
  const connect = AudioNode.prototype.connect
  AudioNode.prototype.connect = function (to: any, ...more: unknown[]) {
    if (to === this.context.destination) {
      meter = new AnalyserNode(this.context, { fftSize: 2048 }) as typeof meter
      connect.call(this, meter)
      // A meter that nothing is connected to any more would go on showing what it heard last.
      const silence = new ConstantSourceNode(this.context, { offset: 0 })
      connect.call(silence, meter)
      silence.start()
    }
    return connect.call(this, to, ...more)
  }
  Object.assign(globalThis, {
    Notification, notices,
    beHidden(now: boolean) {
      hidden = now
      document.dispatchEvent(new Event('visibilitychange'))
    },
    async sounds(withinMs: number) {
      const samples = new Float32Array(2048)
      await new Promise((resolve) => setTimeout(resolve, 150)) // what is in it from before goes by
      for (const end = performance.now() + withinMs; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
        meter?.getFloatTimeDomainData(samples)
        if (samples.some((sample) => Math.abs(sample) > 0.1)) return true
      }
      return false
    },
  })
}
