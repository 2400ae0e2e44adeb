/** Names of the board's numbers: by them the browser asks what is behind a number, and a rule of alerts says what it watches. */
import type { Moment } from './moment.ts'

/**
 * Every number of the board that can be opened, alerted on, and found again in reports and metrics. Figures about one
 * department carry its id: `t4/income`, see {@link FigureKey}.
 */
export const FIGURES = [
  't1', 't1-lenient', 't1-bell', 't1-uncertain', 't4', 'lost-in-transfer',
  'received', 'answered', 'abandoned', 'abandoned-short', 'out-of-hours', 'refused', 'in-progress',
  'ringing', 'waiting', 'longest-waiting', 'mean-wait', 'longest-wait', 'ring-1', 'ring-2', 'ring-3', 'ring-later',
  'call-backs', 'call-backs-overdue', 'agents-declared', 'agents-reachable', 'agents-talking', 'transfers-under-way',
] as const
export type Figure = (typeof FIGURES)[number]
/** A figure of the board, or T4 of one department (`outside`: contacts). */
export type FigureKey = Figure | `t4/${string}`
/** How a figure is read: a share 0…1, a number of things, or a length of time in ms. */
export type FigureUnit = 'ratio' | 'count' | 'ms'

/** All numbers of the board at one instant. */
export interface FiguresView {
  seq: number
  asOf: Moment
  day: string
  figures: { figure: FigureKey; formula: Figure; unit: FigureUnit; value: number | null }[]
}
