/**
 * The two-second guard: a call may land in the very second of a click that was meant for something else, and be hung up.
 * So within two seconds after it landed, hanging up needs a second press. Pure.
 */
export const GUARD_MS = 2_000

export interface Guard {
  /** By the page's own clock: when the call landed here. */
  landedAt: number
  /** A first press has been seen within the two seconds. */
  armed: boolean
}

export const landed = (at: number): Guard => ({ landedAt: at, armed: false })

export const isGuarding = ({ landedAt }: Guard, now: number): boolean => now - landedAt < GUARD_MS

/** What a press of "hang up" does now. */
export function press(guard: Guard, now: number): { guard: Guard; hangUp: boolean } {
  if (guard.armed || !isGuarding(guard, now)) return { guard, hangUp: true }
  return { guard: { ...guard, armed: true }, hangUp: false }
}
