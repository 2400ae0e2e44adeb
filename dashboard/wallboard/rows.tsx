/** A list as long as there is room: comfortable, then tight, then in columns, and what is left told as a number. */
import type { JSX } from 'preact'
import { arrange } from '../ui/fit.ts'
import { useRoom } from '../ui/room.ts'
import type { RowKind } from '../ui/room.ts'

interface RowsProps<T> {
  kind: RowKind
  list: string
  items: readonly T[]
  /** An ordered list, such as a queue. */
  ordered?: boolean
  none: string
  more: (n: number) => string
  row: (item: T) => JSX.Element
}

export function Rows<T>({ kind, list, items, ordered = false, none, more, row }: RowsProps<T>) {
  const { ref, room } = useRoom<HTMLDivElement>(kind)
  const { density, columns, rows, shown, more: rest } = arrange(items.length, room)
  const List = ordered ? 'ol' : 'ul'
  return (
    <div class="room" ref={ref}>
      {items.length === 0 ? <p class="empty">{none}</p> : (
        <List class={`list ${kind}-rows ${list} ${density} ${columns > 1 ? 'narrow' : ''}`} style={{ '--columns': String(columns), '--rows': String(rows) }}>
          {items.slice(0, shown).map(row)}
          {rest > 0 && <li class="more">{more(rest)}</li>}
        </List>
      )}
    </div>
  )
}
