/** The definition lens: a supervisor sees the day under our own definition and under formulas of the trade. */
import type { Moment } from './moment.ts'

/** A definition of what is promised. Calls are judged by the one under which they arrived. */
export interface DefinitionView {
  version: number
  from: Moment
  /** Null while it holds. */
  until: Moment | null
  t1: { strictRings: number; lenientRings: number; strictMs: number; lenientMs: number }
  t4Ms: number
  shortMs: number
  serviceLevelMs: number
}

/** What became of a call that reached the open line, against an edge of T ms: each call is in exactly one. */
export const LENS_CLASSES = [
  'answered-in-time', 'answered-late', 'abandoned-short', 'abandoned-in-time', 'abandoned-late', 'call-back-in-time', 'call-back-late',
  'refused', 'waiting-late', 'waiting',
] as const
export type LensClass = (typeof LENS_CLASSES)[number]
/** Formulas of the trade name them, and this desk has none: nobody who waits is offered to be called back. */
export const LENS_NOT_HERE = ['call-back-in-time', 'call-back-late'] as const
export type LensClassHere = Exclude<LensClass, (typeof LENS_NOT_HERE)[number]>
/** How a formula treats it: as a success, as a failure, or not at all. */
export const TREATMENTS = ['met', 'missed', 'out'] as const
export type Treatment = (typeof TREATMENTS)[number]

/** `own` is the promise's; the others are the trade's. */
export const LENS_FORMULAS = ['own', 'offered', 'every-abandon', 'without-short', 'genesys', 'abandons-met', 'connect', 'answered-only'] as const
export type LensFormula = (typeof LENS_FORMULAS)[number]

export interface LensView {
  seq: number
  asOf: Moment
  day: string
  definition: DefinitionView
  /** The same day against the promise's own edge, then against the trade's seconds. */
  edges: {
    edge: 'promise' | 'seconds'
    withinMs: number
    counts: Record<LensClass, number>
    readings: { formula: LensFormula; met: number; of: number; rate: number | null; treats: Record<LensClass, Treatment> }[]
  }[]
}
