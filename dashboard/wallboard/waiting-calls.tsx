import type { WaitingCall } from '../../server/protocol/wallboard.ts'
import { Caller } from '../ui/caller.tsx'
import { floorSecond } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { duration } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { Column, Glance } from './column.tsx'
import { Opener } from './opener.tsx'
import { Rows } from './rows.tsx'

/** The queue in its order. The time is counted from arrival, because that is when the caller began to wait. */
export function WaitingCalls({ calls }: { calls: WaitingCall[] }) {
  const said = words.value.waiting
  const first = Math.min(...calls.map((call) => call.arrivedAt))
  const aside = (
    <>
      {calls.length > 0 && <Glance of="longest-waiting" label={said.longest}><Waited since={first} /></Glance>}
      <Glance of="waiting" kind={calls.length === 0 ? 'zero' : ''}>{count(calls.length)}</Glance>
    </>
  )
  return (
    <Column name="waiting" heading={said.heading} aside={aside}>
      <Rows kind="waiting" list="waiting-list" ordered items={calls} none={said.none} more={words.value.wallboard.more}
        row={(call) => <Row key={call.call} call={call} />} />
    </Column>
  )
}

function Row({ call }: { call: WaitingCall }) {
  const said = words.value.waiting
  const [first, ...others] = call.offeredTo
  return (
    <li class={`waiting-call ${first === undefined ? '' : 'offered'}`}>
      <span class="place" aria-label={said.place(call.place)} role="img">{call.place}</span>
      <span class="who">
        <Opener what={{ kind: 'call', call: call.call }} class="whose"><Caller caller={call.caller} /></Opener>
        <span class="remark">{first !== undefined && said.offeredTo(first, others.length)}</span>
      </span>
      <Waited since={call.arrivedAt} />
    </li>
  )
}

function Waited({ since }: { since: number }) {
  return <span class="length">{duration(floorSecond.value - since)}</span>
}
