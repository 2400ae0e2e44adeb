import { expect } from 'chai'
import { bellFill, ringAt, urgencyAt } from '../../dashboard/ui/bell-fill.ts'

const CADENCE = 3_000

describe('the three bells', () => {
  it('fill one after another, each during its own ring', () => {
    const fills = (elapsed: number) => [1, 2, 3].map((ring) => bellFill(elapsed, ring, CADENCE))
    expect(fills(0)).to.deep.equal([0, 0, 0])
    expect(fills(1_500)).to.deep.equal([0.5, 0, 0])
    expect(fills(3_000)).to.deep.equal([1, 0, 0])
    expect(fills(4_500)).to.deep.equal([1, 0.5, 0])
    expect(fills(6_000)).to.deep.equal([1, 1, 0])
    expect(fills(9_000)).to.deep.equal([1, 1, 1])
    expect(fills(60_000)).to.deep.equal([1, 1, 1])
  })

  it('stay empty when the clocks put the arrival a moment into the future', () => {
    expect(bellFill(-40, 1, CADENCE)).to.equal(0)
    expect(ringAt(-40, CADENCE)).to.equal(1)
  })

  it('follow the cadence of the line', () => {
    expect(bellFill(3_000, 1, 6_000)).to.equal(0.5)
    expect(ringAt(6_000, 6_000)).to.equal(2)
  })

  it('reach the third ring at the very millisecond the promise ends', () => {
    expect(urgencyAt(2_999, CADENCE)).to.equal('first')
    expect(urgencyAt(3_000, CADENCE)).to.equal('second')
    expect(urgencyAt(5_999, CADENCE)).to.equal('second')
    expect(urgencyAt(6_000, CADENCE)).to.equal('third')
    expect(urgencyAt(9_000, CADENCE)).to.equal('past')
  })
})
