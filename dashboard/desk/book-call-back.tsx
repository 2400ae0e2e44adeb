import type { DeskView } from '../../server/protocol/desk.ts'
import { floorSecond } from '../ui/clock.ts'
import { words } from '../ui/words/language.ts'
import { busy } from './actions.ts'
import type { Actions } from './actions.ts'
import { promisedTime } from './promised.ts'

interface TimesProps {
  view: DeskView
  label: string
  onChoose: (at: number) => void
}

/** By when a call is promised: one press each, with the time of the clock that can be said to the caller. */
export function CallBackTimes({ view, label, onChoose }: TimesProps) {
  const said = words.value.desk
  return (
    <div class="buttons call-back-times" role="group" aria-label={label} aria-busy={busy.value !== null}>
      <span aria-hidden="true">{label}</span>
      {view.callBackTimes.map(({ choice, at }) => (
        <button key={choice} type="button" class="small" onClick={() => { if (busy.value === null) onChoose(at) }}>
          {said.callBackChoices[choice]} <small>{said.promisedFor(promisedTime(at, floorSecond.value))}</small>
        </button>
      ))}
    </div>
  )
}

/** Promises this caller a call; when one is promised already, says for when. Nothing for a number nobody can call. */
export function BookCallBack({ call, caller, view, actions }: { call: string; caller: string; view: DeskView; actions: Actions }) {
  const said = words.value.desk
  const booked = view.callBacks.find((one) => one.call === call)
  if (booked) return <p class="booked" role="status"><span aria-hidden="true">✓ </span>{said.bookedFor(promisedTime(booked.promisedFor, floorSecond.value))}</p>
  if (caller === 'withheld') return null
  return <CallBackTimes view={view} label={said.callBackWhen} onChoose={(at) => void actions.bookCallBack(call, at)} />
}
