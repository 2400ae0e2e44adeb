import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../server/clock.ts'
import { connect } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import type { Floor } from '../../server/floor/floor.ts'
import { createIntake, type Decision } from '../../server/floor/intake.ts'
import { openStore, restoreFloor } from '../../server/floor/store.ts'
import { openJournal } from '../../server/journal/journal.ts'
import { createTestClock } from './clock.ts'

/** A migrated database file of its own, with the journal in it. `drop` closes it and deletes its folder. */
export function newBook() {
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-book-'))
  const file = join(folder, 'line.db')
  const database = connect(file)
  migrate(database.writer)
  const journal = openJournal(database)
  return {
    file, database, journal,
    async drop() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The book, and the floor that requests change through the one way in. */
export function newDesk(react: (floor: Floor, now: number) => Decision | null = () => null, clock: Clock = createTestClock()) {
  const book = newBook()
  const store = openStore(book.database, book.journal)
  const floor = restoreFloor(book.database.writer, book.journal, store)
  const intake = createIntake(book.database, book.journal, store, floor, clock, react)
  return {
    ...book, store, floor, intake, clock,
    /** The floor as a process that starts now would find it. */
    restored() {
      const journal = openJournal(book.database)
      return restoreFloor(book.database.writer, journal, openStore(book.database, journal))
    },
  }
}
