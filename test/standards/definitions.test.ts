import { expect } from 'chai'
import { DEFINITIONS, type Definition, definitionAt, definitionOf } from '../../server/standards/definitions.ts'
import { judge, judgeBell } from '../../server/standards/promises.ts'
import { addTo, emptyTally, shareOf } from '../../server/standards/tally.ts'
import { transfersOf } from '../../server/calls/arrangement.ts'
import type { CallEvent, CallId } from '../../server/calls/events.ts'
import { legsOf, unheard } from '../../server/calls/state.ts'
import { judgeTransfer } from '../../server/standards/transfers.ts'
import { drawDefinition } from '../../server/live/lens.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent, exactly, fold, RULES, storyOf } from '../support/given.ts'

const DAY_MS = 86_400_000
const TUESDAY = MONDAY_NINE - 9 * 3_600_000 + DAY_MS
/** From Tuesday on: three rings, forty seconds. */
const second: Definition = { ...DEFINITIONS[0]!, version: 2, from: TUESDAY, t1: { strict: 3, lenient: 4 }, t4Ms: 40_000 }
const both = [...DEFINITIONS, second]

/** The same story on another day: answered in the third ring, passed on, and the colleague picks up 35 s after the request. */
function story(day: number) {
  const arrivedAt = MONDAY_NINE + day * DAY_MS
  const id = `call-${day}` as CallId
  const rules = { ...RULES, definition: definitionAt(arrivedAt, both).version }
  const call = storyOf(id, arrivedAt, rules)
  const told = (ms: number) => ({ ...exactly(arrivedAt + ms), call: id })
  const facts: CallEvent[] = [
    call.arrives(), call.rings(0, ['mina']), call.alerted(100, 'mina'), call.answered(7000, 'mina'),
    { ...told(10_000), type: 'transfer-asked', ask: 1, transfer: 1, kind: 'consult', to: { kind: 'agent', id: 'tara' }, by: agent('mina'), gist: '' },
    { ...told(10_500), type: 'colleague-rung', attempt: 1, transfer: 1, to: { kind: 'agent', id: 'tara' } },
    { ...told(11_000), type: 'colleague-alerted', attempt: 1, leg: `${id}/tara` as never },
    { ...told(45_000), type: 'colleague-answered', attempt: 1, leg: `${id}/tara` as never },
    { ...told(45_100), type: 'colleague-joined', attempt: 1, leg: `${id}/tara` as never },
  ]
  return fold(facts, unheard(id))
}

describe('a definition of the promises', () => {
  it('holds for calls that arrive from its date on', () => {
    expect(definitionAt(TUESDAY - 1, both).version).to.equal(1)
    expect(definitionAt(TUESDAY, both).version).to.equal(2)
    expect(definitionAt(Number.MAX_SAFE_INTEGER, both).version).to.equal(2)
  })
  it('is the first one for whatever came before any date', () => expect(definitionAt(0, both).version).to.equal(1))
  it('begins with a Seoul day, so that no day has two', () => {
    for (const { from } of DEFINITIONS) expect((from + 9 * 3_600_000) % DAY_MS).to.equal(0)
  })
  it('has a version above those before it and a later date', () => {
    for (const [i, { version, from }] of DEFINITIONS.entries()) {
      expect(version).to.equal(i + 1)
      if (i > 0) expect(from).to.be.greaterThan(DEFINITIONS[i - 1]!.from)
    }
  })
  it('is not guessed at when a call carries one that is not known here', () => {
    expect(() => definitionOf({ definition: 3 }, both)).to.throw('definition 3')
  })

  it('judges only the calls that arrived under it: the same story is broken on Monday and kept on Tuesday', () => {
    const [monday, tuesday] = [story(0), story(1)]
    const later = MONDAY_NINE + 7 * DAY_MS
    expect([judge(monday, later, both).strict, judge(tuesday, later, both).strict]).to.deep.equal(['broken', 'kept'])
    const bells = [monday, tuesday].map((call) => judgeBell(legsOf(call)[0]![1], call.arrived!.rules, both))
    expect(bells).to.deep.equal(['broken', 'kept'])
    const t4 = [monday, tuesday].map((call) => judgeTransfer(call, transfersOf(call)[0]!, later, both).verdict)
    expect(t4).to.deep.equal(['broken', 'kept'])
  })
  it('never rewrites a closed day: its sums are the same before and after another one is decided', () => {
    const before = emptyTally()
    const after = emptyTally()
    for (let i = 0; i < 5; i++) {
      addTo(before, shareOf(story(0), DEFINITIONS))
      addTo(after, shareOf(story(0), both))
    }
    expect(after).to.deep.equal(before)
    expect(before).to.include({ t1_broken: 5, bell_broken: 5 })
  })
  it('is shown with its dates and its moments', () => {
    expect(drawDefinition(both[0]!, 3000, both)).to.deep.equal({
      version: 1, from: Date.parse('2026-11-01T00:00:00+09:00'), until: TUESDAY,
      t1: { strictRings: 2, lenientRings: 3, strictMs: 6000, lenientMs: 9000 }, t4Ms: 30_000, shortMs: 5000, serviceLevelMs: 20_000,
    })
    expect(drawDefinition(second, 3000, both)).to.deep.include({ version: 2, until: null, t1: { strictRings: 3, lenientRings: 4, strictMs: 9000, lenientMs: 12_000 } })
  })
})
