/** The board in two sentences, for whoever asks: what a stream of ticks would never let anybody hear. Pure. */
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { count, percent, targetPercent } from '../ui/figures.ts'
import type { Words } from '../ui/words/ko.ts'
import { readiness } from './agent-order.ts'
import { standing } from './standing.ts'

export function summaryOf(view: WallboardView, words: Words, now: number): string {
  const said = words.summary
  const promise = (name: string, figure: { rate: number | null }) =>
    said.promise(name, percent(figure.rate), standing(figure, view.target), targetPercent(view.target))
  const first = Math.min(...[...view.ringing, ...view.waiting].map(({ arrivedAt }) => arrivedAt))
  return [
    said.promises(promise(words.promise.heading, view.t1.strict), promise(words.transfers.heading, view.t4.all)),
    said.now({
      ringing: count(view.ringing.length),
      waiting: count(view.waiting.length),
      longest: Number.isFinite(first) ? Math.max(0, Math.floor((now - first) / 1000)) : null,
      transfers: count(view.transfers.length),
      reachable: count(readiness(view.agents).reachable),
    }),
  ].join(' ')
}
