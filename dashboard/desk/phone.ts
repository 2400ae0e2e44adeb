/**
 * The softphone behind one interface: the Voice SDK at Twilio, the simulator's telephone in the demo, or a telephone that
 * stands elsewhere. Nothing else of the desk knows which.
 */
import { signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import type { Heartbeat, PhoneAccess } from '../../server/protocol/phone.ts'

/** One caller in this telephone. */
export interface PhoneLine {
  /** The telephone system's name for it. */
  leg: string
  /** Our name for the caller's story; null when the telephone was not told. */
  call: string | null
  /** It rings because its owner asked to take part in a call. */
  supervision: boolean
  state: 'ringing' | 'answering' | 'open' | 'reconnecting'
  muted: boolean
}

/** The line in which a telephone talks. */
export const openLine = (lines: readonly PhoneLine[]): PhoneLine | null =>
  lines.find(({ state }) => state === 'open' || state === 'reconnecting' || state === 'answering') ?? null

export interface PhoneState {
  kind: PhoneAccess['kind']
  registered: boolean
  tokenUntil: number | null
  microphone: Heartbeat['microphone']
  microphones: readonly Microphone[]
  /** Which of them hears the agent; null for whatever the system takes. */
  chosen: string | null
  lines: readonly PhoneLine[]
  /** What went wrong last, in the telephone system's words; shown small, beside ours. */
  trouble: string | null
}

export interface Microphone { id: string; label: string }

export interface Softphone {
  readonly state: ReadonlySignal<PhoneState>
  /** Makes the telephone ring here. Asking again is harmless. */
  start(): Promise<void>
  answer(leg: string): void
  decline(leg: string): void
  hangUp(leg: string): void
  mute(leg: string, muted: boolean): void
  /** Keys pressed during a talk, for the other side's menu. */
  press(leg: string, digits: string): void
  /** Asks the browser for the microphone, if it has to be asked. */
  allowMicrophone(): Promise<void>
  /** For this talk and the next ones; remembered. */
  chooseMicrophone(id: string): void
  /** How loud the agent is in a talk, 0…1; returns how to stop listening. */
  watchLevel(onLevel: (level: number) => void): () => void
  /** The telephone rings here no more; a talk in it ends. */
  stop(): void
}

export const SILENT: PhoneState =
  { kind: 'none', registered: false, tokenUntil: null, microphone: 'granted', microphones: [], chosen: null, lines: [], trouble: null }

/** Which softphone this person has. The SDK is large: it is loaded only where it is used. */
export async function openPhone(access: PhoneAccess, renew: () => Promise<PhoneAccess | null>): Promise<Softphone> {
  switch (access.kind) {
    case 'twilio': {
      const [{ Device }, { createTwilioPhone }] = await Promise.all([import('@twilio/voice-sdk'), import('./phone-twilio.ts')])
      return createTwilioPhone((token, options) => new Device(token, options), access, renew)
    }
    case 'demo': return (await import('./phone-demo.ts')).createDemoPhone()
    case 'elsewhere':
    case 'none': return noPhone(access.kind)
  }
}

/** The page shows, and something else (or nothing) talks. */
function noPhone(kind: 'elsewhere' | 'none'): Softphone {
  const nothing = () => {}
  return {
    state: signal({ ...SILENT, kind }),
    start: async () => {}, answer: nothing, decline: nothing, hangUp: nothing, mute: nothing, press: nothing,
    allowMicrophone: async () => {}, chooseMicrophone: nothing, watchLevel: () => nothing, stop: nothing,
  }
}

/** Asked of our server; null when it could not be reached or this account has no telephone. */
export async function fetchAccess(): Promise<PhoneAccess | null> {
  const reply = await fetch('/api/v1/phone').catch(() => null)
  return reply?.ok ? (await reply.json()) as PhoneAccess : null
}
