import type { Browser } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { type Line, startLine } from '../support/line.ts'
import { openPage } from './page.ts'
import { closedDay, earlierDay, type FloorName, FLOORS } from './pictures.ts'

/** A wallboard's page that is shown any floor: a real service, a real socket, and pictures of ours in place of its own. */

const PEOPLE = [{ account: 'boss', role: 'supervisor' }]
/** Ahead of every picture of the service's own, which goes on drawing. */
const AHEAD = 1e9

/** @param everyMs so often a picture comes; often enough not to be taken for stopped */
export async function openStage(browser: Browser, { colorScheme = 'dark' as 'dark' | 'light', closed = false, everyMs = 400 } = {}) {
  const line: Line = await startLine({ clock: systemClock, people: PEOPLE, settings: { LINE_HOURS: 'always' } })
  const open = await openPage(browser, line.url, { account: 'boss', colorScheme })
  open.page.setDefaultTimeout(60_000)
  await open.page.route('**/api/v1/days/**', (route) => {
    const day = new URL(route.request().url()).pathname.split('/').at(-2)!
    return route.fulfill({ json: closed ? closedDay(day) : earlierDay(day) })
  })
  let seq = AHEAD
  let floor: FloorName | null = null
  let shown = 0
  /** Each showing has another number of calls out of hours: by it the page is known to have drawn it. */
  const draw = (name: FloorName): WallboardView => {
    const view = FLOORS[name](Date.now())
    return { ...view, seq: ++seq, counts: { ...view.counts, received: view.counts.received + shown, outOfHours: view.counts.outOfHours + shown } }
  }
  const send = () => {
    if (floor === null) return
    line.app.gateway.room('/wallboard').emit('wallboard', draw(floor))
  }
  const timer = setInterval(send, everyMs)
  await open.goTo('/wallboard')
  await open.page.locator('.floor').waitFor()
  await open.page.evaluate('document.fonts.ready')
  return {
    ...open, line,
    async show(name: FloorName) {
      floor = name
      shown++
      send()
      const { received } = draw(name).counts
      await open.page.locator('.term.received dd', { hasText: new RegExp(`^${received.toLocaleString('en-US')}$`) }).waitFor()
      // The rows there is room for are known a frame later.
      await open.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    },
    /** Pictures of another floor come, whether the page draws them or not. */
    async send(name: FloorName, pictures: number) {
      floor = name
      for (let i = 0; i < pictures; i++) {
        send()
        await open.page.waitForTimeout(60)
      }
    },
    /** Nothing comes any more: after three seconds the board has to say so. */
    async stop() {
      clearInterval(timer)
      floor = null
      await line.stop()
      await open.page.locator('.board.stale').waitFor()
    },
    async close() {
      clearInterval(timer)
      await open.close()
      await line.stop()
    },
  }
}
