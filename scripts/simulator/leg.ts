import type { Moment } from './clock.ts'
import type { Random } from './random.ts'

/** Twilio's words for a leg. `initiated` is seen in callbacks only. */
export type LegStatus =
  | 'queued' | 'initiated' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled'
export type TerminalStatus = Extract<LegStatus, 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled'>
export type LegEvent = 'initiated' | 'ringing' | 'answered' | 'completed'
export type EndedBy = 'far-end' | 'document' | 'rest' | 'dial' | 'twilio'

/** What somebody holding a receiver hears. */
export type Sound =
  | { kind: 'ringback' }
  | { kind: 'say'; text: string }
  | { kind: 'play'; url: string }
  | { kind: 'hold'; url: string }
  | { kind: 'talking'; with: readonly string[] }
  | { kind: 'silence' }
  | { kind: 'error' }
  | { kind: 'gone' }

/** Whoever is at the other end of the line: a caller or a phone. */
export interface FarEnd {
  hears(sound: Sound): void
  /** The line is dead. */
  cut(status: TerminalStatus): void
}

/** What holds a leg at the moment: a verb at work, or the dial it belongs to. */
export interface Work {
  /** The leg goes: it ended, or REST moved it to another document. */
  leave(why: 'ended' | 'moved'): void
  /** A key was pressed. */
  press?(digit: string): void
}

/** Where a leg's progress is reported. */
export interface Subscription {
  family: 'number' | 'call' | 'dial'
  url: string
  method: string
  events: ReadonlySet<LegEvent>
}

export interface Leg {
  readonly sid: string
  readonly parentSid: string | null
  readonly direction: 'inbound' | 'outbound-dial' | 'outbound-api'
  readonly from: string
  readonly to: string
  readonly createdAt: Moment
  /** its own dice, so that legs handled in another order still throw the same */
  readonly random: Random
  readonly farEnd: FarEnd
  status: LegStatus
  alertingAt: Moment | null
  answeredAt: Moment | null
  endedAt: Moment | null
  endedBy: EndedBy | null
  sipCode: number | null
  subscription: Subscription | null
  /** the number's fallback URL, for the legs that have one */
  fallbackUrl: string | null
  /** next SequenceNumber */
  sequence: number
  /** no callback of this leg sets out before the one before it did */
  lastCallbackAt: Moment
  work: Work | null
  sound: Sound
  /** children opened so far; names the next one's dice */
  children: number
  /** how it is called in the seed's streams: `call 12/3` is the third leg dialled for call 12 */
  readonly name: string
}

export const isOver = (leg: Leg): boolean => leg.endedAt !== null
export const isAnswered = (leg: Leg): boolean => leg.answeredAt !== null

export function hear(leg: Leg, sound: Sound): void {
  leg.sound = sound
  leg.farEnd.hears(sound)
}

/** Nothing plays: before the answer that is the carrier's ringback, afterwards silence. */
export const quiet = (leg: Leg): void => hear(leg, isAnswered(leg) ? { kind: 'silence' } : { kind: 'ringback' })
