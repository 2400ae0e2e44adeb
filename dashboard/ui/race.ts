/** A transfer's race against its thirty seconds, as the desk and the wallboard draw it. Pure. */
import type { TransferView } from '../../server/protocol/transfers.ts'

export const PROMISE_MS = 30_000
/** From here on the next best person is offered. */
export const OFFER_NEXT_MS = 20_000

export const SHARES = ['find', 'ring', 'consult', 'join'] as const
export type Share = (typeof SHARES)[number]

/** How much of the thirty seconds each leg has taken, 0…1 of the whole; what runs past the end is cut. */
export function sharesOf({ shares }: Pick<TransferView, 'shares'>): { share: Share; ms: number; width: number }[] {
  let used = 0
  return SHARES.flatMap((share) => {
    const ms = shares[share]
    if (ms === null || ms <= 0) return []
    const width = Math.max(0, Math.min(1 - used, ms / PROMISE_MS))
    used += width
    return [{ share, ms, width }]
  })
}

/** The legs so far with the one that runs now, which the server cannot know the end of: what the clock shows beyond the others. */
export function legsAt(race: Pick<TransferView, 'shares' | 'askedAt' | 'end'>, now: number): { share: Share; ms: number; width: number; running: boolean }[] {
  const next = race.end === null ? SHARES.find((share) => race.shares[share] === null) : undefined
  const used = SHARES.reduce((sum, share) => sum + (race.shares[share] ?? 0), 0)
  const shares = next === undefined ? race.shares : { ...race.shares, [next]: Math.max(0, now - race.askedAt - used) }
  return sharesOf({ shares }).map((leg) => ({ ...leg, running: leg.share === next }))
}

/** How long the promise's clock has run, ms: until somebody answered, or until now. */
export function raceMs({ verdict, askedAt, shares: { find, ring } }: Pick<TransferView, 'verdict' | 'askedAt' | 'shares'>, now: number): number {
  return verdict !== 'running' && find !== null && ring !== null ? find + ring : Math.max(0, now - askedAt)
}

/** Seconds left, shown as people count down: 30 at the beginning, 1 in the last second, 0 when it is over. */
export function secondsLeft({ askedAt }: Pick<TransferView, 'askedAt'>, now: number): number {
  return Math.max(0, Math.ceil((PROMISE_MS - Math.max(0, now - askedAt)) / 1000))
}

export type RaceStand = 'running' | 'hurry' | 'kept' | 'broken' | 'void'

export function standOf({ verdict, askedAt }: Pick<TransferView, 'verdict' | 'askedAt'>, now: number): RaceStand {
  if (verdict === 'kept' || verdict === 'void') return verdict
  if (verdict === 'broken' || now - askedAt >= PROMISE_MS) return 'broken'
  return now - askedAt >= OFFER_NEXT_MS ? 'hurry' : 'running'
}

/** The thirty seconds are over, or nobody came: now the caller can be promised a call instead. Whoever took the call back is asked nothing. */
export const isFailing = ({ stage, end }: Pick<TransferView, 'stage' | 'end'>, stand: RaceStand): boolean =>
  end !== 'completed' && end !== 'withdrawn' && (stage === 'ended' || (stand === 'broken' && stage !== 'consulting' && stage !== 'joined'))
