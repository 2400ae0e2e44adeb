import { expect } from 'chai'
import { en } from '../../dashboard/ui/words/en.ts'
import { ko } from '../../dashboard/ui/words/ko.ts'
import { daysBefore } from '../../dashboard/ui/moments.ts'
import { legsAt, raceMs } from '../../dashboard/ui/race.ts'
import { isWide } from '../../dashboard/ui/wide.ts'
import { callPoints, transferPoints } from '../../dashboard/wallboard/day-points.ts'
import { lastHalfHour } from '../../dashboard/wallboard/half-hour.ts'
import { placed } from '../../dashboard/wallboard/departments.ts'
import { STANDING_MARKS, shareKept, standing } from '../../dashboard/wallboard/standing.ts'
import { summaryOf } from '../../dashboard/wallboard/summary.ts'
import type { PromiseFigure } from '../../server/protocol/counts.ts'
import { FLOORS } from '../browser/pictures.ts'

const NOW = Date.parse('2026-11-23T14:30:00+09:00')
const figure = (kept: number, broken: number): PromiseFigure => ({ kept, broken, void: 0, running: 0, rate: shareKept({ kept, broken }), interval: null })

describe('a rate against its target', () => {
  it('is green from the line\'s own target on, red below seventy, and never told by its colour alone', () => {
    const stands = [null, 0.9, 0.8999, 0.7, 0.6999].map((rate) => standing({ rate }, 0.9))
    expect(stands).to.deep.equal(['undecided', 'met', 'below', 'below', 'far'])
    expect(new Set(stands.map((stand) => STANDING_MARKS[stand])).size).to.equal(4)
  })
})

describe('the day of a promise', () => {
  const at = (time: string) => Date.parse(`2026-11-23T${time}+09:00`)

  it('is told for calls by quarters of an hour, those without a call left out', () => {
    const { intervals } = FLOORS.ordinary(NOW)
    const points = callPoints([...intervals, { ...intervals[0]!, start: at('18:15'), counts: { ...intervals[0]!.counts, received: 0 } }])
    expect(points).to.have.length(intervals.length)
    expect(points[4]).to.include({ start: intervals[4]!.start, kept: intervals[4]!.t1.kept, volume: intervals[4]!.counts.received })
  })

  it('is told for transfers by hours of Seoul, whatever became of them', () => {
    const quarter = (time: string, kept: number, broken: number, voided = 0, running = 0) => ({ start: at(time), kept, broken, void: voided, running })
    expect(transferPoints([quarter('09:15', 2, 0), quarter('09:45', 1, 1, 1), quarter('13:00', 0, 0, 0, 1)])).to.deep.equal([
      { start: at('09:00'), kept: 3, broken: 1, volume: 5, more: [5] }, { start: at('13:00'), kept: 0, broken: 0, volume: 1, more: [1] },
    ])
  })

  it('has behind it the day before and the same weekday, across months and years', () => {
    expect([1, 7].map((days) => daysBefore('2027-01-01', days))).to.deep.equal(['2026-12-31', '2026-12-25'])
    expect(daysBefore('2028-03-01', 1)).to.equal('2028-02-29')
  })
})

describe('what a forecast is held against', () => {
  it('is the half hour that is over: two quarters, and none that is still counted', () => {
    const at = (time: string) => Date.parse(`2026-11-23T${time}:00+09:00`)
    const quarter = (time: string, kept: number, broken: number) => ({ start: at(time), counts: {} as never, t1: { kept, broken, void: 0, running: 0 } })
    const intervals = [quarter('09:30', 90, 0), quarter('09:45', 3, 1), quarter('10:00', 5, 1), quarter('10:15', 0, 70)]
    expect(lastHalfHour({ asOf: at('10:20'), intervals })).to.deep.equal({ from: at('09:45'), to: at('10:15'), kept: 8, decided: 10 })
    expect(lastHalfHour({ asOf: at('09:20'), intervals: [] })).to.deep.include({ kept: 0, decided: 0 })
  })
})

describe('the departments on the board', () => {
  const department = (id: string, kept: number, broken: number, nobodyFree = 0) => ({ department: id, name: { ko: id, en: id }, figure: figure(kept, broken), nobodyFree })

  it('stand in the directory\'s order, those below the target first', () => {
    const { shown, more } = placed([department('a', 9, 0), department('b', 3, 3), department('c', 9, 1)], 0.9)
    expect([shown.map((one) => one.department), more]).to.deep.equal([['b', 'a', 'c'], 0])
  })

  it('leave out who was asked for nothing, and tell the rest as a number, never one that needs eyes', () => {
    const { shown, more } = placed([...'abcde'].map((id) => department(id, 9, 0)).concat(department('f', 1, 2), department('g', 0, 0)), 0.9)
    expect([shown.map((one) => one.department), more]).to.deep.equal([['f', 'a', 'b'], 3])
  })

  it('have among them one that was asked and never had anybody free: it has no share, and is not silent', () => {
    const { shown } = placed([...'abcde'].map((id) => department(id, 9, 0)).concat(department('f', 0, 0, 4)), 0.9)
    expect(shown.map((one) => one.department)).to.deep.equal(['f', 'a', 'b'])
  })
})

describe('a race on the board', () => {
  const asked = { askedAt: 1_000, end: null }
  const none = { find: null, ring: null, consult: null, join: null }

  it('shows the leg that runs now as long as the clock says', () => {
    expect(legsAt({ ...asked, shares: { ...none, find: 4_000 } }, 11_000)).to.deep.equal([
      { share: 'find', ms: 4_000, width: 4 / 30, running: false }, { share: 'ring', ms: 6_000, width: 0.2, running: true },
    ])
    expect(legsAt({ ...asked, end: 'completed', shares: { find: 1_000, ring: 2_000, consult: 3_000, join: null } }, 90_000).some(({ running }) => running)).to.equal(false)
  })

  it('stands still when somebody answered, and counts on while nobody has, also past thirty seconds', () => {
    expect(raceMs({ askedAt: 0, verdict: 'kept', shares: { ...none, find: 2_000, ring: 9_400 } }, 60_000)).to.equal(11_400)
    expect(raceMs({ askedAt: 0, verdict: 'broken', shares: { ...none, find: 2_000 } }, 34_000)).to.equal(34_000)
    expect(raceMs({ askedAt: 5_000, verdict: 'running', shares: none }, 4_990), 'clocks differ by a hair').to.equal(0)
  })

  it('sets long names smaller: Hangul is nearly twice as wide as letters', () => {
    expect([isWide('산림소득지원실', 12.7), isWide('산림소득지원본부', 12.7), isWide('Forest carbon', 12.7), isWide('Forest seed', 12.7)]).to.deep.equal([false, true, true, false])
  })
})

describe('the summary', () => {
  it('says both promises and what happens now, in two sentences of either language', () => {
    const view = FLOORS.ordinary(NOW)
    expect(summaryOf(view, ko, NOW)).to.equal(
      '세 번째 벨 전에 응대 98.5퍼센트로 목표 90퍼센트 달성, 30초 안에 담당자 연결 92.5퍼센트로 목표 90퍼센트 달성입니다. '
      + '지금 울리는 전화 3건, 기다리는 분 2명, 가장 오래 기다린 분 46초, 담당자 연결 중 2건, 바로 받을 수 있는 상담사 2명입니다.')
    expect(summaryOf(view, en, NOW)).to.equal(
      'Answered before ring 3: 98.5 percent, meeting the target of 90; Passed on within 30 s: 92.5 percent, meeting the target of 90. '
      + 'Now 3 ringing, 2 waiting, the longest for 46 seconds, 2 being passed on, 2 ready and reachable.')
  })

  it('says what is not known, and how far a promise is from being kept', () => {
    expect(summaryOf(FLOORS.empty(NOW), ko, NOW)).to.equal(
      '세 번째 벨 전에 응대 아직 판정 전, 30초 안에 담당자 연결 아직 판정 전입니다. 지금 울리는 전화 0건, 기다리는 분 0명, 담당자 연결 중 0건, 바로 받을 수 있는 상담사 9명입니다.')
    expect(summaryOf(FLOORS.broken(NOW), en, NOW)).to.contain('50.0 percent, far below the target of 90').and.contain('the longest for 1 minute 32 seconds')
  })
})
