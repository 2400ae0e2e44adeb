/** A number of the board in a line of text, and the same read off the newest picture. Pure. */
import type { FigureKey, FigureUnit } from '../../server/protocol/figures.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { count, percent } from '../ui/figures.ts'
import { MINUTE, duration, tenths } from '../ui/moments.ts'

/** `94.8%`, `1,204`, `4.5초`, `2:31`; `—` where there is nothing to say. */
export function printed(value: number | null, unit: FigureUnit, seconds: string): string {
  if (value === null) return '—'
  switch (unit) {
    case 'ratio': return `${percent(value)}%`
    case 'count': return count(value)
    case 'ms': return length(value, seconds)
  }
}

/** Below a minute the tenths matter: the promise is six seconds long. */
export function length(ms: number, seconds: string): string {
  return ms >= MINUTE ? duration(ms) : `${tenths(ms)}${seconds}`
}

/**
 * What a day's number is in a picture that came since: so that whoever reads an opened one learns that it has moved on.
 * `undefined` for one that runs with the clock, or that is not in the picture.
 */
export function inPicture(view: WallboardView, figure: FigureKey): number | null | undefined {
  if (figure.startsWith('t4/')) return view.t4.byDepartment.find(({ department }) => department === figure.slice(3))?.figure.rate ?? null
  const { counts, waits } = view
  const read: Partial<Record<FigureKey, number | null>> = {
    t1: view.t1.strict.rate, 't1-lenient': view.t1.lenient.rate, 't1-bell': view.t1.bell.rate, 't1-uncertain': view.t1.uncertain, t4: view.t4.all.rate,
    'lost-in-transfer': view.t4.lostInTransfer, received: counts.received, answered: counts.answered, abandoned: counts.abandoned, 'abandoned-short': counts.abandonedShort,
    'out-of-hours': counts.outOfHours, refused: counts.refused, 'in-progress': counts.inProgress, ringing: view.ringing.length, waiting: view.waiting.length,
    'mean-wait': waits.meanMs, 'longest-wait': waits.longestMs, 'ring-1': waits.byRing[0], 'ring-2': waits.byRing[1], 'ring-3': waits.byRing[2], 'ring-later': waits.byRing[3],
    'call-backs': view.callBacks.open, 'call-backs-overdue': view.callBacks.overdue, 'transfers-under-way': view.transfers.length,
  }
  return read[figure]
}
