import { expect } from 'chai'
import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core'
import { systemClock } from '../../server/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { type Line, PASSWORD, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { barriers } from './desk-stage.ts'

/**
 * The desk with the real Voice SDK in a real browser. Only the network is replaced: a WebSocket in place of Twilio's
 * signalling, and, in the same page, a peer connection in place of Twilio's media.
 */

const KEYS = { TWILIO_API_KEY_SID: `SK${'b'.repeat(32)}`, TWILIO_API_KEY_SECRET: 'c'.repeat(32) }
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']

interface Said { type: string; payload: { token?: string; sdp?: string; callsid?: string; reconnect?: string } }

/** Twilio's end of the SDK's socket. */
interface Signalling {
  said: Said[]
  tokenTtlSeconds: number
  /** While false, a page that comes back into a talk is left waiting. */
  takesBack: boolean
  heard(type: string, after?: number): Promise<Said>
  send(type: string, payload?: object): void
  cut(): Promise<void>
}

async function playTwilio(context: BrowserContext): Promise<Signalling> {
  let socket: WebSocketRoute | null = null
  const said: Said[] = []
  const signalling: Signalling = {
    said,
    tokenTtlSeconds: 3600,
    takesBack: true,
    async heard(type, after = 0) {
      for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
        const found = said.slice(after).find((message) => message.type === type)
        if (found) return found
      }
      throw new Error(`the SDK never said ${type}; it said ${said.map(({ type }) => type).join(', ')}`)
    },
    send: (type, payload = {}) => socket?.send(JSON.stringify({ type, payload, version: '1.6' })),
    cut: async () => socket?.close(),
  }
  await context.routeWebSocket(/^wss:\/\/[^/]*\.twilio\.com\//, (route) => {
    socket = route
    route.onMessage((text) => {
      if (typeof text !== 'string' || text.trim() === '') return void route.send('\n')
      const message = JSON.parse(text) as Said
      said.push(message)
      if (message.type === 'listen') {
        signalling.send('connected', { region: 'us1', edge: 'tokyo', home: 'us1', token: { identity: 'mina', ttl: signalling.tokenTtlSeconds } })
      }
      if (message.type === 'register') signalling.send('ready')
      // A page whose line broke in a talk asks to go on with it.
      if (message.type === 'invite' && message.payload.reconnect && signalling.takesBack) signalling.send('answer', message.payload)
    })
  })
  await context.route(/^https:\/\/[^/]*\.twilio\.com\//, (route) => route.fulfill({ status: 204, headers: { 'access-control-allow-origin': '*' } }))
  return signalling
}

/** Twilio's media: a tone, offered. */
const offer = (page: Page): Promise<string> => page.evaluate(async () => {
  const media = new (globalThis as any).RTCPeerConnection()
  const audio = new (globalThis as any).AudioContext()
  const voice = audio.createMediaStreamDestination()
  const tone = audio.createOscillator()
  tone.connect(voice)
  tone.start()
  media.addTrack(voice.stream.getAudioTracks()[0], voice.stream)
  ;(globalThis as any).twilioMedia = media
  await media.setLocalDescription(await media.createOffer())
  while (media.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20))
  return media.localDescription.sdp as string
})
const takeAnswer = (page: Page, sdp: string) => page.evaluate((answer) => (globalThis as any).twilioMedia.setRemoteDescription({ type: 'answer', sdp: answer }), sdp)

declare const document: any
declare const requestAnimationFrame: (then: () => void) => void

describe('the desk with the real Voice SDK', function () {
  this.timeout(60_000)
  let browser: Browser
  let line: Line
  let context: BrowserContext
  let page: Page
  let twilio: Signalling
  const faults: string[] = []
  before(async () => (browser = await openBrowser(...MICROPHONE)))
  after(() => browser.close())
  beforeEach(async () => {
    faults.length = 0
    line = await startLine({ clock: systemClock, settings: { ...KEYS, LINE_HOURS: 'always' } })
    context = await browser.newContext({ permissions: ['microphone'], viewport: { width: 1280, height: 720 } })
    twilio = await playTwilio(context)
    page = await context.newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => { if (/Content Security Policy|violates/.test(message.text())) faults.push(message.text()) })
  })
  afterEach(async () => {
    await context.close()
    await line.stop()
  })

  const open = async () => {
    await page.goto(`${line.url}/desk`)
    await page.keyboard.type('mina')
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.locator('.my-state').waitFor()
    await page.keyboard.press('F8')
    // Ready is said at once, reachable only when the SDK has registered.
    const reached = () => line.app.floor.agent('mina' as never).reach?.reasons.length === 0
    for (const end = Date.now() + 10_000; !reached() && Date.now() < end;) await page.waitForTimeout(20)
    await page.locator('.my-state.ready').waitFor()
  }
  /** A caller for whom mina's phone rings, at the server and in the SDK. */
  const ring = async (): Promise<Story & { call: string; leg: string }> => {
    const story = await dial(line)
    await story.starts('mina')
    await story.alerts('mina')
    const call = /agent=mina/.test(story.document) ? /[?&;]call=([0-9a-z-]+)/.exec(story.document)![1]! : ''
    const leg = story.legs['mina']!
    twilio.send('invite', {
      callsid: leg, sdp: await offer(page), reconnect: 'a-token-of-this-talk', parameters: { CallSid: leg, From: '+821012345678', To: 'client:mina', Params: `call=${call}` },
    })
    await page.locator('.incoming .answer[aria-disabled=false]').waitFor()
    return Object.assign(story, { call, leg })
  }

  it('registers with a token of ours that cannot dial, and is reachable', async () => {
    await open()
    const { payload } = await twilio.heard('listen')
    const { grants } = JSON.parse(Buffer.from(payload.token!.split('.')[1]!, 'base64url').toString())
    expect(grants).to.deep.equal({ identity: 'mina', voice: { incoming: { allow: true } } })
    await twilio.heard('register')
    await page.locator('.reach .well').waitFor()
    expect(line.app.floor.agent('mina' as never).reach?.reasons).to.deep.equal([])
    expect(faults).to.deep.equal([])
  })

  it('is rung, answers, mutes, presses keys and hangs up, with sound in both directions', async () => {
    await open()
    const story = await ring()
    await page.keyboard.press('F2')
    const { payload } = await twilio.heard('answer')
    expect(payload.callsid).to.equal(story.leg)
    await takeAnswer(page, payload.sdp!)
    await story.answers('mina')
    await page.locator('.talk .stop').waitFor()
    const flowing = () => page.evaluate(async () => {
      const stats = [...(await (globalThis as any).twilioMedia.getStats()).values()]
      return stats.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio')?.packetsReceived ?? 0
    })
    for (const end = Date.now() + 8_000; (await flowing()) === 0 && Date.now() < end;) await page.waitForTimeout(100)
    expect(await flowing()).to.be.above(0)
    await page.keyboard.press('Alt+m')
    await page.locator('.talk button[aria-pressed=true]').first().waitFor()
    await page.locator('.talk button', { hasText: '숫자판' }).press('Enter')
    await page.locator('.keypad button', { hasText: '5' }).press('Enter')
    await page.waitForTimeout(2_100)
    await page.keyboard.press('F4')
    expect((await twilio.heard('hangup')).payload.callsid).to.equal(story.leg)
    expect(faults).to.deep.equal([])
  })

  it('declines, and stops ringing when the caller gives up', async () => {
    await open()
    const story = await ring()
    await page.locator('.incoming .buttons button').nth(1).press('Enter')
    expect((await twilio.heard('reject')).payload.callsid).to.equal(story.leg)
    await story.stops('mina', 'busy')

    const again = await ring()
    // The card stands there a moment before the telephone rings.
    for (const end = Date.now() + 3_000; !(await page.title()).startsWith('🔔') && Date.now() < end;) await page.waitForTimeout(50)
    expect(await page.title()).to.match(/^🔔/u)
    twilio.send('cancel', { callsid: again.leg })
    for (const end = Date.now() + 3_000; (await page.title()).startsWith('🔔') && Date.now() < end;) await page.waitForTimeout(50)
    expect(await page.title()).not.to.match(/^🔔/u)
  })

  it('renews its token before it ends', async () => {
    twilio.tokenTtlSeconds = 121 // it asks two minutes before the end: after a second
    await open()
    await twilio.heard('listen')
    const first = twilio.said.length
    const { payload } = await twilio.heard('listen', first)
    expect(payload.token).to.match(/^ey/)
  })

  it('is not reachable while its line to Twilio is down, and is again by itself', async () => {
    await open()
    await page.locator('.reach .well').waitFor()
    const before = twilio.said.length
    // It may be back in less than a second: looked for in each frame, from before.
    await page.evaluate(() => {
      (globalThis as any).wasNot = new Promise<void>((resolve) => {
        const look = () => void (document.querySelector('.reach.not') ? resolve() : requestAnimationFrame(look))
        look()
      })
    })
    await twilio.cut()
    await page.evaluate(() => (globalThis as any).wasNot)
    await twilio.heard('register', before)
    await page.locator('.reach .well').waitFor()
    expect(line.app.floor.agent('mina' as never).reach?.reasons).to.deep.equal([])
  })

  /** In a talk, with sound in both directions. */
  const talk = async () => {
    await open()
    const story = await ring()
    await page.keyboard.press('F2')
    const { payload } = await twilio.heard('answer')
    await takeAnswer(page, payload.sdp!)
    await story.answers('mina')
    await page.locator('.talk .stop').waitFor()
    return story
  }

  it('lists the microphones, listens to the one that is chosen, shows how loud it is, and remembers it', async () => {
    await page.addInitScript(watchMicrophones)
    await talk()
    const select = page.locator('.microphone select')
    const labels = await select.locator('option').allInnerTexts()
    expect(labels).to.include.members(['Fake Audio Input 1', 'Fake Audio Input 2'])
    const level = () => page.locator('.microphone meter').evaluate((meter) => (meter as unknown as { value: number }).value)
    const moves = async () => {
      const seen = new Set<number>()
      for (const end = Date.now() + 5_000; seen.size < 3 && Date.now() < end; await page.waitForTimeout(50)) seen.add(await level())
      return seen.size >= 3
    }
    expect(await moves(), 'the level of whatever the system took').to.equal(true)
    await select.focus()
    await page.keyboard.type('Fake Audio Input 2')
    const chosen = await select.inputValue()
    const asked = () => page.evaluate('globalThis.askedFor') as Promise<string[]>
    for (const end = Date.now() + 5_000; !(await asked()).includes(chosen) && Date.now() < end;) await page.waitForTimeout(50)
    expect((await asked()).at(-1)).to.equal(chosen)
    expect(await moves(), 'the level of the chosen one').to.equal(true)
    expect(await barriers(page)).to.deep.equal([])

    await page.reload()
    await select.waitFor()
    // By its name: its id is another one with each page.
    await page.locator('.microphone select option:checked', { hasText: 'Fake Audio Input 2' }).waitFor({ state: 'attached' })
    expect(await asked(), 'nobody is listened to before a talk').to.deep.equal([])
    expect(faults).to.deep.equal([])
  })

  it('says when its line breaks in a talk, and that it is back: the talk goes on', async () => {
    const story = await talk()
    const remark = page.locator('.talk-remark', { hasText: '다시 연결하고 있습니다' })
    expect(await remark.count()).to.equal(0)
    const before = twilio.said.length
    twilio.takesBack = false
    await twilio.cut()
    await remark.waitFor()
    const again = await twilio.heard('invite', before)
    expect(again.payload).to.include({ callsid: story.leg, reconnect: 'a-token-of-this-talk' })
    expect(await remark.count()).to.equal(1)
    twilio.send('answer', again.payload)
    await remark.waitFor({ state: 'detached' })
    expect(await page.locator('.talk .stop').count()).to.equal(1)
    expect(twilio.said.filter(({ type }) => type === 'hangup')).to.deep.equal([])
    expect(faults).to.deep.equal([])
  })

  it('is not rung without leave to use the microphone, says how to give it, and goes on by itself once it is given', async () => {
    /** As the browser's owner decides, in its settings. */
    const microphone = async (setting: 'denied' | 'granted') => {
      const { targetInfo: { browserContextId } } = await (await context.newCDPSession(page)).send('Target.getTargetInfo')
      // What was decided lasts as long as this session.
      const owner = await browser.newBrowserCDPSession()
      await owner.send('Browser.setPermission', { permission: { name: 'microphone' }, setting, origin: line.url, ...(browserContextId && { browserContextId }) })
    }
    await open()
    await page.locator('.reach .well').waitFor()
    await microphone('denied')
    await page.locator('.reach.not', { hasText: '마이크를 쓸 수 없습니다' }).waitFor()
    expect(await page.locator('.reach .mend').innerText()).to.contain('사이트 설정')
    expect(await page.locator('.reach .reasons button').count(), 'a button that could do nothing').to.equal(0)
    await page.locator('.my-state.unreachable').waitFor()
    expect(line.app.floor.agent('mina' as never).reach?.reasons).to.deep.equal(['no-microphone'])
    expect(await barriers(page)).to.deep.equal([])
    expect((await dial(line)).rung()).to.deep.equal([])
    await microphone('granted')
    await page.locator('.my-state.ready').waitFor()
    expect((await dial(line, '+821055556666')).rung()).to.deep.equal(['mina'])
  })
})

/** Runs in the page, before its own scripts: which microphone is asked of the browser. */
function watchMicrophones(): void {
  const askedFor: string[] = []
  const { mediaDevices } = (globalThis as any).navigator
  const ask = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = (wanted: any) => {
    askedFor.push(wanted.audio?.deviceId?.exact ?? 'any')
    return ask(wanted)
  }
  Object.assign(globalThis, { askedFor })
}
