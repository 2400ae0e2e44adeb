import type { Outcome } from '../calls/state.ts'
import type { Figure } from '../protocol/figures.ts'
import type { Counted, Why } from '../protocol/opened.ts'
import type { Verdict } from './promises.ts'
import type { TransferRow } from './transfers.ts'

/**
 * Why a call, a transfer or a staff phone is in a number of the board or out of it. Pure, and the only place that says so:
 * an opened number lists its lines by these rules, and a test holds what they count against the sums of the day.
 */

export interface Place {
  counted: Counted
  why: Why
}

const counting = (why: Why): Place => ({ counted: 'numerator', why })
const against = (why: Why): Place => ({ counted: 'denominator', why })
const out = (why: Why): Place => ({ counted: 'out', why })

/** What of a call's line decides where it stands: many calls are alike, so the database can count them by it. */
export interface CallKind {
  outcome: Outcome
  /** As things stand now: the clock may have broken what no report has. */
  t1: Verdict
  lenient: Verdict
  certain: boolean
  /** In which it was answered or given up; null for others. Above 4 is 4. */
  ring: number | null
  /** The longest wait of the day's answered calls. */
  longest: boolean
}

export const CALL_FIGURES = [
  't1', 't1-lenient', 't1-uncertain', 'received', 'answered', 'abandoned', 'abandoned-short', 'out-of-hours', 'refused', 'in-progress',
  'mean-wait', 'longest-wait', 'ring-1', 'ring-2', 'ring-3', 'ring-later',
] as const satisfies Figure[]
export type CallFigure = (typeof CALL_FIGURES)[number]

export function placeCall(figure: CallFigure, call: CallKind): Place {
  switch (figure) {
    case 't1': return byPromise(call.t1, call.outcome)
    case 't1-lenient': return byPromise(call.lenient, call.outcome)
    case 't1-uncertain':
      if (call.t1 === 'running') return out('not-yet-decided')
      return call.certain ? out('certain') : counting('uncertain')
    case 'received': return counting(outcomeOf(call))
    case 'answered': case 'abandoned': case 'out-of-hours': case 'refused': case 'in-progress':
      return outcomeOf(call) === figure ? counting(figure) : out(outcomeOf(call))
    case 'abandoned-short':
      if (call.outcome !== 'abandoned') return out(outcomeOf(call))
      return call.t1 === 'void' ? counting('hung-up-in-time') : out('hung-up-late')
    case 'mean-wait': return call.outcome === 'answered' ? counting('answered') : out(outcomeOf(call))
    case 'longest-wait':
      if (call.outcome !== 'answered') return out(outcomeOf(call))
      return call.longest ? counting('longest') : out('shorter')
    default: {
      if (call.outcome !== 'answered' || call.ring === null) return out(outcomeOf(call))
      const ring = RINGS[Math.min(call.ring, RINGS.length) - 1]!
      return ring === figure ? counting(ring) : out(ring)
    }
  }
}

const RINGS = ['ring-1', 'ring-2', 'ring-3', 'ring-later'] as const

const outcomeOf = ({ outcome }: CallKind) => (outcome === 'open' ? 'in-progress' : outcome)

function byPromise(verdict: Verdict, outcome: Outcome): Place {
  if (verdict === 'running') return out('not-yet-decided')
  if (verdict === 'kept') return counting('answered-in-time')
  if (verdict === 'void') return out(outcome === 'out-of-hours' ? 'out-of-hours' : 'hung-up-in-time')
  if (outcome === 'answered') return against('answered-late')
  if (outcome === 'refused') return against('turned-away')
  return against(outcome === 'open' ? 'still-waiting-late' : 'hung-up-late')
}

/** The bell's view: one staff phone, from its first bell. */
export function placePhone(verdict: Verdict): Place {
  switch (verdict) {
    case 'kept': return counting('phone-in-time')
    case 'broken': return against('phone-too-long')
    case 'void': return out('phone-stopped-in-time')
    case 'running': return out('phone-ringing')
  }
}

export const TRANSFER_FIGURES = ['t4', 'lost-in-transfer', 'transfers-under-way'] as const satisfies Figure[]
export type TransferFigure = (typeof TRANSFER_FIGURES)[number]

/**
 * @param verdict as things stand now: the clock may have broken what no report has
 * @param underWay whether the board shows it as a race or a consult
 */
export function placeTransfer(figure: TransferFigure, { ending, answered_at }: Pick<TransferRow, 'ending' | 'answered_at'>, verdict: Verdict, underWay: boolean): Place {
  if (figure === 'lost-in-transfer') return ending === 'lost-in-transfer' ? counting('lost-in-transfer') : out('not-lost')
  if (figure === 'transfers-under-way') return underWay ? counting('under-way') : out('transfer-over')
  if (verdict === 'kept') return counting('colleague-in-time')
  if (verdict === 'broken') return against(answered_at === null ? 'nobody-in-time' : 'colleague-late')
  return out(verdict === 'void' ? 'over-in-time' : 'transfer-running')
}
