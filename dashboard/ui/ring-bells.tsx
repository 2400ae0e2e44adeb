/**
 * Three bells that fill from left to right, one after another, without a jump from bell to bell: the sweep is the caller's time.
 * The attributes are bound to the clock itself, so that a frame moves three rectangles and renders no component.
 */
import { useId } from 'preact/hooks'
import { BELL, CLAPPER } from './bell-shape.ts'
import { floorNow } from './clock.ts'
import { PROMISED_RING, bellFill } from './bell-fill.ts'
import { useComputedOf } from './computed-of.ts'

const WIDTH = 24
/** Within these the bell's metal lies; filling the empty margins would look like waiting. */
const LEFT = 2.6
const RIGHT = 21.4

interface Bells {
  arrivedAt: number
  cadenceMs: number
}

export function RingBells({ arrivedAt, cadenceMs }: Bells) {
  const rings = Array.from({ length: PROMISED_RING }, (_, index) => index + 1)
  return (
    <span class="bells" aria-hidden="true">
      {rings.map((ring) => <Bell key={ring} ring={ring} arrivedAt={arrivedAt} cadenceMs={cadenceMs} />)}
    </span>
  )
}

function Bell({ ring, arrivedAt, cadenceMs }: Bells & { ring: number }) {
  const id = useId()
  const width = useComputedOf([arrivedAt, ring, cadenceMs], () => LEFT + bellFill(floorNow.value - arrivedAt, ring, cadenceMs) * (RIGHT - LEFT))
  return (
    <svg class={`bell ring-${ring}`} viewBox={`0 0 ${WIDTH} ${WIDTH}`}>
      <clipPath id={id}><rect x="0" y="0" width={width} height={WIDTH} /></clipPath>
      <g class="bell-empty"><path d={BELL} /><path d={CLAPPER} /></g>
      <text class="bell-number-empty" x="12" y="15.6" text-anchor="middle">{ring}</text>
      <g clip-path={`url(#${id})`}>
        <g class="bell-full"><path d={BELL} /><path d={CLAPPER} /></g>
        <text class="bell-number-full" x="12" y="15.6" text-anchor="middle">{ring}</text>
      </g>
    </svg>
  )
}
