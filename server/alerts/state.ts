import type { AgentId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import type { AlertRule } from '../protocol/alerts.ts'
import type { AlertEvent, AlertId, ClearedBecause, SentTo } from './events.ts'

/** A rule, and what it watches for now. */
export interface Watch {
  rule: AlertRule
  /** Who set it as it is; null: it came with the line. */
  set: { at: Moment; by: AgentId | null }
  /** Kept all the same: a rule that was thrown away does not come back with the next start. */
  removed: boolean
  silencedUntil: Moment | null
  /** Since when the condition holds, while that has not been long enough to raise. */
  holdsSince: Moment | null
  /** One rule has at most one open alert. */
  open: AlertId | null
}

/** One cause, from its beginning until it has been over for a while. */
export interface Alert {
  id: AlertId
  /** As it was when it was raised. */
  rule: AlertRule
  since: Moment
  raisedAt: Moment
  value: number
  /** Since when the condition is over, while that has not been for long enough. */
  subsidedAt: Moment | null
  acknowledged: { at: Moment; by: AgentId; note: string } | null
  escalatedAt: Moment | null
  cleared: { at: Moment; value: number | null; because: ClearedBecause } | null
  /** Who was told, or could not be; `delivered`: what was heard of a text message later. */
  sent: (SentTo & { at: Moment; because: string | null; delivered: { at: Moment; because: string | null } | null })[]
}

/** Something that means nothing now gives back the very same watch, or null for a rule nobody has set. */
export function reduceWatch(watch: Watch | null, event: AlertEvent): Watch | null {
  if (event.type === 'alert-rule-set') {
    const { rule } = event
    const goesOn = watch !== null && !watch.removed && sameCondition(watch.rule, rule)
    return {
      rule, set: { at: event.at, by: event.by }, removed: false,
      silencedUntil: watch?.silencedUntil ?? null, holdsSince: goesOn ? watch.holdsSince : null, open: watch?.open ?? null,
    }
  }
  if (watch === null) return null
  switch (event.type) {
    case 'alert-rule-removed': return watch.removed ? watch : { ...watch, removed: true, holdsSince: null }
    case 'alert-rule-silenced': return { ...watch, silencedUntil: event.until }
    case 'alert-condition-began': return { ...watch, holdsSince: event.since }
    case 'alert-condition-ended': return watch.holdsSince === null ? watch : { ...watch, holdsSince: null }
    case 'alert-raised': return { ...watch, holdsSince: null, open: event.alert }
    case 'alert-cleared': return watch.open === event.alert ? { ...watch, open: null } : watch
    default: return watch
  }
}

/** Something that means nothing now gives back the very same alert, or null for one that was never raised. */
export function reduceAlert(alert: Alert | null, event: AlertEvent): Alert | null {
  if (event.type === 'alert-raised') {
    const { alert: id, rule, since, value } = event
    return alert ?? { id, rule, since, raisedAt: event.at, value, subsidedAt: null, acknowledged: null, escalatedAt: null, cleared: null, sent: [] }
  }
  if (alert === null) return null
  switch (event.type) {
    case 'alert-subsided': return alert.cleared || alert.subsidedAt !== null ? alert : { ...alert, subsidedAt: event.at }
    case 'alert-resumed': return alert.cleared || alert.subsidedAt === null ? alert : { ...alert, subsidedAt: null }
    case 'alert-acknowledged':
      return alert.cleared || alert.acknowledged ? alert : { ...alert, acknowledged: { at: event.at, by: event.by, note: event.note } }
    case 'alert-escalated': return alert.cleared || alert.escalatedAt !== null ? alert : { ...alert, escalatedAt: event.at }
    case 'alert-cleared': return alert.cleared ? alert : { ...alert, cleared: { at: event.at, value: event.value, because: event.because } }
    case 'alert-sent': {
      if (alert.sent.some((one) => isSame(one, event))) return alert
      const { step, way, to, at, because } = event
      return { ...alert, sent: [...alert.sent, { step, way, to, at, because, delivered: null }] }
    }
    case 'alert-delivered': {
      const { step, way, to, at, because } = event
      const delivered = { at, because }
      const known = alert.sent.find((one) => isSame(one, event))
      // The phone had it before we had written down that it was sent.
      if (!known) return { ...alert, sent: [...alert.sent, { step, way, to, at, because: null, delivered }] }
      return known.delivered ? alert : { ...alert, sent: alert.sent.map((one) => (one === known ? { ...one, delivered } : one)) }
    }
    default: return alert
  }
}

/** Whether a changed rule waits for the same thing: then what has held so far goes on counting. */
export const sameCondition = (a: AlertRule, b: AlertRule): boolean =>
  a.active && b.active && a.figure === b.figure && a.is === b.is && a.threshold === b.threshold && a.leastDecided === b.leastDecided && a.hours === b.hours

/** Whether a rule makes itself heard now; a silenced one only shows. */
export const isSilenced = ({ silencedUntil }: Pick<Watch, 'silencedUntil'>, now: Moment): boolean => silencedUntil !== null && now < silencedUntil

const isSame = (a: SentTo, b: SentTo): boolean => a.step === b.step && a.way === b.way && a.to === b.to
