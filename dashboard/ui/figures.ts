/** Numbers as the board prints them. Pure. */
const grouped = new Intl.NumberFormat('en-US')

/** `1,204`. Korean and English group alike. */
export function count(n: number): string {
  return grouped.format(n)
}

/** Floating point turns 0.57 × 1000 into 569.99…; a hair is given back before cutting. */
const HAIR = 1e-9

/**
 * `94.8`, `100`. Cut to a tenth, never rounded up: 99.96 must not read as 100 while somebody was let down, nor 89.96 as a
 * target of 90 met. `—` when there is nothing to divide by.
 */
export function percent(rate: number | null): string {
  if (rate === null) return '—'
  const cut = Math.floor(rate * 1_000 + HAIR) / 10
  return cut === 100 ? '100' : cut.toFixed(1)
}

/** `94`: a forecast knows no tenths. Cut as well. */
export function wholePercent(rate: number): string {
  return String(Math.floor(rate * 100 + HAIR))
}

/** `90` or `92.5`: a target is a round number if it can be. */
export function targetPercent(target: number): string {
  return String(Math.round(target * 1_000) / 10)
}

/** `91.7–96.8`: cut outwards, so that the printed interval holds the true one. */
export function interval({ low, high }: { low: number; high: number }): string {
  const up = Math.min(100, Math.ceil(high * 1_000 - HAIR) / 10)
  return `${percent(low)}–${up === 100 ? '100' : up.toFixed(1)}`
}
