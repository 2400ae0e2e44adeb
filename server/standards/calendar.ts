import { DateTime } from 'luxon'
import type { Hours } from '../config.ts'
import type { Moment } from '../clock.ts'

/** When the line is open, and where days begin. The only file that knows Luxon. */
export interface Calendar {
  isOpen(at: Moment): boolean
  /** `2026-11-22` in the line's zone. */
  dayOf(at: Moment): string
  /** `14:30` in the line's zone. */
  timeOf(at: Moment): string
  /** The first moment of that day. */
  dayStart(at: Moment): Moment
  /** The first moment of the next. */
  nextDay(at: Moment): Moment
  /** When the line is open on that day, in order; empty on a day on which it is not. */
  hoursOf(at: Moment): readonly Span[]
  /** When the line closes on that day, the last time; null when it does not open on it. */
  closing(at: Moment): Moment | null
  /** When it opens on the next day on which it does; null when that is not within three weeks. */
  nextOpening(at: Moment): Moment | null
  /** The first moment of a day like `2026-11-22`; null when there is no such day. */
  startOf(day: string): Moment | null
}

/** From a moment until before another. */
export interface Span { from: Moment; to: Moment }

/** A public holiday by its date, `2026-12-25`. */
export type Holidays = ReadonlySet<string>

/** Longer than any row of holidays. */
const LOOK_AHEAD_DAYS = 21

/**
 * @param zone `Asia/Seoul`; any zone works, also one with summer time
 * @param holidays public holidays and the agency's own; the line is closed all day
 */
export function createCalendar(zone: string, hours: Hours, holidays: Holidays): Calendar {
  const local = (at: Moment) => DateTime.fromMillis(at, { zone })
  // The day is asked for with every picture: one answer serves until it ends.
  let today: { day: string; start: Moment; end: Moment; spans: readonly Span[] } = { day: '', start: 0, end: 0, spans: [] }
  const dayAt = (at: Moment) => {
    if (at < today.start || at >= today.end) {
      const start = local(at).startOf('day') // not always 00:00: in some zones summer time begins at midnight
      today = { day: start.toISODate()!, start: start.toMillis(), end: start.plus({ days: 1 }).startOf('day').toMillis(), spans: spansOf(start) }
    }
    return today
  }
  const spansOf = (day: DateTime): Span[] => {
    if (holidays.has(day.toISODate()!)) return []
    // By the clock on the wall: on a night of summer time an hour is missing or there twice.
    const wall = (minutes: number) => (minutes === 1440 ? day.plus({ days: 1 }).startOf('day') : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 })).toMillis()
    let until = -Infinity
    return [...hours[day.weekday] ?? []].sort((a, b) => a.from - b.from).flatMap((span): Span[] => {
      const [from, to] = [Math.max(until, wall(span.from)), wall(span.to)]
      until = Math.max(until, to)
      return from < to ? [{ from, to }] : [] // hours that overlap are open once
    })
  }
  let opening: { day: string; next: Moment | null } | null = null
  const nextOpeningAfter = (at: Moment): Moment | null => {
    for (let days = 1; days <= LOOK_AHEAD_DAYS; days++) {
      const [first] = spansOf(local(at).plus({ days }).startOf('day'))
      if (first) return first.from
    }
    return null
  }
  return {
    isOpen(at) {
      const { weekday, hour, minute } = local(at)
      const minutes = hour * 60 + minute
      return !holidays.has(dayAt(at).day) && (hours[weekday] ?? []).some(({ from, to }) => minutes >= from && minutes < to)
    },
    dayOf: (at) => dayAt(at).day,
    timeOf: (at) => local(at).toFormat('HH:mm'),
    dayStart: (at) => dayAt(at).start,
    nextDay: (at) => dayAt(at).end,
    hoursOf: (at) => dayAt(at).spans,
    closing: (at) => dayAt(at).spans.at(-1)?.to ?? null,
    nextOpening(at) {
      const { day } = dayAt(at)
      if (opening?.day !== day) opening = { day, next: nextOpeningAfter(at) }
      return opening.next
    },
    startOf(day) {
      const start = DateTime.fromISO(day, { zone })
      return start.isValid ? start.startOf('day').toMillis() : null
    },
  }
}

const FORTNIGHT = 14

/** Since when it has been open without a break, also over midnight; null while closed. Looked for within a fortnight. */
export function openSince({ hoursOf, dayStart }: Calendar, at: Moment): Moment | null {
  let since = at + 1
  for (let day = at, days = 0; days < FORTNIGHT; days++) {
    for (const { from, to } of hoursOf(day).toReversed()) if (from < since && to >= since) since = from
    if (since !== dayStart(day)) break
    day = since - 1
  }
  return since > at ? null : since
}

/** The next moment after `at` at which opening, closing or a new day may begin. */
export const nextEdge = ({ hoursOf, nextDay }: Calendar, at: Moment): Moment =>
  Math.min(nextDay(at), ...hoursOf(at).flatMap(({ from, to }) => [from, to]).filter((edge) => edge > at))
