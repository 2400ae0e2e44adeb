import { expect } from 'chai'
import fc from 'fast-check'
import { getHolidayPreset } from '@hyunbinseo/holidays-kr'
import { createCalendar } from '../../server/standards/calendar.ts'
import type { Hours } from '../../server/config.ts'

const nineToSix = { from: 9 * 60, to: 18 * 60 }
const WORKING_DAYS: Hours = { 1: [nineToSix], 2: [nineToSix], 3: [nineToSix], 4: [nineToSix], 5: [nineToSix] }
const HOUR = 3_600_000
const seoul = (text: string) => Date.parse(`${text}+09:00`)

describe('the line is open', () => {
  let holidays: Set<string>
  before(async () => {
    holidays = new Set([...Object.keys(await getHolidayPreset('2025')), ...Object.keys(await getHolidayPreset('2026'))])
  })
  const calendar = (hours = WORKING_DAYS, more: string[] = []) => createCalendar('Asia/Seoul', hours, new Set([...holidays, ...more]))
  const openAt = (text: string, one = calendar()) => one.isOpen(seoul(text))

  it('from nine to the last millisecond before six on a working day', () => {
    expect(openAt('2026-11-23T08:59:59.999')).to.equal(false)
    expect(openAt('2026-11-23T09:00:00.000')).to.equal(true)
    expect(openAt('2026-11-23T17:59:59.999')).to.equal(true)
    expect(openAt('2026-11-23T18:00:00.000')).to.equal(false)
  })
  it('neither on Saturday nor on Sunday', () => {
    expect(openAt('2026-11-20T10:00:00')).to.equal(true)
    expect(openAt('2026-11-21T10:00:00')).to.equal(false)
    expect(openAt('2026-11-22T10:00:00')).to.equal(false)
  })
  it('not at lunch, where lunch is set', () => {
    const lunch = calendar({ ...WORKING_DAYS, 1: [{ from: 540, to: 720 }, { from: 780, to: 1080 }] })
    expect(openAt('2026-11-23T11:59:59.999', lunch)).to.equal(true)
    expect(openAt('2026-11-23T12:00:00', lunch)).to.equal(false)
    expect(openAt('2026-11-23T13:00:00', lunch)).to.equal(true)
  })
  it('not on 2026-03-02, the Monday that stands in for Independence Movement Day on a Sunday', () => {
    expect(openAt('2026-03-02T10:00:00')).to.equal(false)
    expect(openAt('2026-03-03T10:00:00')).to.equal(true)
  })
  it('not on Labour Day 2026, the first that closes government offices; in 2025 it did not', () => {
    expect(openAt('2026-05-01T10:00:00')).to.equal(false)
    expect(openAt('2025-05-01T10:00:00')).to.equal(true)
  })
  it('not on Constitution Day 2026, a Friday: the first day of a long weekend', () => {
    expect(openAt('2026-07-16T17:59:59.999')).to.equal(true)
    expect(openAt('2026-07-17T10:00:00')).to.equal(false)
    expect(openAt('2026-07-20T10:00:00')).to.equal(true)
  })
  it('on the Wednesday before Chuseok, but not on Chuseok’s eve nor on the day itself', () => {
    expect(openAt('2026-09-23T17:00:00')).to.equal(true)
    expect(openAt('2026-09-24T10:00:00')).to.equal(false)
    expect(openAt('2026-09-25T10:00:00')).to.equal(false)
    expect(openAt('2026-09-28T10:00:00')).to.equal(true)
  })
  it('not on the 16 weekdays of 2026 that are holidays, and on all others', () => {
    const closed: string[] = []
    const one = calendar()
    for (let at = seoul('2026-01-01T10:00:00'); at < seoul('2027-01-01T00:00:00'); at += 24 * HOUR) {
      const weekday = new Date(at + 9 * HOUR).getUTCDay()
      if (weekday !== 0 && weekday !== 6 && !one.isOpen(at)) closed.push(one.dayOf(at).slice(5))
    }
    expect(closed).to.deep.equal([
      '01-01', '02-16', '02-17', '02-18', '03-02', '05-01', '05-05', '05-25', '06-03', '07-17', '08-17', '09-24', '09-25', '10-05',
      '10-09', '12-25',
    ])
  })
  it('not on a day the agency adds', () => {
    expect(openAt('2026-11-24T10:00:00', calendar(WORKING_DAYS, ['2026-11-24']))).to.equal(false)
  })
  it('to midnight where hours say so', () => {
    const always = createCalendar('Asia/Seoul', { 1: [{ from: 0, to: 1440 }] }, new Set())
    expect(openAt('2026-11-23T00:00:00', always)).to.equal(true)
    expect(openAt('2026-11-23T23:59:59.999', always)).to.equal(true)
    expect(openAt('2026-11-24T00:00:00', always)).to.equal(false)
  })
})

describe('the hours of a day', () => {
  const hoursOn = (text: string, hours: Hours, holidays: string[] = [], zone = 'Asia/Seoul') =>
    createCalendar(zone, hours, new Set(holidays)).hoursOf(Date.parse(text)).map(({ from, to }) => [from, to])
  const between = (day: string, ...times: [string, string][]) => times.map((span) => span.map((time) => seoul(`${day}T${time}:00`)))
  it('are moments, in order, lunch left out', () => {
    expect(hoursOn('2026-11-23T20:00:00+09:00', WORKING_DAYS)).to.deep.equal(between('2026-11-23', ['09:00', '18:00']))
    expect(hoursOn('2026-11-23T03:00:00+09:00', { 1: [{ from: 780, to: 1080 }, { from: 540, to: 720 }] }))
      .to.deep.equal(between('2026-11-23', ['09:00', '12:00'], ['13:00', '18:00']))
  })
  it('are none on a Sunday and on a holiday', () => {
    expect(hoursOn('2026-11-22T12:00:00+09:00', WORKING_DAYS)).to.deep.equal([])
    expect(hoursOn('2026-11-23T12:00:00+09:00', WORKING_DAYS, ['2026-11-23'])).to.deep.equal([])
  })
  it('are counted once where they were set twice', () => {
    expect(hoursOn('2026-11-23T12:00:00+09:00', { 1: [{ from: 540, to: 720 }, { from: 600, to: 660 }, { from: 700, to: 780 }] }))
      .to.deep.equal(between('2026-11-23', ['09:00', '12:00'], ['12:00', '13:00']))
  })
  it('are those of the clock on the wall: a whole day has 23 hours when summer time begins', () => {
    const [[from, to] = []] = hoursOn('2026-03-08T12:00:00-04:00', { 7: [{ from: 0, to: 1440 }] }, [], 'America/New_York')
    expect(to! - from!).to.equal(23 * HOUR)
    expect(hoursOn('2026-03-08T12:00:00-04:00', { 7: [nineToSix] }, [], 'America/New_York')).to.deep.equal([[Date.parse('2026-03-08T09:00:00-04:00'), Date.parse('2026-03-08T18:00:00-04:00')]])
  })
  it('are when the line is open, and no moment else', () => {
    const hours: Hours = { 1: [nineToSix], 2: [{ from: 500, to: 700 }, { from: 650, to: 800 }], 3: [{ from: 0, to: 1440 }], 5: [{ from: 1000, to: 1440 }] }
    fc.assert(fc.property(fc.integer({ min: Date.parse('2026-03-01'), max: Date.parse('2026-12-01') }), fc.constantFrom('Asia/Seoul', 'America/New_York'), (at, zone) => {
      const calendar = createCalendar(zone, hours, new Set(['2026-05-05']))
      expect(calendar.hoursOf(at).some(({ from, to }) => from <= at && at < to)).to.equal(calendar.isOpen(at))
    }), { numRuns: 300 })
  })
})

describe('the line', () => {
  const calendar = (hours = WORKING_DAYS, holidays: string[] = []) => createCalendar('Asia/Seoul', hours, new Set(holidays))
  it('closes at six, at noon on a day that is half, at midnight where hours say so, and not at all on a Sunday', () => {
    const hours = { ...WORKING_DAYS, 6: [{ from: 540, to: 720 }], 1: [{ from: 0, to: 1440 }] }
    const closing = (text: string) => calendar(hours).closing(seoul(text))
    expect(closing('2026-11-20T10:00:00')).to.equal(seoul('2026-11-20T18:00:00'))
    expect(closing('2026-11-21T10:00:00')).to.equal(seoul('2026-11-21T12:00:00'))
    expect(closing('2026-11-22T10:00:00')).to.equal(null)
    expect(closing('2026-11-23T10:00:00')).to.equal(seoul('2026-11-24T00:00:00'))
  })
  it('opens again on the next working day, also on a Friday evening before a long weekend', () => {
    const one = calendar(WORKING_DAYS, ['2026-10-05'])
    expect(one.nextOpening(seoul('2026-10-01T08:00:00'))).to.equal(seoul('2026-10-02T09:00:00'))
    expect(one.nextOpening(seoul('2026-10-02T17:59:00'))).to.equal(seoul('2026-10-06T09:00:00'))
    expect(one.nextOpening(seoul('2026-10-02T17:59:59'))).to.equal(seoul('2026-10-06T09:00:00'))
    expect(calendar({}).nextOpening(seoul('2026-10-02T17:59:00'))).to.equal(null)
  })
  it('opens by the clock on the wall on the day on which the clocks are changed', () => {
    const one = createCalendar('America/New_York', { 7: [nineToSix] }, new Set())
    expect(one.nextOpening(Date.parse('2026-03-07T12:00:00-05:00'))).to.equal(Date.parse('2026-03-08T09:00:00-04:00'))
    expect(one.closing(Date.parse('2026-11-01T12:00:00-05:00'))).to.equal(Date.parse('2026-11-01T18:00:00-05:00'))
  })
})

describe('a day', () => {
  it('begins at midnight in Seoul, nine hours before midnight in Greenwich', () => {
    const calendar = createCalendar('Asia/Seoul', WORKING_DAYS, new Set())
    expect(calendar.dayOf(Date.parse('2026-11-22T14:59:59.999Z'))).to.equal('2026-11-22')
    expect(calendar.dayOf(Date.parse('2026-11-22T15:00:00.000Z'))).to.equal('2026-11-23')
    expect(calendar.dayStart(seoul('2026-11-23T12:00:00'))).to.equal(Date.parse('2026-11-22T15:00:00Z'))
    expect(calendar.nextDay(seoul('2026-11-23T12:00:00'))).to.equal(Date.parse('2026-11-23T15:00:00Z'))
    expect(calendar.dayOf(seoul('2026-12-31T23:59:59.999'))).to.equal('2026-12-31')
    expect(calendar.dayOf(seoul('2027-01-01T00:00:00'))).to.equal('2027-01-01')
  })
  it('has 23 hours when summer time begins in New York, and 25 when it ends', () => {
    const calendar = createCalendar('America/New_York', WORKING_DAYS, new Set())
    const length = (noon: string) => (calendar.nextDay(Date.parse(noon)) - calendar.dayStart(Date.parse(noon))) / HOUR
    expect(length('2026-03-07T12:00:00-05:00')).to.equal(24)
    expect(length('2026-03-08T12:00:00-04:00')).to.equal(23)
    expect(length('2026-11-01T12:00:00-05:00')).to.equal(25)
    expect(length('2026-11-02T12:00:00-05:00')).to.equal(24)
  })
  it('opens at nine by the clock on the wall, also on the days after the clocks were changed', () => {
    const calendar = createCalendar('America/New_York', WORKING_DAYS, new Set())
    for (const [day, offset] of [['2026-03-06', '-05:00'], ['2026-03-09', '-04:00'], ['2026-10-30', '-04:00'], ['2026-11-02', '-05:00']]) {
      expect(calendar.isOpen(Date.parse(`${day}T08:59:59.999${offset}`)), `${day} before nine`).to.equal(false)
      expect(calendar.isOpen(Date.parse(`${day}T09:00:00${offset}`)), `${day} at nine`).to.equal(true)
      expect(calendar.isOpen(Date.parse(`${day}T18:00:00${offset}`)), `${day} at six`).to.equal(false)
    }
  })
  it('ends at midnight also where the day began an hour late: Cairo on 2026-04-24', () => {
    const calendar = createCalendar('Africa/Cairo', WORKING_DAYS, new Set())
    const noon = Date.parse('2026-04-24T12:00:00+03:00')
    expect(calendar.dayStart(noon)).to.equal(Date.parse('2026-04-24T01:00:00+03:00'))
    expect(calendar.nextDay(noon)).to.equal(Date.parse('2026-04-25T00:00:00+03:00'))
    expect(calendar.dayOf(Date.parse('2026-04-25T00:30:00+03:00'))).to.equal('2026-04-25')
  })
  it('is followed by the next without a gap, holds the moment asked for, and is the same whatever was asked before', () => {
    const zones = fc.constantFrom('Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/St_Johns')
    const moment = fc.integer({ min: Date.parse('1987-01-01'), max: Date.parse('2035-01-01') })
    fc.assert(fc.property(zones, moment, moment, (zone, at, before) => {
      const calendar = createCalendar(zone, WORKING_DAYS, new Set())
      calendar.dayOf(before)
      const [start, end] = [calendar.dayStart(at), calendar.nextDay(at)]
      expect(at).to.be.within(start, end - 1)
      expect(calendar.dayStart(end)).to.equal(end)
      expect(calendar.dayOf(end)).not.to.equal(calendar.dayOf(at))
      expect(calendar.dayOf(end - 1)).to.equal(calendar.dayOf(at))
      expect(calendar.dayOf(at)).to.equal(new Intl.DateTimeFormat('sv', { timeZone: zone }).format(at))
      expect(calendar.isOpen(at)).to.equal(createCalendar(zone, WORKING_DAYS, new Set()).isOpen(at))
    }), { numRuns: 400 })
  })
})
