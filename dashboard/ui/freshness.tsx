/** How old the picture is. A board that has lost touch says so; it never shows a proud stale green. */
import { ageShown, stale } from './clock.ts'
import { HOUR, MINUTE, SECOND, tenths } from './moments.ts'
import type { Words } from './words/ko.ts'
import { words } from './words/language.ts'

export function Age() {
  return <p class="age"><span class="age-mark" aria-hidden="true" />{words.value.age.fresh(tenths(ageShown.value))}</p>
}

/** Loud, over the board, while nothing arrives. */
export function Stopped() {
  const said = words.value.age
  return (
    <p class="stopped">
      <strong>{said.stopped(roughly(ageShown.value, said))}</strong>
      <span class="stopped-doing">{said.reconnecting}</span>
    </p>
  )
}

/** Said to a screen reader once when the board stops and once when it is back: not with every second that passes. */
export function StoppedAnnouncement({ hasStopped }: { hasStopped: boolean }) {
  const said = words.value.age
  return (
    <p class="hidden" role="status">
      {stale.value ? said.stoppedAnnouncement : hasStopped ? said.againAnnouncement : ''}
    </p>
  )
}

export function roughly(ms: number, said: Words['age']): string {
  if (ms < 2 * MINUTE) return said.seconds(Math.floor(ms / SECOND))
  if (ms < 2 * HOUR) return said.minutes(Math.floor(ms / MINUTE))
  return said.hours(Math.floor(ms / HOUR))
}
