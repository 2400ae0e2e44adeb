/** Today's calls as the equation they must satisfy: received = answered + abandoned + out of hours + refused + in progress. */
import { Fragment } from 'preact'
import type { CallCounts } from '../../server/live/protocol.ts'
import { count } from '../ui/figures.ts'
import { words } from '../ui/words/language.ts'
import { conservation, sumOf } from './conservation.ts'

export function DayEquation({ counts, conserved }: { counts: CallCounts; conserved: boolean }) {
  const said = words.value.day
  const terms = [
    { key: 'answered', label: said.answered, value: counts.answered },
    { key: 'abandoned', label: said.abandoned, value: counts.abandoned, note: said.abandonedShort(count(counts.abandonedShort)) },
    { key: 'out-of-hours', label: said.outOfHours, value: counts.outOfHours },
    { key: 'refused', label: said.refused, value: counts.refused },
    { key: 'in-progress', label: said.inProgress, value: counts.inProgress },
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

function Term({ label, value, kind, note }: { label: string; value: number; kind: string; note?: string | undefined }) {
  return (
    <div class={`term ${kind}`}>
      <dt>{label}</dt>
      <dd>{count(value)}{note !== undefined && <span class="note"> {note}</span>}</dd>
    </div>
  )
}
