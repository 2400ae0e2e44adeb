/** Promise T1 of the next half hour as today foretells it, and with one person fewer; what it is made from beside it. */
import type { ForecastView } from '../../server/live/protocol.ts'
import { count, wholePercent } from '../ui/figures.ts'
import { duration } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'

export function Forecast({ forecast }: { forecast: ForecastView }) {
  const said = words.value.forecast
  const { now, withoutOne, atWork, sample, unknown } = forecast
  return (
    <p class="forecast">
      <span>
        {said.nextHalfHour}{' '}
        {now === null
          ? <span class="unknown">{said.unknown}{unknown !== null && ` (${said.because[unknown]})`}</span>
          : <strong>{wholePercent(now)}%</strong>}
        {withoutOne !== null && <>{' · '}{said.withoutOne} <strong>{wholePercent(withoutOne)}%</strong></>}
      </span>{' '}
      {now !== null && sample.perHour !== null && sample.handlingMs !== null && (
        <span class="sample">{said.sample(count(Math.round(sample.perHour)), duration(sample.handlingMs), count(atWork))}</span>
      )}
    </p>
  )
}
