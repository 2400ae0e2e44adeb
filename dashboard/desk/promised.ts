import { noonOf, seoulDay, seoulMinute } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'

/** `15:10`; of another day with its date. */
export function promisedTime(at: number, now: number): string {
  const day = seoulDay(at)
  return day === seoulDay(now) ? seoulMinute(at) : `${words.value.wallboard.date(noonOf(day))} ${seoulMinute(at)}`
}
