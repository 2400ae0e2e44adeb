/** Measures how much of a list there is room for. Heights and least widths are tokens; only the element itself is measured. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Room } from './fit.ts'

/** Each kind has its heights and its least width among the tokens. */
export type RowKind = 'call' | 'race' | 'waiting' | 'agent'

const UNLIMITED: Room = { grand: 0, roomy: Infinity, tight: Infinity, columns: 1 }

/** Give `ref` to the element that bounds the list. A page that scrolls says `--clipped: no` and has all the room in the world. */
export function useRoom<E extends HTMLElement>(kind: RowKind) {
  const ref = useRef<E>(null)
  const [room, setRoom] = useState<Room>(UNLIMITED)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = () => {
      const now = roomIn(element, kind)
      setRoom((before) => (before.grand === now.grand && before.roomy === now.roomy && before.tight === now.tight && before.columns === now.columns ? before : now))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [kind])
  return { ref, room }
}

function roomIn(element: HTMLElement, kind: RowKind): Room {
  const style = getComputedStyle(element)
  if (style.getPropertyValue('--clipped').trim() === 'no') return UNLIMITED
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const token = (name: string) => parseFloat(style.getPropertyValue(`--${name}`)) * rem
  /** Heights are fractions of a pixel; half a pixel must not cost a row. */
  const rows = (density: string) => Math.floor((element.clientHeight + 1) / token(`row-${kind}-${density}`))
  return { grand: rows('grand') || 0, roomy: rows('roomy'), tight: rows('tight'), columns: Math.floor(element.clientWidth / token(`column-${kind}`)) }
}
