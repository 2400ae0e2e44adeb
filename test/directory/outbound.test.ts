import { expect } from 'chai'
import fc from 'fast-check'
import { CAPS, dialledToday, isInDirectory, mayDial } from '../../server/directory/outbound.ts'

const COOP = '+82234340101'
const known = new Set([COOP])
const today = { byAgent: 0, all: 0 }

describe('dialling out', () => {
  it('is for numbers of the directory', () => {
    expect(mayDial({ number: COOP, known, today })).to.deep.equal({ ok: true })
    expect(mayDial({ number: '+82234340102', known, today })).to.deep.equal({ ok: false, because: 'not-allowed-number' })
  })
  it('is never at a premium, abroad, to a representative or an emergency number, even if the directory held it', () => {
    for (const number of ['+82607001234', '+8260700123', '+12025550123', '+81312345678', '+8216003248', '+82119', '+82112', '02-3434-0101', '', '+8210123456', 'sip:x@y']) {
      expect(mayDial({ number, known: new Set([number]), today }), number).to.deep.equal({ ok: false, because: 'not-allowed-number' })
    }
  })
  it('has a cap for each agent and one for all of them', () => {
    const at = (byAgent: number, all: number) => mayDial({ number: COOP, known, today: { byAgent, all } }, { perAgent: 3, all: 5 })
    expect(at(2, 4)).to.deep.equal({ ok: true })
    expect(at(3, 3)).to.deep.equal({ ok: false, because: 'too-many-calls-out' })
    expect(at(0, 5)).to.deep.equal({ ok: false, because: 'too-many-calls-out' })
    expect(CAPS.perAgent).to.be.below(CAPS.all)
  })
  it('counts from midnight in Seoul', () => {
    const calls = [{ at: 9, by: 'mina' }, { at: 10, by: 'mina' }, { at: 11, by: 'jun' }]
    expect(dialledToday(calls, 10, 'mina')).to.deep.equal({ byAgent: 1, all: 2 })
  })
  it('lets nothing through that is not in Korea, whatever is typed', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+\d{4,15}$/)), (number) =>
      !isInDirectory(number, new Set([number])) || (/^\+82[1-9]\d{7,9}$/.test(number) && !number.startsWith('+8260'))), { numRuns: 3_000 })
  })
})
