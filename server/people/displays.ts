import { createHash, randomBytes } from 'node:crypto'
import type { Moment } from '../clock.ts'
import { build, type Database } from '../database/connect.ts'
import type { DisplayView, SessionView } from '../protocol/people.ts'
import { change, rowOf, rowsOf } from './ask.ts'

/**
 * Screens on the wall, each with a token instead of an account: whoever has it sees the board without names, and can do
 * nothing. It is shown once, when it is made, and can be taken back at any time.
 */

type Rows = Pick<Database, 'writer'>

/** With the names of who made and who revoked it. */
const VIEWS = build.selectFrom('displays').innerJoin('people as by', 'by.account', 'displays.made_by').leftJoin('people as taker', 'taker.account', 'displays.revoked_by')
  .select(['displays.id', 'label', 'made_by', 'by.name as maker', 'made_at', 'seen_at', 'revoked_by', 'taker.name as revoker', 'revoked_at'])

/** So that a token found somewhere can be told for what it is. */
const PREFIX = 'tr_display_'
export const LONGEST_LABEL = 80
const NOTICED_MS = 60_000

/** @returns the display and its token, which nobody can read again */
export function makeDisplay(db: Rows, { label, by, now }: { label: string; by: string; now: Moment }): { display: DisplayView; token: string } {
  const token = PREFIX + randomBytes(32).toString('base64url')
  const id = randomBytes(6).toString('hex')
  change(db, build.insertInto('displays').values({ id, token_hash: hashOf(token), label, made_by: by, made_at: now, seen_at: null, revoked_by: null, revoked_at: null }))
  return { display: viewOf(rowOf(db, VIEWS.where('displays.id', '=', id))!), token }
}

/** Which display shows this token; null when it never was one or was revoked. */
export function findDisplay(db: Rows, token: unknown): { id: string; label: string } | null {
  if (typeof token !== 'string' || !token.startsWith(PREFIX) || token.length > 100) return null
  return rowOf(db, build.selectFrom('displays').select(['id', 'label']).where('token_hash', '=', hashOf(token)).where('revoked_at', 'is', null)) ?? null
}

/** Whether it may still show anything. */
export const isDisplay = (db: Rows, id: string): boolean =>
  rowOf(db, build.selectFrom('displays').select('id').where('id', '=', id).where('revoked_at', 'is', null)) !== undefined

/** Notes that it shows the board. Writes at most once a minute. */
export function noteDisplay(db: Rows, id: string, now: Moment): void {
  change(db, build.updateTable('displays').set({ seen_at: now }).where('id', '=', id)
    .where((eb) => eb.or([eb('seen_at', 'is', null), eb('seen_at', '<=', now - NOTICED_MS)])))
}

/** The newest first; those that were revoked stay in the list. */
export const listDisplays = (db: Rows): DisplayView[] =>
  rowsOf(db, VIEWS.orderBy('made_at', 'desc').orderBy('displays.id')).map(viewOf)

/** @returns false when there is no such display, or it was revoked before */
export const revokeDisplay = (db: Rows, { id, by, now }: { id: string; by: string; now: Moment }): boolean =>
  change(db, build.updateTable('displays').set({ revoked_by: by, revoked_at: now }).where('id', '=', id).where('revoked_at', 'is', null)) === 1

/** What a display is to the rest of the service: somebody who may look. No account has a colon in its name. */
export const sessionOfDisplay = ({ id, label }: { id: string; label: string }): SessionView =>
  ({ account: `display:${id}`, name: label, role: 'display', department: '' })

type Row = ReturnType<typeof VIEWS.executeTakeFirstOrThrow> extends Promise<infer One> ? One : never
const viewOf = ({ id, label, made_by, maker, made_at, seen_at, revoked_by, revoker, revoked_at }: Row): DisplayView =>
  ({ display: id, label, madeBy: made_by, madeByName: maker, madeAt: made_at, seenAt: seen_at, revokedBy: revoked_by, revokedByName: revoker, revokedAt: revoked_at })

/** Without salt or cost: 256 random bits cannot be guessed from their hash. */
const hashOf = (token: string): Uint8Array => createHash('sha256').update(token).digest()
