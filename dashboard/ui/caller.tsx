import { words } from './words/language.ts'

/** A masked number, or words for a caller who withheld it. */
export function Caller({ caller }: { caller: string }) {
  return <span class="caller">{caller === 'withheld' ? words.value.wallboard.withheld : caller}</span>
}
