import { words } from './words/language.ts'

/** As long as numbers of this country are; those of others are set smaller. */
const LONGEST_HERE = 13

/** A masked number, or words for a caller who withheld it. */
export function Caller({ caller }: { caller: string }) {
  return <span class={`caller ${caller.length > LONGEST_HERE ? 'long' : ''}`}>{caller === 'withheld' ? words.value.wallboard.withheld : caller}</span>
}
