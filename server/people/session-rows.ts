import { createHash } from 'node:crypto'
import type { Moment } from '../clock.ts'
import { build, type Database } from '../database/connect.ts'
import type { Role, SessionView } from '../protocol/people.ts'
import { change, rowOf, rowsOf } from './ask.ts'

/*
 * Sessions as rows. The middleware (sessions.ts) and the sockets ask here; nobody else reads the table.
 * Everything is synchronous and through the writer.
 */

type Rows = Pick<Database, 'writer'>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * The line is open from nine to six. Whoever comes at half past eight and stays until half past seven is at work for eleven hours;
 * after twelve every working day is over, and the next has not begun. NIST SP 800-63B (rev. 3) allows no more at its level 2.
 */
const WORKING_DAY_MS = 12 * HOUR_MS

/** How long a session lasts without activity, and at most. A wallboard hangs there for weeks and nobody touches it. */
const LASTING: Record<Role, { idleMs: number; atMostMs: number }> = {
  agent: { idleMs: 15 * MINUTE_MS, atMostMs: WORKING_DAY_MS },
  supervisor: { idleMs: 15 * MINUTE_MS, atMostMs: WORKING_DAY_MS },
  administrator: { idleMs: 15 * MINUTE_MS, atMostMs: WORKING_DAY_MS },
  display: { idleMs: 30 * DAY_MS, atMostMs: Infinity },
}

/** Activity is written down at most this often, so a session may end up to this much before its idle time is over. */
const NOTICED_MS = MINUTE_MS

/** A session that has not ended: who, and since when. Name, role and department are of now, not of the login. */
export interface FoundSession {
  who: SessionView
  startedAt: Moment
}

/** Who has a call in hand, or has just had one: their session does not end in the middle of it. */
export type HasCall = (account: string) => boolean
const nobody: HasCall = () => false

/** The session of this id; null when there is none, it has ended, or its person was locked out. Is no activity. */
export function findSession(db: Rows, id: string, now: Moment, hasCall = nobody): FoundSession | null {
  const row = living(db, id, now, hasCall)
  if (!row) return null
  const { account, name, role, department } = row
  return { who: { account, name, role, department }, startedAt: row.started_at }
}

/** Writes a new session down, and sweeps those that are over: each login clears up, so no timer has to. */
export function startSession(db: Rows, id: string, who: { account: string; role: Role }, now: Moment, hasCall = nobody): void {
  const { account, role } = who
  const row = { id_hash: hashOf(id), account, started_at: now, seen_at: now, expires_at: endOf(role, now, now) }
  db.writer.transaction(() => {
    sweepSessions(db, now, hasCall)
    change(db, build.insertInto('sessions').values(row).onConflict((met) => met.doNothing()))
  })
}

/** Notes activity. Writes at most once a minute; a session that has ended stays ended. */
export function keepSession(db: Rows, id: string, now: Moment, hasCall = nobody): void {
  const row = living(db, id, now, hasCall)
  if (!row || now - row.seen_at < NOTICED_MS) return
  const expires_at = endOf(row.role, row.started_at, now)
  change(db, build.updateTable('sessions').set({ seen_at: now, expires_at }).where('id_hash', '=', hashOf(id)))
}

export function endSession(db: Rows, id: string): void {
  change(db, build.deleteFrom('sessions').where('id_hash', '=', hashOf(id)))
}

/** Logs somebody out everywhere. Sockets find out when they next ask. @returns how many sessions ended */
export function endAll(db: Rows, account: string): number {
  return change(db, build.deleteFrom('sessions').where('account', '=', account))
}

/** Deletes what is over. @returns how many */
export function sweepSessions(db: Rows, now: Moment, hasCall = nobody): number {
  let swept = 0
  for (const { account } of rowsOf(db, build.selectFrom('sessions').select('account').distinct().where('expires_at', '<=', now))) {
    if (!hasCall(account)) swept += change(db, build.deleteFrom('sessions').where('account', '=', account).where('expires_at', '<=', now))
  }
  return swept
}

function living(db: Rows, id: string, now: Moment, hasCall: HasCall) {
  const row = rowOf(db, build.selectFrom('sessions').innerJoin('people', 'people.account', 'sessions.account')
    .select(['people.account', 'name', 'role', 'department', 'started_at', 'seen_at', 'expires_at'])
    .where('id_hash', '=', hashOf(id)).where('active', '=', 1))
  return row && (row.expires_at > now || hasCall(row.account)) ? row : null
}

/** When a session of this role ends at the latest; never for a wallboard. */
export const limitOf = (role: Role, startedAt: Moment): Moment => startedAt + LASTING[role].atMostMs

function endOf(role: Role, startedAt: Moment, seenAt: Moment): Moment {
  const { idleMs } = LASTING[role]
  return Math.min(seenAt + idleMs, limitOf(role, startedAt))
}

/** Without salt or cost: an id of 256 random bits cannot be guessed from its hash. */
function hashOf(id: string): Uint8Array {
  return createHash('sha256').update(id).digest()
}
