import { expect } from 'chai'
import fc from 'fast-check'
import { aheadMs, atSpeed, joined, momentOf, nextMoment, type Reel, reelOf, wound } from '../../dashboard/live/reel.ts'

interface Shot { asOf: number }
const shot = (asOf: number): Shot => ({ asOf })
const film = (speed: number, ...moments: number[]): Reel<Shot> =>
  moments.slice(1).reduce((reel, asOf) => joined(reel, shot(asOf), 0), reelOf(shot(moments[0]!), speed, 0))

describe('a film of the past', () => {
  it('runs at its speed and shows each picture when its moment has come', () => {
    const reel = film(10, 1_000, 2_000, 3_000)
    expect(momentOf(reel, 50)).to.equal(1_500)
    expect(wound(reel, 50).pictures[0]).to.deep.equal(shot(1_000))
    expect(wound(reel, 100).pictures).to.deep.equal([shot(2_000), shot(3_000)])
    expect(aheadMs(reel, 50)).to.equal(150)
  })
  it('stands still while it is paused, and goes on from there', () => {
    const paused = atSpeed(film(10, 0, 10_000), 0, 300)
    expect([momentOf(paused, 300), momentOf(paused, 90_000)]).to.deep.equal([3_000, 3_000])
    expect(momentOf(atSpeed(paused, 1, 90_000), 90_500)).to.equal(3_500)
  })
  it('waits for a late picture and does not jump when it comes', () => {
    const reel = film(10, 0, 1_000)
    expect(momentOf(reel, 5_000), 'nobody knows yet what came after').to.equal(1_000)
    const more = joined(reel, shot(2_000), 5_000)
    expect(momentOf(more, 5_000)).to.equal(1_000)
    expect(momentOf(more, 5_050)).to.equal(1_500)
  })
  it('asks for pictures further apart rather than running slowly where the way is long', () => {
    expect(nextMoment(film(10, 0), 20)).to.equal(1_000)
    expect(nextMoment(film(10, 0), 400)).to.equal(4_000)
    expect(nextMoment(film(1, 0), 20)).to.equal(250)
    expect(nextMoment(film(60, 0), 20)).to.equal(6_000)
  })
  it('whatever is done to it: goes never back, never past what is known, and shows the newest picture of its moment', () => {
    const step = fc.record({ wait: fc.nat(3_000), do: fc.constantFrom('join', 'play', 'stand', 'none'), by: fc.integer({ min: -500, max: 20_000 }), speed: fc.constantFrom(1, 10, 60) })
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const known = [0]
      let [reel, at, before] = [reelOf(shot(0), 10, 0), 0, 0]
      for (const one of steps) {
        at += one.wait
        if (one.do === 'join') {
          const asOf = known.at(-1)! + one.by
          reel = joined(reel, shot(asOf), at)
          if (one.by > 0) known.push(asOf)
        } else if (one.do !== 'none') reel = atSpeed(reel, one.do === 'play' ? one.speed : 0, at)
        const now = momentOf(reel, at)
        expect(now).to.be.within(before, known.at(-1)!)
        reel = wound(reel, at)
        expect(momentOf(reel, at), 'winding changes no time').to.equal(now)
        expect(reel.pictures[0].asOf).to.equal(known.findLast((asOf) => asOf <= now))
        before = now
      }
    }))
  })
})
