import type { Agent } from '../agents/state.ts'
import type { Alert, Watch } from '../alerts/state.ts'
import type { AgentId, CallId } from '../calls/events.ts'
import { isRunning } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import type { Failing } from '../standards/checks.ts'
import type { CallBackRow } from '../standards/transfers.ts'
import { type Archive, Floor } from './floor.ts'

/** How the floor stood when a day began: everything that is not a call, and which calls were running. */
export interface DayBeginning {
  start: Moment
  /** The last entry before the day's first. */
  seq: number
  agents: readonly Agent[]
  running: readonly CallId[]
  callBacks: readonly CallBackRow[]
  failing: readonly Failing[]
  /** Left out where days began before there were any. */
  watches?: readonly Watch[]
  alerts?: readonly Alert[]
}

export const beginningOf = (floor: Floor, start: Moment): DayBeginning => ({
  start, seq: floor.seq, agents: [...floor.agents.values()], running: [...floor.calls.values()].filter(({ call }) => isRunning(call)).map(({ call }) => call.id).sort(),
  callBacks: [...floor.callBacks.values()].sort((a, b) => (a.call < b.call ? -1 : 1)), failing: [...floor.failing.values()],
  watches: [...floor.watches.values()].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)), alerts: [...floor.alerts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
})

/**
 * A floor as it stood then. Its sums begin with the day: those of earlier days are not known here.
 * @param archive tells calls as they were known at the entry that is being folded
 */
export function floorAt({ seq, agents, running, callBacks, failing, watches = [], alerts = [] }: DayBeginning, archive: Archive): Floor {
  const floor = new Floor(archive)
  floor.seq = seq
  for (const agent of agents) floor.agents.set(agent.id as AgentId, agent)
  for (const id of running) {
    const call = archive.call(id)
    if (isRunning(call)) floor.restore(call)
  }
  for (const row of callBacks) floor.callBacks.set(row.call, row)
  floor.failing = new Map(failing.map((one) => [one.check, one]))
  for (const watch of watches) floor.watches.set(watch.rule.id, watch)
  for (const alert of alerts) floor.alerts.set(alert.id, alert)
  return floor
}

/**
 * Watches for the first entry of each day, by when it was received. What was received before it and is written later belongs to
 * the day that has begun: the board of then knew it only then.
 * @param last the day that has begun already; null when none has
 */
export function createDayWatch(dayStart: (at: Moment) => Moment, last: Moment | null) {
  let current = last
  return {
    /** Whether an entry received then is the first of a day. */
    begins: (receivedAt: Moment): boolean => current === null || dayStart(receivedAt) > current,
    begin(floor: Floor, receivedAt: Moment): DayBeginning {
      current = dayStart(receivedAt)
      return beginningOf(floor, current)
    },
    /** The transaction in which it began was taken back. */
    undo(to: Moment | null): void {
      current = to
    },
    get current() {
      return current
    },
  }
}
