/** The definition lens: the same calls of the same day under our definition and under the formulas of the trade. */
import { useSignal } from '@preact/signals'
import type { LensView, Treatment } from '../../server/protocol/lens.ts'
import { LENS_CLASSES, LENS_NOT_HERE } from '../../server/protocol/lens.ts'
import { askAgain, useAsked } from '../live/asked.ts'
import { count, percent } from '../ui/figures.ts'
import { SECOND, seoulDay, seoulTime, tenths } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { Trouble } from './trouble.tsx'

const PATH = '/live/lens'
const MARKS: Record<Treatment, string> = { met: '✓', missed: '✕', out: '–' }
type Edge = LensView['edges'][number]
type Reading = Edge['readings'][number]
const HERE = LENS_CLASSES.filter((one) => !LENS_NOT_HERE.some((absent) => absent === one))

export function Lens() {
  const { value: lens, trouble, asking } = useAsked<LensView>(PATH)
  const chosen = useSignal(0)
  const said = words.value.opened
  if (lens === null) return trouble === null ? <p class="empty" role="status">{said.asking}</p> : <Trouble trouble={trouble} onAgain={() => void askAgain(PATH)} />
  const edge = lens.edges[chosen.value]!
  return (
    <>
      <p class="as-of">
        <time>{said.asOf(seoulTime(lens.asOf))}</time>{' '}
        <button type="button" disabled={asking} onClick={() => void askAgain(PATH)}>{said.again}</button>
      </p>
      {trouble !== null && <Trouble trouble={trouble} onAgain={() => void askAgain(PATH)} />}
      <p>{said.lensWords.meaning}</p>
      <p class="not-here">{said.lensWords.notHere}</p>
      <div class="filter" role="group" aria-label={said.lensWords.heading}>
        {lens.edges.map(({ edge, withinMs }, index) => (
          <button type="button" key={edge} aria-pressed={index === chosen.value} onClick={() => { chosen.value = index }}>{said.lensWords.edges[edge](seconds(withinMs))}</button>
        ))}
      </div>
      <ul class="legend-treatments" aria-hidden="true">
        {(['met', 'missed', 'out'] as const).map((treatment) => <li key={treatment} class={treatment}><span class="swatch" /> {said.lensWords.legend[treatment]}</li>)}
      </ul>
      <ol class="readings">
        {edge.readings.map((reading) => <ReadingRow key={reading.formula} reading={reading} counts={edge.counts} />)}
      </ol>
      <details class="lens-table">
        <summary>{said.lensWords.table}</summary>
        <Table edge={edge} />
      </details>
      <Definition definition={lens.definition} />
    </>
  )
}

/** `6`, or `4.5` where it is no whole number. */
const seconds = (ms: number): string => (ms % SECOND === 0 ? String(ms / SECOND) : tenths(ms))

function ReadingRow({ reading, counts }: { reading: Reading; counts: Edge['counts'] }) {
  const said = words.value.opened.lensWords
  const { formula, met, of, rate, treats } = reading
  const { name, how, who } = said.formulas[formula]
  return (
    <li class={`reading ${formula === 'own' ? 'own' : ''}`}>
      <h3>{name}{formula === 'own' && <span class="badge">★ {said.own}</span>}</h3>
      <p class="reading-rate"><strong>{rate === null ? '—' : `${percent(rate)}%`}</strong> <span class="out-of">{said.outOf(count(met), count(of))}</span></p>
      <div class="reading-bar" aria-hidden="true">
        {HERE.filter((one) => counts[one] > 0).map((one) => <span key={one} class={treats[one]} style={{ flexGrow: counts[one] }} />)}
      </div>
      <p class="reading-how">{how}</p>
      <p class="fine">{who}</p>
    </li>
  )
}

/** Every class of call that there is here, under every formula. */
function Table({ edge }: { edge: Edge }) {
  const said = words.value.opened.lensWords
  const mark = (treatment: Treatment) => <span class={`mark ${treatment}`} role="img" aria-label={said.legend[treatment]}>{MARKS[treatment]}</span>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
    <div class="scrolls" tabIndex={0} role="region" aria-label={said.table}>
      <table class="rows">
        <thead>
          <tr><th scope="col">{said.class}</th><th scope="col">{said.count}</th>{edge.readings.map(({ formula }) => <th key={formula} scope="col">{said.formulas[formula].name}</th>)}</tr>
        </thead>
        <tbody>
          {HERE.map((one) => (
            <tr key={one}>
              <th scope="row">{said.classes[one]}</th>
              <td>{count(edge.counts[one])}</td>
              {edge.readings.map(({ formula, treats }) => <td key={formula}>{mark(treats[one])}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Definition({ definition }: { definition: LensView['definition'] }) {
  const { opened } = words.value
  const said = opened.lensWords
  return (
    <section class="definition" aria-labelledby="definition-heading">
      <h3 id="definition-heading">{said.definition}: {opened.definition(definition.version, seoulDay(definition.from))}</h3>
      <ul>
        <li>{said.rules.t1(definition.t1.strictRings, seconds(definition.t1.strictMs))}</li>
        <li>{said.rules.t4(seconds(definition.t4Ms))}</li>
        <li>{said.rules.short(seconds(definition.shortMs))}</li>
      </ul>
      <p class="fine">{said.since(seoulDay(definition.from))}</p>
    </section>
  )
}
