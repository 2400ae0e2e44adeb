import type { ColumnType, GeneratedAlways } from 'kysely'
import type { Failing } from '../standards/checks.ts'
import type { Summary, Tally } from '../standards/tally.ts'
import type { RefusedRow } from '../standards/transfers.ts'

/** A column that is written with its row and never again: an update does not compile. */
export type WrittenOnce<T> = ColumnType<T, T, never>

export interface JournalTable {
  seq: WrittenOnce<number>
  type: WrittenOnce<string>
  version: WrittenOnce<number>
  at: WrittenOnce<number>
  received_at: WrittenOnce<number>
  call: WrittenOnce<string | null>
  leg: WrittenOnce<string | null>
  agent: WrittenOnce<string | null>
  round: WrittenOnce<number | null>
  body: WrittenOnce<string>
  hash: WrittenOnce<Uint8Array>
}

export interface InboxTable {
  key: WrittenOnce<string>
  received_at: WrittenOnce<number>
  answer: string | null
}

export interface CallLegsTable {
  leg: WrittenOnce<string>
  call: WrittenOnce<string>
}

/** Projections have the shape of what is folded: see `standards/tally.ts`. */
export type CallsTable = Summary

export interface TalliesTable extends Tally {
  interval_start: number
}

export interface TransfersTable {
  call: string
  transfer: number
  interval_start: number
  asked_at: number
  asked_by: string
  kind: string
  to_kind: string
  to_id: string
  verdict: string
  certain: number
  ending: string | null
  answered_at: number | null
  rung_in_time: number
  speaking_in_time: number
}

export type RefusedTransfersTable = RefusedRow

export interface CallBacksTable {
  call: string
  caller_masked: string
  reason: string
  made_at: number
  promised_for: number
  owner: string | null
  department: string | null
  state: string
  outcome: string | null
  dialled_by: string | null
  stage: string | null
  stage_since: number | null
}

export interface ClaimsTable {
  what: WrittenOnce<string>
  by: WrittenOnce<string>
}

export interface AgentsTable {
  agent: string
  body: string
}

export interface OutboxTable {
  id: GeneratedAlways<number>
  call: string
  body: string
  made_at: number
  not_after: number
  due_at: number
  tries: number
  state: 'pending' | 'done' | 'failed'
  error: string | null
}

export interface DepartmentsTable {
  id: string
  name_ko: string
  name_en: string
  /** JSON. */
  keywords: string
  number: string | null
}

export interface ContactsTable {
  id: string
  name_ko: string
  name_en: string
  /** JSON. */
  keywords: string
  number: string
  /** 0 or 1. */
  active: number
}

export interface GreetingsTable {
  account: string
  text: string
}

export interface PeopleTable {
  account: string
  name: string
  role: 'agent' | 'supervisor' | 'administrator' | 'display'
  department: string
  password_hash: string | null
  /** 0 or 1. */
  active: number
}

export interface EndpointsTable {
  account: string
  place: number
  kind: 'browser' | 'phone' | 'sip'
  address: string | null
}

export interface SessionsTable {
  id_hash: WrittenOnce<Uint8Array>
  account: WrittenOnce<string>
  started_at: WrittenOnce<number>
  seen_at: number
  expires_at: number
}

export interface LoginLimitsTable {
  kind: 'pair' | 'account' | 'address' | 'known'
  key: Uint8Array
  failures: number
  until: number
}

export interface AlertRulesTable {
  rule: string
  /** JSON. */
  body: string
}

export interface AlertsTable {
  alert: string
  rule: string
  raised_at: number
  cleared_at: number | null
  /** JSON. */
  body: string
}

export interface NoticesTable {
  id: GeneratedAlways<number>
  alert: WrittenOnce<string>
  step: WrittenOnce<'raised' | 'escalated' | 'cleared'>
  way: WrittenOnce<'webhook' | 'text'>
  recipient: WrittenOnce<string>
  body: WrittenOnce<string>
  made_at: WrittenOnce<number>
  not_after: WrittenOnce<number>
  due_at: number
  tries: number
  state: 'pending' | 'done' | 'failed'
  error: string | null
}

/** Every table, as Kysely sees it. */
/** What the service found wrong with itself: see `standards/checks.ts`. */
export type FailingChecksTable = Failing

export interface DaysTable {
  start: number
  seq: number
  floor: string
}

export interface DisplaysTable {
  id: WrittenOnce<string>
  token_hash: WrittenOnce<Uint8Array>
  label: WrittenOnce<string>
  made_by: WrittenOnce<string>
  made_at: WrittenOnce<number>
  seen_at: number | null
  revoked_by: string | null
  revoked_at: number | null
}

export interface Tables {
  journal: JournalTable
  inbox: InboxTable
  call_legs: CallLegsTable
  calls: CallsTable
  tallies: TalliesTable
  transfers: TransfersTable
  refused_transfers: RefusedTransfersTable
  call_backs: CallBacksTable
  claims: ClaimsTable
  failing_checks: FailingChecksTable
  agents: AgentsTable
  outbox: OutboxTable
  departments: DepartmentsTable
  contacts: ContactsTable
  greetings: GreetingsTable
  alert_rules: AlertRulesTable
  alerts: AlertsTable
  notices: NoticesTable
  people: PeopleTable
  endpoints: EndpointsTable
  sessions: SessionsTable
  displays: DisplaysTable
  days: DaysTable
  login_limits: LoginLimitsTable
}
