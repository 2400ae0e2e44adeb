/** The second page: the day so far, for people who have a moment. */
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { count, percent } from '../ui/figures.ts'
import { language, words } from '../ui/words/language.ts'
import { Column } from '../wallboard/column.tsx'
import { DayEquation } from '../wallboard/day-equation.tsx'
import { PromiseGauge } from '../wallboard/promise-gauge.tsx'
import { PromiseTransfers } from '../wallboard/promise-transfers.tsx'
import { hasFigure } from '../wallboard/departments.ts'
import { Rows } from '../wallboard/rows.tsx'
import { STANDING_MARKS, standing } from '../wallboard/standing.ts'

export function Today({ view }: { view: WallboardView }) {
  return (
    <main class="floor today-floor">
      <div class="promises">
        <PromiseGauge view={view} />
        <PromiseTransfers view={view} />
      </div>
      <Departments t4={view.t4} target={view.target} />
      <DayEquation counts={view.counts} conserved={view.conserved} />
    </main>
  )
}

/** Promise T4 by department. */
function Departments({ t4, target }: { t4: WallboardView['t4']; target: number }) {
  const { transfers: said, promise, wallboard } = words.value
  return (
    <Column name="departments" heading={said.byDepartment}>
      <Rows kind="waiting" list="department-list" items={t4.byDepartment.filter(hasFigure)} none={said.none} more={wallboard.moreCalls}
        row={({ department, name, figure, nobodyFree }) => {
          const stands = standing(figure, target)
          return (
            <li key={department} class={`department ${stands}`}>
              <span class="to">{name[language.value]}</span>
              <span class="out-of">
                {nobodyFree > 0 && <strong class="late">✕&nbsp;{said.nobodyFree}&nbsp;{count(nobodyFree)}</strong>}
                {nobodyFree > 0 && figure.rate !== null && ' · '}
                {figure.rate !== null && promise.outOf(count(figure.kept), count(figure.kept + figure.broken))}
              </span>
              <span class="rate-of">{stands === 'met' ? '' : `${STANDING_MARKS[stands]} `}{percent(figure.rate)}{figure.rate !== null && '%'}</span>
            </li>
          )
        }} />
    </Column>
  )
}
