/** Tells the server every few seconds how this page's telephone stands. */
import type { Heartbeat } from '../../server/protocol/phone.ts'
import type { Reply } from '../../server/protocol/requests.ts'

const BEAT_MS = 3_000

export interface Beating {
  /** Something of it changed: told at once. */
  now(): void
  /**
   * Called with every picture that comes. In a hidden tab timers sleep for a minute at a time, but messages wake it: so the
   * server's own pictures keep the heart beating.
   */
  nudge(): void
  stop(): void
}

export function startHeartbeat(
  measure: () => Omit<Heartbeat, 'roundTripMs'>, send: (beat: Heartbeat) => Promise<Reply>, clock: () => number = () => performance.now(),
): Beating {
  let lastAt = -Infinity
  let roundTripMs: number | null = null
  let underWay = false
  let changedMeanwhile = false
  const beat = () => {
    changedMeanwhile = underWay
    if (underWay) return
    underWay = true
    const at = lastAt = clock()
    void send({ ...measure(), roundTripMs }).then((reply) => {
      underWay = false
      roundTripMs = reply.ok ? Math.round(clock() - at) : null
      if (changedMeanwhile) beat()
    })
  }
  const nudge = () => { if (clock() - lastAt >= BEAT_MS) beat() }
  const timer = setInterval(nudge, BEAT_MS / 4)
  return { now: beat, nudge, stop: () => clearInterval(timer) }
}
