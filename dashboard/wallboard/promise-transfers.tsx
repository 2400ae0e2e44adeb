/** The promise T4: the person in charge answers within thirty seconds of the request. Made of the departments that were asked for. */
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { count, percent } from '../ui/figures.ts'
import { language, words } from '../ui/words/language.ts'
import { DayChart } from './day-chart.tsx'
import { transferPoints } from './day-points.ts'
import { placed } from './departments.ts'
import { Figure, Opener } from './opener.tsx'
import { Part, PromiseToday, Small } from './promise.tsx'
import { standing } from './standing.ts'

export function PromiseTransfers({ view }: { view: WallboardView }) {
  const { t4, target, callBacks } = view
  const { transfers: said, intervals } = words.value
  const { shown, more } = placed(t4.byDepartment, target)
  return (
    <PromiseToday
      name="t4" heading={said.heading} figure={t4.all} target={target}
      chart={<DayChart today={transferPoints(t4.intervals)} promise="t4" target={target} words={{ ...intervals, ...said.intervals }} />}
      parts={
        <>
          {shown.map(({ department, name, figure, nobodyFree }) => (
            <Part key={department} kind={`department ${standing(figure, target)}`} label={name[language.value]} share={figure.rate} of={figure}>
              <Figure of={`t4/${department}`}>
                {figure.rate === null ? <span class="late">✕ {said.nobodyFree} {count(nobodyFree)}</span> : `${percent(figure.rate)}%`}
              </Figure>
            </Part>
          ))}
          {more > 0 && <Part kind="more-departments" label={said.others} share={null}>{said.departments(count(more))}</Part>}
          <Part kind="lost" label={said.lost} share={null}>
            <Figure of="lost-in-transfer">{t4.lostInTransfer > 0 ? <span class="late"><span aria-hidden="true">✕ </span>{count(t4.lostInTransfer)}</span> : '0'}</Figure>
          </Part>
          <Part kind="owed" label={said.callBacks} share={null}>
            <Opener what={{ kind: 'call-backs' }}>
              {count(callBacks.open)}{callBacks.overdue > 0 && <span class="late overdue"> ✕ {said.overdue(count(callBacks.overdue))}</span>}
            </Opener>
          </Part>
        </>
      }
      beside={<Small label={said.nobodyFree}><Figure of="t4" counted="out">{count(t4.nobodyFree)}</Figure></Small>}
    />
  )
}
