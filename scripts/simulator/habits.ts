/** What kind of colleague somebody is. Times in ms. */
export interface Habits {
  /** from the bell to picking up: log-normal */
  answerMedianMs: number
  answerSpread: number
  /** presses "decline" */
  declines: number
  /** is at the coffee machine: lets it ring out */
  overhears: number
  /** begins the shift without a registered phone, and notices after a while */
  startsUnregistered: number
  /** share of calls passed on to a colleague (only with `transferTo`) */
  passesOn: number
  /** of these, without waiting for the person in charge; left out: none */
  passesBlindly?: number
  /** after the call, before being ready again: log-normal */
  wrapUpMedianMs: number
  wrapUpSpread: number
  /** breaks beside lunch, an hour of duty */
  breaksAnHour: number
  breakMedianMs: number
  /** lunch begins between these, minutes after the shift began; null: none (short shifts) */
  lunchAfterMinutes: readonly [number, number] | null
  lunchMs: number
}

/** A practised agent of a public hotline: 2.2 s at the median, one call in a hundred left to ring. */
export const steady: Habits = {
  answerMedianMs: 2_200, answerSpread: 0.4, declines: 0.01, overhears: 0.02, startsUnregistered: 0.02,
  passesOn: 0.12,
  wrapUpMedianMs: 25_000, wrapUpSpread: 0.5, breaksAnHour: 0.5, breakMedianMs: 6 * 60_000,
  lunchAfterMinutes: [150, 240], lunchMs: 3_600_000,
}

/** Somebody with other work beside the telephone. */
export const busyElsewhere: Habits = {
  ...steady, answerMedianMs: 5_500, answerSpread: 0.6, declines: 0.08, overhears: 0.2, breaksAnHour: 1.2,
}

/** Answers everything, at once, for ever: for tests. */
export const tireless: Habits = {
  answerMedianMs: 2_000, answerSpread: 0, declines: 0, overhears: 0, startsUnregistered: 0, passesOn: 0, wrapUpMedianMs: 10_000,
  wrapUpSpread: 0, breaksAnHour: 0, breakMedianMs: 0, lunchAfterMinutes: null, lunchMs: 0,
}
