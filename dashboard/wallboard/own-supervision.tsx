/**
 * Whoever watches over the floor and has a phone need not leave the board to listen: their telephone is here too. It rings for
 * what they ask for and is answered by itself; callers do not ring it, since nobody could take their call here.
 */
import { computed, effect, signal } from '@preact/signals'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { PhoneAccess } from '../../server/protocol/phone.ts'
import type { Reply } from '../../server/protocol/requests.ts'
import { startHeartbeat } from '../desk/heartbeat.ts'
import { createOwnPhone } from '../desk/own-phone.ts'
import { putDown } from '../desk/put-down.ts'
import { ask } from '../live/api.ts'
import { hand } from '../live/hand.ts'
import { newest } from '../live/newest.ts'
import { openDesk } from '../live/socket.ts'
import { Supervising } from '../ui/supervising.tsx'

const own = createOwnPhone()
const desk = signal<DeskView | null>(null)
const ASK_AGAIN_MS = 3_000
let stopped = false
let stop = () => {}
let tell = async (_asked: { call: string; leg: string }): Promise<Reply> => ({ ok: false, because: 'try-again' })

/** This page's telephone, for the panel of one agent. Null where its owner has none in a browser. */
export const boardPhone = computed(() => (own.state.value.kind === 'none' ? null : own.state.value))
export const isOnTheLine = own.talking
export const allowMicrophone = () => void own.phone.value?.allowMicrophone()

/** For whoever has a phone; others can end calls and set states, and need nothing here. */
export async function startOwnSupervision(account: string, onNotLoggedIn: () => void): Promise<void> {
  const access = await ask<PhoneAccess>('GET', '/phone')
  if (stopped || (!access.ok && access.because === 'not-an-agent')) return
  if (!access.ok) return void setTimeout(() => void startOwnSupervision(account, onNotLoggedIn), ASK_AGAIN_MS)
  own.hold(account)
  const line = openDesk({
    onView(view) {
      desk.value = view
      heart.nudge()
    },
    onDirectory() {},
    onNotLoggedIn,
  })
  tell = (asked) => line.ask('putDown', asked)
  const heart = startHeartbeat(() => {
    const { kind, registered, tokenUntil, microphone } = own.state.value
    // Nobody hears a caller's bell here: `suspended` keeps callers away from this page.
    return { registered, tokenUntil, microphone, sound: 'suspended', hidden: document.hidden, hasPhone: own.mine.value && kind !== 'none' }
  }, (beat) => line.ask('heartbeat', beat))
  const unfollow = effect(() => {
    void [own.state.value.registered, own.state.value.microphone, own.state.value.tokenUntil, own.mine.value]
    heart.now()
  })
  stop = () => {
    unfollow()
    heart.stop()
    own.letGo()
    line.stop()
  }
}

export function stopOwnSupervision(): void {
  stopped = true
  stop()
}

/** The supervisor's own part, over the board, while there is one. */
export function OwnSupervision() {
  const supervising = desk.value?.supervising
  if (!supervising) return null
  const agents = newest.value?.view.agents ?? []
  const line = own.state.value.lines.find(({ call }) => call === supervising.call)
  return (
    <div class="own-supervision">
      <Supervising
        own={supervising} agentName={agents.find(({ agent }) => agent === supervising.of)?.name ?? null} hand={hand} deskAt="/desk"
        onHangUp={line && (() => void putDown(own.phone.value, line, tell))}
      />
    </div>
  )
}
