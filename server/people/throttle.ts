import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { Moment } from '../clock.ts'
import { build, type Database } from '../database/connect.ts'
import { change, rowOf } from './ask.ts'

/*
 * Slows down the guessing of passwords. Written by hand although rate-limiter-flexible is at hand: its SQLite store
 * asks Date.now(), wants the raw connection and makes its own table, answers by promise (between asking and counting,
 * others would slip through), and has no growing delay.
 *
 * Three brakes, none of which locks anybody out for long:
 * - account and address together: after each failure in a row the next try has to wait 1, 2, 4 … at most 60 seconds
 * - account, whatever the address: 100 failures at once, then one a minute: a guess from a thousand addresses
 * - address, whatever the account: 50 failures at once, then one every 30 seconds: one password tried on everybody
 * An address from which the account has logged in within 30 days feels the first brake only: nobody far away, and no
 * colleague behind the same office address, can shut somebody out by failing on purpose.
 */

const SECOND_MS = 1000
const LONGEST_DELAY_MS = 60 * SECOND_MS
/** Without a failure for so long, the delays begin again at one second. */
const FORGET_MS = 60 * 60 * SECOND_MS
const KNOWN_MS = 30 * 24 * 60 * 60 * SECOND_MS

/** A bucket that holds `failures` and loses one every `everyMs`. */
const BUCKETS = {
  account: { failures: 100, everyMs: 60 * SECOND_MS },
  address: { failures: 50, everyMs: 30 * SECOND_MS },
} as const

export interface Try {
  /** As typed: it need not exist. */
  account: string
  /** Of the other end, as Node gives it. */
  address: string
  now: Moment
}

type Rows = Pick<Database, 'writer'>

/**
 * May this password be tried now? If so it is counted as a failure at once, before the slow check of the password:
 * a thousand tries in the same instant are a thousand tries. {@link forgive} takes it back.
 * @returns how long the next try has to wait, should this one fail; or how long until this one may be tried
 */
export function admit(db: Rows, asked: Try): { ok: true; delayMs: number } | { ok: false; retryAfterMs: number } {
  const { now } = asked
  const key = keysOf(asked)
  return db.writer.transaction(() => {
    change(db, build.deleteFrom('login_limits').where('until', '<=', now - FORGET_MS))
    const pair = read(db, 'pair', key.pair, now, LONGEST_DELAY_MS)
    const waits = [pair.until - now]
    const known = read(db, 'known', key.pair, now, KNOWN_MS).until > now
    const buckets = (['account', 'address'] as const).map((kind) => {
      const { failures, everyMs } = BUCKETS[kind]
      const { until } = read(db, kind, key[kind], now, failures * everyMs)
      const after = Math.max(until, now) + everyMs
      if (!known) waits.push(after - now - failures * everyMs)
      return { kind, after: Math.min(after, now + failures * everyMs) }
    })
    const retryAfterMs = Math.max(...waits)
    if (retryAfterMs > 0) return { ok: false, retryAfterMs }

    const failures = pair.failures + 1
    const delayMs = Math.min(2 ** (failures - 1) * SECOND_MS, LONGEST_DELAY_MS)
    write(db, 'pair', key.pair, now + delayMs, failures)
    for (const { kind, after } of buckets) write(db, kind, key[kind], after)
    return { ok: true, delayMs }
  })
}

/** The password was right: takes the counted failure back, and remembers that this account logs in from here. */
export function forgive(db: Rows, asked: Try): void {
  const { now } = asked
  const key = keysOf(asked)
  db.writer.transaction(() => {
    change(db, build.deleteFrom('login_limits').where('kind', '=', 'pair').where('key', '=', key.pair))
    for (const kind of ['account', 'address'] as const) {
      const { everyMs, failures } = BUCKETS[kind]
      const { until } = read(db, kind, key[kind], now, failures * everyMs)
      write(db, kind, key[kind], until - everyMs)
    }
    write(db, 'known', key.pair, now + KNOWN_MS)
  })
}

type Kind = 'pair' | 'account' | 'address' | 'known'

/** A moment further ahead than `longestMs` was written by a clock that was wrong: it counts for nothing. */
function read(db: Rows, kind: Kind, key: Uint8Array, now: Moment, longestMs: number) {
  const limit = build.selectFrom('login_limits').select(['until', 'failures']).where('kind', '=', kind).where('key', '=', key)
  const row = rowOf(db, limit)
  return row && row.until - now <= longestMs ? row : { until: 0, failures: 0 }
}

function write(db: Rows, kind: Kind, key: Uint8Array, until: Moment, failures = 0): void {
  const row = { until, failures }
  change(db, build.insertInto('login_limits').values({ kind, key, ...row })
    .onConflict((met) => met.columns(['kind', 'key']).doUpdateSet(row)))
}

function keysOf({ account, address }: Try): { pair: Uint8Array; account: Uint8Array; address: Uint8Array } {
  const network = networkOf(address)
  return { pair: hashOf([account, network]), account: hashOf([account]), address: hashOf([network]) }
}

function hashOf(parts: string[]): Uint8Array {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

/** The address that one household has one of: an IPv4 address as it is, of an IPv6 address the first 64 bits. */
export function networkOf(address: string): string {
  const bare = address.replace(/%.*$/, '').toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(bare)) return bare
  const [before = '', after] = bare.split('::')
  const groups = before.split(':').filter(Boolean)
  const missing = after === undefined ? 0 : 8 - groups.length - after.split(':').filter(Boolean).length
  const first = [...groups, ...Array<string>(Math.max(missing, 0)).fill('0'), ...(after ?? '').split(':')].slice(0, 4)
  return `${first.map((group) => Number.parseInt(group || '0', 16).toString(16)).join(':')}::/64`
}
