/** A screen on the wall: the board by a token instead of an account, its pages turning by themselves, for weeks. */
import { signal } from '@preact/signals'
import { askWithToken } from '../live/api.ts'
import { newest, newestChecks, take } from '../live/newest.ts'
import { watchWallboard } from '../live/socket.ts'
import { startClock } from '../ui/clock.ts'
import { mount } from '../ui/mount.ts'
import { startLanguage } from '../ui/words/language.ts'
import { followEarlierDays } from '../wallboard/earlier-days.ts'
import { canOpen } from '../wallboard/opened.ts'
import { begin, pause, step, tick } from './rotation.ts'
import { Screen } from './screen.tsx'
import { forgetToken, takeToken } from './token.ts'
import { isUrgent } from './urgent.ts'
import { reloadWhenNewer } from './version.ts'
import { keepAwake } from './awake.ts'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/parts.css'
import '../styles/wallboard.css'
import '../styles/drawer.css'
import '../styles/proof.css'
import '../styles/alerts.css'
import '../styles/tv.css'

canOpen.value = false

const token = takeToken()
const state = signal<'shows' | 'no-token' | 'revoked'>(token === null ? 'no-token' : 'shows')
const rotation = signal(begin(performance.now()))
const TURN_MS = 500

startLanguage((words) => words.tv.title)
if (token !== null) {
  askWithToken(token)
  watchWallboard({
    token,
    onPicture: (view, connection) => { take({ view, connection, receivedAt: performance.now() }) },
    onChecks: (view) => { newestChecks.value = view },
    // After a restart the server may hold newer pages than this one, which may have hung here for weeks.
    onConnect: () => void reloadWhenNewer(),
    onNotLoggedIn() {
      forgetToken()
      state.value = 'revoked'
    },
  })
  startClock()
  followEarlierDays()
  keepAwake()
  setInterval(() => {
    const view = newest.peek()?.view
    rotation.value = tick(rotation.peek(), performance.now(), view !== undefined && isUrgent(view))
  }, TURN_MS)
}

const actions = {
  pause: () => { rotation.value = pause(rotation.peek(), performance.now()) },
  next: () => { rotation.value = step(rotation.peek(), 1, performance.now()) },
  back: () => { rotation.value = step(rotation.peek(), -1, performance.now()) },
}
addEventListener('keydown', ({ key, target }) => {
  if (target instanceof HTMLButtonElement && (key === ' ' || key === 'Enter')) return
  if (key === ' ') actions.pause()
  else if (key === 'ArrowRight') actions.next()
  else if (key === 'ArrowLeft') actions.back()
})

function Page() {
  return <Screen state={state.value} view={newest.value?.view ?? null} rotation={rotation.value} actions={actions} />
}

mount(<Page />, 'tv')
