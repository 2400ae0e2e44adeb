/** What an agent's desk asks of the server, and how the server replies. */
import type { AwayReason } from './agents.ts'
import type { WrapUpOutcome } from './desk.ts'
import type { Moment } from './moment.ts'
import type { Heartbeat } from './phone.ts'
import type { TransferKind, TransferTo } from './transfers.ts'

export interface DeskToServer {
  /** Ready or away. The reply comes after the journal holds it. */
  state: (asked: { state: 'ready' | 'away'; reason?: AwayReason }, reply: (reply: Reply) => void) => void
  /** What a call was about. `call`: also a little while after its wrap-up ended by itself, or by saying "ready". */
  wrapUp: (asked: { outcome: WrapUpOutcome; note: string; call?: string }, reply: (reply: Reply) => void) => void
  /** What to say when answering; an empty one brings back the line's own. */
  greeting: (asked: { text: string }, reply: (reply: Reply) => void) => void
  heartbeat: (beat: Heartbeat, reply: (reply: Reply) => void) => void
  transfer: (asked: { call: string; to: TransferTo; kind: TransferKind; gist: string }, reply: (reply: Reply) => void) => void
  /** Another person or department for a transfer whose attempt failed or lasts too long: the same promise goes on. */
  transferTo: (asked: { call: string; to: TransferTo }, reply: (reply: Reply) => void) => void
  join: (asked: { call: string }, reply: (reply: Reply) => void) => void
  withdraw: (asked: { call: string }, reply: (reply: Reply) => void) => void
  /** Speak with the caller while the colleague is held, or back. */
  swap: (asked: { call: string }, reply: (reply: Reply) => void) => void
  /** Leave caller and colleague to each other. */
  leave: (asked: { call: string }, reply: (reply: Reply) => void) => void
  hold: (asked: { call: string }, reply: (reply: Reply) => void) => void
  resume: (asked: { call: string }, reply: (reply: Reply) => void) => void
  hangUp: (asked: { call: string }, reply: (reply: Reply) => void) => void
  /** The telephone of this page is about to put this line down by hand. A line that ends without counts as lost, and its caller is kept. */
  putDown: (asked: { call: string; leg: string }, reply: (reply: Reply) => void) => void
  bookCallBack: (asked: { call: string; promisedFor: Moment }, reply: (reply: Reply) => void) => void
  dialCallBack: (asked: { callBack: string }, reply: (reply: Reply) => void) => void
  /** Another time was agreed; whoever agrees on it owns the promise from then on. */
  changeCallBack: (asked: { callBack: string; promisedFor: Moment }, reply: (reply: Reply) => void) => void
  settleCallBack: (asked: { callBack: string; outcome: 'reached' | 'not-reached' }, reply: (reply: Reply) => void) => void
}

/** Why a request of a desk was refused: a closed list, put into words by the browser. */
export const REFUSALS = [
  'not-allowed', 'no-phone', 'phone-silent', 'not-armed', 'not-an-agent', 'bad-request', 'on-a-call', 'nothing-to-wrap-up', 'not-logged-in', 'try-again',
  'unknown-call', 'not-your-call', 'call-has-ended', 'wrong-moment', 'target-busy', 'target-unknown', 'target-unreachable', 'not-allowed-number', 'too-many-calls-out', 'being-called-back',
] as const
export type Refusal = (typeof REFUSALS)[number]
export type Reply = { ok: true } | { ok: false; because: Refusal }
