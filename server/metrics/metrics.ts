import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { AgentId, CallEvent, LegId } from '../calls/events.ts'
import type { Clock } from '../clock.ts'
import type { Change, Intake } from '../floor/intake.ts'
import type { Floor } from '../floor/floor.ts'
import { AGENT_STATES } from '../protocol/agents.ts'
import { SEVERITIES } from '../protocol/alerts.ts'
import type { ChecksView } from '../protocol/checks.ts'
import { SUPERVISE_MODES } from '../protocol/supervision.ts'
import { TRANSFER_STAGES } from '../protocol/transfers.ts'
import type { WallboardView } from '../protocol/wallboard.ts'
import { countSupervisions } from './supervisions.ts'

/** A webhook that was answered. */
export interface Answered {
  route: string
  status: number
  tookMs: number
  reason: string | null
}

export interface Metrics {
  /** Prometheus text. */
  read(): Promise<string>
  contentType: string
  note(change: Change): void
  watch(answered: Answered): void
}

interface Read {
  picture: () => WallboardView
  floor: Floor
  intake: Intake
  outbox: { readonly figures: { done: number; failed: number; retried: number } }
  sockets: { readonly figures: { wallboards: number; desks: number; sent: number; cut: number } }
  clock: Clock
  checks: () => ChecksView | null
  cadenceMs: number
}

let watching: Registry | null = null

/** Of the process itself: watched until it ends, by observers and timers that nothing takes back; so there is one of it, whatever is built. */
function processMetrics(): Registry {
  if (!watching) {
    watching = new Registry()
    collectDefaultMetrics({ register: watching, prefix: 'thirdring_' })
  }
  return watching
}

/**
 * All metrics. What stands on the wallboard is read from the same picture, so the two cannot disagree; no label ever
 * holds a caller, a call or a number.
 */
export function createMetrics({ picture, floor, intake, outbox, sockets, clock, checks, cadenceMs }: Read): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const ofProcess = processMetrics()
  // A bucket holds its own bound, and a promise is broken at its edge: so the last whole millisecond before it.
  const edges = [1, 2, 3, 4].map((n) => (n * cadenceMs - 1) / 1000)

  // One picture serves all gauges of a reading: they are collected in the same turn of the event loop.
  let drawn: WallboardView | null = null
  const current = () => {
    if (!drawn) {
      drawn = picture()
      queueMicrotask(() => (drawn = null))
    }
    return drawn
  }
  const gauge = <L extends string>(name: string, help: string, labelNames: L[], set: (gauge: Gauge<L>) => void) =>
    new Gauge<L>({ name, help, labelNames, registers, collect() { set(this) } })

  gauge('thirdring_calls_today', 'Calls that arrived today (Seoul), by outcome; received is their sum', ['outcome'], (g) => {
    const { counts } = current()
    g.set({ outcome: 'received' }, counts.received)
    g.set({ outcome: 'answered' }, counts.answered)
    g.set({ outcome: 'abandoned' }, counts.abandoned)
    g.set({ outcome: 'out-of-hours' }, counts.outOfHours)
    g.set({ outcome: 'refused' }, counts.refused)
    g.set({ outcome: 'in-progress' }, counts.inProgress)
  })
  gauge('thirdring_calls_abandoned_short_today', 'Those abandoned before the promise was due', [], (g) => g.set(current().counts.abandonedShort))
  gauge('thirdring_promises_today', 'Promise T1 today (Seoul), by reading and verdict', ['promise', 'reading', 'verdict'], (g) => {
    const { t1 } = current()
    for (const reading of ['strict', 'lenient', 'bell'] as const) {
      for (const verdict of ['kept', 'broken', 'void', 'running'] as const) {
        g.set({ promise: 't1', reading, verdict }, t1[reading][verdict])
      }
    }
  })
  gauge('thirdring_calls_answered_by_ring_today', 'Answered calls of today (Seoul), by the ring in which they were', ['ring'], (g) => {
    for (const [i, ring] of ['1', '2', '3', 'later'].entries()) g.set({ ring }, current().waits.byRing[i] ?? 0)
  })
  // Of nothing there is no mean: NaN, as Prometheus has it, and not a proud 0.
  gauge('thirdring_wait_mean_today_seconds', 'Mean wait of the calls answered today (Seoul); NaN without any', [], (g) => g.set((current().waits.meanMs ?? NaN) / 1000))
  gauge('thirdring_wait_longest_today_seconds', 'Longest wait of the calls answered today (Seoul); NaN without any', [], (g) => g.set((current().waits.longestMs ?? NaN) / 1000))
  gauge('thirdring_promises_uncertain_today', 'T1 verdicts nearer to the edge than their report can tell', [], (g) => g.set(current().t1.uncertain))
  gauge('thirdring_transfer_promises_today', 'Promise T4 today (Seoul) by department and verdict; outside: contacts of the directory', ['department', 'verdict'], (g) => {
    g.reset()
    for (const { department, figure } of current().t4.byDepartment) {
      for (const verdict of ['kept', 'broken', 'void', 'running'] as const) g.set({ department, verdict }, figure[verdict])
    }
  })
  gauge('thirdring_transfers_nobody_free_today', 'Transfers of today (Seoul) that could not begin because nobody there could be rung, by department', ['department'], (g) => {
    g.reset()
    for (const { department, nobodyFree } of current().t4.byDepartment) g.set({ department }, nobodyFree)
  })
  gauge('thirdring_lost_in_transfer_today', 'Callers who hung up while being passed on', [], (g) => g.set(current().t4.lostInTransfer))
  gauge('thirdring_transfers_under_way', 'Transfers under way, by stage', ['stage'], (g) => {
    for (const stage of TRANSFER_STAGES) if (stage !== 'ended') g.set({ stage }, current().transfers.filter((one) => one.stage === stage).length)
  })
  gauge('thirdring_supervisions_under_way', 'Supervisors who are in a call, or whose phone rings for one, by how they take part or want to', ['stage', 'kind'], (g) => {
    for (const stage of ['calling', 'there'] as const) {
      for (const kind of SUPERVISE_MODES) g.set({ stage, kind }, current().supervisions.filter((one) => one.stage === stage && (one.inForce ?? one.mode) === kind).length)
    }
  })
  gauge('thirdring_call_backs', 'Callers who were promised a call and have not had it', ['state'], (g) => {
    g.set({ state: 'open' }, current().callBacks.open)
    g.set({ state: 'overdue' }, current().callBacks.overdue)
  })
  gauge('thirdring_conserved', '1 while received = answered + abandoned + out of hours + refused + in progress', [], (g) => g.set(current().conserved ? 1 : 0))
  gauge('thirdring_calls_ringing', 'Callers who hear ringback now', [], (g) => g.set(current().ringing.length))
  gauge('thirdring_calls_waiting', 'Callers in the queue now', [], (g) => g.set(current().waiting.length))
  gauge('thirdring_longest_waiting_seconds', 'Time since the arrival of whoever has waited longest without a person', [], (g) => {
    const { ringing, waiting, asOf } = current()
    const first = Math.min(...[...ringing, ...waiting].map(({ arrivedAt }) => arrivedAt))
    g.set(Number.isFinite(first) ? (asOf - first) / 1000 : 0)
  })
  gauge('thirdring_agents', 'Agents by state', ['state'], (g) => {
    const { agents } = current()
    for (const state of AGENT_STATES) g.set({ state }, agents.filter((agent) => agent.state === state).length)
  })
  gauge('thirdring_forecast_ratio', 'Promise T1 of the next half hour, with those at work and with one fewer; absent while unknown', ['with'], (g) => {
    g.reset()
    const { forecast } = current()
    if (forecast.now !== null) g.set({ with: 'now' }, forecast.now)
    if (forecast.withoutOne !== null) g.set({ with: 'without_one' }, forecast.withoutOne)
  })
  gauge('thirdring_self_checks', 'Checks of the newest self-check, by result', ['result'], (g) => {
    const newest = checks()
    g.set({ result: 'held' }, newest?.held ?? 0)
    g.set({ result: 'failed' }, newest?.failed.length ?? 0)
  })
  gauge('thirdring_twilio_differences', "Calls on which we and Twilio's own list did not agree when it was last asked", [], (g) => g.set(checks()?.twilio?.differences.length ?? 0))
  gauge('thirdring_alerts_open', 'Open alerts, as the board shows them', ['severity'], (g) => {
    for (const severity of SEVERITIES) g.set({ severity }, current().alerts.filter((alert) => alert.severity === severity).length)
  })
  gauge('thirdring_journal_entries', 'Number of the newest journal entry', [], (g) => g.set(floor.seq))
  gauge('thirdring_calls_on_floor', 'Calls kept in memory', [], (g) => g.set(floor.calls.size))
  gauge('thirdring_intake_waiting', 'Requests waiting for their commit', [], (g) => g.set(intake.figures.waiting))
  gauge('thirdring_intake_failures', 'Transactions that failed since the start', [], (g) => g.set(intake.figures.failures))
  gauge('thirdring_outbox', 'Requests to Twilio since the start, by what became of them', ['result'], (g) => {
    for (const result of ['done', 'failed', 'retried'] as const) g.set({ result }, outbox.figures[result])
  })
  gauge('thirdring_sockets', 'Open sockets by page', ['page'], (g) => {
    g.set({ page: 'wallboard' }, sockets.figures.wallboards)
    g.set({ page: 'desk' }, sockets.figures.desks)
  })
  gauge('thirdring_sockets_cut', 'Sockets cut because they no longer read', [], (g) => g.set(sockets.figures.cut))

  const wait = new Histogram({
    name: 'thirdring_wait_seconds', help: 'Arrival until a person answered; the first buckets end where rings begin', registers,
    buckets: [...edges, 20, 30, 60, 120, 300, 600].sort((a, b) => a - b),
  })
  const bell = new Histogram({
    name: 'thirdring_ring_seconds', help: "One staff phone's ringing until it was answered", registers,
    buckets: [...edges, 20].sort((a, b) => a - b),
  })
  const transferred = new Histogram({
    name: 'thirdring_transfer_answer_seconds', help: "The agent's request until the person in charge answered", registers,
    buckets: [5, 10, 15, 20, 25, 30, 45, 60],
  })
  const batch = new Histogram({
    name: 'thirdring_commit_batch_size', help: 'Requests that shared a commit', registers, buckets: [1, 2, 5, 10, 20, 50, 100],
  })
  const lag = new Histogram({
    name: 'thirdring_journal_lag_seconds', help: 'Receipt of a fact until it was on disk', registers,
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1],
  })
  const webhooks = new Histogram({
    name: 'thirdring_webhook_seconds', help: "Twilio's request until our answer", labelNames: ['route', 'status'] as const, registers,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  })
  const rejected = new Counter({
    name: 'thirdring_requests_rejected_total', help: "Requests to Twilio's addresses that were not taken", labelNames: ['route', 'reason'] as const, registers,
  })

  const notices = new Counter({
    name: 'thirdring_alerts_sent_total', help: 'Webhooks and text messages about alerts that went out, or could not', labelNames: ['way', 'result'] as const, registers,
  })

  const noteSupervisions = countSupervisions(floor, registers)

  const alerted = (event: Extract<CallEvent, { leg: LegId; agent: AgentId }>) => floor.call(event.call).legs[event.leg]?.alerted?.at
  return {
    read: async () => `${await ofProcess.metrics()}\n${await registry.metrics()}`,
    contentType: registry.contentType,
    note(change) {
      const { events, calls, transfers, requests } = change
      noteSupervisions(change)
      batch.observe(requests)
      const now = clock.now()
      for (const event of events) {
        lag.observe(Math.max(0, now - event.receivedAt) / 1000)
        if (event.type === 'alert-sent') notices.inc({ way: event.way, result: event.because === null ? 'sent' : 'failed' })
        if (event.type !== 'leg-answered') continue
        const since = alerted(event)
        if (since !== undefined) bell.observe(Math.max(0, event.at - since) / 1000)
      }
      for (const { before, after } of transfers) {
        if (after.answered_at !== null && before?.answered_at == null) transferred.observe(Math.max(0, after.answered_at - after.asked_at) / 1000)
      }
      for (const { before, after } of calls) {
        if (after.outcome === 'answered' && before?.outcome !== 'answered') wait.observe((after.wait_ms ?? 0) / 1000)
      }
    },
    watch({ route, status, tookMs, reason }) {
      webhooks.observe({ route, status: String(status) }, tookMs / 1000)
      if (reason !== null) rejected.inc({ route, reason })
    },
  }
}
