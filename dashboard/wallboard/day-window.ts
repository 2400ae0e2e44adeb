/** Which hours of the Seoul day the charts show. Pure. */
import { HOUR } from '../ui/moments.ts'

/** An agency's working day: shown whole from the morning on, so that the chart does not rescale under the eye. */
const USUAL = { from: 9, to: 18 }

export interface DayWindow { fromHour: number; toHour: number }

/** `starts`: of the intervals with something to show, in milliseconds since midnight. Grows for early and late calls, and never shrinks. */
export function dayWindow(starts: readonly number[]): DayWindow {
  return {
    fromHour: Math.min(USUAL.from, ...starts.map((start) => Math.floor(start / HOUR))),
    toHour: Math.max(USUAL.to, ...starts.map((start) => Math.floor(start / HOUR) + 1)),
  }
}
