/** What the charts draw of a day: T1 by quarters of an hour, T4 by hours. Pure. */
import type { IntervalView, TransferInterval } from '../../server/protocol/counts.ts'
import type { DayView } from '../../server/protocol/reports.ts'
import { HOUR, MINUTE, sinceMidnight } from '../ui/moments.ts'

/** How long a bar lasts, ms. In a quarter one or two calls are passed on: their share would say nothing. */
export const SPANS = { t1: 15 * MINUTE, t4: HOUR }

/** A span of one day: a quarter of an hour, or an hour. */
export interface Point {
  start: number
  kept: number
  broken: number
  /** How often the promise was at stake: calls received, or calls passed on. */
  volume: number
  /** For ears: further numbers of the row. */
  more: readonly number[]
}

export function callPoints(intervals: readonly IntervalView[]): Point[] {
  return intervals.filter(({ counts }) => counts.received > 0).map(({ start, counts, t1 }) => (
    { start, kept: t1.kept, broken: t1.broken, volume: counts.received, more: [counts.received, counts.answered, counts.abandoned] }))
}

export function transferPoints(intervals: readonly TransferInterval[]): Point[] {
  const hours = Map.groupBy(intervals, ({ start }) => start - (sinceMidnight(start) % HOUR))
  return [...hours].map(([start, quarters]) => {
    const sum = (of: 'kept' | 'broken' | 'void' | 'running') => quarters.reduce((all, quarter) => all + quarter[of], 0)
    const volume = sum('kept') + sum('broken') + sum('void') + sum('running')
    return { start, kept: sum('kept'), broken: sum('broken'), volume, more: [volume] }
  })
}

export const POINTS = {
  t1: (day: DayView) => callPoints(day.intervals),
  t4: (day: DayView) => transferPoints(day.t4),
}
