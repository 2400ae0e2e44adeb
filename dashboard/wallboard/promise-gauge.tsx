/** The promise T1 today: one big figure, always with the two numbers it is made of. */
import type { PromiseFigure, WallboardView } from '../../server/live/protocol.ts'
import { count, interval, percent, targetPercent } from '../ui/figures.ts'
import { words } from '../ui/words/language.ts'
import { Panel } from './panel.tsx'
import { standing } from './standing.ts'

export function PromiseGauge({ t1, target }: { t1: WallboardView['t1']; target: number }) {
  const said = words.value.promise
  const { strict, lenient, bell } = t1
  const stands = standing(strict, target)
  return (
    <Panel name="promise" heading={said.heading} aside={said.today}>
      <p class={`rate ${stands}`}>
        <span class="digits">{percent(strict.rate)}</span>
        {strict.rate !== null && <span class="percent-sign">%</span>}
      </p>
      <Bar rate={strict.rate} target={target} stands={stands} />
      <div class="under-bar">
        <p class={`against-target ${stands}`}>
          {stands === 'undecided' && said.nothingDecided}
          {stands === 'met' && <><span aria-hidden="true">✓ </span>{said.met}</>}
          {stands === 'below' && <><span aria-hidden="true">▲ </span>{said.below}</>}
        </p>
        <p class="target-label" style={{ marginRight: `${(1 - target) * 100}%` }}>{said.target(targetPercent(target))}</p>
      </div>
      <p class="two-numbers">
        <Number label={said.kept} value={strict.kept} unit={said.calls} />
        <Number label={said.broken} value={strict.broken} unit={said.calls} />
      </p>
      <dl class="beside">
        <dt>{said.interval}</dt><dd>{strict.interval === null ? '—' : `${interval(strict.interval)}%`}</dd>
        <Beside label={said.lenient} figure={lenient} />
        <Beside label={said.bell} figure={bell} />
        <div class="outside">
          <Small label={said.void} value={strict.void} />
          <Small label={said.running} value={strict.running} />
          <Small label={said.uncertain} value={t1.uncertain} />
        </div>
      </dl>
    </Panel>
  )
}

function Bar({ rate, target, stands }: { rate: number | null; target: number; stands: string }) {
  return (
    <div class="bar" aria-hidden="true">
      <div class="bar-track"><div class={`bar-fill ${stands}`} style={{ width: `${(rate ?? 0) * 100}%` }} /></div>
      <div class="bar-target" style={{ left: `${target * 100}%` }} />
    </div>
  )
}

function Number({ label, value, unit }: { label: string; value: number; unit: string }) {
  return <span class="number">{label} <strong>{count(value)}</strong>{unit}</span>
}

/** A second reading, beside the promise and never instead of it. */
function Beside({ label, figure }: { label: string; figure: PromiseFigure }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span class="out-of">{words.value.promise.outOf(count(figure.kept), count(figure.kept + figure.broken))}</span>{' '}
        {figure.rate === null ? '—' : `${percent(figure.rate)}%`}
      </dd>
    </>
  )
}

function Small({ label, value }: { label: string; value: number }) {
  return <><dt>{label}</dt><dd>{count(value)}</dd></>
}
