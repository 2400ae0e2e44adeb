/** Why calls would not ring here, in words, each with how to mend it. Quiet while all is well. */
import { useEffect, useState } from 'preact/hooks'
import type { AgentView, UnreachableReason } from '../../server/protocol/agents.ts'
import type { DeskView } from '../../server/protocol/desk.ts'
import { words } from '../ui/words/language.ts'
import type { Actions } from './actions.ts'
import { openLine } from './phone.ts'
import type { PhoneState, Softphone } from './phone.ts'
import { allowSound, sound } from './ring.ts'

interface ReachProps {
  reach: DeskView['reach']
  me: AgentView
  phone: PhoneState
  softphone: Softphone | null
  hasPhone: boolean
  talking: boolean
  /** The demo's morning: no phone rings in it, and nothing has to be mended. */
  flying: boolean
  actions: Actions
  onTakePhone: () => void
}

export function Reach({ reach, me, phone, softphone, hasPhone, talking, flying, actions, onTakePhone }: ReachProps) {
  const said = words.value.desk
  // Whoever is not at work is not told that their phone would not ring.
  const matters = me.state !== 'away' && me.state !== 'offline'
  const reasons = flying ? [] : hereReasons(reach.reasons, phone, hasPhone)
  return (
    <section class={`panel reach ${reasons.length > 0 ? 'not' : 'well'} ${matters ? '' : 'resting'}`} aria-labelledby="reach-heading">
      <h2 id="reach-heading" class="hidden">{said.reachable}</h2>
      {flying ? <p>{words.value.wallboard.simulatedFlying}</p> : phone.kind === 'elsewhere' && reasons.length === 0 ? <p>{said.ownTelephone}</p> : !hasPhone ? (
        <div class="elsewhere">
          <p><span aria-hidden="true">▲ </span>{said.phoneElsewhere}</p>
          {!talking && <button type="button" onClick={onTakePhone}>{said.takePhone}</button>}
        </div>
      ) : reasons.length === 0 ? <p class="well"><span aria-hidden="true">✓ </span>{said.reachable}</p> : (
        <div role={matters ? 'alert' : undefined}><ul class="reasons">
          {reasons.map((reason) => (
            <li key={reason}>
              <strong><span aria-hidden="true">▲ </span>{said.reasons[reason]}</strong>
              <span class="mend">{mendOf(reason, phone)}</span>
              {reason === 'no-microphone' && phone.microphone === 'prompt' && <button type="button" onClick={actions.allowMicrophone}>{said.allowMicrophone}</button>}
              {reason === 'sound-blocked' && <button type="button" onClick={allowSound}>{said.allowSound}</button>}
            </li>
          ))}
        </ul></div>
      )}
      {phone.trouble !== null && hasPhone && <p class="trouble-words">{said.phoneTrouble}: {phone.trouble}</p>}
      {hasPhone && <MicrophoneChoice softphone={softphone} state={phone} />}
      <Notices />
    </section>
  )
}

function mendOf(reason: UnreachableReason, phone: PhoneState): string {
  const said = words.value.desk
  if (reason === 'no-microphone' && phone.microphone !== 'granted') return said.mendMicrophone[phone.microphone]
  return openLine(phone.lines) !== null && COMES_BACK.includes(reason) ? said.mendInTalk : said.mend[reason]
}

/** What a talk in hand survives, unless somebody reloads the page or logs in anew to mend it. */
const COMES_BACK: readonly UnreachableReason[] = ['no-heartbeat', 'not-registered', 'token-expired']

/** What the server measured, and what this page knows before the server does. */
function hereReasons(measured: readonly UnreachableReason[], phone: PhoneState, hasPhone: boolean): UnreachableReason[] {
  const reasons = new Set(measured)
  if (hasPhone && phone.kind !== 'elsewhere') {
    if (sound.value === 'running') reasons.delete('sound-blocked')
    else reasons.add('sound-blocked')
    if (phone.registered) reasons.delete('not-registered')
    else if (!reasons.has('token-expired')) reasons.add('not-registered')
  }
  return [...reasons]
}

function MicrophoneChoice({ softphone, state }: { softphone: Softphone | null; state: PhoneState }) {
  const said = words.value.desk
  const [level, setLevel] = useState(0)
  const talking = state.lines.some((line) => line.state === 'open')
  useEffect(() => {
    if (!talking) setLevel(0)
    return softphone?.watchLevel((now) => setLevel(Math.round(now * 20) / 20))
  }, [softphone, talking])
  const { microphones, chosen } = state
  if (microphones.length === 0) return null
  return (
    <div class="microphone">
      <label>
        <span>{said.microphone}</span>
        <select value={chosen ?? microphones[0]?.id} onChange={(event) => softphone?.chooseMicrophone(event.currentTarget.value)}>
          {microphones.map(({ id, label }) => <option key={id} value={id}>{label || id}</option>)}
        </select>
      </label>
      {talking && <meter min={0} max={1} value={level} aria-label={said.level} />}
    </div>
  )
}

/** Browsers ask once; whoever has answered is not asked again. */
function Notices() {
  const [permission, setPermission] = useState('Notification' in globalThis ? Notification.permission : 'denied')
  if (permission !== 'default') return null
  return (
    <button type="button" class="notices" onClick={() => void Notification.requestPermission().then(setPermission)}>
      {words.value.desk.allowNotices}
    </button>
  )
}
