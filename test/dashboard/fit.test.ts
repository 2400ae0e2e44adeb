import { expect } from 'chai'
import fc from 'fast-check'
import { arrange } from '../../dashboard/ui/fit.ts'

describe('a list on a wall', () => {
  const room = { grand: 2, roomy: 3, tight: 5, columns: 1 }

  it('is set as large as there is room: the fewer, the larger', () => {
    expect(arrange(2, room)).to.include({ density: 'grand', rows: 2, shown: 2, more: 0 })
    expect(arrange(3, room)).to.include({ density: 'roomy', rows: 3, shown: 3, more: 0 })
    expect(arrange(5, room)).to.include({ density: 'tight', rows: 5, shown: 5, more: 0 })
  })

  it('is set in columns before it is set tight, and in all of them before anybody is left out', () => {
    expect(arrange(6, { ...room, columns: 2 })).to.include({ density: 'roomy', columns: 2, rows: 3, shown: 6, more: 0 })
    expect(arrange(9, { ...room, columns: 2 })).to.include({ density: 'tight', columns: 2, rows: 5, shown: 9, more: 0 })
    expect(arrange(40, { ...room, columns: 2 })).to.include({ columns: 2, rows: 5, shown: 9, more: 31 })
  })

  it('gives its last place to the number of those left out', () => {
    expect(arrange(6, room)).to.include({ shown: 4, more: 2 })
  })

  it('shows everybody, one below the other, where the page scrolls', () => {
    expect(arrange(40, { grand: 0, roomy: Infinity, tight: Infinity, columns: 3 })).to.include({ density: 'roomy', columns: 1, rows: 40, shown: 40, more: 0 })
  })

  it('loses nobody and overflows nothing, whatever the room', () => {
    fc.assert(fc.property(fc.nat(300), fc.nat(20), fc.nat(40), fc.nat(60), fc.nat(4), (count, grand, larger, tighter, columns) => {
      const room = { grand, roomy: grand + larger, tight: Math.max(1, grand + larger, tighter), columns }
      const { density, shown, more, rows, columns: used } = arrange(count, room)
      const places = shown + (more > 0 ? 1 : 0)
      return shown + more === count && places <= rows * used && rows <= room[density] && used <= Math.max(1, columns)
    }))
  })
})
