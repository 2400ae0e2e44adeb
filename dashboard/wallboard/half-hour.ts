/** Promise T1 of the newest half hour that is over: what a forecast is held against. Pure. */
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { MINUTE } from '../ui/moments.ts'

const QUARTER = 15 * MINUTE

export function lastHalfHour({ asOf, intervals }: Pick<WallboardView, 'asOf' | 'intervals'>): { from: number; to: number; kept: number; decided: number } {
  const to = asOf - (asOf % QUARTER)
  const from = to - 2 * QUARTER
  const both = intervals.filter(({ start }) => start >= from && start < to)
  const kept = both.reduce((sum, { t1 }) => sum + t1.kept, 0)
  return { from, to, kept, decided: kept + both.reduce((sum, { t1 }) => sum + t1.broken, 0) }
}
