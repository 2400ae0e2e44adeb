import { expect } from 'chai'
import fc from 'fast-check'
import { type Call, outcomeOf } from '../../server/calls/state.ts'
import type { CallEvent } from '../../server/calls/events.ts'
import { CALL_FIGURES, type CallFigure, type CallKind, placeCall, placePhone, placeTransfer } from '../../server/standards/counted.ts'
import { judge } from '../../server/standards/promises.ts'
import { shareOf, summaryOf, type TallyField } from '../../server/standards/tally.ts'
import { anyFactOf, arrivalOf, idOf } from '../support/any.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { fold, storyOf } from '../support/given.ts'
import { unheard } from '../../server/calls/state.ts'

const call = storyOf()
const rung = [call.arrives(), call.rings(0, ['mina'])]

function kindOf(told: Call, now: number): CallKind {
  const { strict, lenient, certain, ring } = judge(told, now)
  return { outcome: outcomeOf(told), t1: strict, lenient, certain, ring, longest: false }
}
/** How a call stands in a number, seen so long after its arrival. */
const stands = (figure: CallFigure, after: number, ...facts: CallEvent[]) => {
  const { counted, why } = placeCall(figure, kindOf(fold(facts), MONDAY_NINE + after))
  return [counted, why]
}

describe('why a call is in the promise’s number or out of it', () => {
  it('counts as kept when a person answered before the third ring, as broken when later', () => {
    expect(stands('t1', 9e6, ...rung, call.answered(5999, 'mina'))).to.deep.equal(['numerator', 'answered-in-time'])
    expect(stands('t1', 9e6, ...rung, call.answered(6000, 'mina'))).to.deep.equal(['denominator', 'answered-late'])
  })
  it('is neither when the caller hung up before it, and broken when after it', () => {
    expect(stands('t1', 9e6, ...rung, call.hungUp(5999))).to.deep.equal(['out', 'hung-up-in-time'])
    expect(stands('t1', 9e6, ...rung, call.hungUp(6000))).to.deep.equal(['denominator', 'hung-up-late'])
  })
  it('is not decided until the moment comes, and then broken by the clock alone', () => {
    expect(stands('t1', 5999, ...rung)).to.deep.equal(['out', 'not-yet-decided'])
    expect(stands('t1', 6000, ...rung)).to.deep.equal(['denominator', 'still-waiting-late'])
  })
  it('is neither outside the opening hours, and broken for whom a full queue turned away', () => {
    expect(stands('t1', 0, call.arrives(), call.turnedAway(0, 'out-of-hours'))).to.deep.equal(['out', 'out-of-hours'])
    expect(stands('t1', 0, call.arrives(), call.turnedAway(0, 'refused'))).to.deep.equal(['denominator', 'turned-away'])
  })
  it('may differ in the lenient reading', () => {
    expect(stands('t1-lenient', 9e6, ...rung, call.answered(8999, 'mina'))).to.deep.equal(['numerator', 'answered-in-time'])
    expect(stands('t1-lenient', 9e6, ...rung, call.hungUp(8999))).to.deep.equal(['out', 'hung-up-in-time'])
  })
})

describe('a call and the numbers of the day', () => {
  it('is counted in each number as often as in the day’s sums, whatever happened to it', () => {
    const field: Partial<Record<CallFigure, TallyField>> = {
      t1: 't1_kept', 't1-lenient': 'lenient_kept', 't1-uncertain': 't1_uncertain', received: 'received', answered: 'answered', abandoned: 'abandoned',
      'abandoned-short': 'abandoned_short', 'out-of-hours': 'out_of_hours', refused: 'refused', 'in-progress': 'in_progress', 'mean-wait': 'answered',
      'ring-1': 'ring_1', 'ring-2': 'ring_2', 'ring-3': 'ring_3', 'ring-later': 'ring_later',
    }
    fc.assert(fc.property(fc.array(anyFactOf(idOf(0), arrivalOf(0)), { maxLength: 15 }), (facts) => {
      const told = fold(facts, unheard(idOf(0)))
      const row = summaryOf(told)
      if (!row) return
      const tally = shareOf(told)
      const kind = kindOf(told, Number.MIN_SAFE_INTEGER)
      for (const figure of CALL_FIGURES) {
        const { counted } = placeCall(figure, kind)
        const name = field[figure]
        if (name) expect(counted === 'numerator' ? 1 : 0, figure).to.equal(tally[name])
        if (figure === 't1') expect(counted === 'denominator' ? 1 : 0).to.equal(tally.t1_broken)
        if (figure === 't1-lenient') expect(counted === 'denominator' ? 1 : 0).to.equal(tally.lenient_broken)
      }
    }), { numRuns: 400 })
  })
})

describe('why a phone or a transfer is in its number or out of it', () => {
  it('is the verdict on that phone', () => {
    expect((['kept', 'broken', 'void', 'running'] as const).map((verdict) => placePhone(verdict).counted)).to.deep.equal(['numerator', 'denominator', 'out', 'out'])
  })
  it('is the verdict on the transfer, and whether anybody came at all', () => {
    const row = { ending: null, answered_at: null }
    expect(placeTransfer('t4', { ...row, answered_at: 1 }, 'kept', false)).to.deep.equal({ counted: 'numerator', why: 'colleague-in-time' })
    expect(placeTransfer('t4', { ...row, answered_at: 1 }, 'broken', false)).to.deep.equal({ counted: 'denominator', why: 'colleague-late' })
    expect(placeTransfer('t4', row, 'broken', true)).to.deep.equal({ counted: 'denominator', why: 'nobody-in-time' })
    expect(placeTransfer('t4', row, 'void', false)).to.deep.equal({ counted: 'out', why: 'over-in-time' })
    expect(placeTransfer('t4', row, 'running', true)).to.deep.equal({ counted: 'out', why: 'transfer-running' })
  })
  it('is counted as lost only when the caller left in the middle', () => {
    expect(placeTransfer('lost-in-transfer', { ending: 'lost-in-transfer', answered_at: null }, 'broken', false).counted).to.equal('numerator')
    expect(placeTransfer('lost-in-transfer', { ending: 'completed', answered_at: 1 }, 'kept', false)).to.deep.equal({ counted: 'out', why: 'not-lost' })
  })
})
