import { WATCHED_BESIDES, type Watched } from '../protocol/alerts.ts'
import type { PromiseFigure } from '../protocol/counts.ts'
import { FIGURES, type FigureKey, type FigureUnit } from '../protocol/figures.ts'
import type { WallboardView } from '../protocol/wallboard.ts'

/**
 * Reads a figure off a picture: the one place that says what each name means, for alerts, opened numbers, metrics and tests.
 * Pure. A share is 0…1, a length of time in ms; null where there is nothing to say ("—").
 */
export function readFigure(view: WallboardView, figure: FigureKey): number | null {
  if (figure.startsWith('t4/')) return view.t4.byDepartment.find(({ department }) => department === figure.slice(3))?.figure.rate ?? null
  const { counts, waits, agents, callBacks } = view
  switch (figure) {
    case 't1': return view.t1.strict.rate
    case 't1-lenient': return view.t1.lenient.rate
    case 't1-bell': return view.t1.bell.rate
    case 't1-uncertain': return view.t1.uncertain
    case 't4': return view.t4.all.rate
    case 'lost-in-transfer': return view.t4.lostInTransfer
    case 'received': return counts.received
    case 'answered': return counts.answered
    case 'abandoned': return counts.abandoned
    case 'abandoned-short': return counts.abandonedShort
    case 'out-of-hours': return counts.outOfHours
    case 'refused': return counts.refused
    case 'in-progress': return counts.inProgress
    case 'ringing': return view.ringing.length
    case 'waiting': return view.waiting.length
    case 'longest-waiting': {
      const first = Math.min(...[...view.ringing, ...view.waiting].map(({ arrivedAt }) => arrivedAt))
      return Number.isFinite(first) ? Math.max(0, view.asOf - first) : null
    }
    case 'mean-wait': return waits.meanMs
    case 'longest-wait': return waits.longestMs
    case 'ring-1': return waits.byRing[0]
    case 'ring-2': return waits.byRing[1]
    case 'ring-3': return waits.byRing[2]
    case 'ring-later': return waits.byRing[3]
    case 'call-backs': return callBacks.open
    case 'call-backs-overdue': return callBacks.overdue
    // Whoever said "ready", and of those whom a call would reach: the same two numbers as on the board.
    case 'agents-declared': return agents.filter(({ state }) => state === 'ready' || state === 'unreachable').length
    case 'agents-reachable': return agents.filter(({ state }) => state === 'ready').length
    case 'agents-talking': return agents.filter(({ state }) => state === 'talking').length
    case 'transfers-under-way': return view.transfers.length
    default: return null
  }
}

const RATIOS: ReadonlySet<string> = new Set(['t1', 't1-lenient', 't1-bell', 't4'])
const TIMES: ReadonlySet<string> = new Set(['longest-waiting', 'mean-wait', 'longest-wait'])

export const unitOf = (figure: Watched): FigureUnit => (RATIOS.has(figure) || figure.startsWith('t4/') ? 'ratio' : TIMES.has(figure) ? 'ms' : 'count')

/** Whether this names a figure, perhaps of one of these departments. */
export const isFigure = (name: string, departments: readonly string[]): name is FigureKey =>
  (FIGURES as readonly string[]).includes(name) || (name.startsWith('t4/') && [...departments, 'outside'].includes(name.slice(3)))

/** The promises a share is made from; null for a figure that is no share. */
export function promiseOf(view: WallboardView, figure: Watched): PromiseFigure | null {
  switch (figure) {
    case 't1': return view.t1.strict
    case 't1-lenient': return view.t1.lenient
    case 't1-bell': return view.t1.bell
    case 't4': return view.t4.all
    default: return view.t4.byDepartment.find(({ department }) => figure === `t4/${department}`)?.figure ?? null
  }
}

/** Whatever a rule can watch, read off a picture like {@link readFigure}. */
export function readWatched(view: WallboardView, figure: Watched): number | null {
  switch (figure) {
    // Whoever is at work, free or not: when everybody talks, the line is busy and not forsaken.
    case 'agents-taking-calls': return view.agents.filter(({ state }) => ['ready', 'ringing', 'talking', 'wrap-up'].includes(state)).length
    case 'sums-differ': return view.conserved ? 0 : 1
    case 'checks-failing': return view.failing.length
    default: return readFigure(view, figure)
  }
}

/** Whether a rule can watch this. */
export const isWatched = (name: string, departments: readonly string[]): name is Watched =>
  (WATCHED_BESIDES as readonly string[]).includes(name) || isFigure(name, departments)
