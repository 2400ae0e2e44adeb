import { type Agent, unseen } from '../agents/state.ts'
import type { AlertId } from '../alerts/events.ts'
import type { Alert, Watch } from '../alerts/state.ts'
import { DIAL_FACTS, dialOutOf } from '../calls/dials-out.ts'
import type { AgentId, CallId, LegId } from '../calls/events.ts'
import type { Intent } from '../calls/intents.ts'
import { isRunning } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf, type Writer } from '../database/connect.ts'
import { isCallEvent } from '../journal/codec.ts'
import type { Journal } from '../journal/journal.ts'
import type { Failing } from '../standards/checks.ts'
import { type Summary, TALLY_FIELDS, type Tally } from '../standards/tally.ts'
import type { CallBackRow, RefusedRow, TransferRow } from '../standards/transfers.ts'
import type { DayBeginning } from './days.ts'
import { type Archive, Floor, foldCall } from './floor.ts'

/** The projections on disk: what the floor is restored from, and what lists and reports read. */
export interface Store extends Archive {
  /** Notes a request. @returns false when it was taken in before: see {@link answerTo} */
  remember(key: string, receivedAt: Moment): boolean
  /** What a request noted before was answered. */
  answerTo(key: string): string | null
  keepAnswer(key: string, answer: string): void
  callOf(leg: LegId): CallId | null
  nameLeg(leg: LegId, call: CallId): void
  saveCall(row: Summary): void
  saveAgent(agent: Agent): void
  saveTally(interval: Moment, tally: Tally): void
  saveTransfer(row: TransferRow): void
  saveRefused(row: RefusedRow): void
  saveCallBack(row: CallBackRow): void
  beginDay(beginning: DayBeginning): void
  /** The newest day that began at or before this moment and this entry; null when none did since days are written down. */
  dayAt(moment: Moment, seq: number): DayBeginning | null
  /** When the first day began that was written down. */
  firstDay(): Moment | null
  /** All that fail now, in place of those before. */
  saveChecks(failing: readonly Failing[]): void
  saveWatch(watch: Watch): void
  saveAlert(alert: Alert): void
  put(intent: Intent, now: Moment): void
  /**
   * Takes something that only one can have. Decided by a unique key: it holds between two servers too.
   * @returns who has it: `by`, or whoever was faster
   */
  claim(what: string, by: string): string
}

const SUMMARY_FIELDS = [
  'call', 'arrived_at', 'interval_start', 'line', 'caller_masked', 'outcome', 'running', 't1', 't1_lenient', 't1_certain',
  'agent', 'answered_at', 'ended_at', 'wait_ms', 'rings', 'talk_ms',
] as const satisfies (keyof Summary)[]

const TRANSFER_FIELDS = [
  'call', 'transfer', 'interval_start', 'asked_at', 'asked_by', 'kind', 'to_kind', 'to_id', 'verdict', 'certain', 'ending', 'answered_at',
  'rung_in_time', 'speaking_in_time',
] as const satisfies (keyof TransferRow)[]
const REFUSED_FIELDS = ['call', 'refusal', 'interval_start', 'asked_at', 'asked_by', 'to_kind', 'to_id', 'because'] as const satisfies (keyof RefusedRow)[]
const CALL_BACK_FIELDS = [
  'call', 'caller_masked', 'reason', 'made_at', 'promised_for', 'owner', 'department', 'state', 'outcome', 'dialled_by', 'stage', 'stage_since',
] as const satisfies (keyof CallBackRow)[]

const blank = <K extends string>(fields: readonly K[]) => Object.fromEntries(fields.map((field) => [field, null])) as Record<K, never>

const SQL = {
  answerTo: sqlOf(build.selectFrom('inbox').select('answer').where('key', '=', '')),
  remember: sqlOf(build.insertInto('inbox').values({ key: '', received_at: 0, answer: null }).onConflict((clash) => clash.doNothing())),
  keepAnswer: sqlOf(build.updateTable('inbox').set({ answer: '' }).where('key', '=', '')),
  callOf: sqlOf(build.selectFrom('call_legs').select('call').where('leg', '=', '')),
  // An arrival may be learnt twice: from the end of the call, and late from the call itself. The name stays.
  nameLeg: sqlOf(build.insertInto('call_legs').values({ leg: '', call: '' }).onConflict((met) => met.doNothing())),
  saveCall: sqlOf(build.replaceInto('calls').values(blank(SUMMARY_FIELDS))),
  saveAgent: sqlOf(build.replaceInto('agents').values({ agent: '', body: '' })),
  saveTally: sqlOf(build.replaceInto('tallies').values({ interval_start: 0 as never, ...blank(TALLY_FIELDS) })),
  tally: sqlOf(build.selectFrom('tallies').select([...TALLY_FIELDS]).where('interval_start', '=', 0)),
  tallies: sqlOf(build.selectFrom('tallies').select(['interval_start', ...TALLY_FIELDS]).orderBy('interval_start', 'desc').limit(1)),
  put: sqlOf(build.insertInto('outbox').values({
    call: '', body: '', made_at: 0, not_after: 0, due_at: 0, tries: 0, state: 'pending',
  })),
  saveTransfer: sqlOf(build.replaceInto('transfers').values(blank(TRANSFER_FIELDS))),
  saveRefused: sqlOf(build.replaceInto('refused_transfers').values(blank(REFUSED_FIELDS))),
  saveCallBack: sqlOf(build.replaceInto('call_backs').values(blank(CALL_BACK_FIELDS))),
  openCallBacks: sqlOf(build.selectFrom('call_backs').selectAll().where('state', '<>', 'done')),
  claim: sqlOf(build.insertInto('claims').values({ what: '', by: '' }).onConflict((clash) => clash.doNothing())),
  claimed: sqlOf(build.selectFrom('claims').select('by').where('what', '=', '')),
  beginDay: sqlOf(build.replaceInto('days').values({ start: 0, seq: 0, floor: '' })),
  dayAt: sqlOf(build.selectFrom('days').selectAll().where('start', '<=', 0).where('seq', '<=', 0).orderBy('start', 'desc').limit(1)),
  firstDay: sqlOf(build.selectFrom('days').select((eb) => eb.fn.min('start').as('start'))),
  noChecks: sqlOf(build.deleteFrom('failing_checks')),
  saveCheck: sqlOf(build.insertInto('failing_checks').values({ check: '' as never, since: 0, expected: '', found: '' })),
  checks: sqlOf(build.selectFrom('failing_checks').selectAll().orderBy('check')),
  running: sqlOf(build.selectFrom('calls').select('call').where('running', '=', 1).orderBy('call')),
  agents: sqlOf(build.selectFrom('agents').select('body')),
  saveWatch: sqlOf(build.replaceInto('alert_rules').values({ rule: '', body: '' })),
  saveAlert: sqlOf(build.replaceInto('alerts').values({ alert: '', rule: '', raised_at: 0, cleared_at: 0, body: '' })),
  watches: sqlOf(build.selectFrom('alert_rules').select('body').orderBy('rule')),
  openAlerts: sqlOf(build.selectFrom('alerts').select('body').where('cleared_at', 'is', null).orderBy('alert')),
  alert: sqlOf(build.selectFrom('alerts').select('body').where('alert', '=', '')),
}

export function openStore({ writer }: Database, journal: Journal): Store {
  return {
    call: (id) => foldCall(id, journal.eventsOf(id).map(({ event }) => event)),
    tally: (interval) => (writer.prepare(SQL.tally).get(interval) as Tally | undefined) ?? null,
    remember: (key, receivedAt) => writer.prepare(SQL.remember).run(key, receivedAt, null).changes === 1,
    alert: (id) => {
      const row = writer.prepare(SQL.alert).get(id) as { body: string } | undefined
      return row ? (JSON.parse(row.body) as Alert) : null
    },
    answerTo: (key) => (writer.prepare(SQL.answerTo).get(key) as { answer: string | null } | undefined)?.answer ?? null,
    keepAnswer: (key, answer) => void writer.prepare(SQL.keepAnswer).run(answer, key),
    callOf: (leg) => (writer.prepare(SQL.callOf).get(leg) as { call: CallId } | undefined)?.call ?? null,
    nameLeg: (leg, call) => void writer.prepare(SQL.nameLeg).run(leg, call),
    saveCall: (row) => void writer.prepare(SQL.saveCall).run(SUMMARY_FIELDS.map((field) => row[field])),
    saveAgent: (agent) => void writer.prepare(SQL.saveAgent).run(agent.id, JSON.stringify(agent)),
    saveTally: (interval, tally) => void writer.prepare(SQL.saveTally).run(interval, ...TALLY_FIELDS.map((field) => tally[field])),
    saveTransfer: (row) => void writer.prepare(SQL.saveTransfer).run(TRANSFER_FIELDS.map((field) => row[field])),
    saveRefused: (row) => void writer.prepare(SQL.saveRefused).run(REFUSED_FIELDS.map((field) => row[field])),
    saveCallBack: (row) => void writer.prepare(SQL.saveCallBack).run(CALL_BACK_FIELDS.map((field) => row[field])),
    beginDay: ({ start, seq, ...floor }) => void writer.prepare(SQL.beginDay).run(start, seq, JSON.stringify(floor)),
    dayAt(moment, seq) {
      const row = writer.prepare(SQL.dayAt).get(moment, seq, 1) as { start: Moment; seq: number; floor: string } | undefined
      return row ? { start: row.start, seq: row.seq, ...JSON.parse(row.floor) as Omit<DayBeginning, 'start' | 'seq'> } : null
    },
    firstDay: () => (writer.prepare(SQL.firstDay).get() as { start: Moment | null }).start,
    saveChecks(failing) {
      writer.prepare(SQL.noChecks).run()
      for (const { check, since, expected, found } of failing) writer.prepare(SQL.saveCheck).run(check, since, expected, found)
    },
    saveWatch: (watch) => void writer.prepare(SQL.saveWatch).run(watch.rule.id, JSON.stringify(watch)),
    saveAlert: (alert) => void writer.prepare(SQL.saveAlert).run(alert.id, alert.rule.id, alert.raisedAt, alert.cleared?.at ?? null, JSON.stringify(alert)),
    claim(what, by) {
      writer.prepare(SQL.claim).run(what, by)
      return (writer.prepare(SQL.claimed).get(what) as { by: string }).by
    },
    put: (intent, now) =>
      void writer.prepare(SQL.put).run(intent.call, JSON.stringify(intent), now, intent.notAfter, now, 0, 'pending'),
  }
}

/** The newest quarters of an hour: two days and more, so that today's picture is whole at once. */
const QUARTERS = 200

/**
 * The floor as the last commit left it: the calls still running, folded from their events, every agent, and the newest sums.
 * Costs what is running now, not what history holds.
 */
export function restoreFloor(writer: Writer, journal: Journal, store: Store): Floor {
  const floor = new Floor(store)
  for (const { call } of writer.prepare(SQL.running).all(1) as { call: CallId }[]) {
    const folded = store.call(call)
    if (isRunning(folded)) floor.restore(folded)
  }
  for (const { body } of writer.prepare(SQL.agents).all() as { body: string }[]) {
    const known = JSON.parse(body) as Agent
    // What an earlier version did not keep is as of somebody who never said anything.
    const agent: Agent = { ...unseen(known.id), ...known }
    floor.agents.set(agent.id as AgentId, agent)
  }
  for (const { interval_start, ...tally } of writer.prepare(SQL.tallies).all(QUARTERS) as (Tally & { interval_start: Moment })[]) {
    floor.tallies.set(interval_start, tally)
  }
  for (const row of writer.prepare(SQL.openCallBacks).all('done') as CallBackRow[]) floor.callBacks.set(row.call, row)
  // Those of the newest day, which is read once: no table counts them.
  floor.dialledOut = journal.ofTypes(DIAL_FACTS, store.dayAt(Number.MAX_SAFE_INTEGER, journal.seq)?.seq ?? 0)
    .flatMap(({ event }) => (isCallEvent(event) ? dialOutOf(event, store.call(event.call)) ?? [] : []))
  floor.failing = new Map((writer.prepare(SQL.checks).all() as Failing[]).map((one) => [one.check, one]))
  for (const { body } of writer.prepare(SQL.watches).all() as { body: string }[]) {
    const watch = JSON.parse(body) as Watch
    floor.watches.set(watch.rule.id, watch)
  }
  for (const { body } of writer.prepare(SQL.openAlerts).all() as { body: string }[]) {
    const alert = JSON.parse(body) as Alert
    floor.alerts.set(alert.id as AlertId, alert)
  }
  floor.seq = journal.seq
  return floor
}

