import type { WaitingCall } from '../../server/live/protocol.ts'
import { floorSecond } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { arrange } from '../ui/fit.ts'
import { duration } from '../ui/moments.ts'
import { useRoom } from '../ui/room.ts'
import { words } from '../ui/words/language.ts'
import { Caller } from '../ui/caller.tsx'
import { Figure, Opener } from './opener.tsx'
import { Panel } from './panel.tsx'

/** The queue in its order. The time is counted from arrival, because that is when the caller began to wait. */
export function WaitingCalls({ calls }: { calls: WaitingCall[] }) {
  const { ref, room } = useRoom<HTMLDivElement>('waiting')
  const said = words.value.waiting
  const { density, columns, rows, shown, more } = arrange(calls.length, room)
  const aside = calls.length > 0 && (
    <>
      <Figure of="waiting"><strong>{said.people(count(calls.length))}</strong></Figure> · {' '}
      <Figure of="longest-waiting">{said.longest} <strong><Waited since={Math.min(...calls.map((call) => call.arrivedAt))} /></strong></Figure>
    </>
  )
  return (
    <Panel name="waiting" heading={said.heading} aside={aside || null}>
      <div class="room" ref={ref}>
        {calls.length === 0 ? <p class="empty">{said.none}</p> : (
          <ol
            class={`waiting-list columned ${density} ${columns > 1 ? 'narrow' : ''}`}
            style={{ '--columns': String(columns), '--rows': String(rows) }}
          >
            {calls.slice(0, shown).map((call) => <Row key={call.call} call={call} />)}
            {more > 0 && <li class="more">{words.value.wallboard.more(more)}</li>}
          </ol>
        )}
      </div>
    </Panel>
  )
}

function Row({ call }: { call: WaitingCall }) {
  const said = words.value.waiting
  const [first, ...others] = call.offeredTo
  return (
    <li class={`waiting-call ${first === undefined ? '' : 'offered'}`}>
      <span class="place" aria-label={said.place(call.place)} role="img">{call.place}</span>
      <Opener what={{ kind: 'call', call: call.call }} class="whose"><Caller caller={call.caller} /></Opener>
      <span class="remark">{first !== undefined && said.offeredTo(first, others.length)}</span>
      <Waited since={call.arrivedAt} />
    </li>
  )
}

function Waited({ since }: { since: number }) {
  return <span class="length">{duration(floorSecond.value - since)}</span>
}
