import { expect } from 'chai'
import { granted, wishFor } from '../../dashboard/desk/wish.ts'

describe('answering before the telephone rings', () => {
  const ringing = (...calls: string[]) => calls.map((call) => ({ call, leg: `CA-${call}` }))
  const lines = (...calls: string[]) => calls.map((call) => ({ leg: `CA-${call}`, call, state: 'ringing' }))

  it('is meant for the caller who has waited longest', () => {
    expect(wishFor(ringing('a', 'b'), [])).to.equal('a')
    expect(wishFor([], []), 'nobody calls').to.equal(null)
  })
  it('waits for the line of that very call, and is granted the moment it comes', () => {
    expect(granted('a', ringing('a', 'b'), [])).to.equal('wait')
    expect(granted('a', ringing('a', 'b'), lines('b'))).to.equal('wait')
    expect(granted('a', ringing('a', 'b'), lines('b', 'a'))).to.deep.equal({ leg: 'CA-a' })
  })
  it('knows a line by its leg when the telephone was not told the call', () => {
    expect(granted('a', ringing('a'), [{ leg: 'CA-a', call: null, state: 'ringing' }])).to.deep.equal({ leg: 'CA-a' })
  })
  it('is forgotten when the call goes elsewhere, and when it is here already', () => {
    expect(granted('a', ringing('b'), lines('b'))).to.equal('forget')
    expect(granted('a', ringing('a'), [{ leg: 'CA-a', call: 'a', state: 'open' }])).to.equal('forget')
  })
})
