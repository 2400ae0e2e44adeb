import { words } from '../ui/words/language.ts'
import { noteDown, notesFor } from './actions.ts'

const LONGEST = 2000

/** Written while talking, and gone on with in wrap-up. */
export function Notes({ call }: { call: string }) {
  const said = words.value.desk
  return (
    <label class="notes">
      <span>{said.notesHeading}</span>
      <textarea
        rows={3} maxLength={LONGEST} placeholder={said.notesHint} value={notesFor(call)}
        onInput={(event) => noteDown(call, event.currentTarget.value)}
      />
    </label>
  )
}
