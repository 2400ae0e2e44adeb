import { expect } from 'chai'
import { isDeepStrictEqual } from 'node:util'
import { arrangementOf, transfersOf } from '../../server/calls/arrangement.ts'
import type { AgentId, CallEvent, CallId, LegId } from '../../server/calls/events.ts'
import { reduce } from '../../server/calls/reduce.ts'
import { type Call, standing, unheard } from '../../server/calls/state.ts'
import { judgeTransfer } from '../../server/standards/transfers.ts'

/** Events by hand: moments in ms, 0 is the arrival. */
const ID = '0mhq9z000-0badcafe' as CallId
const BASE = 1_795_395_600_000
const CALLER = `CA${'1'.repeat(32)}` as LegId
const MINA = `CA${'2'.repeat(32)}` as LegId
const TARA = `CA${'3'.repeat(32)}` as LegId
const TOM = `CA${'4'.repeat(32)}` as LegId
const mina = 'mina' as AgentId

type Bare = CallEvent extends infer E ? E extends CallEvent ? Omit<E, 'at' | 'earliest' | 'receivedAt' | 'call'> : never : never
const at = (ms: number, event: Bare, unsure = 0): CallEvent =>
  ({ at: BASE + ms, earliest: BASE + ms - unsure, receivedAt: BASE + ms, call: ID, ...event }) as CallEvent

const ASKED = 10_000
const talk = (): CallEvent[] => [
  at(0, { type: 'call-arrived', leg: CALLER, line: '+8216003248', caller: { raw: '+821012345678', masked: '010-****-5678' }, rules: { definition: 1, cadenceMs: 3000, wrapUpMs: 30_000 }, leadMs: 0, learnt: 'voice' }),
  at(5, { type: 'round-began', round: 1, kind: 'ring', agents: [mina] }),
  at(300, { type: 'leg-dialled', round: 1, leg: MINA, agent: mina }),
  at(2000, { type: 'leg-answered', round: 1, leg: MINA, agent: mina }),
]
const asks = (kind: 'consult' | 'blind' = 'consult'): CallEvent =>
  at(ASKED, { type: 'transfer-asked', ask: 1, transfer: 1, kind, to: { kind: 'agent', id: 'tara' }, by: mina, gist: '' })
const rings = (attempt: number, who: string, leg: LegId, from: number): CallEvent[] => [
  at(from, { type: 'colleague-rung', attempt, transfer: 1, to: { kind: 'agent', id: who } }),
  at(from + 200, { type: 'colleague-dialled', attempt, leg }),
  at(from + 600, { type: 'colleague-alerted', attempt, leg }),
]
const answers = (attempt: number, leg: LegId, ms: number, unsure = 0): CallEvent[] => [
  at(ms, { type: 'colleague-answered', attempt, leg }, unsure),
  at(ms + 100, { type: 'colleague-joined', attempt, leg }),
]
const fold = (events: readonly CallEvent[]): Call => events.reduce(reduce, unheard(ID))
const judged = (events: readonly CallEvent[], now = 600_000, n = 0) => {
  const call = fold(events)
  return judgeTransfer(call, transfersOf(call)[n]!, BASE + now)
}

describe('promise T4', () => {
  for (const [after, verdict] of [[29_999, 'kept'], [30_000, 'kept'], [30_001, 'broken']] as const) {
    it(`is ${verdict} when the person in charge answers ${after} ms after the request`, () => {
      expect(judged([...talk(), asks(), ...rings(1, 'tara', TARA, ASKED), ...answers(1, TARA, ASKED + after)])).to.deep.include({ verdict, certain: true })
    })
  }
  it('runs until thirty seconds have passed, and breaks by itself', () => {
    const events = [...talk(), asks(), ...rings(1, 'tara', TARA, ASKED)]
    expect(judged(events, ASKED + 30_000).verdict).to.equal('running')
    expect(judged(events, ASKED + 30_001).verdict).to.equal('broken')
  })
  it('is kept, one promise, when a first attempt fails at 12 s and a second person answers at 28 s', () => {
    const events = [
      ...talk(), asks(), ...rings(1, 'tara', TARA, ASKED),
      at(ASKED + 12_000, { type: 'colleague-ended', attempt: 1, leg: TARA, status: 'busy' }),
      at(ASKED + 12_001, { type: 'transfer-returned', ask: 2, transfer: 1, because: 'refused' }),
      at(ASKED + 15_000, { type: 'transfer-widened', ask: 3, transfer: 1, kind: 'consult', to: { kind: 'agent', id: 'tom' }, by: mina }),
      ...rings(2, 'tom', TOM, ASKED + 15_000), ...answers(2, TOM, ASKED + 28_000),
    ]
    expect(transfersOf(fold(events))).to.have.length(1)
    expect(judged(events)).to.deep.include({ verdict: 'kept', shares: { find: 600, ring: 27_400, consult: null, join: null } })
  })
  it('is a new one for a second transfer after a success', () => {
    const events = [
      ...talk(), asks(), ...rings(1, 'tara', TARA, ASKED), ...answers(1, TARA, ASKED + 5000),
      at(ASKED + 8000, { type: 'join-asked', ask: 2, transfer: 1, by: mina }),
      at(ASKED + 60_000, { type: 'transfer-asked', ask: 3, transfer: 2, kind: 'consult', to: { kind: 'agent', id: 'tom' }, by: 'tara' as AgentId, gist: '' }),
    ]
    expect(judged(events, ASKED + 70_000, 0).verdict).to.equal('kept')
    expect(judged(events, ASKED + 70_000, 1).verdict).to.equal('running')
    expect(judged(events, ASKED + 90_001, 1).verdict).to.equal('broken')
  })
  it('is void when the agent withdraws at 29 s, broken when at 30 s', () => {
    const withdrawn = (ms: number) => judged([...talk(), asks(), at(ASKED + ms, { type: 'transfer-withdrawn', ask: 2, transfer: 1, by: mina })])
    expect(withdrawn(29_000)).to.deep.include({ verdict: 'void', end: 'withdrawn' })
    expect(withdrawn(30_000).verdict).to.equal('broken')
  })
  it('is void when the caller hangs up before, broken when at or after the thirtieth second', () => {
    const left = (ms: number) => judged([...talk(), asks(), at(ASKED + ms, { type: 'call-ended', leg: CALLER, status: 'completed', learnt: 'callback' })])
    expect(left(12_000)).to.deep.include({ verdict: 'void', end: 'lost-in-transfer' })
    expect(left(29_999).verdict).to.equal('void')
    expect(left(30_000).verdict).to.equal('broken')
  })
  it('says when the stamps cannot tell, and then takes the harder reading', () => {
    const call = [...talk(), asks(), ...rings(1, 'tara', TARA, ASKED), ...answers(1, TARA, ASKED + 30_400, 999)]
    expect(judged(call)).to.deep.include({ verdict: 'broken', certain: false })
  })
  it('is not kept by a phone that picks up and lets nobody in: that is a machine', () => {
    const events = [
      ...talk(), asks(), ...rings(1, 'pat', TARA, ASKED), at(ASKED + 4000, { type: 'colleague-answered', attempt: 1, leg: TARA }),
      at(ASKED + 15_000, { type: 'colleague-ended', attempt: 1, leg: TARA, status: 'completed' }),
    ]
    expect(judged(events, ASKED + 40_000).verdict).to.equal('broken')
  })
  it('shows beside it whether a phone rang and whether caller and person spoke within the thirty seconds', () => {
    const events = [
      ...talk(), asks(), ...rings(1, 'tara', TARA, ASKED), ...answers(1, TARA, ASKED + 8000),
      at(ASKED + 31_000, { type: 'join-asked', ask: 2, transfer: 1, by: mina }),
      at(ASKED + 31_200, { type: 'placed', placement: 1, who: 'caller', where: 'room', round: 1 }),
    ]
    expect(judged(events)).to.deep.include({
      verdict: 'kept', rungInTime: true, speakingInTime: false, end: 'completed', shares: { find: 600, ring: 7400, consult: 23_000, join: 200 },
    })
  })
})

describe('a transfer of which Twilio reports in any order', () => {
  it('is the same call: all orders of eight reports', function () {
    this.timeout(60_000)
    const fixed = [...talk(), asks()]
    const loose = [
      ...rings(1, 'tara', TARA, ASKED), ...answers(1, TARA, ASKED + 9000),
      at(ASKED + 60, { type: 'placed', placement: 1, who: 'caller', where: 'hold', round: 1 }),
      at(ASKED + 40_000, { type: 'colleague-ended', attempt: 1, leg: TARA, status: 'completed', talkSeconds: 31 }),
      at(ASKED + 39_900, { type: 'room-left', leg: TARA }),
    ]
    const expected = fold([...fixed, ...loose])
    const picture = JSON.stringify([standing(expected), arrangementOf(expected), judged([...fixed, ...loose])])
    let orders = 0
    for (const order of permutations(loose)) {
      orders++
      const call = fold([...order, ...fixed])
      expect(isDeepStrictEqual(call, expected), `order ${orders}`).to.equal(true)
      if (orders % 97 === 0) expect(JSON.stringify([standing(call), arrangementOf(call), judged([...order, ...fixed])])).to.equal(picture)
    }
    expect(orders).to.equal(40_320)
  })
  it('takes no notice of a report that comes twice', () => {
    const events = [...talk(), asks(), ...rings(1, 'tara', TARA, ASKED), ...answers(1, TARA, ASKED + 9000)]
    const call = fold(events)
    for (const event of events) expect(reduce(call, event)).to.equal(call)
  })
})

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length <= 1) return yield [...items]
  for (const [i, one] of items.entries()) for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [one, ...rest]
}
