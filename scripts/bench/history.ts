import { connect } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import type { AgentId, CallEvent, LegId } from '../../server/calls/events.ts'
import { foldCall } from '../../server/floor/floor.ts'
import { openStore } from '../../server/floor/store.ts'
import { openJournal } from '../../server/journal/journal.ts'
import { addTo, emptyTally, shareOf, summaryOf, type Tally } from '../../server/standards/tally.ts'
import { nameCall } from '../../server/calls/arrival.ts'
import { AGENTS, CALLED } from './setting.ts'

const SECOND = 1000
const BETWEEN_CALLS = 25 * SECOND

/**
 * Fills a file with calls that have been: a year and more of them, chained and summed as the service would have.
 * @param open so many further calls, of the last minutes, are still talking
 */
export async function makeHistory(file: string, calls: number, open = 0): Promise<void> {
  const database = connect(file)
  const { writer } = database
  migrate(writer)
  writer.exec('pragma synchronous = off')
  const journal = openJournal(database)
  const store = openStore(database, journal)
  const tallies = new Map<number, Tally>()
  const from = Date.now() - (calls * BETWEEN_CALLS) - 3_600_000
  const total = calls + open
  for (let done = 0; done < total;) {
    writer.transaction(() => {
      for (const end = Math.min(total, done + 5000); done < end; done++) {
        const running = done >= calls
        const at = running ? Date.now() - 60_000 - (total - done) : from + done * BETWEEN_CALLS
        const leg = `CA${(done * 2654435761 % 2 ** 32).toString(16).padStart(8, '0')}${done.toString(16).padStart(24, '0')}` as LegId
        const phone = `CA${done.toString(16).padStart(32, '1')}` as LegId
        const call = nameCall(at, leg)
        const told = (ms: number) => ({ at: at + ms, earliest: at + ms, receivedAt: at + ms, call })
        const agent = AGENTS[done % AGENTS.length] as AgentId
        const about = { round: 1, leg: phone, agent }
        const waited = 500 + (done * 7919) % 9000
        const events: CallEvent[] = [
          { type: 'call-arrived', ...told(0), leg, line: CALLED, caller: { raw: '+821012345678', masked: '010-****-5678' }, rules: { definition: 1, cadenceMs: 3000, wrapUpMs: 60_000 }, leadMs: 0, learnt: 'voice' },
          { type: 'round-began', ...told(0), round: 1, kind: 'ring', agents: [agent] },
          { type: 'leg-alerted', ...told(300), ...about },
          { type: 'leg-answered', ...told(waited), ...about },
          ...(running ? [] : [
            { type: 'leg-ended', ...told(waited + 180_000), ...about, status: 'completed' },
            { type: 'call-ended', ...told(waited + 180_200), leg, status: 'completed', learnt: 'callback' },
          ] satisfies CallEvent[]),
        ]
        for (const event of events) journal.append(event)
        store.nameLeg(leg, call)
        store.remember(`${call}/voice`, at)
        const folded = foldCall(call, events)
        const summary = summaryOf(folded)!
        store.saveCall(summary)
        const tally = tallies.get(summary.interval_start) ?? emptyTally()
        tallies.set(summary.interval_start, tally)
        addTo(tally, shareOf(folded))
      }
    })
  }
  writer.transaction(() => {
    for (const [interval, tally] of tallies) store.saveTally(interval, tally)
  })
  writer.exec('pragma wal_checkpoint(truncate)')
  await database.close()
}
