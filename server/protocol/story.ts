/** A call's story: what supervisors read when they open a call. */
import type { CallBackView, UnansweredReason } from './call-backs.ts'
import type { Moment } from './moment.ts'
import type { EndReason, SuperviseMode, SupervisionEnd } from './supervision.ts'
import type { TransferEnd, TransferKind, TransferView } from './transfers.ts'

/** What a caller hears: ringback, the queue, a person, words and music while held, or that the line is closed or full. */
export const CALLER_PHASES = ['ringing', 'queued', 'talking', 'held', 'turned-away'] as const
export type CallerPhase = (typeof CALLER_PHASES)[number]
export type Verdict = 'kept' | 'broken' | 'void' | 'running'

/** `GET /api/v1/calls/{call}` answers with this and the journal's entries. Moments of Twilio's are known to a second; what lies between is told. */
export interface StoryView {
  call: string
  asOf: Moment
  line: string
  caller: string
  arrivedAt: Moment
  endedAt: Moment | null
  phase: string
  outcome: 'open' | 'answered' | 'abandoned' | 'out-of-hours' | 'refused'
  answeredBy: { agent: string | null; name: string | null; at: Moment } | null
  talkMs: number | null
  /** What the caller heard, one after the other; the last goes on while `to` is null. */
  phases: { phase: CallerPhase; from: Moment; to: Moment | null }[]
  promises: {
    t1: {
      definition: number
      definitionFrom: Moment
      verdict: Verdict
      lenient: Verdict
      certain: boolean
      cadenceMs: number
      strictUntil: Moment
      lenientUntil: Moment
      /** The moment that decided lies between these two. */
      decided: { at: Moment; earliest: Moment } | null
      waitMs: number | null
      /** By the promise's beat, whatever was heard. */
      ring: number | null
      /** Whether that was ringback; false with words and music, and while nothing is decided. */
      ringHeard: boolean
    }
  }
  transfers: StoryTransfer[]
  callBack: {
    reason: CallBackView['reason']; bookedAt: Moment; promisedFor: Moment; owner: string | null; state: CallBackView['state']
    dials: { by: string; at: Moment; pickedUpAt: Moment | null; answeredAt: Moment | null; unanswered: UnansweredReason | null; unansweredAt: Moment | null; endedAt: Moment | null }[]
    settledAt: Moment | null; outcome: string | null
  } | null
  /** The promise's beat, at most ten: heard as bells only while ringback runs. */
  rings: { ring: number; at: Moment; heard: boolean }[]
  /** Staff phones rung for this call. */
  legs: {
    leg: string; round: number; agent: string; name: string; dialledAt: Moment | null; alertedAt: Moment | null; answeredAt: Moment | null
    silencedAt: Moment | null; endedAt: Moment | null; ended: string | null
    /** It ended in a talk without having been put down by hand: its caller was kept. */
    lost: boolean
    bell: Verdict
  }[]
  /** Nobody there could be rung: no transfer began. */
  refusedTransfers: { at: Moment; by: string; name: string; to: StoryTransfer['to']; because: 'target-busy' | 'target-unreachable' }[]
  /** Supervisors who took part in it or wanted to. */
  supervisions: StorySupervision[]
  /** Every time that a supervisor put the caller back into the queue. */
  requeues: { by: string; name: string; at: Moment }[]
  /** A supervisor ended it. */
  ending: { by: string; name: string; reason: EndReason; at: Moment } | null
}

/** A supervisor's part, with every way that was asked for, and with those that held: by what their line was told. */
export interface StorySupervision {
  supervision: number
  by: string
  name: string
  askedAt: Moment
  modes: { mode: SuperviseMode; at: Moment }[]
  attempt: number | null
  joinedAt: Moment | null
  /** One after the other, without gap; the last goes on while `to` is null. */
  inForce: { mode: SuperviseMode; from: Moment; to: Moment | null }[]
  stoppedAt: Moment | null
  /** When their phone was over. */
  endedAt: Moment | null
  /** Null while it goes on. */
  end: SupervisionEnd | null
}

/** Promise T4, once for each transfer, with every phone that was tried for it. */
export interface StoryTransfer {
  transfer: number
  kind: TransferKind
  to: { kind: 'department' | 'agent' | 'contact'; id: string; name: { ko: string; en: string } }
  by: string
  byName: string
  gist: string
  askedAt: Moment
  until: Moment
  verdict: Verdict
  certain: boolean
  answeredAt: Moment | null
  rungInTime: boolean
  speakingInTime: boolean
  end: TransferEnd | null
  shares: TransferView['shares']
  attempts: {
    attempt: number; to: { kind: string; id: string }; name: { ko: string; en: string }; rungAt: Moment; alertedAt: Moment | null; answeredAt: Moment | null
    joinedAt: Moment | null; lateTo: number | null; stoppedAt: Moment | null; failed: string | null; endedAt: Moment | null; ended: string | null; lost: boolean
  }[]
}
