/** Hears the shortcuts, wherever the keyboard's focus is. */
import type { Actions } from './actions.ts'
import { SEARCH_ID, shortcutOf } from './keys.ts'

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
      case 'goOn': return void actions.goOn()
      case 'withdraw': return void actions.withdraw()
      case 'finish': return void actions.wrapUp()
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
