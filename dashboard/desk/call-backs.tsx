import type { DeskView } from '../../server/live/protocol.ts'
import { Caller } from '../ui/caller.tsx'
import { floorSecond } from '../ui/clock.ts'
import { seoulMinute } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import type { Actions } from './actions.ts'

/** People who were promised a call: the earliest promise first. */
export function CallBacks({ view, actions }: { view: DeskView; actions: Actions }) {
  const said = words.value.desk
  const open = view.callBacks.filter(({ state }) => state !== 'done').sort((a, b) => a.promisedFor - b.promisedFor)
  const canDial = view.talking === null && view.ringing.length === 0
  return (
    <section class="panel call-backs" aria-labelledby="call-backs-heading">
      <h2 id="call-backs-heading">{said.callBacksHeading}</h2>
      {open.length === 0 ? <p class="empty">{said.noCallBacks}</p> : (
        <ul>
          {open.map((one) => (
            <li key={one.callBack} class={one.promisedFor < floorSecond.value ? 'overdue' : ''}>
              <p class="hit-head">
                <Caller caller={one.caller} />
                <span>{said.callBackReasons[one.reason]}{one.owner !== null && ` · ${one.owner}`}</span>
                <span class="promised">
                  {one.promisedFor < floorSecond.value ? <strong class="late">✕ {said.overdue}</strong> : said.promisedFor(seoulMinute(one.promisedFor))}
                </span>
              </p>
              <p class="buttons">
                {one.state === 'open' && <button type="button" class="small go" aria-disabled={!canDial} onClick={() => { if (canDial) void actions.dialCallBack(one.callBack) }}>{said.dial}</button>}
                {one.state === 'dialling' && <button type="button" class="small go" onClick={() => void actions.settleCallBack(one.callBack, 'reached')}>{said.reached}</button>}
                {one.state === 'dialling' && <button type="button" class="small" onClick={() => void actions.settleCallBack(one.callBack, 'not-reached')}>{said.notReached}</button>}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
