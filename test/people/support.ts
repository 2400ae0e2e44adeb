import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, Moment } from '../../server/clock.ts'
import { connect, type Database } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import { type ImportAnswer, importPeople } from '../../server/people/import.ts'
import type { ScryptCost } from '../../server/people/password.ts'

/** A hash in well under a millisecond. */
export const CHEAP: ScryptCost = { ln: 2, r: 1, p: 1 }

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** Monday, 23 November 2026, 09:00 in Seoul. */
export const MONDAY_NINE: Moment = Date.UTC(2026, 10, 23, 0, 0)

export interface TestClock extends Clock {
  pass(ms: number): void
}

export function testClock(start: Moment = MONDAY_NINE): TestClock {
  let now = start
  return { now: () => now, wakeAt: () => () => {}, pass: (ms) => void (now += ms) }
}

/** A migrated database file of its own; `drop` closes it and deletes its folder. */
export function newDatabase(): { db: Database; folder: string; file: string; drop: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-people-'))
  const file = join(folder, 'test.db')
  const db = connect(file)
  migrate(db.writer)
  return {
    db, folder, file,
    async drop() {
      await db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export const ADVICE = { id: 'advice', name: { ko: '상담팀', en: 'Advice' } }
export const PENSIONS = { id: 'pensions', name: { ko: '연금팀', en: 'Pensions' } }

export const MINA = {
  account: 'mina', name: '김미나', role: 'agent', department: 'advice', password: 'mina likes pears',
  endpoints: [{ kind: 'browser' }, { kind: 'phone', number: '010-1234-5678' }],
}
export const JUNHO = {
  account: 'junho', name: '박준호', role: 'supervisor', department: 'advice', password: 'junho likes plums',
  endpoints: [{ kind: 'sip', uri: 'sip:junho@agency.example' }],
}
export const WALL = {
  account: 'wall_2f', name: '2층 전광판', role: 'display', department: 'advice', password: 'a screen on a wall',
}

export const OFFICE = { departments: [ADVICE, PENSIONS], people: [MINA, JUNHO, WALL] }

export function importCheaply(db: Database, json: unknown): Promise<ImportAnswer> {
  return importPeople(db, json, CHEAP)
}
