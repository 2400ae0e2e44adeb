import type { UnreachableReason } from '../protocol/agents.ts'
import type { Heartbeat } from '../protocol/phone.ts'

/** A heartbeat, and how long ago it came. */
export interface Heard {
  beat: Heartbeat
  agoMs: number
}

/** Desk pages tell of themselves this often. */
export const BEAT_MS = 3_000
/** A desk page silent for longer is not there any more: three beats, and the time they may take. */
export const LEASE_MS = 10_000
/** A word there and back. Slower than this, the bell comes too late for the promise. */
const SLOW_MS = 2_500

/**
 * Why a call would not reach this person; nothing when it would. Pure.
 * @param pages the newest heartbeat of each of their desk pages, silent ones too
 * @param now by the clock that tokens are made with
 */
export function reasonsOf(pages: readonly Heard[], now: number): UnreachableReason[] {
  const alive = pages.filter(({ agoMs }) => agoMs <= LEASE_MS)
  if (alive.length === 0) return ['no-heartbeat']
  // Of several tabs one has the phone; between two of them, for a moment, none.
  // The newest to say so counts: after a reload the old page's last word is still fresh, and no longer true.
  const phone = alive.filter(({ beat }) => beat.hasPhone).sort((a, b) => a.agoMs - b.agoMs)[0]?.beat
  if (!phone) return ['not-registered']
  const reasons: UnreachableReason[] = []
  if (phone.tokenUntil !== null && phone.tokenUntil <= now) reasons.push('token-expired')
  else if (!phone.registered) reasons.push('not-registered')
  // "prompt": the browser would ask while the caller listens.
  if (phone.microphone !== 'granted') reasons.push('no-microphone')
  if (phone.sound !== 'running') reasons.push('sound-blocked')
  if (phone.roundTripMs !== null && phone.roundTripMs > SLOW_MS) reasons.push('line-slow')
  return reasons
}

export const sameReasons = (a: readonly UnreachableReason[], b: readonly UnreachableReason[]): boolean =>
  a.length === b.length && a.every((reason, i) => reason === b[i])
