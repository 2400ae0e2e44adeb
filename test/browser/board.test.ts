import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { en } from '../../dashboard/ui/words/en.ts'
import { ko } from '../../dashboard/ui/words/ko.ts'
import { openBrowser } from '../support/browser.ts'
import { barriers, eventually } from './page.ts'
import { earlierDay, FLOORS } from './pictures.ts'
import { openStage } from './stage.ts'

describe('the wallboard, looked at for long', function () {
  this.timeout(120_000)
  let browser: Browser
  let stage: Awaited<ReturnType<typeof openStage>>
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  afterEach(() => stage.close())
  const open = async (options: Parameters<typeof openStage>[1] = {}) => {
    stage = await openStage(browser, options)
    return stage.page
  }

  it('has yesterday and the same weekday behind today, for eyes and ears', async () => {
    const page = await open()
    await stage.show('ordinary')
    await page.locator('.promise-t1 .line-key').waitFor()
    const behind = (await page.locator('.promise-t1 .chart .ground').count()) / 2
    expect(behind, 'a quiet ground for each quarter of last week').to.equal(earlierDay('2026-11-20').intervals.length)
    expect(await page.locator('.promise-t1 .chart .yesterday').getAttribute('d')).to.match(/^M0 [\d.]+H900000/)
    expect(await page.locator('.promise-t4 .chart .yesterday').getAttribute('d')).to.match(/^M0 [\d.]+H3600000/)
    const titles = await page.locator('.promise-t1 thead th').allTextContents()
    expect(titles.at(-2)).to.equal('어제')
    expect(titles.at(-1)).to.match(/^지난 .요일$/)
    expect(await page.locator('.promise-t1 tbody tr').first().locator('td').allTextContents()).to.satisfy((cells: string[]) => cells.slice(-2).every((cell) => /^[\d.]+%$/.test(cell)))
  })

  it('has nothing behind today when the line was closed then', async () => {
    const page = await open({ closed: true })
    await stage.show('ordinary')
    expect(await page.locator('.promise .chart').count()).to.equal(2)
    expect(await page.locator('.chart .ground, .line-key, .ground-key').count()).to.equal(0)
    expect(await page.locator('.promise-t1 .chart .yesterday').getAttribute('d')).to.equal('')
  })

  it('can be held still, says so, is not taken for stopped, and goes on with what has come meanwhile', async () => {
    const page = await open()
    await stage.show('ordinary')
    const seen = () => page.evaluate(readStill)
    await page.keyboard.press('Alt+p')
    await page.locator('.held-still', { hasText: '일시 정지' }).waitFor()
    const before = await seen()
    await stage.send('busiest', 5)
    expect(await seen(), 'nothing moves: no figure, no clock, no bell').to.deep.equal(before)
    expect(await page.locator('.board.is-held:not(.stale)').count(), 'held still is not stopped').to.equal(1)
    expect(await page.locator('.age').isVisible(), 'no proud age beside it').to.equal(false)
    for (const language of ['en', 'ko'] as const) {
      await stage.speak(language)
      expect(await barriers(page), language).to.deep.equal([])
    }
    await page.getByRole('button', { name: '계속 보기' }).click()
    await page.locator('.held-still').waitFor({ state: 'detached' })
    await eventually(async () => expect((await seen()).received).to.not.equal(before.received))

    await page.keyboard.press('Alt+p')
    await page.locator('.held-still').waitFor()
    await stage.stop()
    expect(await page.locator('.stopped').isVisible(), 'a board held still that loses touch says that too').to.equal(true)
  })

  it('sums itself up for whoever asks, by key, told once and read aloud where there is a voice', async () => {
    const page = await open()
    await page.addInitScript(giveVoice)
    await page.reload()
    await page.locator('.floor').waitFor()
    await stage.show('ordinary')
    for (const [language, words] of [['ko', ko], ['en', en]] as const) {
      await stage.speak(language)
      await page.keyboard.press('Alt+s')
      await page.locator('.summary-text', { hasText: words.promise.heading }).waitFor()
      expect(await page.locator('.summary-text').getAttribute('aria-live')).to.equal('polite')
      expect(await page.locator('[aria-live] .rate, [aria-live] .seconds, [role=status] .length').count(), 'no stream of ticks').to.equal(0)
      expect(await barriers(page), language).to.deep.equal([])
      await page.getByRole('button', { name: words.summary.aloud }).click()
      const said = await page.evaluate('globalThis.saidAloud.at(-1)') as { text: string; lang: string }
      expect(said).to.deep.equal({ text: await page.locator('.summary-text').textContent(), lang: language === 'ko' ? 'ko-KR' : 'en-GB' })
      await page.keyboard.press('Escape')
      await page.locator('.summary-sheet').waitFor({ state: 'detached' })
    }
  })

  it('lets the keyboard skip to the board, and goes through it in reading order', async () => {
    const page = await open()
    await stage.show('ordinary')
    await page.keyboard.press('Tab')
    const skip = page.locator('.skip')
    expect(await skip.evaluate((link: unknown) => link === document.activeElement)).to.equal(true)
    expect((await skip.boundingBox())!.y, 'seen while it is focused').to.be.at.least(0)
    await page.keyboard.press('Enter')
    await eventually(async () => expect(await page.evaluate('document.activeElement.id')).to.equal('floor'))
    const visited: string[] = []
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab')
      visited.push(await page.evaluate(`document.activeElement.closest('.promise-t1, .promise-t4, .column, .day, .foot')?.className.split(' ').slice(0, 2).join(' ') ?? ''`))
      if (visited.at(-1) === 'foot') break
    }
    const parts = visited.filter((part, i) => part !== visited[i - 1])
    expect(parts).to.deep.equal([
      'promise promise-t1', 'promise promise-t4', 'column column-ringing', 'column column-transfers', 'column column-waiting', 'column column-agents', 'day holds', 'foot',
    ])
  })

  it('shows what a new picture brings at once, not when the clock ticks next', async () => {
    const page = await open()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    // The page's clock ticks no more.
    await page.evaluate('{ const was = setTimeout; setTimeout = (work, ms, ...more) => (ms === 100 ? 0 : was(work, ms, ...more)) }')
    for (const floor of ['racing', 'long', 'racing', 'broken', 'long', 'broken'] as const) {
      await stage.show(floor)
      const stages = FLOORS[floor](0).transfers.map(({ stage }) => stage === 'joined')
      expect(await page.locator('.race .legs').evaluateAll((all) => all.map(({ textContent }) => /합류/.test(textContent!))), floor).to.deep.equal(stages)
    }
  })

  it('shows each agent in the colour of the state, also one who has just moved, and keeps the focus where it was', async () => {
    const page = await open()
    const colours = () => page.evaluate<string[]>('[...document.querySelectorAll(".agent")].map((row) => row.className + ": " + getComputedStyle(row.querySelector(".state")).color)')
    await stage.show('racing')
    const last = page.locator('.agent .opener').last()
    await last.focus()
    const who = await last.innerText()
    for (const floor of ['long', 'broken', 'racing', 'broken', 'long'] as const) {
      await stage.show(floor)
      const worn = new Set(await colours())
      expect([...new Set([...worn].map((one) => one.split(':')[0]))], `one colour for each state: ${[...worn].sort().join(', ')}`).to.have.length(worn.size)
      expect(await page.evaluate('document.activeElement.innerText')).to.equal(who)
    }
  })

  it('moves only where something happens, and not for whoever asked for less motion', async () => {
    const page = await open()
    await stage.show('empty')
    await page.evaluate(noteMotion)
    await stage.show('ordinary')
    await page.waitForTimeout(400)
    const moved = () => page.evaluate('globalThis.moved') as Promise<string[]>
    const first = await moved()
    expect(first, 'new calls come in, and what was kept is marked').to.include.members(['arrive ringing-call', 'arrive race', 'arrive waiting-call', 'kept grown'])
    expect(first.filter((one) => !/^(arrive|kept|broken) /.test(one))).to.deep.equal([])
    await page.waitForTimeout(1_500)
    expect(await moved(), 'pictures that change nothing move nothing').to.deep.equal(first)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await stage.show('busiest')
    await page.waitForTimeout(400)
    expect(await moved()).to.deep.equal(first)
  })
})

declare const document: any

/** What moves on a live board. */
function readStill() {
  const text = (selector: string) => [...document.querySelectorAll(selector)].map((one) => one.textContent).join(' ')
  return { received: text('.term.received dd'), time: text('.time'), bells: [...document.querySelectorAll('.bells clipPath rect')].map((one) => one.getAttribute('width')), seconds: text('.seconds, .lap, .length') }
}

/** A browser that has voices, which remember what they were asked to say. */
function giveVoice(): void {
  const saidAloud: { text: string; lang: string }[] = []
  const speechSynthesis = {
    getVoices: () => [{ lang: 'en-GB' }, { lang: 'ko-KR' }], addEventListener() {}, cancel() {},
    speak: ({ text, lang }: { text: string; lang: string }) => saidAloud.push({ text, lang }),
  }
  Object.assign(globalThis, { saidAloud, SpeechSynthesisUtterance: class { text: string; constructor(text: string) { this.text = text } } })
  Object.defineProperty(globalThis, 'speechSynthesis', { value: speechSynthesis })
}

/** Notes every animation that begins. */
function noteMotion(): void {
  const moved: string[] = []
  Object.assign(globalThis, { moved })
  document.addEventListener('animationstart', ({ animationName, target }: any) => { moved.push(`${animationName} ${String(target.className).split(' ')[0]}`) })
}
