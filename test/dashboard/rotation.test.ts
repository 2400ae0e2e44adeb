import { expect } from 'chai'
import fc from 'fast-check'
import { begin, PAGES, pause, type Rotation, STAYS_MS, step, tick } from '../../dashboard/tv/rotation.ts'

describe('the pages of a screen on the wall', () => {
  const after = (rotation: Rotation, ms: number, urgent = false) => {
    let now = rotation
    for (let at = rotation.since; at <= rotation.since + ms; at += 500) now = tick(now, at, urgent)
    return now
  }
  it('turn by themselves, each after its time', () => {
    const first = begin(0)
    expect(after(first, STAYS_MS.now - 500).page).to.equal('now')
    const second = after(first, STAYS_MS.now)
    expect(second.page).to.equal('today')
    expect(after(second, STAYS_MS.today).page).to.equal('now')
  })
  it('stay while somebody has paused them, whatever happens, and go on from there', () => {
    const paused = pause(step(begin(0), 1, 0), 0)
    expect(after(paused, 3_600_000)).to.deep.equal(paused)
    expect(tick(paused, 10, true).page).to.equal('today')
    expect(after(pause(paused, 5_000), STAYS_MS.today - 500).page).to.equal('today')
  })
  it('give way to the first at once when somebody waits, and for as long', () => {
    const second = step(begin(0), 1, 0)
    expect(tick(second, 1, true).page).to.equal('now')
    expect(after(second, 600_000, true).page).to.equal('now')
  })
  it('are stepped through by hand in both directions', () => {
    const there = PAGES.reduce((rotation) => step(rotation, 1, 0), begin(0))
    expect(there.page).to.equal('now')
    expect(step(step(begin(0), -1, 0), 1, 0).page).to.equal('now')
  })
  it('never go on sooner than a page’s time after anybody touched them', () => {
    fc.assert(fc.property(fc.array(fc.record({ wait: fc.integer({ min: 0, max: 30_000 }), do: fc.constantFrom('step', 'back', 'pause', 'tick', 'urgent') })), (acts) => {
      let at = 0
      let now = begin(0)
      for (const act of acts) {
        at += act.wait
        const before = now
        if (act.do === 'step') now = step(now, 1, at)
        else if (act.do === 'back') now = step(now, -1, at)
        else if (act.do === 'pause') now = pause(now, at)
        else now = tick(now, at, act.do === 'urgent')
        if (act.do === 'tick' && now.page !== before.page) expect(at - before.since).to.be.at.least(STAYS_MS[before.page])
        if (before.paused && (act.do === 'tick' || act.do === 'urgent')) expect(now).to.equal(before)
      }
    }))
  })
})
