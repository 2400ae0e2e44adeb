import { useComputed } from '@preact/signals'
import type { RingingCall } from '../../server/live/protocol.ts'
import { floorNow } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { arrange } from '../ui/fit.ts'
import { tenths } from '../ui/moments.ts'
import { useRoom } from '../ui/room.ts'
import { words } from '../ui/words/language.ts'
import { ringAt, urgencyAt } from '../ui/bell-fill.ts'
import { Caller } from '../ui/caller.tsx'
import { Figure, Opener } from './opener.tsx'
import { Panel } from './panel.tsx'
import { RingBells } from '../ui/ring-bells.tsx'

/** Whoever has been listening longest stands on top and is the last to be cut. */
export function RingingCalls({ calls, cadenceMs }: { calls: RingingCall[]; cadenceMs: number }) {
  const { ref, room } = useRoom<HTMLDivElement>('call')
  const said = words.value.ringing
  const oldestFirst = [...calls].sort((a, b) => a.arrivedAt - b.arrivedAt)
  const { density, shown, more } = arrange(calls.length, room)
  return (
    <Panel name="ringing" heading={said.heading} aside={calls.length > 0 ? <Figure of="ringing">{said.calls(count(calls.length))}</Figure> : null}>
      <div class="room" ref={ref}>
        {calls.length === 0 ? <p class="empty">{said.none}</p> : (
          <ul class={`ringing-list ${density}`}>
            {oldestFirst.slice(0, shown).map((call) => <Row key={call.call} call={call} cadenceMs={cadenceMs} />)}
            {more > 0 && <li class="more">{words.value.wallboard.moreCalls(more)}</li>}
          </ul>
        )}
      </div>
    </Panel>
  )
}

function Row({ call, cadenceMs }: { call: RingingCall; cadenceMs: number }) {
  const said = words.value.ringing
  const urgency = useComputed(() => urgencyAt(floorNow.value - call.arrivedAt, cadenceMs)).value
  const ring = useComputed(() => ringAt(floorNow.value - call.arrivedAt, cadenceMs)).value
  const seconds = useComputed(() => tenths(floorNow.value - call.arrivedAt))
  return (
    <li class={`ringing-call ${urgency}`}>
      <span class="who">
        <Opener what={{ kind: 'call', call: call.call }} class="whose"><Caller caller={call.caller} /></Opener>
        <span class="remark">
          {urgency === 'third' && <strong class="late">✕ {said.thirdRing}</strong>}
          {urgency === 'past' && <strong class="late">✕ {said.pastThirdRing}</strong>}
          <span class={call.phones === 0 ? 'nobody' : undefined}>{call.phones === 0 ? said.noPhones : said.phones(call.phones)}</span>
        </span>
      </span>
      <span class="hidden">{said.bells(ring)}</span>
      <RingBells arrivedAt={call.arrivedAt} cadenceMs={cadenceMs} />
      <span class="seconds"><span class="digits">{seconds}</span><span class="unit">{said.seconds}</span></span>
    </li>
  )
}
