/** A summary when somebody asks for it: shown, told to a screen reader once, and read aloud on request. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { shown } from '../live/newest.ts'
import { serverNow } from '../ui/clock.ts'
import { language, words } from '../ui/words/language.ts'
import { findVoices, hush, readAloud, voiceFor } from './speech.ts'
import { summaryOf } from './summary.ts'

const KEY = 'KeyS'

export function Summary() {
  const said = words.value.summary
  const text = useSignal<string | null>(null)
  const ask = () => {
    const view = shown.peek()
    // Even the same words are said again when asked for again: an empty region in between makes them new.
    text.value = null
    if (view) requestAnimationFrame(() => { text.value = summaryOf(view, words.peek(), serverNow.peek()) })
  }
  const close = () => {
    text.value = null
    hush()
  }
  useEffect(() => {
    findVoices()
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey && event.code === KEY) {
        event.preventDefault()
        ask()
      } else if (event.key === 'Escape' && text.peek() !== null) close()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <div class="summary">
      <div class={text.value === null ? 'hidden' : 'summary-sheet'}>
        <p aria-live="polite" class="summary-text">{text.value}</p>
        {text.value !== null && (
          <p class="summary-buttons">
            {voiceFor(language.value) !== undefined && <button type="button" onClick={() => readAloud(text.peek() ?? '', language.peek())}>{said.aloud}</button>}
            <button type="button" onClick={close}>{words.value.drawer.close}</button>
          </p>
        )}
      </div>
      <button type="button" class="ask-summary" aria-keyshortcuts="Alt+S" onClick={ask}>{said.ask} <kbd>Alt S</kbd></button>
    </div>
  )
}
