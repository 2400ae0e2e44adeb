import { expect } from 'chai'
import fc from 'fast-check'
import { arrangementOf, supervisorsOf, watcherPlace } from '../../server/calls/arrangement.ts'
import { type CallEvent, END_REASONS, type LegId, SUPERVISE_MODES } from '../../server/calls/events.ts'
import { reduce } from '../../server/calls/reduce.ts'
import { standing } from '../../server/calls/state.ts'
import { endOf, furthestOf, takingPart } from '../../server/calls/supervision.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent, CALL, expectSame, fold, legOf, readingOf, storyOf } from '../support/given.ts'

/** The facts of supervisors' hands, folded. */

const say = storyOf()
const BOSS = agent('boss')
const BOSSES_LEG = 'call-1/boss' as LegId
const told = (ms: number) => ({ at: MONDAY_NINE + ms, earliest: MONDAY_NINE + ms, receivedAt: MONDAY_NINE + ms, call: CALL })
const asked = (ms: number, ask: number, what: Record<string, unknown>): CallEvent => ({ ...told(ms), ask, by: BOSS, ...what }) as CallEvent
const about = (ms: number, what: Record<string, unknown>): CallEvent => ({ ...told(ms), attempt: 1, leg: BOSSES_LEG, ...what }) as CallEvent
const talk = [say.arrives(), say.rings(5, ['mina']), say.dialled(300, 'mina'), say.answered(2000, 'mina')]
const joins = [
  about(10_100, { type: 'colleague-rung', transfer: null, supervision: 1, to: { kind: 'agent', id: 'boss' } }),
  about(10_500, { type: 'colleague-dialled' }), about(10_900, { type: 'colleague-alerted' }), about(11_200, { type: 'colleague-answered' }), about(11_300, { type: 'colleague-joined' }),
]
const placed = (ms: number, placement: number, who: string, where: string, heardBy?: LegId): CallEvent =>
  ({ ...told(ms), type: 'placed', placement, who, where, round: 1, ...(heardBy && { heardBy }) }) as CallEvent

/** Everything read off a call, with the arrangement. */
const pictureOf = (events: readonly CallEvent[]) => {
  const call = fold(events)
  const arrangement = arrangementOf(call)
  return {
    ...readingOf(call), arrangement, supervisors: supervisorsOf(call), parts: supervisorsOf(call).map((one) => [takingPart(call, one), endOf(call, one), furthestOf(call, one)]),
    places: arrangement.watching.map((one) => watcherPlace(call, arrangement, one, MONDAY_NINE + 90_000)),
  }
}

const ms = fc.integer({ min: 9, max: 40 }).map((n) => n * 1000)
const few = fc.integer({ min: 1, max: 2 })
const ask = fc.integer({ min: 1, max: 7 })
const anyFact: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.tuple(ms, ask, fc.constantFrom('supervise-asked', 'supervise-changed'), few, fc.constantFrom(...SUPERVISE_MODES)).map(([at, n, type, supervision, mode]) => asked(at, n, { type, supervision, mode })),
  fc.tuple(ms, ask, few).map(([at, n, supervision]) => asked(at, n, { type: 'supervise-ended', supervision })),
  fc.tuple(ms, ask).map(([at, n]) => asked(at, n, { type: 'requeue-asked' })),
  fc.tuple(ms, ask, fc.constantFrom('end-armed', 'end-asked'), fc.constantFrom(...END_REASONS)).map(([at, n, type, reason]) => asked(at, n, { type, reason })),
  fc.tuple(ms, few).map(([at, n]) => about(at, { type: 'colleague-rung', attempt: n, transfer: null, supervision: n, to: { kind: 'agent', id: 'boss' } })),
  fc.tuple(ms, few, fc.constantFrom('colleague-dialled', 'colleague-answered', 'colleague-joined')).map(([at, n, type]) => about(at, { type, attempt: n })),
  fc.tuple(ms, few).map(([at, n]) => about(at, { type: 'colleague-ended', attempt: n, status: 'completed' })),
  fc.tuple(ms, fc.integer({ min: 1, max: 6 }), fc.constantFrom('caller', 'r1', 'a1', 'a2'), fc.constantFrom('room', 'listen', 'coach', 'out', 'queue')).map(([at, n, who, where]) => placed(at, n, who, where)),
  ms.map((at) => ({ ...told(at), type: 'room-left', leg: BOSSES_LEG }) as CallEvent),
  ms.map((at) => say.stopped(at, 'mina', 'completed')),
  ms.map((at) => say.queued(at)),
  ms.map((at) => say.hungUp(at)),
)

describe('a call with a supervisor in it, of which everything is told in any order', () => {
  it('is the same call', () => {
    fc.assert(fc.property(fc.array(anyFact, { minLength: 3, maxLength: 25 }), fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (facts, dice) => {
      const events = [...talk, ...facts]
      const shuffled = events.map((event, i) => ({ event, die: dice[i]! })).sort((a, b) => a.die - b.die).map(({ event }) => event)
      expectSame(pictureOf(shuffled), pictureOf(events))
    }), { numRuns: 1500 })
  })
  it('takes no notice of what it is told twice', () => {
    fc.assert(fc.property(fc.array(anyFact, { maxLength: 25 }), (facts) => {
      const call = fold([...talk, ...facts])
      for (const event of facts) expect(reduce(call, event)).to.equal(call)
    }), { numRuns: 300 })
  })
})

describe('a supervisor', () => {
  const listening = [...talk, asked(10_000, 1, { type: 'supervise-asked', supervision: 1, mode: 'listen' }), ...joins]

  it('who listens takes no part in the talk', () => {
    const call = fold(listening)
    const { parties, watching, caller } = arrangementOf(call)
    expect(parties.map(({ agent }) => agent)).to.deep.equal(['mina'])
    expect(watching.map(({ agent, supervision }) => [agent, supervision.mode])).to.deep.equal([['boss', 'listen']])
    expect(caller, 'the bridge becomes a conference').to.equal('room')
    expect(standing(call)).to.deep.include({ phase: 'talking', with: 'mina', watching: ['boss'] })
  })
  it('who is only being called changes nothing', () => {
    const call = fold(listening.slice(0, -1))
    expect(arrangementOf(call)).to.deep.include({ caller: 'bridge', watching: [] })
    expect(standing(call)).to.deep.include({ phase: 'talking', called: ['boss'] })
  })
  it('who coaches is heard by the agent alone, once the agent is in the conference', () => {
    const coaching = [...listening, asked(12_000, 2, { type: 'supervise-changed', supervision: 1, mode: 'coach' })]
    const at = (events: readonly CallEvent[], moment: number) => {
      const call = fold(events)
      const arrangement = arrangementOf(call)
      return watcherPlace(call, arrangement, arrangement.watching[0]!, MONDAY_NINE + moment)
    }
    expect(at(coaching, 13_000)).to.deep.equal({ where: 'listen', heardBy: null })
    const there = [...coaching, placed(12_500, 1, 'r1', 'room')]
    expect(at(there, 13_999)).to.deep.equal({ where: 'listen', heardBy: null })
    expect(at(there, 14_000)).to.deep.equal({ where: 'coach', heardBy: legOf('mina') })
  })
  it('who was alone with the caller when asking to listen speaks on: there is nobody to listen to', () => {
    const barged = [...talk, asked(10_000, 1, { type: 'supervise-asked', supervision: 1, mode: 'barge' }), ...joins]
    const change = asked(20_000, 2, { type: 'supervise-changed', supervision: 1, mode: 'listen' })
    const modeAt = (events: readonly CallEvent[]) => supervisorsOf(fold(events))[0]!.mode
    expect(modeAt([...barged, change])).to.equal('listen')
    expect(modeAt([...barged, say.stopped(19_000, 'mina', 'completed'), change])).to.equal('barge')
  })
  it('who took a caller over and was gone before anybody was sent away has taken nothing over', () => {
    const taken = [...talk, asked(10_000, 1, { type: 'supervise-asked', supervision: 1, mode: 'take-over' }), ...joins]
    expect(arrangementOf(fold(taken)).staying.map(({ agent }) => agent)).to.deep.equal(['boss'])
    const gone = about(11_500, { type: 'colleague-ended', status: 'completed' })
    expect(arrangementOf(fold([...taken, gone])).staying.map(({ agent }) => agent)).to.deep.equal(['mina'])
    const sent = arrangementOf(fold([...taken, placed(11_400, 1, 'r1', 'out'), gone]))
    expect([sent.staying, sent.caller], 'then the caller is not let fall').to.deep.equal([[], 'queue'])
  })
  it('took part as the documents say that their line was given, whatever was wanted, until they went', () => {
    const read = (...events: CallEvent[]) => {
      const call = fold(events)
      const [one] = supervisorsOf(call)
      return { parts: takingPart(call, one!).map(({ mode, from, to }) => `${mode} ${from - MONDAY_NINE}–${to === null ? '' : to - MONDAY_NINE}`), end: endOf(call, one!), furthest: furthestOf(call, one!) }
    }
    const wants = (ms: number, n: number, mode: string) => asked(ms, n, { type: 'supervise-changed', supervision: 1, mode })
    const heard = [...listening, placed(11_300, 1, 'a1', 'listen')]
    expect(read(...listening.slice(0, -1)), 'is being called').to.deep.equal({ parts: [], end: null, furthest: 'listen' })
    expect(read(...heard)).to.deep.equal({ parts: ['listen 11300–'], end: null, furthest: 'listen' })
    const all = [...heard, wants(14_000, 2, 'coach'), placed(15_000, 2, 'a1', 'coach'), wants(20_000, 3, 'barge'), placed(21_000, 3, 'a1', 'room'), wants(25_000, 4, 'take-over'), placed(25_200, 4, 'r1', 'out')]
    expect(read(...all)).to.deep.equal({ parts: ['listen 11300–15000', 'coach 15000–21000', 'barge 21000–25000', 'take-over 25000–'], end: null, furthest: 'take-over' })
    const back = [...heard, wants(20_000, 2, 'barge'), wants(20_500, 3, 'listen')]
    expect(read(...back), 'what was wanted and never held').to.deep.equal({ parts: ['listen 11300–'], end: null, furthest: 'listen' })
    const gone = about(30_000, { type: 'colleague-ended', status: 'completed' })
    expect(read(...all, gone)).to.deep.include({ end: 'left' })
    expect(read(...all, gone).parts.at(-1)).to.equal('take-over 25000–30000')
    expect(read(...heard, asked(20_000, 2, { type: 'supervise-ended', supervision: 1 }), placed(20_400, 2, 'a1', 'out'), about(20_700, { type: 'colleague-ended', status: 'completed' })))
      .to.deep.equal({ parts: ['listen 11300–20400'], end: 'left', furthest: 'listen' })
    expect(read(...heard, say.hungUp(20_000), gone)).to.deep.equal({ parts: ['listen 11300–20000'], end: 'call-over', furthest: 'listen' })
    expect(read(...heard, asked(20_000, 2, { type: 'requeue-asked' })).end).to.equal('re-queued')
    expect(read(...heard, asked(20_000, 2, { type: 'end-asked', reason: 'abuse' })).end).to.equal('ended')
    const called = listening.slice(0, -2)
    expect(read(...called, asked(11_000, 2, { type: 'supervise-ended', supervision: 1 })).end).to.equal('withdrawn')
    expect(read(...called, about(20_000, { type: 'colleague-ended', status: 'no-answer' })).end).to.equal('not-reached')
  })
})

describe('a caller', () => {
  it('who is put back into the queue belongs there until somebody answers anew', () => {
    const requeued = [...talk, asked(10_000, 1, { type: 'requeue-asked' })]
    expect(arrangementOf(fold(requeued))).to.deep.include({ caller: 'queue', staying: [] })
    expect(standing(fold(requeued)), 'until they have come there, the agent has them').to.deep.include({ phase: 'talking', with: 'mina' })
    const there = [...requeued, placed(10_500, 1, 'caller', 'queue'), say.queued(10_500)]
    expect(standing(fold(there))).to.deep.include({ phase: 'queued', front: true, leaving: ['mina'] })
    const gone = [...there, say.stopped(10_600, 'mina', 'completed')]
    expect(standing(fold(gone))).not.to.have.property('leaving')
    const again = [...gone, say.offered(20_000, ['jun'], 2), say.answered(23_000, 'jun', 2)]
    expect(standing(fold(again))).to.deep.include({ phase: 'talking', with: 'jun' })
    expect(arrangementOf(fold(again)).caller).to.equal('bridge')
  })
  it('whose call is ended is let go, whatever is asked later; what was only armed has no effect', () => {
    const armed = [...talk, asked(10_000, 1, { type: 'end-armed', reason: 'abuse' })]
    expect(arrangementOf(fold(armed)).caller).to.equal('bridge')
    const ended = [...armed, asked(12_000, 2, { type: 'end-asked', reason: 'abuse' }), asked(13_000, 3, { type: 'requeue-asked' })]
    expect(arrangementOf(fold(ended))).to.deep.include({ caller: 'out', staying: [] })
  })
})

