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
  /** Version of the promises' definition: see `standards/definitions.ts`. */
  definition: number
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
      /** `status`: we missed the arrival and learnt of the call when it ended. `asked`: its end as well, and found it in Twilio's list. */
      learnt: 'voice' | 'status' | 'asked'
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
  | AskEvent
  /** Somebody there was asked for and nobody could be rung: no transfer began. */
  | { type: 'transfer-refused'; refusal: number; to: Target; by: AgentId; because: NobodyFree }
  | ColleagueEvent
  | PlaceEvent
  | CallBackEvent
  /** This agent has written the call up. What was said of it is the agent's: see `agents/events.ts`. */
  | { type: 'wrap-up-finished'; agent: AgentId }
)

/**
 * What was asked of a call at a desk, numbered in the order in which it was asked: 1, 2, 3 … `transfer-returned` and
 * `transfer-widened` belong to the same promise as the `transfer-asked` of their number.
 */
export type AskEvent = { ask: number } & (
  | { type: 'transfer-asked'; transfer: number; kind: TransferKind; to: Target; by: AgentId; gist: string }
  /** Somebody else is to be tried for the same transfer. */
  | { type: 'transfer-widened'; transfer: number; kind: TransferKind; to: Target; by: AgentId }
  | { type: 'transfer-withdrawn'; transfer: number; by: AgentId }
  /** Nobody came: whoever asked has the caller back, or the caller goes to the front of the queue. */
  | { type: 'transfer-returned'; transfer: number; because: ReturnReason }
  | { type: 'join-asked'; transfer: number; by: AgentId }
  | { type: 'swap-asked'; transfer: number; by: AgentId }
  | { type: 'leave-asked'; by: AgentId }
  | { type: 'hold-asked'; by: AgentId }
  | { type: 'resume-asked'; by: AgentId }
  | { type: 'hang-up-asked'; by: AgentId }
  | SuperviseEvent
)

/** A supervisor's hand in a call. What a supervisor asks concerning their own part carries its number: 1, 2, 3 … in each call. */
export type SuperviseEvent =
  | { type: 'supervise-asked'; supervision: number; mode: SuperviseMode; by: AgentId }
  | { type: 'supervise-changed'; supervision: number; mode: SuperviseMode; by: AgentId }
  /** The supervisor goes; the talk goes on. */
  | { type: 'supervise-ended'; supervision: number; by: AgentId }
  /** The caller is to go to the front of the queue. */
  | { type: 'requeue-asked'; by: AgentId }
  /** The first of the two steps of ending a call: nothing happens yet. */
  | { type: 'end-armed'; reason: EndReason; by: AgentId }
  /** The second: the caller hears a closing sentence, and everybody's line is ended. */
  | { type: 'end-asked'; reason: EndReason; by: AgentId }

/** One person's phone, rung by us: a colleague's for a transfer, or that of a supervisor who wants to take part. */
export type ColleagueEvent = { attempt: number } & (
  /** `transfer`: null when it is for a supervision, which then has its number. */
  | { type: 'colleague-rung'; transfer: number | null; supervision?: number; to: Target }
  | { type: 'colleague-dialled'; leg: LegId }
  | { type: 'colleague-alerted'; leg: LegId }
  | { type: 'colleague-answered'; leg: LegId }
  | { type: 'colleague-ended'; leg: LegId; status: LegEnd; talkSeconds?: number }
  /** This colleague has the transfer: decided by a unique key of the database. */
  | { type: 'colleague-joined'; leg: LegId }
  /** Picked up too late: was told who was faster (an attempt), or that it is over. */
  | { type: 'colleague-late'; leg: LegId; faster: number | null }
  /** We asked Twilio to stop ringing this phone. */
  | { type: 'colleague-stopped'; because: StopReason }
  /** Twilio could not be brought to ring this phone, or it was no longer needed when its turn came. */
  | { type: 'colleague-failed'; because: 'not-begun' | 'not-needed' }
)

/** Where a leg was sent, and that it went there: documents are the only thing legs obey. */
export type PlaceEvent =
  /**
   * A document sent this leg there. `round`: the newest one then; a later one that is answered is a bridge again.
   * `heardBy`: with `coach`, whose leg alone hears this one.
   */
  | { type: 'placed'; placement: number; who: Who; where: Where; round: number; heardBy?: LegId }
  /** We asked Twilio to have this leg come for its next document. */
  | { type: 'move-asked'; move: number; who: Who; leg: LegId; to: Where }
  | { type: 'move-fetched'; move: number }
  | { type: 'move-failed'; move: number }
  /** Twilio's conference saw this leg hang up. */
  | { type: 'room-left'; leg: LegId }
  /** Whoever has this leg is putting it down: their page says so before the telephone does it. */
  | { type: 'line-put-down'; leg: LegId; by: AgentId }
  /** This agent's leg ended and nobody had put it down: the page was reloaded or closed, or the browser died. */
  | { type: 'party-lost'; who: Who }

/** The caller is to be called back. One call has at most one call-back. */
export type CallBackEvent =
  | { type: 'call-back-booked'; reason: CallBackReason; promisedFor: Moment; owner: AgentId | null; department: string | null }
  /** Another time was agreed. Whoever agreed on it owns the promise. */
  | { type: 'call-back-changed'; change: number; promisedFor: Moment; by: AgentId }
  | { type: 'call-back-dialled'; dial: number; by: AgentId }
  /** The agent picked up: now the caller is dialled. */
  | { type: 'call-back-picked-up'; dial: number }
  /** The caller picked up. */
  | { type: 'call-back-answered'; dial: number }
  /** The caller did not. */
  | { type: 'call-back-unanswered'; dial: number; because: UnansweredReason }
  /** The agent's leg is over, or could not be rung. */
  | { type: 'call-back-dial-ended'; dial: number }
  | { type: 'call-back-settled'; outcome: 'reached' | 'not-reached'; by: AgentId | null }

/** Whom a call can be passed to. Ids: of the department, the account, the contact of the directory. */
export interface Target {
  kind: 'department' | 'agent' | 'contact'
  id: string
}
export const TRANSFER_KINDS = ['consult', 'blind'] as const
export type TransferKind = (typeof TRANSFER_KINDS)[number]

/** How a supervisor takes part: heard by nobody, by the agent alone, by everybody, or in the agent's place. */
export const SUPERVISE_MODES = ['listen', 'coach', 'barge', 'take-over'] as const
export type SuperviseMode = (typeof SUPERVISE_MODES)[number]

/** Why a call is ended by a supervisor. The caller hears a sentence that fits. */
export const END_REASONS = ['abuse', 'too-long', 'no-voice', 'line-fault', 'other'] as const
export type EndReason = (typeof END_REASONS)[number]

/** Why a transfer came back. `returned`: thirty seconds passed, or several reasons. */
export const RETURN_REASONS = ['returned', 'refused', 'not-answered', 'unreachable', 'voicemail-suspected', 'call-back-booked'] as const
export type ReturnReason = (typeof RETURN_REASONS)[number]

/**
 * Why a colleague's phone was stopped. `unanswered`: it had rung long enough for its owner to pick up, and nobody did;
 * `engaged`: its owner talks already; `unreachable`: its desk page is gone; `not-needed`: somebody has the call, or nobody wants it.
 */
export const STOP_REASONS = ['unanswered', 'engaged', 'unreachable', 'not-needed'] as const
export type StopReason = (typeof STOP_REASONS)[number]

/** Why a caller who was called back was not reached. */
export const UNANSWERED_REASONS = ['no-answer', 'busy', 'failed'] as const
export type UnansweredReason = (typeof UNANSWERED_REASONS)[number]

export const CALL_BACK_REASONS = ['lost-in-transfer', 'booked', 'abandoned'] as const
export type CallBackReason = (typeof CALL_BACK_REASONS)[number]

/** Why a transfer could not begin: whoever is there is in a call or about one; or no phone there would ring. */
export const NOBODY_FREE = ['target-busy', 'target-unreachable'] as const
export type NobodyFree = (typeof NOBODY_FREE)[number]

/** A leg of a call: the caller's, that of whoever answered round n, that of attempt n. */
export type Who = 'caller' | `r${number}` | `a${number}`

/**
 * Where a leg is: in a bridged dial, in the call's conference, on hold (our words and music), in the queue, or on its
 * way out. `called`: a colleague's phone that rings or hears the gist. `listen` and `coach`: a supervisor's, in the
 * conference too, and heard there by nobody or by one leg alone.
 */
export const WHERE = ['bridge', 'room', 'hold', 'queue', 'out', 'called', 'listen', 'coach'] as const
export type Where = (typeof WHERE)[number]

/** `ring`: the first bell, caller hears ringback. `offer`: a caller from the queue. */
export const ROUND_KINDS = ['ring', 'offer'] as const
export type RoundKind = (typeof ROUND_KINDS)[number]

export const TURNED_AWAY = ['out-of-hours', 'refused'] as const
export type TurnedAway = (typeof TURNED_AWAY)[number]
