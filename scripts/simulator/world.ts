// The simulated world around one server: Twilio, callers, colleagues. Everything is driven by one clock and one seed.
import { momentOf, arrivalsOf } from './arrivals.ts'
import type { Day } from './arrivals.ts'
import { dialIn } from './caller.ts'
import type { Caller, CallerEvents } from './caller.ts'
import { behave, matterBy, patient } from './callers.ts'
import type { Matter } from './callers.ts'
import type { Clock, Moment } from './clock.ts'
import { openDesk } from './desk.ts'
import type { Desk } from './desk.ts'
import type { Account, Exchange } from './exchange.ts'
import { withFaults } from './faults.ts'
import type { Faults, PartialFaults } from './faults.ts'
import { steady } from './habits.ts'
import type { Habits } from './habits.ts'
import { employ } from './people.ts'
import type { Person, Shift } from './people.ts'
import { installPhone } from './phone.ts'
import type { Phone } from './phone.ts'
import { randomBy } from './random.ts'
import { openRest } from './rest.ts'
import type { RestEvents } from './rest.ts'
import { arrivesWhole, segmentsOf } from './rest-messages.ts'
import { watched, withSwitches } from './switches.ts'
import type { SwitchName, Switches } from './switches.ts'
import { keepTruth } from './truth.ts'
import type { TrueCall, Truth } from './truth.ts'
import type { TransferTo } from './transferring.ts'
import { layWire } from './wire.ts'

export type Endpoint = { kind: 'browser' } | { kind: 'phone'; number: string } | { kind: 'sip'; uri: string }

export interface Colleague {
  account: string
  password: string
  name: string
  endpoint: Endpoint
  habits?: Partial<Habits>
  /** watches over the others: is rung to listen in, not to take what is passed on */
  supervises?: boolean
}

export interface WorldSettings {
  clock: Clock & { awaits?: (settled: () => Promise<void>) => () => void }
  seed: number | string
  /** what the server believes its address to be; signatures are made for it */
  publicUrl: string
  /** where it really listens: http://127.0.0.1:PORT */
  serverAddress: string
  account: Account & { keys?: readonly { sid: string; secret: string }[] }
  /** the hotline's number at Twilio, E.164 */
  number: string
  roster: readonly Colleague[]
  switches?: Partial<Switches>
  faults?: PartialFaults
  /** the server has nothing left to do at this moment */
  idle?: () => Promise<void>
  cadenceMs?: number
  /** is the line open to a call arriving then? (only for the truth's verdict) left out: always */
  open?: (arrivedAt: Moment) => boolean
  /** keep every request for `truth.requests` (tests; costs memory) */
  keepRequests?: boolean
  /** ms between Twilio and the server, each way */
  latency?: { leastMs: number; mostMs: number }
  /** to whom the roster passes calls on; left out: to nobody */
  transferTo?: readonly TransferTo[]
  /** the number's set-up; left out: the server's usual paths */
  paths?: { voice: string; fallback: string | null; status: string | null }
}

export interface World {
  /** Twilio's REST API: TWILIO_API_URL. Empty before `start`. */
  readonly restUrl: string
  readonly truth: Truth
  /** What goes wrong; may be changed at any moment. */
  readonly faults: Faults
  readonly people: ReadonlyMap<string, Person>
  /** Who is on the line now, by the leg. */
  readonly callers: ReadonlyMap<string, Caller>
  /** Opens the REST API. `port` 0: any. Again: at one more address, for a server that is to be cut off by itself. */
  start(port?: number): Promise<string>
  stop(): Promise<void>
  /** Nothing is under way between world and server, and the server is idle. */
  settled(): Promise<void>
  /** One caller. With a `matter` they behave by themselves; without, a test holds the receiver. */
  callIn(call?: { from?: string | null; patienceMs?: number; talkMs?: number; matter?: Matter }): Caller
  /** Every text message that was taken, as the mobile at its end would tell. */
  texts(): Text[]
  /** The owner of this mobile wants no more messages. */
  unsubscribe(number: string): void
  /** The phone of an account (`client:…` or plain), a number or a SIP URI; made when first asked for. */
  phone(address: string): Phone
  /** A colleague's browser, signed in when first used. */
  desk(account: string): Desk
  /** A day's callers come and the roster works, each from opening to closing time. */
  live(day: Day & { opens?: string; closes?: string }): { calls: number; from: Moment; until: Moment }
  /** Shifts for the roster without any caller. */
  staff(shift: Shift): void
  /** The server stands elsewhere now (a restart). */
  connectTo(address: string): void
  /** The server's process is gone: every connection to it and from it (by its own REST address) breaks this instant. */
  cutOff(restUrl: string): void
  /** @returns stops watching */
  watchRest(events: Partial<RestEvents>): () => void
  /** Finished calls, forgotten by the world afterwards: for runs too long to keep. */
  take(): TrueCall[]
  readonly requestCount: number
  /** those of Twilio's open questions that made a difference so far, or could have */
  readonly switchesAsked: ReadonlySet<SwitchName>
}

/** `whole`: every character arrives as it was written. */
export interface Text { sid: string; to: string; from: string | null; body: string; status: string; at: Moment; segments: number; whole: boolean }

const OUTSIDE_ANSWER = { least: 4_000, most: 12_000 }

export function createWorld(set: WorldSettings): World {
  const { clock } = set
  const streams = randomBy(set.seed)
  const switchesAsked = new Set<SwitchName>()
  const switches = watched(withSwitches(set.switches), switchesAsked)
  const publicUrl = set.publicUrl.replace(/\/$/, '')
  const wire = layWire({ publicUrl, serverAddress: set.serverAddress, idle: set.idle })
  const truth = keepTruth({
    now: () => clock.now(), cadenceMs: set.cadenceMs ?? 3_000, keepRequests: set.keepRequests ?? false,
    open: set.open ?? (() => true), supervisors: new Set(set.roster.filter(({ supervises }) => supervises).map(addressOf)),
  })
  const phones = new Map<string, Phone>()
  const desks = new Map<string, Desk>()
  const people = new Map<string, Person>()
  const callers = new Map<string, Caller>()
  const refused = (path: string, status: number) =>
    truth.troubled({ at: clock.now(), code: status, url: path, because: 'refused to a person', sid: null })

  const x: Exchange = {
    clock, streams, switches, faults: withFaults(set.faults), account: set.account, wire, legs: new Map(),
    children: new Map(), queues: new Map(), rooms: new Map(), messages: new Map(), unsubscribed: new Set(), witness: truth, nextCallAt: 0,
    latency: set.latency ?? { leastMs: 20, mostMs: 150 },
    phoneAt: (address) => phones.get(address) ?? (address.startsWith('client:') ? null : outsider(address)),
  }
  const paths = set.paths ?? { voice: '/twilio/voice', fallback: '/twilio/voice/fallback', status: '/twilio/status' }
  const setup = {
    number: set.number, voiceUrl: publicUrl + paths.voice, fallbackUrl: paths.fallback && publicUrl + paths.fallback,
    statusUrl: paths.status && publicUrl + paths.status,
  }
  const rest = openRest(x, set.account.keys ?? [])
  const letGo = clock.awaits?.(() => wire.settled())

  const install = (address: string): Phone => {
    const phone = installPhone(address, switches)
    phones.set(address, phone)
    return phone
  }
  /** A number nobody of the roster has: somebody answers it after a while. */
  const outsider = (address: string): Phone => {
    const phone = install(address)
    const random = streams.stream(`outsider ${address}`)
    phone.watch({
      hears({ sid, sound }) {
        const [, digit] = sound.kind === 'say' ? /([0-9])번을 눌러/.exec(sound.text) ?? [] : []
        if (digit !== undefined) clock.wakeAt(clock.now() + 2_500, () => { if (phone.talking?.sid === sid) phone.press(digit) })
      },
      rings: ({ sid }) => void clock.wakeAt(clock.now() + random.between(OUTSIDE_ANSWER.least, OUTSIDE_ANSWER.most),
        () => { phone.answer(sid) }),
    })
    return phone
  }
  const phoneAt = (address: string): Phone => {
    const whole = /^(client:|\+|sips?:)/.test(address) ? address : `client:${address}`
    return phones.get(whole) ?? install(whole)
  }
  const deskOf = (account: string): Desk => {
    const known = desks.get(account)
    if (known) return known
    const who = set.roster.find((colleague) => colleague.account === account)
    const desk = openDesk(wire, publicUrl, who ?? { account, password: '' }, refused)
    desks.set(account, desk)
    return desk
  }
  for (const colleague of set.roster) {
    const phone = phoneAt(addressOf(colleague))
    const random = streams.stream(`person ${colleague.account}`)
    const who = {
      account: colleague.account, habits: { ...steady, ...colleague.habits }, transferTo: set.transferTo ?? [],
    }
    people.set(colleague.account, employ(clock, random, who, phone, deskOf(colleague.account), truth))
  }

  let calls = 0
  const callIn: World['callIn'] = (call = {}) => {
    const name = `call ${++calls}`
    const { patienceMs, talkMs } = call
    const matter: Matter | null = call.matter ?? (patienceMs === undefined && talkMs === undefined ? null : {
      ...patient, from: call.from ?? null,
      ...(patienceMs === undefined ? {} : { ringPatienceMs: patienceMs, queuePatienceMs: patienceMs }),
      ...(talkMs === undefined ? {} : { talkMs }),
    })
    const events: Partial<CallerEvents> = matter ? behave(clock, matter, {
      caller: () => caller,
      goodbye(partners) {
        if (!partners.some((address) => phones.get(address)?.hangUp())) caller.hangUp()
      },
      tryAgain: () => clock.wakeAt(clock.now() + (matter.callsAgainAfterMs ?? 0), () => {
        callIn({ matter: { ...matter, callsAgainAfterMs: null } })
      }),
    }) : {}
    const from = matter ? matter.from : call.from ?? null
    const caller: Caller = dialIn(x, setup, { from, name }, truth.heard, truth.pressed, {
      ...events,
      over(status) {
        callers.delete(caller.sid)
        events.over?.(status)
      },
    })
    callers.set(caller.sid, caller)
    return caller
  }

  let restUrl = ''
  return {
    truth, faults: x.faults, people, callers, callIn, phone: phoneAt, desk: deskOf, switchesAsked,
    get restUrl() { return restUrl },
    get requestCount() { return wire.requests() },
    async start(port) {
      restUrl = await rest.start(port)
      return restUrl
    },
    async stop() {
      letGo?.()
      wire.close()
      await rest.stop()
    },
    settled: () => wire.settled(),
    texts: () => [...x.messages.values()].map(({ sid, to, from, body, status, createdAt }) =>
      ({ sid, to, from, body, status, at: createdAt, segments: segmentsOf(body), whole: arrivesWhole(body) })),
    unsubscribe: (number) => { x.unsubscribed.add(number) },
    live(day) {
      const from = momentOf(day.date, day.opens ?? '09:00')
      const until = momentOf(day.date, day.closes ?? '18:00')
      const dice = streams.stream(`day ${day.date}`)
      const moments = arrivalsOf(day, dice).filter((moment) => moment > clock.now())
      moments.forEach((moment, index) => clock.wakeAt(moment, () => {
        callIn({ matter: matterBy(streams.stream(`matter ${day.date} ${index}`)) })
      }))
      for (const [account, person] of people) {
        // People come a little early and leave a little late.
        const punctual = streams.stream(`shift ${day.date} ${account}`)
        person.work({ from: from - punctual.between(0, 300_000), until: until + punctual.between(0, 120_000) })
      }
      return { calls: moments.length, from, until }
    },
    staff: (shift) => { for (const person of people.values()) person.work(shift) },
    connectTo: (address) => wire.connectTo(address),
    cutOff(address) {
      wire.cut()
      rest.shut(address)
    },
    watchRest: (events) => rest.watch(events),
    take() {
      const finished = truth.take()
      for (const { sid } of finished) {
        for (const child of x.children.get(sid) ?? []) x.legs.delete(child.sid)
        x.children.delete(sid)
        x.legs.delete(sid)
      }
      for (const [sid, room] of x.rooms) if (room.status === 'completed') x.rooms.delete(sid)
      return finished
    },
  }
}

export function addressOf({ account, endpoint }: Pick<Colleague, 'account' | 'endpoint'>): string {
  switch (endpoint.kind) {
    case 'browser': return `client:${account}`
    case 'phone': return endpoint.number
    case 'sip': return endpoint.uri
  }
}

