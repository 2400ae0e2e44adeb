import type { Moment } from '../clock.ts'
import { type E164, staffPhone } from '../people/phone.ts'
import type { Refusal } from '../protocol/requests.ts'

/**
 * Whether the desk may dial a number. Toll fraud lives on desks that dial whatever they are given, so: only what an
 * administrator put into the directory (or a caller's own number, for the call-back that was promised), only in Korea,
 * nothing at a premium, and only so often a day.
 */
export interface Outbound {
  /** E.164. */
  number: string
  /** Numbers that may be dialled: contacts of the directory, or the one caller who was promised a call-back. */
  known: ReadonlySet<string>
  /** Numbers rung since midnight in Seoul: contacts for transfers, and callers who are called back. */
  today: { byAgent: number; all: number }
}

export interface Caps {
  perAgent: number
  all: number
}

/** Far more than a day's honest work, far less than a night's fraud. */
export const CAPS: Caps = { perAgent: 120, all: 600 }

export type OutboundAnswer = { ok: true } | { ok: false; because: Extract<Refusal, 'not-allowed-number' | 'too-many-calls-out'> }

/** Pure. The number is looked at before the caps: a forbidden one stays forbidden tomorrow. */
export function mayDial({ number, known, today }: Outbound, caps: Caps = CAPS): OutboundAnswer {
  if (!isInDirectory(number, known)) return { ok: false, because: 'not-allowed-number' }
  if (today.byAgent >= caps.perAgent || today.all >= caps.all) return { ok: false, because: 'too-many-calls-out' }
  return { ok: true }
}

/** In the directory, and (whatever the directory says) a number in Korea that costs no more than any other. */
export function isInDirectory(number: string, known: ReadonlySet<string>): boolean {
  if (!known.has(number) || !/^\+82\d{8,10}$/.test(number)) return false
  const phone = staffPhone(number)
  return phone.ok && phone.number === (number as E164)
}

/** How many of these were rung today, and how many of them for this agent. */
export function dialledToday(calls: Iterable<{ at: Moment; by: string }>, dayStart: Moment, agent: string): Outbound['today'] {
  const today = { byAgent: 0, all: 0 }
  for (const { at, by } of calls) {
    if (at < dayStart) continue
    today.all++
    if (by === agent) today.byAgent++
  }
  return today
}
