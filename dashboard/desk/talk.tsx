import { useComputed, useSignal } from '@preact/signals'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { DirectoryView } from '../../server/protocol/directory.ts'
import { Caller } from '../ui/caller.tsx'
import { floorNow, floorSecond } from '../ui/clock.ts'
import { useComputedOf } from '../ui/computed-of.ts'
import { count } from '../ui/figures.ts'
import { duration } from '../ui/moments.ts'
import { SupervisedBy } from '../ui/supervising.tsx'
import { isFailing, standOf } from '../ui/race.ts'
import { words } from '../ui/words/language.ts'
import { BookCallBack } from './book-call-back.tsx'
import { guard } from './actions.ts'
import type { Actions } from './actions.ts'
import { Greeting } from './greeting.tsx'
import { Keypad } from './keypad.tsx'
import { SHORTCUTS } from './keys.ts'
import { nameIn } from './names.ts'
import { Notes } from './notes.tsx'
import { openLine } from './phone.ts'
import type { PhoneState } from './phone.ts'
import { Transfer } from './transfer.tsx'

interface TalkProps {
  view: DeskView
  talking: NonNullable<DeskView['talking']>
  phone: PhoneState
  directory: DirectoryView | null
  actions: Actions
}

export function Talk({ view, talking, phone, directory, actions }: TalkProps) {
  const said = words.value.desk
  const keypad = useSignal(false)
  const booking = useSignal(false)
  const line = openLine(phone.lines)
  const isBooked = view.callBacks.some(({ call }) => call === talking.call)
  const passing = talking.role === 'answered' && talking.transfer !== null && talking.transfer.stage !== 'ended'
  const failing = useComputedOf([talking.transfer], () => talking.transfer !== null && isFailing(talking.transfer, standOf(talking.transfer, floorNow.value))).value
  const armed = useComputed(() => guard.value?.armed ?? false).value
  return (
    <section class={`panel talk ${talking.held ? 'held' : ''}`} aria-labelledby="talk-heading">
      <header class="talk-head">
        <h2 id="talk-heading">{whoTalks(talking, directory)}</h2>
        <p class="who"><Caller caller={talking.caller} /></p>
        <p class="about">
          <span>{talking.earlierCalls === 0 ? said.firstCall : said.earlierCalls(count(talking.earlierCalls + 1))}</span>
          {talking.role === 'colleague' && talking.transfer !== null && <span class="passed-on">{said.passedOnBy(nameIn(directory, talking.transfer.by))}</span>}
        </p>
        <p class="talk-length"><span class="hidden">{said.talkLength} </span>{duration(floorSecond.value - talking.answeredAt)}</p>
      </header>
      {talking.ending !== null && (
        <p class="about-to-end" role="alert">▲ {words.value.supervise.aboutToEnd(talking.ending.name, words.value.supervise.endReasons[talking.ending.reason])}</p>
      )}
      <SupervisedBy by={talking.supervisedBy} />
      {talking.role === 'colleague' && talking.transfer !== null && talking.transfer.gist !== '' && (
        <p class="gist"><strong>{said.gistOf}</strong> {talking.transfer.gist}</p>
      )}
      {!passing && !talking.held && (
        <Greeting
          text={view.greeting} since={talking.arrivedAt} cadenceMs={view.line.cadenceMs} answeredAt={talking.answeredAt}
          passedOn={talking.role === 'colleague'}
        />
      )}
      {line !== null && (
        <div class="buttons" role="group" aria-label={said.talkHeading}>
          <button type="button" aria-pressed={line.muted} onClick={actions.mute}>{line.muted ? said.unmute : said.mute} <kbd>{SHORTCUTS.mute}</kbd></button>
          {view.offers.transfers && !passing && (
            <button type="button" aria-pressed={talking.held} onClick={() => void (talking.held ? actions.resume() : actions.hold())}>
              {talking.held ? said.resume : said.hold}
            </button>
          )}
          <button type="button" aria-expanded={keypad.value} onClick={() => { keypad.value = !keypad.value }}>{said.keypad}</button>
          {view.offers.callBacks && talking.caller !== 'withheld' && !failing && !isBooked && (
            <button type="button" aria-expanded={booking.value} onClick={() => { booking.value = !booking.value }}>{said.bookCallBack}</button>
          )}
          <button type="button" class={`stop ${armed ? 'armed' : ''}`} onClick={actions.hangUp}>
            {armed ? said.hangUpGuard : said.hangUp} <kbd>{SHORTCUTS.hangUp}</kbd>
          </button>
          <p class="talk-remark" role="status">
            {line?.state === 'reconnecting' ? said.reconnecting : armed ? said.guardMeaning : line?.muted ? said.muted : ''}
          </p>
        </div>
      )}
      {keypad.value && line !== null && <Keypad onPress={actions.pressKey} />}
      {talking.transfer !== null && talking.role === 'answered' && view.offers.transfers && (
        <Transfer transfer={talking.transfer} caller={talking.caller} held={talking.held} view={view} actions={actions} />
      )}
      {(booking.value || isBooked) && !failing && <BookCallBack call={talking.call} caller={talking.caller} view={view} actions={actions} />}
      <Notes call={talking.call} actions={actions} />
    </section>
  )
}

/** With whom this agent talks, and who is on hold meanwhile. */
function whoTalks({ held, role, transfer }: TalkProps['talking'], directory: DirectoryView | null): string {
  const said = words.value.desk
  if (transfer?.stage === 'consulting') {
    const other = role === 'colleague' ? nameIn(directory, transfer.by) : transfer.colleague ?? ''
    return held ? said.consulting(other) : role === 'colleague' ? said.heldByColleague(other) : said.swapped(other)
  }
  return held ? said.onHold : said.talkHeading
}
