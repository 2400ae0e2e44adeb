/** What the server tells wallboard and desks of each person: their state, why they are away, and whether a call would reach them. */
import type { Moment } from './moment.ts'

export const AGENT_STATES = ['ready', 'ringing', 'talking', 'wrap-up', 'unreachable', 'away', 'offline'] as const
export type AgentState = (typeof AGENT_STATES)[number]

/** Why somebody is away: a closed list, put into words by the browser. `not-answering` is set by the desk, not chosen. */
export const AWAY_REASONS = ['break', 'lunch', 'meeting', 'training', 'desk-work', 'other', 'not-answering'] as const
export type AwayReason = (typeof AWAY_REASONS)[number]

/** Why a declared-ready agent is not rung; a closed list, put into words by the browser, each with how to mend it. */
export const UNREACHABLE_REASONS = [
  'no-heartbeat', 'not-registered', 'token-expired', 'no-microphone', 'sound-blocked', 'line-slow', 'not-delivered',
] as const
export type UnreachableReason = (typeof UNREACHABLE_REASONS)[number]

export interface AgentView {
  agent: string
  name: string
  department: { ko: string; en: string }
  state: AgentState
  /** Since when in this state. */
  since: Moment
  /** With state `away`. */
  reason: AwayReason | null
  /** With state `talking`: it is a call-back of theirs, from the moment it is dialled; then `call` is null, since it is none of the line's. */
  callingBack: boolean
  /** With state `talking` or `ringing`: the call. */
  call: string | null
  /** With state `wrap-up`: when the desk makes the agent ready again by itself. */
  until: Moment | null
  /** Calls answered today. */
  answered: number
  /** Measured, beside what the agent declared; with its reasons when false. */
  reachable: boolean
  unreachable: UnreachableReason[]
}
