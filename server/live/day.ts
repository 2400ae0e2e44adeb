import { sql } from 'kysely'
import type { AgentId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Change } from '../floor/intake.ts'
import type { Calendar } from '../standards/calendar.ts'
import type { DeskView } from './protocol.ts'
import { figure } from './wallboard.ts'

/** Figures of the day that are not sums: kept as calls change, read anew when a day begins. */
export interface Day {
  of(now: Moment): { answeredBy: ReadonlyMap<AgentId, number>; longestWaitMs: number | null }
  /** One agent's own day, for their own eyes: nobody is ranked. */
  own(agent: AgentId, now: Moment): DeskView['today']
  note(change: Change): void
}

const BY_AGENT = sqlOf(build.selectFrom('calls').select(['agent', (eb) => eb.fn.countAll().as('answered')])
  .where('arrived_at', '>=', 0).where('outcome', '=', 'answered').groupBy('agent'))
const LONGEST = sqlOf(build.selectFrom('calls').select(sql`max(wait_ms)`.as('longest'))
  .where('arrived_at', '>=', 0).where('outcome', '=', 'answered'))

const OWN = sqlOf(build.selectFrom('calls')
  .select(['t1', (eb) => eb.fn.countAll().as('calls'), (eb) => eb.fn.count('talk_ms').as('talks'), (eb) => eb.fn.sum('talk_ms').as('talk_ms')])
  .where('agent', '=', '').where('arrived_at', '>=', 0).groupBy('t1'))

export function createDay({ writer }: Database, calendar: Calendar): Day {
  let start: Moment | null = null
  let answeredBy = new Map<AgentId, number>()
  let longestWaitMs: number | null = null

  /** Read when asked for, kept until a call of that agent changes. */
  const owns = new Map<AgentId, DeskView['today']>()
  const readOwn = (agent: AgentId): DeskView['today'] => {
    const rows = writer.prepare(OWN).all(agent, start) as { t1: string; calls: number; talks: number; talk_ms: number | null }[]
    const of = (verdict: string) => rows.find(({ t1 }) => t1 === verdict)?.calls ?? 0
    const talks = rows.reduce((sum, row) => sum + row.talks, 0)
    const talkMs = rows.reduce((sum, row) => sum + (row.talk_ms ?? 0), 0)
    return {
      answered: rows.reduce((sum, row) => sum + row.calls, 0),
      t1: figure(of('kept'), of('broken'), of('void'), of('running')),
      t4: figure(0, 0, 0, 0),
      meanTalkMs: talks > 0 ? Math.round(talkMs / talks) : null,
    }
  }
  const readLongest = () => {
    longestWaitMs = (writer.prepare(LONGEST).get(start, 'answered') as { longest: number | null }).longest
  }
  const turnTo = (dayStart: Moment) => {
    start = dayStart
    const rows = writer.prepare(BY_AGENT).all(start, 'answered') as { agent: AgentId; answered: number }[]
    answeredBy = new Map(rows.map(({ agent, answered }) => [agent, answered]))
    owns.clear()
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
    own(agent, now) {
      if (start !== calendar.dayStart(now)) turnTo(calendar.dayStart(now))
      let own = owns.get(agent)
      if (!own) owns.set(agent, (own = readOwn(agent)))
      return own
    },
    note({ calls }) {
      if (start === null) return
      for (const { before, after } of calls) {
        for (const agent of [before?.agent, after.agent]) if (agent != null) owns.delete(agent as AgentId)
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
