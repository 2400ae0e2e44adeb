// One of two servers that ask for the same transfers, each at the same instant as the other. Run as a process: file, name, how many.
import { connect } from '../../server/database/connect.ts'
import { openStore } from '../../server/floor/store.ts'
import { openJournal } from '../../server/journal/journal.ts'

const [file = '', name = '', count = ''] = process.argv.slice(2)
const database = connect(file)
const store = openStore(database, openJournal(database))
const EVERY_NS = 500_000n

process.stdout.write('ready\n')
process.stdin.once('data', (said) => {
  // The clock of the machine, the same for every process.
  const begin = BigInt(String(said).trim())
  const heard: string[] = []
  for (let i = 0n; i < BigInt(count); i++) {
    while (process.hrtime.bigint() < begin + i * EVERY_NS);
    heard.push(database.writer.transaction(() => store.claim(`call ${i}/transfer/1`, name)))
  }
  process.stdout.write(JSON.stringify(heard), () => process.exit(0))
})
