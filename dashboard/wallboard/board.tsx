/** The whole wallboard as a function of the view: what we promised, what happens now, and the proof that it adds up. */
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import type { SessionView } from '../../server/protocol/people.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { held, past } from '../live/newest.ts'
import type { StillLoggedIn } from '../live/session.ts'
import { stale } from '../ui/clock.ts'
import { Age, Stopped, StoppedAnnouncement } from '../ui/freshness.tsx'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { HeldAnnouncement, HeldBand, PauseButton } from '../ui/pause.tsx'
import { SimulatedBand } from '../ui/simulated.tsx'
import { words } from '../ui/words/language.ts'
import { Agents } from './agents.tsx'
import { Alerts, AlertsOpener } from './alerts.tsx'
import { DayEquation } from './day-equation.tsx'
import { Drawer } from './drawer.tsx'
import { Head } from './head.tsx'
import { canOpen } from './opened.ts'
import { Opener } from './opener.tsx'
import { PromiseGauge } from './promise-gauge.tsx'
import { PromiseTransfers } from './promise-transfers.tsx'
import { Proof } from './proof.tsx'
import { ReplayBand, ReplayButton } from './replay.tsx'
import { RingingCalls } from './ringing-calls.tsx'
import { Summary } from './summary.tsx'
import { Transfers } from './transfers.tsx'
import { WaitingCalls } from './waiting-calls.tsx'

export interface BoardProps {
  view: WallboardView | null
  session: SessionView | null
  logOutFailed: StillLoggedIn | null
  onLogOut: () => void
  /** What stands above the floor: a supervisor's own part in a call. */
  children?: ComponentChildren
}

const FLOOR = 'floor'

export function Board({ view, session, logOutFailed, onLogOut, children }: BoardProps) {
  const said = words.value.wallboard
  const hasStopped = useRef(false)
  const wasHeld = useRef(false)
  if (stale.value) hasStopped.current = true
  if (held.value !== null) wasHeld.current = true
  return (
    <div class={`board ${stale.value ? 'stale' : ''} ${past.value === null ? '' : 'replayed'} ${held.value === null ? '' : 'is-held'}`}>
      <a class="skip" href={`#${FLOOR}`}>{said.skip}</a>
      <header class="top">
        {stale.value && <Stopped />}
        {view?.simulated && <SimulatedBand speed={view.speed} />}
        <ReplayBand />
        <HeldBand />
        {view !== null && <Head line={view.line} day={view.day} />}
        {children}
        {view !== null && <Alerts alerts={view.alerts} />}
      </header>
      {view === null ? <main class="connecting" id={FLOOR}><h1>{said.title}</h1><p>{said.connecting}</p></main> : <><Floor view={view} /><Drawer view={view} session={session} /></>}
      <StoppedAnnouncement hasStopped={hasStopped.current} />
      <HeldAnnouncement wasHeld={wasHeld.current} />
      <footer class="foot">
        {view !== null && past.value === null && <><Age /><Proof /></>}
        <p class="log-out-failed" role="alert">{logOutFailed !== null && said.logOutFailed[logOutFailed]}</p>
        <div class="controls near">
          {view !== null && <Summary />}
          {view !== null && past.value === null && <PauseButton />}
          {past.value === null && <AlertsOpener />}
          {canOpen.value && view !== null && <ReplayButton />}
          {canOpen.value && past.value === null && <Opener what={{ kind: 'displays' }}>{words.value.displays.open}</Opener>}
          <LanguageSwitch />
          {session !== null && <p class="account">{said.loggedInAs(session.name)}</p>}
          <button type="button" class="log-out" onClick={onLogOut}>{said.logOut}</button>
        </div>
      </footer>
    </div>
  )
}

/** Read from the top: the two promises, what happens now, the day's calls as the sum they must make. */
export function Floor({ view }: { view: WallboardView }) {
  return (
    <main class="floor" id={FLOOR} tabIndex={-1}>
      <div class="promises">
        <PromiseGauge view={view} />
        <PromiseTransfers view={view} />
      </div>
      <div class="happening">
        <RingingCalls calls={view.ringing} cadenceMs={view.line.cadenceMs} />
        <Transfers transfers={view.transfers} agents={view.agents} />
        <WaitingCalls calls={view.waiting} />
        <Agents agents={view.agents} forecast={view.forecast} />
      </div>
      <DayEquation counts={view.counts} conserved={view.conserved} />
    </main>
  )
}
