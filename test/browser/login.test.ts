import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, PASSWORD, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { barriers, eventually, openPage, type OpenPage } from './page.ts'

describe('the login page in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let line: Line
  let open: OpenPage
  before(async () => (browser = await openBrowser()))
  after(() => browser.close())
  beforeEach(async () => {
    line = await startLine({
      clock: systemClock, settings: { LINE_HOURS: 'always' }, people: [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }],
    })
    await line.ready('mina')
    await dial(line, '+821098761234')
  })
  afterEach(async () => {
    await open.close()
    await line.stop()
  })
  const isFocused = (name: string) => open.page.locator(`[name=${name}]:focus`).waitFor()

  it('is all that a stranger gets: no figure, no name, no picture', async () => {
    open = await openPage(browser, line.url)
    for (const path of ['/', '/wallboard']) {
      await open.goTo(path)
      await open.page.waitForURL(`**/login?next=${encodeURIComponent(path)}`)
      await open.page.getByRole('heading', { name: 'Third Ring' }).waitFor()
    }
    // A stranger who has the page's file and opens it all the same is sent away too, and never shown anything.
    await open.page.route('**/wallboard', async (route) =>
      route.fulfill({ body: await builtWallboard(), contentType: 'text/html' }))
    await open.goTo('/wallboard')
    await open.page.waitForURL('**/login?next=%2Fwallboard')
    const heard = (await open.heard()).filter(({ type }) => type.includes('json'))
    for (const { url, status } of heard) expect([url, status]).to.deep.equal(['/api/v1/session', 401])
    const told = open.frames.join('\n') + (await open.heard()).filter(({ type }) => !/font|javascript|css/.test(type)).map(({ body }) => body).join('\n')
    for (const secret of ['1234', '1600-3248', 'mina', 'received', '고객지원센터']) expect(told, secret).not.to.contain(secret)
    for (const path of ['/live', '/calls', '/session']) {
      expect((await open.page.request.get(`${line.url}/api/v1${path}`)).status(), path).to.equal(401)
    }
  })

  it('is used by keyboard alone; a wrong password is said in Korean and in English, a right one opens the wallboard', async () => {
    open = await openPage(browser, line.url)
    const { page } = open
    await open.goTo('/wallboard')
    await isFocused('account')
    await page.keyboard.press('Enter')
    const trouble = page.getByRole('alert')
    await eventually(async () => expect(await trouble.textContent()).to.contain('계정을 입력해 주십시오.'))
    await page.keyboard.type('boss')
    await page.keyboard.press('Tab')
    await isFocused('password')
    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    await eventually(async () => expect(await trouble.textContent()).to.equal('▲ 계정 또는 비밀번호가 맞지 않습니다.'))
    await isFocused('password')
    // To the language and back, still by keyboard.
    for (const name of ['비밀번호 표시', '로그인', '한국어', 'English']) {
      await page.keyboard.press('Tab')
      expect(await page.locator(':focus').evaluate((element: any) => element.textContent || element.parentElement.textContent)).to.equal(name)
    }
    await page.keyboard.press('Enter')
    await eventually(async () => expect(await trouble.textContent()).to.equal('▲ The account or the password is not right.'))
    expect(await page.title()).to.equal('Log in · Third Ring')
    for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+Tab')
    await isFocused('password')
    await new Promise((resolve) => setTimeout(resolve, 1100)) // one wrong password costs a second
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/wallboard')
    await page.locator('.ringing-call').waitFor()
    expect(await page.title(), 'the language is remembered').to.equal('Wallboard · Third Ring')
    await page.getByRole('button', { name: 'Log out' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/login')
    await open.goTo('/wallboard')
    await page.waitForURL('**/login?next=%2Fwallboard')
  })

  it('says so when the server cannot be reached', async () => {
    open = await openPage(browser, line.url)
    const { page } = open
    await open.goTo('/login')
    await page.route('**/api/**', (route) => route.abort())
    await page.locator('[name=account]').fill('boss')
    await page.locator('[name=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('서버에 닿지 않습니다').waitFor()
  })

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no barrier, ${colorScheme}, in either language`, async () => {
      open = await openPage(browser, line.url, { colorScheme })
      const { page } = open
      await open.goTo('/login')
      for (const language of ['ko', 'en'] as const) {
        await open.speak(language)
        expect(await barriers(page), language).to.deep.equal([])
      }
      await page.locator('[name=account]').press('Enter')
      await page.getByText('Please enter your account.').waitFor()
      expect(await barriers(page), 'with a complaint').to.deep.equal([])
    })
  }

  it('runs and loads nothing that is not its own, whoever put it there', async () => {
    open = await openPage(browser, line.url)
    await open.goTo('/login')
    const { complaints, page } = open
    await page.evaluate(plant)
    const violated = () => complaints.filter((one) => one.startsWith('policy violated')).map((one) => one.split(' ')[2])
    await eventually(() => expect(violated()).to.have.members(['require-trusted-types-for', 'img-src', 'style-src-attr']))
    complaints.length = 0
    expect(await page.evaluate('globalThis.planted === undefined')).to.equal(true)
  })
})

async function builtWallboard(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return readFile(new URL('../../dist/wallboard/index.html', import.meta.url), 'utf8')
}

declare const document: any
function plant(): void {
  const script = document.createElement('script')
  try {
    script.setAttribute('src', 'data:text/javascript,globalThis.planted=1')
    document.body.append(script)
  } catch { /* refused, as it should be */ }
  const image = document.createElement('img')
  image.setAttribute('src', 'https://elsewhere.invalid/pixel.png')
  image.setAttribute('style', 'position: fixed')
  document.body.append(image)
}
