/** What is happening in the agent's hands now: the one thing to look at. */
import { useSignal } from '@preact/signals'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { DirectoryView } from '../../server/protocol/directory.ts'
import { count } from '../ui/figures.ts'
import { hand } from '../live/hand.ts'
import { flies } from '../ui/simulated.tsx'
import { Supervising } from '../ui/supervising.tsx'
import { words } from '../ui/words/language.ts'
import type { Actions } from './actions.ts'
import { GreetingEditor } from './greeting-editor.tsx'
import { nameIn } from './names.ts'
import { OwnCall } from './own-call.tsx'
import type { PhoneState, Softphone } from './phone.ts'
import { Ringing } from './ringing.tsx'
import { Talk } from './talk.tsx'
import { lineOf } from './wish.ts'
import { WrapUp } from './wrap-up.tsx'

interface StageProps {
  view: DeskView
  phone: PhoneState
  softphone: Softphone | null
  hasPhone: boolean
  directory: DirectoryView | null
  actions: Actions
}

export function Stage({ view, phone, hasPhone, directory, actions }: StageProps) {
  const said = words.value.desk
  const { talking, wrappingUp, me } = view
  // What its owner asked for is answered by itself, and shown as their own part.
  const ringing = view.ringing.filter(({ supervision }) => supervision === null)
  const caller = ringing[0]?.caller
  const { callingBack } = view
  return (
    <div class="stage">
      {view.supervising !== null && (
        <Supervising
          own={view.supervising} hand={hand} agentName={nameOf(directory, view.supervising.of)} onHangUp={talking === null ? undefined : actions.hangUp}
        />
      )}
      {/* Said once when a call comes, whatever has the focus. */}
      <p class="hidden" role="alert">
        {caller !== undefined && talking === null && said.rungAnnouncement(caller === 'withheld' ? words.value.wallboard.withheld : caller)}
      </p>
      <p class="faster" role="status">{view.takenBy !== null && talking === null && said.faster(view.takenBy.name)}</p>
      {talking !== null
        ? <Talk key={talking.call} view={view} talking={talking} phone={phone} directory={directory} actions={actions} />
        : ringing.length > 0
          ? <Ringing view={{ ...view, ringing }} phone={phone} hasPhone={hasPhone} directory={directory} actions={actions} />
          : callingBack !== null
            ? <OwnCall key={callingBack.call} callBack={callingBack} line={lineOf(phone.lines, callingBack)} isHere={hasPhone && phone.kind !== 'elsewhere'} actions={actions} />
          : wrappingUp !== null
            ? <WrapUp key={wrappingUp.call} view={view} over={wrappingUp} actions={actions} />
            : <Quiet state={me.state} flying={view.simulated && flies(view.speed)} waiting={view.waiting} greeting={view.greeting} actions={actions} />}
    </div>
  )
}

const nameOf = (directory: DirectoryView | null, agent: string | null) => (agent === null ? null : nameIn(directory, agent))

function Quiet({ state, flying, waiting, greeting, actions }: { state: DeskView['me']['state']; flying: boolean; waiting: number; greeting: string; actions: Actions }) {
  const said = words.value.desk
  const editing = useSignal(false)
  const rings = state === 'ready' || state === 'ringing'
  return (
    <section class={`panel quiet ${rings ? 'ready' : 'resting'}`} aria-labelledby="quiet-heading">
      <div class="quiet-words">
        <h2 id="quiet-heading">{rings ? said.nextCall : said.notReady}</h2>
        <p>{rings ? said.ready : state === 'unreachable' ? (flying ? words.value.wallboard.simulatedFlying : said.howToMend) : said.notReadyHow}</p>
        {waiting > 0 && <p class="waiting-now">{said.readyWaiting(count(waiting))}</p>}
      </div>
      <GreetingEditor text={greeting} editing={editing} save={actions.greeting} />
    </section>
  )
}
