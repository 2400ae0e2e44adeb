/** The wallboard's page: joins the connection, the clock and the board, and goes to the login when nobody is logged in. */
import { effect, signal } from '@preact/signals'
import type { SessionView } from '../../server/protocol/people.ts'
import { newestChecks, shown, take } from '../live/newest.ts'
import { logOut, whoIsHere } from '../live/session.ts'
import type { StillLoggedIn } from '../live/session.ts'
import { watchWallboard } from '../live/socket.ts'
import { startClock } from '../ui/clock.ts'
import { mount } from '../ui/mount.ts'
import { startLanguage } from '../ui/words/language.ts'
import { Board } from './board.tsx'
import { followEarlierDays } from './earlier-days.ts'
import { canOpen } from './opened.ts'
import { isOnTheLine, OwnSupervision, startOwnSupervision, stopOwnSupervision } from './own-supervision.tsx'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/parts.css'
import '../styles/wallboard.css'
import '../styles/drawer.css'
import '../styles/proof.css'
import '../styles/supervise.css'
import '../styles/replay.css'
import '../styles/opened.css'
import '../styles/alerts.css'
import '../styles/displays.css'

const session = signal<SessionView | null>(null)
const logOutFailed = signal<StillLoggedIn | null>(null)
const loggedOut = signal(false)

const toLogin = () => { loggedOut.value = true }
// With the page the line of a supervisor who has taken a call over would end.
effect(() => {
  if (loggedOut.value && !isOnTheLine.value) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`)
})

startLanguage((words) => words.wallboard.title)
const stopWatching = watchWallboard({
  onPicture: (view, connection) => { take({ view, connection, receivedAt: performance.now() }) },
  onChecks: (view) => { newestChecks.value = view },
  onNotLoggedIn: toLogin,
})
startClock()

void whoIsHere().then((here) => {
  if (here === null) toLogin()
  else if (here !== undefined) {
    session.value = here
    canOpen.value = here.role === 'supervisor' || here.role === 'administrator'
    if (canOpen.value || here.role === 'display') followEarlierDays()
    if (canOpen.value) void startOwnSupervision(here.account, toLogin)
  }
})

async function leave() {
  logOutFailed.value = await logOut()
  if (logOutFailed.value !== null) return
  stopWatching()
  stopOwnSupervision()
  location.assign('/login')
}

function Wallboard() {
  return (
    <Board
      view={shown.value}
      session={session.value}
      logOutFailed={logOutFailed.value}
      onLogOut={() => void leave()}
    >
      <OwnSupervision />
    </Board>
  )
}

mount(<Wallboard />, 'wallboard')
