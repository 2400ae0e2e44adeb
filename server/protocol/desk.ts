/** What the server tells an agent's desk, and nobody else's. */
import type { AgentView, UnreachableReason } from './agents.ts'
import type { CallBackTime, CallBackView, UnansweredReason } from './call-backs.ts'
import type { PromiseFigure } from './counts.ts'
import type { DirectoryView } from './directory.ts'
import type { ForecastView } from './forecast.ts'
import type { Moment } from './moment.ts'
import type { EndReason, Handling, SuperviseMode, SupervisionView } from './supervision.ts'
import type { TransferView } from './transfers.ts'
import type { RingingCall } from './wallboard.ts'

/** What a call was about, as the agent says in wrap-up. */
export const WRAP_UP_OUTCOMES = ['resolved', 'call-back-promised', 'passed-on', 'wrong-number', 'other'] as const
export type WrapUpOutcome = (typeof WRAP_UP_OUTCOMES)[number]

/** What one agent's desk shows. */
export interface DeskView {
  seq: number
  asOf: Moment
  /** True when the telephone network, the callers and the colleagues are simulated; then the clock may run faster. */
  simulated: boolean
  speed: number
  /** What this server can do: the page shows nothing else. */
  offers: { transfers: boolean; callBacks: boolean }
  line: { number: string; name: { ko: string; en: string }; cadenceMs: number }
  me: AgentView
  /** What to say when answering; editable. */
  greeting: string
  reach: { reachable: boolean; reasons: UnreachableReason[] }
  /** Callers for whom this agent's phone rings now. `leg` is the softphone's own name for it, once known. */
  ringing: (RingingCall & {
    /** This caller hears words and music in the queue, and no bell. */
    fromQueue: boolean
    leg: string | null; earlierCalls: number; transfer: TransferView | null
    /** The call is another's: this phone rings because its owner asked to take part in it. */
    supervision: SuperviseMode | null
  })[]
  talking: {
    call: string; caller: string; arrivedAt: Moment; answeredAt: Moment; earlierCalls: number
    held: boolean; heldSince: Moment | null
    /** In this agent's hand (asked for by them), or in which they are the colleague. */
    transfer: TransferView | null
    role: 'answered' | 'colleague'
    /** Supervisors who are in this call, in the order in which they came. Nobody listens unseen. */
    supervisedBy: { name: string; mode: SuperviseMode; since: Moment }[]
    /** A supervisor has taken the first of two steps to end it. */
    ending: { name: string; reason: EndReason; until: Moment } | null
  } | null
  /** This phone rang for a caller whom a colleague answered first: the newest, for some seconds. */
  takenBy: { call: string; name: string; at: Moment } | null
  wrappingUp: {
    call: string; caller: string; endedAt: Moment; until: Moment
    /** What the agent said they are afterwards. */
    next: 'ready' | 'away'
    /** What the call looks like from here, until the agent says. */
    suggested: WrapUpOutcome
    /** A supervisor took the call out of this agent's hand. */
    handled: { how: Handling; name: string; reason: EndReason | null } | null
    /** It was a call-back, and this is what came of it; `unanswered` is null also when it is not known why nobody was reached. */
    calledBack: { reached: boolean; unanswered: UnansweredReason | null } | null
  } | null
  /** With state `ready` or `away`: the supervisor who set it, if it was not the agent. */
  setBy: { name: string; at: Moment } | null
  /** This person's own part in another's call. */
  supervising: SupervisionView | null
  waiting: number
  today: { answered: number; t1: PromiseFigure; t4: PromiseFigure; meanTalkMs: number | null }
  /** The wallboard's, seen from here: with `countsMe`, this agent is one of those at work, and pausing means one fewer. */
  forecast: ForecastView & { countsMe: boolean }
  callBacks: CallBackView[]
  /** The one whom this agent is calling back now. */
  callingBack: CallBackView | null
  /** By when a call can be promised now, the earliest first. */
  callBackTimes: { choice: CallBackTime; at: Moment }[]
}

/** Namespace `/desk`: one's own desk only. Same rhythm. */
export interface ServerToDesk {
  desk: (view: DeskView) => void
  /** Whom a call can be passed to, as things stand now; at most once a second. */
  directory: (view: DirectoryView) => void
}
