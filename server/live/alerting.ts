import type { AlertEvent, AlertId, SentTo, Step } from '../alerts/events.ts'
import { type Glance, judgeAlerts, nextDue } from '../alerts/judge.ts'
import { type Alert, isSilenced } from '../alerts/state.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Floor } from '../floor/floor.ts'
import type { Decision, Intake } from '../floor/intake.ts'
import type { Notice, Notices } from '../notices/outbox.ts'
import { alertText } from '../notices/words.ts'
import type { AlertRule, Severity } from '../protocol/alerts.ts'
import type { WallboardView } from '../protocol/wallboard.ts'
import { byUs } from '../routing/plan.ts'
import { type Calendar, nextEdge, openSince } from '../standards/calendar.ts'
import { departmentOf } from './alerts.ts'
import { promiseOf, readWatched, unitOf } from './figures.ts'

/**
 * Looks at the board for the rules, and writes down what has come of it: after changes, at most once a second, and at the
 * very moments at which the clock alone decides something. Judged is what the board shows, so an alert and its number agree.
 */
export interface Alerting {
  /** Brings a new line its first rules, and looks for what came about while nobody did. */
  start(): Promise<void>
  /** Something on the floor has changed. */
  note(): void
  stop(): void
}

const AT_MOST_EVERY_MS = 1_000

export interface AlertingParts {
  floor: Floor
  intake: Intake
  notices: Notices
  picture: () => WallboardView
  calendar: Calendar
  /** The hours of a rule that has its own; public holidays are left out. */
  calendarOf: (hours: string) => Calendar
  /** What a new line begins with: written down once, then the rules are the supervisors'. */
  firstRules: readonly AlertRule[]
  clock: Clock
  config: Config
  report: (error: unknown) => void
}

export function createAlerting({ floor, intake, notices, picture, calendar, calendarOf, firstRules, clock, config, report }: AlertingParts): Alerting {
  const within = createHours(calendar, calendarOf)
  const alertOf = (id: AlertId) => floor.alerts.get(id)
  let lookedAt = -Infinity
  let armed: { at: Moment; cancel: () => void } | null = null
  let due: NodeJS.Immediate | null = null
  let saying = false
  let stopped = false

  const arm = (at: Moment) => {
    if (armed && armed.at <= at) return
    armed?.cancel()
    armed = { at, cancel: clock.wakeAt(at, () => {
      armed = null
      look()
    }) }
  }

  const look = () => {
    if (saying || stopped) return
    armed?.cancel()
    armed = null
    try {
      const view = picture()
      lookedAt = view.asOf
      const glance: Glance = {
        now: view.asOf,
        read(figure) {
          const promise = promiseOf(view, figure)
          return { value: readWatched(view, figure), decided: promise && promise.kept + promise.broken }
        },
        within: (hours) => within.since(hours, view.asOf),
      }
      const events = judgeAlerts(floor.watches.values(), alertOf, glance)
      if (events.length > 0) say(events)
      else arm(nextLook(floor, view, nextDue(floor.watches.values(), alertOf, glance), (hours) => within.until(hours, view.asOf), calendar))
    } catch (error) {
      report(error)
      arm(clock.now() + AT_MOST_EVERY_MS)
    }
  }

  /** Judged outside the transaction, where sums and calls agree. If a rule or an alert changes before its turn, it is judged anew. */
  const say = (events: AlertEvent[]) => {
    saying = true
    const seen = floor.alertSeq
    intake.take({ key: null, decide: (floor, now) => (floor.alertSeq === seen ? tell(floor, events, now) : { events: [] }) })
      .then(() => null, (error: unknown) => error).then((error) => {
        saying = false
        if (!error) return look()
        report(error)
        arm(clock.now() + AT_MOST_EVERY_MS)
      })
  }

  const tell = (floor: Floor, events: readonly AlertEvent[], now: Moment): Decision => {
    const notes = events.flatMap((event) => noticesOf(floor, event, now))
    let texts = notices.textsSince(calendar.dayStart(now))
    const [sent, capped]: [Notice[], Notice[]] = [[], []]
    for (const notice of notes) (notice.way === 'text' && ++texts > config.alerts.texts.perDay ? capped : sent).push(notice)
    return {
      events: [...events, ...capped.map(({ alert, step, way, to }): AlertEvent => ({ ...byUs(now), type: 'alert-sent', alert, step, way, to, because: 'daily-cap' }))],
      also: () => {
        for (const notice of sent) notices.put(notice, now)
      },
    }
  }

  const noticesOf = (floor: Floor, event: AlertEvent, now: Moment): Notice[] => {
    if (event.type !== 'alert-raised' && event.type !== 'alert-escalated' && event.type !== 'alert-cleared') return []
    const alert: Pick<Alert, 'rule' | 'since' | 'raisedAt' | 'value' | 'escalatedAt'> = event.type === 'alert-raised'
      ? { rule: event.rule, since: event.since, raisedAt: event.at, value: event.value, escalatedAt: null } : floor.alerts.get(event.alert)!
    const watch = floor.watches.get(alert.rule.id)
    if (!watch || isSilenced(watch, now)) return []
    const step: Step = event.type === 'alert-raised' ? 'raised' : event.type === 'alert-escalated' ? 'escalated' : 'cleared'
    // Whoever was told that it began is told that it is over: by the webhooks, which keep books. Nobody's mobile rings for that.
    const whom: Pick<SentTo, 'way' | 'to'>[] = step === 'cleared'
      ? notices.webhooksOf(event.alert).map((to) => ({ way: 'webhook', to }))
      : waysOf(step === 'raised' ? watch.rule : watch.rule.escalate)
    const severity: Severity = step === 'escalated' || alert.escalatedAt !== null ? 'critical' : alert.rule.severity
    const { name, figure, is, threshold, forMs } = alert.rule
    const unit = unitOf(figure)
    const id = event.alert
    return whom.map(({ way, to }): Notice => ({
      alert: id, step, way, to,
      body: way === 'webhook'
        ? JSON.stringify({
          id: `${id}/${step}`, type: `alert.${step}`, at: event.at,
          alert: {
            alert: id, rule: alert.rule.id, name, figure, unit, is, threshold, forMs, severity, since: alert.since, raisedAt: alert.raisedAt, value: alert.value,
            ...(event.type === 'alert-cleared' && { clearedAt: event.at, clearedValue: event.value, because: event.because }),
          },
          line: { number: config.line.number, name: config.line.name }, simulated: config.simulated,
        })
        : alertText({
          step, rule: alert.rule, severity, value: alert.value, since: alert.since, unit, department: departmentOf(floor, figure)?.ko ?? null,
          line: config.line.number, clock: calendar.timeOf,
        }),
    }))
  }

  return {
    async start() {
      const rules = floor.watches.size > 0 ? [] : firstRules
      const events = (now: Moment) => rules.map((rule): AlertEvent => ({ ...byUs(now), type: 'alert-rule-set', rule, by: null }))
      if (rules.length > 0) await intake.take({ key: null, decide: (_floor, now) => ({ events: events(now) }) }).catch(report)
      look()
    },
    note() {
      if (saying || stopped || due) return
      // A clock that was put back must not keep us waiting until it has caught up.
      if (Math.abs(clock.now() - lookedAt) < AT_MOST_EVERY_MS) return arm(lookedAt + AT_MOST_EVERY_MS)
      // Never within the commit that caused it: Twilio gets its answer first.
      due = setImmediate(() => {
        due = null
        look()
      })
    },
    stop() {
      stopped = true
      armed?.cancel()
      if (due) clearImmediate(due)
    },
  }
}

const waysOf = (ways: Pick<AlertRule, 'webhook' | 'texts'> | null): Pick<SentTo, 'way' | 'to'>[] => [
  ...(ways?.webhook == null ? [] : [{ way: 'webhook' as const, to: ways.webhook }]),
  ...(ways?.texts ?? []).map((to) => ({ way: 'text' as const, to })),
]

/**
 * When to look again although nothing is reported: where the clock alone changes a figure or decides about an alert. While
 * phones ring that is every second; while nothing moves, not before the next day.
 */
function nextLook(floor: Floor, view: WallboardView, due: Moment | null, untilOf: (hours: string) => Moment, calendar: Calendar): Moment {
  const now = view.asOf
  const moments = [calendar.nextDay(now), ...(due === null ? [] : [due])]
  const { ringing, waiting, transfers, agents, line: { cadenceMs } } = view
  const moves = ringing.length > 0 || waiting.some(({ offeredTo }) => offeredTo.length > 0) || transfers.some(({ verdict }) => verdict === 'running')
  if (moves) moments.push(now + AT_MOST_EVERY_MS)
  const callers = [...ringing, ...waiting]
  const first = Math.min(...callers.map(({ arrivedAt }) => arrivedAt))
  for (const { arrivedAt } of callers) moments.push(arrivedAt + 2 * cadenceMs, arrivedAt + 3 * cadenceMs)
  for (const { until } of agents) if (until !== null) moments.push(until)
  for (const { promised_for } of floor.callBacks.values()) moments.push(promised_for + 1)
  for (const { rule, removed } of floor.watches.values()) {
    if (removed || !rule.active) continue
    moments.push(untilOf(rule.hours))
    if (rule.figure === 'longest-waiting') moments.push(first + rule.threshold, first + rule.threshold + 1)
  }
  return Math.min(...moments.filter((at) => at > now))
}

/** Since when hours have run without a break, and until when that is so: asked with every look, worked out at the edges. */
function createHours(line: Calendar, calendarOf: (hours: string) => Calendar) {
  const known = new Map<string, { calendar: Calendar; at: Moment; since: Moment | null; until: Moment }>()
  const spanOf = (hours: string, at: Moment) => {
    const held = known.get(hours)
    if (held && at >= held.at && at < held.until) return held
    const calendar = held?.calendar ?? (hours === 'open-line' ? line : calendarOf(hours))
    const span = { calendar, at, since: openSince(calendar, at), until: nextEdge(calendar, at) }
    known.set(hours, span)
    return span
  }
  return {
    since: (hours: string, at: Moment) => (hours === 'always' ? 0 : spanOf(hours, at).since),
    until: (hours: string, at: Moment) => (hours === 'always' ? Infinity : spanOf(hours, at).until),
  }
}
