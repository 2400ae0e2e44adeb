/** The promise T1: a person answers before the third bell begins. Made of the rings in which people answered. */
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { count } from '../ui/figures.ts'
import { words } from '../ui/words/language.ts'
import { DayChart } from './day-chart.tsx'
import { callPoints } from './day-points.ts'
import { Figure } from './opener.tsx'
import { Part, PromiseToday, Reading, Small } from './promise.tsx'
import { Waits } from './waits.tsx'

const RING_CLASSES = ['first', 'second', 'third', 'later'] as const
const RING_FIGURES = ['ring-1', 'ring-2', 'ring-3', 'ring-later'] as const

export function PromiseGauge({ view }: { view: WallboardView }) {
  const { t1, target, waits, intervals } = view
  const said = words.value.promise
  const answered = waits.byRing.reduce((sum, calls) => sum + calls, 0)
  const [first, second] = waits.byRing
  const rate = t1.strict.rate ?? 0
  return (
    <PromiseToday
      name="t1" heading={said.heading} figure={t1.strict} target={target}
      keptParts={first + second > 0 ? [(rate * first) / (first + second), (rate * second) / (first + second)] : [rate]}
      chart={<DayChart today={callPoints(intervals)} promise="t1" target={target} words={words.value.intervals} />}
      parts={
        <>
          {RING_CLASSES.map((ring, index) => {
            const calls = waits.byRing[index] ?? 0
            return <Part key={ring} kind={`ring-share ${ring}`} label={words.value.waits.rings[index]!} share={answered === 0 ? 0 : calls / answered}><Figure of={RING_FIGURES[index]!}>{count(calls)}</Figure></Part>
          })}
          <Waits waits={waits} />
        </>
      }
      beside={
        <>
          <Reading label={said.lenient} figure={t1.lenient} of="t1-lenient" />
          <Reading label={said.bell} figure={t1.bell} of="t1-bell" />
          <Small label={said.uncertain}><Figure of="t1-uncertain">{count(t1.uncertain)}</Figure></Small>
        </>
      }
    />
  )
}
