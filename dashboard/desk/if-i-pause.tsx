import type { ForecastView } from '../../server/protocol/forecast.ts'
import { FromTo } from '../ui/from-to.tsx'
import { words } from '../ui/words/language.ts'

/**
 * What callers lose if this agent pauses now; no reproach, a number to choose a moment by. It stands beside the choice it belongs to,
 * which is described by it: read out when somebody comes to that choice, and not with every new picture.
 */
export function IfIPause({ id, forecast }: { id: string; forecast: ForecastView }) {
  const said = words.value.forecast
  const { now, withoutOne, unknown } = forecast
  return (
    <p id={id} class="if-i-pause">
      {said.ifIPause}{' '}
      {now === null || withoutOne === null
        ? <span class="unknown">{said.unknown}{unknown !== null && ` (${said.because[unknown]})`}</span>
        : <FromTo from={now} to={withoutOne} />}
    </p>
  )
}
