import { expect } from 'chai'
import SQLite from 'better-sqlite3'
import { copyFileSync } from 'node:fs'
import type { CallId } from '../../server/calls/events.ts'
import { connect } from '../../server/database/connect.ts'
import type { Event } from '../../server/journal/codec.ts'
import { openJournal } from '../../server/journal/journal.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { CALL, says, storyOf } from '../support/given.ts'
import { newBook } from '../support/journal.ts'

const one = storyOf()
const other = storyOf('call-2' as CallId, MONDAY_NINE + 1000)
const MORNING: Event[] = [
  says.ready('mina', MONDAY_NINE - 1000), one.arrives(), one.rings(0, ['mina']), other.arrives(), one.alerted(700, 'mina'),
  one.answered(4200, 'mina'), other.queued(10), one.stopped(60_000, 'mina', 'completed'), one.hungUp(60_000),
  says.done('mina', MONDAY_NINE + 70_000),
]

describe('the journal', () => {
  let book: ReturnType<typeof newBook>
  beforeEach(() => (book = newBook()))
  afterEach(() => book.drop())
  const write = (events: Event[]) => book.database.writer.transaction(() => events.map((event) => book.journal.append(event)))

  it('numbers its entries from one, without a gap', () => {
    expect(book.journal.seq).to.equal(0)
    expect(write(MORNING)).to.deep.equal(MORNING.map((_, i) => i + 1))
    expect(book.journal.seq).to.equal(MORNING.length)
  })
  it('gives back what was written, in the order in which it was taken in', () => {
    write(MORNING)
    expect(book.journal.readAfter(0, 100)).to.deep.equal(MORNING.map((event, i) => ({ seq: i + 1, event })))
    expect(book.journal.readAfter(3, 2).map(({ seq }) => seq)).to.deep.equal([4, 5])
    expect(book.journal.readAfter(MORNING.length, 100)).to.deep.equal([])
  })
  it('finds the place of a moment: the newest entry that was received by then', () => {
    write(MORNING.map((event, i) => ({ ...event, receivedAt: MONDAY_NINE + 10 * Math.floor(i / 2) })))
    expect([-1, 0, 9, 10, 45, 1_000].map((ms) => book.journal.newestBy(MONDAY_NINE + ms, 0, MORNING.length))).to.deep.equal([0, 2, 2, 4, 10, 10])
    expect(book.journal.newestBy(MONDAY_NINE, 5, MORNING.length), 'none after the fifth').to.equal(5)
  })
  it('tells the story of one call, with what its agent wrote in wrap-up', () => {
    write(MORNING)
    expect(book.journal.eventsOf(CALL).map(({ event }) => event.type)).to.deep.equal([
      'call-arrived', 'round-began', 'leg-alerted', 'leg-answered', 'leg-ended', 'call-ended', 'wrap-up-finished',
    ])
    expect(book.journal.eventsOf('call-2' as CallId).map(({ seq }) => seq)).to.deep.equal([4, 7])
  })
  it('refuses to be changed, by the database itself', () => {
    write(MORNING)
    const raw = new SQLite(book.file)
    for (const change of [
      'update journal set at = at + 1 where seq = 3', 'update journal set body = body', 'delete from journal where seq = 10',
      'delete from journal',
      'update or replace journal set seq = 99 where seq = 1',
    ]) {
      expect(() => raw.exec(change), change).to.throw('the journal is append-only')
    }
    raw.close()
    expect(book.journal.verify()).to.equal(null)
    expect(book.journal.readAfter(0, 100)).to.have.length(MORNING.length)
  })
  it('refuses to have an entry written over', () => {
    write(MORNING)
    const raw = new SQLite(book.file)
    const copy = 'select 3, type, version, at + 1, received_at, call, leg, agent, round, body, hash from journal where seq = 3'
    for (const insert of ['insert', 'insert or replace', 'insert or fail']) {
      expect(() => raw.exec(`${insert} into journal ${copy}`), insert).to.throw('the journal is append-only')
    }
    raw.close()
    expect(book.journal.verify()).to.equal(null)
  })
  it('refuses an entry that leaves a gap', () => {
    write(MORNING)
    const raw = new SQLite(book.file)
    expect(() => raw.exec('insert into journal select 12, type, version, at, received_at, call, leg, agent, round, body, hash from journal where seq = 3'))
      .to.throw('takes the next number')
    raw.close()
  })
  it('forgets nothing when it is opened again, and goes on where it was', () => {
    write(MORNING.slice(0, 4))
    const again = openJournal(book.database)
    expect(again.seq).to.equal(4)
    book.database.writer.transaction(() => MORNING.slice(4).map((event) => again.append(event)))
    expect(again.verify()).to.equal(null)
  })
  it('goes on with the right number and hash after a transaction was taken back', () => {
    write(MORNING.slice(0, 4))
    expect(() => book.database.writer.transaction(() => {
      book.journal.append(MORNING[4]!)
      throw new Error('the disk is full')
    })).to.throw('the disk is full')
    book.journal.reread()
    expect(book.journal.seq).to.equal(4)
    write(MORNING.slice(4))
    expect(book.journal.verify()).to.equal(null)
    expect(book.journal.readAfter(0, 100).map(({ event }) => event)).to.deep.equal(MORNING)
  })

  describe('when somebody has changed the file behind its back', () => {
    /** A copy of the file, the triggers dropped, `damage` done to it. @returns the first row that does not fit */
    const damaged = async (damage: string): Promise<number | null> => {
      book.database.writer.exec('pragma wal_checkpoint(truncate)')
      const file = `${book.file}.copy`
      copyFileSync(book.file, file)
      const raw = new SQLite(file)
      raw.exec('drop trigger journal_is_never_changed; drop trigger journal_is_never_shortened; drop trigger journal_only_grows;')
      raw.exec(damage)
      raw.close()
      const database = connect(file)
      const found = openJournal(database).verify()
      await database.close()
      return found
    }
    beforeEach(() => void write(MORNING))

    it('says nothing when nothing is wrong', async () => expect(await damaged('select 1')).to.equal(null))
    for (const column of ['type', 'version', 'at', 'received_at', 'call', 'leg', 'agent', 'round', 'body', 'hash']) {
      it(`names the first row that was touched: ${column}`, async () => {
        const value = {
          type: `'leg-ended'`, version: '2', at: 'at - 1', received_at: 'received_at + 1', call: `'call-9'`, leg: `'CA'`,
          agent: `'jun'`, round: '2',
          body: `body || ' '`, hash: 'zeroblob(32)',
        }[column]
        expect(await damaged(`update journal set ${column} = ${value} where seq = 6`)).to.equal(6)
        expect(await damaged(`update journal set ${column} = ${value} where seq in (6, 8)`)).to.equal(6)
      })
    }
    it('names a row that is missing, also the first', async () => {
      expect(await damaged('delete from journal where seq = 5')).to.equal(5)
      expect(await damaged('delete from journal where seq = 1')).to.equal(1)
    })
    it('names the first of two rows that were exchanged', async () => {
      expect(await damaged(`
        update journal set seq = -1 where seq = 4; update journal set seq = 4 where seq = 7; update journal set seq = 7 where seq = -1;
      `)).to.equal(4)
    })
    it('names a row in which nothing was turned into an empty text', async () => {
      expect(await damaged(`update journal set leg = '' where seq = 3`)).to.equal(3)
    })
  })
})
