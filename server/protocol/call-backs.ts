/** Callers who are owed a call: the server tells wallboard and desks, and an agent chooses by when one is promised. */
import type { Moment } from './moment.ts'

/** A caller who was promised to be called back. */
export interface CallBackView {
  callBack: string
  call: string
  /** Masked. */
  caller: string
  reason: 'lost-in-transfer' | 'booked' | 'abandoned'
  madeAt: Moment
  promisedFor: Moment
  owner: string | null
  state: 'open' | 'dialling' | 'done'
}

/** By when a caller can be promised a call: what an agent chooses from. */
export const CALL_BACK_TIMES = ['half-hour', 'hour', 'three-hours', 'next-morning'] as const
export type CallBackTime = (typeof CALL_BACK_TIMES)[number]
