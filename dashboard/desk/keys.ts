/**
 * Keyboard shortcuts: function keys, because they work the same in a text field, with the Hangul input method on or off, and
 * with a screen reader, whose own keys are letters.
 */
import type { Actions } from './actions.ts'

export const SHORTCUTS = { answer: 'F2', hangUp: 'F4', mute: 'Alt+M', state: 'F8', search: 'F9', finish: 'Ctrl+Enter' } as const
export type Shortcut = keyof typeof SHORTCUTS

/** Where the keyboard goes for a search. */
export const SEARCH_ID = 'directory-search'

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** Which shortcut was pressed, if any. Pure. `finish` belongs to its form and is not among them. */
export function shortcutOf({ key, code, altKey, ctrlKey, metaKey, shiftKey }: Pressed): Exclude<Shortcut, 'finish'> | null {
  if (ctrlKey || metaKey || shiftKey) return null
  // By its place on the keyboard: with the Hangul input method on, the same key types ㅡ.
  if (altKey) return code === 'KeyM' ? 'mute' : null
  switch (key) {
    case 'F2': return 'answer'
    case 'F4': return 'hangUp'
    case 'F8': return 'state'
    case 'F9': return 'search'
    default: return null
  }
}

export function startKeys(actions: Actions): () => void {
  const pressed = (event: KeyboardEvent) => {
    const shortcut = shortcutOf(event)
    if (shortcut === null) return
    event.preventDefault()
    if (event.repeat) return
    switch (shortcut) {
      case 'answer': return actions.answer()
      case 'hangUp': return actions.hangUp()
      case 'mute': return actions.mute()
      case 'state': return void actions.toggleState()
      case 'search': {
        const field = document.getElementById(SEARCH_ID) as HTMLInputElement | null
        field?.focus()
        field?.select()
      }
    }
  }
  addEventListener('keydown', pressed)
  return () => removeEventListener('keydown', pressed)
}
