import type { AgentId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { SummaryChange } from '../floor/floor.ts'
import type { Change } from '../floor/intake.ts'
import type { DeskView } from '../protocol/desk.ts'
import type { Calendar } from '../standards/calendar.ts'
import type { Summary } from '../standards/tally.ts'
import { figure } from './wallboard.ts'

/** A call that somebody answered. */
type Answered = Pick<Summary, 'call' | 'agent' | 'wait_ms'>

/** Figures of one day that are not sums, folded from the lines of its calls as they change: live, and when the day is seen again. */
export class DayOfCalls {
  readonly start: Moment
  readonly answeredBy = new Map<AgentId, number>()
  #longest: number | null = null
  readonly #answered = new Map<string, Answered>()

  /** @param answered what is known of the day already */
  constructor(start: Moment, answered: Iterable<Answered> = []) {
    this.start = start
    for (const one of answered) this.#set(one)
  }

  /** Of the day's answered calls; null when there are none. */
  get longestWaitMs(): number | null {
    return this.#longest
  }

  note(calls: readonly SummaryChange[]): void {
    for (const { before, after } of calls) {
      // An arrival that was learnt late may take a call to another day.
      if (before) this.#remove(before.call)
      if (after.arrived_at >= this.start && after.outcome === 'answered') this.#set(after)
    }
  }

  #set({ call, agent, wait_ms }: Answered): void {
    this.#answered.set(call, { call, agent, wait_ms })
    if (agent !== null) this.answeredBy.set(agent as AgentId, (this.answeredBy.get(agent as AgentId) ?? 0) + 1)
    this.#longest = Math.max(this.#longest ?? 0, wait_ms ?? 0)
  }

  #remove(call: string): void {
    const known = this.#answered.get(call)
    if (!known) return
    this.#answered.delete(call)
    if (known.agent !== null) this.answeredBy.set(known.agent as AgentId, this.answeredBy.get(known.agent as AgentId)! - 1)
    if (known.wait_ms !== this.#longest) return
    this.#longest = null
    for (const { wait_ms } of this.#answered.values()) this.#longest = Math.max(this.#longest ?? 0, wait_ms ?? 0)
  }
}

/** The day's figures as they are now, and each agent's own. */
export interface Day {
  of(now: Moment): DayOfCalls
  /** One agent's own day, for their own eyes: nobody is ranked. */
  own(agent: AgentId, now: Moment): DeskView['today']
  note(change: Change): void
}

const ANSWERED = sqlOf(build.selectFrom('calls').select(['call', 'agent', 'wait_ms'])
  .where('arrived_at', '>=', 0).where('outcome', '=', 'answered'))

const OWN = sqlOf(build.selectFrom('calls')
  .select(['t1', (eb) => eb.fn.countAll().as('calls'), (eb) => eb.fn.count('talk_ms').as('talks'), (eb) => eb.fn.sum('talk_ms').as('talk_ms')])
  .where('agent', '=', '').where('arrived_at', '>=', 0).groupBy('t1'))

export function createDay({ writer }: Database, calendar: Calendar): Day {
  let day: DayOfCalls | null = null
  /** Read when asked for, kept until a call of that agent changes. */
  const owns = new Map<AgentId, DeskView['today']>()
  const dayOf = (now: Moment): DayOfCalls => {
    const start = calendar.dayStart(now)
    if (day?.start !== start) {
      day = new DayOfCalls(start, writer.prepare(ANSWERED).all(start, 'answered') as Answered[])
      owns.clear()
    }
    return day
  }
  const readOwn = (agent: AgentId, start: Moment): DeskView['today'] => {
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
  return {
    of: dayOf,
    own(agent, now) {
      const { start } = dayOf(now)
      let own = owns.get(agent)
      if (!own) owns.set(agent, (own = readOwn(agent, start)))
      return own
    },
    note({ calls }) {
      day?.note(calls)
      for (const { before, after } of calls) for (const agent of [before?.agent, after.agent]) if (agent != null) owns.delete(agent as AgentId)
    },
  }
}
