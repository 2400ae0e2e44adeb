import type { CallId } from '../calls/events.ts'
import { WITHHELD } from '../people/mask.ts'
import type { Call } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Change } from '../floor/intake.ts'

/** Who called before: "second call this week" spares a caller from beginning anew. Kept in memory, and only for a while. */
export interface Callers {
  /** Calls by the same number before this one, within {@link REMEMBERED_DAYS}. */
  earlier(call: Call): number
  note(change: Change): void
}

const REMEMBERED_DAYS = 30
const DAY_MS = 86_400_000

const ARRIVALS = sqlOf(build.selectFrom('calls')
  .innerJoin('journal', (join) => join.onRef('journal.call', '=', 'calls.call').on('journal.type', '=', 'call-arrived'))
  .select(['calls.call', 'journal.body']).where('calls.arrived_at', '>=', 0).orderBy('calls.arrived_at'))

/** Reads the last weeks once; what that costs depends on them, not on how long the line has been served. */
export function createCallers({ writer }: Database, now: Moment): Callers {
  const byNumber = new Map<string, Set<string>>()
  const add = (call: string, number: string) => {
    const calls = byNumber.get(number)
    if (calls) calls.add(call)
    else byNumber.set(number, new Set([call]))
  }
  for (const { call, body } of writer.prepare(ARRIVALS).all('call-arrived', now - REMEMBERED_DAYS * DAY_MS) as { call: string; body: string }[]) {
    const { caller } = JSON.parse(body) as { caller: { raw: string; masked: string } }
    if (caller.masked !== WITHHELD) add(call, caller.raw)
  }
  return {
    earlier({ id, arrived }) {
      if (!arrived || arrived.caller.masked === WITHHELD) return 0
      let before = 0
      // Ids begin with the time of arrival: what sorts before came before.
      for (const call of byNumber.get(arrived.caller.raw) ?? []) if ((call as CallId) < id) before++
      return before
    },
    note({ events }) {
      for (const event of events) {
        if (event.type === 'call-arrived' && event.caller.masked !== WITHHELD) add(event.call, event.caller.raw)
      }
    },
  }
}
