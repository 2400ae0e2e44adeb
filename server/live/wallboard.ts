import { inWrapUp, isReachable, reasonsAgainst } from '../agents/state.ts'
import { arrangementOf, attemptsOf } from '../calls/arrangement.ts'
import type { AgentId, CallId } from '../calls/events.ts'
import { answerOf, legsOf } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import type { Floor, Staff } from '../floor/floor.ts'
import type { AgentView } from '../protocol/agents.ts'
import type { CallCounts, IntervalView, PromiseFigure } from '../protocol/counts.ts'
import type { ForecastView } from '../protocol/forecast.ts'
import type { RingingCall, WaitingCall, WallboardView } from '../protocol/wallboard.ts'
import type { Span } from '../standards/calendar.ts'
import { forecastT1, sampleOf } from '../standards/forecast.ts'
import { definitionAt } from '../standards/definitions.ts'
import { edgeMs, edgesOf, judge, judgeBell, wilson } from '../standards/promises.ts'
import { addTo, emptyTally, INTERVAL_MS, intervalOf, type Tally } from '../standards/tally.ts'
import { drawSupervisions } from './supervision.ts'
import { drawAlerts } from './alerts.ts'
import { countCallBacks, drawPart, drawTransfers } from './transfers.ts'

/** What a picture needs to know besides the floor. */
export interface Frame {
  now: Moment
  day: string
  dayStart: Moment
  dayEnd: Moment
  line: WallboardView['line']
  target: number
  simulated: boolean
  speed: number
  /** Of the day's answered calls; not a sum, so the floor keeps it apart. */
  longestWaitMs: number | null
  /** Calls each agent answered today. */
  answeredBy: ReadonlyMap<AgentId, number>
  /** Promise T4 today. */
  t4?: WallboardView['t4']
  /** When the line is open today. */
  hours: readonly Span[]
}

/** Draws what the wallboard shows. Pure: the same floor and frame give the same picture, byte for byte. */
export function drawWallboard(floor: Floor, frame: Frame): WallboardView {
  const { now } = frame
  const day = emptyTally()
  const intervals: IntervalView[] = []
  const running = judgeRunning(floor, frame)
  let conserved = true
  for (let start = frame.dayStart; start < frame.dayEnd; start += INTERVAL_MS) {
    const tally = floor.tallies.get(start)
    if (!tally || tally.received === 0) continue
    addTo(day, tally)
    const interval = drawInterval(start, tally, running.get(start))
    conserved &&= addsUp(interval.counts)
    intervals.push(interval)
  }
  const open = [...running.values()].reduce(addRunning, NOTHING_RUNNING)
  const counts = countsOf(day)
  const view: WallboardView = {
    seq: floor.seq,
    asOf: now,
    line: frame.line,
    simulated: frame.simulated,
    speed: frame.speed,
    day: frame.day,
    target: frame.target,
    t1: {
      strict: figure(day.t1_kept, day.t1_broken + open.strictBroken, day.t1_void, open.strictRunning),
      lenient: figure(day.lenient_kept, day.lenient_broken + open.lenientBroken, day.lenient_void, open.lenientRunning),
      bell: figure(day.bell_kept, day.bell_broken + open.bellBroken, day.bell_void, open.bellRunning),
      uncertain: day.t1_uncertain,
    },
    counts,
    conserved: conserved && addsUp(counts) && counts.inProgress === open.calls,
    waits: {
      meanMs: day.answered > 0 ? Math.round(day.wait_ms / day.answered) : null,
      longestMs: frame.longestWaitMs,
      byRing: [day.ring_1, day.ring_2, day.ring_3, day.ring_later],
    },
    t4: frame.t4 ?? { all: figure(0, 0, 0, 0), byDepartment: [], lostInTransfer: 0, nobodyFree: 0, intervals: [] },
    transfers: drawTransfers(floor, now),
    callBacks: countCallBacks(floor, now),
    ...callers(floor),
    agents: floor.staff.filter((staff) => takesCalls(floor, staff)).map((staff) => drawAgent(floor, staff, now, frame.answeredBy.get(staff.id) ?? 0)),
    supervisions: drawSupervisions(floor, now),
    intervals,
    forecast: drawForecast(floor, frame),
    failing: [...floor.failing.values()].map(({ check, since }) => ({ check, since })).sort((a, b) => (a.check < b.check ? -1 : 1)),
    alerts: [],
  }
  // Last, because an alert shows what its figure says in this very picture.
  return { ...view, alerts: drawAlerts(floor, view) }
}

/** A supervisor or administrator is one of the agents while ready for calls, and while a caller is in their hand. */
const takesCalls = (floor: Floor, { id, role }: Staff): boolean =>
  role === 'agent' || floor.agent(id).declared.state === 'ready' || [...floor.partsOf(id).values()].includes('talking')

/** One quarter of an hour: what events have decided, and what the clock alone has since. */
export const drawInterval = (start: Moment, tally: Tally, now: Running = NOTHING_RUNNING): IntervalView => ({
  start,
  counts: countsOf(tally),
  t1: { kept: tally.t1_kept, broken: tally.t1_broken + now.strictBroken, void: tally.t1_void, running: now.strictRunning },
})

/** What is not in the sums: calls without a person, and phones that ring. */
export interface Running {
  calls: number
  strictRunning: number
  strictBroken: number
  lenientRunning: number
  lenientBroken: number
  bellRunning: number
  bellBroken: number
}
export const NOTHING_RUNNING: Running =
  { calls: 0, strictRunning: 0, strictBroken: 0, lenientRunning: 0, lenientBroken: 0, bellRunning: 0, bellBroken: 0 }

export const addRunning = (a: Running, b: Running): Running => ({
  calls: a.calls + b.calls,
  strictRunning: a.strictRunning + b.strictRunning, strictBroken: a.strictBroken + b.strictBroken,
  lenientRunning: a.lenientRunning + b.lenientRunning, lenientBroken: a.lenientBroken + b.lenientBroken,
  bellRunning: a.bellRunning + b.bellRunning, bellBroken: a.bellBroken + b.bellBroken,
})

/**
 * What only the passing of time decides: calls that nobody has answered yet are running until their moment, then broken.
 * The sums hold what events have decided; this is added to them with each picture.
 */
export function judgeRunning(floor: Floor, { now, dayStart, dayEnd }: Pick<Frame, 'now' | 'dayStart' | 'dayEnd'>): Map<Moment, Running> {
  const found = new Map<Moment, Running>()
  for (const { call } of floor.calls.values()) {
    if (!call.arrived || call.arrived.at < dayStart || call.arrived.at >= dayEnd) continue
    const { outcome, strict, lenient } = judge(call, now)
    const open = outcome === 'open'
    let bellRunning = 0
    let bellBroken = 0
    for (const [, leg] of legsOf(call)) {
      if (!leg.alerted || judgeBell(leg, call.arrived.rules) !== 'running') continue
      if (now - leg.alerted.at < edgesOf(call.arrived.rules).strict) bellRunning++
      else bellBroken++
    }
    if (!open && bellRunning + bellBroken === 0) continue
    const start = intervalOf(call.arrived.at)
    found.set(start, addRunning(found.get(start) ?? NOTHING_RUNNING, {
      calls: open ? 1 : 0,
      strictRunning: open && strict === 'running' ? 1 : 0, strictBroken: open && strict === 'broken' ? 1 : 0,
      lenientRunning: open && lenient === 'running' ? 1 : 0, lenientBroken: open && lenient === 'broken' ? 1 : 0,
      bellRunning, bellBroken,
    }))
  }
  return found
}

export function figure(kept: number, broken: number, voided: number, running: number): PromiseFigure {
  const decided = kept + broken
  return { kept, broken, void: voided, running, rate: decided > 0 ? kept / decided : null, interval: wilson(kept, decided) }
}

export const countsOf = (tally: Tally): CallCounts => ({
  received: tally.received, answered: tally.answered, abandoned: tally.abandoned, abandonedShort: tally.abandoned_short,
  outOfHours: tally.out_of_hours, refused: tally.refused, inProgress: tally.in_progress,
})

/** The conservation law. */
export const addsUp = (counts: CallCounts): boolean =>
  counts.received === counts.answered + counts.abandoned + counts.outOfHours + counts.refused + counts.inProgress

function callers(floor: Floor): { ringing: RingingCall[]; waiting: WaitingCall[] } {
  const ringing: RingingCall[] = []
  for (const { call, now } of floor.calls.values()) {
    // Somebody who was answered before and is on the way back to the queue hears no first bells.
    if (!call.arrived || (now.phase !== 'ringing' && now.phase !== 'between') || answerOf(call)) continue
    ringing.push({
      call: call.id, caller: call.arrived.caller.masked, arrivedAt: call.arrived.at,
      phones: now.phase === 'ringing' ? now.agents.length : 0,
    })
  }
  ringing.sort((a, b) => a.arrivedAt - b.arrivedAt || (a.call < b.call ? -1 : 1))
  const nameOf = (id: AgentId) => floor.staff.find((staff) => staff.id === id)?.name ?? id
  const waiting = floor.queue().map(({ call, now }, i): WaitingCall => ({
    call: call.id,
    caller: call.arrived!.caller.masked,
    arrivedAt: call.arrived!.at,
    queuedAt: now.phase === 'queued' ? now.since : call.arrived!.at,
    place: i + 1,
    offeredTo: now.phase === 'queued' ? now.agents.map(nameOf) : [],
  }))
  return { ringing, waiting }
}

/**
 * Whoever would take the next call, or is still busy with the last: they said ready, and a call would reach them. Who said during
 * a talk that they will be away counts no more.
 */
export const isAtWork = (floor: Floor, id: AgentId): boolean => {
  const agent = floor.agent(id)
  return agent.declared.state === 'ready' && isReachable(agent)
}

export function drawForecast(floor: Floor, { now, hours, line }: { now: Moment; hours: readonly Span[]; line: { cadenceMs: number } }): ForecastView {
  const atWork = floor.staff.filter(({ id }) => isAtWork(floor, id)).length
  const isOpen = hours.some(({ from, to }) => from <= now && now < to)
  return forecastT1(sampleOf(floor.tallies, hours, now), atWork, edgeMs(line.cadenceMs, definitionAt(now).t1.strict), isOpen)
}

/** One agent, as others see them. A talk shows before everything else, then a ringing phone, then what the agent said. */
export function drawAgent(floor: Floor, staff: Staff, now: Moment, answered: number): AgentView {
  const agent = floor.agent(staff.id)
  const unreachable = reasonsAgainst(agent)
  const view = {
    agent: staff.id, name: staff.name, department: staff.department, answered, reason: null, callingBack: false, call: null, until: null,
    reachable: unreachable.length === 0, unreachable,
  }
  for (const [id, part] of floor.partsOf(staff.id)) {
    const { now: stand } = floor.calls.get(id)!
    if (part === 'talking' && (stand.phase === 'talking' || stand.phase === 'queued')) {
      const { call } = floor.calls.get(id)!
      return { ...view, state: 'talking', since: stand.phase === 'talking' && stand.with === staff.id ? stand.since : drawPart(call, staff.id).since, call: id }
    }
  }
  for (const [id, part] of floor.partsOf(staff.id)) {
    const mine = part === 'watching' ? arrangementOf(floor.calls.get(id)!.call).watching.find((one) => one.agent === staff.id) : undefined
    if (mine) return { ...view, state: 'talking', since: mine.since.at, call: id }
  }
  const owed = floor.callingBack(staff.id)
  if (owed) return { ...view, state: 'talking', callingBack: true, since: owed.stage_since ?? owed.made_at }
  const rings = ringsOf(floor, staff.id)
  if (rings) return { ...view, state: 'ringing', ...rings }
  if (agent.wrapUp && inWrapUp(agent, now)) {
    return { ...view, state: 'wrap-up', since: agent.wrapUp.since, until: agent.wrapUp.until, call: agent.wrapUp.call }
  }
  const { declared } = agent
  if (declared.state === 'away') return { ...view, state: 'away', since: declared.since, reason: declared.reason }
  if (declared.state === 'offline') return { ...view, state: 'offline', since: declared.since }
  if (unreachable.length > 0) {
    const since = Math.max(declared.since, Math.min(agent.unreachable?.since ?? Infinity, agent.reach?.reasons.length ? agent.reach.since : Infinity))
    return { ...view, state: 'unreachable', since }
  }
  return { ...view, state: 'ready', since: Math.max(declared.since, Math.min(agent.idleSince, now)) }
}

/** The caller for whom this phone has rung longest. In whatever order the floor learnt of them: a restored one knows them in another. */
function ringsOf(floor: Floor, agent: AgentId): { since: Moment; call: CallId } | null {
  let first: { since: Moment; call: CallId } | null = null
  for (const [id, part] of floor.partsOf(agent)) {
    const { call, now: stand } = floor.calls.get(id)!
    const round = stand.phase === 'ringing' || stand.phase === 'queued' ? stand.round : null
    const since = part === 'called' ? attemptsOf(call).findLast(([, attempt]) => attempt.rung?.to.id === agent)?.[1].rung?.at
      : round === null ? undefined : call.rounds[round]?.began?.at
    if (since === undefined) continue
    if (first === null || since < first.since || (since === first.since && id < first.call)) first = { since, call: id }
  }
  return first
}
