import { expect } from 'chai'
import fc from 'fast-check'
import { arrange } from '../../dashboard/ui/fit.ts'

describe('a list on a wall', () => {
  it('is comfortable while there is room', () => {
    expect(arrange(3, { roomy: 3, tight: 5, columns: 1 })).to.include({ density: 'roomy', shown: 3, more: 0 })
  })

  it('is set tighter, then in columns, before anybody is left out', () => {
    expect(arrange(4, { roomy: 3, tight: 5, columns: 2 })).to.include({ density: 'tight', columns: 1, shown: 4, more: 0 })
    expect(arrange(9, { roomy: 3, tight: 5, columns: 2 })).to.include({ density: 'tight', columns: 2, rows: 5, shown: 9, more: 0 })
  })

  it('gives its last place to the number of those left out', () => {
    expect(arrange(40, { roomy: 3, tight: 5, columns: 2 })).to.include({ columns: 2, rows: 5, shown: 9, more: 31 })
  })

  it('shows everybody where the page scrolls', () => {
    expect(arrange(40, { roomy: Infinity, tight: Infinity, columns: 1 })).to.include({ shown: 40, more: 0 })
  })

  it('loses nobody and overflows nothing, whatever the room', () => {
    fc.assert(fc.property(fc.nat(300), fc.nat(40), fc.nat(60), fc.nat(4), (count, roomy, tighter, columns) => {
      const room = { roomy, tight: Math.max(1, roomy, tighter), columns: Math.max(1, columns) }
      const { density, shown, more, rows, columns: used } = arrange(count, room)
      const places = density === 'roomy' ? room.roomy : room.tight * used
      return shown + more === count && shown + (more > 0 ? 1 : 0) <= places && rows <= (density === 'roomy' ? room.roomy : room.tight)
    }))
  })
})
