import type { LegId } from './events.ts'
import type { Ask, Attempt, Call } from './state.ts'

// What is numbered in a call, in the order of its numbers.

export function asksOf(call: Call): [number, Ask][] {
  return Object.entries(call.asks).map(([n, ask]): [number, Ask] => [Number(n), ask]).sort(([a], [b]) => a - b)
}

export function attemptsOf(call: Call): [number, Attempt][] {
  return Object.entries(call.attempts).map(([n, attempt]): [number, Attempt] => [Number(n), attempt]).sort(([a], [b]) => a - b)
}

/** The number the next one gets. */
export const nextNumber = (numbered: Readonly<Record<number, unknown>>): number => Math.max(0, ...Object.keys(numbered).map(Number)) + 1

export const legOfAttempt = (attempt: Attempt): LegId | null =>
  (attempt.joined ?? attempt.answered ?? attempt.alerted ?? attempt.dialled ?? attempt.ended ?? attempt.late)?.leg ?? null

/** Whether this phone may still ring or be talking to our whisper. */
export const isUnderWay = (attempt: Attempt): boolean => !attempt.ended && !attempt.failed && !attempt.late && !attempt.joined
