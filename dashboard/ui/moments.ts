/** Moments and lengths of time as people read them. Pure: the time of day comes in as an argument. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const seoulClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

/** `14:32:07`, in Seoul wherever the browser stands. */
export function seoulTime(moment: number): string {
  return seoulClock.format(moment)
}

/** `14:32:07.4`: cut, for stories in which tenths decide. */
export function seoulTenths(moment: number): string {
  return `${seoulTime(moment)}.${Math.floor((moment % SECOND) / 100)}`
}

/** `14:30`. */
export function seoulMinute(moment: number): string {
  return seoulTime(moment).slice(0, 5)
}

/** Milliseconds since Seoul's midnight. Korea has had no summer time since 1988, but the formatter knows that better than we do. */
export function sinceMidnight(moment: number): number {
  const [hours = 0, minutes = 0, seconds = 0] = seoulTime(moment).split(':').map(Number)
  return hours * HOUR + minutes * MINUTE + seconds * SECOND
}

/** `0:07`, `12:30`, `1:02:03`. Never negative: a clock corrected by a hair must not show -1. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** `4.7`: cut, not rounded, so that a caller at 5.99 s does not read as the third ring's 6.0. */
export function tenths(ms: number): string {
  return (Math.floor(Math.max(0, ms) / 100) / 10).toFixed(1)
}

/** `2026-11-22`, one day before: `2026-11-21`. */
export function daysBefore(day: string, days: number): string {
  return new Date(noonOf(day).getTime() - days * 24 * HOUR).toISOString().slice(0, 10)
}

/** `2026-11-22` as the day it names, at noon UTC, so that no time zone moves it. */
export function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`)
}

const seoulDate = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul', year: 'numeric', month: '2-digit', day: '2-digit' })

/** `2026-11-22`: the Seoul day of a moment. */
export function seoulDay(moment: number): string {
  return seoulDate.format(moment)
}

/** The first moment of a Seoul day; NaN for what names no day. */
export function seoulMidnight(day: string): number {
  return Date.parse(`${day}T00:00:00+09:00`)
}
