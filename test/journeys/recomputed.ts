import { expect } from 'chai'
import type { AgentId, CallEvent, CallId } from '../../server/calls/events.ts'
import { Floor, foldCall } from '../../server/floor/floor.ts'
import { isCallEvent } from '../../server/journal/codec.ts'
import type { Entry } from '../../server/journal/journal.ts'
import { drawWallboard } from '../../server/live/wallboard.ts'
import { addTo, emptyTally, intervalOf, shareOf, type Summary, type Tally } from '../../server/standards/tally.ts'
import type { Line } from '../support/line.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * Everything worked out anew from the journal alone, one entry after the other on a floor of its own, and held against
 * what the service has in memory, in its tables and on the wallboard.
 */
export function expectSound({ app }: Line): void {
  expect(app.journal.verify(), 'the first entry that breaks the hash chain').to.equal(null)
  const entries = app.journal.readAfter(0, 1_000_000)
  expect(entries.every(({ seq }, i) => seq === i + 1), 'the journal has no gap').to.equal(true)

  const { floor, lines, told } = replayed(entries)
  floor.staff = app.floor.staff
  floor.names = app.floor.names
  floor.directory = app.floor.directory
  const live = app.pictures.wallboard()
  const dayStart = Date.parse(`${live.day}T00:00:00+09:00`)
  const today = [...lines.values()].filter(({ arrived_at, outcome }) => arrived_at >= dayStart && outcome === 'answered')
  const answeredBy = new Map<AgentId, number>()
  for (const { agent } of today) answeredBy.set(agent as AgentId, (answeredBy.get(agent as AgentId) ?? 0) + 1)
  expect(live, 'the wallboard').to.deep.equal(drawWallboard(floor, {
    now: live.asOf, day: live.day, dayStart, dayEnd: dayStart + DAY_MS, line: live.line, target: live.target,
    simulated: live.simulated, speed: live.speed, answeredBy, hours: app.calendar.hoursOf(live.asOf),
    longestWaitMs: today.length > 0 ? Math.max(...today.map(({ wait_ms }) => wait_ms!)) : null,
  }))
  expect(live.conserved, 'received = answered + abandoned + out of hours + refused + in progress').to.equal(true)

  expect(inOrder(app.floor.calls), 'the calls on the floor').to.deep.equal(inOrder(floor.calls))
  expect(inOrder(app.floor.agents), 'the agents').to.deep.equal(inOrder(floor.agents))
  const rows = <T>(sql: string) => app.database.writer.prepare(sql).all() as T[]
  expect(rows<Summary>('select * from calls order by call'), 'the lines of calls').to.deep.equal(inOrder(lines).map(([, line]) => line))
  // Not as the floor sums, step by step, but each call as it is known in the end.
  const sums = new Map<number, Tally>()
  for (const [id, events] of told) {
    const call = foldCall(id, events)
    const interval = intervalOf(call.arrived!.at)
    sums.set(interval, sums.get(interval) ?? emptyTally())
    addTo(sums.get(interval)!, shareOf(call))
  }
  const kept = rows<Tally & { interval_start: number }>('select * from tallies order by interval_start')
  expect(kept.filter(({ received }) => received > 0), 'the sums on disk').to.deep.equal(
    [...sums].sort(([a], [b]) => a - b).map(([interval_start, tally]) => ({ interval_start, ...tally })))
}

function replayed(entries: readonly Entry[]) {
  const told = new Map<CallId, CallEvent[]>()
  const lines = new Map<string, Summary>()
  const floor = new Floor({
    call: (id) => foldCall(id, told.get(id) ?? []),
    tally: () => null,
  })
  for (const { seq, event } of entries) {
    floor.apply(event, seq)
    if (isCallEvent(event)) told.set(event.call, [...told.get(event.call) ?? [], event])
    const { calls, gone } = floor.settle()
    for (const { after } of calls) lines.set(after.call, after)
    floor.commit(gone)
  }
  return { floor, lines, told }
}

const inOrder = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

