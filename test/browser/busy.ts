import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { systemClock } from '../../server/clock.ts'
import { connect } from '../../server/database/connect.ts'
import { migrate } from '../../server/database/migrate.ts'
import { importPeople } from '../../server/people/import.ts'
import { type Line, PASSWORD, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { aRule } from '../alerts/given.ts'

/** The fullest floor a wallboard has to show: 12 calls ringing, 15 waiting, 14 people, three alerts. */

const NAMES = ['강도현', '김미나', '남궁민수', '박소라', '서지훈', '오우진', '윤은지', '이준호', '임태호', '정유나', '최현우', '한나리', '황보라온', '제갈다은']
const DEPARTMENTS = [
  { id: 'support', name: { ko: '고객지원센터', en: 'Customer support' } },
  { id: 'income', name: { ko: '산림소득지원실', en: 'Forest income' } },
]
const ALERTS = [
  aRule({ id: 'crowd', figure: 'waiting', is: 'above', threshold: 9 }), aRule({ id: 'bells', figure: 'ringing', is: 'above', threshold: 9 }),
  aRule({ id: 'few', figure: 'agents-taking-calls', is: 'below', threshold: 20, severity: 'critical', escalate: { afterMs: 60_000, webhook: null, texts: [] } }),
]
const CHEAP = { ln: 10, r: 8, p: 1 }

export async function startBusyLine() {
  const folder = mkdtempSync(join(tmpdir(), 'third-ring-busy-'))
  const file = join(folder, 'line.db')
  const database = connect(file)
  migrate(database.writer)
  const imported = await importPeople(database, {
    departments: DEPARTMENTS,
    people: [
      ...NAMES.map((name, i) => ({
        account: `agent${i + 1}`, name, role: 'agent', department: i % 3 === 2 ? 'income' : 'support', password: PASSWORD, endpoints: [{ kind: 'browser' }],
      })),
      { account: 'wall', name: '전광판', role: 'display', department: 'support', password: PASSWORD, endpoints: [] },
    ],
  }, CHEAP)
  await database.close()
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems))
  const line = await startLine({ clock: systemClock, file, people: [], settings: { LINE_HOURS: 'always' }, alertRules: ALERTS, config: (config) => ({ ...config, simulated: true }) })
  return {
    line,
    fill: () => fill(line),
    async stop() {
      await line.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const agent = (n: number) => `agent${n}`
const RING_TOGETHER = [3, 4, 5, 6, 7, 8, 9, 10, 11].map(agent)

async function fill(line: Line): Promise<void> {
  const goAway = async (account: string, reason: string) => (await line.login(account)).api('PUT', '/agents/me/state', { state: 'away', reason })
  // Somebody's browser turns out not to be there, and the caller hangs up over it.
  await line.ready(agent(14))
  const lost = await dial(line, '+821055550001')
  await lost.stops(agent(14), 'failed')
  await lost.ends('completed')
  await goAway(agent(12), 'desk-work')
  for (const n of [1, 2]) {
    await line.ready(agent(n))
    const call = await dial(line, `+82103333000${n}`)
    await call.alerts(agent(n))
    await call.answers(agent(n))
  }
  await line.ready(...RING_TOGETHER)
  for (let i = 0; i < 12; i++) await dial(line, i === 3 ? '+818091827364' : `+82102222${1000 + i}`)
  // While nobody is free, the next callers wait; whoever comes back has a phone that rings already.
  for (const account of RING_TOGETHER) await goAway(account, 'break')
  const waiting = new Map<string, Story>()
  for (let i = 0; i < 15; i++) {
    const call = await dial(line, i === 7 ? 'anonymous' : `+82104444${1000 + i}`)
    waiting.set(call.sid, call)
  }
  await line.ready(...RING_TOGETHER, agent(13))
  await line.settle()
  for (const { leg, url } of line.telephony.asked) await waiting.get(leg)!.post(url!, { CallStatus: 'in-progress' })
  const { ringing, waiting: queue, agents } = line.live()
  expect([ringing.length, queue.length, agents.length], 'ringing, waiting, agents').to.deep.equal([12, 15, 14])
  expect(new Set(agents.map(({ state }) => state))).to.deep.equal(new Set(['ringing', 'talking', 'away', 'unreachable']))
  expect(queue.flatMap(({ offeredTo }) => offeredTo)).to.deep.equal(['황보라온'])
}
