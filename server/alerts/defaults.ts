import type { AlertRule } from '../protocol/alerts.ts'

const MINUTE_MS = 60_000

const usual = {
  name: '', forMs: 0, leastDecided: 0, clearAfterMs: MINUTE_MS, hours: 'open-line', sound: true, notification: true,
  webhook: null, texts: [] as string[], escalate: null, active: true,
} satisfies Partial<AlertRule>

/**
 * The rules a new line brings with it; written into its journal once, then they are the supervisors'.
 * @param target of promise T1, 0…1
 */
export const defaultRules = (target: number): AlertRule[] => [
  { ...usual, id: 'below-target', figure: 't1', is: 'below', threshold: target, forMs: 10 * MINUTE_MS, leastDecided: 10, clearAfterMs: 5 * MINUTE_MS, severity: 'warning' },
  { ...usual, id: 'late-connections', figure: 't4', is: 'below', threshold: target, forMs: 10 * MINUTE_MS, leastDecided: 10, clearAfterMs: 5 * MINUTE_MS, severity: 'warning' },
  { ...usual, id: 'long-wait', figure: 'longest-waiting', is: 'above', threshold: MINUTE_MS, severity: 'warning', escalate: { afterMs: 3 * MINUTE_MS, webhook: null, texts: [] } },
  { ...usual, id: 'nobody-there', figure: 'agents-taking-calls', is: 'below', threshold: 1, forMs: 30_000, severity: 'critical' },
  { ...usual, id: 'call-back-overdue', figure: 'call-backs-overdue', is: 'above', threshold: 0, severity: 'warning' },
  // Whether the sums agree is among the checks: a rule of its own for that would be a second alert for one cause.
  { ...usual, id: 'self-check', figure: 'checks-failing', is: 'above', threshold: 0, hours: 'always', severity: 'critical' },
]
