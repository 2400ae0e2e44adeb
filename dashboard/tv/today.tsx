/** The second page: the day so far, for people who have a moment. */
import type { WallboardView } from '../../server/live/protocol.ts'
import { count, percent } from '../ui/figures.ts'
import { language, words } from '../ui/words/language.ts'
import { DayEquation } from '../wallboard/day-equation.tsx'
import { IntervalsChart } from '../wallboard/intervals-chart.tsx'
import { Panel } from '../wallboard/panel.tsx'
import { PromiseGauge } from '../wallboard/promise-gauge.tsx'
import { standing } from '../wallboard/standing.ts'
import { Waits } from '../wallboard/waits.tsx'

export function Today({ view }: { view: WallboardView }) {
  return (
    <main class="floor today-floor">
      <PromiseGauge t1={view.t1} target={view.target} />
      <IntervalsChart intervals={view.intervals} target={view.target} />
      <Waits waits={view.waits} />
      <Departments t4={view.t4} target={view.target} />
      <DayEquation counts={view.counts} conserved={view.conserved} />
    </main>
  )
}

/** Promise T4 by department, in all first. */
function Departments({ t4, target }: { t4: WallboardView['t4']; target: number }) {
  const { transfers: said, promise } = words.value
  const rows = t4.byDepartment.filter(({ figure }) => figure.rate !== null)
  return (
    <Panel name="departments" heading={said.heading} aside={t4.all.rate === null ? null : <strong>{percent(t4.all.rate)}%</strong>}>
      {rows.length === 0 ? <p class="empty">{said.none}</p> : (
        <ul class="race-list roomy">
          {rows.map(({ department, name, figure }) => (
            <li key={department} class={`race department ${standing(figure, target)}`}>
              <span class="to">{name[language.value]}</span>
              <span class="out-of">{promise.outOf(count(figure.kept), count(figure.kept + figure.broken))}</span>
              <span class="left">{percent(figure.rate)}{figure.rate !== null && '%'}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
