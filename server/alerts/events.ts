import type { AgentId, When } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import type { AlertRule } from '../protocol/alerts.ts'

/** Our name for one alert; begins with the time at which it was raised, so ids sort by time. */
export type AlertId = string & { readonly is: 'alert' }

/** At which step of an alert somebody is told. */
export const STEPS = ['raised', 'escalated', 'cleared'] as const
export type Step = (typeof STEPS)[number]
export const WAYS_OUT = ['webhook', 'text'] as const
export type WayOut = (typeof WAYS_OUT)[number]

/** Whom something was sent to: by name, as the settings have it; never a number or an address. */
export interface SentTo {
  step: Step
  way: WayOut
  to: string
}

/** Why an alert ended. `rule-changed`: it watches another figure now, was switched off or removed. */
export const CLEARED_BECAUSE = ['condition-over', 'out-of-hours', 'rule-changed'] as const
export type ClearedBecause = (typeof CLEARED_BECAUSE)[number]

/** Rules and alerts, as facts. `by` null: the line itself, which brings a few rules with it. */
export type AlertEvent = When & (
  | { type: 'alert-rule-set'; rule: AlertRule; by: AgentId | null }
  | { type: 'alert-rule-removed'; rule: string; by: AgentId }
  /** Makes no sound and tells nobody until then; a moment that has passed ends it. */
  | { type: 'alert-rule-silenced'; rule: string; until: Moment; by: AgentId }
  /** The condition of a rule with a duration holds from `since` on; not yet for long enough. */
  | { type: 'alert-condition-began'; rule: string; since: Moment; value: number }
  | { type: 'alert-condition-ended'; rule: string }
  /** `rule` as it was: what it is changed to later does not change what was raised. */
  | { type: 'alert-raised'; alert: AlertId; rule: AlertRule; since: Moment; value: number }
  /** The condition of an open alert is over; or back before that had lasted long enough. */
  | { type: 'alert-subsided'; alert: AlertId; value: number | null }
  | { type: 'alert-resumed'; alert: AlertId; value: number }
  | { type: 'alert-acknowledged'; alert: AlertId; by: AgentId; note: string }
  | { type: 'alert-escalated'; alert: AlertId }
  | { type: 'alert-cleared'; alert: AlertId; value: number | null; because: ClearedBecause }
  /** `because`: why it could not be sent; null when it was. */
  | ({ type: 'alert-sent'; alert: AlertId; because: string | null } & SentTo)
  /** What the telephone system said later of a text message: it arrived, or why not (an error of Twilio's). */
  | ({ type: 'alert-delivered'; alert: AlertId; because: string | null } & SentTo)
)

export const nameAlert = (raisedAt: Moment, rule: string): AlertId => `${raisedAt.toString(36).padStart(9, '0')}-${rule}` as AlertId

/** The rule that an event is about. */
export function ruleOf(event: AlertEvent): string {
  if ('rule' in event) return typeof event.rule === 'string' ? event.rule : event.rule.id
  return event.alert.slice('000000000-'.length)
}
