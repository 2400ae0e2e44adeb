import { pino } from 'pino'
import { createApp } from '../../server/app.ts'
import type { LegId } from '../../server/calls/events.ts'
import { readConfig } from '../../server/config.ts'
import { connect } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import { importPeople } from '../../server/people/import.ts'
import { serve } from './child.ts'
import { ACCOUNT_SID, AGENTS, AUTH_TOKEN, PASSWORD, PUBLIC_URL } from './setting.ts'

/** The service as it runs, on the database file given; only its requests to Twilio go nowhere. */
const [file = ''] = process.argv.slice(2)
const began = performance.now()
const { writer, close } = connect(file)
migrate(writer)
if ((writer.prepare('select count(*) as n from people').get() as { n: number }).n === 0) {
  const answer = await importPeople({ writer } as never, {
    departments: [{ id: 'bench', name: { ko: '시험', en: 'Bench' } }],
    people: [
      ...AGENTS.map((account) => ({ account, name: account, role: 'agent', department: 'bench', password: PASSWORD, endpoints: [{ kind: 'browser' }] })),
      { account: 'wall', name: 'wall', role: 'display', department: 'bench', password: PASSWORD },
    ],
  }, { ln: 10, r: 8, p: 1 })
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
}
await close()

const opening = performance.now()
const app = await createApp({
  ...readConfig({
    HOST: '127.0.0.1', PORT: '0', PUBLIC_URL, DATABASE_URL: `file:${file}`, SESSION_SECRET: 'b'.repeat(32), LINE_HOURS: 'always', QUEUE_LIMIT: '1000', SELF_CHECK_SECONDS: '0',
    TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN,
  }),
}, {
  log: pino({ level: 'silent' }),
  telephony: { redirect: async () => {}, ring: async () => 'CA' as LegId, placed: async () => [], silence: async () => {}, list: async () => [], ask: async () => ({ ended: null, answeredAt: null, endedAt: null }), text: async () => 'SM', texted: async () => null },
})
const received: [seq: number, receivedAt: number][] = []
let recording = false
app.intake.onChange(({ seq, events }) => {
  if (recording) events.forEach((event, i) => received.push([seq - events.length + 1 + i, event.receivedAt]))
})
const { port } = await app.start()
const readyMs = performance.now() - opening
serve(port, {
  ready: async () => {
    for (const agent of AGENTS) {
      await app.intake.take({
        key: null, decide: (_floor, now) => ({ events: [{ type: 'agent-became-ready', agent: agent as never, at: now, earliest: now, receivedAt: now }] }),
      })
    }
    return true
  },
  record: () => {
    received.length = 0
    return (recording = true)
  },
  recorded: () => received,
  startup: () => ({ readyMs, openCalls: app.floor.calls.size, seq: app.journal.seq, beforeMs: opening - began }),
  figures: () => ({ ...app.intake.figures, ...app.gateway.figures, seq: app.journal.seq }),
  memory: () => {
    gc?.()
    return process.memoryUsage().rss
  },
  verify: () => app.journal.verify(),
  live: () => {
    const from = process.cpuUsage()
    for (let i = 0; i < 200; i++) JSON.stringify(app.pictures.wallboard())
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 200
  },
})
process.on('SIGTERM', () => app.stop(100).then(() => process.exit(0)))
