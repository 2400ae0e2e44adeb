import { expect } from 'chai'
import fc from 'fast-check'
import { OUTCOMES } from '../../server/calls/state.ts'
import { classOf } from '../../server/live/lens.ts'
import { LENS_CLASSES, LENS_FORMULAS, LENS_NOT_HERE, type LensClass } from '../../server/protocol/lens.ts'
import { FORMULAS, type LensCounts, nobody, readThrough, type Treats } from '../../server/standards/lens.ts'

const anyDay = fc.record(Object.fromEntries(LENS_CLASSES.map((one) => [one, fc.nat(200)])) as Record<LensClass, fc.Arbitrary<number>>)
const day = (counts: Partial<LensCounts>): LensCounts => ({ ...nobody(), ...counts })
/** Per cent, to as many places as the vector was printed with. */
const percent = (treats: Treats, counts: LensCounts, places: number) => (readThrough(treats, counts).rate! * 100).toFixed(places)

describe('the definition lens', () => {
  /** 100 calls: 70 answered in time, 10 late, 12 given up in time of which 8 short, 5 late, 3 call-backs asked for in time. */
  const hundred = day({
    'answered-in-time': 70, 'answered-late': 10, 'abandoned-short': 8, 'abandoned-in-time': 4, 'abandoned-late': 5, 'call-back-in-time': 3,
  })
  for (const [formula, printed, of] of [
    ['offered', '70.0', 100], ['every-abandon', '72.2', 97], ['without-short', '76.1', 92], ['genesys', '78.7', 89], ['abandons-met', '84.5', 97], ['connect', '85.0', 100],
    ['answered-only', '87.5', 80],
  ] as const) {
    it(`shows one and the same day as ${printed} % by the formula “${formula}”`, () => {
      expect(percent(FORMULAS[formula], hundred, 1)).to.equal(printed)
      expect(readThrough(FORMULAS[formula], hundred).of).to.equal(of)
    })
  }
  it('shows it as 82.4 % by our own: given up in time is neither, everything else past the edge is a miss', () => {
    expect(readThrough(FORMULAS.own, hundred)).to.deep.include({ met: 70, of: 85 })
    expect(percent(FORMULAS.own, hundred, 1)).to.equal('82.4')
  })
  it('has our own and the seven in common use', () => expect(Object.keys(FORMULAS)).to.have.members([...LENS_FORMULAS]))

  // 1000 answered, of which 860 within 20 s; 60 given up, of which 20 within 20 s and 10 within 5 s.
  const variants = day({ 'answered-in-time': 860, 'answered-late': 140, 'abandoned-short': 10, 'abandoned-in-time': 10, 'abandoned-late': 40 })
  for (const [name, treats, printed] of [
    ['1, given up in time is met', FORMULAS['abandons-met'], '83.02'],
    ['2, given up is ignored', FORMULAS['answered-only'], '86.00'],
    ['3, every abandon counts against', FORMULAS['every-abandon'], '81.13'],
    ['4, given up in time is left out', FORMULAS.own, '82.69'],
    ['5, short abandons are met', { ...FORMULAS['every-abandon'], 'abandoned-short': 'met' } satisfies Treats, '82.08'],
  ] as const) {
    it(`reproduces the service level's variant ${name}: ${printed} %`, () => expect(percent(treats, variants, 2)).to.equal(printed))
  }
  it('reproduces the vector for Genesys: 200 in time, 300 answered, 100 given up of which 50 short give 57.14 %', () => {
    expect(percent(FORMULAS.genesys, day({ 'answered-in-time': 200, 'answered-late': 100, 'abandoned-short': 50, 'abandoned-late': 50 }), 2)).to.equal('57.14')
  })
  it('says nothing where a formula has nothing to divide by', () => {
    for (const formula of LENS_FORMULAS) expect(readThrough(FORMULAS[formula], nobody()).rate, formula).to.equal(null)
    expect(readThrough(FORMULAS['answered-only'], day({ 'abandoned-late': 3 })).rate).to.equal(null)
  })

  it('never counts a call twice, and never shows more than 100 %', () => {
    fc.assert(fc.property(anyDay, (counts) => {
      const all = Object.values(counts).reduce((sum, n) => sum + n, 0)
      for (const formula of LENS_FORMULAS) {
        const { met, of } = readThrough(FORMULAS[formula], counts)
        expect(met <= of && of <= all, formula).to.equal(true)
      }
    }))
  })
  it('never lets a caller who was turned away improve any number', () => {
    fc.assert(fc.property(anyDay, (counts) => {
      for (const formula of LENS_FORMULAS) {
        const before = readThrough(FORMULAS[formula], counts).rate
        const after = readThrough(FORMULAS[formula], { ...counts, refused: counts.refused + 1 }).rate
        expect((after ?? 0) <= (before ?? 0), formula).to.equal(true)
      }
    }))
  })
})

describe('the class of a call in the lens', () => {
  it('is one of those that reached the open line; out of hours is none', () => {
    expect(classOf('answered', true, false)).to.equal('answered-in-time')
    expect(classOf('answered', false, false)).to.equal('answered-late')
    expect(classOf('abandoned', true, true)).to.equal('abandoned-short')
    expect(classOf('abandoned', true, false)).to.equal('abandoned-in-time')
    expect(classOf('abandoned', false, false)).to.equal('abandoned-late')
    expect(classOf('refused', false, false)).to.equal('refused')
    expect(classOf('out-of-hours', true, true)).to.equal(null)
  })
  it('is never a call-back asked for in the queue, which this desk does not offer; formulas that differ only in them then agree', () => {
    for (const outcome of OUTCOMES) for (const inTime of [true, false]) for (const short of [true, false]) {
      expect(LENS_NOT_HERE).to.not.include(classOf(outcome, inTime, short))
    }
    fc.assert(fc.property(anyDay, (counts) => {
      const here = { ...counts, 'call-back-in-time': 0, 'call-back-late': 0 }
      for (const [one, other] of [['offered', 'every-abandon'], ['without-short', 'genesys'], ['connect', 'abandons-met']] as const) {
        expect(readThrough(FORMULAS[one], here)).to.deep.equal(readThrough(FORMULAS[other], here))
      }
    }))
  })
})
