import { useSignal } from '@preact/signals'
import type { CallBackView } from '../../server/protocol/call-backs.ts'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { DirectoryView } from '../../server/protocol/directory.ts'
import { Caller } from '../ui/caller.tsx'
import { floorSecond } from '../ui/clock.ts'
import { words } from '../ui/words/language.ts'
import type { Actions } from './actions.ts'
import { CallBackTimes } from './book-call-back.tsx'
import { nameIn } from './names.ts'
import { promisedTime } from './promised.ts'

interface ListProps { view: DeskView; directory: DirectoryView | null; actions: Actions }

/** People who were promised a call: the earliest promise first. */
export function CallBacks({ view, directory, actions }: ListProps) {
  const said = words.value.desk
  const open = view.callBacks.filter(({ state }) => state !== 'done').sort((a, b) => a.promisedFor - b.promisedFor)
  return (
    <section class="panel call-backs" aria-labelledby="call-backs-heading">
      <h2 id="call-backs-heading">{said.callBacksHeading}</h2>
      {open.length === 0 ? <p class="empty">{said.noCallBacks}</p> : (
        <ul>{open.map((one) => <OnList key={one.callBack} one={one} view={view} directory={directory} actions={actions} />)}</ul>
      )}
    </section>
  )
}

function OnList({ one, view, directory, actions }: ListProps & { one: CallBackView }) {
  const said = words.value.desk
  const changing = useSignal(false)
  const caller = one.caller === 'withheld' ? words.value.wallboard.withheld : one.caller
  const overdue = one.promisedFor < floorSecond.value
  const canDial = view.talking === null && view.ringing.length === 0 && view.callingBack === null
  // Nobody takes a caller off the list while they are called.
  const dialledBy = one.dial && (one.dial.by === view.me.agent ? said.callBackHeading : said.calledBackBy(nameIn(directory, one.dial.by)))
  const change = async (at: number) => { if (await actions.changeCallBack(one.callBack, at)) changing.value = false }
  return (
    <li class={overdue ? 'overdue' : ''}>
      <p class="hit-head">
        <Caller caller={one.caller} />
        <span>{said.callBackReasons[one.reason]}{one.owner !== null && ` · ${said.ownedBy(nameIn(directory, one.owner))}`}</span>
        <span class="promised">
          {overdue && <strong class="late">✕ {said.overdue} · </strong>}
          {said.promisedFor(promisedTime(one.promisedFor, floorSecond.value))}
        </span>
      </p>
      <p class="buttons">
        {one.state === 'open' && (
          <button type="button" class="small go" aria-label={`${said.dial} ${caller}`} aria-disabled={!canDial}
            onClick={() => { if (canDial) void actions.dialCallBack(one.callBack) }}>{said.dial}</button>
        )}
        {one.dial !== null && <span class="dialling">{dialledBy} · {said.callBackStages[one.dial.stage]}</span>}
        {one.dial === null && (
          <button type="button" class="small" aria-label={`${said.change} ${caller}`} aria-expanded={changing.value}
            onClick={() => { changing.value = !changing.value }}>{said.change}</button>
        )}
      </p>
      {changing.value && one.dial === null && (
        <div class="changing">
          <CallBackTimes view={view} label={said.callBackWhen} onChoose={(at) => void change(at)} />
          <div class="buttons" role="group" aria-label={said.settle}>
            <span aria-hidden="true">{said.settle}</span>
            <button type="button" class="small" onClick={() => void actions.settleCallBack(one.callBack, 'reached')}>{said.reached}</button>
            <button type="button" class="small" onClick={() => void actions.settleCallBack(one.callBack, 'not-reached')}>{said.notReached}</button>
          </div>
        </div>
      )}
    </li>
  )
}
