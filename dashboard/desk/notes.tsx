import { words } from '../ui/words/language.ts'
import type { Actions } from './actions.ts'
import { draftOf, drafts, leftOver } from './drafts.ts'

const LONGEST = 2000

/** Written while talking, and gone on with in wrap-up. */
export function Notes({ call, actions }: { call: string; actions: Actions }) {
  const said = words.value.desk
  return (
    <label class="notes">
      <span>{said.notesHeading}</span>
      <textarea
        rows={3} maxLength={LONGEST} placeholder={said.notesHint} value={draftOf(call).text}
        onInput={(event) => actions.write(call, event.currentTarget.value)}
      />
    </label>
  )
}

/** What the server would not have any more stays to be read and copied, until the agent has done with it. */
export function UnsentNotes({ talking, wrappingUp, callingBack, actions }: Parameters<typeof leftOver>[1] & { actions: Actions }) {
  const said = words.value.desk
  const unsent = leftOver(drafts.value.of, { talking, wrappingUp, callingBack }).filter((call) => draftOf(call).refused !== null && draftOf(call).text !== '')
  if (unsent.length === 0) return null
  return (
    <section class="panel unsent" role="status">
      <h2>{said.unsentHeading}</h2>
      <ul>
        {unsent.map((call) => (
          <li key={call}>
            <p>{draftOf(call).text}</p>
            <button type="button" class="small" onClick={() => actions.forget(call)}>{said.discard}</button>
          </li>
        ))}
      </ul>
    </section>
  )
}
