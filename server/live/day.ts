import { sql } from 'kysely'
import type { AgentId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Change } from '../floor/intake.ts'
import type { Calendar } from '../standards/calendar.ts'

/** Figures of the day that are not sums: kept as calls change, read anew when a day begins. */
export interface Day {
  of(now: Moment): { answeredBy: ReadonlyMap<AgentId, number>; longestWaitMs: number | null }
  note(change: Change): void
}

const BY_AGENT = sqlOf(build.selectFrom('calls').select(['agent', (eb) => eb.fn.countAll().as('answered')])
  .where('arrived_at', '>=', 0).where('outcome', '=', 'answered').groupBy('agent'))
const LONGEST = sqlOf(build.selectFrom('calls').select(sql`max(wait_ms)`.as('longest'))
  .where('arrived_at', '>=', 0).where('outcome', '=', 'answered'))

export function createDay({ writer }: Database, calendar: Calendar): Day {
  let start: Moment | null = null
  let answeredBy = new Map<AgentId, number>()
  let longestWaitMs: number | null = null

  const readLongest = () => {
    longestWaitMs = (writer.prepare(LONGEST).get(start, 'answered') as { longest: number | null }).longest
  }
  const turnTo = (dayStart: Moment) => {
    start = dayStart
    const rows = writer.prepare(BY_AGENT).all(start, 'answered') as { agent: AgentId; answered: number }[]
    answeredBy = new Map(rows.map(({ agent, answered }) => [agent, answered]))
    readLongest()
  }
  const count = (agent: string | null, by: 1 | -1) => {
    if (agent !== null) answeredBy.set(agent as AgentId, (answeredBy.get(agent as AgentId) ?? 0) + by)
  }
  return {
    of(now) {
      if (start !== calendar.dayStart(now)) turnTo(calendar.dayStart(now))
      return { answeredBy, longestWaitMs }
    },
    note({ calls }) {
      if (start === null) return
      for (const { before, after } of calls) {
        if (after.arrived_at < start) continue
        count(before?.agent ?? null, -1)
        count(after.agent, 1)
        if (after.outcome !== 'answered' || after.wait_ms === before?.wait_ms) continue
        // The longest was corrected by a late report: whichever is the longest now has to be looked for.
        if (before?.outcome === 'answered' && before.wait_ms === longestWaitMs) readLongest()
        else longestWaitMs = Math.max(longestWaitMs ?? 0, after.wait_ms ?? 0)
      }
    },
  }
}
