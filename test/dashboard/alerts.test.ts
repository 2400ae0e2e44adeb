import { expect } from 'chai'
import fc from 'fast-check'
import { alarmSamples, RATE } from '../../dashboard/ui/alarm-tone.ts'
import { en } from '../../dashboard/ui/words/en.ts'
import { ko } from '../../dashboard/ui/words/ko.ts'
import { type Draft, draftOf, NEW, ruleOf } from '../../dashboard/wallboard/alert-rule-draft.ts'
import { alertText, conditionText, lengthText, SHAPES } from '../../dashboard/wallboard/alert-words.ts'
import { unitOf } from '../../server/live/figures.ts'
import { type AlertRule, type AlertView, SEVERITIES, WATCHED_BESIDES } from '../../server/protocol/alerts.ts'
import { FIGURES } from '../../server/protocol/figures.ts'
import { aRule, MINUTE } from '../alerts/given.ts'

const LANGUAGES = [['ko', ko.alerts], ['en', en.alerts]] as const

describe('an alert in words', () => {
  it('names every figure a rule can watch, each by its own name, in both languages', () => {
    for (const [, said] of LANGUAGES) {
      expect(said.figures).to.have.all.keys(...FIGURES, ...WATCHED_BESIDES)
      expect(new Set(Object.values(said.figures)).size).to.equal(FIGURES.length + WATCHED_BESIDES.length)
    }
  })
  it('is never told by colour alone: each severity has a word and a shape of its own', () => {
    for (const [, said] of LANGUAGES) expect(new Set(SEVERITIES.map((severity) => said.severities[severity])).size).to.equal(SEVERITIES.length)
    expect(new Set(SEVERITIES.map((severity) => SHAPES[severity])).size).to.equal(SEVERITIES.length)
  })
  it('says the condition as it is', () => {
    const rule = { ...aRule({ figure: 't1', is: 'below', threshold: 0.925, forMs: 10 * MINUTE }), unit: 'ratio' as const, department: null }
    expect(conditionText(rule, ko.alerts, 'ko')).to.equal('세 번째 벨 전 응대율 92.5% 미만, 10분 동안')
    expect(conditionText(rule, en.alerts, 'en')).to.equal('Answered before the third ring below 92.5% for 10 min')
    const ofDepartment = { ...rule, figure: 't4/income' as const, forMs: 0, department: { ko: '산림소득지원실', en: 'Forest income' } }
    expect(conditionText(ofDepartment, ko.alerts, 'ko')).to.equal('산림소득지원실 30초 연결률 92.5% 미만')
    expect(conditionText({ ...aRule({ figure: 'sums-differ', threshold: 0 }), unit: 'count', department: null }, ko.alerts, 'ko')).to.equal('합계 불일치')
    expect(conditionText({ ...aRule({ threshold: 90_000 }), unit: 'ms', department: null }, ko.alerts, 'ko')).to.equal('가장 오래 기다린 분 1분 30초 초과')
  })
  it('says how much it is now, and not 100 % for a share that is only near', () => {
    const alert = { name: '', figure: 't1', unit: 'ratio', department: null, is: 'below', threshold: 0.9, now: 0.89996, value: 0.5 } as AlertView
    expect(alertText(alert, ko.alerts, 'ko')).to.equal('세 번째 벨 전 응대율 89.9% (기준 90% 미만)')
    expect(alertText({ ...alert, now: null }, ko.alerts, 'ko'), 'as it was').to.contain('50.0%')
    expect(alertText({ ...alert, name: '점심시간' }, ko.alerts, 'ko')).to.equal('점심시간 89.9% (기준 90% 미만)')
  })
  it('says lengths of time as people do', () => {
    expect([0, 30_000, 60_000, 90_000, 3_600_000, 5_400_000].map((ms) => lengthText(ms, ko.alerts))).to.deep.equal(['0초', '30초', '1분', '1분 30초', '1시간', '1시간 30분'])
  })
})

describe('the sound of an alert', () => {
  const sounds = SEVERITIES.map((severity) => alarmSamples(severity))
  it('is one for a warning and another for what is critical, which comes far more often', () => {
    const [warning, critical] = sounds as [Float32Array, Float32Array]
    expect(warning.length / RATE).to.equal(30)
    expect(critical.length / RATE).to.equal(4)
    expect(Buffer.compare(Buffer.from(warning.slice(0, RATE).buffer), Buffer.from(critical.slice(0, RATE).buffer))).not.to.equal(0)
  })
  it('neither clicks nor hurts: it begins and ends softly and is quiet in between', () => {
    for (const samples of sounds) {
      expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)))).to.be.within(0.1, 0.3)
      expect(samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (samples[i - 1] ?? 0)))), 'the steepest step').to.be.below(0.2)
      expect(samples[0]).to.equal(0)
      expect(samples.slice(RATE * 1.5).every((sample) => sample === 0)).to.equal(true)
    }
  })
})

describe('a rule while somebody writes it', () => {
  const anyRule: fc.Arbitrary<AlertRule> = fc.record({
    figure: fc.constantFrom(...FIGURES, ...WATCHED_BESIDES, 't4/income' as const), is: fc.constantFrom('below' as const, 'above' as const), parts: fc.integer({ min: 0, max: 1000 }),
    forMs: fc.integer({ min: 0, max: 86_400 }).map((s) => s * 1000), clearAfterMs: fc.integer({ min: 10, max: 86_400 }).map((s) => s * 1000), leastDecided: fc.nat(1000), hours: fc.constantFrom('open-line', 'always', 'mon-fri 09:00-12:00 13:00-18:00; sat 09:00-13:00'),
    severity: fc.constantFrom(...SEVERITIES), sound: fc.boolean(), notification: fc.boolean(), webhook: fc.option(fc.constant('ops')), texts: fc.subarray(['김팀장', '이과장']),
    escalate: fc.option(fc.record({ afterMs: fc.integer({ min: 1, max: 1440 }).map((m) => m * MINUTE), webhook: fc.option(fc.constant('ops')), texts: fc.subarray(['김팀장']) })), active: fc.boolean(),
    name: fc.constantFrom('', '점심시간'),
  }).map(({ parts, ...rule }) => {
    const unit = unitOf(rule.figure)
    return aRule({ ...rule, threshold: unit === 'ratio' ? parts / 1000 : unit === 'count' ? parts : parts * 500, leastDecided: unit === 'ratio' ? rule.leastDecided : 0 })
  })
  it('comes out as it went in, when nothing is changed', () => {
    fc.assert(fc.property(anyRule, (rule) => {
      const { id: _, ...asked } = rule
      expect(ruleOf(draftOf(rule, unitOf(rule.figure)), unitOf(rule.figure))).to.deep.equal({ ok: true, rule: asked })
    }))
  })
  it('takes per cent, numbers and seconds as people write them', () => {
    const threshold = (text: string, unit: 'ratio' | 'count' | 'ms') => {
      const read = ruleOf({ ...NEW, threshold: text }, unit)
      return read.ok ? read.rule.threshold : read.faults
    }
    expect([threshold('92.5', 'ratio'), threshold('92,5', 'ratio'), threshold('0', 'count'), threshold('1.5', 'ms')]).to.deep.equal([0.925, 0.925, 0, 1500])
    expect(threshold('101', 'ratio')).to.deep.equal(['threshold-share'])
    expect(threshold('1.5', 'count')).to.deep.equal(['threshold-whole'])
    for (const text of ['', '-1', 'ten', '1e3', '1.', '٣']) expect(threshold(text, 'count'), text).to.deep.equal(['threshold-number'])
  })
  it('is over after ten seconds at least and a day at most, a minute when nothing is said', () => {
    const clearAfter = (text: string) => {
      const read = ruleOf({ ...NEW, clearAfter: text }, 'count')
      return read.ok ? read.rule.clearAfterMs : read.faults
    }
    expect([NEW.clearAfter, '10', ' 300 ', '86400'].map(clearAfter)).to.deep.equal([60_000, 10_000, 300_000, 86_400_000])
    for (const text of ['', '0', '9', '86401', '10.5', '-10', '1분']) expect(clearAfter(text), text).to.deep.equal(['clearAfter'])
  })
  it('is told everything that is wrong at once, each with words of its own', () => {
    const wrong: Draft = { ...NEW, threshold: 'x', lasting: '-1', clearAfter: '9', leastDecided: '1.5', hours: 'own', ownHours: 'mornings', escalates: true, escalateAfter: '0' }
    const read = ruleOf(wrong, 'ratio')
    expect(read.ok ? [] : read.faults).to.deep.equal(['threshold-number', 'lasting', 'leastDecided', 'clearAfter', 'hours', 'escalateAfter'])
    for (const [, { faults }] of LANGUAGES) expect(new Set(read.ok ? [] : read.faults.map((fault) => faults[fault])).size).to.equal(6)
    expect(ruleOf({ ...wrong, threshold: '1', lasting: '0', clearAfter: '10', hours: 'always', escalates: false, leastDecided: 'x' }, 'count').ok, 'only a share needs so many').to.equal(true)
  })
})
