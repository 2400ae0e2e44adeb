import type { Moment } from '../clock.ts'
import type { AgentId, CallId, LegId, Who } from './events.ts'

/** What is to be done at the telephone system for a call. Written down before it is tried: see `telephony/outbox.ts`. */
export type Intent = { call: CallId; notAfter: Moment } & (
  /** Bring the caller's leg out of the queue to the phones of this round. */
  | { do: 'offer'; leg: LegId; round: number }
  /** Silence a staff phone that need not ring any more. Never ends a conversation: a leg that was answered stays. */
  | { do: 'silence'; leg: LegId; agent: AgentId }
  /** Have a leg come for its next document: what that is, is decided when it comes. */
  | { do: 'move'; leg: LegId; who: Who; move: number }
  /** Ring a colleague's phone for a transfer. */
  | { do: 'ring'; attempt: number; address: Address }
  /** Stop ringing it. Never ends a conversation. */
  | { do: 'stop'; attempt: number; leg: LegId }
  /** Ring the agent who is to call somebody back; the caller's number is dialled when the agent has picked up. */
  | { do: 'call-back'; dial: number; address: Address }
)

/** What Twilio is to ring: a browser by its account, a telephone in E.164, a SIP URI. */
export type Address = { kind: 'browser'; account: AgentId } | { kind: 'phone'; number: string } | { kind: 'sip'; uri: string }
