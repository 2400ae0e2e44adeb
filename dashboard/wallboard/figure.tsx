/** A number of the board, opened: how it is counted, what is divided by what, its lines, and why each is in or out. */
import type { ComponentChildren } from 'preact'
import type { Counted, OpenedFigure as Figure } from '../../server/protocol/opened.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { askAgain, useAsked } from '../live/asked.ts'
import { count } from '../ui/figures.ts'
import { seoulDay, seoulMinute, seoulTime, tenths } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { SPANS } from './day-points.ts'
import { inPicture, length, printed } from './figure-value.ts'
import { MARKS, Mark, standingWords } from './mark.tsx'
import { turnTo } from './opened.ts'
import type { Opened } from './opened.ts'
import { Further } from './opener.tsx'
import { Rows } from './opened-rows.tsx'
import { Trouble } from './trouble.tsx'

type What = Extract<Opened, { kind: 'figure' }>

/** Lines of a page. */
const PAGE = 50

export function figureTitle({ figure, interval }: What, view: WallboardView): string {
  const said = words.value.opened
  const department = figure.startsWith('t4/') ? view.t4.byDepartment.find(({ department }) => department === figure.slice(3))?.name[language.value] : undefined
  const { name } = said.figures[figure.startsWith('t4/') ? 't4' : (figure as keyof typeof said.figures)]
  return [...(interval === undefined ? [] : [said.quarter(seoulMinute(interval), seoulMinute(interval + SPANS[figure === 't4' ? 't4' : 't1']))]), ...(department === undefined ? [] : [department]), name].join(' · ')
}

export function OpenedFigure({ what, view }: { what: What; view: WallboardView }) {
  const path = pathOf(what)
  const { value: figure, trouble, asking } = useAsked<Figure>(path)
  const said = words.value.opened
  if (figure === null) return trouble === null ? <p class="empty" role="status">{said.asking}</p> : <Trouble trouble={trouble} onAgain={() => void askAgain(path)} />
  const from = (what.pages?.length ?? 0) * PAGE
  const now = what.interval === undefined ? inPicture(view, what.figure) : undefined
  return (
    <>
      <p class="as-of">
        <time>{said.asOf(seoulTime(figure.asOf))}</time>
        {now !== undefined && now !== figure.value && <> · <strong>{said.moved(printed(now, figure.unit, said.seconds))}</strong></>}{' '}
        <button type="button" disabled={asking} onClick={() => void askAgain(path)}>{said.again}</button>
      </p>
      {trouble !== null && <Trouble trouble={trouble} onAgain={() => void askAgain(path)} />}
      <Value figure={figure} />
      <section class="how" aria-labelledby="how-heading">
        <h3 id="how-heading">{said.how}</h3>
        <p>{said.figures[figure.formula].how}</p>
        <p class="fine">
          {figure.edgeMs !== null && <>{said.edge(tenths(figure.edgeMs))} · </>}{said.definition(figure.definition.version, seoulDay(figure.definition.from))}{' '}
          {(figure.formula === 't1' || figure.formula === 't1-lenient') && <Further what={{ kind: 'lens' }} from="lens">{said.lens}</Further>}
        </p>
      </section>
      <section class="figure-lines" aria-labelledby="parts-heading">
        <h3 id="parts-heading">{said.lines}</h3>
        <Parts figure={figure} />
        <Filter figure={figure} what={what} />
        <Rows figure={figure} />
        <Pages what={what} figure={figure} from={from} />
      </section>
    </>
  )
}

function pathOf({ figure, interval, counted, pages = [] }: What): string {
  const after = pages.at(-1)
  const asked = new URLSearchParams({
    limit: String(PAGE), ...(interval !== undefined && { interval: String(interval) }), ...(counted !== undefined && { counted }), ...(after !== undefined && { after }),
  })
  return `/live/figures/${figure}?${asked}`
}

/** The number itself, and what it is a share of. */
function Value({ figure }: { figure: Figure }) {
  const said = words.value.opened
  const { formula, unit, value, numerator, denominator, of, lines } = figure
  const kept = said.counted.ratio
  const unitWord = said.ofLines[of]
  return (
    <div class="opened-value">
      <p class="value">{printed(value, unit, said.seconds)}</p>
      {numerator !== null && denominator !== null && (denominator === 0 ? <p class="fraction">{said.none}</p> : (
        <p class="fraction">
          <span class="hidden">{said.fraction}: </span>
          {formula === 'mean-wait'
            ? <>{said.sumOfWaits} <strong>{length(numerator, said.seconds)}</strong> ÷ {said.figures.answered.name} <strong>{count(denominator)}</strong>{unitWord}</>
            : <>{kept.numerator} <strong>{count(numerator)}</strong> ÷ ({kept.numerator} <strong>{count(numerator)}</strong> + {kept.denominator} <strong>{count(denominator - numerator)}</strong>)</>}
        </p>
      ))}
      {figure.agrees !== null && (
        <p class={`agrees ${figure.agrees ? 'well' : 'late'}`}>
          <span aria-hidden="true">{figure.agrees ? '✓ ' : '✕ '}</span>
          {(figure.agrees ? said.agrees : said.differs)(count(unit === 'ratio' ? lines.numerator + lines.denominator : lines.numerator))}
        </p>
      )}
    </div>
  )
}

function Parts({ figure }: { figure: Figure }) {
  const said = words.value.opened
  const all = figure.parts.reduce((sum, { lines }) => sum + lines, 0)
  if (all === 0) return null
  return (
    <>
      <div class="parts-bar" aria-hidden="true">
        {figure.parts.map(({ counted, why, lines }) => <span key={`${counted} ${why}`} class={counted} style={{ flexGrow: lines }} />)}
      </div>
      <ul class="parts-list">
        {figure.parts.map(({ counted, why, lines }) => (
          <li key={`${counted} ${why}`} class={counted}>
            <Mark counted={counted} words={standingWords(figure)} /> {said.whys[why]} <strong>{count(lines)}</strong>
          </li>
        ))}
      </ul>
    </>
  )
}

function Filter({ figure, what }: { figure: Figure; what: What }) {
  const said = words.value.opened
  const names = standingWords(figure)
  const { numerator, denominator, out } = figure.lines
  const some = (['numerator', 'denominator', 'out'] as const).filter((counted) => figure.lines[counted] > 0)
  if (some.length < 2) return null
  const choice = (counted: Counted | undefined, name: ComponentChildren, lines: number) => {
    const { counted: _, pages: __, ...whole } = what
    return (
      <button type="button" key={counted ?? 'all'} aria-pressed={what.counted === counted} onClick={() => turnTo(counted === undefined ? whole : { ...whole, counted })}>
        {name} {count(lines)}
      </button>
    )
  }
  return (
    <div class="filter" role="group" aria-label={said.filter}>
      {choice(undefined, said.all, numerator + denominator + out)}
      {some.map((counted) => choice(counted, <><span aria-hidden="true">{MARKS[counted]} </span>{names[counted]}</>, figure.lines[counted]))}
    </div>
  )
}

function Pages({ what, figure, from }: { what: What; figure: Figure; from: number }) {
  const said = words.value.opened
  const { lines, rows, next } = figure
  const all = what.counted === undefined ? lines.numerator + lines.denominator + lines.out : what.counted === 'in' ? lines.numerator + lines.denominator : lines[what.counted]
  const pages = what.pages ?? []
  if (pages.length === 0 && next === null) return null
  return (
    <nav class="pages" aria-label={said.page(count(from + 1), count(from + rows.length), count(all))}>
      <button type="button" disabled={pages.length === 0} onClick={() => turnTo({ ...what, pages: pages.slice(0, -1) })}>{said.previous}</button>
      <span>{said.page(count(from + 1), count(from + rows.length), count(all))}</span>
      <button type="button" disabled={next === null} onClick={() => turnTo({ ...what, pages: [...pages, next!] })}>{said.next}</button>
    </nav>
  )
}

