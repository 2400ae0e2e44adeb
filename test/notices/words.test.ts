import { expect } from 'chai'
import fc from 'fast-check'
import { arrivesWhole, segmentsOf } from '../../scripts/simulator/rest-messages.ts'
import { unitOf } from '../../server/live/figures.ts'
import { alertText, inEucKr, LONGEST_TEXT, type Said } from '../../server/notices/words.ts'
import { WATCHED_BESIDES } from '../../server/protocol/alerts.ts'
import { FIGURES } from '../../server/protocol/figures.ts'
import { aRule } from '../alerts/given.ts'
import { MONDAY_NINE } from '../support/clock.ts'

const said = (changed: Partial<Said> = {}): Said => ({
  step: 'raised', rule: aRule(), severity: 'warning', value: 75_000, since: MONDAY_NINE, unit: 'ms', department: null, line: '1600-3248',
  clock: (at) => new Date(at + 9 * 3_600_000).toISOString().slice(11, 16), ...changed,
})

describe('a text message about an alert', () => {
  it('says how bad it is, on which line, what, how much against what, and since when', () => {
    expect(alertText(said())).to.equal('[주의] 1600-3248 가장 오래 기다린 분 1분 15초 (기준 1분 초과) 09:00부터')
    expect(alertText(said({ severity: 'critical', value: 0.8469, unit: 'ratio', rule: aRule({ figure: 't1', is: 'below', threshold: 0.9 }) })))
      .to.equal('[위급] 1600-3248 3번 벨 전 응대율 84.6% (기준 90% 미만) 09:00부터')
    expect(alertText(said({ value: 0.5, unit: 'ratio', department: '산림소득지원실', rule: aRule({ figure: 't4/income', is: 'below', threshold: 0.925 }) })))
      .to.equal('[주의] 1600-3248 산림소득지원실 30초 연결률 50% (기준 92.5% 미만) 09:00부터')
    expect(alertText(said({ value: 0, unit: 'count', rule: aRule({ figure: 'agents-taking-calls', is: 'below', threshold: 1 }) })))
      .to.equal('[주의] 1600-3248 근무 중인 상담사 0 (기준 1 미만) 09:00부터')
    expect(alertText(said({ severity: 'critical', value: 1, unit: 'count', rule: aRule({ figure: 'sums-differ' }) }))).to.equal('[위급] 1600-3248 합계 불일치 09:00부터')
  })
  it('says in an escalation that nobody has acknowledged', () => {
    expect(alertText(said({ step: 'escalated', severity: 'critical' }))).to.match(/^\[미확인 위급\] /)
  })
  it('has the rule’s own name where it has one, shortened if need be, with the figures whole', () => {
    const text = alertText(said({ rule: aRule({ name: '점심시간에 오래 기다리시는 분이 계시면 팀장에게 반드시 알려 주시기 바랍니다' }) }))
    expect(text).to.match(/^\[주의\] 1600-3248 점심시간에 .* 1분 15초 \(기준 1분 초과\) 09:00부터$/)
    expect(text.length).to.equal(LONGEST_TEXT)
  })
  it('fits into one message and arrives as it was written, whatever the figure, the name and the value', () => {
    const anyName = fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('👍 뷁 — “따옴표”', '응대율\n낮음'))
    fc.assert(fc.property(fc.constantFrom(...FIGURES, ...WATCHED_BESIDES, 't4/x' as const), anyName, fc.double({ min: 0, max: 1e9, noNaN: true }), fc.boolean(),
      fc.constantFrom('raised' as const, 'escalated' as const), (figure, name, value, below, step) => {
        const unit = unitOf(figure as never)
        const read = unit === 'ratio' ? value / 1e9 : Math.floor(value)
        const text = alertText(said({ step, unit, value: read, rule: aRule({ figure, name, is: below ? 'below' : 'above', threshold: read }), department: figure === 't4/x' ? '㈜부서' : null }))
        expect(text.length).to.be.within(20, LONGEST_TEXT)
        expect(segmentsOf(text), text).to.equal(1)
        expect(arrivesWhole(text), text).to.equal(true)
      }), { numRuns: 200 })
  })
  it('turns what no Korean phone can show into a question mark', () => {
    expect(inEucKr('가—나👍뷁 “다”\t라')).to.equal('가?나?? “다” 라')
  })
})
