import { useRef } from 'preact/hooks'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { stale } from '../ui/clock.ts'
import { Age, Stopped, StoppedAnnouncement } from '../ui/freshness.tsx'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { SimulatedBand } from '../ui/simulated.tsx'
import { words } from '../ui/words/language.ts'
import { Alerts } from '../wallboard/alerts.tsx'
import { Floor } from '../wallboard/board.tsx'
import { Head } from '../wallboard/head.tsx'
import { Proof } from '../wallboard/proof.tsx'
import { PAGES } from './rotation.ts'
import type { Rotation } from './rotation.ts'
import { Today } from './today.tsx'

interface ScreenProps {
  state: 'shows' | 'no-token' | 'revoked'
  view: WallboardView | null
  rotation: Rotation
  actions: { pause(): void; next(): void; back(): void }
}

export function Screen({ state, view, rotation, actions }: ScreenProps) {
  const { tv: said, wallboard } = words.value
  const hasStopped = useRef(false)
  if (stale.value) hasStopped.current = true
  if (state !== 'shows') {
    return (
      <main class="connecting dark-screen">
        <h1>{state === 'revoked' ? said.revoked : said.noToken}</h1>
        <p>{state === 'revoked' ? said.revokedHow : said.noTokenHow}</p>
        <LanguageSwitch />
      </main>
    )
  }
  return (
    <div class={`board screen ${stale.value ? 'stale' : ''}`}>
      <header class="top">
        {stale.value && <Stopped />}
        {view?.simulated && <SimulatedBand speed={view.speed} />}
        {view !== null && <Head line={view.line} day={view.day} />}
        {view !== null && <Alerts alerts={view.alerts} />}
      </header>
      {view === null ? <main class="connecting"><h1>{wallboard.title}</h1><p>{wallboard.connecting}</p></main>
        : rotation.page === 'now' ? <Floor view={view} /> : <Today view={view} />}
      <StoppedAnnouncement hasStopped={hasStopped.current} />
      <footer class="foot">
        {view !== null && <Age />}
        <Proof />
        <LanguageSwitch />
        <Turning rotation={rotation} actions={actions} />
      </footer>
    </div>
  )
}

function Turning({ rotation, actions }: Pick<ScreenProps, 'rotation' | 'actions'>) {
  const said = words.value.tv
  return (
    <nav class="turning" aria-label={said.title}>
      <button type="button" aria-label={said.back} onClick={actions.back}>←</button>
      <span class="page-name">{said.pages[rotation.page]} · {said.page(PAGES.indexOf(rotation.page) + 1, PAGES.length)}</span>
      <button type="button" aria-label={said.next} onClick={actions.next}>→</button>
      <button type="button" aria-pressed={rotation.paused} onClick={actions.pause}>{rotation.paused ? `▶ ${said.goOn}` : `❚❚ ${said.pause}`}</button>
    </nav>
  )
}
