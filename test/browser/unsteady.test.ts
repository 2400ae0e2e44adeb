import { expect } from 'chai'
import type { Browser, WebSocketRoute } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { eventually, openPage, type OpenPage } from './page.ts'
import { expectBoard, expectSame, readBoard } from './wall.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }]
const PICTURE = '42/wallboard,["wallboard",'

describe('a wallboard on an unsteady line', function () {
  this.timeout(60_000)
  let browser: Browser
  let line: Line
  let open: OpenPage
  /** What lies between the server and the page: each frame passes, or does not. */
  let passes: (frame: string) => boolean
  let pictures: { connection: number; view: WallboardView }[]
  let routes: WebSocketRoute[]
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(async () => {
    passes = () => true
    pictures = []
    routes = []
    line = await startLine({ clock: systemClock, people: PEOPLE, settings: { LINE_HOURS: 'always' } })
    open = await openPage(browser, line.url, { account: 'boss' })
    await open.page.routeWebSocket(/socket\.io/, (route) => {
      const connection = routes.push(route)
      const server = route.connectToServer()
      server.onMessage((frame) => {
        if (!passes(String(frame))) return
        if (String(frame).startsWith(PICTURE)) pictures.push({ connection, view: (JSON.parse(String(frame).slice('42/wallboard,'.length)) as [string, WallboardView])[1] })
        route.send(frame)
      })
    })
  })
  afterEach(async () => {
    await open.close()
    await line.stop()
  })
  const show = async () => {
    await open.goTo('/wallboard')
    await open.page.locator('.floor').waitFor()
  }

  it('loses most of its pictures and still shows the newest, never one from before', async () => {
    await show()
    let n = 0
    passes = (frame) => !frame.startsWith(PICTURE) || n++ % 5 === 0
    await line.ready('mina')
    const seen: number[] = []
    for (let i = 0; i < 8; i++) {
      await (await dial(line, `+82109999${String(1000 + i)}`)).ends('no-answer')
      seen.push(Number((await readBoard(open.page)).equation['받은 전화']))
    }
    expect(seen, 'the count of calls never goes back').to.deep.equal([...seen].sort((a, b) => a - b))
    passes = () => true
    await expectSame(open, ({ counts }) => counts.received === 8)
  })

  it('does not take an old picture for a new one when frames overtake each other', async () => {
    await show()
    await dial(line, '+821011110000')
    await expectSame(open, ({ counts }) => counts.received === 1)
    const old = pictures.findLast(({ view }) => view.counts.received === 0)!
    await dial(line, '+821011110001')
    await expectSame(open, ({ counts }) => counts.received === 2)
    for (let i = 0; i < 3; i++) routes.at(-1)!.send(PICTURE + JSON.stringify(old.view) + ']')
    await open.page.waitForTimeout(200)
    expectBoard(await readBoard(open.page), await open.live(), 'ko')
  })

  it('says that it has stopped when its line is open and no picture comes, and never shows the old as live', async () => {
    await show()
    await line.ready('mina')
    await dial(line)
    await expectSame(open, ({ ringing }) => ringing.length === 1)
    passes = (frame) => !frame.startsWith(PICTURE)
    await eventually(async () => expect((await readBoard(open.page)).stale).to.equal(true))
    expect((await readBoard(open.page)).ringing[0]!.seconds, 'the bell stands still').to.equal((await readBoard(open.page)).ringing[0]!.seconds)
    passes = () => true
    await expectSame(open, () => true)
    expect((await readBoard(open.page)).stale).to.equal(false)
  })

  it('is right with the first picture after it was cut off', async () => {
    await show()
    await expectSame(open, ({ counts }) => counts.received === 0)
    const before = routes.length
    for (const route of routes) await route.close()
    // While it is away, the floor changes.
    for (let i = 0; i < 3; i++) await dial(line, `+82105555000${i}`)
    const first = await eventually(() => {
      const found = pictures.find(({ connection }) => connection > before)
      expect(found).not.to.equal(undefined)
      return found!
    })
    expect(first.view.counts.received).to.equal(3)
    await expectSame(open, ({ counts }) => counts.received === 3)
  })

  for (const [hours, words] of [[-9, 'nine hours behind'], [26, 'a day and two hours ahead']] as const) {
    it(`shows the server's time and true lengths in a browser whose own clock is ${words}`, async () => {
      await open.page.addInitScript((ms) => {
        const real = Date.now.bind(Date)
        Date.now = () => real() + ms
      }, hours * 3_600_000)
      await show()
      await line.ready('mina')
      await dial(line)
      await expectSame(open, ({ ringing }) => ringing.length === 1)
      const { asOf, ringing: [call] } = await open.live()
      const shown = (await readBoard(open.page)).ringing[0]!.seconds
      expect(shown * 1000).to.be.within(asOf - call!.arrivedAt - 2_500, asOf - call!.arrivedAt + 5_000)
      const clock = await open.page.locator('.time').textContent()
      const there = (at: number) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Seoul', timeStyle: 'medium' }).format(at)
      expect([-2, -1, 0, 1, 2].map((s) => there(Date.now() + s * 1000))).to.include(clock)
    })
  }
})
