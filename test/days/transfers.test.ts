import { expect } from 'chai'
import { badDay } from '../../scripts/simulator/faults.ts'
import { pairwise } from '../../scripts/simulator/switches.ts'
import type { CallId, LegId } from '../../server/calls/events.ts'
import { storyOf } from '../../server/api/story.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import { type DayOptions, liveADay, type LivedDay } from './a-day.ts'

/** Days on which every other call is passed on, in every way: service = recomputation = what the simulator's witness saw. */

async function onADay(options: Partial<DayOptions> & { seed: number }, look: (day: LivedDay) => void): Promise<void> {
  const day = await liveADay({
    calls: 120, staff: 8, department: (i) => (i < 5 ? 'centre' : i < 7 ? 'income' : 'analysis'),
    // Two departments, a browser, a SIP phone, a desk phone, a contact outside.
    transferTo: [{ department: 'income' }, { department: 'analysis' }, { agent: 'agent6' }, { agent: 'agent5' }, { agent: 'agent4' }, { contact: 'forest' }],
    ...options, habits: { passesOn: 0.5, passesBlindly: 0.3, ...options.habits },
  })
  try {
    look(day)
  } finally {
    await day.close()
  }
}

function expectNobodyLost({ truth, app }: LivedDay, silences = false): void {
  for (const call of truth) {
    expect(call.heardError, `${call.sid} heard an error`).to.equal(false)
    if (!silences) expect(call.silences, `${call.sid} heard silence: ${JSON.stringify(call.heard.slice(-6))}`).to.deep.equal([])
    expect(call.legsLeftOver, `${call.sid} left legs behind`).to.deep.equal([])
    const letGo = call.outcome === 'answered' && call.endedBy === 'server' && !app.floor.callBacks.has(app.store.callOf(call.sid as LegId) as CallId)
    expect(letGo, `${call.sid} was let go by us: ${JSON.stringify(call.talks)}`).to.equal(false)
  }
  expect([...app.floor.calls.keys()], 'calls still on the floor').to.deep.equal([])
  expect([...app.floor.talking]).to.deep.equal([])
  expect(app.database.writer.prepare(`select count(*) as n from outbox where state = 'pending'`).get()).to.deep.equal({ n: 0 })
  expect(differences(app.database, recompute(app.journal))).to.deep.equal([])
}

/** Every promise T4 of the day, against the witness's. @returns how many verdicts there were, and how many are uncertain */
function expectTrueTransfers(day: LivedDay): { transfers: number; uncertain: number; verdicts: Record<string, number> } {
  let transfers = 0
  let uncertain = 0
  const verdicts: Record<string, number> = {}
  const strangers = day.world.truth.created().filter(({ answeredAt }) => answeredAt !== null)
  for (const call of day.truth) {
    const id = day.app.store.callOf(call.sid as LegId) as CallId
    const story = storyOf(id, day.app.journal.eventsOf(id), new Map(), day.clock.now())!
    const about = `${id} ${JSON.stringify(call.transfers)} ${JSON.stringify(story.transfers)}`
    expect(story.transfers.map(({ askedAt }) => askedAt), about).to.deep.equal(call.transfers.map(({ askedAt }) => askedAt))
    story.transfers.forEach((transfer, i) => {
      transfers++
      const truth = call.transfers[i]!
      verdicts[transfer.verdict] = (verdicts[transfer.verdict] ?? 0) + 1
      expect(transfer.end, `every ending has a name: ${about}`).not.to.equal(null)
      // Whoever picked up and was gone before entering the room belongs to no caller's story that the witness could tell.
      const unseen = transfer.answeredAt !== null && truth.answeredAt === null && strangers.some(({ answeredAt }) => Math.abs(answeredAt! - transfer.answeredAt!) < 1000)
      if (transfer.certain && !unseen) expect(transfer.verdict, about).to.equal(truth.t4)
      else uncertain++
    })
  }
  return { transfers, uncertain, verdicts }
}

describe('a day on which every other call is passed on', function () {
  this.timeout(600_000)

  it('is known to the last verdict when reports come at once', () =>
    onADay({ seed: 31, calls: 250, latency: { leastMs: 0, mostMs: 0 }, faults: { callbacks: { duplicated: 0.2 } } }, (day) => {
      expectNobodyLost(day)
      const { transfers, uncertain, verdicts } = expectTrueTransfers(day)
      expect(transfers).to.be.greaterThan(50)
      expect(uncertain).to.equal(0)
      const { all, byDepartment } = day.live().t4
      expect(all).to.deep.include({ kept: verdicts['kept'] ?? 0, broken: verdicts['broken'] ?? 0, void: verdicts['void'] ?? 0, running: 0 })
      expect(byDepartment.reduce((sum, { figure }) => sum + figure.kept + figure.broken + figure.void, 0)).to.equal(transfers)
      expect(day.live().conserved).to.equal(true)
    }))

  it('is known within the error it states when reports are lost, late, twice and out of order, and REST fails', () =>
    onADay({ seed: 32, faults: badDay }, (day) => {
      expectNobodyLost(day, true)
      const { transfers, uncertain } = expectTrueTransfers(day)
      expect(uncertain).to.be.lessThan(transfers * 0.2)
    }))

  it('loses nobody when browsers die, callers and colleagues hang up at any step, and our process is killed', () =>
    onADay({ seed: 41, calls: 180, mishaps: 0.1, settings: { TRANSFER_IN_TURN: 'income' }, habits: { passesOn: 0.6, passesBlindly: 0.5 } }, (day) => {
      expectNobodyLost(day, true)
      for (const [mishap, times] of Object.entries(day.mishaps.struck)) expect(times, mishap).to.be.greaterThan(2)
      expect(day.mishaps.cutOff).to.deep.equal([])
      const { transfers, verdicts } = expectTrueTransfers(day)
      const rows = day.app.database.writer.prepare('select distinct kind, to_kind, to_id from transfers').all() as { kind: string; to_kind: string; to_id: string }[]
      const kinds = new Set(rows.map(({ kind, to_kind, to_id }) => `${kind} ${to_kind} ${to_kind === 'agent' ? to_id : ''}`.trim()))
      expect(kinds).to.include.keys(['consult', 'blind'].flatMap((kind) => ['department', 'contact', 'agent agent4', 'agent agent5', 'agent agent6'].map((to) => `${kind} ${to}`)))
      const { all, byDepartment } = day.live().t4
      expect(all).to.deep.include({ kept: verdicts['kept'] ?? 0, broken: verdicts['broken'] ?? 0, void: verdicts['void'] ?? 0, running: 0 })
      expect(byDepartment.reduce((sum, { figure }) => sum + figure.kept + figure.broken + figure.void, 0)).to.equal(transfers)
      expect(day.live().conserved).to.equal(true)
    }))

  it('is the same to the byte when it is played again', async () => {
    const bytes: string[] = []
    for (let i = 0; i < 2; i++) await onADay({ seed: 33, calls: 60, faults: badDay, mishaps: 0.1 }, (day) => void bytes.push(day.bytes + day.truthBytes))
    expect(bytes[0]).to.equal(bytes[1])
  })

  for (const [i, switches] of pairwise().entries()) {
    it(`loses nobody under setting ${i + 1} of what Twilio's documents leave open`, () =>
      onADay({ seed: 300 + i, calls: 25, switches, mishaps: 0.1, habits: { declines: 0.1, overhears: 0.1, startsUnregistered: 0.1 } }, (day) => {
        expectNobodyLost(day, true)
        expect(day.mishaps.cutOff).to.deep.equal([])
        expectTrueTransfers(day)
      }))
  }
})
