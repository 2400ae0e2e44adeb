/** The lines of an opened number, each with why it is in or out; a call leads to its story. */
import type { OpenedFigure, OpenedKind, OpenedRow } from '../../server/protocol/opened.ts'
import { Caller } from '../ui/caller.tsx'
import { seoulMinute, seoulTime } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { length } from './figure-value.ts'
import { Mark, standingWords } from './mark.tsx'
import { Further } from './opener.tsx'

export function Rows({ figure }: { figure: OpenedFigure }) {
  const said = words.value.opened
  if (figure.rows.length === 0) return <p class="empty">{said.noLines}</p>
  const titles = titlesOf(figure.of)
  return (
    <table class="rows opened-rows">
      <thead>
        <tr>
          <th scope="col"><span class="hidden">{said.lines}</span></th>
          {titles.map((title) => <th key={title} scope="col">{title}</th>)}
        </tr>
      </thead>
      <tbody>
        {figure.rows.map((row) => (
          <tr key={row.key} class={row.counted}>
            <td class="stands"><Mark counted={row.counted} words={standingWords(figure)} /></td>
            {figure.of !== 'agents' && <td class="at">{(figure.of === 'call-backs' ? seoulMinute : seoulTime)(row.at)}</td>}
            <th scope="row" class="whose"><Who row={row} of={figure.of} /></th>
            <td class="why">
              {said.whys[row.why]}
              {!row.certain && <span class="uncertain" title={said.uncertainMeaning}> ≈ {said.uncertain}</span>}
              {row.end !== null && <span class="row-end"> · {words.value.desk.ends[row.end]}</span>}
            </td>
            {figure.of !== 'call-backs' && <td class="length">{row.ms === null ? '—' : length(row.ms, said.seconds)}</td>}
            <td class="by">{figure.of === 'agents' ? row.to?.[language.value] : <>{row.who ?? '—'}{row.to !== null && <> → {row.to[language.value]}</>}</>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function titlesOf(of: OpenedKind): string[] {
  const said = words.value.opened.columns
  switch (of) {
    case 'calls': return [said.at, said.caller, said.why, said.waited, said.answeredBy]
    case 'transfers': return [said.at, said.caller, said.why, said.until, said.toWhom]
    case 'phones': return [said.at, said.caller, said.why, said.rang, said.rungAt]
    case 'call-backs': return [said.due, said.caller, said.why, said.owner]
    case 'agents': return [said.person, said.why, said.since, said.department]
  }
}

function Who({ row, of }: { row: OpenedRow; of: OpenedKind }) {
  const said = words.value.opened
  if (row.call === null || row.caller === null) return <>{of === 'agents' ? row.who : '—'}</>
  const caller = row.caller === 'withheld' ? words.value.wallboard.withheld : row.caller
  return (
    <Further what={{ kind: 'call', call: row.call }} from={row.key} label={said.story(caller, seoulTime(row.at))}><Caller caller={row.caller} /></Further>
  )
}
