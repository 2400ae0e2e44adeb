// Status callbacks: what Twilio tells of a leg's or a room's progress, late, twice or never as the faults have it.
import { deliverAfter } from './delivery.ts'
import { onTheWay, trouble } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { deliveriesOf } from './faults.ts'
import type { Leg, LegEvent, LegStatus } from './leg.ts'
import { standardParameters } from './parameters.ts'
import type { Random } from './random.ts'
import { rfc2822, wholeSeconds } from './stamps.ts'

const STATUS_OF: Readonly<Record<Exclude<LegEvent, 'completed'>, LegStatus>> =
  { initiated: 'initiated', ringing: 'ringing', answered: 'in-progress' }
const SIP_CODES: Readonly<Partial<Record<LegStatus, number>>> = { completed: 200, busy: 486, failed: 480 }
const BEHIND_THE_ACTION_MS = 400

/** Something happened to a leg: whoever subscribed to that hears of it. */
export function report(x: Exchange, leg: Leg, event: LegEvent): void {
  const { subscription } = leg
  const wanted = subscription?.events.has(event) ?? false
  const sequence = leg.sequence
  if (wanted || x.switches.sequenceCountsUnsubscribed) leg.sequence++
  if (subscription === null || !wanted) return
  const number = subscription.family === 'number'
  const form = { ...standardParameters(x, leg), CallStatus: event === 'completed' ? leg.status : STATUS_OF[event] }
  if (!number || x.switches.numberCallbackStamped) {
    Object.assign(form, {
      Timestamp: rfc2822(x.clock.now()), SequenceNumber: String(number ? 0 : sequence),
      CallbackSource: 'call-progress-events',
    })
  }
  if (event === 'completed') Object.assign(form, ending(x, leg))
  const behindMs = number && x.switches.parentCallback === 'after-action' ? BEHIND_THE_ACTION_MS : 0
  sendCallback(x, leg, { ...subscription, form, name: `${leg.name} ${event}`, sid: leg.sid, behindMs })
}

/** Whatever sends callbacks in an order of its own: a leg, a room. */
export interface Source { readonly random: Random; lastCallbackAt: number }

/** Sets a callback on its way, behind the source's one before, and as often and as late as the faults say. */
export function sendCallback(
  x: Exchange, source: Source,
  callback: {
    url: string; method: string; form: Record<string, string>; sid: string | null; behindMs?: number
    /** names its dice: which event of which source */
    name: string
  },
): void {
  const now = x.clock.now()
  const first = Math.max(now + onTheWay(x, source.random) + (callback.behindMs ?? 0), source.lastCallbackAt + 1)
  source.lastCallbackAt = first
  const token = source.random.hex(32)
  const random = x.streams.stream(`callback ${callback.name}`)
  const { url, method, form, sid } = callback
  for (const { afterMs, sameToken } of deliveriesOf(x.faults.callbacks, random)) {
    const request = { url, method, form: () => form, random, sid, token: sameToken ? token : random.hex(32) }
    deliverAfter(x, request, first + afterMs - now, (delivered) => {
      // 15003: the app answered a callback with 4xx or 5xx. Twilio notes it and goes on.
      if (!delivered.ok) trouble(x, sid, delivered.code === 11200 ? 15003 : delivered.code, url, delivered.because)
    })
  }
}

/** CallDuration in whole seconds, Duration in begun minutes; both 0 for a leg that nobody answered. */
function ending(x: Exchange, leg: Leg): Record<string, string> {
  const from = x.switches.parentDurationFrom === 'arrival' && leg.parentSid === null && leg.answeredAt !== null
    ? leg.createdAt : leg.answeredAt
  const seconds = from === null ? 0 : wholeSeconds(from, leg.endedAt!)
  const sip = leg.sipCode ?? SIP_CODES[leg.status] ?? 487
  return { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)), SipResponseCode: String(sip) }
}
