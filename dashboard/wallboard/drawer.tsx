/** What is opened beside the board. Escape closes it and the focus goes back to the number it came from; the board goes on behind it. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { AgentView } from '../../server/protocol/agents.ts'
import type { SessionView } from '../../server/protocol/people.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { hand } from '../live/hand.ts'
import { words } from '../ui/words/language.ts'
import { canGoBack, closeAll, goBack, leftFrom, opened, openedPage } from './opened.ts'
import type { Opened } from './opened.ts'
import { AlertList } from './alert-list.tsx'
import { AlertRuleForm } from './alert-rule-form.tsx'
import { AlertRules } from './alert-rules.tsx'
import { Displays } from './displays.tsx'
import { OpenedFigure, figureTitle } from './figure.tsx'
import { Lens } from './lens.tsx'
import { OpenedForecast } from './opened-forecast.tsx'
import { Owed } from './owed.tsx'
import { allowMicrophone, boardPhone } from './own-supervision.tsx'
import { Checks } from './proof.tsx'
import { Hours, Quarters } from './quarters.tsx'
import { Story } from './story.tsx'
import { Supervise } from './supervise.tsx'

const HEADING = 'drawer-heading'

export function Drawer({ view, session }: { view: WallboardView; session: SessionView | null }) {
  const ref = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const what = opened.value
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    if (what !== null && !dialog.open) dialog.showModal()
    if (what === null && dialog.open) dialog.close()
  }, [what])
  const page = openedPage.value
  useLayoutEffect(() => {
    if (page === '') return
    // Another thing in the same drawer: reading begins at its heading, or goes on where it was left.
    const left = leftFrom.peek()
    const back = left === null ? null : ref.current?.querySelector<HTMLElement>(`[data-from="${CSS.escape(left)}"]`)
    ;(back ?? heading.current)?.focus()
  }, [page])
  const said = words.value.drawer
  return (
    <dialog class="drawer" ref={ref} aria-labelledby={HEADING} onClose={closeAll}
      onClick={(event) => { if (event.target === ref.current) closeAll() }}>
      {what !== null && (
        <div class={`drawer-page page-${what.kind}`} key={page}>
          <header class="drawer-head">
            {canGoBack.value && <button type="button" class="back" onClick={goBack}><span aria-hidden="true">← </span>{said.back}</button>}
            <h2 id={HEADING} tabIndex={-1} ref={heading}>{titleOf(what, view)}</h2>
            <button type="button" class="close" onClick={closeAll}>{said.close} <kbd>Esc</kbd></button>
          </header>
          {contentOf(what, view, session)}
        </div>
      )}
    </dialog>
  )
}

const agentIn = (view: WallboardView, account: string): AgentView | undefined => view.agents.find(({ agent }) => agent === account)

function titleOf(what: Opened, view: WallboardView): string {
  switch (what.kind) {
    case 'call-backs': return words.value.transfers.callBacks
    case 'checks': return words.value.proof.heading
    case 'displays': return words.value.displays.heading
    case 'agent': return agentIn(view, what.agent)?.name ?? what.agent
    case 'figure': return figureTitle(what, view)
    case 'quarters': return words.value.opened.quarters.heading
    case 'hours': return words.value.opened.hours.heading
    case 'lens': return words.value.opened.lensWords.heading
    case 'forecast': return words.value.forecast.heading
    case 'call': return words.value.opened.storyWords.heading
    case 'alerts': return words.value.alerts.heading
    case 'alert-rules': return words.value.alerts.rules
    case 'alert-rule': return what.rule === null ? words.value.alerts.newRule : words.value.alerts.editRule
  }
}

function contentOf(what: Opened, view: WallboardView, session: SessionView | null): JSX.Element {
  switch (what.kind) {
    case 'call-backs': return <Owed callBacks={view.callBacks} agents={view.agents} />
    case 'checks': return <Checks />
    case 'displays': return <Displays />
    case 'agent': {
      const agent = agentIn(view, what.agent)
      if (!agent || !session) return <p class="empty">{words.value.supervise.notAtWork}</p>
      return (
        <Supervise agent={agent} supervisions={view.supervisions} account={session.account} phone={boardPhone.value} hand={hand} onAllowMicrophone={allowMicrophone} />
      )
    }
    case 'figure': return <OpenedFigure what={what} view={view} />
    case 'quarters': return <Quarters intervals={view.intervals} />
    case 'hours': return <Hours intervals={view.t4.intervals} />
    case 'lens': return <Lens />
    case 'forecast': return <OpenedForecast view={view} />
    case 'call': return <Story call={what.call} />
    case 'alerts': return <AlertList />
    case 'alert-rules': return <AlertRules />
    case 'alert-rule': return <AlertRuleForm rule={what.rule} />
  }
}
