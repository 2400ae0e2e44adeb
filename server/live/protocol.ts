/**
 * Everything said between the server and a browser: types only, imported by both sides.
 * Moments are integer milliseconds UTC by the server's clock; lengths of time are integer milliseconds.
 * Telephone numbers are masked before they get here: none of these views ever holds a whole number.
 */

/** Kept and broken are decided; void does not count; running will be decided. */
export interface PromiseFigure {
  kept: number
  broken: number
  void: number
  running: number
  /** kept ÷ (kept + broken), 0…1; null while nothing was decided (shown as "—", never as 100 %). */
  rate: number | null
  /** Wilson interval of the rate at 95 %; null with the rate. */
  interval: { low: number; high: number } | null
}

/**
 * Where today's calls are. The conservation law, at every instant:
 * received = answered + abandoned + outOfHours + refused + inProgress.
 */
export interface CallCounts {
  received: number
  /** A person answered; the talk may still be going on. */
  answered: number
  /** The caller hung up before any person answered. */
  abandoned: number
  /** Those of `abandoned` who hung up before the promise's moment: shown, not left out. */
  abandonedShort: number
  outOfHours: number
  /** Turned away because the queue was full. */
  refused: number
  /** Ringing or waiting now: no person yet, caller still there. */
  inProgress: number
}

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

/**
 * Every number of the board that can be opened, alerted on, and found again in reports and metrics. Figures about one
 * department carry its id: `t4/income`, see {@link FigureKey}.
 */
export const FIGURES = [
  't1', 't1-lenient', 't1-bell', 't1-uncertain', 't4', 'lost-in-transfer',
  'received', 'answered', 'abandoned', 'abandoned-short', 'out-of-hours', 'refused', 'in-progress',
  'ringing', 'waiting', 'longest-waiting', 'mean-wait', 'longest-wait', 'ring-1', 'ring-2', 'ring-3', 'ring-later',
  'call-backs', 'call-backs-overdue', 'agents-declared', 'agents-reachable', 'agents-talking', 'transfers-under-way',
] as const
export type Figure = (typeof FIGURES)[number]
/** A figure of the board, or T4 of one department (`outside`: contacts). */
export type FigureKey = Figure | `t4/${string}`
/** How a figure is read: a share 0…1, a number of things, or a length of time in ms. */
export type FigureUnit = 'ratio' | 'count' | 'ms'

/** What the service checks of itself once a minute; the same closed list as in `standards/checks.ts`. */
export const CHECKS = [
  'day-adds-up', 'intervals-add-up', 'open-calls-in-sums', 'nothing-below-zero', 'calls-in-sums', 'verdicts-in-sums', 'waits-in-sums',
  'transfers-of-calls', 'running-on-disk', 'agents-on-disk', 'call-backs-on-disk', 'journal-taken-in', 'journal-chained', 'sample-recomputed',
  'one-talk-each', 'nobody-forgotten', 'commands-in-time', 'writes-succeed', 'twilio-agrees',
] as const
export type CheckName = (typeof CHECKS)[number]

/** The newest self-check, and how our calls compared with Twilio's own list when it was last asked. */
export interface ChecksView {
  asOf: Moment
  held: number
  total: number
  failed: { check: CheckName; since: Moment; expected: string; found: string }[]
  /** Null until Twilio was asked for the first time; `reached` is false when the last try failed and the older answer stands. */
  twilio: {
    askedAt: Moment
    reached: boolean
    compared: number
    /** `unknown-here`: its webhooks never reached us. `over-there`: ended at Twilio, running here. `leg`: the end of its name. */
    differences: { kind: 'unknown-here' | 'over-there'; since: Moment; leg: string }[]
  } | null
}

/** What rules can watch besides: agents at work whether free or not; 1 while received is not the sum of where the calls are; self-checks that fail. */
export const WATCHED_BESIDES = ['agents-taking-calls', 'sums-differ', 'checks-failing'] as const
export type Watched = FigureKey | (typeof WATCHED_BESIDES)[number]

export const SEVERITIES = ['warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** When somebody is to be alerted, and how. Every change of a rule is an entry of the journal. */
export interface AlertRule {
  id: string
  /** In somebody's own words; empty: the condition is its name. */
  name: string
  figure: Watched
  is: 'below' | 'above'
  /** A share 0…1, a number of things, or ms, as the figure is read. Strictly below or above it. */
  threshold: number
  /** So long without a break; 0: at once. */
  forMs: number
  /** With a share: so many promises must have been decided, or 0 of 1 at nine o'clock would shout. */
  leastDecided: number
  /** An alert is over when its condition has been over for so long: flapping at the edge is one cause, not ten. */
  clearAfterMs: number
  /** `open-line`: while the line is open. `always`. Or spans, `mon-fri 09:00-12:00 13:00-18:00`; public holidays are left out. */
  hours: string
  severity: Severity
  /** Boards that are not silenced sound until somebody has acknowledged. On the board it always shows. */
  sound: boolean
  /** Browsers tell, where somebody has allowed it and looks at another page. */
  notification: boolean
  /** Name of a webhook of the settings. */
  webhook: string | null
  /** Names of people of the settings who get a text message. */
  texts: string[]
  /** Whom else to tell when nobody has acknowledged for so long; it then counts as critical. */
  escalate: { afterMs: number; webhook: string | null; texts: string[] } | null
  active: boolean
}

/** What a rule can choose from. `GET /api/v1/alert-rules`. */
export interface AlertChoices {
  figures: { figure: Watched; unit: FigureUnit; department: { ko: string; en: string } | null }[]
  /** Names of the settings. */
  webhooks: string[]
  texts: string[]
}

/** A rule in the list of rules. */
export interface AlertRuleLine extends AlertRule {
  unit: FigureUnit
  department: { ko: string; en: string } | null
  /** Who set it as it is; null: it came with the line. */
  set: { at: Moment; by: string | null; name: string | null }
  silencedUntil: Moment | null
}

/** An alert in the list of today's. `GET /api/v1/alerts`. */
export interface AlertLine {
  alert: string
  /** As it was when it was raised. */
  rule: AlertRule
  unit: FigureUnit
  department: { ko: string; en: string } | null
  since: Moment
  raisedAt: Moment
  value: number
  subsidedAt: Moment | null
  acknowledged: { at: Moment; by: string; name: string; note: string } | null
  escalatedAt: Moment | null
  cleared: { at: Moment; value: number | null; because: 'condition-over' | 'out-of-hours' | 'rule-changed' } | null
  /** `because`: why it could not be sent; null when it was. `delivered`: what was heard of a text message later. */
  sent: {
    step: 'raised' | 'escalated' | 'cleared'; way: 'webhook' | 'text'; to: string; at: Moment; because: string | null
    delivered: { at: Moment; because: string | null } | null
  }[]
}

/** An open alert on the board. Names no recipient. */
export interface AlertView {
  alert: string
  rule: string
  name: string
  figure: Watched
  unit: FigureUnit
  /** With T4 of one department: its name. */
  department: { ko: string; en: string } | null
  is: AlertRule['is']
  threshold: number
  forMs: number
  /** `critical` also when it was escalated. */
  severity: Severity
  /** The condition began. */
  since: Moment
  raisedAt: Moment
  /** When it was raised. */
  value: number | null
  /** In this picture. */
  now: number | null
  /** The condition is over; the alert will be, when it stays so. */
  subsiding: boolean
  acknowledged: { by: string; at: Moment } | null
  escalatedAt: Moment | null
  sound: boolean
  notification: boolean
  /** Until then this rule makes no sound and tells nobody; it still shows. */
  silencedUntil: Moment | null
}

export const AGENT_STATES = ['ready', 'ringing', 'talking', 'wrap-up', 'unreachable', 'away', 'offline'] as const
export type AgentState = (typeof AGENT_STATES)[number]

/** Why somebody is away: a closed list, put into words by the browser. `not-answering` is set by the desk, not chosen. */
export const AWAY_REASONS = ['break', 'lunch', 'meeting', 'training', 'desk-work', 'other', 'not-answering'] as const
export type AwayReason = (typeof AWAY_REASONS)[number]

export interface AgentView {
  agent: string
  name: string
  department: { ko: string; en: string }
  state: AgentState
  /** Since when in this state. */
  since: Moment
  /** With state `away`. */
  reason: AwayReason | null
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

/** How often a promise was kept, without the rate. */
export interface PromiseCounts { kept: number; broken: number; void: number; running: number }

/** A quarter of an hour of the Seoul day; calls belong to the interval in which they arrived. */
export interface IntervalView {
  start: Moment
  counts: CallCounts
  t1: PromiseCounts
}

/** Promise T4 of the calls that arrived in a quarter of an hour and were passed on. */
export type TransferInterval = PromiseCounts & { start: Moment }

/** A whole Seoul day by quarters of an hour, those without a call left out. `GET /api/v1/days/{day}/intervals`. */
export interface DayView {
  day: string
  intervals: IntervalView[]
  t4: TransferInterval[]
}

/** How long people waited from arrival until a person answered, today. */
export interface WaitFigure {
  /** Over answered calls; null when there are none. */
  meanMs: number | null
  longestMs: number | null
  /** Answered calls by the ring they were answered in: first, second, third, later. */
  byRing: [first: number, second: number, third: number, later: number]
}

/** Why nothing can be foretold: the line is closed, or today has shown too little. */
export const FORECAST_UNKNOWNS = ['closed', 'few-calls', 'few-talks', 'few-bells'] as const
export type ForecastUnknown = (typeof FORECAST_UNKNOWNS)[number]

/** What today has shown, and what its forecast is made from; of quarters of an hour that are over, so it stands still in between. */
export interface ForecastSample {
  /** Calls that reached the open line, in the newest quarters that together hold enough of them. */
  calls: number
  /** Open time of those quarters, ms. */
  openMs: number
  /** Calls in an hour of them; null before the first. */
  perHour: number | null
  /** Talks of today that are over. */
  talks: number
  /** Mean time for which a call keeps one person: bell, talk, hold and wrap-up, in ms. */
  handlingMs: number | null
  /** Callers of today who found somebody free, and whose promise is decided … */
  bells: number
  /** … of whom so many, 0…1, were answered in time, … */
  pickedUp: number | null
  /** … after so many ms on average. */
  bellMs: number | null
  /** Callers of today who hung up. */
  abandoned: number
  /** Mean patience of a caller who waits, ms. */
  patienceMs: number
}

/** T1 of the next half hour, if it goes on like today: see `standards/forecast.ts`. Shares, 0…1, cut to four places. */
export interface ForecastView {
  /** With those who are at work now; null where today has not shown enough. */
  now: number | null
  /** With one person fewer, whoever that is; null also where nobody is at work. */
  withoutOne: number | null
  withOneMore: number | null
  /** Who would take the next call, or is still busy with the last: ready, as they said, and reachable. */
  atWork: number
  sample: ForecastSample
  unknown: ForecastUnknown | null
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
    byDepartment: { department: string; name: { ko: string; en: string }; figure: PromiseFigure }[]
    lostInTransfer: number
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

/** Who is logged in. `GET /api/v1/session`. */
export interface SessionView {
  account: string
  name: string
  role: Role
  department: string
}

export const ROLES = ['agent', 'supervisor', 'administrator', 'display'] as const
export type Role = (typeof ROLES)[number]

/** A screen on the wall. Its token is shown once, when it is made. */
export interface DisplayView {
  display: string
  /** Where it hangs. */
  label: string
  madeBy: string
  madeAt: Moment
  /** When it last showed the board, to the minute. */
  seenAt: Moment | null
  revokedBy: string | null
  revokedAt: Moment | null
}

/** Why a declared-ready agent is not rung; a closed list, put into words by the browser, each with how to mend it. */
export const UNREACHABLE_REASONS = [
  'no-heartbeat', 'not-registered', 'token-expired', 'no-microphone', 'sound-blocked', 'line-slow', 'not-delivered',
] as const
export type UnreachableReason = (typeof UNREACHABLE_REASONS)[number]

/** What a desk page tells of itself every few seconds: reachability is measured, not declared. */
export interface Heartbeat {
  /** The softphone is registered at the telephone system. */
  registered: boolean
  /** Until when its access token is good; null when it needs none. */
  tokenUntil: Moment | null
  microphone: 'granted' | 'prompt' | 'denied' | 'none'
  /** Whether the page may make a sound: browsers wait for the first click. */
  sound: 'running' | 'suspended'
  hidden: boolean
  /** Of the last heartbeat, as the page measured it; null for the first. */
  roundTripMs: number | null
  /** Of several tabs of one person, one has the phone. */
  hasPhone: boolean
}

/** Whom a call can be passed to. */
export type TransferTo = { department: string } | { agent: string } | { contact: string }
export const TRANSFER_KINDS = ['consult', 'blind'] as const
export type TransferKind = (typeof TRANSFER_KINDS)[number]

/** `finding` before a phone rings; `consulting` while agent and colleague speak and the caller is held; `joined` while all three speak. */
export const TRANSFER_STAGES = ['finding', 'ringing', 'consulting', 'joined', 'ended'] as const
export type TransferStage = (typeof TRANSFER_STAGES)[number]

/** How a transfer ended. Every ending has a name. */
export const TRANSFER_ENDS = [
  'completed', 'returned', 'withdrawn', 'lost-in-transfer', 'refused', 'not-answered', 'unreachable', 'voicemail-suspected', 'call-back-booked',
] as const
export type TransferEnd = (typeof TRANSFER_ENDS)[number]

export interface TransferView {
  call: string
  /** From 1; a retry after a failed attempt goes on in the same transfer. */
  transfer: number
  kind: TransferKind
  to: { kind: 'department' | 'agent' | 'contact'; id: string; name: { ko: string; en: string } }
  by: string
  gist: string
  /** The clock of promise T4 starts here. */
  askedAt: Moment
  stage: TransferStage
  end: TransferEnd | null
  /** Names of those whose phone rings for it now. */
  ringing: string[]
  /** Who answered. */
  colleague: string | null
  verdict: 'kept' | 'broken' | 'void' | 'running'
  /** Each leg's share so far, ms; null while it has not begun. */
  shares: { find: number | null; ring: number | null; consult: number | null; join: number | null }
  /** From 20 s on: the next best person, offered to the agent. */
  next: { agent: string; name: string } | null
}

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
}

/** By when a caller can be promised a call: what an agent chooses from. */
export const CALL_BACK_TIMES = ['half-hour', 'hour', 'three-hours', 'next-morning'] as const
export type CallBackTime = (typeof CALL_BACK_TIMES)[number]

export interface DirectoryDepartment {
  id: string
  name: { ko: string; en: string }
  /** What it answers for: searched by keyword and by initial consonants. */
  keywords: string[]
  /** Spoken to callers before they are passed on. */
  number: string | null
  members: { agent: string; name: string; state: AgentState; since: Moment; reachable: boolean; canTakeIt: boolean }[]
  t4: PromiseFigure
}
export interface DirectoryContact {
  id: string
  name: { ko: string; en: string }
  keywords: string[]
  /** Masked. */
  number: string
  canBeDialled: boolean
}
export interface DirectoryView { asOf: Moment; departments: DirectoryDepartment[]; contacts: DirectoryContact[] }

/** How a supervisor takes part in a call: heard by nobody, by the agent alone, by everybody, or in the agent's place. */
export const SUPERVISE_MODES = ['listen', 'coach', 'barge', 'take-over'] as const
export type SuperviseMode = (typeof SUPERVISE_MODES)[number]

/** Why a supervisor ends a call: the caller hears a sentence that fits. */
export const END_REASONS = ['abuse', 'too-long', 'no-voice', 'line-fault', 'other'] as const
export type EndReason = (typeof END_REASONS)[number]

/** `calling`: the supervisor's own phone rings. `not-reached`: it was not picked up; shown for some seconds. */
export const SUPERVISION_STAGES = ['calling', 'there', 'not-reached'] as const
export type SupervisionStage = (typeof SUPERVISION_STAGES)[number]

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
  /** Who is listened to; null while the caller is between two people. */
  agent: string | null
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
  wrappingUp: {
    call: string; caller: string; endedAt: Moment; until: Moment
    /** What the agent said they are afterwards. */
    next: 'ready' | 'away'
    /** What the call looks like from here, until the agent says. */
    suggested: WrapUpOutcome
    /** A supervisor took the call out of this agent's hand. */
    handled: { how: Handling; name: string; reason: EndReason | null } | null
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
  /** By when a call can be promised now, the earliest first. */
  callBackTimes: { choice: CallBackTime; at: Moment }[]
}

/** ── What lies behind a number ── */

/** How a line stands to the number it was opened from: counted, only divided by, or neither. */
export const COUNTED = ['numerator', 'denominator', 'out'] as const
export type Counted = (typeof COUNTED)[number]

/** Why a call, a transfer, a staff phone or a person is in a number or out of it: a closed list, put into words by the browser. */
export const WHYS = [
  'answered-in-time', 'answered-late', 'hung-up-in-time', 'hung-up-late', 'turned-away', 'still-waiting-late', 'not-yet-decided', 'out-of-hours',
  'answered', 'abandoned', 'refused', 'in-progress', 'ring-1', 'ring-2', 'ring-3', 'ring-later', 'longest', 'shorter', 'uncertain', 'certain',
  'hears-ringback', 'in-the-queue', 'phone-in-time', 'phone-too-long', 'phone-stopped-in-time', 'phone-ringing',
  'colleague-in-time', 'colleague-late', 'nobody-in-time', 'over-in-time', 'transfer-running', 'lost-in-transfer', 'not-lost', 'under-way', 'transfer-over',
  'owed', 'overdue', 'not-yet-due', 'agent-ready', 'agent-ringing', 'agent-talking', 'agent-wrap-up', 'agent-unreachable', 'agent-away', 'agent-offline',
] as const
export type Why = (typeof WHYS)[number]

/** What the lines of a number are. */
export const OPENED_KINDS = ['calls', 'transfers', 'phones', 'call-backs', 'agents'] as const
export type OpenedKind = (typeof OPENED_KINDS)[number]

export interface OpenedRow {
  key: string
  counted: Counted
  why: Why
  /** False when the moment that decided lies nearer to the edge than its report can tell. */
  certain: boolean
  /** Leads to its story; null for a person. */
  call: string | null
  /** Masked; null for a person. */
  caller: string | null
  /** Arrival of the call, request of the transfer, first bell of the phone, promised time of the call-back, begin of the person's state. */
  at: Moment
  /** What was measured for this number: the wait, the phone's ringing, request to answer; null while nothing ended it. */
  ms: number | null
  ring: number | null
  /** Whoever answered, was rung, asked for the transfer, owes the call-back; the person. */
  who: string | null
  /** To whom a transfer went. */
  to: { ko: string; en: string } | null
  end: TransferEnd | null
}

/** A number of the board, opened. Everything in it is of one instant, that of `seq` and `asOf`. */
export interface OpenedFigure {
  seq: number
  asOf: Moment
  day: string
  figure: FigureKey
  /** Beginning of the quarter of an hour it is about; null for the whole day, or for now. */
  interval: Moment | null
  /** Its formula, put into words by the browser. */
  formula: Figure
  unit: FigureUnit
  /** As the board shows it; null where there is nothing to say. */
  value: number | null
  /** Of a share, and of a mean (ms over calls); null for others. */
  numerator: number | null
  denominator: number | null
  of: OpenedKind
  /** How many lines there are of each kind, over all pages. */
  lines: Record<Counted, number>
  /** The same by reason. */
  parts: { counted: Counted; why: Why; lines: number }[]
  /** Whether counting the lines gives the number that the board shows; null for phones, which are only counted page by page. */
  agrees: boolean | null
  /** At which a call's, a transfer's or a phone's time is judged, in ms; null where no edge matters. */
  edgeMs: number | null
  definition: { version: number; from: Moment }
  /** A page, the newest first; call-backs the most urgent first, people by name. */
  rows: OpenedRow[]
  next: string | null
}

/** All numbers of the board at one instant. */
export interface FiguresView {
  seq: number
  asOf: Moment
  day: string
  figures: { figure: FigureKey; formula: Figure; unit: FigureUnit; value: number | null }[]
}

/** ── The definition lens ── */

/** What became of a call that reached the open line, against an edge of T ms: each call is in exactly one. */
export const LENS_CLASSES = [
  'answered-in-time', 'answered-late', 'abandoned-short', 'abandoned-in-time', 'abandoned-late', 'call-back-in-time', 'call-back-late',
  'refused', 'waiting-late', 'waiting',
] as const
export type LensClass = (typeof LENS_CLASSES)[number]
/** Formulas of the trade name them, and this desk has none: nobody who waits is offered to be called back. */
export const LENS_NOT_HERE = ['call-back-in-time', 'call-back-late'] as const
export type LensClassHere = Exclude<LensClass, (typeof LENS_NOT_HERE)[number]>
/** How a formula treats it: as a success, as a failure, or not at all. */
export const TREATMENTS = ['met', 'missed', 'out'] as const
export type Treatment = (typeof TREATMENTS)[number]

/** `own` is the promise's; the others are the trade's. */
export const LENS_FORMULAS = ['own', 'offered', 'every-abandon', 'without-short', 'genesys', 'abandons-met', 'connect', 'answered-only'] as const
export type LensFormula = (typeof LENS_FORMULAS)[number]

export interface LensView {
  seq: number
  asOf: Moment
  day: string
  definition: DefinitionView
  /** The same day against the promise's own edge, then against the trade's seconds. */
  edges: {
    edge: 'promise' | 'seconds'
    withinMs: number
    counts: Record<LensClass, number>
    readings: { formula: LensFormula; met: number; of: number; rate: number | null; treats: Record<LensClass, Treatment> }[]
  }[]
}

/** A definition of what is promised. Calls are judged by the one under which they arrived. */
export interface DefinitionView {
  version: number
  from: Moment
  /** Null while it holds. */
  until: Moment | null
  t1: { strictRings: number; lenientRings: number; strictMs: number; lenientMs: number }
  t4Ms: number
  shortMs: number
  serviceLevelMs: number
}

/** ── A call's story ── */

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
      ring: number | null
    }
  }
  transfers: StoryTransfer[]
  callBack: {
    reason: CallBackView['reason']; bookedAt: Moment; promisedFor: Moment; owner: string | null; state: CallBackView['state']
    dials: { by: string; at: Moment; answeredAt: Moment | null; endedAt: Moment | null }[]; settledAt: Moment | null; outcome: string | null
  } | null
  /** At most ten. */
  rings: { ring: number; at: Moment }[]
  /** Staff phones rung for this call. */
  legs: {
    leg: string; round: number; agent: string; name: string; dialledAt: Moment | null; alertedAt: Moment | null; answeredAt: Moment | null
    silencedAt: Moment | null; endedAt: Moment | null; ended: string | null; bell: Verdict
  }[]
  /** Supervisors who took part in it or wanted to, each with every way that was asked for; `endedAt`: their phone was over. */
  supervisions: {
    supervision: number; by: string; name: string; askedAt: Moment; modes: { mode: SuperviseMode; at: Moment }[]; attempt: number | null
    joinedAt: Moment | null; stoppedAt: Moment | null; endedAt: Moment | null
  }[]
  /** Every time that a supervisor put the caller back into the queue. */
  requeues: { by: string; name: string; at: Moment }[]
  /** A supervisor ended it. */
  ending: { by: string; name: string; reason: EndReason; at: Moment } | null
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
    joinedAt: Moment | null; lateTo: number | null; stoppedAt: Moment | null; failed: string | null; endedAt: Moment | null; ended: string | null
  }[]
}

/** ── The report of the promises ── */

export const REPORT_BY = ['interval', 'hour', 'day', 'department'] as const
export type ReportBy = (typeof REPORT_BY)[number]

export interface PromisesLine {
  from: Moment
  to: Moment
  counts: CallCounts
  conserved: boolean
  t1: { strict: PromiseFigure; lenient: PromiseFigure; bell: PromiseFigure; uncertain: number }
  waits: { meanMs: number | null; byRing: WaitFigure['byRing'] }
  t4: { all: PromiseFigure; lostInTransfer: number }
}

/** `GET /api/v1/reports/promises`: sums, never counted anew. */
export interface PromisesReport {
  seq: number
  asOf: Moment
  by: ReportBy
  total: PromisesLine
  /** One for each part of the time in which somebody called; empty when it is by department. */
  lines: PromisesLine[]
  /** Promise T4 by department, over the whole time. */
  departments: { department: string; name: { ko: string; en: string }; figure: PromiseFigure; lostInTransfer: number }[]
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

/** Namespace `/desk`: one's own desk only. Same rhythm. */
export interface ServerToDesk {
  desk: (view: DeskView) => void
  /** Whom a call can be passed to, as things stand now; at most once a second. */
  directory: (view: DirectoryView) => void
}

/** How a desk page gets its telephone. `GET /api/v1/phone`. */
export type PhoneAccess =
  /** The Voice SDK registers with this token; a new one is fetched before `tokenUntil`. */
  | { kind: 'twilio'; token: string; identity: string; tokenUntil: Moment }
  /** The demo's own telephone, over the namespace `/demo-phone`. */
  | { kind: 'demo'; identity: string }
  /** This person is rung on a telephone of their own: the page shows, the telephone talks. */
  | { kind: 'elsewhere'; where: 'phone' | 'sip' }
  /** The server has no API key, so it cannot make tokens. */
  | { kind: 'none' }

/** A line of the demo's telephone. */
export interface DemoLine { leg: string; call: string | null; from: string; supervision: boolean }

/** Namespace `/demo-phone`, which only the demo has: the simulator's telephone in place of the Voice SDK. */
export interface DemoPhoneToBrowser {
  rings: (line: DemoLine) => void
  answered: (leg: string) => void
  ended: (leg: string) => void
}
export interface BrowserToDemoPhone {
  register: (reply: (lines: (DemoLine & { answered: boolean })[]) => void) => void
  unregister: () => void
  answer: (leg: string) => void
  decline: (leg: string) => void
  hangUp: (leg: string) => void
}

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
  bookCallBack: (asked: { call: string; promisedFor: Moment }, reply: (reply: Reply) => void) => void
  dialCallBack: (asked: { callBack: string }, reply: (reply: Reply) => void) => void
  /** Another time was agreed; whoever agrees on it owns the promise from then on. */
  changeCallBack: (asked: { callBack: string; promisedFor: Moment }, reply: (reply: Reply) => void) => void
  settleCallBack: (asked: { callBack: string; outcome: 'reached' | 'not-reached' }, reply: (reply: Reply) => void) => void
}

/** Why a request of a desk was refused: a closed list, put into words by the browser. */
export const REFUSALS = [
  'not-allowed', 'no-phone', 'phone-silent', 'not-armed', 'not-an-agent', 'bad-request', 'on-a-call', 'nothing-to-wrap-up', 'not-logged-in', 'try-again',
  'unknown-call', 'not-your-call', 'call-has-ended', 'wrong-moment', 'target-busy', 'target-unknown', 'target-unreachable', 'not-allowed-number', 'too-many-calls-out',
] as const
export type Refusal = (typeof REFUSALS)[number]
export type Reply = { ok: true } | { ok: false; because: Refusal }

export type Moment = number
