/** What the server tells the wallboard, and a screen on the wall. */
import type { AgentView } from './agents.ts'
import type { AlertView } from './alerts.ts'
import type { CallBackView } from './call-backs.ts'
import type { CheckName, ChecksView } from './checks.ts'
import type { CallCounts, IntervalView, PromiseFigure, TransferInterval, WaitFigure } from './counts.ts'
import type { ForecastView } from './forecast.ts'
import type { Moment } from './moment.ts'
import type { SupervisionView } from './supervision.ts'
import type { TransferView } from './transfers.ts'

/** A caller whom nobody has answered yet and whose phone plays ringback: our bells fill as the caller hears them. */
export interface RingingCall {
  call: string
  /** `010-****-4471`, or a word's key for a withheld number: `withheld`. */
  caller: string
  arrivedAt: Moment
  /** How many staff phones are being rung for this caller now. */
  phones: number
}

/** A caller in the queue, in order: the first is the next to be offered. */
export interface WaitingCall {
  call: string
  caller: string
  arrivedAt: Moment
  queuedAt: Moment
  place: number
  /** Names of the people whose phone rings for this caller right now. */
  offeredTo: string[]
}

/** What the wallboard shows. `GET /api/v1/live` answers with the same. */
export interface WallboardView {
  /** Number of the last journal entry this picture contains. */
  seq: number
  /** The server's time when the picture was drawn. */
  asOf: Moment
  line: {
    /** As people say it: `1600-3248`. */
    number: string
    name: { ko: string; en: string }
    /** Time from the beginning of one ring to the next. */
    cadenceMs: number
    open: boolean
  }
  /** True when the telephone network, the callers and the colleagues are simulated. */
  simulated: boolean
  /** Speed of the simulated clock (1 = real time). */
  speed: number
  /** Seoul day of every figure below, `2026-11-22`. */
  day: string
  /** Target rate of T1 for colouring and the mark on the bar, 0…1. */
  target: number
  t1: {
    /** A person answers before the third ring would begin. */
    strict: PromiseFigure
    /** Answered before the fourth ring would begin, as Korean surveys count. */
    lenient: PromiseFigure
    /** The bell's view: staff phones answered, by alerting → answered of that phone. Another clock, shown beside. */
    bell: PromiseFigure
    /** Verdicts whose moment lies closer to the edge than Twilio's whole-second stamps can tell. */
    uncertain: number
  }
  counts: CallCounts
  /** True when the law of `CallCounts` holds for the day and for each of its intervals. */
  conserved: boolean
  waits: WaitFigure
  /** Promise T4: the person in charge answers within 30 s of the agent's request. */
  t4: {
    all: PromiseFigure
    byDepartment: { department: string; name: { ko: string; en: string }; figure: PromiseFigure; nobodyFree: number }[]
    lostInTransfer: number
    /** How often somebody was to be passed on and nobody there could be rung: no transfer began, and none was promised. Also by department. */
    nobodyFree: number
    /** Only quarters of an hour from which a call was passed on, in order. */
    intervals: TransferInterval[]
  }
  /** Transfers under way: races against 30 s. */
  transfers: TransferView[]
  /** `list`: the most urgent of them. */
  callBacks: { open: number; overdue: number; oldestMadeAt: Moment | null; list: CallBackView[] }
  ringing: RingingCall[]
  waiting: WaitingCall[]
  /** Agents; a supervisor with a phone is among them while ready for calls, or in the hand of whom a caller is. */
  agents: AgentView[]
  /** Supervisors' parts in running calls. */
  supervisions: SupervisionView[]
  intervals: IntervalView[]
  forecast: ForecastView
  /** Self-checks that fail now; journaled, so a replayed board shows those of then. */
  failing: { check: CheckName; since: Moment }[]
  /** Open alerts: critical ones first, then those nobody has acknowledged, then the oldest. */
  alerts: AlertView[]
}

/** Namespace `/wallboard`. A display gets the same without names and accounts, see `live/display.ts`. It shows its token as `auth.display`. */
export interface ServerToWallboard {
  /**
   * The whole picture: on joining; at once after the first change in quiet, at most every 25 ms in a burst, rarer with many viewers;
   * and once a second, so that its age is known. The newest `seq` wins; a slow browser misses some, never the last for long.
   */
  wallboard: (view: WallboardView) => void
  /** On joining, once there is one, and after every self-check. */
  checks: (view: ChecksView) => void
}
