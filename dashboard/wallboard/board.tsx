/** The whole wallboard as a function of the view. */
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import type { SessionView, WallboardView } from '../../server/live/protocol.ts'
import { past } from '../live/newest.ts'
import { stale } from '../ui/clock.ts'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { SimulatedBand } from '../ui/simulated.tsx'
import { words } from '../ui/words/language.ts'
import { Agents } from './agents.tsx'
import { Alerts, AlertsOpener } from './alerts.tsx'
import { Drawer } from './drawer.tsx'
import { DayEquation } from './day-equation.tsx'
import { Age, Stopped, StoppedAnnouncement } from '../ui/freshness.tsx'
import { Head } from './head.tsx'
import { IntervalsChart } from './intervals-chart.tsx'
import { canOpen } from './opened.ts'
import { Opener } from './opener.tsx'
import { Proof } from './proof.tsx'
import { PromiseGauge } from './promise-gauge.tsx'
import { ReplayBand, ReplayButton } from './replay.tsx'
import { RingingCalls } from './ringing-calls.tsx'
import { Transfers } from './transfers.tsx'
import { WaitingCalls } from './waiting-calls.tsx'
import { Waits } from './waits.tsx'

export interface BoardProps {
  view: WallboardView | null
  session: SessionView | null
  logOutFailed: boolean
  onLogOut: () => void
  /** What stands above the floor: a supervisor's own part in a call. */
  children?: ComponentChildren
}

export function Board({ view, session, logOutFailed, onLogOut, children }: BoardProps) {
  const said = words.value.wallboard
  const hasStopped = useRef(false)
  if (stale.value) hasStopped.current = true
  return (
    <div class={`board ${stale.value ? 'stale' : ''} ${past.value === null ? '' : 'replayed'}`}>
      <header class="top">
        {stale.value && <Stopped />}
        {view?.simulated && <SimulatedBand speed={view.speed} />}
        <ReplayBand />
        {view !== null && <Head line={view.line} day={view.day} />}
        {children}
        {view !== null && <Alerts alerts={view.alerts} />}
      </header>
      {view === null ? <main class="connecting"><h1>{said.title}</h1><p>{said.connecting}</p></main> : <><Floor view={view} /><Drawer view={view} session={session} /></>}
      <StoppedAnnouncement hasStopped={hasStopped.current} />
      <footer class="foot">
        {view !== null && past.value === null && <><Age /><Proof /></>}
        {past.value === null && <AlertsOpener />}
        <p class="log-out-failed" role="alert">{logOutFailed && said.logOutFailed}</p>
        {canOpen.value && view !== null && <ReplayButton />}
        {canOpen.value && past.value === null && <Opener what={{ kind: 'displays' }}>{words.value.displays.open}</Opener>}
        <LanguageSwitch />
        {session !== null && <p class="account">{said.loggedInAs(session.name)}</p>}
        <button type="button" class="log-out" onClick={onLogOut}>{said.logOut}</button>
      </footer>
    </div>
  )
}

/** Everything that happens on the floor now. */
export function Floor({ view }: { view: WallboardView }) {
  return (
    <main class="floor">
      <PromiseGauge t1={view.t1} target={view.target} />
      <RingingCalls calls={view.ringing} cadenceMs={view.line.cadenceMs} />
      <WaitingCalls calls={view.waiting} />
      <Agents agents={view.agents} forecast={view.forecast} />
      <Transfers t4={view.t4} transfers={view.transfers} callBacks={view.callBacks} agents={view.agents} target={view.target} />
      <Waits waits={view.waits} />
      <IntervalsChart intervals={view.intervals} target={view.target} />
      <DayEquation counts={view.counts} conserved={view.conserved} />
    </main>
  )
}
