/** Today as tables: what the charts show to the eye. Calls by quarter-hours, transfers by hours; every number opens. */
import type { IntervalView, TransferInterval } from '../../server/protocol/counts.ts'
import type { Figure } from '../../server/protocol/figures.ts'
import type { Counted } from '../../server/protocol/opened.ts'
import { count, percent } from '../ui/figures.ts'
import { seoulMinute } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { transferPoints } from './day-points.ts'
import { Further } from './opener.tsx'
import { shareKept } from './standing.ts'

interface Cell {
  title: string
  figure: Figure
  counted?: Counted
  /** As it is printed. */
  value: string
}

const share = (promise: { kept: number; broken: number }) =>
  (shareKept(promise) === null ? '—' : `${percent(shareKept(promise))}% (${count(promise.kept)}/${count(promise.kept + promise.broken)})`)

export function Quarters({ intervals }: { intervals: readonly IntervalView[] }) {
  const { intervals: said, day } = words.value
  return <Intervals none={said.none} rows={intervals.map(({ start, counts, t1 }) => ({
    start, cells: [
      { title: said.rate, figure: 't1', value: share(t1) },
      { title: day.received, figure: 'received', value: count(counts.received) },
      { title: day.answered, figure: 'answered', value: count(counts.answered) },
      { title: day.abandoned, figure: 'abandoned', value: count(counts.abandoned) },
      { title: day.inProgress, figure: 'in-progress', value: count(counts.inProgress) },
    ],
  }))} />
}

export function Hours({ intervals }: { intervals: readonly TransferInterval[] }) {
  const { intervals: said, promise, transfers } = words.value
  return <Intervals none={transfers.intervals.none} rows={transferPoints(intervals).map(({ start, volume, kept, broken }) => ({
    start, cells: [
      { title: said.rate, figure: 't4', value: share({ kept, broken }) },
      { title: transfers.intervals.more()[0]!, figure: 't4', value: count(volume) },
      { title: promise.kept, figure: 't4', counted: 'numerator', value: count(kept) },
      { title: promise.broken, figure: 't4', counted: 'denominator', value: count(broken) },
    ],
  }))} />
}

/** The newest first. */
function Intervals({ rows, none }: { rows: readonly { start: number; cells: readonly Cell[] }[]; none: string }) {
  const { intervals: said, opened } = words.value
  if (rows.length === 0) return <p class="empty">{none}</p>
  return (
    <table class="rows quarters">
      <thead>
        <tr><th scope="col">{said.time}</th>{rows[0]!.cells.map(({ title }) => <th key={title} scope="col">{title}</th>)}</tr>
      </thead>
      <tbody>
        {[...rows].reverse().map(({ start, cells }) => (
          <tr key={start}>
            <th scope="row">{seoulMinute(start)}</th>
            {cells.map(({ title, figure, counted, value }) => (
              <td key={title}>
                <Further what={{ kind: 'figure', figure, interval: start, ...(counted && { counted }) }} from={`${start} ${title}`} label={`${opened.quarters.of(seoulMinute(start), title)} ${value}`}>{value}</Further>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
