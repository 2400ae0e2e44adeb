/** The whole desk as a function of the view and of the telephone's state. */
import { useRef } from 'preact/hooks'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { DirectoryView } from '../../server/protocol/directory.ts'
import type { SessionView } from '../../server/protocol/people.ts'
import type { StillLoggedIn } from '../live/session.ts'
import { stale } from '../ui/clock.ts'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { Age, Stopped, StoppedAnnouncement } from '../ui/freshness.tsx'
import { flies } from '../ui/simulated.tsx'
import { words } from '../ui/words/language.ts'
import { refusal, refusedTo } from './actions.ts'
import type { Actions } from './actions.ts'
import { CallBacks } from './call-backs.tsx'
import { Directory } from './directory.tsx'
import { DeskHead } from './head.tsx'
import { UnsentNotes } from './notes.tsx'
import type { PhoneState, Softphone } from './phone.ts'
import { Reach } from './reach.tsx'
import { SessionEnd } from './session-end.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { Stage } from './stage.tsx'
import { MyState } from './my-state.tsx'
import { Today } from './today.tsx'

export interface DeskProps {
  view: DeskView | null
  directory: DirectoryView | null
  session: SessionView | null
  phone: PhoneState
  softphone: Softphone | null
  /** Of several tabs, this one has the phone. */
  hasPhone: boolean
  actions: Actions
  logOutFailed: StillLoggedIn | null
  onTakePhone: () => void
  onLogOut: () => void
}

export function Desk(props: DeskProps) {
  const { view, session, logOutFailed, onLogOut } = props
  const said = words.value.desk
  const hasStopped = useRef(false)
  if (stale.value) hasStopped.current = true
  return (
    <div class={`desk ${stale.value ? 'stale' : ''}`}>
      {stale.value && <Stopped />}
      {view === null
        ? <main class="connecting"><h1>{said.title}</h1><p>{said.connecting}</p></main>
        : <Room {...props} view={view} />}
      <StoppedAnnouncement hasStopped={hasStopped.current} />
      <footer class="foot">
        {view !== null && <Age />}
        <p class="log-out-failed" role="alert">{logOutFailed !== null && words.value.wallboard.logOutFailed[logOutFailed]}</p>
        <LanguageSwitch />
        <a href="/wallboard" target="_blank" rel="noopener">{said.wallboard} <span aria-hidden="true">↗</span><span class="hidden"> ({words.value.newTab})</span></a>
        {session !== null && <p class="account">{words.value.wallboard.loggedInAs(session.name)}</p>}
        <button type="button" class="log-out" onClick={onLogOut}>{words.value.wallboard.logOut}</button>
      </footer>
    </div>
  )
}

function Room({ view, directory, phone, softphone, hasPhone, actions, onTakePhone, onLogOut }: DeskProps & { view: DeskView }) {
  const said = words.value.desk
  return (
    <>
      <header class="top"><DeskHead view={view} /></header>
      <main class={`room-of-desk ${view.talking || (view.callingBack && view.ringing.length === 0) ? 'talking' : view.ringing.length > 0 ? 'ringing' : view.wrappingUp ? 'wrap-up' : view.me.state}`}>
        <div class="me-row">
          <MyState me={view.me} setBy={view.setBy} forecast={view.forecast} busy={view.talking !== null || view.callingBack !== null} actions={actions} />
          <Reach reach={view.reach} me={view.me} phone={phone} softphone={softphone} hasPhone={hasPhone} talking={view.talking !== null}
            flying={view.simulated && flies(view.speed)} actions={actions} onTakePhone={onTakePhone} />
          <p class="refusal" role="alert">{refusal.value !== null && refusedTo.value === null && <><span aria-hidden="true">▲ </span>{said.refusals[refusal.value]}</>}</p>
          <SessionEnd engaged={view.talking !== null || view.callingBack !== null || view.wrappingUp !== null} onLogInAgain={onLogOut} />
          <UnsentNotes talking={view.talking} wrappingUp={view.wrappingUp} callingBack={view.callingBack} actions={actions} />
        </div>
        <Stage view={view} phone={phone} softphone={softphone} hasPhone={hasPhone} actions={actions} directory={directory} />
        <div class="beside-call">
          <Directory view={view} directory={directory} actions={actions} />
          {view.offers.callBacks && <CallBacks view={view} directory={directory} actions={actions} />}
        </div>
        <div class="own">
          <Today view={view} />
          <Shortcuts />
        </div>
      </main>
    </>
  )
}
