import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { type Clock, systemClock } from '../../server/clock.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { barriers, eventually, openPage, type OpenPage } from './page.ts'
import { expectBoard, readBoard } from './wall.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'jun' }, { account: 'boss', role: 'supervisor' }, { account: 'wall', role: 'display' }]
const seoul = (time: string, day = '2026-11-24') => Date.parse(`${day}T${time}+09:00`)

/** Runs like the real one, from a moment of our choosing; and it can be told to go on to another. */
function createSettableClock() {
  let ahead = 0
  return {
    now: () => systemClock.now() + ahead,
    wakeAt: (moment: number, wake: () => void) => systemClock.wakeAt(moment - ahead, wake),
    set: (moment: number) => void (ahead = moment - systemClock.now()),
  } satisfies Clock & { set(moment: number): void }
}

describe('looking back from the board', function () {
  this.timeout(90_000)
  let browser: Browser
  let line: Line
  let open: OpenPage
  let page: Page
  const clock = createSettableClock()
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  /** 10:42:15, a call: it rings for eight seconds, then mina answers. An hour before, and on the day before, jun took one at once. */
  beforeEach(async () => {
    clock.set(seoul('16:00:00', '2026-11-23'))
    line = await startLine({ clock, people: PEOPLE, settings: { LINE_HOURS: 'always' } })
    await line.ready('mina', 'jun')
    const yesterday = await dial(line, '+821033334444')
    await yesterday.alerts('jun')
    await yesterday.answers('jun')
    await yesterday.ends('completed')
    await yesterday.stops('jun', 'completed')
    clock.set(seoul('10:42:15'))
    const call = await dial(line)
    await call.alerts('mina')
    clock.set(seoul('10:42:23'))
    await call.answers('mina')
    clock.set(seoul('10:50:00'))
    await line.settle()
  })
  afterEach(async () => {
    await open.close()
    await line.stop()
  })
  const lookBack = async (account = 'boss') => {
    open = await openPage(browser, line.url, { account })
    page = open.page
    await open.goTo('/wallboard')
    await page.locator('.floor').waitFor()
    await page.locator('.look-back').press('Enter')
    await page.locator('.board.replayed').waitFor()
  }
  const press = async (...keys: [string, number][]) => {
    for (const [key, times] of keys) for (let i = 0; i < times; i++) await page.keyboard.press(key)
  }
  const shownTime = () => page.locator('.head .time').textContent()
  const at = async (moment: number): Promise<WallboardView> =>
    (await (await line.login('boss')).api('GET', `/replay?at=${moment}`)).json<WallboardView>()
  /** The whole board, in both languages, is the picture of that moment. */
  const expectPast = async (moment: number) => {
    for (const language of ['en', 'ko'] as const) {
      await open.speak(language)
      await eventually(async () => expectBoard(await readBoard(page), await at(moment), language))
    }
    await page.locator('.replay-slider').focus()
  }

  it('is done by keyboard: the board of then, with its ringing bell, and back to now', async () => {
    await lookBack()
    expect(await page.evaluate('document.activeElement.className'), 'one begins at the slider').to.equal('replay-slider')
    await press(['Home', 1])
    await eventually(async () => expect(await shownTime()).to.equal('09:00:00'))
    await press(['PageUp', 20], ['ArrowRight', 14])
    await eventually(async () => expect(await shownTime()).to.equal('10:42:20'))
    await expectPast(seoul('10:42:20'))
    expect(await page.locator('.replay-slider').getAttribute('aria-valuetext')).to.equal('10시 42분 20초')
    expect(await page.locator('.replay-title').textContent()).to.contain('지금이 아닙니다').and.to.contain('11월 24일').and.to.contain('10:42:20')
    const { ringing: [bell], age, stale } = await readBoard(page)
    expect(bell!.caller).to.equal('010-****-5678')
    expect(bell!.seconds, 'as the caller heard it then').to.be.within(4, 5)
    expect([age, stale], 'nothing says how fresh it is').to.deep.equal(['', false])
    expect(await page.locator('.opener').count(), 'what is behind a number is told as of now, so nothing opens').to.equal(0)

    await press(['ArrowLeft', 1])
    await eventually(async () => expect(await page.locator('.ringing-call').count()).to.equal(0))
    await expectPast(seoul('10:42:10'))

    // Meanwhile the line goes on; a board of the past does not show it.
    await dial(line, '+821077778888')
    await page.waitForTimeout(300)
    expect(await page.locator('.ringing-call').count()).to.equal(0)
    await page.getByRole('button', { name: '지금으로' }).press('Enter')
    await page.locator('.ringing-call .caller', { hasText: '010-****-8888' }).waitFor()
    expect(await page.locator('.replayed, .replay').count()).to.equal(0)
    expect((await readBoard(page)).age).not.to.equal('')
    expect(await page.evaluate('document.activeElement.className'), 'where one came from').to.equal('look-back')
  })

  it('is a film: ten times as fast, the bells go on as they did, and one picture is asked for at a time', async () => {
    await lookBack()
    let underWay = 0
    let most = 0
    let asked = 0
    const isOurs = (url: string) => url.includes('/api/v1/replay?')
    page.on('request', (request) => {
      if (!isOurs(request.url())) return
      asked++
      most = Math.max(most, ++underWay)
    })
    for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end as 'requestfinished', (request) => { if (isOurs(request.url())) underWay-- })
    await press(['Home', 1], ['PageUp', 20], ['ArrowRight', 13])
    await eventually(async () => expect(await shownTime()).to.equal('10:42:10'))
    await page.evaluate(recordFilm)
    await press([' ', 1])
    await eventually(async () => expect((await shownTime())! > '10:42:40', 'it runs').to.equal(true))
    await press([' ', 1])
    const stood = await shownTime()
    await page.waitForTimeout(400)
    expect(await shownTime(), 'it stands').to.equal(stood)
    const frames: { time: string; seconds: number | null; talking: number }[] = await page.evaluate('globalThis.film')
    const rang = frames.filter(({ seconds }) => seconds !== null)
    expect(rang.length, 'the call rang').to.be.above(5)
    for (const [i, { seconds }] of rang.entries()) expect(seconds, 'and went on ringing').to.be.at.least(rang[i - 1]?.seconds ?? 0)
    expect(rang.at(-1)!.seconds).to.be.within(6, 9.2)
    expect(frames.filter(({ talking }) => talking > 0).every(({ time }) => time >= '10:42:22'), 'nobody answers before it was so').to.equal(true)
    expect([...frames].sort((a, b) => (a.time < b.time ? -1 : 1)), 'time goes forward').to.deep.equal(frames)
    expect(most, 'requests at once').to.equal(1)
    expect(asked).to.be.above(10)
    await expectPast(await page.evaluate('Number(document.querySelector(".replay-slider").value)'))
  })

  it('ends with the present and cannot be led into the future', async () => {
    await lookBack()
    await press(['PageDown', 1])
    await eventually(async () => expect((await shownTime())! < '10:46').to.equal(true))
    await page.getByRole('button', { name: '60배' }).press('Enter')
    await page.getByRole('button', { name: '재생' }).press('Enter')
    await page.getByRole('button', { name: '재생' }).waitFor({ timeout: 20_000 })
    await eventually(async () => expect((await shownTime())! >= '10:50:00').to.equal(true))
    await page.locator('.replay-slider').focus()
    await press(['PageUp', 3])
    await page.waitForTimeout(300)
    expect((await shownTime())! < '10:52').to.equal(true)
  })

  it('goes to an earlier day, with that day\'s figures', async () => {
    await lookBack()
    await page.locator('.replay-day input').fill('2026-11-23')
    await page.locator('.replay-title', { hasText: '11월 23일' }).waitFor()
    await page.locator('.replay-slider').focus()
    await press(['End', 1])
    await eventually(async () => expect(await shownTime()).to.equal('17:59:59'))
    await expectPast(seoul('17:59:59', '2026-11-23'))
    expect((await readBoard(page)).equation['받은 전화']).to.equal('1')
  })

  it('says so when the server does not answer, and goes on by itself when it is back', async () => {
    await lookBack()
    await page.route('**/api/v1/replay?*', (route) => route.abort())
    await press(['Home', 1])
    await page.locator('.replay [role=alert]', { hasText: '불러오지 못했습니다' }).waitFor()
    expect(await shownTime(), 'the board stays what it was').to.match(/^10:5/)
    await page.unroute('**/api/v1/replay?*')
    await eventually(async () => expect(await shownTime()).to.equal('09:00:00'))
    expect(await page.locator('.replay [role=alert]').textContent()).to.equal('')
  })

  it('has no barrier, and nothing is cut off, in both languages, dark and light, on a desk, a wall and a phone', async () => {
    await lookBack()
    await press(['Home', 1], ['PageUp', 20], ['ArrowRight', 14])
    await page.locator('.ringing-call').waitFor()
    const floorHeight = (): Promise<number> => page.evaluate('document.querySelector(".floor").offsetHeight')
    const sizes = [[1280, 720], [1920, 1080], [3840, 2160], [1080, 1920], [390, 844]] as const
    const heights = []
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height })
      heights.push(await floorHeight())
      for (const language of ['ko', 'en'] as const) {
        await open.speak(language)
        expect(await page.evaluate(cutOff), `${width}×${height} ${language}`).to.deep.equal([])
      }
    }
    const SMALLER = 0.88 // as the board is under its band, see replay.css
    const scrolls = 844 // a phone's page is as long as what is on it
    await page.getByRole('button', { name: 'Back to now' }).press('Enter')
    await page.locator('.board:not(.replayed)').waitFor()
    for (const [i, [width, height]] of sizes.entries()) {
      if (height === scrolls) continue
      await page.setViewportSize({ width, height })
      expect(heights[i], `${width}×${height}: the floor has the room it has live, drawn a little smaller`).to.be.at.least(SMALLER * await floorHeight())
    }
    await page.locator('.look-back').press('Enter')
    await page.locator('.board.replayed').waitFor()
    for (const [colorScheme, language] of [['dark', 'ko'], ['light', 'en']] as const) {
      await page.emulateMedia({ colorScheme })
      await open.speak(language)
      expect(await barriers(page), `${colorScheme}, ${language}`).to.deep.equal([])
    }
  })

  it('is offered to whoever watches over the floor, not to a screen on the wall', async () => {
    open = await openPage(browser, line.url, { account: 'wall' })
    await open.goTo('/wallboard')
    await open.page.locator('.floor').waitFor()
    await open.page.locator('.account').waitFor()
    expect(await open.page.locator('.look-back').count()).to.equal(0)
  })
})

declare const document: any
declare const globalThis: any
declare const MutationObserver: any
/** Notes what the board shows whenever it changes. */
function recordFilm(): void {
  globalThis.film = []
  const look = () => {
    const seconds = document.querySelector('.ringing-call .seconds .digits')?.textContent
    globalThis.film.push({
      time: document.querySelector('.head .time').textContent, seconds: seconds === undefined ? null : Number(seconds),
      talking: document.querySelectorAll('.agent.talking').length,
    })
  }
  new MutationObserver(look).observe(document.querySelector('.board'), { subtree: true, childList: true, characterData: true })
}

/** What of the band stands outside the screen or is wider than its place. */
function cutOff(): string[] {
  const screen = document.documentElement.clientWidth
  return [...document.querySelectorAll('.replay, .replay *')].flatMap((one: any) => {
    const { left, right } = one.getBoundingClientRect()
    const outside = left < 0 || right > screen + 0.5
    return outside || one.scrollWidth > one.clientWidth + 1 && one.tagName !== 'INPUT' && one.clientWidth > 0 ? [`${one.tagName}.${one.className} ${one.textContent.slice(0, 30)}`] : []
  })
}
