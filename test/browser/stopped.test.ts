import { once } from 'node:events'
import { rmSync, mkdtempSync } from 'node:fs'
import { type AddressInfo, createServer, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { eventually, openPage, type OpenPage } from './page.ts'
import { expectBoard, expectSame, readBoard } from './wall.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'wall', role: 'display' }]
const SETTINGS = { LINE_HOURS: 'always', RING_CADENCE_MS: '1000' }

describe('a wallboard that has lost touch', function () {
  this.timeout(60_000)
  let browser: Browser
  let folder: string
  let file: string
  let line: Line
  let open: OpenPage
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'third-ring-stopped-'))
    file = join(folder, 'line.db')
  })
  afterEach(async () => {
    await open.close()
    await line.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const start = () => startLine({ clock: systemClock, file, people: PEOPLE, settings: { ...SETTINGS, PORT: '0' } })
  /** The same service again: its file, its port, and Twilio, who has gone on meanwhile. */
  const startAgain = ({ port, telephony }: Line) =>
    startLine({ clock: systemClock, file, telephony, people: [], settings: { ...SETTINGS, PORT: String(port) } })
  /** One caller rings, one has hung up: figures that must stay. */
  const fill = async () => {
    await line.ready('mina')
    await (await dial(line, '+821033334444')).ends('completed')
    const call = await dial(line, '+821098761234')
    await call.alerts('mina')
    await expectSame(open, ({ ringing, t1 }) => ringing.length === 1 && t1.strict.broken === 1)
    return call
  }
  const expectStopped = async (words: RegExp) => eventually(async () => {
    const board = await readBoard(open.page)
    expect(board.stale).to.equal(true)
    expect(board.stopped).to.match(words)
    return board
  })
  const secondsIn = (words: string) => Number(/\d+/.exec(words)?.[0])

  it('turns grey, says since when, keeps the old figures, and is right again when the server is back', async () => {
    line = await start()
    open = await openPage(browser, line.url, { account: 'wall' })
    await open.goTo('/wallboard')
    const call = await fill()
    const last = await open.live()
    await line.stop()

    const board = await expectStopped(/^멈춤 — \d+초 전 값$/)
    expectBoard(board, last, 'ko')
    expect(await open.page.getByRole('status').textContent()).to.equal('화면이 멈췄습니다. 다시 연결하고 있습니다.')
    const look = await open.page.evaluate(readLook)
    expect(look.filter).to.equal('grayscale(1)')
    expect(look.hatching).to.contain('repeating-linear-gradient')
    expect(look.ageShown, 'no proud "0.2 s old" beside it').to.equal('hidden')
    await eventually(async () => {
      const later = await readBoard(open.page)
      expect(secondsIn(later.stopped)).to.be.greaterThan(secondsIn(board.stopped))
      expect(later.ringing[0]!.seconds, 'a bell whose caller nobody knows of stands still').to.equal(board.ringing[0]!.seconds)
    })
    await open.speak('en')
    await expectStopped(/^Stopped — figures of \d+ s ago$/)
    await open.speak('ko')

    line = await startAgain(line)
    const again = await expectSame(open, ({ ringing }) => ringing.length === 1)
    expect(again.counts).to.deep.equal(last.counts)
    expect(await open.page.getByRole('status').textContent()).to.equal('다시 연결되었습니다.')
    const gone = await line.twilio('/twilio/status', { CallSid: call.sid, From: '+821098761234', To: '+8216003248', CallStatus: 'completed', Direction: 'inbound' })
    expect(gone.status).to.equal(204)
    await expectSame(open, ({ counts }) => counts.abandoned === 2 && counts.inProgress === 0)
  })

  it('notices too when nothing closes and nothing comes: a cable that was pulled', async () => {
    line = await start()
    const cable = await layCable(line.port)
    try {
      open = await openPage(browser, `http://127.0.0.1:${cable.port}`, { account: 'wall' })
      await open.goTo('/wallboard')
      const call = await fill()
      cable.pull()
      await expectStopped(/^멈춤 — \d+초 전 값$/)
      await call.ends('completed')
      // Longer than the page waits before it takes the line for dead.
      await eventually(async () => expect(secondsIn((await readBoard(open.page)).stopped)).to.be.at.least(6))
      expect((await readBoard(open.page)).ringing).to.have.length(1)
      cable.mend()
      await expectSame(open, ({ counts }) => counts.abandoned === 2)
    } finally {
      await cable.cut()
    }
  })
})

/** A cable between browser and server. Pulled, it swallows what is sent and closes nothing. */
async function layCable(to: number) {
  let pulled = false
  const ends = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const [from, into] of [[near, far], [far, near]] as const) {
      ends.add(from)
      from.on('data', (chunk) => { if (!pulled) into.write(chunk) })
      from.on('error', () => {})
      from.on('close', () => {
        ends.delete(from)
        if (!pulled) into.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    pull: () => { pulled = true },
    /** Like a real one: connections that lost bytes do not come to life again. */
    mend() {
      for (const end of ends) end.destroy()
      pulled = false
    },
    async cut() {
      for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

declare const document: any
declare const getComputedStyle: any
function readLook() {
  return {
    filter: getComputedStyle(document.querySelector('.floor')).filter as string,
    hatching: getComputedStyle(document.querySelector('.board'), '::after').backgroundImage as string,
    ageShown: getComputedStyle(document.querySelector('.age')).visibility as string,
  }
}
