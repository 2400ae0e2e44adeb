import type { Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { words } from '../ui/words/language.ts'

const LONGEST = 200

interface EditorProps {
  text: string
  editing: Signal<boolean>
  /** True when the server has it. An empty one brings back the usual words. */
  save: (text: string) => Promise<boolean>
}

export function GreetingEditor({ text, editing, save }: EditorProps) {
  const said = words.value.desk
  const field = useRef<HTMLTextAreaElement>(null)
  const saveAs = async (words: string) => { if (await save(words)) editing.value = false }
  if (!editing.value) {
    return (
      <div class="own-greeting">
        <p><span class="greeting-label">{said.greetingHeading}</span> <span lang="ko">{text}</span></p>
        <button type="button" class="small" onClick={() => { editing.value = true }}>{said.edit}</button>
      </div>
    )
  }
  return (
    <form class="own-greeting" onSubmit={(event) => { event.preventDefault(); void saveAs(field.current?.value ?? '') }}>
      <label class="notes">
        <span>{said.greetingHeading}</span>
        <textarea ref={field} rows={3} maxLength={LONGEST} defaultValue={text} lang="ko" />
      </label>
      <p class="buttons">
        <button type="submit" class="small go">{said.save}</button>
        <button type="button" class="small" onClick={() => void saveAs('')}>{said.usualGreeting}</button>
        <button type="button" class="small" onClick={() => { editing.value = false }}>{said.cancel}</button>
      </p>
    </form>
  )
}
