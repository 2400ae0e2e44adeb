import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { type FloorName, FLOORS } from './pictures.ts'
import { openStage } from './stage.ts'

const SIZES = [[1280, 720], [1920, 1080], [3840, 2160], [1080, 1920], [390, 844]] as const
const LANGUAGES = ['ko', 'en'] as const
const THEMES = ['dark', 'light'] as const
const FLOORS_SHOWN: FloorName[] = ['empty', 'busiest', 'racing', 'broken', 'long']
/** The largest screen shows the same picture as its smaller sisters, in finer dots, and takes a software renderer a second each time. */
const LARGEST = 3840
const FULLEST: FloorName[] = ['busiest', 'long']
const isWall = (width: number) => width > 600
/** Of the screen's shorter side: the least for what is looked for from afar, for what is read at a glance, and for the two rates. See tokens.css. */
const LEAST = { small: 0.0188, glance: 0.041, rate: 0.15 }

describe('the wallboard\'s layout', function () {
  this.timeout(120_000)
  let browser: Browser
  let turn = 0
  let stage: Awaited<ReturnType<typeof openStage>>
  before(async () => {
    browser = await openBrowser()
    stage = await openStage(browser)
    // What slides in lies over others for a moment, and should.
    await stage.page.emulateMedia({ reducedMotion: 'reduce' })
  })
  after(async () => {
    await stage.close()
    await browser.close()
  })

  for (const [width, height] of SIZES) {
    it(`cuts no word, lays none over another and keeps all readable, whatever happens on the floor, ${width}×${height}`, async () => {
      const { page } = stage
      await page.setViewportSize({ width, height })
      for (const language of LANGUAGES) {
        await stage.speak(language)
        for (const name of width < LARGEST ? FLOORS_SHOWN : FULLEST) {
          // Colours move nothing: each floor is seen in both themes, but not in both at every size.
          await page.emulateMedia({ colorScheme: THEMES[turn++ % THEMES.length]! })
          await stage.show(name)
          expect(await page.evaluate(faultsOfLayout, isWall(width) ? LEAST : null), `${name}, ${language}`).to.deep.equal([])
          const { ringing, transfers, waiting, agents } = FLOORS[name](0)
          expect(await page.evaluate(countRows), `everybody is drawn, or told as a number: ${name}, ${language}`).to.deep.equal(
            { ringing: ringing.length, transfers: transfers.length, waiting: waiting.length, agents: agents.length })
        }
      }
    })
  }

  it('can be pressed everywhere with a finger\'s tip: no target is smaller than 24 by 24', async () => {
    // Of 25 agents on a screen of 720 lines the rows are lower than a finger; enlarged, the page scrolls and they are not.
    for (const [[width, height], name] of [[SIZES[0], 'racing'], [SIZES[0], 'empty'], [SIZES[1], 'busiest'], [SIZES[4], 'busiest']] as const) {
      await stage.page.setViewportSize({ width, height })
      await stage.show(name)
      expect(await stage.page.evaluate(smallTargets), `${name}, ${width}×${height}`).to.deep.equal([])
    }
  })

  it('reads in the order in which it is built, so that the keyboard goes as the eye does', async () => {
    for (const [width, height] of SIZES) {
      await stage.page.setViewportSize({ width, height })
      await stage.show('busiest')
      expect(await stage.page.evaluate(disorder), `${width}×${height}`).to.deep.equal([])
    }
  })

  // From here on its service is gone.
  it('is whole when it has stopped', async () => {
    await stage.show('broken')
    await stage.stop()
    for (const [width, height] of SIZES.filter(([width]) => width < LARGEST)) {
      await stage.page.setViewportSize({ width, height })
      for (const language of LANGUAGES) {
        await stage.speak(language)
        expect(await stage.page.evaluate(faultsOfLayout, isWall(width) ? LEAST : null), `${width}×${height}, ${language}`).to.deep.equal([])
        const stopped = (await stage.page.locator('.stopped').boundingBox())!
        expect(stopped.x >= 0 && stopped.y >= 0 && stopped.x + stopped.width <= width && stopped.y + stopped.height <= height, 'what it says is on the screen').to.equal(true)
      }
    }
  })

  it('is looked at closely enough: words cut, laid over others, pushed off the screen and set too small are found', async () => {
    await stage.page.setViewportSize({ width: 1280, height: 720 })
    await stage.page.evaluate(spoil)
    const faults = (await stage.page.evaluate(faultsOfLayout, LEAST)).join('\n')
    expect(faults).to.match(/ends in an ellipsis/).and.match(/lies over/).and.match(/stands too close/).and.match(/leaves the screen/).and.match(/is cut by/).and.match(/is too small/)
  })
})

/** Makes every fault there is to find. */
function spoil(): void {
  const style = (selector: string, name: string, value: string) => document.querySelector(selector).style.setProperty(name, value)
  for (const [name, value] of [['width', '3em'], ['overflow', 'hidden'], ['white-space', 'nowrap'], ['text-overflow', 'ellipsis']] as const) style('.line-name', name, value)
  style('.opening', 'margin-left', '-4em')
  for (const [name, value] of [['text-align', 'right'], ['margin-right', '-0.6em']] as const) style('.part dd', name, value)
  style('.log-out', 'translate', '9em')
  style('.column-ringing .room', 'height', '7.5rem')
  style('.column-ringing .room', 'flex', 'none')
  style('.term dt', 'font-size', '0.7rem')
}

declare const document: any
declare const getComputedStyle: any
declare const NodeFilter: any
declare const innerWidth: number
declare const innerHeight: number

/**
 * Every piece of text on the page: whether something cuts it off, whether it leaves the screen, whether it touches another, and
 * whether it can be read from where it should be. The loud "stopped", which lies over the board on purpose, and what is for ears only
 * are left out; so are the bells' numbers, drawn twice in the same place.
 * @param least shares of the screen's shorter side; null where nobody looks from afar
 */
function faultsOfLayout(least: { small: number; glance: number; rate: number } | null): string[] {
  interface Box { left: number; right: number; top: number; bottom: number }
  const HAIR = 1.5
  const CLOSE = 0.45
  const faults: string[] = []
  const pieces: { text: string; box: Box; part: any; size: number }[] = []
  const root = document.documentElement
  const scrolls = root.scrollHeight > innerHeight + 1
  if (root.scrollWidth > innerWidth) faults.push(`the page is wider than the screen: ${root.scrollWidth} > ${innerWidth}`)
  const shorter = Math.min(innerWidth, innerHeight)
  interface Seen { element: any; size: number; hidden: boolean; clipsX: boolean; clipsY: boolean; edge: Box }
  const known = new Map<any, Seen[]>()
  /** An element and everything around it, as it is drawn. */
  const around = (element: any): Seen[] => {
    if (!element || element === document.body) return []
    let all = known.get(element)
    if (!all) {
      const { fontSize, visibility, display, clipPath, overflowX, overflowY } = getComputedStyle(element)
      const hidden = visibility === 'hidden' || display === 'none' || clipPath === 'inset(50%)'
      all = [{ element, size: parseFloat(fontSize), hidden, clipsX: overflowX !== 'visible', clipsY: overflowY !== 'visible', edge: element.getBoundingClientRect() }, ...around(element.parentElement)]
      known.set(element, all)
    }
    return all
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim()
    const parent = node.parentElement
    if (text === '' || parent.closest('.bells, .stopped, .skip, title')) continue
    const parents = around(parent)
    if (parents.some(({ hidden }) => hidden)) continue
    const { size } = parents[0]!
    if (least !== null) {
      const enough = parent.matches('.rate .digits') ? least.rate : parent.closest('.glance strong, .time') && !parent.closest('[aria-hidden]') ? least.glance : parent.closest('.near') ? 0 : least.small
      if (size < enough * shorter) faults.push(`"${text}" is too small: ${size} px`)
    }
    // A line's box is taller than its letters: what counts is ink. Hangul fills more of it.
    const air = /[\uac00-\ud7a3]/.test(text) ? 0.12 : 0.2
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      if (rect.width === 0) continue
      const box = { left: rect.left, right: rect.right, top: rect.top + rect.height * air, bottom: rect.bottom - rect.height * air }
      pieces.push({ text, box, part: parent.closest('.part'), size })
      const off = box.left < -HAIR || box.right > innerWidth + HAIR || (!scrolls && (box.top < -HAIR || box.bottom > innerHeight + HAIR))
      if (off) faults.push(`"${text}" leaves the screen`)
      const cut = parents.find(({ clipsX, clipsY, edge }) => (clipsX && (box.right > edge.right + HAIR || box.left < edge.left - HAIR))
        || (clipsY && (box.bottom > edge.bottom + HAIR || box.top < edge.top - HAIR)))
      if (cut) faults.push(`"${text}" is cut by .${cut.element.className}`)
    }
  }
  for (const element of document.querySelectorAll('.board *')) {
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).textOverflow === 'ellipsis') faults.push(`"${element.textContent}" ends in an ellipsis`)
  }
  for (const row of document.querySelectorAll('.race')) {
    if (row.scrollHeight > row.clientHeight + 2) faults.push(`"${row.textContent}" is higher than its row: ${row.scrollHeight} > ${row.clientHeight}`)
  }
  // By rows from the top, so that only neighbours are compared.
  pieces.sort((a, b) => a.box.top - b.box.top)
  for (const [i, one] of pieces.entries()) {
    for (let j = i + 1; j < pieces.length && pieces[j]!.box.top < one.box.bottom - HAIR; j++) {
      const other = pieces[j]!
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
      const height = Math.min(one.box.bottom, other.box.bottom) - other.box.top
      if (height <= HAIR) continue
      if (width > HAIR) faults.push(`"${one.text}" lies over "${other.text}"`)
      // Of two numbers that stand beside each other without a gap the eye makes one.
      else if (one.part !== other.part && width > -one.size * CLOSE) faults.push(`"${one.text}" stands too close to "${other.text}"`)
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
    ringing: count('.ringing-list', '.ringing-call'), transfers: count('.race-list', '.race'),
    waiting: count('.waiting-list', '.waiting-call'), agents: count('.agent-list', '.agent'),
  }
}

function smallTargets(): string[] {
  const small: string[] = []
  for (const element of document.querySelectorAll('button, a, input, select')) {
    if (element.matches('.skip')) continue // seen only while it is focused
    const { width, height } = element.getBoundingClientRect()
    // Fractions of a dot are the renderer's.
    if (width > 0 && (width < 23.9 || height < 23.9)) small.push(`${element.textContent} is ${width} × ${height}`)
  }
  return small
}

/** Parts that stand neither to the right of the part before nor below it. */
function disorder(): string[] {
  const parts: any[] = [...document.querySelectorAll('.head, .promise, .column, .day, .foot')]
  const boxes = parts.map((part) => part.getBoundingClientRect())
  return parts.flatMap((part, i) => {
    if (i === 0) return []
    const [before, box] = [boxes[i - 1], boxes[i]]
    const right = box.left >= before.right - 1 && box.top < before.bottom
    const below = box.top >= before.bottom - 1
    return right || below ? [] : [`.${part.className} comes after .${parts[i - 1].className}`]
  })
}
