import type { Moment } from '../clock.ts'
import type { CallEvent, CallId, LegId, Rules, When } from './events.ts'

/** What an arrival on this line is written down with. */
export interface Arriving {
  line: string
  /** Those in force at a moment: a call carries the ones it arrived under. */
  rules: (at: Moment) => Rules
  leadMs: number
  /** How a caller's number is shown. */
  mask: (raw: string) => string
}

/**
 * Our name for a call: the time of its arrival and the end of its leg's name, so that it sorts by time, fits into a URL
 * and comes out the same wherever it is worked out.
 */
export function nameCall(arrivedAt: Moment, leg: LegId): CallId {
  return `${arrivedAt.toString(36).padStart(9, '0')}-${leg.slice(-8)}` as CallId
}

export const arrivalOf = (
  { line, rules, leadMs, mask }: Arriving, call: CallId, leg: LegId, from: string, when: When, learnt: 'voice' | 'status' | 'asked',
): CallEvent => ({ type: 'call-arrived', ...when, call, leg, line, caller: { raw: from, masked: mask(from) }, rules: rules(when.at), leadMs, learnt })
