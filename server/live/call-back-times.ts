import type { Moment } from '../clock.ts'
import type { CallBackTime } from '../protocol/call-backs.ts'
import type { Calendar } from '../standards/calendar.ts'

const MINUTE_MS = 60_000
/** Said to a caller as a time of the clock: "by ten past three". */
const ROUND_MS = 5 * MINUTE_MS
const TODAY: readonly (readonly [CallBackTime, number])[] = [['half-hour', 30 * MINUTE_MS], ['hour', 60 * MINUTE_MS], ['three-hours', 180 * MINUTE_MS]]
/** Whoever comes in the morning needs a while to keep a promise of the evening before. */
const AFTER_OPENING_MS = 60 * MINUTE_MS
/** A line that is open all night opens at midnight, and nobody wants to be called then. */
const NOT_BEFORE_MS = 8 * 60 * MINUTE_MS

/**
 * By when a caller can be promised a call now: only when somebody is at work to keep it. Pure.
 * @returns what can be chosen, the earliest first; empty on a line that never opens again
 */
export function callBackTimes(now: Moment, { closing, nextOpening, dayStart }: Pick<Calendar, 'closing' | 'nextOpening' | 'dayStart'>): { choice: CallBackTime; at: Moment }[] {
  const until = closing(now)
  const times = TODAY.map(([choice, ms]) => ({ choice, at: Math.ceil((now + ms) / ROUND_MS) * ROUND_MS }))
    .filter(({ at }) => until !== null && at <= until)
  const opens = nextOpening(now)
  if (opens === null) return times
  return [...times, { choice: 'next-morning', at: Math.max(opens, dayStart(opens) + NOT_BEFORE_MS) + AFTER_OPENING_MS }]
}
