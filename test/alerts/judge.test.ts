import { expect } from 'chai'
import fc from 'fast-check'
import { MONDAY_NINE } from '../support/clock.ts'
import { aRule, MINUTE, SECOND, watching } from './given.ts'

describe('a rule of alerts', () => {
  it('raises at once when its figure is beyond the threshold, and not when it only reaches it', () => {
    const floor = watching(aRule())
    expect(floor.shows(60_000)).to.deep.equal([])
    expect(floor.shows(60_001)).to.deep.equal(['raised'])
    expect(floor.alert).to.include({ value: 60_001, since: MONDAY_NINE, raisedAt: MONDAY_NINE })
    const below = watching(aRule({ figure: 'agents-taking-calls', is: 'below', threshold: 1 }))
    expect(below.shows(1)).to.deep.equal([])
    expect(below.shows(0)).to.deep.equal(['raised'])
  })
  it('with a duration raises when it has held so long without a break, to the millisecond', () => {
    const floor = watching(aRule({ forMs: 30_000 }))
    floor.shows(70_000)
    expect(floor.due()).to.equal(MONDAY_NINE + 30_000)
    expect(floor.pass(29_999)).to.deep.equal([])
    expect(floor.pass(1)).to.deep.equal(['raised'])
    expect(floor.alert).to.include({ since: MONDAY_NINE, raisedAt: MONDAY_NINE + 30_000 })
  })
  it('begins anew when its condition was over for a moment', () => {
    const floor = watching(aRule({ forMs: 30_000 }))
    floor.shows(70_000)
    floor.pass(29_000)
    expect(floor.shows(10_000)).to.deep.equal(['condition-ended'])
    floor.pass(SECOND)
    expect(floor.shows(61_000)).to.deep.equal(['condition-began'])
    expect(floor.pass(29_999)).to.deep.equal([])
    expect(floor.pass(1)).to.deep.equal(['raised'])
  })
  it('does not shout about a share of too few: 0 of 1 at nine o’clock is no alarm', () => {
    const floor = watching(aRule({ figure: 't1', is: 'below', threshold: 0.9, leastDecided: 10 }))
    expect(floor.shows(null, 0)).to.deep.equal([])
    expect(floor.shows(0, 1)).to.deep.equal([])
    expect(floor.shows(0.5, 9)).to.deep.equal([])
    expect(floor.shows(0.5, 10)).to.deep.equal(['raised'])
  })
  it('says nothing about a figure that has no value', () => {
    expect(watching(aRule({ is: 'below', threshold: 1 })).shows(null)).to.deep.equal([])
  })
  it('sleeps outside its hours, and counts nothing from before they began', () => {
    const floor = watching(aRule({ forMs: 30_000 }))
    floor.figure.within = null
    expect(floor.shows(90_000)).to.deep.equal([])
    floor.pass(MINUTE)
    floor.figure.within = floor.now
    expect(floor.look()).to.deep.equal(['condition-began'])
    // The server was away over a night; the condition held before and after.
    floor.jump(15 * 60 * MINUTE)
    floor.figure.within = floor.now - 10_000
    expect(floor.look()).to.deep.equal([])
    expect(floor.due()).to.equal(floor.now + 20_000)
    expect(floor.pass(20_000)).to.deep.equal(['raised'])
    expect(floor.alert!.since).to.equal(floor.now - 30_000)
  })
  it('that is switched off, or removed, raises nothing', () => {
    expect(watching(aRule({ active: false })).shows(90_000)).to.deep.equal([])
    const floor = watching(aRule())
    floor.remove()
    expect(floor.shows(90_000)).to.deep.equal([])
  })
  it('goes on counting when it is given another name, and begins anew with another threshold', () => {
    const floor = watching(aRule({ forMs: 30_000 }))
    floor.shows(90_000)
    floor.pass(20_000)
    floor.set(aRule({ forMs: 30_000, name: '오래 기다리는 분' }))
    expect(floor.pass(10_000)).to.deep.equal(['raised'])
    const other = watching(aRule({ forMs: 30_000 }))
    other.shows(90_000)
    other.pass(20_000)
    other.set(aRule({ forMs: 30_000, threshold: 80_000 }))
    expect(other.pass(10_000)).to.deep.equal(['condition-began'])
    expect(other.pass(22_000)).to.deep.equal(['raised'])
  })
})

describe('an alert', () => {
  it('is one as long as its cause lasts: flapping at the edge makes no second one', () => {
    const floor = watching(aRule())
    floor.shows(61_000)
    for (let i = 0; i < 10; i++) {
      floor.pass(20_000)
      expect(floor.shows(59_000)).to.deep.equal(['subsided'])
      floor.pass(59_000)
      expect(floor.shows(61_000)).to.deep.equal(['resumed'])
    }
    expect(floor.said().filter((type) => type === 'raised')).to.have.length(1)
  })
  it('is over when its condition has been over for long enough, and the next cause is a new one', () => {
    const floor = watching(aRule())
    floor.shows(61_000)
    const first = floor.alert!.id
    floor.pass(5_000)
    floor.shows(0)
    expect(floor.due()).to.equal(floor.now + MINUTE)
    expect(floor.pass(MINUTE - 1)).to.deep.equal([])
    expect(floor.pass(1)).to.deep.equal(['cleared'])
    expect(floor.alert!.cleared).to.deep.equal({ at: floor.now, value: 0, because: 'condition-over' })
    expect(floor.shows(61_000)).to.deep.equal(['raised'])
    expect(floor.alert!.id).not.to.equal(first)
  })
  it('ends with its hours, and says so', () => {
    const floor = watching(aRule())
    floor.shows(61_000)
    floor.figure.within = null
    expect(floor.pass(2 * MINUTE)).to.deep.equal(['subsided', 'cleared'])
    expect(floor.alert!.cleared!.because).to.equal('out-of-hours')
  })
  it('ends at once with the rule it was raised by', () => {
    for (const end of [(floor: ReturnType<typeof watching>) => floor.remove(), (floor: ReturnType<typeof watching>) => floor.set(aRule({ active: false })),
      (floor: ReturnType<typeof watching>) => floor.set(aRule({ figure: 'waiting', threshold: 2 }))]) {
      const floor = watching(aRule())
      floor.shows(61_000)
      end(floor)
      expect(floor.look()).to.deep.equal(['cleared'])
      expect(floor.alert!.cleared!.because).to.equal('rule-changed')
    }
  })
  it('that nobody acknowledges is escalated, once, and no sooner', () => {
    const floor = watching(aRule({ escalate: { afterMs: 3 * MINUTE, webhook: null, texts: [] } }))
    floor.shows(61_000)
    expect(floor.due()).to.equal(MONDAY_NINE + 3 * MINUTE)
    expect(floor.pass(3 * MINUTE - 1)).to.deep.equal([])
    expect(floor.pass(1)).to.deep.equal(['escalated'])
    expect(floor.pass(60 * MINUTE, MINUTE)).to.deep.equal([])
  })
  it('that somebody has acknowledged is not escalated; the first to acknowledge has it', () => {
    const floor = watching(aRule({ escalate: { afterMs: 3 * MINUTE, webhook: null, texts: [] } }))
    floor.shows(61_000)
    floor.acknowledge('boss', '살펴보는 중')
    floor.acknowledge('admin')
    expect(floor.pass(10 * MINUTE)).to.deep.equal([])
    expect(floor.alert!.acknowledged).to.include({ by: 'boss', note: '살펴보는 중' })
  })
  it('of a silenced rule is raised all the same, and escalated only when the silence is over', () => {
    const floor = watching(aRule({ escalate: { afterMs: 3 * MINUTE, webhook: null, texts: [] } }))
    floor.silence(10 * MINUTE)
    expect(floor.shows(61_000)).to.deep.equal(['raised'])
    expect(floor.pass(10 * MINUTE - 1)).to.deep.equal([])
    expect(floor.pass(1)).to.deep.equal(['escalated'])
  })
  it('is not escalated while its condition is over', () => {
    const floor = watching(aRule({ escalate: { afterMs: 3 * MINUTE, webhook: null, texts: [] } }))
    floor.shows(61_000)
    floor.pass(150_000)
    floor.shows(0)
    expect(floor.pass(50_000)).to.deep.equal([])
    expect(floor.shows(61_000)).to.deep.equal(['resumed'])
    expect(floor.look()).to.deep.equal(['escalated'])
  })
})

describe('a clock that is put back or forward', () => {
  it('neither raises too early nor waits for ever', () => {
    const floor = watching(aRule({ forMs: 30_000 }))
    floor.shows(90_000)
    floor.pass(20_000)
    floor.jump(-60 * MINUTE)
    expect(floor.look(), 'what began later than now began now').to.deep.equal(['condition-began'])
    expect(floor.pass(29_999)).to.deep.equal([])
    expect(floor.pass(1)).to.deep.equal(['raised'])
    floor.jump(24 * 60 * MINUTE)
    expect(floor.look(), 'the same cause is still one').to.deep.equal([])
  })
})

/** Steps of a day: the figure, hours, time, the clock's jumps, and people's hands. */
const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: fc.constant('shows' as const), value: fc.option(fc.integer({ min: 55, max: 65 }).map((s) => s * SECOND)) }) },
  { weight: 6, arbitrary: fc.record({ step: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90 * SECOND }) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('hours' as const), open: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('jump' as const), ms: fc.integer({ min: -600 * SECOND, max: 600 * SECOND }) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constantFrom('acknowledge' as const, 'silence' as const, 'rename' as const, 'switch-off' as const) }) },
)
type Step = (typeof anyStep) extends fc.Arbitrary<infer S> ? S : never

describe('whatever a day brings', () => {
  const anyRule = fc.record({
    forMs: fc.constantFrom(0, SECOND, 30 * SECOND, 5 * MINUTE), clearAfterMs: fc.constantFrom(10 * SECOND, MINUTE),
    escalate: fc.option(fc.record({ afterMs: fc.constantFrom(MINUTE, 3 * MINUTE), webhook: fc.constant(null), texts: fc.constant<string[]>([]) })),
  }).map(aRule)
  const play = (rule: ReturnType<typeof aRule>, steps: readonly Step[], see: (floor: ReturnType<typeof watching>) => void) => {
    const floor = watching(rule)
    for (const step of steps) {
      switch (step.step) {
        case 'shows': floor.shows(step.value); break
        case 'pass': floor.pass(step.ms, 7 * SECOND); break
        case 'hours': floor.figure.within = step.open ? floor.now : null; break
        case 'jump': floor.jump(step.ms); break
        case 'acknowledge': if (floor.alert && !floor.alert.cleared) floor.acknowledge(); break
        case 'silence': floor.silence(2 * MINUTE); break
        case 'rename': floor.set({ ...floor.watch.rule, name: '다른 이름' }); break
        case 'switch-off': floor.set({ ...floor.watch.rule, active: !floor.watch.rule.active }); break
      }
      floor.look()
      see(floor)
    }
    return floor
  }

  it('raises never twice without having been over in between, and clears, escalates and acknowledges only what is open', () => {
    fc.assert(fc.property(anyRule, fc.array(anyStep, { maxLength: 60 }), (rule, steps) => {
      const floor = play(rule, steps, () => {})
      let open = false
      let escalated = false
      const ids = new Set<string>()
      for (const event of floor.events()) {
        if (event.type === 'alert-raised') {
          expect(open).to.equal(false)
          expect(ids.has(event.alert), 'a name of its own').to.equal(false)
          ids.add(event.alert)
          open = true
          escalated = false
        } else if ('alert' in event) {
          expect(open, event.type).to.equal(true)
          if (event.type === 'alert-escalated') {
            expect(escalated).to.equal(false)
            escalated = true
          }
          if (event.type === 'alert-cleared') open = false
        }
      }
      expect(floor.watch.open !== null).to.equal(open)
    }), { numRuns: 300 })
  })

  it('a second look at the same moment has nothing to add but what became due by the first', () => {
    fc.assert(fc.property(anyRule, fc.array(anyStep, { maxLength: 40 }), (rule, steps) => {
      play(rule, steps, (floor) => {
        floor.look()
        floor.look()
        expect(floor.look()).to.deep.equal([])
        const due = floor.due()
        if (due !== null) expect(due).to.be.above(floor.now)
      })
    }), { numRuns: 200 })
  })

  it('raises exactly when the condition has held, within the hours, for as long as the rule says', () => {
    // Here by itself: how long it has held, second by second, on a clock that only goes on.
    const anyMinute = fc.record({ beyond: fc.boolean(), open: fc.constantFrom(true, true, true, false), seconds: fc.integer({ min: 1, max: 50 }) })
    fc.assert(fc.property(fc.constantFrom(0, 20, 45), fc.array(anyMinute, { minLength: 1, maxLength: 40 }), (forSeconds, minutes) => {
      const floor = watching(aRule({ forMs: forSeconds * SECOND, clearAfterMs: 10 * SECOND }))
      let held: number | null = null
      let over: number | null = null
      let open = false
      for (const { beyond, open: hours, seconds } of minutes) {
        floor.figure.value = beyond ? 61_000 : 1_000
        if (hours && floor.figure.within === null) floor.figure.within = floor.now
        if (!hours) floor.figure.within = null
        for (let s = 0; s <= seconds; s++) {
          floor.look()
          const holds = beyond && hours
          if (holds) held ??= floor.now
          else held = null
          if (!holds) over ??= floor.now
          else over = null
          if (!open && held !== null && floor.now - held >= forSeconds * SECOND) open = true
          else if (open && over !== null && floor.now - over >= 10 * SECOND) open = false
          expect(floor.watch.open !== null, `${(floor.now - MONDAY_NINE) / SECOND} s`).to.equal(open)
          if (s < seconds) floor.jump(SECOND)
        }
      }
    }), { numRuns: 200 })
  })
})
