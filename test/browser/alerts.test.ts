import { expect } from 'chai'
import type { Browser, Locator, Page } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import type { AlertRule } from '../../server/protocol/alerts.ts'
import { aRule } from '../alerts/given.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { barriers, eventually, openPage, type OpenPage } from './page.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }, { account: 'wall', role: 'display' }]
const CROWD = aRule({ id: 'crowd', figure: 'waiting', is: 'above', threshold: 0, clearAfterMs: 10_000 })

declare const document: any
declare const globalThis: any

describe('alerts on the wallboard', function () {
  this.timeout(120_000)
  let browser: Browser
  let line: Line
  const pages: OpenPage[] = []
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  afterEach(async () => {
    for (const open of pages.splice(0)) await open.close()
    await line.stop()
  })
  const start = async (rules: readonly AlertRule[], settings: Record<string, string> = {}) => {
    line = await startLine({ clock: systemClock, people: PEOPLE, settings: { LINE_HOURS: 'always', ...settings }, alertRules: rules })
  }
  const openBoard = async (account: string): Promise<Page> => {
    const open = await openPage(browser, line.url, { account })
    pages.push(open)
    await open.goTo('/wallboard')
    await open.page.locator('.floor').waitFor()
    return open.page
  }
  const text = async (page: Page, selector: string) => ((await page.locator(selector).allTextContents()).join(' ')).replace(/\s+/g, ' ').trim()

  it('appear with a word and a shape, what it is against what and since when; are said once, and acknowledged by keyboard', async () => {
    await start([CROWD, aRule({ id: 'nobody', figure: 'agents-taking-calls', is: 'below', threshold: 1, severity: 'critical', hours: 'always' })])
    const page = await openBoard('boss')
    await eventually(async () => expect(await text(page, '.alert.critical')).to.match(/^◆ 위급 근무 중인 상담사 0 \(기준 1 미만\) \d\d:\d\d부터 0:\d\d 확인$/))
    const first = await text(page, '.alert-announcement')
    expect(first).to.equal('위급 알림. 근무 중인 상담사 0 (기준 1 미만).')
    await page.evaluate(() => {
      globalThis.said = []
      new globalThis.MutationObserver(() => globalThis.said.push(document.querySelector('.alert-announcement').textContent))
        .observe(document.querySelector('.alert-announcement'), { childList: true, characterData: true, subtree: true })
    })
    await dial(line)
    await eventually(async () => expect(await text(page, '.more-on-wall')).to.equal('외 1건'))
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(await page.evaluate(() => globalThis.said), 'once for the new one, not with every second').to.deep.equal(['주의 알림. 기다리는 분 1 (기준 0 초과).'])

    const button = page.getByRole('button', { name: '확인: 근무 중인 상담사 0 (기준 1 미만)' })
    for (let i = 0; i < 20 && !(await button.evaluate((one) => one === one.ownerDocument.activeElement)); i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(async () => expect(line.live().alerts.find(({ rule }) => rule === 'nobody')!.acknowledged?.by).to.equal('boss 님'))
    await eventually(async () => expect(await text(page, '.alert.critical')).to.match(/✓ boss 님 확인 \d\d:\d\d$/))
    expect(await page.evaluate(() => document.activeElement.className), 'the focus stays where the work is').to.equal('alert-list')
  })

  it('sound until somebody acknowledges, when the browser lets them; are silenced here alone, remembered, and say that they are', async () => {
    await start([CROWD])
    const page = await openBoard('boss')
    const other = await openBoard('boss')
    await dial(line)
    await eventually(async () => expect(await text(page, '.sounding')).to.be.oneOf(['브라우저가 경보음을 막고 있습니다. 화면을 한 번 누르십시오.', '경보음 10분 끄기']))
    await page.locator('.head').click()
    const silenceNow = page.getByRole('button', { name: '경보음 10분 끄기' })
    await silenceNow.waitFor()
    await silenceNow.press('Enter')
    await eventually(async () => expect(await text(page, '.alerts-opener')).to.match(/^알림 · 경보음 \d\d:\d\d까지 꺼짐$/))
    await eventually(async () => expect(await page.locator('.sounding').count()).to.equal(0))
    expect(await other.locator('.sounding').count(), 'another browser sounds on').to.equal(1)
    await page.reload()
    await eventually(async () => expect(await text(page, '.alerts-opener')).to.contain('꺼짐'))
    expect(await page.locator('.alert').count(), 'the board shows it all the same').to.equal(1)

    await page.locator('.alerts-opener').press('Enter')
    await page.getByLabel('경보음').selectOption('on')
    await eventually(async () => expect(await text(page, '.alerts-opener')).to.equal('알림'))
    await page.getByLabel('경보음').selectOption('off')
    await eventually(async () => expect(await text(page, '.alerts-opener')).to.equal('알림 · 경보음 꺼짐'))
    await other.locator('.acknowledge').press('Enter')
    await eventually(async () => expect(await other.locator('.sounding').count()).to.equal(0))
  })

  /** What a screen reader says of a field beside its name. */
  const described = (field: Locator): Promise<string> =>
    field.evaluate((one: any) => (one.getAttribute('aria-describedby') ?? '').split(' ').map((id: string) => document.getElementById(id).textContent.trim()).join(' '))

  it('have rules that are written and changed by keyboard; what is wrong is said in words at its field', async () => {
    await start([CROWD], { ALERT_WEBHOOKS: 'ops=http://127.0.0.1:9/', ALERT_WEBHOOK_SECRET: 'x'.repeat(32), ALERT_SMS_TO: '김팀장=010-1234-5678', TWILIO_SMS_FROM: '+15005550006' })
    const page = await openBoard('boss')
    await page.locator('.alerts-opener').press('Enter')
    await page.getByRole('button', { name: '알림 규칙' }).press('Enter')
    await page.getByRole('button', { name: '새 규칙' }).press('Enter')
    await page.getByLabel('무엇을').selectOption('t1')
    await page.getByLabel('어떨 때').selectOption('below')
    await page.getByLabel('기준 (%)').fill('많이')
    await page.getByLabel('이어진 시간 (초)').fill('-5')
    const clearAfter = page.getByLabel('풀린 뒤 끝날 때까지 (초)')
    expect(await clearAfter.inputValue(), 'a minute unless something else is wanted').to.equal('60')
    expect(await described(clearAfter)).to.match(/^값이 다시 좋아진 채 이만큼 지나야/)
    await clearAfter.fill('9')
    await page.getByRole('button', { name: '저장' }).press('Enter')
    const threshold = page.getByLabel('기준 (%)')
    await eventually(async () => expect(await threshold.evaluate((one) => one === one.ownerDocument.activeElement)).to.equal(true))
    expect(await text(page, '.alert-form .late')).to.contain('0 이상의 수를 적어 주십시오').and.contain('0에서 86400 사이의 초를').and.contain('10에서 86400 사이의 초를').and.contain('표시된 칸을 고쳐 주십시오')
    expect(await clearAfter.getAttribute('aria-invalid')).to.equal('true')
    expect(await described(clearAfter), 'first what is wrong, then what it is for').to.match(/^✕ 10에서 86400 사이의 초를 적어 주십시오 값이 다시 좋아진 채/)
    await threshold.fill('92.5')
    await page.getByLabel('이어진 시간 (초)').fill('600')
    await clearAfter.fill('300')
    await page.getByLabel('언제').selectOption('own')
    await page.getByLabel(/^시간:/).fill('mon-fri 09:00-12:00 13:00-18:00')
    await page.getByLabel('◆ 위급').press('Space')
    await page.getByLabel('웹훅').first().selectOption('ops')
    await page.getByLabel('위급으로 올리고 더 알리기').press('Space')
    await page.getByLabel('확인을 기다리는 시간 (분)').fill('7')
    await page.getByLabel('문자: 김팀장').last().press('Space')
    await page.getByRole('button', { name: '저장' }).press('Enter')
    await eventually(async () => expect(await text(page, '.alert-rules')).to.contain('세 번째 벨 전 응대율 92.5% 미만, 10분 동안'))
    const made = [...line.app.floor.watches.values()].find(({ rule }) => rule.id !== 'crowd')!
    expect(made.rule).to.deep.include({
      figure: 't1', is: 'below', threshold: 0.925, forMs: 600_000, clearAfterMs: 300_000, leastDecided: 10, hours: 'mon-fri 09:00-12:00 13:00-18:00', severity: 'critical', webhook: 'ops',
      escalate: { afterMs: 420_000, webhook: null, texts: ['김팀장'] },
    })
    expect(made.set.by).to.equal('boss')

    await page.getByRole('button', { name: '고치기: 기다리는 분 0 초과' }).press('Enter')
    expect(await clearAfter.inputValue(), 'as it was set').to.equal('10')
    await clearAfter.fill('120')
    await page.getByRole('button', { name: '저장' }).press('Enter')
    await eventually(() => expect(line.app.floor.watches.get('crowd')!.rule).to.deep.equal({ ...CROWD, clearAfterMs: 120_000 }))

    await page.getByRole('button', { name: '고치기: 기다리는 분 0 초과' }).press('Enter')
    await page.getByRole('button', { name: '규칙 지우기' }).press('Enter')
    await page.getByRole('button', { name: '한 번 더 눌러 지우기' }).press('Enter')
    await eventually(() => expect(line.app.floor.watches.get('crowd')!.removed).to.equal(true))
    await eventually(async () => expect(await page.locator('.alert-rule').count()).to.equal(1))
  })

  it('show on a screen of the wall and on an agent\'s, which can do nothing about them and make no sound', async () => {
    await start([CROWD])
    await dial(line)
    for (const account of ['wall', 'mina']) {
      const page = await openBoard(account)
      await eventually(async () => expect(await text(page, '.alert')).to.match(/^▲ 주의 기다리는 분 1 \(기준 0 초과\)/))
      await page.locator('.head').click()
      expect(await page.locator('.acknowledge, .sounding, .alerts-opener').count(), account).to.equal(0)
    }
  })

  it('have no barrier, on the board and in everything that is opened, in Korean and in the dark as in English and in the light', async () => {
    await start([CROWD, aRule({ id: 'nobody', figure: 'agents-taking-calls', is: 'below', threshold: 1, severity: 'critical', hours: 'always' }),
      aRule({ id: 'lunch', name: '점심시간', hours: 'mon-fri 12:00-13:00', active: false })])
    await dial(line)
    const page = await openBoard('boss')
    await page.locator('.alert.critical').waitFor()
    const expectNone = async (where: string) => expect(await barriers(page), where).to.deep.equal([])
    for (const [language, colorScheme] of [['ko', 'dark'], ['en', 'light']] as const) {
      await page.emulateMedia({ colorScheme })
      await pages[0]!.speak(language)
      await expectNone(`the strip, ${language}`)
      await page.locator('.alerts-opener').click()
      await page.locator('.alert-line').first().waitFor()
      await expectNone(`the list, ${language}`)
      await page.getByRole('button', { name: language === 'ko' ? '알림 규칙' : 'Alert rules' }).click()
      await page.locator('.alert-rule').first().waitFor()
      await expectNone(`the rules, ${language}`)
      await page.locator('.alert-rule button').first().click()
      await page.locator('.alert-form').waitFor()
      await page.locator('.alert-form input[inputmode=decimal]').first().fill('x')
      await page.locator('.alert-form .go').click()
      await expectNone(`the form, ${language}`)
      await page.keyboard.press('Escape')
    }
  })
})
