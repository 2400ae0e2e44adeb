/** How a rate stands to its target. Pure: the words and the shapes are the components'. */
export type Standing = 'undecided' | 'met' | 'below'

export function standing({ rate }: { rate: number | null }, target: number): Standing {
  if (rate === null) return 'undecided'
  return rate >= target ? 'met' : 'below'
}

/** Kept ÷ decided; null when nothing was decided. */
export function shareKept({ kept, broken }: { kept: number; broken: number }): number | null {
  return kept + broken === 0 ? null : kept / (kept + broken)
}
