/** Measures how much of a list there is room for. Heights and least widths are tokens; only the element itself is measured. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Room } from './fit.ts'

const UNLIMITED: Room = { roomy: Infinity, tight: Infinity, columns: 1 }

/** Give `ref` to the element that bounds the list. A page that scrolls says `--clipped: no` and has all the room in the world. */
export function useRoom<E extends HTMLElement>(kind: 'call' | 'waiting' | 'agent') {
  const ref = useRef<E>(null)
  const [room, setRoom] = useState<Room>(UNLIMITED)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = () => {
      const now = roomIn(element, kind)
      setRoom((before) => (before.roomy === now.roomy && before.tight === now.tight && before.columns === now.columns ? before : now))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [kind])
  return { ref, room }
}

function roomIn(element: HTMLElement, kind: string): Room {
  const style = getComputedStyle(element)
  if (style.getPropertyValue('--clipped').trim() === 'no') return UNLIMITED
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const token = (name: string) => parseFloat(style.getPropertyValue(`--${name}`)) * rem
  /** Heights are fractions of a pixel; half a pixel must not cost a row. */
  const rows = (density: string) => Math.floor((element.clientHeight + 1) / token(`row-${kind}-${density}`))
  return { roomy: rows('roomy'), tight: rows('tight'), columns: Math.floor(element.clientWidth / token(`column-${kind}`)) }
}
