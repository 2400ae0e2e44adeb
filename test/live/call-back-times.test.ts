import { expect } from 'chai'
import type { Hours } from '../../server/config.ts'
import { callBackTimes } from '../../server/live/call-back-times.ts'
import { createCalendar } from '../../server/standards/calendar.ts'

const nineToSix = { from: 9 * 60, to: 18 * 60 }
const WORKING_DAYS: Hours = { 1: [nineToSix], 2: [nineToSix], 3: [nineToSix], 4: [nineToSix], 5: [nineToSix] }
const seoul = (text: string) => Date.parse(`${text}+09:00`)
const chosen = (text: string, hours = WORKING_DAYS) => callBackTimes(seoul(text), createCalendar('Asia/Seoul', hours, new Set(['2026-12-25'])))
  .map(({ choice, at }) => `${choice} ${new Date(at + 9 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ')}`)

describe('a call that is promised', () => {
  it('is promised for a time of the clock that can be said to a caller', () => {
    expect(chosen('2026-11-23T10:02:10')).to.deep.equal(['half-hour 11-23 10:35', 'hour 11-23 11:05', 'three-hours 11-23 13:05', 'next-morning 11-24 10:00'])
    expect(chosen('2026-11-23T10:00:00')[0]).to.equal('half-hour 11-23 10:30')
  })
  it('is promised for no time at which nobody is at work', () => {
    expect(chosen('2026-11-23T15:00:00')).to.deep.equal(['half-hour 11-23 15:30', 'hour 11-23 16:00', 'three-hours 11-23 18:00', 'next-morning 11-24 10:00'])
    expect(chosen('2026-11-23T16:58:00')).to.deep.equal(['half-hour 11-23 17:30', 'hour 11-23 18:00', 'next-morning 11-24 10:00'])
    expect(chosen('2026-11-23T17:40:00')).to.deep.equal(['next-morning 11-24 10:00'])
    expect(chosen('2026-11-23T20:00:00')).to.deep.equal(['next-morning 11-24 10:00'])
  })
  it('is promised on the evening before Christmas for the Monday after it', () => {
    expect(chosen('2026-12-24T17:50:00')).to.deep.equal(['next-morning 12-28 10:00'])
  })
  it('is not promised for one o\'clock at night where the line is never closed', () => {
    const always: Hours = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [{ from: 0, to: 1440 }]]))
    expect(chosen('2026-11-23T23:10:00', always)).to.deep.equal(['half-hour 11-23 23:40', 'next-morning 11-24 09:00'])
  })
  it('is not promised where nobody ever comes back', () => {
    expect(chosen('2026-11-23T10:00:00', {})).to.deep.equal([])
  })
})
