import { words } from '../ui/words/language.ts'
import { SHORTCUTS } from './keys.ts'
import type { Shortcut } from './keys.ts'

export function Shortcuts() {
  const said = words.value.desk
  return (
    <section class="panel shortcuts" aria-labelledby="shortcuts-heading">
      <h2 id="shortcuts-heading">{said.shortcutsHeading}</h2>
      <dl>
        {(Object.keys(SHORTCUTS) as Shortcut[]).map((name) => (
          <div key={name}><dt>{said.shortcuts[name]}</dt><dd><kbd>{SHORTCUTS[name]}</kbd></dd></div>
        ))}
      </dl>
    </section>
  )
}
