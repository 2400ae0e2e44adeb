import { LENS_CLASSES, type LensClass, type LensFormula, type Treatment } from '../protocol/lens.ts'

/**
 * The definition lens: one day under each formula in common use, so that nobody compares what is not alike. Pure.
 *
 * A call that reached the open line is in exactly one class; a formula says of each class whether it counts as a success, as
 * a failure, or not at all. Sources, as their makers document them: Cisco ICM's three treatments of abandons (negative,
 * positive, ignored), Genesys Cloud's switches, Amazon Connect's "removed from the queue within X seconds".
 */
export type LensCounts = Record<LensClass, number>
export type Treats = Record<LensClass, Treatment>

/** What a formula does not name is left out. */
const treats = (met: LensClass[], missed: LensClass[]): Treats => {
  const all = {} as Treats
  for (const one of LENS_CLASSES) all[one] = met.includes(one) ? 'met' : missed.includes(one) ? 'missed' : 'out'
  return all
}

/**
 * With A answered and B abandoned (T: within T, s: within the short threshold) and C call-backs asked for in the queue.
 * The trade's reports know finished calls that reached a queue; ours also counts whoever was turned away or still waits.
 */
export const FORMULAS: Record<LensFormula, Treats> = {
  /** Variant 4: given up in time is neither, all else past the edge is a miss. */
  own: treats(['answered-in-time'], ['answered-late', 'abandoned-late', 'call-back-late', 'refused', 'waiting-late']),
  /** A_T ÷ (A + B + C) */
  offered: treats(['answered-in-time'], ['answered-late', 'abandoned-short', 'abandoned-in-time', 'abandoned-late', 'call-back-in-time', 'call-back-late']),
  /** Variant 3, A_T ÷ (A + B): Cisco's "negative", Genesys with no switch set. */
  'every-abandon': treats(['answered-in-time'], ['answered-late', 'abandoned-short', 'abandoned-in-time', 'abandoned-late']),
  /** A_T ÷ (A + B + C − B_s) */
  'without-short': treats(['answered-in-time'], ['answered-late', 'abandoned-in-time', 'abandoned-late', 'call-back-in-time', 'call-back-late']),
  /** A_T ÷ (A + B − B_s): Genesys with short abandons left out. */
  genesys: treats(['answered-in-time'], ['answered-late', 'abandoned-in-time', 'abandoned-late']),
  /** Variant 1, (A_T + B_T) ÷ (A + B): Cisco's "positive". */
  'abandons-met': treats(['answered-in-time', 'abandoned-short', 'abandoned-in-time'], ['answered-late', 'abandoned-late']),
  /** (A_T + B_T + C_T) ÷ (A + B + C): Amazon Connect, whoever left the queue within T for any reason. */
  connect: treats(['answered-in-time', 'abandoned-short', 'abandoned-in-time', 'call-back-in-time'], ['answered-late', 'abandoned-late', 'call-back-late']),
  /** Variant 2, A_T ÷ A */
  'answered-only': treats(['answered-in-time'], ['answered-late']),
}

/** @returns `rate` null where the formula has nothing to divide by */
export function readThrough(formula: Treats, counts: LensCounts): { met: number; of: number; rate: number | null } {
  let met = 0
  let of = 0
  for (const one of LENS_CLASSES) {
    if (formula[one] === 'out') continue
    of += counts[one]
    if (formula[one] === 'met') met += counts[one]
  }
  return { met, of, rate: of > 0 ? met / of : null }
}

export const nobody = (): LensCounts => Object.fromEntries(LENS_CLASSES.map((one) => [one, 0])) as LensCounts
