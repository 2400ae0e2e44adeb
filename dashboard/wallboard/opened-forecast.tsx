/** The forecast, opened: how it is worked out, from what, and how the last half hour really was. Drawn from the picture: nothing is asked. */
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { count, percent, wholePercent } from '../ui/figures.ts'
import { duration, seoulMinute, seoulTime, tenths } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { lastHalfHour } from './half-hour.ts'

export function OpenedForecast({ view }: { view: WallboardView }) {
  const { forecast: said, opened } = words.value
  const { now, withoutOne, withOneMore, atWork, sample, unknown } = view.forecast
  const last = lastHalfHour(view)
  const share = (one: number | null) => (one === null ? '—' : `${wholePercent(one)}%`)
  const length = (ms: number | null) => (ms === null ? '—' : duration(ms))
  const rows: [string, string][] = [
    [said.asThings(count(atWork)), share(now)], [said.withoutOne, share(withoutOne)], [said.withOneMore, share(withOneMore)],
  ]
  const made: [string, string][] = [
    [said.parts.arrivals, sample.perHour === null ? '—' : said.arrivals(count(Math.round(sample.perHour)), count(sample.calls), duration(sample.openMs), doubt(sample.calls))],
    [said.parts.handling, `${length(sample.handlingMs)} · ${said.talks(count(sample.talks))}`],
    [said.parts.people, said.people(count(atWork))],
    [said.parts.pickedUp, sample.pickedUp === null ? '—' : `${percent(sample.pickedUp)}% · ${said.bells(count(sample.bells), sample.bellMs === null ? '—' : tenths(sample.bellMs))}`],
    [said.parts.patience, `${duration(sample.patienceMs)} · ${said.abandoned(count(sample.abandoned))}`],
  ]
  return (
    <>
      <p class="as-of"><time>{opened.asOf(seoulTime(view.asOf))}</time></p>
      <div class="opened-value">
        <p class="value">{share(now)}</p>
        {unknown !== null && <p class="fraction">{said.unknown} ({said.because[unknown]})</p>}
      </div>
      <section class="how" aria-labelledby="how-heading">
        <h3 id="how-heading">{opened.how}</h3>
        <p>{said.how}</p>
      </section>
      <Table id="forecast-people" heading={said.byPeople} rows={rows} />
      <Table id="forecast-parts" heading={said.madeOf} rows={made} />
      <section class="how" aria-labelledby="forecast-error">
        <h3 id="forecast-error">{said.error}</h3>
        <p>{last.decided === 0 ? said.noLast : said.last(seoulMinute(last.from), seoulMinute(last.to), percent(last.kept / last.decided), count(last.kept), count(last.decided))}</p>
        <p class="fine">{said.notKept}</p>
      </section>
    </>
  )
}

/** A rate counted from so many calls is known to about its root. */
const doubt = (calls: number): string => (calls === 0 ? '—' : String(Math.round(100 / Math.sqrt(calls))))

function Table({ id, heading, rows }: { id: string; heading: string; rows: readonly [string, string][] }) {
  return (
    <section class="how" aria-labelledby={id}>
      <h3 id={id}>{heading}</h3>
      <table class="rows"><tbody>{rows.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td>{value}</td></tr>)}</tbody></table>
    </section>
  )
}
