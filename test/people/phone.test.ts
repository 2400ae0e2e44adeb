import { expect } from 'chai'
import { staffPhone } from '../../server/people/phone.ts'

describe('a staff member’s telephone number', () => {
  it('is understood however it is written', () => {
    for (const written of ['02-6393-2553', '02 6393 2553', '(02) 6393-2553', '+82 2-6393-2553', '０２－６３９３－２５５３']) {
      expect(staffPhone(written), written).to.deep.equal({ ok: true, number: '+82263932553' })
    }
    expect(staffPhone('010-1234-5678')).to.deep.equal({ ok: true, number: '+821012345678' })
    expect(staffPhone('031-980-8300')).to.deep.equal({ ok: true, number: '+82319808300' })
    expect(staffPhone('070-7123-4567')).to.deep.equal({ ok: true, number: '+827071234567' })
    expect(staffPhone('0507-1234-5678')).to.deep.equal({ ok: true, number: '+8250712345678' })
  })

  const refused: [because: string, numbers: string[]][] = [
    ['digit-missing', ['010-1234-567', '+82 10 123 4567']],
    ['not-a-number', ['', 'mina', '010-1234-56789', '119', '1345', '02-6393-255a', '12', '015-1234-5678']],
    ['representative', ['1600-3248', '1588-1234', '1811-1234', '1555-1234', '14 1234', '+82 1600 3248']],
    ['toll-free', ['080-123-4567']],
    ['premium', ['060-700-1234', '+82 60 700 1234', '0600-123-4567']],
    ['abroad', ['+1 650 253 0000', '+81 90 1234 5678']],
    ['extension', ['02-6393-2553 내선 12', '02-6393-2553 ext 12', '02-6393-2553#12']],
    ['old-mobile', ['011-234-5678']],
  ]
  for (const [because, numbers] of refused) {
    it(`is refused as ${because}: ${numbers.join(' · ')}`, () => {
      for (const number of numbers) expect(staffPhone(number), number).to.deep.equal({ ok: false, because })
    })
  }
})
