import { expect } from 'chai'
import fc from 'fast-check'
import { maskNumber } from '../../server/people/mask.ts'

describe('a telephone number on a screen', () => {
  const shown: [written: string, masked: string][] = [
    ['+821012344471', '010-****-4471'],
    ['010-1234-4471', '010-****-4471'],
    ['+8201012344471', '010-****-4471'],
    ['０１０－１２３４－４４７１', '010-****-4471'],
    ['+82263938890', '02-****-8890'],
    ['02-393-8890', '02-****-8890'],
    ['+82319801205', '031-****-1205'],
    ['070-7123-4567', '070-****-4567'],
    ['080-123-4567', '080-****-4567'],
    ['+8250712345678', '0507-****-5678'],
    ['0303-1234-5678', '0303-****-5678'],
    ['+819012345678', '+81-****-5678'],
    ['+16502530000', '+1-****-0000'],
  ]
  for (const [written, masked] of shown) {
    it(`keeps the prefix and the last four digits: ${written} is ${masked}`, () => {
      expect(maskNumber(written)).to.equal(masked)
    })
  }

  it('is the same however a trunk sends it', () => {
    for (const sent of ['1012344471', '821012344471', '0082-10-1234-4471', '+82 (0)10 1234 4471']) {
      expect(maskNumber(sent), sent).to.equal('010-****-4471')
    }
  })

  it('is not mistaken for a Seoul number when it is a representative number', () => {
    expect(maskNumber('+8216003248')).to.equal('1600-****')
    expect(maskNumber('+82216003248')).to.equal('02-****-3248')
  })

  it('hides the end of a representative number, since the rest is its whole prefix', () => {
    for (const known of ['1600-3248', '8216003248', '1811-1234', '+8215551234']) {
      expect(maskNumber(known), known).to.match(/^1\d{3}-\*{4}$/)
    }
    expect(maskNumber('14 1234')).to.equal('14****')
  })

  it('is whole when it belongs to a public service and to nobody', () => {
    for (const service of ['110', '112', '119', '120', '1345']) expect(maskNumber(service)).to.equal(service)
    expect(maskNumber('+82119')).to.equal('119')
  })

  it('never says less is hidden than is: a number a digit short keeps its four stars', () => {
    expect(maskNumber('010-1234-567')).to.equal('010-****-4567')
  })

  it('is "withheld" when the caller gave none, in whatever words the network says so', () => {
    const words = ['', ' ', 'anonymous', 'Anonymous', 'unknown', 'Restricted', null, undefined]
    const spelt = ['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']
    for (const nothing of [...words, ...spelt]) expect(maskNumber(nothing), String(nothing)).to.equal('withheld')
  })

  it('is "withheld" when there is no telling what it is', () => {
    const odd = ['client:mina', 'sip:mina@agency.example', '02-6393-2553 내선 12', '12345', '+', '+1', '()', '010']
    for (const thing of [...odd, '9'.repeat(80), '9'.repeat(1000)]) {
      expect(maskNumber(thing), thing).to.equal('withheld')
    }
  })

  const FORMS = /^(withheld|1\d\d|13\d\d|14\*{4}|1[568]\d\d-\*{4}|0\d{1,3}-\*{4}(-\d{4})?|\+\d{1,3}-\*{4}(-\d{4})?)$/
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 0, maxLength: 16 })
  const beginnings = fc.constantFrom('', '+', '+82', '82', '0082', '010', '02', '+8210', '+821600', '15', '050')
  const numbers = fc.tuple(beginnings, digits).map((parts) => parts.join(''))

  it('shows nothing but the prefix and at most the last four digits, whatever the number', () => {
    fc.assert(fc.property(numbers, (number) => {
      const masked = maskNumber(number)
      expect(masked).to.match(FORMS)
      const lastFour = /-(\d{4})$/.exec(masked)?.[1]
      if (lastFour) expect(number.endsWith(lastFour)).to.equal(true)
      // What cannot be read off the screen: three digits at the least, or there is nothing private to hide.
      if (/^(withheld|1\d\d|13\d\d|14\*{4})$/.test(masked)) return
      const sent = masked.startsWith('082-') ? number : number.replace(/^(\+|00)?82/, '')
      const bare = (written: string) => written.replace(/\D/g, '').replace(/^0/, '').length
      expect(bare(sent) - bare(masked), masked).to.be.at.least(3)
    }), { numRuns: 5000 })
  })

  it('never stops a call: any text and any thing gives a word', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), numbers), (text) => {
      expect(maskNumber(text)).to.match(FORMS)
    }), { numRuns: 2000 })
    fc.assert(fc.property(fc.anything(), (thing) => {
      expect(maskNumber(thing as string)).to.match(FORMS)
    }))
  })
})
