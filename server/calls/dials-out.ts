import type { Moment } from '../clock.ts'
import { asksOf } from './asks.ts'
import type { AgentId, CallEvent } from './events.ts'
import type { Call } from './state.ts'

/** A telephone number of the outside, rung for an agent: for the caps of `directory/outbound.ts`. */
export interface DialOut {
  at: Moment
  by: AgentId
}

/** Which facts a number of the outside is rung with. */
export const DIAL_FACTS = ['colleague-rung', 'call-back-dialled'] as const

/**
 * The number of the outside that is rung with this fact, if one is. Each counts for itself and when it was rung: a contact
 * whom a transfer came to later as one whom it was first for, a second try to call somebody back as the first.
 * @param call as it is with this fact, or later
 */
export function dialOutOf(event: CallEvent, call: Call): DialOut | null {
  if (event.type === 'call-back-dialled') return { at: event.at, by: event.by }
  if (event.type !== 'colleague-rung' || event.to.kind !== 'contact') return null
  for (const [, ask] of asksOf(call).reverse()) {
    if (ask.type !== 'transfer-asked' && ask.type !== 'transfer-widened') continue
    if (ask.transfer === event.transfer && ask.at <= event.at && ask.to.kind === 'contact' && ask.to.id === event.to.id) return { at: event.at, by: ask.by }
  }
  return null
}
