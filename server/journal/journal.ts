import type { CallId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import { chain, GENESIS } from './chain.ts'
import { decode, encode, type Event, type Row } from './codec.ts'

/** An event in its place. */
export interface Entry {
  seq: number
  event: Event
}

/** The one writer of the journal. It writes inside the caller's transaction: see `floor/intake.ts`. */
export interface Journal {
  /** The newest entry's number; 0 when empty. */
  readonly seq: number
  /** Appends one event to the open transaction and returns its number. */
  append(event: Event): number
  /** After a transaction was taken back: the next number and hash are again those on disk. */
  reread(): void
  /** Every event of a call, in the order it was taken in. */
  eventsOf(call: CallId): Entry[]
  /** Entries after `seq`, at most `limit`. */
  readAfter(seq: number, limit: number): Entry[]
  /** Entries of these types after `seq`. Reads everything behind it. */
  ofTypes(types: readonly Event['type'][], seq: number): Entry[]
  /**
   * An entry after `after` and up to `to` that was received by then, while the next was not; `after` when there is none. Entries stand
   * nearly in the order of their receipt, so it is found by halving: what that costs does not depend on how much was written since.
   */
  newestBy(moment: Moment, after: number, to: number): number
  /**
   * Recomputes the chain.
   * @param after begins behind this entry, taking its hash as given; 0 for all of history
   * @param to the last entry to look at; the newest when not said
   * @returns the first `seq` that does not fit, or null when all do
   */
  verify(after?: number, to?: number): number | null
}

const COLUMNS = ['seq', 'type', 'version', 'at', 'received_at', 'call', 'leg', 'agent', 'round', 'body'] as const
const HEAD = sqlOf(build.selectFrom('journal').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1))
const INSERT = sqlOf(build.insertInto('journal').values({
  seq: 0, type: '', version: 0, at: 0, received_at: 0, call: null, leg: null, agent: null, round: null, body: '', hash: GENESIS,
}))
const HASH_OF = sqlOf(build.selectFrom('journal').select('hash').where('seq', '=', 0))
const OF_CALL = sqlOf(build.selectFrom('journal').select(COLUMNS).where('call', '=', '').orderBy('seq'))
const AFTER = sqlOf(build.selectFrom('journal').select(COLUMNS).where('seq', '>', 0).orderBy('seq').limit(1))
const OF_TYPES = (types: readonly string[]) => sqlOf(build.selectFrom('journal').select(COLUMNS).where('seq', '>', 0).where('type', 'in', types).orderBy('seq'))
const RECEIVED = sqlOf(build.selectFrom('journal').select('received_at').where('seq', '=', 0))
const HASHED = sqlOf(build.selectFrom('journal').select([...COLUMNS, 'hash']).where('seq', '>', 0).orderBy('seq').limit(1))

type Read = Row & { seq: number }

export function openJournal({ writer }: Database): Journal {
  let seq = 0
  let hash: Uint8Array = GENESIS
  const reread = () => {
    const head = writer.prepare(HEAD).get(1) as { seq: number; hash: Uint8Array } | undefined
    seq = head?.seq ?? 0
    hash = head?.hash ?? GENESIS
  }
  reread()
  const insert = writer.prepare(INSERT)
  const entry = (row: Read): Entry => ({ seq: row.seq, event: decode(row) })
  return {
    get seq() {
      return seq
    },
    append(event) {
      const row = encode(event)
      const next = chain(hash, seq + 1, row)
      insert.run(
        seq + 1, row.type, row.version, row.at, row.received_at, row.call, row.leg, row.agent, row.round, row.body, next,
      )
      hash = next
      return ++seq
    },
    reread,
    eventsOf: (call) => (writer.prepare(OF_CALL).all(call) as Read[]).map(entry),
    readAfter: (after, limit) => (writer.prepare(AFTER).all(after, limit) as Read[]).map(entry),
    ofTypes: (types, after) => (writer.prepare(OF_TYPES(types)).all(after, ...types) as Read[]).map(entry),
    newestBy(moment, after, to) {
      const received = writer.prepare(RECEIVED)
      let [least, most] = [after, to]
      while (least < most) {
        const middle = Math.ceil((least + most) / 2)
        if ((received.get(middle) as { received_at: number }).received_at <= moment) least = middle
        else most = middle - 1
      }
      return least
    },
    verify(after = 0, to = Infinity) {
      let before = after === 0 ? GENESIS : (writer.prepare(HASH_OF).get(after) as { hash: Uint8Array } | undefined)?.hash
      let expected = after + 1
      if (!before) return after
      for (;;) {
        const rows = writer.prepare(HASHED).all(expected - 1, Math.min(10_000, to - expected + 1)) as (Read & { hash: Uint8Array })[]
        if (rows.length === 0) return null
        for (const row of rows) {
          const hash = chain(before, row.seq, row)
          if (row.seq !== expected || Buffer.compare(hash, row.hash) !== 0) return expected
          before = hash
          expected++
        }
      }
    },
  }
}
