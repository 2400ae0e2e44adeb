import { expect } from 'chai'
import { newer } from '../../dashboard/live/newest.ts'
import type { Picture } from '../../dashboard/live/newest.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'

const picture = (connection: number, seq: number, asOf: number): Picture =>
  ({ connection, receivedAt: 0, view: { seq, asOf } as WallboardView })

describe('of two pictures', () => {
  it('the first one there is shown', () => {
    const came = picture(1, 5, 100)
    expect(newer(null, came)).to.equal(came)
  })

  it('the higher seq wins and an older one is ignored', () => {
    const held = picture(1, 7, 300)
    expect(newer(held, picture(1, 6, 400))).to.equal(held)
    expect(newer(held, picture(1, 8, 310)).view.seq).to.equal(8)
  })

  it('of the same seq the later is shown, so that its age is right', () => {
    const held = picture(1, 7, 300)
    expect(newer(held, picture(1, 7, 299))).to.equal(held)
    expect(newer(held, picture(1, 7, 301)).view.asOf).to.equal(301)
  })

  it('a new connection is believed even when its journal began anew', () => {
    const held = picture(1, 900, 5_000)
    const restarted = picture(2, 3, 4_000)
    expect(newer(held, restarted)).to.equal(restarted)
    expect(newer(restarted, picture(1, 901, 6_000))).to.equal(restarted)
  })
})
