import type { Verdict } from '../../server/protocol/story.ts'
import { words } from '../ui/words/language.ts'

/** ✓ ✕ – … and the word: never the colour alone. */
export function Badge({ verdict, certain = true, label }: { verdict: Verdict; certain?: boolean; label?: string }) {
  const said = words.value.opened
  const mark = { kept: '✓', broken: '✕', void: '–', running: '…' }[verdict]
  return (
    <span class={`verdict ${verdict}`}>
      {label !== undefined && <span class="verdict-of">{label}</span>} <strong><span aria-hidden="true">{mark} </span>{said.storyWords.verdicts[verdict]}</strong>
      {!certain && <span class="uncertain" title={said.uncertainMeaning}> ≈ {said.uncertain}</span>}
    </span>
  )
}
