import type { Moment } from '../clock.ts'

/** Our name for one caller's story; begins with the time of its arrival, so ids sort by time. */
export type CallId = string & { readonly is: 'call' }
/** Twilio's CallSid: one party's line in a call. */
export type LegId = string & { readonly is: 'leg' }
/** A person's account: also the identity of their browser phone. */
export type AgentId = string & { readonly is: 'agent' }

/**
 * When something happened. The true moment lies in `earliest … at`: Twilio's stamps have whole seconds, our receipt
 * has milliseconds but comes later. `at` is what we count with; it is never before the truth, so no promise
 * is called kept that was not.
 */
export interface When {
  at: Moment
  earliest: Moment
  receivedAt: Moment
}

/** The rules a call is judged by: those in force when it arrived, whatever is changed later. */
export interface Rules {
  /** Version of the promises' definition. */
  definition: 1
  /** From the beginning of one ring to the next; Korea 3000 ms. */
  cadenceMs: number
  /** How long wrap-up may take before the agent is ready again. */
  wrapUpMs: number
}

export interface Caller {
  /** As Twilio sent it; may be a word such as `anonymous`. */
  raw: string
  masked: string
}

/** How a leg ended, in Twilio's words. */
export const LEG_ENDS = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const
export type LegEnd = (typeof LEG_ENDS)[number]

/** Why a round of ringing ended. `not-begun`: Twilio could not be brought to ring at all. */
export const ROUND_ENDS = ['completed', 'answered', 'busy', 'no-answer', 'failed', 'canceled', 'not-begun'] as const
export type RoundEnd = (typeof ROUND_ENDS)[number]

/** Why a caller left the queue; `bridged` and others are Twilio's QueueResult. */
export const QUEUE_ENDS = [
  'bridged', 'bridging-in-process', 'error', 'hangup', 'leave', 'redirected', 'redirected-from-bridged', 'queue-full', 'system-error',
] as const
export type QueueEnd = (typeof QUEUE_ENDS)[number]

/** Everything that can happen to a call, as facts in the past tense. Each says when, and to which call. */
export type CallEvent = When & { call: CallId } & (
  | {
      type: 'call-arrived'
      leg: LegId
      line: string
      caller: Caller
      rules: Rules
      /** What the caller heard before Twilio reached us; `at` is already earlier by it. */
      leadMs: number
      /** `status`: we missed the arrival and learnt of the call when it ended. */
      learnt: 'voice' | 'status'
    }
  /** One round of ringing: up to ten phones together, the first to pick up has the caller. */
  | { type: 'round-began'; round: number; kind: RoundKind; agents: AgentId[] }
  /** Twilio came for the round's document: what we asked for by REST has taken effect, whatever REST said. */
  | { type: 'round-fetched'; round: number }
  | { type: 'leg-dialled'; round: number; leg: LegId; agent: AgentId }
  | { type: 'leg-alerted'; round: number; leg: LegId; agent: AgentId }
  | { type: 'leg-answered'; round: number; leg: LegId; agent: AgentId }
  /** `talkSeconds`: Twilio's CallDuration, whole seconds from the answer; absent when it did not say. */
  | { type: 'leg-ended'; round: number; leg: LegId; agent: AgentId; status: LegEnd; talkSeconds?: number }
  /** We asked Twilio to silence this phone: its owner took another call, or everyone is to be rung instead. */
  | { type: 'silence-asked'; round: number; leg: LegId; agent: AgentId }
  | {
      type: 'round-ended'
      round: number
      result: RoundEnd
      /** Twilio's DialBridged: whether caller and phone were really joined; null when it did not say. */
      bridged: boolean | null
      leg: LegId | null
      talkSeconds: number | null
    }
  /** `stay` counts how often this caller was put into the queue; the place is that of the first. */
  | { type: 'queue-joined'; stay: number }
  | { type: 'queue-left'; stay: number; result: QueueEnd }
  | { type: 'turned-away'; because: TurnedAway }
  /** The caller's own leg is over. */
  | { type: 'call-ended'; leg: LegId; status: LegEnd; learnt: 'callback' | 'asked'; talkSeconds?: number }
)

/** `ring`: the first bell, caller hears ringback. `offer`: a caller from the queue. */
export const ROUND_KINDS = ['ring', 'offer'] as const
export type RoundKind = (typeof ROUND_KINDS)[number]

export const TURNED_AWAY = ['out-of-hours', 'refused'] as const
export type TurnedAway = (typeof TURNED_AWAY)[number]
