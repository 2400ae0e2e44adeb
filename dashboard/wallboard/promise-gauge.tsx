/** The promise T1 today: one big figure, always with the two numbers it is made of. */
import type { ComponentChildren } from 'preact'
import type { Counted, FigureKey, PromiseFigure, WallboardView } from '../../server/live/protocol.ts'
import { count, interval, percent, targetPercent } from '../ui/figures.ts'
import { words } from '../ui/words/language.ts'
import { Figure } from './opener.tsx'
import { Panel } from './panel.tsx'
import { standing } from './standing.ts'

export function PromiseGauge({ t1, target }: { t1: WallboardView['t1']; target: number }) {
  const said = words.value.promise
  const { strict, lenient, bell } = t1
  const stands = standing(strict, target)
  return (
    <Panel name="promise" heading={said.heading} aside={said.today}>
      <p class={`rate ${stands}`}>
        <Figure of="t1">
          <span class="digits">{percent(strict.rate)}</span>
          {strict.rate !== null && <span class="percent-sign">%</span>}
        </Figure>
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
        <Number label={said.kept} value={strict.kept} unit={said.calls} counted="numerator" />
        <Number label={said.broken} value={strict.broken} unit={said.calls} counted="denominator" />
      </p>
      <dl class="beside">
        <dt>{said.interval}</dt><dd><Figure of="t1">{strict.interval === null ? '—' : `${interval(strict.interval)}%`}</Figure></dd>
        <Beside label={said.lenient} figure={lenient} of="t1-lenient" />
        <Beside label={said.bell} figure={bell} of="t1-bell" />
        <div class="outside">
          <Small label={said.void}><Figure of="t1" counted="out">{count(strict.void)}</Figure></Small>
          <Small label={said.running}><Figure of="t1" counted="out">{count(strict.running)}</Figure></Small>
          <Small label={said.uncertain}><Figure of="t1-uncertain">{count(t1.uncertain)}</Figure></Small>
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

function Number({ label, value, unit, counted }: { label: string; value: number; unit: string; counted: Counted }) {
  return <Figure of="t1" counted={counted} class="number">{label} <strong>{count(value)}</strong>{unit}</Figure>
}

/** A second reading, beside the promise and never instead of it. */
function Beside({ label, figure, of }: { label: string; figure: PromiseFigure; of: FigureKey }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Figure of={of}>
          <span class="out-of">{words.value.promise.outOf(count(figure.kept), count(figure.kept + figure.broken))}</span>{' '}
          {figure.rate === null ? '—' : `${percent(figure.rate)}%`}
        </Figure>
      </dd>
    </>
  )
}

function Small({ label, children }: { label: string; children: ComponentChildren }) {
  return <><dt>{label}</dt><dd>{children}</dd></>
}
