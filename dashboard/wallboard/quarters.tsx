/** Today as tables: what the charts show to the eye. Calls by quarter-hours, where every number opens; transfers by hours. */
import type { IntervalView, TransferInterval } from '../../server/protocol/counts.ts'
import type { Figure } from '../../server/protocol/figures.ts'
import { count, percent } from '../ui/figures.ts'
import { seoulMinute } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { transferPoints } from './day-points.ts'
import { Further } from './opener.tsx'
import { shareKept } from './standing.ts'

export function Quarters({ intervals }: { intervals: readonly IntervalView[] }) {
  const { intervals: said, day, opened } = words.value
  if (intervals.length === 0) return <p class="empty">{said.none}</p>
  const columns: { title: string; figure: Figure; of: (interval: IntervalView) => string }[] = [
    { title: said.rate, figure: 't1', of: ({ t1 }) => (shareKept(t1) === null ? '—' : `${percent(shareKept(t1))}% (${count(t1.kept)}/${count(t1.kept + t1.broken)})`) },
    { title: day.received, figure: 'received', of: ({ counts }) => count(counts.received) },
    { title: day.answered, figure: 'answered', of: ({ counts }) => count(counts.answered) },
    { title: day.abandoned, figure: 'abandoned', of: ({ counts }) => count(counts.abandoned) },
    { title: day.inProgress, figure: 'in-progress', of: ({ counts }) => count(counts.inProgress) },
  ]
  return (
    <table class="rows quarters">
      <thead>
        <tr><th scope="col">{said.time}</th>{columns.map(({ title }) => <th key={title} scope="col">{title}</th>)}</tr>
      </thead>
      <tbody>
        {[...intervals].reverse().map((interval) => (
          <tr key={interval.start}>
            <th scope="row">{seoulMinute(interval.start)}</th>
            {columns.map(({ title, figure, of }) => (
              <td key={title}>
                <Further what={{ kind: 'figure', figure, interval: interval.start }} from={`${interval.start} ${figure}`} label={`${opened.quarters.of(seoulMinute(interval.start), title)} ${of(interval)}`}>{of(interval)}</Further>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Hours({ intervals }: { intervals: readonly TransferInterval[] }) {
  const { intervals: said, promise, transfers } = words.value
  const hours = transferPoints(intervals)
  if (hours.length === 0) return <p class="empty">{transfers.intervals.none}</p>
  return (
    <table class="rows quarters">
      <thead>
        <tr>{[said.time, said.rate, transfers.intervals.under, promise.kept, promise.broken].map((title) => <th key={title} scope="col">{title}</th>)}</tr>
      </thead>
      <tbody>
        {[...hours].reverse().map(({ start, volume, kept, broken }) => (
          <tr key={start}>
            <th scope="row">{seoulMinute(start)}</th>
            <td>{kept + broken === 0 ? '—' : `${percent(shareKept({ kept, broken }))}% (${count(kept)}/${count(kept + broken)})`}</td>
            {[volume, kept, broken].map((n, index) => <td key={index}>{count(n)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
