/** Alerts. The board shows the open ones (`AlertView`); supervisors read today's and set the rules over `/api/v1/alerts` and `/api/v1/alert-rules`. */
import type { FigureKey, FigureUnit } from './figures.ts'
import type { Moment } from './moment.ts'

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
