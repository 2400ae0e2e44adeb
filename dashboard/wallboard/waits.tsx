/** How long answered callers waited: at which ring, and the promise's edge between the second and the third. */
import type { WaitFigure } from '../../server/live/protocol.ts'
import { count } from '../ui/figures.ts'
import { MINUTE, duration, tenths } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { Figure } from './opener.tsx'
import { Panel } from './panel.tsx'

const RING_CLASSES = ['first', 'second', 'third', 'later'] as const
const RING_FIGURES = ['ring-1', 'ring-2', 'ring-3', 'ring-later'] as const

export function Waits({ waits }: { waits: WaitFigure }) {
  const said = words.value.waits
  const most = Math.max(1, ...waits.byRing)
  const nobody = waits.byRing.every((calls) => calls === 0)
  return (
    <Panel name="waits" heading={said.heading}>
      {nobody ? <p class="empty">{said.none}</p> : (
        <dl class="by-ring">
          {RING_CLASSES.map((ring, index) => {
            const calls = waits.byRing[index] ?? 0
            return (
              <div key={ring} class={`ring-share ${ring}`}>
                <dt>{said.rings[index]}</dt>
                <dd>
                  <span class="share-track" aria-hidden="true"><span class="share-fill" style={{ width: `${(calls / most) * 100}%` }} /></span>
                  <Figure of={RING_FIGURES[index] ?? 'ring-later'} class="share-count">{count(calls)}</Figure>
                </dd>
              </div>
            )
          })}
        </dl>
      )}
      <dl class="wait-lengths">
        <div><dt>{said.mean}</dt><dd><Figure of="mean-wait"><Length ms={waits.meanMs} /></Figure></dd></div>
        <div><dt>{said.longest}</dt><dd><Figure of="longest-wait"><Length ms={waits.longestMs} /></Figure></dd></div>
      </dl>
    </Panel>
  )
}

/** Below a minute the tenths matter: the promise is six seconds long. */
function Length({ ms }: { ms: number | null }) {
  if (ms === null) return <>—</>
  if (ms >= MINUTE) return <>{duration(ms)}</>
  return <>{tenths(ms)}<span class="unit">{words.value.waits.seconds}</span></>
}
