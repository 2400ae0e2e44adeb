import type { When } from '../calls/events.ts'

/** What the service checks of itself once a minute, each with its own name; a closed list, put into words by the browser. */
export const CHECKS = [
  // The sums
  'day-adds-up', 'intervals-add-up', 'open-calls-in-sums', 'nothing-below-zero',
  // The sums against the calls they were made of
  'calls-in-sums', 'verdicts-in-sums', 'waits-in-sums', 'transfers-of-calls',
  // What is kept in memory against what is on disk
  'running-on-disk', 'agents-on-disk', 'call-backs-on-disk', 'journal-taken-in',
  // Everything against the journal, and the journal against itself
  'journal-chained', 'sample-recomputed',
  // The floor against good sense
  'one-talk-each', 'nobody-forgotten', 'commands-in-time', 'writes-succeed',
  // Us against Twilio's own list
  'twilio-agrees',
] as const
export type CheckName = (typeof CHECKS)[number]

/** What did not agree, in short texts: numbers, or names of rows. */
export interface Fault {
  expected: string
  found: string
}

/** A check's result is journaled when it changes: what was on the board then can be shown again. */
export type CheckEvent = When & ({ type: 'check-failed'; check: CheckName } & Fault | { type: 'check-held'; check: CheckName })

export interface Failing extends Fault {
  check: CheckName
  since: number
}

/** Folds one result. What changes nothing gives back the very same map. */
export function reduceChecks(failing: ReadonlyMap<CheckName, Failing>, event: CheckEvent): ReadonlyMap<CheckName, Failing> {
  const known = failing.get(event.check)
  if (event.type === 'check-held') {
    if (!known || event.at < known.since) return failing
    const rest = new Map(failing)
    rest.delete(event.check)
    return rest
  }
  if (known && known.expected === event.expected && known.found === event.found) return failing
  return new Map(failing).set(event.check, {
    check: event.check, since: Math.min(known?.since ?? event.at, event.at), expected: event.expected, found: event.found,
  })
}
