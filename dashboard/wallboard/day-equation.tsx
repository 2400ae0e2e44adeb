/** Today's calls as the equation they must satisfy: received = answered + abandoned + out of hours + refused + in progress. */
import { Fragment } from 'preact'
import type { ComponentChildren } from 'preact'
import type { CallCounts } from '../../server/protocol/counts.ts'
import type { Figure as FigureName } from '../../server/protocol/figures.ts'
import { count } from '../ui/figures.ts'
import { words } from '../ui/words/language.ts'
import { conservation, sumOf } from './conservation.ts'
import { Figure } from './opener.tsx'

type CountFigure = Extract<FigureName, 'received' | 'answered' | 'abandoned' | 'out-of-hours' | 'refused' | 'in-progress'>

export function DayEquation({ counts, conserved }: { counts: CallCounts; conserved: boolean }) {
  const said = words.value.day
  const terms = [
    { key: 'answered' as const, label: said.answered, value: counts.answered },
    { key: 'abandoned' as const, label: said.abandoned, value: counts.abandoned, note: <Figure of="abandoned-short">{said.abandonedShort(count(counts.abandonedShort))}</Figure> },
    { key: 'out-of-hours' as const, label: said.outOfHours, value: counts.outOfHours },
    { key: 'refused' as const, label: said.refused, value: counts.refused },
    { key: 'in-progress' as const, label: said.inProgress, value: counts.inProgress },
  ]
  const holds = conservation(counts, conserved)
  return (
    <section class={`day ${holds}`} aria-labelledby="day-heading">
      <h2 id="day-heading" class="hidden">{said.heading}</h2>
      <dl class="equation">
        <Term label={said.received} value={counts.received} kind="received" />
        {terms.map(({ key, label, value, note }, index) => (
          <Fragment key={key}>
            <div class="sign" aria-hidden="true"><dt class="hidden" /><dd>{index === 0 ? '=' : '+'}</dd></div>
            <Term label={label} value={value} kind={key} note={note} />
          </Fragment>
        ))}
      </dl>
      <p class="law">
        {holds === 'holds'
          ? <>{said.conserved} <strong><span aria-hidden="true">✓</span> {said.calls(count(counts.received))}</strong></>
          : <strong class="mismatch" role="alert">
              <span aria-hidden="true">✕ </span>{said.mismatch}{' '}
              <span class="mismatch-detail">
                {holds === 'day-differs' ? said.mismatchDay(count(counts.received), count(sumOf(counts))) : said.mismatchInterval}
              </span>
            </strong>}
      </p>
    </section>
  )
}

function Term({ label, value, kind, note }: { label: string; value: number; kind: CountFigure; note?: ComponentChildren }) {
  return (
    <div class={`term ${kind}`}>
      <dt>{label}</dt>
      <dd><Figure of={kind}>{count(value)}</Figure>{note !== undefined && <span class="note"> {note}</span>}</dd>
    </div>
  )
}
