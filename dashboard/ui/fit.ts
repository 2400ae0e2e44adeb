/** Which rows of a list are drawn in the room there is. Pure: the room is measured elsewhere. */
export interface Room {
  /** Rows of comfortable height that fit below one another. */
  roomy: number
  /** Rows of the least height that can still be read across the room. */
  tight: number
  /** Columns that the width allows. */
  columns: number
}

export interface Arrangement {
  density: 'roomy' | 'tight'
  columns: number
  /** Rows in a column. */
  rows: number
  /** How many items are drawn; the rest are told as a number in the last place. */
  shown: number
  more: number
}

/** Comfortable while it fits, then tight, then in columns, and only then cut. */
export function arrange(count: number, room: Room): Arrangement {
  if (count <= room.roomy) return { density: 'roomy', columns: 1, rows: count, shown: count, more: 0 }
  const tight = Math.max(1, room.tight)
  const columns = Math.min(Math.max(1, room.columns), Math.ceil(count / tight))
  const places = columns * tight
  if (count <= places) return { density: 'tight', columns, rows: Math.ceil(count / columns), shown: count, more: 0 }
  return { density: 'tight', columns, rows: tight, shown: places - 1, more: count - (places - 1) }
}
