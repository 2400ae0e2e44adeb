/** Holds the moving picture still for whoever needs time to read (WCAG 2.2.2), and says so: held still by a person is not stopped. */
import { useEffect } from 'preact/hooks'
import { held, newest } from '../live/newest.ts'
import { serverNow } from './clock.ts'
import { seoulTime } from './moments.ts'
import { words } from './words/language.ts'

const KEY = 'KeyP'

function toggle(): void {
  held.value = held.peek() === null ? newest.peek() : null
}

export function PauseButton() {
  const said = words.value.pause
  const paused = held.value !== null
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || event.code !== KEY) return
      event.preventDefault()
      toggle()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <button type="button" class="pause" aria-keyshortcuts="Alt+P" onClick={toggle}>
      <span aria-hidden="true">{paused ? '▶' : '❚❚'} </span>{paused ? said.goOn : said.pause} <kbd>Alt P</kbd>
    </button>
  )
}

/** Across the top while the board is held still. */
export function HeldBand() {
  const said = words.value.pause
  if (held.value === null) return null
  return (
    <p class="held-still">
      <strong><span aria-hidden="true">❚❚ </span>{said.held}</strong> <span>{said.of(seoulTime(serverNow.value))}</span>
    </p>
  )
}

/** Said once when the board is held still and once when it goes on. */
export function HeldAnnouncement({ wasHeld }: { wasHeld: boolean }) {
  const said = words.value.pause
  return <p class="hidden" aria-live="polite">{held.value !== null ? said.held : wasHeld ? said.goesOn : ''}</p>
}
