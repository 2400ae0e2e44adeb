import type { AgentId, CallId, When } from '../calls/events.ts'

/** Why somebody is away. `not-answering` is set by the desk when a phone was left ringing, and is not offered as a choice. */
export const AWAY_REASONS = ['break', 'lunch', 'meeting', 'training', 'desk-work', 'other', 'not-answering'] as const
export type AwayReason = (typeof AWAY_REASONS)[number]

/** What a call was about, as the agent says in wrap-up. */
export const WRAP_UP_OUTCOMES = ['resolved', 'call-back-promised', 'passed-on', 'wrong-number', 'other'] as const
export type WrapUpOutcome = (typeof WRAP_UP_OUTCOMES)[number]

/** Why a call would not reach somebody, as their desk page measured it. The same closed list as in `protocol/agents.ts`. */
export const UNREACHABLE_REASONS = [
  'no-heartbeat', 'not-registered', 'token-expired', 'no-microphone', 'sound-blocked', 'line-slow', 'not-delivered',
] as const
export type UnreachableReason = (typeof UNREACHABLE_REASONS)[number]

/** What only a person can say of themselves, as facts; or what a supervisor says in their place, and then `by` names who. */
export type AgentEvent = When & { agent: AgentId } & (
  | { type: 'agent-became-ready'; by?: AgentId }
  | { type: 'agent-went-away'; reason: AwayReason; by?: AgentId }
  | { type: 'agent-signed-out' }
  /** Measured by the desk page, or by its silence. No reasons: a call would reach this person. */
  | { type: 'agent-reach-changed'; reasons: readonly UnreachableReason[] }
  | { type: 'wrap-up-finished'; call: CallId; outcome: WrapUpOutcome; note: string }
)
