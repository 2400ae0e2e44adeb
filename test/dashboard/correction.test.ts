import { expect } from 'chai'
import { UNCORRECTED, corrected, serverTime } from '../../dashboard/ui/correction.ts'

const START = 1_800_000_000_000

describe("the server's clock in a browser", () => {
  it('is right although the browser\'s own clock is hours off', () => {
    const known = corrected(UNCORRECTED, { asOf: START, speed: 1, receivedAt: 50 })
    expect(serverTime(known, 1_050)).to.equal(START + 1_000)
  })

  it('is taken from the picture that travelled fastest', () => {
    let known = corrected(UNCORRECTED, { asOf: START, speed: 1, receivedAt: 80 })
    known = corrected(known, { asOf: START + 1_000, speed: 1, receivedAt: 1_010 })
    known = corrected(known, { asOf: START + 2_000, speed: 1, receivedAt: 2_400 })
    expect(serverTime(known, 3_010)).to.equal(START + 3_000)
  })

  it('runs at the speed of a simulation', () => {
    const known = corrected(UNCORRECTED, { asOf: START, speed: 8, receivedAt: 1_000 })
    expect(serverTime(known, 2_000)).to.equal(START + 8_000)
  })

  it('begins anew when the server was set back or replaced', () => {
    let known = corrected(UNCORRECTED, { asOf: START, speed: 1, receivedAt: 0 })
    known = corrected(known, { asOf: START - 3_600_000, speed: 1, receivedAt: 1_000 })
    expect(serverTime(known, 1_000)).to.equal(START - 3_600_000)
  })

  it('forgets a slowly drifting past', () => {
    let known = corrected(UNCORRECTED, { asOf: START, speed: 1, receivedAt: 0 })
    for (let n = 1; n <= 12; n++) known = corrected(known, { asOf: START + n * 1_000 - 500, speed: 1, receivedAt: n * 1_000 })
    expect(serverTime(known, 12_000)).to.equal(START + 11_500)
  })
})
