/** The conservation law as the board checks it with its own eyes, besides believing the server. Pure. */
import type { CallCounts } from '../../server/protocol/counts.ts'

export function sumOf(counts: CallCounts): number {
  return counts.answered + counts.abandoned + counts.outOfHours + counts.refused + counts.inProgress
}

export type Conservation = 'holds' | 'day-differs' | 'interval-differs'

export function conservation(counts: CallCounts, conserved: boolean): Conservation {
  if (sumOf(counts) !== counts.received) return 'day-differs'
  return conserved ? 'holds' : 'interval-differs'
}
