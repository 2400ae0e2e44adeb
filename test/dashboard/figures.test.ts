import { expect } from 'chai'
import { count, interval, percent, targetPercent, wholePercent } from '../../dashboard/ui/figures.ts'
import { shareKept, standing } from '../../dashboard/wallboard/standing.ts'

describe('a rate on the board', () => {
  it('is a dash, not 100, while nothing is decided', () => {
    expect(percent(null)).to.equal('—')
    expect(percent(shareKept({ kept: 0, broken: 0 }))).to.equal('—')
  })

  it('is cut to a tenth and never flattered by rounding', () => {
    expect(percent(289 / 305)).to.equal('94.7')
    expect(percent(9_999 / 10_000)).to.equal('99.9')
    expect(percent(0.8999)).to.equal('89.9')
  })

  it('is not cut by floating point', () => {
    for (let tenths = 0; tenths < 1_000; tenths++) expect(percent(tenths / 1_000)).to.equal((tenths / 10).toFixed(1))
    expect(percent(1)).to.equal('100')
  })

  it('that is only foretold has no tenths, and is cut as well', () => {
    expect([0, 0.0099, 0.8999, 0.94, 0.9999, 1].map(wholePercent)).to.deep.equal(['0', '0', '89', '94', '99', '100'])
    for (let whole = 0; whole <= 100; whole++) expect(wholePercent(whole / 100)).to.equal(String(whole))
  })

  it('has its interval cut outwards', () => {
    expect(interval({ low: 0.9163, high: 0.9672 })).to.equal('91.6–96.8')
    expect(interval({ low: 0.9, high: 0.95 })).to.equal('90.0–95.0')
    expect(interval({ low: 0.7, high: 1 })).to.equal('70.0–100')
    expect(interval({ low: 0.7, high: 0.9999 })).to.equal('70.0–100')
    expect(interval({ low: 0, high: 0.2 })).to.equal('0.0–20.0')
  })

  it('meets a target it equals and is below one it misses by a hair', () => {
    expect(standing({ rate: 0.9 }, 0.9)).to.equal('met')
    expect(standing({ rate: 0.89999 }, 0.9)).to.equal('below')
    expect(standing({ rate: null }, 0.9)).to.equal('undecided')
  })

  it('prints a target without a needless tenth, and groups thousands', () => {
    expect(targetPercent(0.9)).to.equal('90')
    expect(targetPercent(0.925)).to.equal('92.5')
    expect(count(1204)).to.equal('1,204')
  })
})
