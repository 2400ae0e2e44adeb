import type { FarEnd, Sound, TerminalStatus } from './leg.ts'
import type { Switches } from './switches.ts'

/** What Twilio hears back when it sends a call to a phone. */
export type Invited = 'alerts' | 'busy' | 'unreachable' | 'ignored'

export interface PhoneEvents {
  rings(ring: Line): void
  /** the sound in a line changed: talking, hold music, silence */
  hears(ring: Line): void
  ended(ring: Line): void
}

/** A line of a phone. */
export interface Line {
  readonly sid: string
  readonly from: string
  readonly parameters: Readonly<Record<string, string>>
  readonly answered: boolean
  readonly sound: Sound
}

/** What the dial hands a phone to press. */
export interface Buttons {
  answer(): void
  decline(): void
  hangUp(): void
  press(digit: string): void
  /** nothing is heard from this side any more, and Twilio has not noticed */
  fallSilent(noticedAfterMs: number): void
}

/**
 * A phone: a browser softphone (several calls may ring at once, one is taken), or a telephone with one line.
 * Somebody presses its buttons: a simulated person or a test.
 */
export interface Phone {
  readonly address: string
  readonly kind: 'browser' | 'phone' | 'sip'
  readonly ringing: readonly Line[]
  readonly talking: Line | null
  registered: boolean
  /** Registered, but nobody hears it (a sleeping laptop): it rings out. */
  deaf: boolean
  /** Its owner talks on it with somebody we know nothing of. */
  engaged: boolean
  answer(sid?: string): boolean
  decline(sid?: string): boolean
  hangUp(): boolean
  /** Keys, while talking. */
  press(digits: string): void
  register(): void
  unregister(): void
  /** @returns stops watching */
  watch(events: Partial<PhoneEvents>): () => void
  /** The browser or its network dies without a word: silence, until Twilio notices (15 to 300 s have been reported). */
  crash(noticedAfterMs?: number): void
  invite(): Invited
  /** Twilio's side: the phone begins to ring. */
  alert(call: { sid: string; from: string; parameters: Readonly<Record<string, string>> }, buttons: Buttons): FarEnd
}

const CRASH_NOTICED_MS = 30_000

interface Held { line: { -readonly [K in keyof Line]: Line[K] }; buttons: Buttons }

export function installPhone(address: string, switches: Pick<Switches, 'busyClient'>): Phone {
  const kind = address.startsWith('client:') ? 'browser' : address.startsWith('sip:') ? 'sip' : 'phone'
  const held = new Map<string, Held>()
  let watchers: Partial<PhoneEvents>[] = []
  const tell = (event: keyof PhoneEvents, line: Line) => { for (const watcher of watchers) watcher[event]?.(line) }
  const talking = () => [...held.values()].find(({ line }) => line.answered) ?? null
  const alerting = () => [...held.values()].filter(({ line }) => !line.answered)
  const chosen = (sid?: string) => alerting().find(({ line }) => sid === undefined || line.sid === sid)

  const phone: Phone = {
    address, kind, registered: kind !== 'browser', deaf: false, engaged: false,
    get ringing() { return alerting().map(({ line }) => line) },
    get talking() { return talking()?.line ?? null },
    answer(sid) {
      const one = chosen(sid)
      // Nobody holds two conversations: what else rings goes on ringing until the caller or the server ends it.
      if (!one || talking() || phone.engaged) return false
      one.line.answered = true
      one.buttons.answer()
      return true
    },
    decline(sid) {
      const one = chosen(sid)
      one?.buttons.decline()
      return one !== undefined
    },
    hangUp() {
      const one = talking()
      one?.buttons.hangUp()
      return one !== null
    },
    press(digits) {
      for (const digit of digits) talking()?.buttons.press(digit)
    },
    register() { phone.registered = true },
    /** A closed tab: the SDK hangs up on `pagehide` (since 2.10.2), what rang is heard by nobody. */
    unregister() {
      phone.registered = false
      for (const { buttons, line } of held.values()) if (line.answered) buttons.hangUp()
    },
    crash(noticedAfterMs = CRASH_NOTICED_MS) {
      phone.registered = false
      talking()?.buttons.fallSilent(noticedAfterMs)
    },
    watch(events) {
      watchers.push(events)
      return () => { watchers = watchers.filter((watcher) => watcher !== events) }
    },
    invite() {
      if (!phone.registered) return 'unreachable'
      if (!phone.engaged && talking() === null && (kind === 'browser' || held.size === 0)) return 'alerts'
      return kind === 'browser' && switches.busyClient === 'ignored' ? 'ignored' : 'busy'
    },
    alert(call, buttons) {
      const line = { ...call, answered: false, sound: { kind: 'ringback' } as Sound }
      held.set(call.sid, { line, buttons })
      if (!phone.deaf) tell('rings', line)
      return {
        hears(sound) {
          line.sound = sound
          if (held.has(call.sid) && line.answered) tell('hears', line)
        },
        cut(_status: TerminalStatus) {
          if (held.delete(call.sid)) tell('ended', line)
        },
      }
    },
  }
  return phone
}
