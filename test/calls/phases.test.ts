import { expect } from 'chai'
import fc from 'fast-check'
import type { CallEvent } from '../../server/calls/events.ts'
import { phasesOf } from '../../server/calls/phases.ts'
import { unheard } from '../../server/calls/state.ts'
import { anyFactOf, arrivalOf, idOf } from '../support/any.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent, CALL, exactly, fold, storyOf } from '../support/given.ts'

const call = storyOf()
const rung = [call.arrives(), call.rings(0, ['mina']), call.alerted(500, 'mina')]
/** `ringing 0–4000` */
const heard = (...facts: CallEvent[]) =>
  phasesOf(fold(facts)).map(({ phase, from, to }) => `${phase} ${from - MONDAY_NINE}–${to === null ? '' : to - MONDAY_NINE}`)
const placed = (ms: number, placement: number, where: 'room' | 'hold' | 'queue' | 'out'): CallEvent =>
  ({ ...exactly(MONDAY_NINE + ms), call: CALL, type: 'placed', placement, who: 'caller', where, round: 1 })

describe('what a caller heard', () => {
  it('is nothing before the arrival is known', () => expect(phasesOf(unheard(CALL))).to.deep.equal([]))
  it('is ringback for as long as nobody answers', () => expect(heard(...rung)).to.deep.equal(['ringing 0–']))
  it('is ringback, then a person, until the talk ends', () => {
    expect(heard(...rung, call.answered(4000, 'mina'))).to.deep.equal(['ringing 0–4000', 'talking 4000–'])
    expect(heard(...rung, call.answered(4000, 'mina'), call.stopped(64_000, 'mina', 'completed'))).to.deep.equal(['ringing 0–4000', 'talking 4000–64000'])
  })
  it('is ringback until the caller gives up', () => expect(heard(...rung, call.hungUp(5000))).to.deep.equal(['ringing 0–5000']))
  it('is the queue between the bells and the person', () => {
    expect(heard(...rung, call.queued(15_000), call.offered(40_000, ['jun'], 2), call.answered(44_000, 'jun', 2)))
      .to.deep.equal(['ringing 0–15000', 'queued 15000–44000', 'talking 44000–'])
  })
  it('is the queue at once when nobody could be rung', () => expect(heard(call.arrives(), call.queued(0))).to.deep.equal(['queued 0–']))
  it('is that the line is closed', () => {
    expect(heard(call.arrives(), call.turnedAway(0, 'out-of-hours'), call.hungUp(9000))).to.deep.equal(['turned-away 0–9000'])
  })
  it('is words and music while held, and a person again afterwards', () => {
    const asked: CallEvent = { ...exactly(MONDAY_NINE + 19_000), call: CALL, type: 'hold-asked', ask: 1, by: agent('mina') }
    expect(heard(...rung, call.answered(4000, 'mina'), asked, placed(20_000, 1, 'hold'), placed(35_000, 2, 'room'), placed(36_000, 3, 'room'), call.hungUp(60_000)))
      .to.deep.equal(['ringing 0–4000', 'talking 4000–20000', 'held 20000–35000', 'talking 35000–60000'])
  })
  it('is the same in whatever order the reports came', () => {
    const facts = [...rung, call.queued(9000), call.answered(12_000, 'mina'), placed(20_000, 1, 'hold'), placed(30_000, 2, 'queue')]
    fc.assert(fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
      expect(heard(...shuffled)).to.deep.equal(['ringing 0–9000', 'queued 9000–12000', 'talking 12000–20000', 'held 20000–30000', 'queued 30000–'])
    }), { numRuns: 50 })
  })
  it('has no gap and no overlap, begins with the arrival and never runs backwards, whatever is reported', () => {
    fc.assert(fc.property(fc.array(anyFactOf(idOf(0), arrivalOf(0)), { maxLength: 20 }), (facts) => {
      const told = fold(facts, unheard(idOf(0)))
      const phases = phasesOf(told)
      expect(phases.length > 0).to.equal(told.arrived !== null)
      if (phases[0]) expect(phases[0].from).to.equal(told.arrived!.at)
      for (const [i, { phase, from, to }] of phases.entries()) {
        const next = phases[i + 1]
        if (to !== null) expect(to).to.be.at.least(from)
        if (!next) continue
        expect(to).to.equal(next.from)
        expect(to).to.be.greaterThan(from)
        expect(next.phase).not.to.equal(phase)
      }
    }), { numRuns: 400 })
  })
})
