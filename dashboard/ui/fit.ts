/** Which rows of a list are drawn in the room there is. Pure: the room is measured elsewhere. */
export interface Room {
  /** Rows of the greatest height that fit below one another; 0 for lists that have none. */
  grand: number
  /** Rows of comfortable height that do. */
  roomy: number
  /** Rows of the least height that can still be read across the room. */
  tight: number
  /** Columns that the width allows. */
  columns: number
}

export interface Arrangement {
  density: 'grand' | 'roomy' | 'tight'
  columns: number
  /** Rows in a column. */
  rows: number
  /** How many items are drawn; the rest are told as a number in the last place. */
  shown: number
  more: number
}

/** As large as it fits: the fewer, the larger. Then in columns, then tight in all of them, and only then cut. */
export function arrange(count: number, room: Room): Arrangement {
  const columns = Math.max(1, room.columns)
  if (count <= room.grand) return { density: 'grand', columns: 1, rows: count, shown: count, more: 0 }
  if (count <= columns * room.roomy) {
    const used = room.roomy === Infinity ? 1 : Math.max(1, Math.ceil(count / room.roomy))
    return { density: 'roomy', columns: used, rows: Math.ceil(count / used), shown: count, more: 0 }
  }
  const tight = Math.max(1, room.tight)
  const places = columns * tight
  if (count <= places) return { density: 'tight', columns, rows: Math.ceil(count / columns), shown: count, more: 0 }
  return { density: 'tight', columns, rows: tight, shown: places - 1, more: count - (places - 1) }
}
