/** Supervisors in running calls: the server tells them and the agents whose calls they are in. */
import type { Moment } from './moment.ts'

/** How a supervisor takes part in a call: heard by nobody, by the agent alone, by everybody, or in the agent's place. */
export const SUPERVISE_MODES = ['listen', 'coach', 'barge', 'take-over'] as const
export type SuperviseMode = (typeof SUPERVISE_MODES)[number]

/** Why a supervisor ends a call: the caller hears a sentence that fits. */
export const END_REASONS = ['abuse', 'too-long', 'no-voice', 'line-fault', 'other'] as const
export type EndReason = (typeof END_REASONS)[number]

/** `calling`: the supervisor's own phone rings. `not-reached`: it was not picked up; shown for some seconds. */
export const SUPERVISION_STAGES = ['calling', 'there', 'not-reached'] as const
export type SupervisionStage = (typeof SUPERVISION_STAGES)[number]

/**
 * What ended a supervisor's part in a call: they went; the call was over; a supervisor put the caller back into the queue, or ended the
 * call; their phone was not picked up; or they thought better of it before.
 */
export const SUPERVISION_ENDS = ['left', 'call-over', 're-queued', 'ended', 'not-reached', 'withdrawn'] as const
export type SupervisionEnd = (typeof SUPERVISION_ENDS)[number]

/** A supervisor's part in a call. */
export interface SupervisionView {
  call: string
  /** From 1 in each call. */
  supervision: number
  by: string
  name: string
  stage: SupervisionStage
  /** What was asked last. */
  mode: SuperviseMode
  /** What holds: what the supervisor's line was told last; null before it has come. Differs from `mode` while that is being changed. */
  inForce: SuperviseMode | null
  /** Masked. */
  caller: string
  /** Who is listened to; null while the caller is between two people. */
  agent: string | null
  /** Whose call it is; taken over, whose it was. */
  of: string | null
  /** Since when they are there; with `calling`, since when it was asked. */
  since: Moment
}

/** What a supervisor's hand has done with the call that an agent writes up. */
export const HANDLINGS = ['ended', 're-queued', 'taken-over'] as const
export type Handling = (typeof HANDLINGS)[number]

/** What was said about ending a call: the first step arms it, the second within `until` does it. `POST /calls/{call}/end`. */
export interface EndingView {
  step: 'armed' | 'ending'
  /** With `armed`: until when the second step has to come. */
  until: Moment | null
  /** The sentence that the caller hears. */
  callerHears: string
}
