/** The desk's page: joins the connection, the telephone, the bell and the clock; everything shown is a function of these. */
import { computed, effect, signal } from '@preact/signals'
import type { DirectoryView } from '../../server/protocol/directory.ts'
import type { SessionView } from '../../server/protocol/people.ts'
import { newestDesk, takeDesk } from '../live/newest.ts'
import { logOut, whoIsHere } from '../live/session.ts'
import type { StillLoggedIn } from '../live/session.ts'
import { openDesk } from '../live/socket.ts'
import type { Asked } from '../live/socket.ts'
import { startClock } from '../ui/clock.ts'
import { mount } from '../ui/mount.ts'
import { startLanguage, words } from '../ui/words/language.ts'
import { createActions } from './actions.ts'
import { Desk } from './desk.tsx'
import { startHeartbeat } from './heartbeat.ts'
import { startKeys } from './listen.ts'
import { createOwnPhone } from './own-phone.ts'
import { clearNotice, notify, quiet, ring, sound, startSound } from './ring.ts'
import { loggedOut, noteEnd } from './session-end.tsx'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/parts.css'
import '../styles/desk.css'
import '../styles/supervise.css'

const session = signal<SessionView | null>(null)
const directory = signal<DirectoryView | null>(null)
const own = createOwnPhone()
const { phone, state: phoneState, mine: hasPhone } = own
const logOutFailed = signal<StillLoggedIn | null>(null)

// With the page a talk would end: whoever is on the line logs in again after it.
effect(() => {
  if (loggedOut.value && !own.talking.value) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`)
})

startLanguage((words) => words.desk.title)
const line = openDesk({
  onView: (view, connection) => {
    takeDesk({ view, connection, receivedAt: performance.now() })
    heart.nudge()
  },
  onDirectory: (view) => { directory.value = view },
  onNotLoggedIn: () => { loggedOut.value = true },
})
startClock()
const stopSound = startSound()

const heart = startHeartbeat(() => {
  const { kind, registered, tokenUntil, microphone } = phoneState.value
  return {
    registered, tokenUntil, microphone, sound: sound.value, hidden: document.hidden,
    // A telephone that stands elsewhere is not measured here; the server knows.
    hasPhone: hasPhone.value && kind !== 'none',
  }
}, (beat) => line.ask('heartbeat', beat))
// Whatever changes is told at once: who became reachable may be rung the next moment.
effect(() => {
  void [phoneState.value.registered, phoneState.value.microphone, phoneState.value.tokenUntil, sound.value, hasPhone.value]
  heart.now()
})

void whoIsHere().then((here) => {
  if (here === null) loggedOut.value = true
  if (!here) return
  session.value = here
  noteEnd(here.endsInMs)
  own.hold(here.account)
})

const rings = computed(() => phoneState.value.lines.some(({ state, supervision }) => state === 'ringing' && !supervision)
  && !phoneState.value.lines.some(({ state }) => state === 'open' || state === 'answering'))
effect(() => (rings.value ? ring() : quiet()))
/** Null until the picture is there that says who it is: the telephone may ring a moment earlier. */
const caller = computed(() => (rings.value ? newestDesk.value?.view.ringing[0]?.caller ?? null : null))
const hidden = signal(document.hidden)
document.addEventListener('visibilitychange', () => { hidden.value = document.hidden })
effect(() => {
  if (!hidden.value || caller.value === null) return clearNotice()
  notify(words.peek().desk.noticeTitle, caller.value === 'withheld' ? words.peek().wallboard.withheld : caller.value)
})
effect(() => {
  const title = document.title.replace(/^🔔 /u, '')
  document.title = rings.value ? `🔔 ${title}` : title
})

const actions = createActions({
  ask: <Name extends keyof Asked>(name: Name, asked: Asked[Name]) => line.ask(name, asked),
  phone: () => phone.value, view: () => newestDesk.peek()?.view ?? null,
})
startKeys(actions)

async function leave() {
  logOutFailed.value = (await actions.mayLeave()) ? await logOut() : 'on-a-call'
  if (logOutFailed.value !== null) return
  own.letGo()
  line.stop()
  stopSound()
  location.assign('/login')
}

function Page() {
  return (
    <Desk
      view={newestDesk.value?.view ?? null}
      directory={directory.value}
      session={session.value}
      phone={phoneState.value}
      softphone={phone.value}
      hasPhone={hasPhone.value}
      actions={actions}
      logOutFailed={logOutFailed.value}
      onTakePhone={own.takeHere}
      onLogOut={() => void leave()}
    />
  )
}

mount(<Page />, 'desk')
