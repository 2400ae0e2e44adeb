import { expect } from 'chai'
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import type { CallEvent } from '../../server/calls/events.ts'
import { reduce } from '../../server/calls/reduce.ts'
import { type Call, unheard } from '../../server/calls/state.ts'
import { anyFactOf } from '../support/any.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { CALL, callerLeg, expectSame, fold, given, legOf, readingOf, stamped, storyOf } from '../support/given.ts'

const call = storyOf()

/** Each shape of a call in at most eight facts, as they would come if nothing were late. */
const SHAPES: Record<string, { facts: CallEvent[]; becomes: string }> = {
  'is answered at once': {
    becomes: 'ended, talked with mina',
    facts: [
      call.arrives(), call.rings(0, ['mina', 'jun']), call.alerted(700, 'mina'), call.alerted(800, 'jun'), call.answered(4200, 'mina'),
      call.stopped(4300, 'jun', 'canceled'), call.roundEnded(64_000, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 60 }),
      call.hungUp(64_000),
    ],
  },
  'is answered in the second round': {
    becomes: 'ended, talked with jun',
    facts: [
      call.arrives(), call.rings(0, ['mina']), call.alerted(700, 'mina'),
      call.roundEnded(20_000, 'no-answer', { bridged: false, leg: legOf('mina') }),
      call.rings(20_000, ['jun'], 2), call.answered(23_000, 'jun', 2), call.stopped(50_000, 'jun', 'completed', 2), call.hungUp(50_000),
    ],
  },
  'is declined and queued': {
    becomes: 'ended, talked with nobody',
    facts: [
      call.arrives(), call.rings(0, ['mina']), call.alerted(700, 'mina'), call.stopped(3000, 'mina', 'busy'),
      call.roundEnded(3100, 'busy', { bridged: false }), call.queued(3100), call.leftQueue(40_000, 'hangup'), call.hungUp(40_000),
    ],
  },
  'waits in the queue, is offered and answered': {
    becomes: 'ended, talked with sora',
    facts: [
      call.arrives(), call.queued(0), call.offered(9000, ['sora']), call.leftQueue(9400, 'redirected'), call.alerted(9900, 'sora'),
      call.answered(12_000, 'sora'), call.roundEnded(40_000, 'completed', { bridged: true, leg: legOf('sora'), talkSeconds: 28 }),
      call.hungUp(40_000),
    ],
  },
  'is given up while phones ring': {
    becomes: 'ended, talked with nobody',
    facts: [
      call.arrives(), call.rings(0, ['mina', 'jun']), call.alerted(600, 'mina'), call.alerted(650, 'jun'),
      call.stopped(7000, 'mina', 'canceled'), call.stopped(7000, 'jun', 'canceled'), call.roundEnded(7100, 'canceled', { bridged: false }),
      stamped(call.hungUp(7000, 'no-answer')),
    ],
  },
  'is given up in the queue': {
    becomes: 'ended, talked with nobody',
    facts: [
      call.arrives(), call.rings(0, ['mina']), call.alerted(600, 'mina'), call.stopped(20_000, 'mina', 'no-answer'),
      call.roundEnded(20_100, 'no-answer', { bridged: false }), call.queued(20_100), call.leftQueue(90_000, 'hangup'), call.hungUp(90_000),
    ],
  },
  'is picked up by two phones in the same instant': {
    becomes: 'ended, talked with jun',
    facts: [
      call.arrives(), call.rings(0, ['mina', 'jun']), call.answered(4000, 'mina'), call.answered(4000, 'jun'),
      call.stopped(4100, 'mina', 'completed'), call.stopped(60_000, 'jun', 'completed'),
      call.roundEnded(60_000, 'completed', { bridged: true, leg: legOf('jun'), talkSeconds: 56 }), call.hungUp(60_000),
    ],
  },
  'is answered, but the report of it is lost': {
    becomes: 'ended, talked with mina',
    facts: [
      call.arrives(), call.rings(0, ['mina', 'jun']), call.dialled(300, 'mina'), call.alerted(700, 'mina'),
      call.stopped(4100, 'jun', 'canceled'),
      call.stopped(64_000, 'mina', 'completed'), call.roundEnded(64_000, 'completed', { bridged: true, leg: legOf('mina'),
      talkSeconds: 60 }),
      call.hungUp(64_000),
    ],
  },
  'is turned away, and everything is reported twice and differently': {
    becomes: 'ended, talked with nobody',
    facts: [
      call.arrives(), stamped(call.arrives(400)), call.turnedAway(10, 'refused'), call.turnedAway(10, 'out-of-hours'),
      call.hungUp(9000, 'completed'), stamped(call.hungUp(9000, 'no-answer')), call.hungUp(9000, 'no-answer'),
      call.hungUp(12_000, 'completed'),
    ],
  },
}

/** Folds every order of `facts`; orders that begin alike share their beginning. @returns how many orders there were */
function everyOrder(facts: readonly CallEvent[], check: (call: Call) => void): number {
  let orders = 0
  const left = new Set(facts)
  const go = (folded: Call) => {
    if (left.size === 0) {
      orders++
      check(folded)
      return
    }
    for (const fact of [...left]) {
      left.delete(fact)
      go(reduce(folded, fact))
      left.add(fact)
    }
  }
  go(unheard(CALL))
  return orders
}

describe('the reports of a call, in any order', () => {
  for (const [name, { facts, becomes }] of Object.entries(SHAPES)) {
    it(`tell the same of a call that ${name}, in each of ${factorial(facts.length).toLocaleString('en')} orders`, () => {
      const expected = readingOf(fold(facts))
      const { standing } = expected
      expect(standing.phase === 'ended' && `ended, talked with ${standing.talkedWith ?? 'nobody'}`).to.equal(becomes)
      const orders = everyOrder(facts, (folded) => {
        if (!isDeepStrictEqual(readingOf(folded), expected)) expectSame(readingOf(folded), expected)
      })
      expect(orders).to.equal(factorial(facts.length))
    })
    it(`change nothing when they come twice, for a call that ${name}`, () => {
      let folded = unheard(CALL)
      for (const [i, fact] of facts.entries()) {
        folded = reduce(folded, fact)
        for (const again of facts.slice(0, i + 1)) expect(reduce(folded, structuredClone(again))).to.equal(folded)
      }
    })
  }

  it('tell the same of any story, however late, doubled and out of order they come', () => {
    const stories = fc.array(anyFactOf(CALL, MONDAY_NINE), { minLength: 1, maxLength: 40 }).chain((facts) => fc.record({
      facts: fc.constant(facts),
      shuffled: fc.shuffledSubarray(facts, { minLength: facts.length }),
      doubled: fc.array(fc.nat(facts.length - 1), { maxLength: 30 }),
    }))
    fc.assert(fc.property(stories, ({ facts, shuffled, doubled }) => {
      const twice = [...shuffled, ...doubled.map((i) => structuredClone(facts[i]!))]
      expectSame(readingOf(fold(twice)), readingOf(fold(facts)))
    }), { numRuns: 1500 })
  })

  it('only ever add: what was known stays known', () => {
    const known = (call: Call) => [
      call.arrived, call.turnedAway, call.ended, ...Object.values(call.rounds).flatMap(({ began, fetched, ended }) => [began, fetched,
      ended]),
      ...Object.values(call.stays).flatMap(({ joined, left }) => [joined, left]),
      ...Object.values(call.legs).flatMap(({ dialled, alerted, answered, silenced, ended }) => [dialled, alerted, answered, silenced,
        ended]),
    ].filter(Boolean).length
    fc.assert(fc.property(fc.array(anyFactOf(CALL, MONDAY_NINE), { maxLength: 30 }), (facts) => {
      let folded = unheard(CALL)
      for (const fact of facts) {
        const next = reduce(folded, fact)
        expect(known(next)).to.be.at.least(known(folded))
        folded = next
      }
    }))
  })
})

describe('two reports of the same fact', () => {
  it('leave the earlier moment standing', () => {
    given(call.arrives(), call.rings(0, ['mina']), call.answered(4900, 'mina'))
      .when(call.answered(4200, 'mina')).then({ phase: 'talking', since: MONDAY_NINE + 4200 })
    given(call.arrives(), call.rings(0, ['mina']), call.answered(4200, 'mina')).when(call.answered(4900, 'mina')).thenNothingChanges()
  })
  it('keep the arrival that our own ears heard first', () => {
    const { call: known } = given(call.arrives(0)).when(call.arrives(2000))
    expect(known.arrived).to.include({ at: MONDAY_NINE, leg: callerLeg() })
  })
})

describe('a hang-up reported twice', () => {
  it('changes nothing', () => {
    given(call.arrives(), call.hungUp(3000, 'no-answer')).when(call.hungUp(3000, 'no-answer')).thenNothingChanges()
  })
})

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1)
}
