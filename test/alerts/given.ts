import type { AlertEvent, AlertId } from '../../server/alerts/events.ts'
import { type Glance, judgeAlerts, nextDue } from '../../server/alerts/judge.ts'
import { type Alert, reduceAlert, reduceWatch, type Watch } from '../../server/alerts/state.ts'
import type { AgentId } from '../../server/calls/events.ts'
import type { Moment } from '../../server/clock.ts'
import type { AlertRule, Watched } from '../../server/protocol/alerts.ts'
import { MONDAY_NINE } from '../support/clock.ts'

/** Rules and one figure that moves as a test says: alerts without a line. */

export const SECOND = 1000
export const MINUTE = 60_000

export const aRule = (changed: Partial<AlertRule> = {}): AlertRule => ({
  id: 'long-wait', name: '', figure: 'longest-waiting', is: 'above', threshold: MINUTE, forMs: 0, leastDecided: 0, clearAfterMs: MINUTE, hours: 'always',
  severity: 'warning', sound: true, notification: true, webhook: null, texts: [], escalate: null, active: true, ...changed,
})

export function watching(rule: AlertRule, start: Moment = MONDAY_NINE) {
  let watch: Watch | null = null
  let alert: Alert | null = null
  let now = start
  const all: AlertEvent[] = []
  const figure = { value: null as number | null, decided: null as number | null, within: 0 as Moment | null }
  const glance = (): Glance => ({ now, read: () => ({ value: figure.value, decided: figure.decided }), within: () => figure.within })
  const alertOf = (id: AlertId) => (alert?.id === id ? alert : undefined)
  const told = () => ({ at: now, earliest: now, receivedAt: now })
  const take = (event: AlertEvent) => {
    all.push(event)
    watch = reduceWatch(watch, event)
    if (!('alert' in event)) return
    // A new alert takes the place of the one that is over.
    alert = reduceAlert(event.type === 'alert-raised' ? null : alert, event)
  }
  take({ ...told(), type: 'alert-rule-set', rule, by: null })
  all.length = 0
  const floor = {
    figure,
    get now() { return now },
    get watch() { return watch! },
    get alert() { return alert },
    /** Everything that was written down, without its moments. */
    said: () => all.map(({ type }) => type.replace('alert-', '')),
    events: () => all as readonly AlertEvent[],
    /** One look; what comes of it is written down. */
    look(): string[] {
      const events = judgeAlerts([watch!], alertOf, glance())
      for (const event of events) take(event)
      return events.map(({ type }) => type.replace('alert-', ''))
    },
    /** Time goes on, and a look each second. @returns what was written down meanwhile */
    pass(ms: number, everyMs = SECOND): string[] {
      const from = all.length
      for (const end = now + ms; now < end;) {
        now += Math.min(everyMs, end - now)
        floor.look()
      }
      return all.slice(from).map(({ type }) => type.replace('alert-', ''))
    },
    jump(ms: number) { now += ms },
    shows(value: number | null, decided: number | null = null) {
      figure.value = value
      figure.decided = decided
      return floor.look()
    },
    set: (changed: AlertRule) => take({ ...told(), type: 'alert-rule-set', rule: changed, by: 'boss' as AgentId }),
    remove: () => take({ ...told(), type: 'alert-rule-removed', rule: rule.id, by: 'boss' as AgentId }),
    silence: (forMs: number) => take({ ...told(), type: 'alert-rule-silenced', rule: rule.id, until: now + forMs, by: 'boss' as AgentId }),
    acknowledge: (by = 'boss', note = '') => take({ ...told(), type: 'alert-acknowledged', alert: alert!.id, by: by as AgentId, note }),
    due: () => nextDue([watch!], alertOf, glance()),
  }
  return floor
}

export type { Watched }
