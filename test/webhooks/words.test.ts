import { expect } from 'chai'
import fc from 'fast-check'
import * as words from '../../server/webhooks/words.ts'

const span = (from: string, to: string) => {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  return { from: minutes(from), to: minutes(to) }
}
const weekdays = (...spans: { from: number; to: number }[]) => Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, spans]))

describe('a telephone number', () => {
  it('is said digit by digit, with 공 for zero', () => {
    expect(words.spell('1600-3248')).to.equal('일 육 공 공, 삼 이 사 팔')
    expect(words.spell('02-6393-2553')).to.equal('공 이, 육 삼 구 삼, 이 오 오 삼')
    expect(words.spell('')).to.equal('')
  })
  it('never leaves a figure for the voice to guess at', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => {
      expect(words.spell(any)).to.match(/^[공일이삼사오육칠팔구 ,]*$/)
    }))
  })
})

describe('a caller who waits', () => {
  it('hears the place, and how long it may take', () => {
    expect(words.waiting(2, 170_000)).to.equal(
      '지금은 모든 상담원이 통화 중입니다. 고객님의 대기 순서는 두 번째이며, 예상 대기 시간은 약 삼 분입니다. 기다려 주시면 순서대로 연결해 드리겠습니다.')
  })
  it('hears no time when none can be told honestly', () => {
    expect(words.waiting(1, null)).to.contain('첫 번째').and.not.to.contain('예상')
    expect(words.waiting(null, null)).to.contain('연결이 늦어지고 있습니다').and.not.to.contain('번째')
  })
  it('hears at least one minute, rounded up, and at most ninety-nine', () => {
    expect(words.waiting(1, 0)).to.contain('약 일 분')
    expect(words.waiting(1, 60_000)).to.contain('약 일 분')
    expect(words.waiting(1, 60_001)).to.contain('약 이 분')
    expect(words.waiting(1, 1e12)).to.contain('약 구십구 분')
  })
  it('never hears a figure', () => {
    fc.assert(fc.property(fc.option(fc.integer({ min: 1, max: 9999 })), fc.option(fc.nat(1e9)), (place, ms) => {
      expect(words.waiting(place, ms)).not.to.match(/\d/)
    }))
  })
})

describe('a caller who comes when the line is closed', () => {
  it('hears when it is open', () => {
    expect(words.closed(weekdays(span('09:00', '18:00')))).to.equal(
      '지금은 상담 시간이 아닙니다. 상담 시간은 평일 오전 아홉 시부터 오후 여섯 시까지입니다. 토요일과 공휴일은 쉽니다. 감사합니다.')
    expect(words.closed(weekdays(span('08:30', '12:00')))).to.contain('평일 오전 여덟 시 삼십 분부터 오후 열두 시까지입니다.')
    expect(words.closed(weekdays(span('12:30', '20:00')))).to.contain('오후 열두 시 삼십 분부터 오후 여덟 시까지')
    expect(words.closed(Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [span('10:00', '17:00')]]))))
      .to.contain('매일 오전 열 시부터 오후 다섯 시까지입니다.').and.not.to.contain('쉽니다')
  })
  it('hears no hours rather than wrong ones: where they differ by day, have a break, or nothing is set', () => {
    const plain = '지금은 상담 시간이 아닙니다. 감사합니다.'
    expect(words.closed(weekdays(span('09:00', '12:00'), span('13:00', '18:00')))).to.equal(plain)
    expect(words.closed({ ...weekdays(span('09:00', '18:00')), 6: [span('09:00', '13:00')] })).to.equal(plain)
    expect(words.closed({ 1: [span('09:00', '18:00')], 3: [span('09:00', '18:00')] })).to.equal(plain)
    expect(words.closed({})).to.equal(plain)
  })
  it('hears no hours of a line that is open day and night: only a holiday closes it', () => {
    expect(words.closed(Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [span('00:00',
      '24:00')]])))).to.equal('지금은 상담 시간이 아닙니다. 감사합니다.')
  })
})

describe('a caller who cannot be helped now', () => {
  it('is told the number to call again, and that we are sorry', () => {
    for (const said of [words.refused('1600-3248'), words.sorry('1600-3248')]) {
      expect(said).to.contain('일 육 공 공, 삼 이 사 팔번으로').and.to.contain('죄송합니다').and.not.to.match(/\d/)
    }
  })
})
