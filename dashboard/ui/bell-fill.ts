/** Rings as the caller hears them, from how long the call has been there. Pure. */

/** The ring the charter promises not to reach. */
export const PROMISED_RING = 3

/** How full the bell of ring `n` is, 0…1: it fills during its own cadence and stays full. */
export function bellFill(elapsedMs: number, ring: number, cadenceMs: number): number {
  return Math.min(1, Math.max(0, (elapsedMs - (ring - 1) * cadenceMs) / cadenceMs))
}

/** The ring the caller is in now: 1 from the moment of arrival. */
export function ringAt(elapsedMs: number, cadenceMs: number): number {
  return Math.max(1, Math.floor(elapsedMs / cadenceMs) + 1)
}

/** What a call's place in its rings means for the promise. */
export type Urgency = 'first' | 'second' | 'third' | 'past'

export function urgencyAt(elapsedMs: number, cadenceMs: number): Urgency {
  const ring = ringAt(elapsedMs, cadenceMs)
  return ring === 1 ? 'first' : ring === 2 ? 'second' : ring === PROMISED_RING ? 'third' : 'past'
}
