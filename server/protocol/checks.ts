/** What the service found when it checked itself: the server tells the wallboard, whose foot shows it. */
import type { Moment } from './moment.ts'

/** What the service checks of itself once a minute; the same closed list as in `standards/checks.ts`. */
export const CHECKS = [
  'day-adds-up', 'intervals-add-up', 'open-calls-in-sums', 'nothing-below-zero', 'calls-in-sums', 'verdicts-in-sums', 'waits-in-sums',
  'transfers-of-calls', 'running-on-disk', 'agents-on-disk', 'call-backs-on-disk', 'journal-taken-in', 'journal-chained', 'sample-recomputed',
  'one-talk-each', 'nobody-forgotten', 'commands-in-time', 'writes-succeed', 'twilio-agrees',
] as const
export type CheckName = (typeof CHECKS)[number]

/** The newest self-check, and how our calls compared with Twilio's own list when it was last asked. */
export interface ChecksView {
  asOf: Moment
  held: number
  total: number
  failed: { check: CheckName; since: Moment; expected: string; found: string }[]
  /** Null until Twilio was asked for the first time; `reached` is false when the last try failed and the older answer stands. */
  twilio: {
    askedAt: Moment
    reached: boolean
    compared: number
    /** `unknown-here`: its webhooks never reached us. `over-there`: ended at Twilio, running here. `leg`: the end of its name. */
    differences: { kind: 'unknown-here' | 'over-there'; since: Moment; leg: string }[]
  } | null
}
