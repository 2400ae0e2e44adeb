/** What is opened beside the board. Escape closes it and the focus goes back to the number it came from; the board goes on behind it. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { WallboardView } from '../../server/live/protocol.ts'
import { words } from '../ui/words/language.ts'
import { canGoBack, closeAll, goBack, opened } from './opened.ts'
import type { Opened } from './opened.ts'
import { Displays } from './displays.tsx'
import { Owed } from './owed.tsx'
import { Checks } from './proof.tsx'

const HEADING = 'drawer-heading'

export function Drawer({ view }: { view: WallboardView }) {
  const ref = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const what = opened.value
  useEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    if (what !== null && !dialog.open) dialog.showModal()
    if (what === null && dialog.open) dialog.close()
    // Another thing in the same drawer: its heading is where reading begins.
    if (what !== null) heading.current?.focus()
  }, [what])
  const said = words.value.drawer
  return (
    <dialog class="drawer" ref={ref} aria-labelledby={HEADING} onClose={closeAll}
      onClick={(event) => { if (event.target === ref.current) closeAll() }}>
      {what !== null && (
        <div class="drawer-page">
          <header class="drawer-head">
            {canGoBack.value && <button type="button" class="back" onClick={goBack}><span aria-hidden="true">← </span>{said.back}</button>}
            <h2 id={HEADING} tabIndex={-1} ref={heading}>{titleOf(what)}</h2>
            <button type="button" class="close" onClick={closeAll}>{said.close} <kbd>Esc</kbd></button>
          </header>
          {contentOf(what, view)}
        </div>
      )}
    </dialog>
  )
}

function titleOf(what: Opened): string {
  switch (what.kind) {
    case 'call-backs': return words.value.transfers.callBacks
    case 'checks': return words.value.proof.heading
    case 'displays': return words.value.displays.heading
  }
}

function contentOf(what: Opened, view: WallboardView): JSX.Element {
  switch (what.kind) {
    case 'call-backs': return <Owed callBacks={view.callBacks} agents={view.agents} />
    case 'checks': return <Checks />
    case 'displays': return <Displays />
  }
}
