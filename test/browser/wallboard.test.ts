import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { eventually, openPage, type OpenPage } from './page.ts'
import { expectSame } from './wall.ts'

const PEOPLE = [
  { account: 'mina' }, { account: 'jun' }, { account: 'sora' },
  { account: 'boss', role: 'supervisor' }, { account: 'wall', role: 'display' },
]
const CADENCE_MS = 1000

describe('the wallboard in a browser', function () {
  this.timeout(90_000)
  let browser: Browser
  let line: Line
  let open: OpenPage
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  afterEach(async () => {
    await open.close()
    await line.stop()
  })
  const start = async (account: string, settings: Record<string, string> = {}) => {
    line = await startLine({
      clock: systemClock, people: PEOPLE, settings: { LINE_HOURS: 'always', RING_CADENCE_MS: String(CADENCE_MS), ...settings },
    })
    open = await openPage(browser, line.url, { account })
    await open.goTo('/wallboard')
    await open.page.locator('.floor').waitFor()
  }
  const endTalk = async (call: Story, account: string) => {
    await call.stops(account, 'completed')
    await call.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: call.legs[account]!, DialCallDuration: '1' })
    await call.ends('completed')
  }

  it('shows what GET /live says, to the last number, at every moment of a story, in both languages', async () => {
    await start('boss', { QUEUE_LIMIT: '1' })
    await expectSame(open, ({ counts, t1 }) => counts.received === 0 && t1.strict.rate === null)

    await line.ready('mina', 'jun')
    const sora = await line.login('sora')
    await sora.api('PUT', '/agents/me/state', { state: 'away', reason: 'lunch' })
    await expectSame(open, ({ agents }) => agents.filter(({ state }) => state === 'ready').length === 2)

    const first = await dial(line)
    await first.alerts('mina')
    await first.alerts('jun')
    await expectSame(open, ({ ringing: [call] }) => call?.caller === '010-****-5678' && call.phones === 2)
    await expectSame(open, ({ t1 }) => t1.strict.broken === 1) // by the clock alone
    await first.answers('mina')
    await first.stops('jun', 'canceled')
    await expectSame(open, ({ agents, ringing }) => ringing.length === 0 && agents.some(({ state }) => state === 'talking'))

    const second = await dial(line, '+82263930104')
    await second.alerts('jun')
    await second.answers('jun')
    await expectSame(open, ({ t1, waits }) => t1.strict.kept === 1 && waits.byRing[0] === 1)

    const third = await dial(line, 'anonymous')
    await expectSame(open, ({ waiting: [call] }) => call?.caller === 'withheld')
    const fourth = await dial(line, '+821087654321')
    await fourth.ends('completed')
    await expectSame(open, ({ counts }) => counts.refused === 1)

    await endTalk(first, 'mina')
    await expectSame(open, ({ agents }) => agents.some(({ state }) => state === 'wrap-up'))
    await (await line.login('mina')).api('POST', '/agents/me/wrap-up', { outcome: 'resolved' })
    await line.settle()
    await expectSame(open, ({ waiting: [call] }) => call?.offeredTo.join() === 'mina 님')
    await third.post(line.telephony.asked.find(({ leg }) => leg === third.sid)!.url!, { CallStatus: 'in-progress' })
    await third.alerts('mina')
    await third.answers('mina')
    await expectSame(open, ({ waiting, counts }) => waiting.length === 0 && counts.answered === 3)

    const fifth = await dial(line, '+821055556666')
    await fifth.ends('completed')
    await endTalk(second, 'jun')
    await endTalk(third, 'mina')
    const { counts } = await expectSame(open, ({ counts }) => counts.inProgress === 0)
    expect(counts).to.include({ received: 5, answered: 3, abandoned: 1, abandonedShort: 1, refused: 1 })
  })

  it('shows a line that is closed, and who called all the same', async () => {
    const inThreeDays = new Date(Date.now() + 3 * 86_400_000)
    await start('boss', { LINE_HOURS: `${inThreeDays.toLocaleDateString('en', { weekday: 'short', timeZone: 'Asia/Seoul' }).toLowerCase()} 09:00-18:00` })
    await (await dial(line)).ends('completed')
    await expectSame(open, ({ line: { open }, counts }) => !open && counts.outOfHours === 1)
  })

  it('fills the bells as the caller hears them: the first, the second, and the third in red', async () => {
    await start('boss')
    await line.ready('mina')
    await open.page.evaluate(recordBells)
    const call = await dial(line)
    await call.alerts('mina')
    await open.page.locator('.ringing-call.past').waitFor()
    const seen: BellFrame[] = await open.page.evaluate('globalThis.bellFrames')
    expect(seen.length, 'it moves').to.be.greaterThan(20)
    const [before, ...rest] = seen
    let last = before!
    for (const frame of rest) {
      const [one, two, three] = frame.fills as [number, number, number]
      expect(two === 0 || one === 1, `the second begins when the first is full: ${frame.fills}`).to.equal(true)
      expect(three === 0 || two === 1, `the third begins when the second is full: ${frame.fills}`).to.equal(true)
      frame.fills.forEach((fill, i) => expect(fill, 'a bell never empties').to.be.at.least(last.fills[i]!))
      last = frame
    }
    const order = seen.map(({ urgency }) => urgency).filter((urgency, i, all) => urgency !== all[i - 1])
    expect(order.join(' ')).to.match(/^(first )?second third past$/) // the first may be over before the page is told
    for (const { urgency, fills, remark } of seen) {
      const ring = ['first', 'second', 'third', 'past'].indexOf(urgency)
      expect(fills[ring + 1] ?? 0, `the word follows the bells by no more than a frame or two: ${urgency}, ${fills}`).to.be.below(0.15)
      expect(/셋째 벨/.test(remark), urgency).to.equal(urgency === 'third' || urgency === 'past')
    }
    expect(last.fills).to.deep.equal([1, 1, 1])
    expect(last.colours).to.deep.equal(['rgb(62, 203, 144)', 'rgb(245, 174, 46)', 'rgb(255, 93, 82)'])
    // The sweep is the caller's time: a bell takes one cadence.
    const whole = (bell: number) => seen.find(({ fills }) => fills[bell] === 1)!.at
    expect(whole(2) - whole(1)).to.be.closeTo(CADENCE_MS, 350)
  })

  it('shows each of twenty changes, in order', async () => {
    await start('wall')
    await open.page.evaluate(recordDay)
    const recorded = () => open.page.evaluate('globalThis.dayRecord') as Promise<{ day: string; at: number }[]>
    const took: number[] = []
    const wanted: string[] = []
    const change = async (day: string, cause: () => Promise<unknown>) => {
      wanted.push(day)
      const began = Date.now()
      await cause()
      await eventually(async () => expect((await recorded()).at(-1)?.day).to.equal(day))
      took.push((await recorded()).at(-1)!.at - began)
    }
    for (let n = 1; n <= 10; n++) {
      let call: Story
      await change(`${n} 0 ${n - 1} 1`, async () => (call = await dial(line, `+82101111${1000 + n}`)))
      await change(`${n} 0 ${n} 0`, () => call.ends('completed'))
    }
    expect((await recorded()).map(({ day }) => day)).to.deep.equal(wanted)
    took.sort((a, b) => a - b)
    console.log(`      webhook → page, ${took.length} changes: p50 ${took[Math.floor(took.length / 2)]} ms, p99 ${took.at(-1)} ms (the longest)`)
  })

  it('shows a burst in order, and its end', async () => {
    await start('wall')
    await open.page.evaluate(recordDay)
    await Promise.all(Array.from({ length: 60 }, async (_, i) => (await dial(line, `+82102222${1000 + i}`)).ends('completed')))
    await expectSame(open, ({ counts }) => counts.received === 60 && counts.abandoned === 60)
    const seen = (await open.page.evaluate('globalThis.dayRecord') as { day: string }[]).map(({ day }) => Number(day.split(' ')[0]))
    expect(seen).to.deep.equal([...seen].sort((a, b) => a - b))
  })

  it('tells a display account everything on the board and nothing else', async () => {
    await start('wall')
    await line.ready('mina', 'jun')
    const callers = ['+821098761234', '+82263935678', '+82264449999', '+818091827364']
    const calls: Story[] = []
    for (const caller of callers) calls.push(await dial(line, caller))
    await calls[0]!.alerts('mina')
    await calls[0]!.answers('mina')
    await expectSame(open, ({ counts }) => counts.received === callers.length)
    const told = [...open.frames, ...(await open.heard()).map(({ url, body }) => `${url} ${body}`), await open.page.content()].join('\n')
    expect(told).to.contain('02-****-5678')
    for (const number of ['9876.?1234', '6393.?5678', '6444.?9999', '9182.?7364']) expect(told).not.to.match(new RegExp(number))
    for (const caller of callers) expect(told).not.to.contain(caller.slice(3))

    // Everything the API can do, asked from the page itself.
    const { paths } = await open.page.evaluate(`fetch('/api/v1/openapi.json').then((answer) => answer.json())`) as { paths: Record<string, object> }
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`))
    const allowed = ['POST /session', 'GET /session', 'DELETE /session', 'GET /live', 'GET /checks', 'GET /days/{day}/intervals', 'GET /openapi.json']
    const others = operations.filter((operation) => !allowed.includes(operation))
    expect(others).to.include.members(['GET /calls', 'GET /calls/{call}', 'PUT /agents/me/state', 'POST /agents/me/wrap-up'])
    const call = (await open.live()).ringing[0]!.call
    for (const operation of others) {
      const [method = '', path = ''] = operation.replace('{call}', call).split(' ')
      const body = method === 'GET' ? undefined : JSON.stringify(path.endsWith('state') ? { state: 'ready' } : { outcome: 'resolved' })
      const asked = JSON.stringify({ method, body, headers: { 'content-type': 'application/json' } })
      expect(await open.page.evaluate(`fetch('/api/v1${path}', ${asked}).then((answer) => answer.status)`), operation).to.equal(403)
    }
    expect(line.live().agents.map(({ agent, state }) => `${agent} ${state}`), 'nothing was changed').to.include('mina talking')
  })
})

interface BellFrame {
  at: number
  fills: number[]
  urgency: 'first' | 'second' | 'third' | 'past'
  remark: string
  colours: string[]
}

declare const document: any
declare const getComputedStyle: any
declare const requestAnimationFrame: any
declare const MutationObserver: any

/** Looks at the bells of the first ringing call in every frame. */
function recordBells(): void {
  const frames: BellFrame[] = []
  Object.assign(globalThis, { bellFrames: frames })
  const look = () => {
    const row = document.querySelector('.ringing-call')
    if (row) {
      const widths = [...row.querySelectorAll('clipPath rect')].map((rect) => Number(rect.getAttribute('width')))
      frames.push({
        at: performance.now(),
        fills: widths.map((width) => Math.round(((width - 2.6) / 18.8) * 1e6) / 1e6), // the metal of the bell, without its margins
        urgency: row.className.replace('ringing-call', '').trim(),
        remark: row.querySelector('.remark').textContent,
        colours: [...row.querySelectorAll('.bell-full')].map((bell) => getComputedStyle(bell).fill),
      })
    }
    requestAnimationFrame(look)
  }
  look()
}

/** Notes received, answered, abandoned and in progress whenever one of them changes on the page. */
function recordDay(): void {
  const record: { day: string; at: number }[] = []
  Object.assign(globalThis, { dayRecord: record })
  const read = () => ['received', 'answered', 'abandoned', 'in-progress']
    .map((term) => Number.parseInt(document.querySelector(`.term.${term} dd`).textContent, 10)).join(' ')
  let last = read()
  new MutationObserver(() => {
    const day = read()
    if (day !== last) record.push({ day, at: Date.now() })
    last = day
  }).observe(document.querySelector('.equation'), { subtree: true, childList: true, characterData: true })
}
