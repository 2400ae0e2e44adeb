/**
 * Connection overrides in a webhook URL's fragment (`https://h/p?q=1#rc=2&rp=5xx,ct&rt=5000`).
 * Source: Twilio docs, Webhook Connection Overrides.
 */
export interface Overrides {
  /** how often to try again, 0–5 */
  retries: number
  /** after which failures */
  retryOn: ReadonlySet<Failure>
  connectMs: number
  readMs: number
  totalMs: number
}

/** ct: no TCP connection · rt: no answer in time · 4xx, 5xx: the answer's status */
export const FAILURES = ['ct', 'rt', '4xx', '5xx'] as const
export type Failure = (typeof FAILURES)[number]

export function overridesOf(url: string): Overrides {
  const fragment = new URLSearchParams(url.split('#')[1] ?? '')
  const number = (name: string, otherwise: number, least: number, most: number) => {
    const value = Number(fragment.get(name) ?? Number.NaN)
    return Number.isFinite(value) ? Math.min(Math.max(value, least), most) : otherwise
  }
  const policy = (fragment.get('rp') ?? 'ct').split(',')
  return {
    retries: number('rc', 1, 0, 5),
    retryOn: new Set(FAILURES.filter((failure) => policy.includes('all') || policy.includes(failure))),
    connectMs: number('ct', 5_000, 100, 10_000),
    readMs: number('rt', 15_000, 100, 15_000),
    totalMs: number('tt', 15_000, 100, 15_000),
  }
}
