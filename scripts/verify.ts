import { existsSync } from 'node:fs'
import { connect } from '../server/database/connect.ts'
import { migrate } from '../server/database/migrate.ts'
import { differences, recompute } from '../server/floor/recompute.ts'
import { openJournal } from '../server/journal/journal.ts'

/**
 * `npm run verify [FILE]`: is the journal whole, and does everything we show follow from it? Works on a copy or on a stopped service.
 * Ends with 0 when all agrees, 1 when something differs.
 */
const file = process.argv[2] ?? (process.env['DATABASE_URL'] ?? 'file:data/thirdring.db').replace(/^file:/, '')
if (!existsSync(file)) {
  console.error(`${file}: 파일이 없습니다. There is no such file: npm run verify -- FILE, or set DATABASE_URL.`)
  process.exit(1)
}
const database = connect(file)
migrate(database.writer)
const journal = openJournal(database)
const broken = journal.verify()
console.log(broken === null ? `chain      ${journal.seq} entries, each fits the one before` : `chain      BROKEN at entry ${broken}: it or one before it was changed`)
const recomputed = recompute(journal)
const found = differences(database, recomputed)
for (const { table, key, stored, recomputed } of found.slice(0, 20)) {
  console.log(`${table} ${key}\n  stored      ${JSON.stringify(stored)}\n  recomputed  ${JSON.stringify(recomputed)}`)
}
console.log(`figures    ${recomputed.calls.size} calls, ${recomputed.tallies.size} quarters, ${recomputed.agents.size} agents: ${found.length === 0 ? 'all as recomputed' : `${found.length} DIFFER`}`)
await database.close()
process.exit(broken === null && found.length === 0 ? 0 : 1)
