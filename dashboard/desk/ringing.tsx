import type { DeskView } from '../../server/protocol/desk.ts'
import type { DirectoryView } from '../../server/protocol/directory.ts'
import { Caller } from '../ui/caller.tsx'
import { floorNow } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { tenths } from '../ui/moments.ts'
import { RingBells } from '../ui/ring-bells.tsx'
import { words } from '../ui/words/language.ts'
import { wished } from './actions.ts'
import type { Actions } from './actions.ts'
import { Greeting } from './greeting.tsx'
import { SHORTCUTS } from './keys.ts'
import { nameIn } from './names.ts'
import type { PhoneState } from './phone.ts'
import { Countdown, RaceBar } from './transfer.tsx'
import { lineOf } from './wish.ts'
import { ringAt, urgencyAt } from '../ui/bell-fill.ts'
import { useComputedOf } from '../ui/computed-of.ts'

interface RingingProps {
  view: DeskView
  phone: PhoneState
  hasPhone: boolean
  directory: DirectoryView | null
  actions: Actions
}

/** Callers whose bell rings here. The first has waited longest and is the one that the key answers. */
export function Ringing({ view, phone, hasPhone, directory, actions }: RingingProps) {
  const said = words.value.desk
  return (
    <section class="panel incoming" aria-labelledby="incoming-heading">
      <h2 id="incoming-heading">{said.ringingHeading}</h2>
      <ul class="callers">
        {view.ringing.map((call, index) => (
          <RingingCaller key={call.call} call={call} first={index === 0} view={view} phone={phone} hasPhone={hasPhone}
            directory={directory} actions={actions} />
        ))}
      </ul>
      <Greeting text={view.greeting} since={view.ringing[0]?.arrivedAt ?? view.asOf} cadenceMs={view.line.cadenceMs}
        passedOn={view.ringing[0]?.transfer != null} />
    </section>
  )
}

interface CallerProps extends RingingProps {
  call: DeskView['ringing'][number]
  first: boolean
}

function RingingCaller({ call, first, view, phone, hasPhone, directory, actions }: CallerProps) {
  const { desk: said, ringing } = words.value
  const { cadenceMs } = view.line
  const urgency = useComputedOf([call.arrivedAt, cadenceMs], () => urgencyAt(floorNow.value - call.arrivedAt, cadenceMs)).value
  const ring = useComputedOf([call.arrivedAt, cadenceMs], () => ringAt(floorNow.value - call.arrivedAt, cadenceMs)).value
  const seconds = useComputedOf([call.arrivedAt], () => tenths(floorNow.value - call.arrivedAt))
  const line = lineOf(phone.lines, call)
  const wish = wished.value?.call === call.call ? wished.value.what : null
  const rings = line === null || line.state === 'ringing'
  const canAnswer = rings && wish !== 'answer'
  const canDecline = rings && wish !== 'decline'
  return (
    <li class={`ringing-caller ${urgency} ${first ? 'foremost' : 'other'}`}>
      <p class="who"><Caller caller={call.caller} /></p>
      <p class="about">
        <span>{call.earlierCalls === 0 ? said.firstCall : said.earlierCalls(count(call.earlierCalls + 1))}</span>
        {call.transfer !== null && <span class="passed-on">{said.passedOnBy(nameIn(directory, call.transfer.by))}</span>}
      </p>
      {call.transfer !== null && call.transfer.gist !== '' && <p class="gist"><strong>{said.gistOf}</strong> {call.transfer.gist}</p>}
      {call.transfer !== null ? (
        // Somebody holds this caller in hand: what counts is the thirty seconds, not the bell.
        <div class="passing"><Countdown transfer={call.transfer} /><RaceBar transfer={call.transfer} /></div>
      ) : (
        <p class="bell-row">
          {call.fromQueue ? <span>{said.fromQueue}</span> : <><RingBells arrivedAt={call.arrivedAt} cadenceMs={cadenceMs} /><span class="hidden">{ringing.bells(ring)}</span></>}
          <span class="seconds"><span class="hidden">{said.waited} </span><span class="digits">{seconds}</span><span class="unit">{ringing.seconds}</span></span>
          {(urgency === 'third' || urgency === 'past') && <strong class="late">✕ {call.fromQueue ? ringing.asBells(ring) : urgency === 'third' ? ringing.thirdRing : ringing.pastThirdRing}</strong>}
        </p>
      )}
      {hasPhone && phone.kind !== 'elsewhere' && (
        <p class="buttons">
          <button type="button" class="go answer" aria-disabled={!canAnswer} onClick={() => actions.answer(call.call)}>
            {canAnswer ? said.answer : said.answering} {first && <kbd>{SHORTCUTS.answer}</kbd>}
          </button>
          <button type="button" aria-disabled={!canDecline} onClick={() => actions.decline(call.call)}>
            {wish === 'decline' ? said.declining : said.decline}
          </button>
          <span class="hidden" role="status">{wish === 'answer' && said.answersAtOnce}</span>
        </p>
      )}
    </li>
  )
}
