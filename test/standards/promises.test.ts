import { expect } from 'chai'
import fc from 'fast-check'
import type { CallEvent } from '../../server/calls/events.ts'
import { bells, edgeMs, judge, type Judged, ringAt, type Verdict, wilson } from '../../server/standards/promises.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { fold, legOf, RULES, stamped, storyOf } from '../support/given.ts'

const call = storyOf()
const MUCH_LATER = MONDAY_NINE + 3_600_000
const at = (ms: number) => MONDAY_NINE + ms

const judged = (facts: CallEvent[], now = MUCH_LATER): Judged => judge(fold(facts), now)
const answeredAfter = (ms: number, rules = RULES) => {
  const slow = storyOf(undefined, MONDAY_NINE, rules)
  return judged([slow.arrives(), slow.rings(0, ['mina']), slow.answered(ms, 'mina')])
}
const hungUpAfter = (ms: number) => judged([call.arrives(), call.rings(0, ['mina']), call.alerted(500, 'mina'),
  call.hungUp(ms, 'no-answer')])

/** A call answered so long after its arrival: in which ring, and whether each reading of the promise was kept. */
const EDGES: [ms: number, ring: number, strict: Verdict, lenient: Verdict][] = [
  [0, 1, 'kept', 'kept'], [2999, 1, 'kept', 'kept'],
  [3000, 2, 'kept', 'kept'], [5999, 2, 'kept', 'kept'],
  [6000, 3, 'broken', 'kept'], [8999, 3, 'broken', 'kept'],
  [9000, 4, 'broken', 'broken'], [60_000, 21, 'broken', 'broken'],
]

describe('the bell', () => {
  for (const [ms, ring] of EDGES) {
    it(`is in ring ${ring} after ${ms} ms, in Korea`, () => expect(ringAt(ms, 3000)).to.equal(ring))
    it(`is in ring ${ring} after ${ms * 2} ms where it rings every six seconds`, () => expect(ringAt(ms * 2, 6000)).to.equal(ring))
  }
  it('rings for the first time even when a clock says the answer came before the call', () => {
    expect(ringAt(-500, 3000)).to.equal(1)
  })
  it('begins ring n + 1 exactly where the promise of n rings is lost', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1000, max: 10_000 }), (rings, cadence) => {
      expect(ringAt(edgeMs(cadence, rings), cadence)).to.equal(rings + 1)
      expect(ringAt(edgeMs(cadence, rings) - 1, cadence)).to.equal(rings)
    }))
  })
})

describe('the promise to answer before the third ring', () => {
  for (const [ms, ring, strict, lenient] of EDGES) {
    it(`is ${strict}, and ${lenient} as surveys count, when a person answers after ${ms} ms`, () => {
      expect(answeredAfter(ms)).to.deep.include({ outcome: 'answered', strict, lenient, waitMs: ms, ring, certain: true })
    })
    it(`is ${strict}, and ${lenient} as surveys count, after ${ms * 2} ms on a line that rings every six seconds`, () => {
      expect(answeredAfter(ms * 2, { ...RULES, cadenceMs: 6000 })).to.deep.include({ strict, lenient, waitMs: ms * 2, ring, certain: true })
    })
  }

  it('breaks by itself when its moment passes and nobody has answered', () => {
    const waiting = [call.arrives(), call.rings(0, ['mina'])]
    expect(judged(waiting, at(0))).to.deep.include({ outcome: 'open', strict: 'running', lenient: 'running', waitMs: null, ring: null })
    expect(judged(waiting, at(5999))).to.include({ strict: 'running', lenient: 'running' })
    expect(judged(waiting, at(6000))).to.include({ strict: 'broken', lenient: 'running' })
    expect(judged(waiting, at(8999))).to.include({ strict: 'broken', lenient: 'running' })
    expect(judged(waiting, at(9000))).to.include({ strict: 'broken', lenient: 'broken' })
  })
  it('is not saved by music: the clock runs on in the queue', () => {
    const queued = [call.arrives(), call.queued(100)]
    expect(judged(queued, at(6000))).to.include({ strict: 'broken' })
    expect(judged([...queued, call.offered(4000, ['mina']), call.answered(7000, 'mina')])).to.include({ strict: 'broken',
      lenient: 'kept', waitMs: 7000 })
  })
  it('is kept for a caller answered in time, though the clock on the wall is far beyond', () => {
    expect(judged([call.arrives(), call.rings(0, ['mina']), call.answered(4200, 'mina')], MUCH_LATER)).to.include({ strict: 'kept' })
  })
  it('is void when the caller hangs up before its moment, and broken from that moment on', () => {
    expect(hungUpAfter(5999)).to.include({ outcome: 'abandoned', strict: 'void', lenient: 'void', waitMs: 5999 })
    expect(hungUpAfter(6000)).to.include({ outcome: 'abandoned', strict: 'broken', lenient: 'void' })
    expect(hungUpAfter(8999)).to.include({ strict: 'broken', lenient: 'void' })
    expect(hungUpAfter(9000)).to.include({ strict: 'broken', lenient: 'broken' })
  })
  it('is broken for a caller who heard three rings, although one of the phones was silenced early', () => {
    expect(judged([
      call.arrives(), call.rings(0, ['mina', 'jun']), call.alerted(500, 'mina'), call.alerted(500, 'jun'),
      call.silenced(2000, 'mina'), call.stopped(2100, 'mina', 'canceled'), call.stopped(9500, 'jun', 'canceled'),
      call.hungUp(9500, 'no-answer'),
    ])).to.include({ strict: 'broken', lenient: 'broken', waitMs: 9500 })
  })
  it('is void for a caller who hung up in time, whose own leg is reported late but whose phones stopped at once', () => {
    expect(judged([
      call.arrives(), call.rings(0, ['mina']), call.alerted(500, 'mina'), call.stopped(5200, 'mina', 'canceled'),
      call.hungUp(6300, 'no-answer'),
    ])).to.include({ strict: 'void', waitMs: 5200 })
  })
  it('is void when the line is closed, however long the sentence takes', () => {
    expect(judged([call.arrives(), call.turnedAway(0, 'out-of-hours')])).to.include({ outcome: 'out-of-hours', strict: 'void',
      lenient: 'void', waitMs: null })
    expect(judged([call.arrives(), call.turnedAway(0, 'out-of-hours'), call.hungUp(20_000)])).to.include({ strict: 'void',
      lenient: 'void' })
  })
  it('is broken at once for a caller who is refused: turning people away does not improve the figure', () => {
    expect(judged([call.arrives(), call.turnedAway(0, 'refused')], at(0))).to.include({ outcome: 'refused', strict: 'broken',
      lenient: 'broken' })
    expect(judged([call.arrives(), call.turnedAway(0, 'refused'), call.hungUp(3000)])).to.include({ strict: 'broken', lenient: 'broken' })
  })
  it('is not judged before the arrival is known', () => {
    expect(judged([call.answered(4200, 'mina')])).to.include({ strict: 'running', lenient: 'running', waitMs: null })
  })
  it('is judged by the rules in force when the call arrived', () => {
    expect(answeredAfter(7000)).to.include({ strict: 'broken' })
    expect(answeredAfter(7000, { ...RULES, cadenceMs: 4000 })).to.include({ strict: 'kept' })
  })
  it('never turns from broken to anything else by waiting', () => {
    const decided: Verdict[] = ['kept', 'broken', 'void']
    fc.assert(fc.property(fc.nat(12_000), fc.nat(12_000), fc.nat(12_000), fc.constantFrom('answered', 'hungUp', 'nothing'),
      (first, more, end, what) => {
      const facts = [call.arrives(), ...(what === 'answered' ? [call.answered(end, 'mina')] : what === 'hungUp' ? [call.hungUp(end)] : [])]
      const before = judged(facts, at(first))
      const after = judged(facts, at(first + more))
      if (decided.includes(before.strict)) expect(after.strict).to.equal(before.strict)
      if (decided.includes(before.lenient)) expect(after.lenient).to.equal(before.lenient)
    }))
  })
  it('is never kept strictly and broken leniently', () => {
    fc.assert(fc.property(fc.nat(12_000), fc.nat(12_000), fc.constantFrom('answered', 'hungUp', 'nothing'), (end, now, what) => {
      const facts = [call.arrives(), ...(what === 'answered' ? [call.answered(end, 'mina')] : what === 'hungUp' ? [call.hungUp(end)] : [])]
      const { strict, lenient } = judged(facts, at(now))
      if (strict === 'kept' || strict === 'void') expect(lenient).to.equal(strict)
      if (lenient === 'broken') expect(strict).to.equal('broken')
    }))
  })
})

describe('a verdict', () => {
  it('is certain when the report knows the millisecond', () => {
    expect(answeredAfter(5999).certain).to.equal(true)
    expect(answeredAfter(6000).certain).to.equal(true)
  })
  it('is uncertain, and the harder one, when an edge lies within the second of Twilio’s stamp', () => {
    // Arrival at half past a second: the sixth second ends in the middle of a stamped one.
    const odd = storyOf(undefined, MONDAY_NINE + 500)
    const answered = (ms: number) => judged([odd.arrives(), odd.rings(0, ['mina']), stamped(odd.answered(ms, 'mina'))])
    expect(answered(5400)).to.include({ strict: 'kept', certain: true })
    expect(answered(5600)).to.include({ strict: 'broken', certain: false })
    expect(answered(6400)).to.include({ strict: 'broken', certain: false })
    expect(answered(6600)).to.include({ strict: 'broken', lenient: 'kept', certain: true })
    expect(answered(8900)).to.include({ lenient: 'broken', certain: false })
  })
  it('is never kinder than the truth, and right whenever it says it is certain', () => {
    fc.assert(fc.property(fc.nat(999), fc.nat(12_000), fc.nat(3000), (fraction, ms, late) => {
      const some = storyOf(undefined, MONDAY_NINE + fraction)
      const told = judged([some.arrives(), some.rings(0, ['mina']), stamped(some.answered(ms, 'mina'), late)])
      const truth = judged([some.arrives(), some.rings(0, ['mina']), some.answered(ms, 'mina')])
      if (told.strict === 'kept') expect(truth.strict).to.equal('kept')
      if (told.lenient === 'kept') expect(truth.lenient).to.equal('kept')
      if (told.certain) expect([told.strict, told.lenient]).to.deep.equal([truth.strict, truth.lenient])
    }))
  })
  it('is uncertain when the report of answering was lost and the dial’s duration leaves both open', () => {
    const lost = judged([
      call.arrives(), call.rings(0, ['mina']), call.alerted(500, 'mina'),
      call.roundEnded(66_000, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 60 }),
    ])
    expect(lost).to.include({ strict: 'broken', certain: false })
  })
})

describe('the bell of one staff phone', () => {
  const bell = (...facts: CallEvent[]) => bells(fold([call.arrives(), call.rings(0, ['mina', 'jun']), ...facts]))

  it('is judged from its own first ring, not from the call’s arrival', () => {
    expect(bell(call.alerted(2000, 'mina'), call.answered(7999, 'mina'))).to.deep.equal(['kept'])
    expect(bell(call.alerted(2000, 'mina'), call.answered(8000, 'mina'))).to.deep.equal(['broken'])
  })
  it('is void when it stops in time, and broken when it was left to ring', () => {
    expect(bell(call.alerted(1000, 'mina'), call.stopped(6999, 'mina', 'canceled'))).to.deep.equal(['void'])
    expect(bell(call.alerted(1000, 'mina'), call.stopped(7000, 'mina', 'no-answer'))).to.deep.equal(['broken'])
  })
  it('is running while it rings, and nothing at all for a phone that never rang', () => {
    expect(bell(call.alerted(1000, 'mina'), call.dialled(500, 'jun'), call.stopped(900, 'jun', 'failed'))).to.deep.equal(['running'])
  })
  it('is one for each phone', () => {
    expect(bell(
      call.alerted(700, 'mina'), call.alerted(800, 'jun'), call.answered(4200, 'mina'), call.stopped(4300, 'jun', 'canceled'),
    )).to.have.members(['kept', 'void'])
  })
})

describe('the Wilson interval of a rate', () => {
  const VECTORS: [kept: number, of: number, low: number, high: number][] = [
    [18, 20, 0.6990, 0.9721], [95, 100, 0.8882, 0.9785], [0, 10, 0, 0.2775], [10, 10, 0.7225, 1], [855, 1000, 0.8318, 0.8755],
    [1, 1, 0.2065, 1],
  ]
  for (const [kept, of, low, high] of VECTORS) {
    it(`runs from ${low} to ${high} for ${kept} of ${of}`, () => {
      const interval = wilson(kept, of)!
      expect(interval.low).to.be.closeTo(low, 0.00005)
      expect(interval.high).to.be.closeTo(high, 0.00005)
    })
  }
  it('says nothing where nothing was decided', () => expect(wilson(0, 0)).to.equal(null))
  it('holds the rate, stays between 0 and 1, and gets narrower with more calls', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }).chain((n) => fc.tuple(fc.constant(n), fc.nat(n))), ([n, k]) => {
      const { low, high } = wilson(k, n)!
      expect(low).to.be.within(0, k / n + 1e-12)
      expect(high).to.be.within(k / n - 1e-12, 1)
      const more = wilson(k * 4, n * 4)!
      expect(more.high - more.low).to.be.below(high - low)
    }))
  })
})

