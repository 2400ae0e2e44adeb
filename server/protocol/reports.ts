/** Days and reports, which supervisors ask for over `/api/v1`. */
import type { CallCounts, IntervalView, PromiseFigure, TransferInterval, WaitFigure } from './counts.ts'
import type { Moment } from './moment.ts'

/** A whole Seoul day by quarters of an hour, those without a call left out. `GET /api/v1/days/{day}/intervals`. */
export interface DayView {
  day: string
  intervals: IntervalView[]
  t4: TransferInterval[]
}

export const REPORT_BY = ['interval', 'hour', 'day', 'department'] as const
export type ReportBy = (typeof REPORT_BY)[number]

export interface PromisesLine {
  from: Moment
  to: Moment
  counts: CallCounts
  conserved: boolean
  t1: { strict: PromiseFigure; lenient: PromiseFigure; bell: PromiseFigure; uncertain: number }
  waits: { meanMs: number | null; byRing: WaitFigure['byRing'] }
  /** `nobodyFree`: see `WallboardView`. */
  t4: { all: PromiseFigure; lostInTransfer: number; nobodyFree: number }
}

/** `GET /api/v1/reports/promises`: sums, never counted anew. */
export interface PromisesReport {
  seq: number
  asOf: Moment
  by: ReportBy
  total: PromisesLine
  /** One for each part of the time in which somebody called; empty when it is by department. */
  lines: PromisesLine[]
  /** Promise T4 by department, over the whole time. */
  departments: { department: string; name: { ko: string; en: string }; figure: PromiseFigure; lostInTransfer: number; nobodyFree: number }[]
}
