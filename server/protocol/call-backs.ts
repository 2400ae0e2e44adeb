/** Callers who are owed a call: the server tells wallboard and desks, and an agent chooses by when one is promised. */
import type { Moment } from './moment.ts'

/** A caller who was promised to be called back. */
export interface CallBackView {
  callBack: string
  call: string
  /** Masked. */
  caller: string
  reason: 'lost-in-transfer' | 'booked' | 'abandoned'
  madeAt: Moment
  promisedFor: Moment
  owner: string | null
  state: 'open' | 'dialling' | 'done'
  /** With state `dialling`. */
  dial: { by: string; stage: CallBackStage; since: Moment } | null
}

/** How far a call-back has come: the agent's own phone rings, then the caller's, then they talk. */
export const CALL_BACK_STAGES = ['phone', 'caller', 'talking'] as const
export type CallBackStage = (typeof CALL_BACK_STAGES)[number]

/** Why a caller who was called back was not reached: a closed list, put into words by the browser. */
export const UNANSWERED_REASONS = ['no-answer', 'busy', 'failed'] as const
export type UnansweredReason = (typeof UNANSWERED_REASONS)[number]

/** By when a caller can be promised a call: what an agent chooses from. */
export const CALL_BACK_TIMES = ['half-hour', 'hour', 'three-hours', 'next-morning'] as const
export type CallBackTime = (typeof CALL_BACK_TIMES)[number]
