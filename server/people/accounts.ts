import type { Moment } from '../clock.ts'
import { build, type Database } from '../database/connect.ts'
import { rowOf } from './ask.ts'
import { decoyLike, isOverrun, verifyPassword } from './password.ts'
import { type Person, readPerson } from './roster.ts'
import { admit, forgive } from './throttle.ts'

export interface LoginAsked {
  account: string
  password: string
  /** Of the browser, as the proxy we trust tells it; brakes are counted by it. */
  address: string
  now: Moment
}

export type LoginAnswer =
  | { ok: true; person: Person }
  /** `wrong` does not say what: no such account, locked out, another password. In the same words and the same time. */
  | { ok: false; because: 'wrong' | 'throttled'; retryAfterMs: number }

const OVERRUN_RETRY_MS = 5000

/**
 * Is this the person's password? Counts the try, slows down who keeps failing (see throttle.ts), and takes about a
 * third of a second. With `throttled` the password was not even looked at; try again after `retryAfterMs`.
 */
export async function verifyLogin(db: Database, asked: LoginAsked): Promise<LoginAnswer> {
  if (isOverrun()) return { ok: false, because: 'throttled', retryAfterMs: OVERRUN_RETRY_MS }
  const admitted = admit(db, asked)
  if (!admitted.ok) return { ok: false, because: 'throttled', retryAfterMs: admitted.retryAfterMs }

  const stored = storedHash(db, asked.account)
  // Whoever does not exist costs as much time as whoever does: a decoy as dear as the hashes in use.
  const right = await verifyPassword(asked.password, stored ?? decoyLike(anyHash(db)))
  // Looked up again: the person may have been locked out while the password was being checked.
  const person = right && stored === storedHash(db, asked.account) ? readPerson(db, asked.account) : null
  if (!person) return { ok: false, because: 'wrong', retryAfterMs: admitted.delayMs }
  forgive(db, asked)
  return { ok: true, person }
}

function storedHash(db: Database, account: string): string | undefined {
  const active = build.selectFrom('people').select('password_hash')
    .where('account', '=', account).where('active', '=', 1)
  return rowOf(db, active)?.password_hash ?? undefined
}

function anyHash(db: Database): string | undefined {
  const any = build.selectFrom('people').select('password_hash')
    .where('password_hash', 'is not', null).orderBy('account').limit(1)
  return rowOf(db, any)?.password_hash ?? undefined
}
