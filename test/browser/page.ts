import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { PASSWORD } from '../support/line.ts'

/** A page in a browser of its own profile, and everything that went over its wire. */

export type Language = 'ko' | 'en'

export interface OpenOptions {
  /** Logs this account in before anything is opened. */
  account?: string
  width?: number
  height?: number
  colorScheme?: 'dark' | 'light'
}

export interface Heard {
  url: string
  status: number
  type: string
  body: string
}

export async function openPage(browser: Browser, url: string, { account, width = 1920, height = 1080, colorScheme = 'dark' }: OpenOptions = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const heard: Promise<Heard>[] = []
  const frames: string[] = []
  const sockets: string[] = []
  const complaints: string[] = []
  page.on('response', (response) => heard.push((async () => ({
    url: new URL(response.url()).pathname, status: response.status(), type: response.headers()['content-type'] ?? '',
    body: await response.text().catch(() => ''), // a redirect has none, nor has an answer whose page has been left
  }))()))
  page.on('websocket', (socket) => {
    sockets.push(socket.url())
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()))
  })
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    // The browser's own remarks on a server that refuses or is gone are no fault of the page.
    if (message.type() === 'error' && !/^(Failed to load resource|WebSocket connection to)/.test(text)) complaints.push(text)
  })
  await page.addInitScript(tellViolations)
  if (account) {
    const answer = await context.request.post(`${url}/api/v1/session`, { data: { account, password: PASSWORD } })
    expect(answer.status(), `${account} logs in`).to.equal(200)
  }
  return {
    page, frames, sockets,
    /** What the page or the browser's content security policy complained of. */
    complaints,
    heard: () => Promise.all(heard),
    goTo: (path: string) => page.goto(url + path),
    /** What `GET /live` says to the same person. */
    async live(): Promise<WallboardView> {
      const answer = await context.request.get(`${url}/api/v1/live`)
      expect(answer.status()).to.equal(200)
      return answer.json() as Promise<WallboardView>
    },
    speak: (language: Language) => speak(page, language),
    async close() {
      await context.close()
      expect(complaints, 'complaints on the console').to.deep.equal([])
    },
  }
}
export type OpenPage = Awaited<ReturnType<typeof openPage>>

export async function speak(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: language === 'ko' ? '한국어' : 'English' }).click()
  await page.locator(`html[lang=${language}]`).waitFor()
}

/** Looks again and again until it holds; then the last failure is the answer. */
export async function eventually<T>(look: () => Promise<T> | T, withinMs = 10_000): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']

/** Every fault of accessibility, with where it is. @param within a selector: there alone */
export async function barriers(page: Page, within = 'html'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(within).withTags(WCAG_22_AA).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`))
}

/** Runs in the page, before its own scripts. */
declare const document: any
function tellViolations(): void {
  document.addEventListener('securitypolicyviolation', (event: any) => {
    console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} ${event.sample}`)
  })
}
