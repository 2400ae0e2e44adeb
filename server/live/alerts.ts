import { isSilenced } from '../alerts/state.ts'
import type { Floor } from '../floor/floor.ts'
import type { AlertView, Watched } from '../protocol/alerts.ts'
import type { WallboardView } from '../protocol/wallboard.ts'
import { readWatched, unitOf } from './figures.ts'

/** The open alerts as the board shows them: critical ones first, then those nobody has acknowledged, then the oldest. Pure. */
export function drawAlerts(floor: Floor, view: WallboardView): AlertView[] {
  const views = [...floor.alerts.values()].map((alert): AlertView => {
    const { rule, acknowledged, escalatedAt } = alert
    const watch = floor.watches.get(rule.id)
    return {
      alert: alert.id, rule: rule.id, name: rule.name, figure: rule.figure, unit: unitOf(rule.figure), department: departmentOf(floor, rule.figure),
      is: rule.is, threshold: rule.threshold, forMs: rule.forMs,
      severity: escalatedAt === null ? rule.severity : 'critical',
      since: alert.since, raisedAt: alert.raisedAt, value: alert.value, now: readWatched(view, rule.figure), subsiding: alert.subsidedAt !== null,
      acknowledged: acknowledged && { by: floor.names.get(acknowledged.by) ?? acknowledged.by, at: acknowledged.at }, escalatedAt,
      sound: rule.sound, notification: rule.notification,
      silencedUntil: watch && isSilenced(watch, view.asOf) ? watch.silencedUntil : null,
    }
  })
  const rank = ({ severity, acknowledged }: AlertView) => (severity === 'critical' ? 0 : 2) + (acknowledged ? 1 : 0)
  return views.sort((a, b) => rank(a) - rank(b) || a.raisedAt - b.raisedAt || (a.alert < b.alert ? -1 : 1))
}

/** The department of a figure such as `t4/income`. */
export function departmentOf(floor: Floor, figure: Watched): AlertView['department'] {
  if (!figure.startsWith('t4/')) return null
  const id = figure.slice('t4/'.length)
  return floor.directory.departments.find((one) => one.id === id)?.name ?? (id === 'outside' ? { ko: '외부', en: 'Outside' } : { ko: id, en: id })
}
