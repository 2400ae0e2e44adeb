import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import SQLite from 'better-sqlite3'
import {
  type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteDialect, SqliteIntrospector, SqliteQueryCompiler,
} from 'kysely'
import type { Tables } from './tables.ts'

/**
 * The database: one connection that writes and one that only reads.
 *
 * SQLite has one writer at a time and better-sqlite3 works in the calling thread, so every write happens through
 * `writer`, in a transaction that begins and ends without giving the event loop back: nothing can come between.
 * Lists and reports read through `reader` and see the last commit.
 */
export interface Database {
  writer: Writer
  reader: Kysely<Tables>
  close(): Promise<void>
}

/** Statements are built with Kysely, compiled once, and run here at once, in order. */
export interface Writer {
  /** Compiles a query on first use of `name`; afterwards only its parameters change. See {@link statement}. */
  prepare(sql: string): SQLite.Statement
  /** Runs SQL text that may hold several statements (migrations, BEGIN). */
  exec(sql: string): void
  /** `work` in one transaction; when it throws, nothing of it is kept. */
  transaction<T>(work: () => T): T
  /** A number that changes when another connection has committed something. */
  dataVersion(): number
}

/** SQLite before 3.51.3 can lose a WAL's data when a checkpoint meets a write: https://sqlite.org/wal.html#walresetbug */
const OLDEST_SQLITE = [3, 51, 3]

/** Builds queries without a connection: `build.selectFrom(…).compile()` gives SQL to prepare once. */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** The SQL of a query, for {@link Writer.prepare}; its parameters are bound at each run, in the order they appear. */
export function sqlOf(query: Compilable): string {
  return query.compile().sql
}

/**
 * Opens (and makes) the database file.
 * @param file a path, or `:memory:` for a database that only one process sees and that dies with it
 * @throws Error when the file cannot be opened or does not keep what it promised to keep
 */
export function connect(file: string): Database {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const connection = new SQLite(file)
  const version = String(connection.prepare('select sqlite_version()').pluck().get())
  if (isOlder(version, OLDEST_SQLITE)) {
    throw new Error(`SQLite ${version} may lose data (WAL reset bug); ${OLDEST_SQLITE.join('.')} or newer is needed`)
  }
  connection.pragma('journal_mode = wal')
  connection.pragma('synchronous = full') // better-sqlite3's own default for WAL is NORMAL, which may forget the last commits
  connection.pragma('foreign_keys = on')
  connection.pragma('busy_timeout = 1000') // a caller is waiting: rather degraded words than a long silence
  connection.pragma('wal_autocheckpoint = 4000')
  const found = { journal: connection.pragma('journal_mode', { simple: true }), sync: connection.pragma('synchronous', { simple: true }) }
  if (found.sync !== 2 || (found.journal !== 'wal' && file !== ':memory:')) {
    throw new Error(`the database ${file} does not promise durability: journal_mode=${found.journal}, synchronous=${found.sync}`)
  }

  const readonly = file === ':memory:' ? connection : openReader(file)
  const reader = new Kysely<Tables>({ dialect: new SqliteDialect({ database: readonly }) })
  const statements = new Map<string, SQLite.Statement>()
  const writer: Writer = {
    prepare(sql) {
      let statement = statements.get(sql)
      if (!statement) statements.set(sql, (statement = connection.prepare(sql)))
      return statement
    },
    exec: (sql) => void connection.exec(sql),
    transaction: (work) => connection.transaction(work).immediate(),
    dataVersion: () => connection.pragma('data_version', { simple: true }) as number,
  }
  return {
    writer,
    reader,
    async close() {
      await reader.destroy()
      if (connection.open) connection.close()
    },
  }
}

function openReader(file: string): SQLite.Database {
  const reader = new SQLite(file, { readonly: true })
  reader.pragma('busy_timeout = 1000')
  return reader
}

function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  for (const [i, least] of than.entries()) {
    const part = parts[i] ?? 0
    if (part !== least) return part < least
  }
  return false
}
