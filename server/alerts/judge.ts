import type { Moment } from '../clock.ts'
import type { AlertRule, Watched } from '../protocol/alerts.ts'
import { type AlertEvent, type AlertId, nameAlert } from './events.ts'
import { type Alert, sameCondition, type Watch } from './state.ts'

/** One look at the board. */
export interface Glance {
  now: Moment
  /** `decided`: of a share, how many promises it was made from; null for anything else. */
  read(figure: Watched): { value: number | null; decided: number | null }
  /** Since when these hours have run without a break; null outside them. */
  within(hours: string): Moment | null
}

/**
 * What one look makes of the rules: conditions begin and end, alerts are raised, escalated and cleared. Pure: everything it
 * goes by is in the journal, also since when a condition has held. So a restart in the middle of ten minutes neither forgets
 * what went before nor raises twice; while nobody looked, a condition counts as it was found before and after.
 */
export function judgeAlerts(watches: Iterable<Watch>, alertOf: (id: AlertId) => Alert | undefined, glance: Glance): AlertEvent[] {
  const events: AlertEvent[] = []
  for (const watch of watches) {
    const alert = watch.open === null ? undefined : alertOf(watch.open)
    events.push(...(alert ? judgeOpen(watch, alert, glance) : judgeQuiet(watch, glance)))
  }
  return events
}

function judgeQuiet({ rule, removed, holdsSince }: Watch, glance: Glance): AlertEvent[] {
  const { now } = glance
  const told = { at: now, earliest: now, receivedAt: now }
  const { holds, value, within } = conditionOf(rule, removed, glance)
  if (!holds) return holdsSince === null ? [] : [{ ...told, type: 'alert-condition-ended', rule: rule.id }]
  // The clock may have been put back: what began later than now began now. And nothing counts from before these hours.
  const began = holdsSince === null || holdsSince > now ? now : holdsSince
  const since = Math.min(now, Math.max(began, within))
  if (now - since >= rule.forMs) return [{ ...told, type: 'alert-raised', alert: nameAlert(now, rule.id), rule, since, value }]
  return began === holdsSince ? [] : [{ ...told, type: 'alert-condition-began', rule: rule.id, since, value }]
}

function judgeOpen(watch: Watch, alert: Alert, glance: Glance): AlertEvent[] {
  const { now } = glance
  const told = { at: now, earliest: now, receivedAt: now, alert: alert.id }
  const { rule, removed } = watch
  const { holds, value, within } = conditionOf(rule, removed, glance)
  if (removed || !sameCondition(alert.rule, rule)) return [{ ...told, type: 'alert-cleared', value, because: 'rule-changed' }]
  if (!holds) {
    if (now - (alert.subsidedAt ?? now) < rule.clearAfterMs) return alert.subsidedAt === null ? [{ ...told, type: 'alert-subsided', value }] : []
    return [{ ...told, type: 'alert-cleared', value, because: within === null ? 'out-of-hours' : 'condition-over' }]
  }
  if (alert.subsidedAt !== null) return [{ ...told, type: 'alert-resumed', value }]
  const escalatesAt = escalationOf(watch, alert)
  return escalatesAt !== null && now >= escalatesAt ? [{ ...told, type: 'alert-escalated' }] : []
}

type Condition = { holds: true; value: number; within: Moment } | { holds: false; value: number | null; within: Moment | null }

function conditionOf(rule: AlertRule, removed: boolean, glance: Glance): Condition {
  const { value, decided } = glance.read(rule.figure)
  const within = rule.active && !removed ? glance.within(rule.hours) : null
  if (value === null || within === null || (decided !== null && decided < rule.leastDecided)) return { holds: false, value, within }
  const beyond = rule.is === 'below' ? value < rule.threshold : value > rule.threshold
  return beyond ? { holds: true, value, within } : { holds: false, value, within }
}

/** When an alert that nobody acknowledges is escalated; a silenced rule waits until it may speak again. */
function escalationOf({ rule, silencedUntil }: Watch, { raisedAt, acknowledged, escalatedAt }: Alert): Moment | null {
  if (!rule.escalate || acknowledged || escalatedAt !== null) return null
  return Math.max(raisedAt + rule.escalate.afterMs, silencedUntil ?? 0)
}

/** The next moment after `now` at which {@link judgeAlerts} has something to say although nothing else happens. */
export function nextDue(watches: Iterable<Watch>, alertOf: (id: AlertId) => Alert | undefined, { now, within }: Pick<Glance, 'now' | 'within'>): Moment | null {
  let next: Moment | null = null
  const consider = (at: Moment | null) => {
    if (at !== null && at > now && (next === null || at < next)) next = at
  }
  for (const watch of watches) {
    const { rule, holdsSince } = watch
    const alert = watch.open === null ? undefined : alertOf(watch.open)
    if (alert) {
      consider(escalationOf(watch, alert))
      if (alert.subsidedAt !== null) consider(alert.subsidedAt + rule.clearAfterMs)
    } else if (holdsSince !== null) consider(Math.max(holdsSince, within(rule.hours) ?? 0) + rule.forMs)
  }
  return next
}
