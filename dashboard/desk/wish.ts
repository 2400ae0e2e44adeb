/**
 * The picture says that a caller rings about a second before the telephone here does. An "answer" or "decline" said in between is a wish: it
 * holds for that very call, and is carried out the moment the line comes. Pure.
 */

export interface Wish { call: string; what: 'answer' | 'decline' }

/** What is looked at of a telephone's line. */
interface Line { leg: string; call: string | null; state: string }
interface Called { call: string; leg?: string | null }

/** The softphone's line of a call of the view. */
export function lineOf<L extends Line>(lines: readonly L[], { call, leg }: Called): L | null {
  return lines.find((line) => line.call === call) ?? lines.find((line) => leg != null && line.leg === leg) ?? null
}

/** For which call an "answer" is kept: the first of whoever rings whose line has not come. */
export const wishFor = (ringing: readonly Called[], lines: readonly Line[]): string | null =>
  ringing.find((one) => lineOf(lines, one) === null)?.call ?? null

/** What becomes of a wish: it waits, its line is there, or it is forgotten, since the call is here already or went elsewhere. */
export function granted(call: string, ringing: readonly Called[], lines: readonly Line[]): 'wait' | 'forget' | { leg: string } {
  const called = ringing.find((one) => one.call === call)
  const line = lineOf(lines, called ?? { call })
  if (line) return line.state === 'ringing' ? { leg: line.leg } : 'forget'
  return called ? 'wait' : 'forget'
}
