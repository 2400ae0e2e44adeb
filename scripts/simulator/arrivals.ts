import { DateTime } from 'luxon'
import type { Moment } from './clock.ts'
import type { Random } from './random.ts'

/** One day of the hotline. */
export interface Day {
  /** in the hotline's zone, e.g. 2026-11-23 */
  date: string
  /** how many callers to expect (the real number varies as chance has it) */
  calls: number
  /** weight of each half hour, as `HH:MM` → weight; between two entries the earlier one holds */
  shape?: Readonly<Record<string, number>>
}

/** An office day: two humps, 10–11 and 14–15, a dip at lunch, a few who try early or late. */
export const OFFICE_DAY = {
  '08:30': 0.1, '09:00': 0.8, '09:30': 1.1, '10:00': 1.6, '11:00': 1.3, '11:30': 1.0, '12:00': 0.5, '13:00': 0.9,
  '13:30': 1.2, '14:00': 1.6, '15:00': 1.2, '16:00': 1.0, '17:00': 0.7, '17:30': 0.5, '18:00': 0.08, '18:30': 0,
} as const

const ZONE = 'Asia/Seoul'
export const momentOf = (date: string, time: string): Moment =>
  DateTime.fromISO(`${date}T${time}`, { zone: ZONE }).toMillis()

/** Moments of a day's calls: a Poisson process whose rate follows the shape (by thinning), in order. */
export function arrivalsOf(day: Day, random: Random): Moment[] {
  const steps = Object.entries(day.shape ?? OFFICE_DAY).sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([time, weight]) => ({ from: momentOf(day.date, time), weight }))
  const last = momentOf(day.date, '23:59:59')
  const spans = steps.map((step, index) => ({ ...step, until: steps[index + 1]?.from ?? last }))
  const mass = spans.reduce((sum, { from, until, weight }) => sum + weight * (until - from), 0)
  const highest = Math.max(...spans.map(({ weight }) => weight))
  const moments: Moment[] = []
  const meanGap = mass / (day.calls * highest)
  const rate = (moment: Moment) => spans.find(({ from, until }) => moment >= from && moment < until)?.weight ?? 0
  for (let moment = spans[0]!.from + random.exponential(meanGap); moment < last; moment += random.exponential(meanGap)) {
    if (random.next() * highest < rate(moment)) moments.push(Math.round(moment))
  }
  return moments
}
