/** The telephone of a page: how it gets one, what it tells the server of it, and what the demo's own says in place of Twilio's. */
import type { Moment } from './moment.ts'

/** How a desk page gets its telephone. `GET /api/v1/phone`. */
export type PhoneAccess =
  /** The Voice SDK registers with this token; a new one is fetched before `tokenUntil`. */
  | { kind: 'twilio'; token: string; identity: string; tokenUntil: Moment }
  /** The demo's own telephone, over the namespace `/demo-phone`. */
  | { kind: 'demo'; identity: string }
  /** This person is rung on a telephone of their own: the page shows, the telephone talks. */
  | { kind: 'elsewhere'; where: 'phone' | 'sip' }
  /** The server has no API key, so it cannot make tokens. */
  | { kind: 'none' }

/** What a desk page tells of itself every few seconds: reachability is measured, not declared. */
export interface Heartbeat {
  /** The softphone is registered at the telephone system. */
  registered: boolean
  /** Until when its access token is good; null when it needs none. */
  tokenUntil: Moment | null
  microphone: 'granted' | 'prompt' | 'denied' | 'none'
  /** Whether the page may make a sound: browsers wait for the first click. */
  sound: 'running' | 'suspended'
  hidden: boolean
  /** Of the last heartbeat, as the page measured it; null for the first. */
  roundTripMs: number | null
  /** Of several tabs of one person, one has the phone. */
  hasPhone: boolean
}

/** A line of the demo's telephone. */
export interface DemoLine { leg: string; call: string | null; from: string; supervision: boolean }

/** Namespace `/demo-phone`, which only the demo has: the simulator's telephone in place of the Voice SDK. */
export interface DemoPhoneToBrowser {
  rings: (line: DemoLine) => void
  answered: (leg: string) => void
  ended: (leg: string) => void
}
export interface BrowserToDemoPhone {
  register: (reply: (lines: (DemoLine & { answered: boolean })[]) => void) => void
  unregister: () => void
  answer: (leg: string) => void
  decline: (leg: string) => void
  hangUp: (leg: string) => void
}
