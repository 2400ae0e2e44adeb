import type { Moment } from './clock.ts'

/**
 * The ring promise, judged a second time from what the caller heard. Ring n begins (n − 1) × cadence after the arrival;
 * the promise is that a person answers before ring 3 would begin.
 */
export interface Verdict {
  t1: 'kept' | 'broken' | 'void' | 'running'
  /** rings begun before a person answered, the caller gave up, or now; null when the call never arrived */
  rings: number | null
  waitedMs: number | null
}

/** From the agent's request to the moment the person in charge answers. */
export interface TransferVerdict {
  askedAt: Moment
  answeredAt: Moment | null
  withdrawnAt: Moment | null
  t4: 'kept' | 'broken' | 'void' | 'running'
}

const TRANSFER_MS = 30_000

/** @param gaveUpAt the caller hung up */
export function transferVerdict(
  transfer: Omit<TransferVerdict, 't4'>, gaveUpAt: Moment | null, now: Moment,
): TransferVerdict {
  const { askedAt, answeredAt, withdrawnAt } = transfer
  const late = askedAt + TRANSFER_MS
  if (answeredAt !== null) return { ...transfer, t4: answeredAt <= late ? 'kept' : 'broken' }
  if ([gaveUpAt, withdrawnAt].some((moment) => moment !== null && moment < late)) return { ...transfer, t4: 'void' }
  return { ...transfer, t4: now > late ? 'broken' : 'running' }
}

interface Facts { arrivedAt: Moment | null; answeredAt: Moment | null; endedAt: Moment | null; endedBy: string | null }

export function verdictOf(facts: Facts, cadenceMs: number, now: Moment, open: boolean): Verdict {
  const { arrivedAt, answeredAt, endedAt, endedBy } = facts
  if (arrivedAt === null) return { t1: 'void', rings: null, waitedMs: null }
  const third = arrivedAt + 2 * cadenceMs
  const until = answeredAt ?? endedAt ?? now
  const waited = { rings: Math.floor(Math.max(0, until - arrivedAt) / cadenceMs) + 1, waitedMs: until - arrivedAt }
  if (!open) return { t1: 'void', ...waited }
  if (answeredAt !== null && answeredAt < third) return { t1: 'kept', ...waited }
  if (answeredAt === null && endedAt !== null && endedAt < third && endedBy === 'caller') return { t1: 'void', ...waited }
  // A call the server itself ended early, on an open line, was not answered.
  if (until >= third || endedAt !== null) return { t1: 'broken', ...waited }
  return { t1: 'running', ...waited }
}
