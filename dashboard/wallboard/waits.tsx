/** How long answered callers waited. */
import type { WaitFigure } from '../../server/protocol/counts.ts'
import { MINUTE, duration, tenths } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { Figure } from './opener.tsx'
import { Part } from './promise.tsx'

export function Waits({ waits }: { waits: WaitFigure }) {
  const said = words.value.waits
  return (
    <>
      <Part kind="wait-length" label={said.mean} share={null}><Figure of="mean-wait"><Length ms={waits.meanMs} /></Figure></Part>
      <Part kind="wait-length" label={said.longest} share={null}><Figure of="longest-wait"><Length ms={waits.longestMs} /></Figure></Part>
    </>
  )
}

/** Below a minute the tenths matter: the promise is six seconds long. */
function Length({ ms }: { ms: number | null }) {
  if (ms === null) return <>—</>
  if (ms >= MINUTE) return <>{duration(ms)}</>
  return <>{tenths(ms)}<span class="unit">{words.value.waits.seconds}</span></>
}
