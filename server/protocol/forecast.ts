/** The promise of the next half hour, as the server tells it the wallboard, and the desk before somebody pauses. */
/** Why nothing can be foretold: the line is closed, or today has shown too little. */
export const FORECAST_UNKNOWNS = ['closed', 'few-calls', 'few-talks', 'few-bells'] as const
export type ForecastUnknown = (typeof FORECAST_UNKNOWNS)[number]

/** What today has shown, and what its forecast is made from; of quarters of an hour that are over, so it stands still in between. */
export interface ForecastSample {
  /** Calls that reached the open line, in the newest quarters that together hold enough of them. */
  calls: number
  /** Open time of those quarters, ms. */
  openMs: number
  /** Calls in an hour of them; null before the first. */
  perHour: number | null
  /** Talks of today that are over. */
  talks: number
  /** Mean time for which a call keeps one person: bell, talk, hold and wrap-up, in ms. */
  handlingMs: number | null
  /** Callers of today who found somebody free, and whose promise is decided … */
  bells: number
  /** … of whom so many, 0…1, were answered in time, … */
  pickedUp: number | null
  /** … after so many ms on average. */
  bellMs: number | null
  /** Callers of today who hung up. */
  abandoned: number
  /** Mean patience of a caller who waits, ms. */
  patienceMs: number
}

/** T1 of the next half hour, if it goes on like today: see `standards/forecast.ts`. Shares, 0…1, cut to four places. */
export interface ForecastView {
  /** With those who are at work now; null where today has not shown enough. */
  now: number | null
  /** With one person fewer, whoever that is; null also where nobody is at work. */
  withoutOne: number | null
  withOneMore: number | null
  /** Who would take the next call, or is still busy with the last: ready, as they said, and reachable. */
  atWork: number
  sample: ForecastSample
  unknown: ForecastUnknown | null
}
