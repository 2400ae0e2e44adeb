/** Which hours of the Seoul day the intervals' chart shows. Pure. */
import { HOUR } from '../ui/moments.ts'

/** An agency's working day: shown from the morning on, so that the chart does not rescale under the eye. */
const USUAL = { from: 9, to: 18 }
const DAY_HOURS = 24

export interface DayWindow { fromHour: number; toHour: number }

/** `starts`: of the intervals with something to show, in milliseconds since midnight. At least nine hours wide, never past midnight. */
export function dayWindow(starts: readonly number[]): DayWindow {
  if (starts.length === 0) return { fromHour: USUAL.from, toHour: USUAL.to }
  const first = Math.floor(Math.min(...starts) / HOUR)
  const end = Math.floor(Math.max(...starts) / HOUR) + 1
  if (first >= USUAL.from && end <= USUAL.to) return { fromHour: USUAL.from, toHour: USUAL.to }
  const width = USUAL.to - USUAL.from
  const toHour = Math.min(DAY_HOURS, Math.max(end, first + width))
  return { fromHour: Math.max(0, Math.min(first, toHour - width)), toHour }
}
