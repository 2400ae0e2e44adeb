import { expect } from 'chai'
import fc from 'fast-check'
import type { CallEvent } from '../../server/calls/events.ts'
import { addTo, emptyTally, INTERVAL_MS, intervalOf, isZero, shareOf, summaryOf, type Tally } from '../../server/standards/tally.ts'
import { anyFactOf, arrivalOf, idOf } from '../support/any.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent, CALL, expectSame, fold, storyOf } from '../support/given.ts'

const call = storyOf()
const share = (...facts: CallEvent[]) => shareOf(fold(facts))
/** Only what is not zero. */
const counted = (tally: Tally) => Object.fromEntries(Object.entries(tally).filter(([, n]) => n !== 0))
const ringing = [call.arrives(), call.rings(0, ['mina', 'jun']), call.alerted(700, 'mina'), call.alerted(800, 'jun')]

/** The conservation law: nobody who called is missing from the sums, nobody stands in them twice. */
const missing = (t: Tally) => t.received - (t.answered + t.abandoned + t.out_of_hours + t.refused + t.in_progress)

describe('what a call counts for', () => {
  it('is nothing before its arrival is known', () => expect(isZero(share(call.alerted(700, 'mina')))).to.equal(true))
  it('is one received and in progress while it rings, and no verdict yet', () => {
    expect(counted(share(...ringing))).to.deep.equal({ received: 1, in_progress: 1 })
  })
  it('is one answered and kept in the ring it was answered in, with its wait', () => {
    expect(counted(share(...ringing, call.answered(4200, 'mina'), call.stopped(4300, 'jun', 'canceled')))).to.deep.equal({
      received: 1, answered: 1, t1_kept: 1, lenient_kept: 1, bell_kept: 1, bell_void: 1, wait_ms: 4200, ring_2: 1, met_kept: 1, met_ms: 4200,
    })
  })
  it('is in the first, second, third or a later ring', () => {
    for (const [ms, field] of [[2999, 'ring_1'], [3000, 'ring_2'], [6000, 'ring_3'], [9000, 'ring_later'],
      [99_000, 'ring_later']] as const) {
      const { ring_1, ring_2, ring_3, ring_later } = share(...ringing, call.answered(ms, 'mina'))
      expect(counted({ ring_1, ring_2, ring_3, ring_later } as Tally), String(ms)).to.deep.equal({ [field]: 1 })
    }
  })
  it('is a talk with its length when it is over', () => {
    expect(share(...ringing, call.answered(4200, 'mina'), call.stopped(64_200, 'mina', 'completed'))).to.include({ talks_ended: 1,
      talk_ms: 60_000 })
  })
  it('is one abandoned, and a short one when the promise’s moment had not come', () => {
    expect(counted(share(...ringing, call.hungUp(5000)))).to.deep.equal({ received: 1, abandoned: 1, abandoned_short: 1, t1_void: 1,
      lenient_void: 1, abandoned_ms: 5000 })
    expect(counted(share(...ringing, call.hungUp(7000)))).to.deep.equal({ received: 1, abandoned: 1, t1_broken: 1, lenient_void: 1,
      met_broken: 1, abandoned_ms: 7000 })
  })
  it('is a bell of somebody free only where a phone rang at once, however it ended', () => {
    const met = (...facts: CallEvent[]) => {
      const { met_kept, met_broken, met_ms } = share(...facts)
      return [met_kept, met_broken, met_ms]
    }
    expect(met(...ringing, call.answered(5999, 'mina'))).to.deep.equal([1, 0, 5999])
    expect(met(...ringing, call.answered(6000, 'mina'))).to.deep.equal([0, 1, 0])
    expect(met(...ringing, call.hungUp(5000)), 'hung up in time').to.deep.equal([0, 0, 0])
    expect(met(call.arrives(), call.queued(0), call.offered(2000, ['mina']), call.answered(4000, 'mina')), 'waited first').to.deep.equal([0, 0, 0])
    expect(met(...ringing, call.roundEnded(20_000, 'no-answer', { bridged: false }), call.queued(20_100), call.offered(30_000, ['sora'], 2),
      call.answered(33_000, 'sora', 2)), 'nobody picked up').to.deep.equal([0, 1, 0])
  })
  it('is out of hours and void, or refused and broken', () => {
    expect(counted(share(call.arrives(), call.turnedAway(0, 'out-of-hours')))).to.deep.equal({ received: 1, out_of_hours: 1,
      t1_void: 1, lenient_void: 1 })
    expect(counted(share(call.arrives(), call.turnedAway(0, 'refused')))).to.deep.equal({ received: 1, refused: 1, t1_broken: 1,
      lenient_broken: 1 })
  })
})

describe('the sums over any calls', () => {
  const anyCalls = fc.array(fc.integer({ min: 0, max: 3 }).chain((n) =>
    fc.array(anyFactOf(idOf(n), arrivalOf(n)), { maxLength: 15 })), { maxLength: 8 })

  it('obey the law of conservation: received = answered + abandoned + out of hours + refused + in progress', () => {
    fc.assert(fc.property(anyCalls, (calls) => {
      const sum = emptyTally()
      for (const facts of calls) addTo(sum, shareOf(fold(facts)))
      expect(missing(sum)).to.equal(0)
      expect(sum.received).to.equal(calls.filter((facts) => facts.some(({ type }) => type === 'call-arrived')).length)
      expect(sum.abandoned_short).to.be.at.most(sum.abandoned)
    }), { numRuns: 500 })
  })
  it('decide each call once: kept, broken, void or not yet', () => {
    fc.assert(fc.property(anyCalls, (calls) => {
      for (const facts of calls) {
        const t = shareOf(fold(facts))
        const open = t.received - t.t1_kept - t.t1_broken - t.t1_void
        expect(open).to.equal(t.in_progress)
        expect(t.lenient_kept + t.lenient_broken + t.lenient_void).to.equal(t.t1_kept + t.t1_broken + t.t1_void)
        expect(t.ring_1 + t.ring_2 + t.ring_3 + t.ring_later).to.equal(t.answered)
        expect(t.t1_kept).to.be.at.most(t.answered)
        expect(t.t1_uncertain).to.be.at.most(t.t1_kept + t.t1_broken + t.t1_void)
        expect(t.talks_ended).to.be.at.most(t.answered)
        expect(Math.min(...Object.values(t))).to.equal(0)
      }
    }), { numRuns: 500 })
  })
  it('are moved by a late fact by exactly the difference it makes to that call', () => {
    fc.assert(fc.property(anyCalls, anyFactOf(CALL, MONDAY_NINE), fc.array(anyFactOf(CALL, MONDAY_NINE), { maxLength: 15 }),
      (others, late, facts) => {
      const sumOf = (own: CallEvent[]) => {
        const sum = emptyTally()
        for (const one of [...others, own]) addTo(sum, shareOf(fold(one)))
        return sum
      }
      const moved = sumOf(facts)
      addTo(moved, shareOf(fold(facts)), -1)
      addTo(moved, shareOf(fold([...facts, late])))
      expectSame(moved, sumOf([...facts, late]))
      expect(missing(moved)).to.equal(0)
    }), { numRuns: 300 })
  })
})

describe('the interval of a call', () => {
  it('is the quarter of an hour in which it arrived', () => {
    expect(intervalOf(MONDAY_NINE)).to.equal(MONDAY_NINE)
    expect(intervalOf(MONDAY_NINE + INTERVAL_MS - 1)).to.equal(MONDAY_NINE)
    expect(intervalOf(MONDAY_NINE + INTERVAL_MS)).to.equal(MONDAY_NINE + INTERVAL_MS)
  })
  it('stays that of its arrival, though it is answered in the next', () => {
    const late = storyOf(CALL, MONDAY_NINE + INTERVAL_MS - 1000)
    expect(summaryOf(fold([late.arrives(), late.rings(0, ['mina']),
      late.answered(4200, 'mina')]))).to.include({ interval_start: MONDAY_NINE })
  })
})

describe('the line of a call in lists', () => {
  it('is not there before its arrival is known', () => expect(summaryOf(fold([call.hungUp(9000)]))).to.equal(null))
  it('says who answered, when, in which ring and how long they talked', () => {
    expect(summaryOf(fold([
      ...ringing, call.answered(4200, 'mina'), call.stopped(4300, 'jun', 'canceled'), call.stopped(64_200, 'mina', 'completed'),
      call.hungUp(64_300),
    ]))).to.deep.equal({
      call: CALL, arrived_at: MONDAY_NINE, interval_start: MONDAY_NINE, line: '+8216003248', caller_masked: '010-****-5678',
      outcome: 'answered',
      running: 0, t1: 'kept', t1_lenient: 'kept', t1_certain: 1, agent: agent('mina'), answered_at: MONDAY_NINE + 4200,
      ended_at: MONDAY_NINE + 64_300,
      wait_ms: 4200, rings: 2, talk_ms: 60_000,
    })
  })
  it('agrees with what the call counts for', () => {
    fc.assert(fc.property(fc.array(anyFactOf(CALL, MONDAY_NINE), { maxLength: 25 }), (facts) => {
      const folded = fold([call.arrives(), ...facts])
      const line = summaryOf(folded)!
      const t = shareOf(folded)
      expect(line.outcome).to.equal(t.answered ? 'answered' : t.abandoned ? 'abandoned' : t.out_of_hours ? 'out-of-hours' : t.refused ? 'refused' : 'open')
      expect(line.t1).to.equal(t.t1_kept ? 'kept' : t.t1_broken ? 'broken' : t.t1_void ? 'void' : 'running')
      expect(line.talk_ms ?? 0).to.equal(t.talk_ms)
      if (t.answered) expect(line.wait_ms).to.equal(t.wait_ms)
      if (t.answered === 0) expect(line.agent).to.equal(null)
    }), { numRuns: 500 })
  })
  it('never holds a whole telephone number', () => {
    expect(JSON.stringify(summaryOf(fold([...ringing, call.answered(10, 'mina', 1)])))).not.to.contain('1012345678')
  })
})
