/** Milliseconds since 1970-01-01T00:00:00Z. The only form of time inside the service; Asia/Seoul is for people. */
export type Moment = number

/** Where the time comes from. `app.ts` hands it to every part that needs it; tests and the demo bring their own. */
export interface Clock {
  now(): Moment
  /**
   * Runs `wake` once, not before `moment` (at once if that has passed).
   * @returns a function that takes the request back; harmless after it ran.
   */
  wakeAt(moment: Moment, wake: () => void): () => void
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(moment, wake) {
    let timer: NodeJS.Timeout
    const sleep = () => {
      const wait = moment - Date.now()
      // setTimeout takes 31 bits and fires a little early now and then: sleep on until the moment is really there.
      timer = wait <= 0 ? setTimeout(wake, 0) : setTimeout(sleep, Math.min(wait, LONGEST_TIMEOUT_MS))
    }
    sleep()
    return () => clearTimeout(timer)
  },
}
