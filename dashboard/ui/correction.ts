/**
 * The server's clock as seen from a browser whose own clock may be wrong. Pure.
 *
 * Each picture says when it was drawn; it reaches us some time later. The picture that travelled fastest puts the server's
 * clock furthest ahead of ours, and is the nearest to the truth: so the largest of the last few offsets is taken.
 */
export interface Correction {
  /** How fast the server's clock runs: 1, or more for a simulation. */
  speed: number
  /** `asOf - receivedAt × speed` of the last pictures. */
  offsets: readonly number[]
}

export const UNCORRECTED: Correction = { speed: 1, offsets: [] }

const REMEMBERED = 12
/** A server's clock further away than this was set, or it is another server: what was known of it is worth nothing. */
const JUMP_MS = 2_000

export function corrected(known: Correction, picture: { asOf: number; speed: number; receivedAt: number }): Correction {
  const { asOf, speed, receivedAt } = picture
  const offset = asOf - receivedAt * speed
  const jumped = known.speed !== speed || Math.abs(asOf - serverTime(known, receivedAt)) > JUMP_MS * speed
  const before = jumped ? [] : known.offsets
  return { speed, offsets: [...before, offset].slice(-REMEMBERED) }
}

/** The server's time at a moment of the browser's monotonic clock. */
export function serverTime({ speed, offsets }: Correction, at: number): number {
  return offsets.length === 0 ? at : Math.max(...offsets) + at * speed
}
