import type { FigureUnit } from '../../server/protocol/figures.ts'
import type { Counted } from '../../server/protocol/opened.ts'
import { words } from '../ui/words/language.ts'

/** One shape for how a line stands to its number, so that nobody needs the colour. */
export const MARKS: Record<Counted, string> = { numerator: '✓', denominator: '✕', out: '–' }

/** Of a share lines are kept, broken or not judged; of a plain number they are counted or not. */
export const standingWords = ({ unit }: { unit: FigureUnit }): Record<Counted, string> => words.value.opened.counted[unit === 'ratio' ? 'ratio' : 'count']

export function Mark({ counted, words: said }: { counted: Counted; words: Record<Counted, string> }) {
  return <span class={`mark ${counted}`} role="img" aria-label={said[counted]}>{MARKS[counted]}</span>
}
