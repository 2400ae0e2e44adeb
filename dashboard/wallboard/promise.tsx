/** One of the two promises today: how it stands, the two numbers that is made of, the day behind it. Both look alike: neither comes first. */
import type { ComponentChildren } from 'preact'
import type { PromiseFigure } from '../../server/protocol/counts.ts'
import type { FigureKey } from '../../server/protocol/figures.ts'
import { count, interval, percent, targetPercent } from '../ui/figures.ts'
import { isWide } from '../ui/wide.ts'
import { words } from '../ui/words/language.ts'
import { Counting } from './counting.tsx'
import { Figure } from './opener.tsx'
import { STANDING_MARKS, standing } from './standing.ts'
import type { Standing } from './standing.ts'

interface PromiseProps {
  /** The stem of its ids and classes. */
  name: 't1' | 't4'
  heading: string
  figure: PromiseFigure
  target: number
  /** How the kept ones divide, for the bar: shares of all that was decided. */
  keptParts?: readonly number[]
  chart: ComponentChildren
  /** What it is made of, readable from afar. */
  parts: ComponentChildren
  /** Second readings, for whoever walks up. */
  beside: ComponentChildren
}

export function PromiseToday({ name, heading, figure, target, keptParts, chart, parts, beside }: PromiseProps) {
  const said = words.value.promise
  const stands = standing(figure, target)
  return (
    <section class={`promise promise-${name}`} aria-labelledby={`${name}-heading`}>
      <header class="promise-head">
        <h2 id={`${name}-heading`}>{heading}</h2>
        <p class={`against-target ${stands}`}>
          {stands !== 'undecided' && <span aria-hidden="true">{STANDING_MARKS[stands]} </span>}{said.standings[stands](targetPercent(target))}
        </p>
      </header>
      <div class="promise-now">
        <p class={`rate ${stands}`}>
          <Figure of={name} class="rate-figure">
            <span class="digits">{percent(figure.rate)}</span>
            {figure.rate !== null && <span class="percent-sign">%</span>}
          </Figure>
        </p>
        <Bar parts={keptParts ?? [figure.rate ?? 0]} target={target} stands={stands} />
        <p class="two-numbers">
          <Figure of={name} counted="numerator" class="number kept">{said.kept} <Counting value={figure.kept} />{said.calls}</Figure>{' '}
          <Figure of={name} counted="denominator" class="number broken">{said.broken} <Counting value={figure.broken} />{said.calls}</Figure>
        </p>
      </div>
      <div class="promise-day">{chart}</div>
      <dl class="promise-parts">{parts}</dl>
      <dl class="beside near">
        <div><dt>{said.interval}</dt> <dd><Figure of={name}>{figure.interval === null ? '—' : `${interval(figure.interval)}%`}</Figure></dd></div>
        {beside}
        <Small label={said.void}><Figure of={name} counted="out">{count(figure.void)}</Figure></Small>
        <Small label={said.running}><Figure of={name} counted="out">{count(figure.running)}</Figure></Small>
      </dl>
    </section>
  )
}

/** The target stands on it as a notch; behind the fill is what was broken. */
function Bar({ parts, target, stands }: { parts: readonly number[]; target: number; stands: Standing }) {
  return (
    <div class="bar" aria-hidden="true">
      <div class="bar-track">{parts.map((share, index) => <div key={index} class={`bar-fill ${stands}`} style={{ width: `${share * 100}%` }} />)}</div>
      <div class="bar-target" style={{ left: `${target * 100}%` }} />
    </div>
  )
}

export function Small({ label, children }: { label: string; children: ComponentChildren }) {
  return <div><dt>{label}</dt> <dd>{children}</dd></div>
}

/** A rate is never without its two numbers. */
export function OutOf({ figure: { kept, broken } }: { figure: PromiseFigure }) {
  const decided = count(kept + broken)
  return <span class="out-of near"><span aria-hidden="true">{count(kept)}/{decided}</span><span class="hidden">{words.value.promise.outOf(count(kept), decided)}</span></span>
}

/** A second reading, beside the promise and never instead of it. */
export function Reading({ label, figure, of }: { label: string; figure: PromiseFigure; of: FigureKey }) {
  return (
    <div>
      <dt>{label}</dt>{' '}
      <dd><Figure of={of}>{figure.rate === null ? '—' : `${percent(figure.rate)}%`} <OutOf figure={figure} /></Figure></dd>
    </div>
  )
}

/** So many letters stand above a part in one line; more are set smaller, in two. */
const PART_PLACES = 12.7

/** One of the things a promise is made of: its share as a short bar under it, beside the numbers that it is made of. */
export function Part({ label, share, of, kind, children }: { label: string; share: number | null; of?: PromiseFigure; kind: string; children: ComponentChildren }) {
  return (
    <div class={`part ${kind}`}>
      <dt class={isWide(label, PART_PLACES) ? 'near' : undefined}>{label}</dt>
      <dd>
        {children}
        {share !== null && (
          <span class="part-foot">
            {of && <OutOf figure={of} />}
            <span class="part-track" aria-hidden="true"><span class="part-fill" style={{ width: `${share * 100}%` }} /></span>
          </span>
        )}
      </dd>
    </div>
  )
}
