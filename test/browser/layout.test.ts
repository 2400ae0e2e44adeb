import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { faultsOfLayout, isWall, LANGUAGES, LARGEST, LEAST, SIZES, THEMES } from './faults-of-layout.ts'
import { type FloorName, FLOORS } from './pictures.ts'
import { openStage } from './stage.ts'

const FLOORS_SHOWN: FloorName[] = ['empty', 'busiest', 'racing', 'broken', 'long']
const FULLEST: FloorName[] = ['busiest', 'long']

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

  it('is looked at closely enough: words cut, broken, laid over others, pushed off the screen and set too small are found', async () => {
    await stage.page.setViewportSize({ width: 1280, height: 720 })
    await stage.page.evaluate(spoil)
    const faults = (await stage.page.evaluate(faultsOfLayout, LEAST)).join('\n')
    expect(faults).to.match(/ends in an ellipsis/).and.match(/lies over/).and.match(/stands too close/).and.match(/leaves the screen/).and.match(/is cut by/).and.match(/is too small/)
    expect(faults).to.match(/is broken in two/).and.match(/has to be rolled sideways/)
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
  for (const [name, value] of [['width', '3em'], ['white-space', 'normal']] as const) style('.line-number', name, value)
  for (const [name, value] of [['width', '6em'], ['overflow', 'auto'], ['flex-wrap', 'nowrap']] as const) style('.foot .languages', name, value)
  style('.foot .languages button', 'min-width', '9em')
}

declare const document: any

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
