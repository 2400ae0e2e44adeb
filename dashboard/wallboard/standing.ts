/**
 * How a rate stands to its target. Pure: the words and the shapes are the components'.
 *
 * Korean boards colour by fixed bands: green from 85 %, yellow from 70, red below. A board that is green at 86 while it says that a
 * target of 90 was missed contradicts itself, so green begins here at the line's own target; yellow ends where theirs does.
 */
export type Standing = 'undecided' | 'met' | 'below' | 'far'

/** Below this a rate is red, whatever the target. */
export const FAR_BELOW = 0.7

export function standing({ rate }: { rate: number | null }, target: number): Standing {
  if (rate === null) return 'undecided'
  if (rate >= target) return 'met'
  return rate >= FAR_BELOW ? 'below' : 'far'
}

/** Never by colour alone. */
export const STANDING_MARKS: Record<Standing, string> = { undecided: '', met: '✓', below: '▲', far: '✕' }

/** Kept ÷ decided; null when nothing was decided. */
export function shareKept({ kept, broken }: { kept: number; broken: number }): number | null {
  return kept + broken === 0 ? null : kept / (kept + broken)
}
