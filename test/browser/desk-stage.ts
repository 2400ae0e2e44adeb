import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import { pino } from 'pino'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { offerPhones } from '../../scripts/demo/phones.ts'
import { windClock } from '../../scripts/simulator/clock.ts'
import { tireless } from '../../scripts/simulator/habits.ts'
import { type Colleague, createWorld } from '../../scripts/simulator/world.ts'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { connect } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import { importPeople } from '../../server/people/import.ts'
import { ACCOUNT_SID, AUTH_TOKEN, CALLED, PASSWORD } from '../support/line.ts'

/** The demo in small: the service, the simulated Twilio and one colleague, in real time; a browser is the agent. */

const PEOPLE = {
  departments: [
    { id: 'support', name: { ko: '고객지원센터', en: 'Customer support' } },
    { id: 'income', name: { ko: '산림소득지원실', en: 'Forest income' }, keywords: ['산림소득', '임산물', '보조금'], number: '02-6393-2510' },
    { id: 'analysis', name: { ko: '시험분석실', en: 'Testing and analysis' }, keywords: ['시험', '성적서'] },
  ],
  contacts: [{ id: 'coop', name: { ko: '산림조합 안내', en: 'Forestry cooperative' }, keywords: ['묘목'], number: '02-3434-0101' }],
  people: [
    { account: 'mina', name: '김미나', role: 'agent', department: 'support', password: PASSWORD, endpoints: [{ kind: 'browser' }] },
    { account: 'eunji', name: '윤은지', role: 'agent', department: 'income', password: PASSWORD, endpoints: [{ kind: 'browser' }] },
    { account: 'haneul', name: '서하늘', role: 'agent', department: 'income', password: PASSWORD, endpoints: [{ kind: 'browser' }] },
    { account: 'sol', name: '한솔', role: 'agent', department: 'analysis', password: PASSWORD, endpoints: [{ kind: 'phone', number: '+82263930199' }] },
    { account: 'boss', name: '서지훈', role: 'supervisor', department: 'support', password: PASSWORD },
    { account: 'chief', name: '정다운', role: 'supervisor', department: 'support', password: PASSWORD, endpoints: [{ kind: 'browser' }] },
  ],
}
const CHEAP = { ln: 10, r: 8, p: 1 }
const ROSTER: Colleague[] = [['eunji', '윤은지'], ['haneul', '서하늘']].map(([account, name]) =>
  ({ account: account!, name: name!, password: PASSWORD, endpoint: { kind: 'browser' }, habits: tireless }))

/**
 * @param settings of the line, beside those of every stage
 * @param from when it begins; left out: now
 */
export async function startDeskStage(settings: Record<string, string> = {}, from = Date.now()) {
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-desk-'))
  const file = join(folder, 'desk.db')
  const database = connect(file)
  migrate(database.writer)
  const imported = await importPeople(database, PEOPLE, CHEAP)
  await database.close()
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems))

  const clock = Object.assign(windClock(from), { speed: 1 })
  let idle = async () => {}
  const publicUrl = 'http://desk.test'
  const world = createWorld({
    clock, seed: 3, publicUrl, serverAddress: 'http://127.0.0.1:1', account: { sid: ACCOUNT_SID, authToken: AUTH_TOKEN }, number: CALLED,
    roster: ROSTER, idle: () => idle(),
  })
  const restUrl = await world.start()
  const config = readConfig({
    PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: publicUrl, DATABASE_URL: `file:${file}`, SESSION_SECRET: 's'.repeat(32), LOG_LEVEL: 'silent',
    LINE_HOURS: 'always', TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, TWILIO_API_URL: restUrl, ...settings,
  })
  const app = await createApp({ ...config, simulated: true }, { clock, log: pino({ level: process.env['DESK_LOG'] ?? 'silent' }) })
  idle = () => app.idle()
  const { port } = await app.start()
  world.connectTo(`http://127.0.0.1:${port}`)
  offerPhones(app.gateway.room('/demo-phone'), world, (account) => app.floor.staff.find(({ id }) => id === account)?.endpoint.kind === 'browser')
  clock.pace(1)
  return {
    app, world, clock, url: `http://127.0.0.1:${port}`,
    agent: (account: string) => app.floor.agent(account as never),
    view: (account: string) => app.pictures.desk(account as never)!,
    journal: () => app.journal.readAfter(0, 5000).map(({ event }) => event),
    /** From here on the line's time runs so many times faster; a browser's and its reader's does not. */
    pace(speed: number) {
      clock.speed = speed
      clock.pace(speed)
    },
    /** Cuts somebody's pages off from the server: Chromium's "offline" alone leaves sockets that stand. */
    async cut(context: BrowserContext, account: string) {
      await context.setOffline(true)
      for (const socket of app.gateway.room('/desk').sockets.values()) if (socket.data.who.account === account) socket.conn.close()
    },
    /** Ready, as far as the server knows, with a telephone that nobody holds: a test picks it up. */
    async ready(account: string) {
      world.people.get(account)?.leaveAlone()
      world.phone(account).register()
      await world.desk(account).signIn()
      await world.desk(account).ready()
    },
    async stop() {
      clock.halt()
      await app.stop(200)
      await world.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type DeskStage = Awaited<ReturnType<typeof startDeskStage>>

/** Where people work, and what stands there once they are logged in. */
const PLACES = {
  desk: { shown: '.my-state', options: { viewport: { width: 1280, height: 720 }, permissions: [] } },
  wallboard: { shown: '.agent', options: { viewport: { width: 1920, height: 1080 } } },
}
type Place = keyof typeof PLACES

/** A browser of its own for one person; only the keyboard is used. */
async function openAt(place: Place, browser: Browser, stage: DeskStage, account: string, language: string) {
  const context = await browser.newContext({ ...PLACES[place].options, colorScheme: 'dark' })
  await context.addInitScript((chosen) => localStorage.setItem('third-ring.language', chosen), language)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  await logIn(page, stage, account, place)
  return { page, context, faults }
}

export const openDeskPage = (browser: Browser, stage: DeskStage, { language = 'ko', account = 'mina' } = {}) => openAt('desk', browser, stage, account, language)

/** The board, for somebody who watches over it. */
export const openBoardPage = (browser: Browser, stage: DeskStage, account: string, language = 'ko') => openAt('wallboard', browser, stage, account, language)

export async function logIn(page: Page, stage: DeskStage, account: string, place: Place = 'desk'): Promise<void> {
  await page.goto(`${stage.url}/${place}`)
  await page.keyboard.type(account)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/${place}`)
  await page.locator(PLACES[place].shown).first().waitFor()
}

export async function becomeReady(page: Page): Promise<void> {
  await page.keyboard.press('F8')
  await page.locator('.my-state.ready').waitFor()
}

/** Picks up once it rings. */
export async function pickUp(page: Page): Promise<void> {
  await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
  await page.keyboard.press('F2')
  await page.locator('.talk').waitFor()
}

/** A caller who waits for a minute and talks for ten. */
export const PATIENT = { from: '010-5432-4471', patienceMs: 60_000, talkMs: 600_000 }

/** An agent at the desk, in a talk. */
export async function talking(browser: Browser, stage: DeskStage) {
  const desk = await openDeskPage(browser, stage)
  await becomeReady(desk.page)
  const caller = stage.world.callIn(PATIENT)
  await pickUp(desk.page)
  return { ...desk, caller }
}

export async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  for (const end = Date.now() + withinMs; !holds() && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(holds()).to.equal(true)
}

/** Every fault of accessibility, with where it is. @param colours only those that the colours of a theme can make */
export async function barriers(page: Page, { colours = false } = {}): Promise<string[]> {
  const axe = new AxeBuilder({ page: page as never })
  if (colours) axe.withRules(['color-contrast', 'link-in-text-block'])
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary ?? ''}`))
}
