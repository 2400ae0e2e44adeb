import type { Agent } from '../agents/state.ts'
import type { Alert, Watch } from '../alerts/state.ts'
import type { AgentId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Journal } from '../journal/journal.ts'
import type { Failing } from '../standards/checks.ts'
import { isZero, type Summary, type Tally } from '../standards/tally.ts'
import type { CallBackRow, RefusedRow, TransferRow } from '../standards/transfers.ts'
import { createDayWatch, type DayBeginning } from './days.ts'
import { Floor, foldCall } from './floor.ts'
import type { Store } from './store.ts'

/** What the projections should hold, worked out from the journal alone. */
export interface Recomputed {
  entries: number
  calls: Map<string, Summary>
  agents: Map<AgentId, Agent>
  tallies: Map<Moment, Tally>
  transfers: Map<string, TransferRow>
  refused: Map<string, RefusedRow>
  callBacks: Map<string, CallBackRow>
  failing: ReadonlyMap<string, Failing>
  days: Map<Moment, DayBeginning>
  watches: Map<string, Watch>
  alerts: Map<string, Alert>
}

const AT_A_TIME = 10_000

/**
 * Folds the whole journal anew, entry after entry, on a floor of its own. Takes as long as history is.
 * @param dayStart the beginning of the day in which something was received; without it the beginnings of days are left out
 */
export function recompute(journal: Journal, dayStart: ((at: Moment) => Moment) | null = null): Recomputed {
  const calls = new Map<string, Summary>()
  const tallies = new Map<Moment, Tally>()
  const transfers = new Map<string, TransferRow>()
  const refused = new Map<string, RefusedRow>()
  const callBacks = new Map<string, CallBackRow>()
  const days = new Map<Moment, DayBeginning>()
  const watch = dayStart && createDayWatch(dayStart, null)
  const alerts = new Map<string, Alert>()
  let at = 0
  const floor = new Floor({
    call: (id) => foldCall(id, journal.eventsOf(id).filter(({ seq }) => seq < at).map(({ event }) => event)),
    tally: (interval) => tallies.get(interval) ?? null,
    alert: (id) => alerts.get(id) ?? null,
  })
  for (;;) {
    const entries = journal.readAfter(at, AT_A_TIME)
    if (entries.length === 0) break
    for (const { seq, event } of entries) {
      at = seq
      if (watch?.begins(event.receivedAt)) {
        const begun = watch.begin(floor, event.receivedAt)
        days.set(begun.start, begun)
      }
      floor.apply(event, seq)
      const settled = floor.settle()
      for (const { after } of settled.calls) calls.set(after.call, after)
      for (const [interval, tally] of settled.tallies) tallies.set(interval, tally)
      for (const { after } of settled.transfers) transfers.set(`${after.call}/${after.transfer}`, after)
      for (const row of settled.refused) refused.set(`${row.call}/${row.refusal}`, row)
      for (const row of settled.callBacks) callBacks.set(row.call, row)
      for (const alert of settled.alerts) alerts.set(alert.id, alert)
      floor.commit(settled.gone)
    }
  }
  return { entries: at, calls, agents: floor.agents, tallies, transfers, refused, callBacks, failing: floor.failing, days, watches: floor.watches, alerts }
}

/**
 * Works the sums out anew where a migration has thrown them away because they are to say more. Takes as long as history is, once.
 * @returns whether there was anything to do
 */
export function refillTallies({ writer }: Database, journal: Journal, store: Pick<Store, 'saveTally'>): boolean {
  if (journal.seq === 0 || writer.prepare(ANY_TALLY).get(1)) return false
  const { tallies } = recompute(journal)
  writer.transaction(() => {
    for (const [interval, tally] of tallies) store.saveTally(interval, tally)
  })
  return tallies.size > 0
}
const ANY_TALLY = sqlOf(build.selectFrom('tallies').select('interval_start').limit(1))

/** A projection that does not say what the journal says. */
export interface Difference {
  table: 'calls' | 'agents' | 'tallies' | 'transfers' | 'refused_transfers' | 'call_backs' | 'failing_checks' | 'days' | 'alert_rules' | 'alerts'
  key: string
  stored: unknown
  recomputed: unknown
}

/** Holds the stored projections against the recomputation. @returns every row that differs, is missing or is too many */
export function differences({ writer }: Database, { calls, agents, tallies, transfers, refused, callBacks, failing, days, watches, alerts }: Recomputed): Difference[] {
  const found: Difference[] = []
  const compare = (table: Difference['table'], stored: Map<string, unknown>, recomputed: Map<string, unknown>) => {
    for (const key of new Set([...stored.keys(), ...recomputed.keys()])) {
      if (canonical(stored.get(key)) !== canonical(recomputed.get(key))) {
        found.push({ table, key, stored: stored.get(key) ?? null, recomputed: recomputed.get(key) ?? null })
      }
    }
  }
  const rows = <T>(sql: string) => writer.prepare(sql).all() as T[]
  compare('calls', new Map(rows<Summary>('select * from calls').map((row) => [row.call, row])), calls)
  compare('agents', new Map(rows<{ agent: string; body: string }>('select * from agents').map((row) => [row.agent, JSON.parse(row.body)])), agents)
  compare('transfers', new Map(rows<TransferRow>('select * from transfers').map((row) => [`${row.call}/${row.transfer}`, row])), transfers)
  compare('refused_transfers', new Map(rows<RefusedRow>('select * from refused_transfers').map((row) => [`${row.call}/${row.refusal}`, row])), refused)
  compare('call_backs', new Map(rows<CallBackRow>('select * from call_backs').map((row) => [row.call, row])), callBacks)
  compare('failing_checks', new Map(rows<Failing>('select * from failing_checks').map((row) => [row.check, row])), new Map(failing))
  if (days.size > 0) {
    const begun = rows<{ start: Moment; seq: number; floor: string }>('select * from days')
    // Those of before days were written down are not missing.
    compare('days', new Map(begun.map(({ start, seq, floor }) => [String(start), { start, seq, ...JSON.parse(floor) }])),
      new Map(begun.flatMap(({ start }) => { const found = days.get(start); return found ? [[String(start), found] as const] : [] })))
  }
  compare('alert_rules', new Map(rows<{ rule: string; body: string }>('select * from alert_rules').map((row) => [row.rule, JSON.parse(row.body)])), watches)
  compare('alerts', new Map(rows<{ alert: string; body: string }>('select * from alerts').map((row) => [row.alert, JSON.parse(row.body)])), alerts)
  const sums = rows<Tally & { interval_start: Moment }>('select * from tallies').map(({ interval_start, ...tally }): [string, Tally] => [String(interval_start), tally])
  compare('tallies', new Map(sums.filter(([, tally]) => !isZero(tally))),
    new Map([...tallies].filter(([, tally]) => !isZero(tally)).map(([interval, tally]) => [String(interval), tally])))
  return found
}

/** JSON with sorted keys: equal content, equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner) ?? 'null'
}
