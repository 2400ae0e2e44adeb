import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Writer } from './connect.ts'

const FOLDER = join(import.meta.dirname, '../../sql/migrations')

/**
 * Runs the migrations that this database has not seen, in the order of their numbers, each whole or not at all.
 * A file is `0001-name.sql`, or `0001-name.sqlite.sql` where the engines differ.
 * @returns the names of those that were run now
 * @throws Error naming the migration that failed; the database then stands where the one before left it
 */
export function migrate(writer: Writer, folder = FOLDER): string[] {
  writer.exec(`create table if not exists migrations (name text primary key, sql text not null) strict, without rowid`)
  const seen = new Map(
    (writer.prepare('select name, sql from migrations').all() as { name: string; sql: string }[]).map((row) => [row.name, row.sql]),
  )
  const run: string[] = []
  for (const name of readdirSync(folder).filter((file) => /^\d{4}-[a-z-]+(\.sqlite)?\.sql$/.test(file)).sort()) {
    const sql = readFileSync(join(folder, name), 'utf8')
    const before = seen.get(name)
    if (before === sql) continue
    if (before !== undefined) throw new Error(`migration ${name} has run here already and was changed since: write a new one instead`)
    try {
      writer.transaction(() => {
        writer.exec(sql)
        writer.prepare('insert into migrations (name, sql) values (?, ?)').run(name, sql)
      })
    } catch (cause) {
      throw new Error(`migration ${name} failed, nothing of it was kept: ${(cause as Error).message}`, { cause })
    }
    run.push(name)
  }
  return run
}
