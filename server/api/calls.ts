import type { Moment } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import type { Outcome } from '../calls/state.ts'
import type { Judged } from '../standards/promises.ts'

export interface CallsAsked {
  from: Moment
  to: Moment
  outcome?: Outcome | undefined
  t1?: string | undefined
  agent?: string | undefined
  /** The last call of the page before. */
  after?: string | undefined
  limit: number
}

/**
 * A page of calls by arrival. Read through the index on arrival: what it costs is the page, not the history.
 * @param judged verdicts of calls nobody has answered yet, which the clock alone can break; null for others
 */
export async function listCalls({ reader }: Database, asked: CallsAsked, judged: (call: string) => Pick<Judged, 'strict' | 'lenient'> | null) {
  let query = reader.selectFrom('calls').selectAll()
    .where('arrived_at', '>=', asked.from).where('arrived_at', '<', asked.to)
    .orderBy('arrived_at').orderBy('call').limit(asked.limit + 1)
  if (asked.outcome) query = query.where('outcome', '=', asked.outcome)
  // Whom nobody has answered yet is judged below, by the clock: such a call may be broken although no report says so.
  if (asked.t1) query = query.where((eb) => eb.or([eb('t1', '=', asked.t1!), eb('outcome', '=', 'open')]))
  if (asked.agent) query = query.where('agent', '=', asked.agent)
  if (asked.after) {
    const last = await reader.selectFrom('calls').select('arrived_at').where('call', '=', asked.after).executeTakeFirst()
    const at = last?.arrived_at ?? 0
    query = query.where((eb) => eb.or([eb('arrived_at', '>', at), eb('arrived_at', '=', at).and('call', '>', asked.after!)]))
      .where('arrived_at', '>=', at)
  }
  const rows = await query.execute()
  const page = rows.slice(0, asked.limit)
  return {
    calls: page.map((row) => {
      const now = row.outcome === 'open' ? judged(row.call) : null
      return {
        call: row.call, arrivedAt: row.arrived_at, line: row.line, caller: row.caller_masked, outcome: row.outcome,
        t1: now?.strict ?? row.t1, t1Lenient: now?.lenient ?? row.t1_lenient, certain: row.t1_certain === 1, agent: row.agent,
        answeredAt: row.answered_at, endedAt: row.ended_at, waitMs: row.wait_ms, ring: row.rings, talkMs: row.talk_ms, running: row.running === 1,
      }
    }).filter(({ t1 }) => asked.t1 === undefined || t1 === asked.t1),
    next: rows.length > asked.limit ? page.at(-1)!.call : null,
  }
}
