import type { RingingCall } from '../../server/protocol/wallboard.ts'
import { ringAt, urgencyAt } from '../ui/bell-fill.ts'
import { Caller } from '../ui/caller.tsx'
import { floorNow } from '../ui/clock.ts'
import { useComputedOf } from '../ui/computed-of.ts'
import { count } from '../ui/figures.ts'
import { SECOND, tenths } from '../ui/moments.ts'
import { RingBells } from '../ui/ring-bells.tsx'
import { words } from '../ui/words/language.ts'
import { Column, Glance } from './column.tsx'
import { Opener } from './opener.tsx'
import { Rows } from './rows.tsx'

/** Whoever has been listening longest stands on top and is the last to be cut. */
export function RingingCalls({ calls, cadenceMs }: { calls: RingingCall[]; cadenceMs: number }) {
  const said = words.value.ringing
  const oldestFirst = [...calls].sort((a, b) => a.arrivedAt - b.arrivedAt)
  const first = oldestFirst[0]?.arrivedAt ?? Infinity
  const urgent = useComputedOf([first, cadenceMs], () => ringAt(floorNow.value - first, cadenceMs) >= 3).value
  return (
    <Column name="ringing" heading={said.heading} urgent={urgent} aside={<Glance of="ringing" kind={calls.length === 0 ? 'zero' : ''}>{count(calls.length)}</Glance>}>
      <Rows kind="call" list="ringing-list" items={oldestFirst} none={said.none} more={words.value.wallboard.moreCalls}
        row={(call) => <Row key={call.call} call={call} cadenceMs={cadenceMs} />} />
    </Column>
  )
}

/** Tenths while they matter. */
const lasting = (ms: number) => (ms < 100 * SECOND ? tenths(ms) : String(Math.floor(ms / SECOND)))

function Row({ call, cadenceMs }: { call: RingingCall; cadenceMs: number }) {
  const said = words.value.ringing
  const urgency = useComputedOf([call.arrivedAt, cadenceMs], () => urgencyAt(floorNow.value - call.arrivedAt, cadenceMs)).value
  const ring = useComputedOf([call.arrivedAt, cadenceMs], () => ringAt(floorNow.value - call.arrivedAt, cadenceMs)).value
  const seconds = useComputedOf([call.arrivedAt], () => lasting(floorNow.value - call.arrivedAt))
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
