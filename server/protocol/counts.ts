/** Sums that the server tells wallboard, desks and reports alike: how often the promises were kept, where the calls are, how long people waited. */
import type { Moment } from './moment.ts'

/** Kept and broken are decided; void does not count; running will be decided. */
export interface PromiseFigure {
  kept: number
  broken: number
  void: number
  running: number
  /** kept ÷ (kept + broken), 0…1; null while nothing was decided (shown as "—", never as 100 %). */
  rate: number | null
  /** Wilson interval of the rate at 95 %; null with the rate. */
  interval: { low: number; high: number } | null
}

/** How often a promise was kept, without the rate. */
export interface PromiseCounts { kept: number; broken: number; void: number; running: number }

/**
 * Where today's calls are. The conservation law, at every instant:
 * received = answered + abandoned + outOfHours + refused + inProgress.
 */
export interface CallCounts {
  received: number
  /** A person answered; the talk may still be going on. */
  answered: number
  /** The caller hung up before any person answered. */
  abandoned: number
  /** Those of `abandoned` who hung up before the promise's moment: shown, not left out. */
  abandonedShort: number
  outOfHours: number
  /** Turned away because the queue was full. */
  refused: number
  /** Ringing or waiting now: no person yet, caller still there. */
  inProgress: number
}

/** How long people waited from arrival until a person answered, today. */
export interface WaitFigure {
  /** Over answered calls; null when there are none. */
  meanMs: number | null
  longestMs: number | null
  /** Answered calls by the ring they were answered in: first, second, third, later. */
  byRing: [first: number, second: number, third: number, later: number]
}

/** A quarter of an hour of the Seoul day; calls belong to the interval in which they arrived. */
export interface IntervalView {
  start: Moment
  counts: CallCounts
  t1: PromiseCounts
}

/** Promise T4 of the calls that arrived in a quarter of an hour and were passed on. */
export type TransferInterval = PromiseCounts & { start: Moment }
