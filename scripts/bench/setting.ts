/** What all programs of the bench agree on. */
export const ACCOUNT_SID = `AC${'b'.repeat(32)}`
export const AUTH_TOKEN = 'bench-token-0123456789'
export const PUBLIC_URL = 'https://desk.bench'
export const CALLED = '+8216003248'
export const PASSWORD = 'bench password 1600'
export const AGENTS = Array.from({ length: 10 }, (_, i) => `agent${i + 1}`)

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? NaN
}
