import { expect } from 'chai'
import { byName, find, foundBy, initialOf, search } from '../../dashboard/desk/search.ts'

const department = (ko: string, en: string, ...keywords: string[]) => ({ name: { ko, en }, keywords })
const DEPARTMENTS = [
  department('고객지원센터', 'Customer support', '일반 문의'),
  department('산림소득지원실', 'Forest income', '임산물', '보조금', '직불금'),
  department('시험분석실', 'Testing and analysis', '시험', '성적서', '산림 시료'),
]
const found = (typed: string) => search(DEPARTMENTS, typed).map(({ name }) => name.ko)

describe('finding a department', () => {
  it('works by initial consonants', () => {
    expect(found('ㅅㄹㅅㄷ')).to.deep.equal(['산림소득지원실'])
    expect(found('ㄱㄱㅈ')).to.deep.equal(['고객지원센터'])
    expect(initialOf('뚝')).to.equal('ㄸ')
  })
  it('takes apart the doubled consonants that a keyboard makes of two', () => {
    expect(found('ㅄㅅ')).to.deep.equal(['시험분석실'])
    expect(find('복사', 'ㅄ')).to.equal(0)
    expect(find('겹살림', 'ㄳㄹ')).to.equal(0)
  })
  it('works by a part of a name or of a keyword, with names first', () => {
    expect(found('산림')).to.deep.equal(['산림소득지원실', '시험분석실'])
    expect(found('보조금')).to.deep.equal(['산림소득지원실'])
    expect(found('analysis')).to.deep.equal(['시험분석실'])
    expect(foundBy(['임산물', '보조금'], 'ㅂㅈ')).to.equal('보조금')
  })
  it('does not lose what fits while a syllable is still being typed', () => {
    for (const typed of ['ㅅ', '사', '산', '산ㄹ', '산리', '산림']) expect(found(typed), typed).to.include('산림소득지원실')
    expect(found('삼')).to.deep.equal([])
  })
  it('takes no notice of spaces, dots and capitals', () => {
    expect(found('산림 소득')).to.deep.equal(['산림소득지원실'])
    expect(found('FOREST')).to.deep.equal(['산림소득지원실'])
  })
  it('shows everybody, in their order, before anything is typed', () => {
    expect(found('')).to.have.length(3)
    expect(found('  ')).to.have.length(3)
  })
  it('finds a department by somebody who works there, after everything else', () => {
    const people = search(DEPARTMENTS, '임', ({ name }) => (name.ko === '시험분석실' ? ['임태호'] : []))
    expect(people.map(({ name }) => name.ko)).to.deep.equal(['산림소득지원실', '시험분석실'])
  })
  it('lists departments by name, in the language of whoever looks', () => {
    expect(byName(DEPARTMENTS.toReversed(), 'ko').map(({ name }) => name.ko)).to.deep.equal(['고객지원센터', '산림소득지원실', '시험분석실'])
    expect(byName(DEPARTMENTS, 'en').map(({ name }) => name.en)).to.deep.equal(['Customer support', 'Forest income', 'Testing and analysis'])
  })
})
