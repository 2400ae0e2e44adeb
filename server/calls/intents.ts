import type { Moment } from '../clock.ts'
import type { AgentId, CallId, LegId } from './events.ts'

/** What is to be done at the telephone system for a call. Written down before it is tried: see `telephony/outbox.ts`. */
export type Intent = { call: CallId; notAfter: Moment } & (
  /** Bring the caller's leg out of the queue to the phones of this round. */
  | { do: 'offer'; leg: LegId; round: number }
  /** Silence a staff phone that need not ring any more. Never ends a conversation: a leg that was answered stays. */
  | { do: 'silence'; leg: LegId; agent: AgentId }
)
