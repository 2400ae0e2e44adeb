import { expect } from 'chai'
import fc from 'fast-check'
import { native, ordinal, sino } from '../../server/webhooks/korean.ts'

describe('counting people and hours in Korean', () => {
  const ONES = ['한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉']
  const TENS = ['열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔']

  it('has its own words from 1 to 99, as they stand before what is counted', () => {
    const words = [
      ...ONES,
      ...TENS.flatMap((ten) => [ten === '스물' ? '스무' : ten, ...ONES.map((one) => ten + one)]),
    ]
    expect(words).to.have.length(99)
    for (const [i, word] of words.entries()) expect(native(i + 1), String(i + 1)).to.equal(word)
  })
  it('says 스무 for twenty alone, 스물한 for twenty-one', () => {
    expect([19, 20, 21, 22, 30].map(native)).to.deep.equal(['열아홉', '스무', '스물한', '스물두', '서른'])
  })
  it('goes on with the other series from a hundred', () => {
    expect([100, 101, 120].map(native)).to.deep.equal(['백', '백일', '백이십'])
  })
  it('does not count with what cannot be counted', () => {
    for (const n of [0, -1, 1.5, NaN, Infinity]) expect(() => native(n), String(n)).to.throw(RangeError)
  })
})

describe('minutes, dates and amounts in Korean', () => {
  it('are said in the other series', () => {
    const VECTORS: Record<number, string> = {
      0: '영', 1: '일', 3: '삼', 6: '육', 9: '구', 10: '십', 11: '십일', 20: '이십', 25: '이십오', 30: '삼십', 99: '구십구', 100: '백', 101: '백일', 110: '백십',
      111: '백십일', 200: '이백', 365: '삼백육십오', 1000: '천', 1001: '천일', 1010: '천십', 1100: '천백', 2026: '이천이십육', 5959: '오천구백오십구', 9999: '구천구백구십구',
    }
    for (const [n, words] of Object.entries(VECTORS)) expect(sino(Number(n)), n).to.equal(words)
  })
  it('can be read back from 0 to 9,999', () => {
    const DIGITS = ['', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구']
    const UNITS: Record<string, number> = { 천: 1000, 백: 100, 십: 10 }
    const read = (words: string): number => {
      if (words === '영') return 0
      let sum = 0
      let digit = 0
      for (const letter of words) {
        const unit = UNITS[letter]
        if (unit === undefined) digit = DIGITS.indexOf(letter)
        else {
          sum += (digit || 1) * unit
          digit = 0
        }
      }
      return sum + digit
    }
    for (let n = 0; n <= 9999; n++) if (read(sino(n)) !== n) expect(read(sino(n)), sino(n)).to.equal(n)
  })
  it('are refused beyond', () => {
    fc.assert(fc.property(fc.oneof(fc.integer({ min: 10_000 }), fc.integer({ max: -1 }),
      fc.double().filter((n) => !Number.isInteger(n))), (n) => {
      expect(() => sino(n)).to.throw(RangeError)
    }))
  })
})

describe('a place in the queue', () => {
  it('is the first by its own word, then counted', () => {
    expect([1, 2, 3, 10, 20, 21].map(ordinal)).to.deep.equal(['첫 번째', '두 번째', '세 번째', '열 번째', '스무 번째', '스물한 번째'])
  })
})
