import type { CompiledQuery } from 'kysely'
import type { Database } from '../database/connect.ts'

/** A query that knows what its rows look like: what `build.selectFrom(…)` and the like give. */
interface Query<Row> {
  compile(): CompiledQuery<Row>
}

/** Runs a query through the writer at once, so that it sees, and is part of, the transaction that is open. */
export function rowsOf<Row>(db: Pick<Database, 'writer'>, query: Query<Row>): Row[] {
  const { sql, parameters } = query.compile()
  return db.writer.prepare(sql).all(...parameters) as Row[]
}

/** The first row of {@link rowsOf}. */
export function rowOf<Row>(db: Pick<Database, 'writer'>, query: Query<Row>): Row | undefined {
  const { sql, parameters } = query.compile()
  return db.writer.prepare(sql).get(...parameters) as Row | undefined
}

/** Runs an insert, update or delete. @returns how many rows it changed */
export function change(db: Pick<Database, 'writer'>, query: Query<unknown>): number {
  const { sql, parameters } = query.compile()
  return db.writer.prepare(sql).run(...parameters).changes
}
