/** Says in time that the login ends: once it has, nobody rings here any more. */
import { computed, signal } from '@preact/signals'
import { MINUTE } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'

const SAID_BEFORE_MS = 10 * MINUTE

const LOOK_MS = 5_000

/** By this computer's own clock, which goes on while it sleeps; null: never, or not known. */
const endsAt = signal<number | null>(null)
const now = signal(Date.now())
/** The server knows this page no more. With somebody on the line it stays all the same. */
export const loggedOut = signal(false)

export function noteEnd(endsInMs: number | null): void {
  now.value = Date.now()
  endsAt.value = endsInMs === null ? null : now.value + endsInMs
  if (endsInMs !== null) setInterval(() => { now.value = Date.now() }, LOOK_MS)
}

const minutesLeft = computed(() => {
  if (endsAt.value === null) return null
  const left = endsAt.value - now.value
  return left > SAID_BEFORE_MS ? null : Math.max(0, Math.ceil(left / MINUTE))
})

/** @param engaged on a call or wrapping it up: then the login lasts, and this is no moment to leave */
export function SessionEnd({ engaged, onLogInAgain }: { engaged: boolean; onLogInAgain: () => void }) {
  const said = words.value.session
  const left = loggedOut.value ? 0 : minutesLeft.value
  return (
    <div class="session-end" role="status">
      {left !== null && (
        <p>
          <span aria-hidden="true">▲ </span>{left > 0 ? said.endsSoon(left) : said.afterThisCall}
          {!engaged && !loggedOut.value && <button type="button" onClick={onLogInAgain}>{said.logInAgain}</button>}
        </p>
      )}
    </div>
  )
}
