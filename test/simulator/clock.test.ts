import { expect } from 'chai'
import { windClock } from '../../scripts/simulator/clock.ts'

describe('the wound clock', () => {
  it('runs wakes by moment, and in the order asked for within one moment', async () => {
    const clock = windClock(1_000)
    const ran: string[] = []
    const note = (name: string) => () => { ran.push(`${name}@${clock.now()}`) }
    clock.wakeAt(1_300, note('c'))
    clock.wakeAt(1_100, note('a'))
    clock.wakeAt(1_300, note('d'))
    clock.wakeAt(1_200, note('b'))
    clock.wakeAt(900, note('at once'))
    await clock.run({ until: 1_250 })
    expect(ran).to.deep.equal(['at once@1000', 'a@1100', 'b@1200'])
    expect(clock.now()).to.equal(1_250)
    await clock.run({ until: 2_000 })
    expect(ran.slice(3)).to.deep.equal(['c@1300', 'd@1300'])
  })

  it('does not run what was taken back', async () => {
    const clock = windClock(0)
    const takeBack = clock.wakeAt(10, () => { throw new Error('never') })
    takeBack()
    await clock.run({ until: 20 })
    takeBack()
  })

  it('lets no time pass before everything in flight has settled', async () => {
    const clock = windClock(0)
    let inFlight = 0
    const seen: number[] = []
    clock.awaits(async () => {
      while (inFlight > 0) await new Promise((resolve) => { setTimeout(resolve, 1) })
    })
    clock.wakeAt(10, () => {
      inFlight++
      setTimeout(() => {
        seen.push(clock.now())
        clock.wakeAt(clock.now() + 5, () => { seen.push(clock.now()) })
        inFlight--
      }, 5)
    })
    clock.wakeAt(11, () => { seen.push(clock.now()) })
    await clock.run({ until: 100 })
    expect(seen).to.deep.equal([10, 11, 15])
  })

  it('lives on in real time when it is let go, as fast as told', async () => {
    const clock = windClock(0)
    const seen: number[] = []
    for (const moment of [100, 5_000, 20_000]) clock.wakeAt(moment, () => { seen.push(moment) })
    await clock.run({ until: 1_000 })
    clock.pace(100)
    await clock.run({ until: 6_000 })
    expect(clock.now()).to.be.within(6_000, 8_000)
    clock.pace(1_000)
    await clock.run({ until: 21_000 })
    clock.halt()
    const stood = clock.now()
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    expect(clock.now()).to.equal(stood)
    expect(seen).to.deep.equal([100, 5_000, 20_000])
  })
})
