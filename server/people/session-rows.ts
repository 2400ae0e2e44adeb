import { createHash } from 'node:crypto'
import type { Moment } from '../clock.ts'
import { build, type Database } from '../database/connect.ts'
import type { Role, SessionView } from '../protocol/people.ts'
import { change, rowOf } from './ask.ts'

/*
 * Sessions as rows. The middleware (sessions.ts) and the sockets ask here; nobody else reads the table.
 * Everything is synchronous and through the writer.
 */

type Rows = Pick<Database, 'writer'>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long a session lasts without activity, and at most. A wallboard hangs there for weeks and nobody touches it. */
const LASTING: Record<Role, { idleMs: number; atMostMs: number }> = {
  agent: { idleMs: 15 * MINUTE_MS, atMostMs: 9 * HOUR_MS }, // a shift
  supervisor: { idleMs: 15 * MINUTE_MS, atMostMs: 9 * HOUR_MS },
  administrator: { idleMs: 15 * MINUTE_MS, atMostMs: 9 * HOUR_MS },
  display: { idleMs: 30 * DAY_MS, atMostMs: Infinity },
}

/** Activity is written down at most this often, so a session may end up to this much before its idle time is over. */
const NOTICED_MS = MINUTE_MS

/** A session that has not ended: who, and since when. Name, role and department are of now, not of the login. */
export interface FoundSession {
  who: SessionView
  startedAt: Moment
}

/** The session of this id; null when there is none, it has ended, or its person was locked out. Is no activity. */
export function findSession(db: Rows, id: string, now: Moment): FoundSession | null {
  const row = rowOf(db, living(id, now))
  if (!row) return null
  const { account, name, role, department } = row
  return { who: { account, name, role, department }, startedAt: row.started_at }
}

/** Writes a new session down, and sweeps those that are over: each login clears up, so no timer has to. */
export function startSession(db: Rows, id: string, who: { account: string; role: Role }, now: Moment): void {
  const { account, role } = who
  const row = { id_hash: hashOf(id), account, started_at: now, seen_at: now, expires_at: endOf(role, now, now) }
  db.writer.transaction(() => {
    sweepSessions(db, now)
    change(db, build.insertInto('sessions').values(row).onConflict((met) => met.doNothing()))
  })
}

/** Notes activity. Writes at most once a minute; a session that has ended stays ended. */
export function keepSession(db: Rows, id: string, now: Moment): void {
  const row = rowOf(db, living(id, now))
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
export function sweepSessions(db: Rows, now: Moment): number {
  return change(db, build.deleteFrom('sessions').where('expires_at', '<=', now))
}

function living(id: string, now: Moment) {
  return build.selectFrom('sessions').innerJoin('people', 'people.account', 'sessions.account')
    .select(['people.account', 'name', 'role', 'department', 'started_at', 'seen_at'])
    .where('id_hash', '=', hashOf(id)).where('expires_at', '>', now).where('active', '=', 1)
}

function endOf(role: Role, startedAt: Moment, seenAt: Moment): Moment {
  const { idleMs, atMostMs } = LASTING[role]
  return Math.min(seenAt + idleMs, startedAt + atMostMs)
}

/** Without salt or cost: an id of 256 random bits cannot be guessed from its hash. */
function hashOf(id: string): Uint8Array {
  return createHash('sha256').update(id).digest()
}
