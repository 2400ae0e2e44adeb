import type { Moment } from '../clock.ts'
import type { ForecastSample, ForecastUnknown, ForecastView } from '../protocol/forecast.ts'
import type { Span } from './calendar.ts'
import { erlangA } from './erlang.ts'
import { INTERVAL_MS, intervalOf, type Tally } from './tally.ts'

/**
 * Promise T1 of the next half hour, if it goes on like today: with those who are at work now, with one fewer, with one more.
 *
 * T1 is kept ÷ (kept + broken): answered before the edge ÷ (offered − hung up before it). A caller who finds somebody free still has to
 * be picked up, and how often that happens in time is what today has shown of such callers; how many find somebody free, or soon
 * enough, is Erlang A:
 *
 *   rate = picked up in time × answeredWithin(edge − bell) ÷ (1 − abandonedWithin(edge))
 *
 * Whoever waits for somebody to become free has the bell still before them, so `bell`, its mean, is taken off their time; for those
 * who need not wait it is in the share. Today's share is a mean over one phone ringing and many: with one person fewer the
 * bell is a little slower than this says.
 */

/**
 * Arrivals change within the hour, so the newest quarters count, and no more of them than it takes: until they hold 30 calls (the
 * rate is then known to 18 %), at most two hours of the open line. Talks, bells and patience change little and are those of the day.
 * Simulated days said so: 30 minutes of a busy line foretell the next 30 better than two hours do.
 */
const WINDOW = { calls: 30, openMs: 2 * 3_600_000 } as const

/** Below these it is luck: 20 calls give their rate, and 20 talks their mean, to a fifth. */
export const SOUND = { calls: 20, talks: 20, bells: 20 } as const

/**
 * Mean patience is all time waited ÷ callers who hung up: the likeliest value where patience is exponential and most who wait are
 * answered first. On a good day hardly anybody hangs up, so five callers who had two minutes' patience are counted in from the start.
 */
const PATIENCE = { worth: 5, ms: 120_000 } as const

/** What is summed over the whole day. Few of a tally's fields: this is done for every picture. */
const OF_THE_DAY = ['talks_ended', 'handled_ms', 'met_kept', 'met_broken', 'met_ms', 'wait_ms', 'abandoned', 'abandoned_ms'] as const

/**
 * @param tallies of today at least, by the beginning of their quarter
 * @param hours when the line is open today
 */
export function sampleOf(tallies: ReadonlyMap<Moment, Tally>, hours: readonly Span[], now: Moment): ForecastSample {
  const day = Object.fromEntries(OF_THE_DAY.map((field) => [field, 0])) as Pick<Tally, (typeof OF_THE_DAY)[number]>
  let calls = 0
  let openMs = 0
  const first = hours[0]?.from ?? now
  for (let start = intervalOf(now) - INTERVAL_MS; start + INTERVAL_MS > first; start -= INTERVAL_MS) {
    const tally = tallies.get(start)
    if (tally) for (const field of OF_THE_DAY) day[field] += tally[field]
    if (calls >= WINDOW.calls || openMs >= WINDOW.openMs) continue
    openMs += openWithin(start, hours)
    if (tally) calls += tally.received - tally.out_of_hours
  }
  const bells = day.met_kept + day.met_broken
  const bellMs = day.met_kept > 0 ? Math.round(day.met_ms / day.met_kept) : null
  return {
    calls, openMs,
    perHour: openMs > 0 ? tenth((calls * 3_600_000) / openMs) : null,
    talks: day.talks_ended,
    handlingMs: day.talks_ended > 0 ? Math.round(day.handled_ms / day.talks_ended) + (bellMs ?? 0) : null,
    bells,
    pickedUp: bells > 0 ? cut(day.met_kept / bells) : null,
    bellMs,
    abandoned: day.abandoned,
    patienceMs: Math.round((day.wait_ms + day.abandoned_ms + PATIENCE.worth * PATIENCE.ms) / (day.abandoned + PATIENCE.worth)),
  }
}

const openWithin = (start: Moment, hours: readonly Span[]): number =>
  hours.reduce((ms, { from, to }) => ms + Math.max(0, Math.min(to, start + INTERVAL_MS) - Math.max(from, start)), 0)

/**
 * @param atWork who would take the next call, or is still busy with the last
 * @param edgeMs where T1 is lost
 */
export function forecastT1(sample: ForecastSample, atWork: number, edgeMs: number, isOpen: boolean): ForecastView {
  const unknown = whyUnknown(sample, isOpen)
  if (unknown) return { ...NOT_KNOWN, atWork, sample, unknown }
  // Desks and wallboards ask for the same one, several times a second: it is worked out when something in it has changed.
  const key = [...Object.values(sample), atWork, edgeMs].join()
  if (newest.key !== key) {
    newest = {
      key,
      shares: {
        now: kept(sample, atWork, edgeMs), withoutOne: atWork > 0 ? kept(sample, atWork - 1, edgeMs) : null,
        withOneMore: kept(sample, atWork + 1, edgeMs),
      },
    }
  }
  return { ...newest.shares, atWork, sample, unknown: null }
}

type Shares = Pick<ForecastView, 'now' | 'withoutOne' | 'withOneMore'>
const NOT_KNOWN: Shares = { now: null, withoutOne: null, withOneMore: null }
let newest = { key: '', shares: NOT_KNOWN }

function kept({ perHour, handlingMs, pickedUp, bellMs, patienceMs }: ForecastSample, agents: number, edgeMs: number): number {
  const line = erlangA({ perHour: perHour!, handlingMs: handlingMs! }, agents, patienceMs)
  const decided = 1 - line.abandonedWithin(edgeMs)
  return decided > 0 ? cut((pickedUp! * line.answeredWithin(edgeMs - (bellMs ?? edgeMs))) / decided) : 0
}

function whyUnknown({ calls, perHour, talks, bells }: ForecastSample, isOpen: boolean): ForecastUnknown | null {
  if (!isOpen) return 'closed'
  // Calls without open time: the hours were changed today.
  if (calls < SOUND.calls || perHour === null) return 'few-calls'
  if (talks < SOUND.talks) return 'few-talks'
  return bells < SOUND.bells ? 'few-bells' : null
}

const tenth = (n: number): number => Math.round(n * 10) / 10
/** To four places and never upwards: no forecast reads better than it is. */
const cut = (share: number): number => Math.max(0, Math.floor(share * 10_000 + 1e-6) / 10_000)
