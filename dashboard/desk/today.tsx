import type { PromiseFigure } from '../../server/protocol/counts.ts'
import type { DeskView } from '../../server/protocol/desk.ts'
import { count, percent } from '../ui/figures.ts'
import { duration } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'

/** One's own day: for oneself, beside nobody else's. */
export function Today({ view }: { view: DeskView }) {
  const said = words.value.desk
  const { today, offers } = view
  return (
    <section class="panel today" aria-labelledby="today-heading">
      <h2 id="today-heading">{said.todayHeading}</h2>
      <dl class="own-figures">
        <div><dt>{said.answered}</dt><dd>{count(today.answered)}{words.value.promise.calls}</dd></div>
        <Figure label={said.keptT1} figure={today.t1} />
        {offers.transfers && <Figure label={said.keptT4} figure={today.t4} />}
        <div><dt>{said.meanTalk}</dt><dd>{today.meanTalkMs === null ? '—' : duration(today.meanTalkMs)}</dd></div>
      </dl>
    </section>
  )
}

function Figure({ label, figure }: { label: string; figure: PromiseFigure }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {figure.rate === null ? '—' : `${percent(figure.rate)}%`}{' '}
        <span class="out-of">{words.value.promise.outOf(count(figure.kept), count(figure.kept + figure.broken))}</span>
      </dd>
    </div>
  )
}
