/**
 * Keyboard shortcuts: function keys, because they work the same in a text field, with the Hangul input method on or off, and
 * with a screen reader, whose own keys are letters. Pure; `listen.ts` hears them.
 */
export const SHORTCUTS = { answer: 'F2', hangUp: 'F4', mute: 'Alt+M', state: 'F8', search: 'F9', goOn: 'Alt+J', withdraw: 'Alt+W', finish: 'Ctrl+Enter' } as const
export type Shortcut = keyof typeof SHORTCUTS

/** Where the keyboard goes for a search. */
export const SEARCH_ID = 'directory-search'

/** What is looked at of a KeyboardEvent. */
interface Pressed { key: string; code: string; altKey: boolean; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }

const WITH_ALT: Partial<Record<string, Shortcut>> = { KeyM: 'mute', KeyJ: 'goOn', KeyW: 'withdraw' }

/** Which shortcut was pressed, if any. Pure. */
export function shortcutOf({ key, code, altKey, ctrlKey, metaKey, shiftKey }: Pressed): Shortcut | null {
  if (metaKey || shiftKey) return null
  if (ctrlKey) return key === 'Enter' && !altKey ? 'finish' : null
  // By its place on the keyboard: with the Hangul input method on, the same key types ㅡ.
  if (altKey) return WITH_ALT[code] ?? null
  switch (key) {
    case 'F2': return 'answer'
    case 'F4': return 'hangUp'
    case 'F8': return 'state'
    case 'F9': return 'search'
    default: return null
  }
}
