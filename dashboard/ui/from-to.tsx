import { wholePercent } from './figures.ts'
import { words } from './words/language.ts'

/** A share before and after: `94% → 89%`, with a word in place of the arrow for the ear. */
export function FromTo({ from, to }: { from: number; to: number }) {
  return (
    <span class="from-to">
      <strong>{wholePercent(from)}%</strong>
      <span aria-hidden="true"> → </span><span class="hidden">{words.value.forecast.to} </span>
      <strong>{wholePercent(to)}%</strong>
    </span>
  )
}
