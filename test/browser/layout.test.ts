import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { startBusyLine } from './busy.ts'
import { type OpenPage, openPage } from './page.ts'

const SIZES = [[1280, 720], [1920, 1080], [3840, 2160], [1080, 1920], [390, 844]] as const

describe('the wallboard\'s layout', function () {
  this.timeout(60_000)
  let browser: Browser
  let busy: Awaited<ReturnType<typeof startBusyLine>>
  let open: OpenPage | null = null
  before(async () => {
    browser = await openBrowser()
    busy = await startBusyLine()
    await busy.fill()
  })
  after(async () => {
    await busy.stop()
    await browser.close()
  })
  afterEach(async () => {
    await open?.close()
    open = null
  })

  for (const [width, height] of SIZES) {
    it(`cuts no word and lays none over another on the busiest floor, ${width}×${height}`, async () => {
      open = await openPage(browser, busy.line.url, { account: 'wall', width, height })
      await open.goTo('/wallboard')
      await open.page.locator('.ringing-call.past').first().waitFor()
      for (const language of ['ko', 'en'] as const) {
        await open.speak(language)
        expect(await open.page.evaluate(faultsOfLayout), language).to.deep.equal([])
        const rows = await open.page.evaluate(countRows)
        expect(rows, 'everybody is drawn, or told as a number').to.deep.equal({ ringing: 12, waiting: 15, agents: 14 })
      }
    })
  }

  it('is looked at closely enough: words cut, laid over others and pushed off the screen are found', async () => {
    open = await openPage(browser, busy.line.url, { account: 'wall' })
    await open.goTo('/wallboard')
    await open.page.locator('.ringing-call.past').first().waitFor()
    await open.page.evaluate(spoil)
    const faults = (await open.page.evaluate(faultsOfLayout)).join('\n')
    expect(faults).to.match(/ends in an ellipsis/).and.match(/lies over/).and.match(/leaves the screen/).and.match(/is cut by/)
  })
})

/** Makes every fault there is to find. */
function spoil(): void {
  const style = (selector: string, name: string, value: string) => document.querySelector(selector).style.setProperty(name, value)
  style('.agent .name', 'letter-spacing', '9em')
  style('.line-number', 'margin-right', '-4em')
  style('.log-out', 'margin-right', '-9em')
  style('.panel-waits .room, .panel-ringing .room', 'height', '7.5rem')
  style('.panel-ringing .room', 'flex', 'none')
}

declare const document: any
declare const getComputedStyle: any
declare const NodeFilter: any
declare const innerWidth: number
declare const innerHeight: number

/**
 * Every piece of text on the page: whether something cuts it off, whether it leaves the screen, whether it touches another.
 * The loud "stopped", which lies over the board on purpose, and what is for ears only are left out; so are the bells' numbers,
 * drawn twice in the same place.
 */
function faultsOfLayout(): string[] {
  interface Box { left: number; right: number; top: number; bottom: number }
  const HAIR = 1.5
  const faults: string[] = []
  const pieces: { text: string; box: Box; parent: any }[] = []
  const root = document.documentElement
  const scrolls = root.scrollHeight > innerHeight + 1
  if (root.scrollWidth > innerWidth) faults.push(`the page is wider than the screen: ${root.scrollWidth} > ${innerWidth}`)

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim()
    const parent = node.parentElement
    if (text === '' || parent.closest('.hidden, .away-word, .bells, .stopped, title')) continue
    const style = getComputedStyle(parent)
    if (style.visibility === 'hidden' || style.display === 'none') continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      if (rect.width === 0) continue
      // A line's box is taller than its letters: what counts is ink.
      const air = rect.height * 0.2
      const box = { left: rect.left, right: rect.right, top: rect.top + air, bottom: rect.bottom - air }
      pieces.push({ text, box, parent })
      const off = box.left < -HAIR || box.right > innerWidth + HAIR || (!scrolls && (box.top < -HAIR || box.bottom > innerHeight + HAIR))
      if (off) faults.push(`"${text}" leaves the screen`)
      for (let around = parent; around && around !== document.body; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around)
        const edge = around.getBoundingClientRect()
        const cut = (overflowX !== 'visible' && (box.right > edge.right + HAIR || box.left < edge.left - HAIR))
          || (overflowY !== 'visible' && (box.bottom > edge.bottom + HAIR || box.top < edge.top - HAIR))
        if (cut) {
          faults.push(`"${text}" is cut by .${around.className}`)
          break
        }
      }
    }
  }
  for (const element of document.querySelectorAll('.board *')) {
    if (element.closest('.hidden, svg, .away-word')) continue
    if (getComputedStyle(element).textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth + 1) {
      faults.push(`"${element.textContent}" ends in an ellipsis`)
    }
  }
  for (const [i, one] of pieces.entries()) {
    for (const other of pieces.slice(i + 1)) {
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
      const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
      if (width > HAIR && height > HAIR) faults.push(`"${one.text}" lies over "${other.text}"`)
    }
  }
  return [...new Set(faults)]
}

/** Rows drawn, and what the last place says of the rest. */
function countRows() {
  const count = (list: string, row: string) => {
    const more = document.querySelector(`${list} .more`)?.textContent ?? ''
    return document.querySelectorAll(row).length + Number(/\d+/.exec(more)?.[0] ?? 0)
  }
  return {
    ringing: count('.ringing-list', '.ringing-call'), waiting: count('.waiting-list', '.waiting-call'), agents: count('.agent-list', '.agent'),
  }
}
