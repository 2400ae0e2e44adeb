import { words } from '../ui/words/language.ts'

/** What was asked for did not come, why, and how to go on. */
export function Trouble({ trouble, onAgain }: { trouble: string; onAgain: () => void }) {
  const said = words.value.opened
  const known = said.troubles as Record<string, string | undefined>
  return (
    <p class="trouble" role="alert">
      <strong class="late">✕ {known[trouble] ?? said.troubles.unreachable}</strong>{' '}
      <button type="button" onClick={onAgain}>{said.tryAgain}</button>
    </p>
  )
}
