import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { barriers, eventually, openPage, type OpenPage } from './page.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'jun' }, { account: 'boss', role: 'supervisor' }, { account: 'wall', role: 'display' }]
const CADENCE_MS = 1000

describe('a number of the wallboard in a browser', function () {
  this.timeout(300_000)
  let browser: Browser
  let line: Line
  let open: OpenPage
  let page: Page
  before(async () => {
    browser = await openBrowser()
    line = await startLine({ clock: systemClock, people: PEOPLE, settings: { LINE_HOURS: 'always', RING_CADENCE_MS: String(CADENCE_MS), WRAP_UP_SECONDS: '0', QUEUE_LIMIT: '1' } })
    await aDay()
  })
  after(async () => {
    await line.stop()
    await browser.close()
  })
  const start = async (account: string) => {
    open = await openPage(browser, line.url, { account })
    page = open.page
    await open.goTo('/wallboard')
    await page.locator('.floor').waitFor()
  }
  afterEach(() => open.close())

  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const answered = async (account: string, afterMs: number, from: string) => {
    const call = await dial(line, from)
    await call.alerts(account)
    await sleep(afterMs)
    await call.answers(account)
    for (const other of call.rung()) if (other !== account) await call.stops(other, 'canceled')
    await sleep(100)
    await call.stops(account, 'completed')
    await call.ends('completed')
  }
  /** Kept, kept, broken, given up; one waits, one was turned away. */
  async function aDay() {
    await line.ready('mina', 'jun')
    await answered('mina', 200, '+821011110001')
    await answered('jun', 600, '+821011110002')
    await answered('mina', 3 * CADENCE_MS + 300, '+821011110003')
    const gone = await dial(line, '+821011110004')
    await gone.alerts('mina')
    await gone.ends('no-answer')
    await gone.stops('mina', 'canceled')
    await gone.stops('jun', 'canceled')
    for (const account of ['mina', 'jun']) await (await line.login(account)).api('PUT', '/agents/me/state', { state: 'away', reason: 'break' })
    await dial(line, '+821011110005')
    await (await dial(line, '+821011110006')).ends('completed')
    await sleep(2 * CADENCE_MS) // the one who waits is past the edge from here on
  }
  /** What the drawer shows: the number, and its lines over all pages. */
  const drawer = () => page.evaluate(readDrawer)
  const focused = () => page.evaluate('document.activeElement.textContent.replace(/\\s+/g, " ").trim()') as Promise<string>
  const settled = () => page.locator('.opened-value').waitFor()

  it('opens, leads to a call and its time line, back, and closes, all by keyboard, with the focus where one left', async () => {
    await start('boss')
    await page.locator('.promise-t1 .rate .opener').focus()
    await page.keyboard.press('Enter')
    await settled()
    expect(await focused(), 'reading begins at the heading').to.equal('세 번째 벨 전에 받은 비율')
    const t1 = await drawer()
    expect(t1).to.deep.include({ value: '40.0%', fraction: '지킴 2 ÷ (지킴 2 + 못 지킴 3)', agrees: '✓ 세는 줄 5 = 전광판의 숫자' })
    expect(t1.lines.map(({ standing, why }) => `${standing} ${why.replace(/ ≈ 경계$/, '')}`)).to.deep.equal([
      '못 지킴 가득 차서 돌려보냄', '못 지킴 판정 시각이 지났는데 아직 받지 않음', '판정 제외 그 전에 고객이 끊음', '못 지킴 늦게 받음', '지킴 제때 받음', '지킴 제때 받음',
    ])

    for (let i = 0; i < 40 && (await focused()) !== '010-****-0003'; i++) await page.keyboard.press('Tab')
    expect(await focused()).to.equal('010-****-0003')
    await page.keyboard.press('Enter')
    await page.locator('.steps').waitFor()
    expect(await focused()).to.equal('전화 이야기')
    expect(await page.locator('.time-line .tone').allTextContents(), 'the rings the caller heard').to.deep.equal(['1', '2', '3', '4'])
    expect((await page.locator('.story-verdicts .verdict').allInnerTexts()).map((text) => text.replace(/ ≈ 경계$/, ''))).to.deep.equal(['세 번째 벨 전 ✕ 못 지킴', '세 번째 벨까지 세면 ✕ 못 지킴'])
    const steps = await page.locator('.steps tbody tr').allInnerTexts()
    expect(steps.map((text) => text.split('\t').at(-1))).to.include.members(['전화가 옴', '3번째 벨이 울리기 시작', '세 번째 벨: 약속 시각이 지남', 'mina 님 받음'])

    await page.keyboard.press('Shift+Tab') // from the heading to the way back
    expect(await focused()).to.equal('← 뒤로')
    await page.keyboard.press('Enter')
    await settled()
    expect(await focused(), 'back at the call that was left').to.equal('010-****-0003')
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    expect(await focused(), 'back at the number').to.equal('40.0%')
  })

  it('shows of lines only those that stand as asked', async () => {
    await start('boss')
    await page.locator('.promise-t1 .two-numbers .opener').last().click()
    await settled()
    await eventually(async () => expect((await drawer()).lines.map(({ standing }) => standing)).to.deep.equal(['못 지킴', '못 지킴', '못 지킴']))
    expect(await page.locator('.filter [aria-pressed=true]').innerText()).to.equal('✕ 못 지킴 3')
    await page.locator('.filter button').first().click()
    await eventually(async () => expect((await drawer()).lines.length).to.equal(6))
  })

  it('is the number of lines behind it, for every number there is to press', async () => {
    await start('boss')
    const openers = page.locator('.floor .opener:not(.whose)')
    const many = await openers.count()
    expect(many).to.be.greaterThan(20)
    let seen = 0
    for (let i = 0; i < many; i++) {
      const shown = (await openers.nth(i).innerText()).replace(/\s+/g, ' ').trim()
      await openers.nth(i).click()
      const kind = await page.locator('.drawer-page').getAttribute('class')
      if (kind?.includes('page-figure')) {
        await settled()
        const { value, lines, fraction, counted } = await drawer()
        const inside = lines.filter(({ counted }) => counted === 'numerator').length
        const against = lines.filter(({ counted }) => counted === 'denominator').length
        const filtered = counted !== null
        if (/^\d+$/.test(value)) expect(inside, `${shown}: ${value}`).to.equal(Number(value))
        else if (value.endsWith('%') && !filtered) expect(fraction, shown).to.match(new RegExp(` ${inside} ÷ .* ${inside} \\+ .* ${against}\\)$`))
        // What is pressed is what is opened: the number itself, or how many of its lines stand so.
        const number = (/[\d.]+(?=%)/.exec(shown) ?? /[\d.,:]+/.exec(shown.replace(/[^\d.,:]+(?=\d)/, '')))?.[0]
        if (number !== undefined && !shown.includes('–') && !/^\d+:\d+$/.test(number)) {
          const out = lines.filter(({ counted }) => counted === 'out').length
          expect(filtered || value === '—' ? [inside, against, out, 0].map(String) : [value.replace(/[%초]/g, '')], `${shown} opens ${value}`).to.include(number)
        }
        seen++
      }
      await page.keyboard.press('Escape')
      await page.locator('dialog[open]').waitFor({ state: 'detached' })
    }
    expect(seen).to.be.greaterThan(20)
  })

  it('stands in the lens under other formulas, and opens by quarter-hours', async () => {
    await start('boss')
    await page.locator('.promise-t1 .rate .opener').click()
    await page.locator('.how .opener').click()
    await page.locator('.readings').waitFor()
    expect(await page.locator('.reading').count()).to.equal(8)
    expect(await page.locator('.reading.own .reading-rate').innerText()).to.equal('40.0% 2 ÷ 5')
    const printed = await page.locator('.reading-rate strong').allInnerTexts()
    expect(new Set(printed).size, `one day, several figures: ${printed}`).to.be.greaterThan(2)
    await page.locator('.lens-table summary').click()
    expect((await page.locator('.lens-table tbody th').allInnerTexts()).join(), 'what this desk cannot have is no row').to.not.contain('예약')
    await page.locator('.filter button').last().click()
    await eventually(async () => expect(await page.locator('.reading.own .reading-rate').innerText()).to.match(/^(75|60)\.0%/)) // the one who waits may be past the twentieth second by now
    await page.locator('.drawer .back').click()
    await settled()
    await page.keyboard.press('Escape')
    await page.locator('.promise-t1 .as-table').click()
    const received = page.locator('table.quarters tbody tr').first().locator('.opener').nth(1)
    const shown = await received.innerText()
    await received.click()
    await settled()
    const { value, lines } = await drawer()
    expect([value, String(lines.length)]).to.deep.equal([shown, shown])
    await page.locator('.drawer .back').click()
    await eventually(async () => expect(await focused()).to.equal(shown))
  })

  it('has no barrier, opened: the number, the lens, a story, the quarters; dark and light, in both languages', async () => {
    await start('boss')
    const expectNone = async (what: string) => expect(await barriers(page), what).to.deep.equal([])
    for (const [language, colorScheme] of [['ko', 'dark'], ['en', 'light']] as const) {
      await page.emulateMedia({ colorScheme })
      await open.speak(language)
      await expectNone('the board')
      await page.locator('.promise-t1 .rate .opener').click()
      await settled()
      await expectNone('a number')
      await page.locator('.opened-rows .opener').nth(3).click()
      await page.locator('.steps').waitFor()
      await expectNone('a story')
      await page.locator('.drawer .back').click()
      await page.locator('.how .opener').click()
      await page.locator('.readings').waitFor()
      await page.locator('.lens-table summary').click()
      await expectNone('the lens')
      expect(await page.locator('.not-here').innerText(), 'but it is said').to.contain(language === 'ko' ? '콜백 예약을 받지 않습니다' : 'takes no call-back requests')
      await page.keyboard.press('Escape')
      await page.locator('.promise-t1 .as-table').click()
      await page.locator('table.quarters').waitFor()
      await expectNone('the quarters')
      await page.keyboard.press('Escape')
    }
  })

  it('is only shown to an agent and to a screen on the wall', async () => {
    for (const account of ['mina', 'wall']) {
      await start(account)
      expect(await page.locator('.floor .opener').count(), account).to.equal(0)
      if (account === 'mina') await open.close()
    }
  })
})

declare const document: any
function readDrawer() {
  const text = (element: any): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
  const one = (selector: string) => document.querySelector(`dialog ${selector}`)
  const fraction = one('.fraction')?.cloneNode(true)
  fraction?.querySelector('.hidden')?.remove()
  return {
    value: text(one('.opened-value .value')), fraction: text(fraction), agrees: text(one('.agrees')),
    counted: one('.filter [aria-pressed=true]')?.textContent.trim().match(/^[✓✕–]/)?.[0] ?? null,
    lines: [...document.querySelectorAll('dialog .opened-rows tbody tr')].map((row: any) => ({
      counted: row.className, standing: row.querySelector('.mark').getAttribute('aria-label'), why: text(row.querySelector('th').nextElementSibling),
    })),
  }
}
