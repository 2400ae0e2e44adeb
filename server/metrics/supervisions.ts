import { Counter, type Registry } from 'prom-client'
import type { CallId } from '../calls/events.ts'
import { endOf, furthestOf, supervisionsOf } from '../calls/supervision.ts'
import type { Change } from '../floor/intake.ts'
import type { Floor } from '../floor/floor.ts'

/**
 * Counts supervisors' parts in calls as they end. Which of them run is remembered from commit to commit, because a change tells the
 * facts and not the call before them; those that ran when the process was started are read off the floor.
 */
export function countSupervisions(floor: Floor, registers: Registry[]): (change: Change) => void {
  const ended = new Counter({
    name: 'thirdring_supervisions_total', labelNames: ['kind', 'end'] as const, registers,
    help: "Supervisors' parts in calls that have ended, by how far they went (listen, coach, barge, take-over) and what ended them",
  })
  const running = new Map<CallId, Set<number>>()
  const begin = (call: CallId, n: number) => running.set(call, (running.get(call) ?? new Set()).add(n))
  for (const id of floor.arranged) {
    const { call } = floor.calls.get(id)!
    for (const one of supervisionsOf(call)) if (endOf(call, one) === null) begin(id, one.n)
  }
  const look = (id: CallId, open: Set<number>) => {
    const call = floor.call(id)
    for (const one of supervisionsOf(call)) {
      const end = endOf(call, one)
      if (end !== null && open.delete(one.n)) ended.inc({ kind: furthestOf(call, one), end })
    }
    if (open.size === 0) running.delete(id)
  }
  return ({ events }) => {
    for (const event of events) if (event.type === 'supervise-asked') begin(event.call, event.supervision)
    if (running.size === 0) return
    const touched = new Set(events.flatMap((event) => ('call' in event ? [event.call] : [])))
    for (const [id, open] of running) if (touched.has(id)) look(id, open)
  }
}
