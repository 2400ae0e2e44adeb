import type { Clock, Moment } from './clock.ts'
import type { Faults } from './faults.ts'
import type { FarEnd, Leg } from './leg.ts'
import type { Phone } from './phone.ts'
import type { Queue } from './queue.ts'
import type { Random, Streams } from './random.ts'
import type { Message } from './rest-messages.ts'
import type { Room } from './room.ts'
import type { Switches } from './switches.ts'
import type { Wire } from './wire.ts'

export interface Account { sid: string; authToken: string }

/** A number's set-up, as in IncomingPhoneNumbers. */
export interface NumberSetup { number: string; voiceUrl: string; fallbackUrl: string | null; statusUrl: string | null }

/** What went wrong on the way, as Twilio's debugger would list it. */
export interface Trouble { at: Moment; code: number; url: string; because: string; sid: string | null }

/** One request to the server, as Twilio's Events list would show it. `status` 0: no answer. */
export interface Sent { at: Moment; path: string; form: Readonly<Record<string, string>>; status: number }

/** Everything inside the box: its clock, its dice, its lines. */
export interface Exchange {
  readonly clock: Clock
  readonly streams: Streams
  readonly switches: Switches
  readonly faults: Faults
  readonly account: Account
  readonly wire: Wire
  readonly legs: Map<string, Leg>
  /** the legs a leg has dialled */
  readonly children: Map<string, Leg[]>
  readonly queues: Map<string, Queue>
  readonly rooms: Map<string, Room>
  readonly messages: Map<string, Message>
  /** mobiles whose owners want no more messages: 21610 */
  readonly unsubscribed: Set<string>
  /** network between Twilio and the server: ms out and back, on the virtual clock */
  readonly latency: { leastMs: number; mostMs: number }
  phoneAt(address: string): Phone | null
  /** when the next REST-created call may set out: one a second (CPS) */
  nextCallAt: Moment
  witness: Witness
}

/** The truth's ear. Most of what it knows it reads from the legs themselves. */
export interface Witness {
  opened(leg: Leg): void
  /** From now on this leg, anybody's, hears these others and nobody else. */
  together(leg: Leg, others: readonly Leg[]): void
  /** A leg created by REST that belongs to a caller's story. */
  adopted(leg: Leg, by: Leg): void
  troubled(trouble: Trouble): void
  sent(request: Sent): void
  queued(leg: Leg, stay: { queue: string; from: Moment; until: Moment | null; result: string | null }): void
}

export function openLeg(
  x: Exchange,
  leg: { name: string; direction: Leg['direction']; from: string; to: string; parentSid?: string; farEnd: FarEnd },
): Leg {
  const random: Random = x.streams.stream(leg.name)
  const opened: Leg = {
    name: leg.name, direction: leg.direction, from: leg.from, to: leg.to, parentSid: leg.parentSid ?? null,
    sid: `CA${random.hex(32)}`, createdAt: x.clock.now(), random, farEnd: leg.farEnd,
    status: 'queued', alertingAt: null, answeredAt: null, endedAt: null, endedBy: null, sipCode: null,
    subscription: null, fallbackUrl: null, sequence: 0, lastCallbackAt: 0, work: null, sound: { kind: 'silence' },
    children: 0,
  }
  x.legs.set(opened.sid, opened)
  if (opened.parentSid !== null) {
    const siblings = x.children.get(opened.parentSid)
    if (siblings) siblings.push(opened)
    else x.children.set(opened.parentSid, [opened])
  }
  x.witness.opened(opened)
  return opened
}

/** Milliseconds on the way between Twilio and the server. */
export const onTheWay = (x: Exchange, random: Random): number => random.between(x.latency.leastMs, x.latency.mostMs)

export function trouble(x: Exchange, sid: string | null, code: number, url: string, because: string): void {
  x.witness.troubled({ at: x.clock.now(), code, url, because, sid })
}
