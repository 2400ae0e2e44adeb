import { expect } from 'chai'
import fc from 'fast-check'
import { readConfig } from '../../server/config.ts'
import { createCalendar, nextEdge, openSince } from '../../server/standards/calendar.ts'

const at = (text: string) => Date.parse(text)
const hours = (text: string) => readConfig({ LINE_HOURS: text }).line.hours

describe('since when the line has been open', () => {
  const calendar = createCalendar('Asia/Seoul', hours('mon-fri 09:00-12:00 13:00-18:00; sat 00:00-24:00; sun 00:00-06:00'), new Set(['2026-12-25']))
  it('is the beginning of the span, after lunch that of the afternoon', () => {
    expect(openSince(calendar, at('2026-11-23T09:00:00+09:00'))).to.equal(at('2026-11-23T09:00:00+09:00'))
    expect(openSince(calendar, at('2026-11-23T11:59:59.999+09:00'))).to.equal(at('2026-11-23T09:00:00+09:00'))
    expect(openSince(calendar, at('2026-11-23T14:00:00+09:00'))).to.equal(at('2026-11-23T13:00:00+09:00'))
  })
  it('is nothing while it is closed: at lunch, at night, on a holiday', () => {
    for (const moment of ['2026-11-23T12:30:00+09:00', '2026-11-23T18:00:00+09:00', '2026-12-25T10:00:00+09:00']) expect(openSince(calendar, at(moment)), moment).to.equal(null)
  })
  it('goes back over midnight where one day runs into the next', () => {
    expect(openSince(calendar, at('2026-11-29T05:00:00+09:00'))).to.equal(at('2026-11-28T00:00:00+09:00'))
    const always = createCalendar('Asia/Seoul', hours('always'), new Set(['2026-11-25']))
    expect(openSince(always, at('2026-11-28T10:00:00+09:00')), 'after a holiday').to.equal(at('2026-11-26T00:00:00+09:00'))
    expect(openSince(always, at('2026-11-24T10:00:00+09:00')), 'looked for within a fortnight').to.equal(at('2026-11-11T00:00:00+09:00'))
  })
  it('says at the same moments whether it is open as the calendar does, and never lets an edge pass unseen', () => {
    const calendars = [calendar, createCalendar('America/New_York', hours('mon-sun 01:00-02:30 09:00-13:00 12:00-17:00'), new Set())]
    fc.assert(fc.property(fc.constantFrom(...calendars), fc.integer({ min: at('2026-10-30T00:00:00Z'), max: at('2026-12-31T00:00:00Z') }), (calendar, moment) => {
      const since = openSince(calendar, moment)
      expect(since !== null).to.equal(calendar.isOpen(moment))
      if (since !== null) {
        expect(calendar.isOpen(since)).to.equal(true)
        expect(calendar.isOpen(since - 1)).to.equal(false)
      }
      const edge = nextEdge(calendar, moment)
      expect(edge).to.be.above(moment)
      for (const part of [0.25, 0.5, 0.75, 1]) expect(calendar.isOpen(Math.ceil(moment + (edge - 1 - moment) * part))).to.equal(calendar.isOpen(moment))
    }), { numRuns: 400 })
  })
})
