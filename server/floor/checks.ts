import { isArranged } from '../calls/arrangement.ts'
import type { CallId } from '../calls/events.ts'
import { isRunning, lastHeard, standing } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { build, sqlOf, type Writer } from '../database/connect.ts'
import type { Journal } from '../journal/journal.ts'
import type { CheckName, Fault } from '../standards/checks.ts'
import { addTo, emptyTally, intervalOf, summaryOf, type Summary, type Tally, TALLY_FIELDS } from '../standards/tally.ts'
import { type TransferRow, transferRowsOf } from '../standards/transfers.ts'
import { type Floor, foldCall, isOnThePhone, sameRow } from './floor.ts'
import type { Intake } from './intake.ts'

/**
 * What the service checks of itself, on the real data: sums against calls, memory against disk, everything against the
 * journal. Each check is one look within one turn of the event loop, so nothing can change in between, and costs what the day
 * and the floor are, not what history is.
 */
export interface Scene {
  floor: Floor
  writer: Writer
  journal: Journal
  intake: Pick<Intake, 'figures'>
  now: Moment
  dayStart: Moment
  dayEnd: Moment
  memory: Memory
}

/** What one run remembers for the next. */
export interface Memory {
  /** The journal's chain was followed to this entry. */
  chainedTo: number
  /** All of history is followed over and over: so far this time. */
  lapTo: number
  /** Which calls the sample takes next. */
  sampledTo: string
  failures: number
}

/** @returns null when it holds */
type Check = (scene: Scene) => Fault | null

/** Entries of the journal that one run follows: more are left to the next. */
const LINKS_AT_ONCE = 2_000
const SAMPLE = 20
/** A call in which something should have happened by now. The reconciler asks long before. */
const FORGOTTEN_AFTER_MS = { ringing: 180_000, between: 60_000, queued: 1_800_000, talking: 4 * 3_600_000, held: 120_000, ended: 120_000 } as const
const COMMAND_LATE_MS = 30_000

const SUMS = sqlOf(build.selectFrom('calls').select((eb) => [
  'outcome', 't1', eb.fn.countAll<number>().as('calls'), eb.fn.sum<number>('wait_ms').as('wait_ms'),
]).where('arrived_at', '>=', 0).where('arrived_at', '<', 0).groupBy(['outcome', 't1']))
const RUNNING = sqlOf(build.selectFrom('calls').select('call').where('running', '=', 1))
const AGENTS = sqlOf(build.selectFrom('agents').selectAll())
const OWED = sqlOf(build.selectFrom('call_backs').select('call').where('state', '<>', 'done'))
const TRANSFERS_OF = sqlOf(build.selectFrom('transfers').selectAll().where('call', '=', '').orderBy('transfer'))
const NEXT_CALLS = sqlOf(build.selectFrom('calls').selectAll().where('call', '>', '').where('arrived_at', '>=', 0).orderBy('call').limit(1))
const LATE = sqlOf(build.selectFrom('outbox').select((eb) => eb.fn.countAll<number>().as('commands')).where('state', '=', 'pending').where('not_after', '<', 0))

type Sums = { outcome: string; t1: string; calls: number; wait_ms: number | null }[]
const sumsOf = ({ writer, dayStart, dayEnd }: Scene): Sums => writer.prepare(SUMS).all(dayStart, dayEnd) as Sums
const dayOf = ({ floor, dayStart, dayEnd }: Scene): Tally => {
  const day = emptyTally()
  for (const [start, tally] of floor.tallies) if (start >= intervalOf(dayStart) && start < dayEnd) addTo(day, tally)
  return day
}

const differ = (expected: unknown, found: unknown): Fault | null => (expected === found ? null : { expected: String(expected), found: String(found) })
/** Two lists that should hold the same names. */
const sameSet = (expected: readonly string[], found: readonly string[]): Fault | null => {
  const [a, b] = [[...expected].sort().join(' '), [...found].sort().join(' ')]
  return a === b ? null : { expected: `${expected.length}: ${short(a)}`, found: `${found.length}: ${short(b)}` }
}
/** Of two rows that should say the same, the fields in which they do not. */
function rowsDiffer(name: string, expected: object | null | undefined, found: object | null | undefined): Fault {
  const keys = [...new Set([...Object.keys(expected ?? {}), ...Object.keys(found ?? {})])]
  const text = (row: object | null | undefined, key: string) => JSON.stringify(row?.[key as keyof typeof row])
  const differing = keys.filter((key) => text(expected, key) !== text(found, key))
  const say = (row: object | null | undefined) => (row ? short(`${name}: ${differing.map((key) => `${key} ${text(row, key)}`).join(', ')}`) : `${name}: no row`)
  return { expected: say(expected), found: say(found) }
}
const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}…` : text)

const adds = (tally: Tally): boolean =>
  tally.received === tally.answered + tally.abandoned + tally.out_of_hours + tally.refused + tally.in_progress
const sides = (tally: Tally): Fault => ({
  expected: String(tally.received), found: String(tally.answered + tally.abandoned + tally.out_of_hours + tally.refused + tally.in_progress),
})

/** Everything but the comparison with Twilio, which has to ask: see `telephony/compare.ts`. */
export const CHECK: Record<Exclude<CheckName, 'twilio-agrees'>, Check> = {
  'day-adds-up'(scene) {
    const day = dayOf(scene)
    return adds(day) ? null : sides(day)
  },
  'intervals-add-up'({ floor }) {
    for (const [start, tally] of floor.tallies) if (!adds(tally)) return { expected: `${start}: ${sides(tally).expected}`, found: sides(tally).found }
    return null
  },
  'open-calls-in-sums'(scene) {
    const open = [...scene.floor.calls.values()].filter(({ call }) =>
      call.arrived && call.arrived.at >= scene.dayStart && call.arrived.at < scene.dayEnd && summaryOf(call)?.outcome === 'open').length
    return differ(open, dayOf(scene).in_progress)
  },
  'nothing-below-zero'({ floor }) {
    for (const [start, tally] of floor.tallies) for (const field of TALLY_FIELDS) if (tally[field] < 0) return { expected: `${field} ≥ 0`, found: `${start}: ${tally[field]}` }
    return null
  },
  'calls-in-sums'(scene) {
    const day = dayOf(scene)
    const rows = sumsOf(scene)
    const of = (outcome: string) => rows.filter((row) => row.outcome === outcome).reduce((sum, { calls }) => sum + calls, 0)
    return differ([of('answered'), of('abandoned'), of('out-of-hours'), of('refused'), of('open')].join(' '),
      [day.answered, day.abandoned, day.out_of_hours, day.refused, day.in_progress].join(' '))
  },
  'verdicts-in-sums'(scene) {
    const day = dayOf(scene)
    const rows = sumsOf(scene)
    const of = (verdict: string) => rows.filter((row) => row.t1 === verdict).reduce((sum, { calls }) => sum + calls, 0)
    return differ([of('kept'), of('broken'), of('void')].join(' '), [day.t1_kept, day.t1_broken, day.t1_void].join(' '))
  },
  'waits-in-sums'(scene) {
    const waited = sumsOf(scene).filter(({ outcome }) => outcome === 'answered').reduce((sum, { wait_ms }) => sum + (wait_ms ?? 0), 0)
    return differ(waited, dayOf(scene).wait_ms)
  },
  'transfers-of-calls'({ floor, writer }) {
    for (const id of floor.arranged) {
      const fault = sameTransfers(writer, id, transferRowsOf(floor.call(id)))
      if (fault) return fault
    }
    return null
  },
  'running-on-disk'({ floor, writer }) {
    const stored = (writer.prepare(RUNNING).all(1) as { call: string }[]).map(({ call }) => call)
    return sameSet([...floor.calls.values()].filter(({ call }) => call.arrived && isRunning(call)).map(({ call }) => call.id), stored)
  },
  'agents-on-disk'({ floor, writer }) {
    const stored = new Map((writer.prepare(AGENTS).all() as { agent: string; body: string }[]).map(({ agent, body }) => [agent, body]))
    for (const [id, agent] of floor.agents) {
      const body = stored.get(id)
      if (body !== JSON.stringify(agent)) return rowsDiffer(id, agent, body === undefined ? undefined : JSON.parse(body))
    }
    return differ(floor.agents.size, stored.size)
  },
  'call-backs-on-disk'({ floor, writer }) {
    return sameSet([...floor.callBacks.keys()], (writer.prepare(OWED).all('done') as { call: string }[]).map(({ call }) => call))
  },
  'journal-taken-in': ({ floor, journal }) => differ(journal.seq, floor.seq),
  'journal-chained'({ journal, memory }) {
    // What is new since the last run, and a stretch of what is old: in time all of history, again and again.
    const spans = [[memory.chainedTo, Math.min(journal.seq, memory.chainedTo + LINKS_AT_ONCE)], [memory.lapTo, Math.min(journal.seq, memory.lapTo + LINKS_AT_ONCE)]] as const
    for (const [after, to] of spans) {
      const broken = journal.verify(after, to)
      if (broken !== null) return { expected: 'every entry fits the one before', found: `entry ${broken} does not` }
    }
    memory.chainedTo = spans[0][1]
    memory.lapTo = spans[1][1] === journal.seq ? 0 : spans[1][1]
    return null
  },
  'sample-recomputed'({ writer, journal, memory, dayStart }) {
    const rows = writer.prepare(NEXT_CALLS).all(memory.sampledTo, dayStart, SAMPLE) as Summary[]
    memory.sampledTo = rows.length < SAMPLE ? '' : rows.at(-1)!.call
    for (const row of rows) {
      const call = foldCall(row.call as CallId, journal.eventsOf(row.call as CallId).map(({ event }) => event))
      const summary = summaryOf(call)
      if (!summary || !sameRow(row, summary)) return rowsDiffer(row.call, summary, row)
      const fault = sameTransfers(writer, row.call, transferRowsOf(call))
      if (fault) return fault
    }
    return null
  },
  'one-talk-each'({ floor }) {
    for (const agent of floor.talking) {
      const talks = [...floor.partsOf(agent)].filter(([, part]) => isOnThePhone(part))
      if (talks.length > 1) return { expected: `${agent}: 1`, found: talks.map(([call]) => call).join(' ') }
    }
    return null
  },
  'nobody-forgotten'({ floor, now }) {
    for (const { call } of floor.calls.values()) {
      const { phase } = standing(call)
      if (now - lastHeard(call) > FORGOTTEN_AFTER_MS[phase] && !(phase === 'talking' && isArranged(call))) return { expected: `${call.id} heard of`, found: `${phase} for ${Math.round((now - lastHeard(call)) / 1000)} s` }
    }
    return null
  },
  'commands-in-time': ({ writer, now }) => differ(0, (writer.prepare(LATE).get('pending', now - COMMAND_LATE_MS) as { commands: number }).commands),
  'writes-succeed'({ intake, memory }) {
    const before = memory.failures
    memory.failures = intake.figures.failures
    return differ(before, intake.figures.failures)
  },
}

function sameTransfers(writer: Writer, call: string, rows: readonly TransferRow[]): Fault | null {
  const stored = writer.prepare(TRANSFERS_OF).all(call) as TransferRow[]
  if (stored.length === rows.length && rows.every((row, i) => sameRow(row, stored[i]!))) return null
  const i = rows.findIndex((row, i) => !stored[i] || !sameRow(row, stored[i]))
  return rowsDiffer(`${call} ${i + 1}`, rows[i], stored[i])
}
