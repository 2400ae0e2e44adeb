/** Promise T1 of the next half hour as today foretells it, and with one person fewer; what it is made from beside it. */
import type { ForecastView } from '../../server/protocol/forecast.ts'
import { count, wholePercent } from '../ui/figures.ts'
import { duration } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { Glance } from './column.tsx'
import { Opener } from './opener.tsx'

const OPENED = { kind: 'forecast' } as const

/** The two shares, to be read from afar. */
export function Forecast({ forecast: { now, withoutOne } }: { forecast: ForecastView }) {
  const said = words.value.forecast
  return (
    <span class="forecast">
      <Glance what={OPENED} label={said.nextHalfHour} kind={now === null ? 'zero' : ''}>{now === null ? '—' : `${wholePercent(now)}%`}</Glance>
      {withoutOne !== null && <Glance what={OPENED} label={said.withoutOne}>{wholePercent(withoutOne)}%</Glance>}
    </span>
  )
}

/** Why it is not known, or what it was worked out from. */
export function ForecastSample({ forecast: { now, unknown, atWork, sample } }: { forecast: ForecastView }) {
  const said = words.value.forecast
  if (now === null) return <Opener what={OPENED} class="forecast-sample">{said.nextHalfHour}: {said.unknown}{unknown !== null && ` (${said.because[unknown]})`}</Opener>
  if (sample.perHour === null || sample.handlingMs === null) return null
  return <Opener what={OPENED} class="forecast-sample">{said.nextHalfHour}: {said.sample(count(Math.round(sample.perHour)), duration(sample.handlingMs), count(atWork))}</Opener>
}
