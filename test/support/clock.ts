import type { Clock, Moment } from '../../server/clock.ts'

/** A clock that stands until it is told to go on. */
export interface TestClock extends Clock {
  /** Goes on by so much; wakes whoever asked, in order, each at its own moment. */
  pass(ms: number): void
  set(moment: Moment): void
  /** Goes on in one stride, as after a sleep: whoever asked is woken once, at the end of it. */
  leap(ms: number): void
}

/** 09:00:00 in Seoul, on a Monday that is a working day. */
export const MONDAY_NINE = Date.parse('2026-11-23T09:00:00+09:00')

export function createTestClock(start: Moment = MONDAY_NINE): TestClock {
  let now = start
  let wakes: { moment: Moment; wake: () => void }[] = []
  const clock: TestClock = {
    now: () => now,
    wakeAt(moment, wake) {
      const one = { moment, wake }
      wakes.push(one)
      return () => void (wakes = wakes.filter((other) => other !== one))
    },
    pass: (ms) => clock.set(now + ms),
    set(moment) {
      for (;;) {
        const next = wakes.filter((one) => one.moment <= moment).sort((a, b) => a.moment - b.moment)[0]
        if (!next) break
        wakes = wakes.filter((one) => one !== next)
        now = Math.max(now, next.moment)
        next.wake()
      }
      now = moment
    },
    leap(ms) {
      now += ms
      const due = wakes.filter(({ moment }) => moment <= now)
      wakes = wakes.filter((one) => !due.includes(one))
      for (const { wake } of due) wake()
    },
  }
  return clock
}
