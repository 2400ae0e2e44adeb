import { expect } from 'chai'
import { duration, noonOf, seoulDay, seoulMinute, seoulTime, sinceMidnight, tenths } from '../../dashboard/ui/moments.ts'
import { ko } from '../../dashboard/ui/words/ko.ts'

const SEOUL_0907 = Date.UTC(2026, 10, 22, 0, 7, 5)
const SEOUL_MIDNIGHT = Date.UTC(2026, 10, 22, 15, 0, 0)

describe('times on the board', () => {
  it("are Seoul's, whatever zone the browser is in", () => {
    expect(seoulTime(SEOUL_0907)).to.equal('09:07:05')
    expect(seoulMinute(SEOUL_0907)).to.equal('09:07')
  })

  it('write midnight as 00, not 24', () => {
    expect(seoulTime(SEOUL_MIDNIGHT)).to.equal('00:00:00')
    expect(sinceMidnight(SEOUL_MIDNIGHT)).to.equal(0)
    expect(sinceMidnight(SEOUL_0907)).to.equal((9 * 3600 + 7 * 60 + 5) * 1000)
  })

  it('show lengths as people read them, never below nothing', () => {
    expect(duration(7_900)).to.equal('0:07')
    expect(duration(750_000)).to.equal('12:30')
    expect(duration(3_723_000)).to.equal('1:02:03')
    expect(duration(-20)).to.equal('0:00')
  })

  it('cut seconds to tenths, so that 5.99 s is not yet the third ring', () => {
    expect(tenths(5_999)).to.equal('5.9')
    expect(tenths(6_000)).to.equal('6.0')
    expect(tenths(-5)).to.equal('0.0')
  })

  it('name the day that is meant', () => {
    expect(seoulDay(SEOUL_MIDNIGHT - 1)).to.equal('2026-11-22')
    expect(seoulDay(SEOUL_MIDNIGHT)).to.equal('2026-11-23')
    expect(ko.wallboard.date(noonOf('2026-11-22'))).to.equal('11월 22일 (일)')
  })
})
