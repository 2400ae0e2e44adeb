import type { LegId } from '../calls/events.ts'
import type { Intent } from '../calls/intents.ts'
import type { Clock, Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Event } from '../journal/codec.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { type Failure, type Ring, type Telephony, TelephonyError } from './telephony.ts'

/** What is to be done at Twilio, done: in the order it was decided for each call, once, or its failure recorded. */
export interface Outbox extends Lanes {
  readonly figures: { done: number; failed: number; retried: number }
}

interface Row {
  id: number
  call: string
  body: string
  made_at: Moment
  not_after: Moment
  due_at: Moment
  tries: number
}

/** What became of a request: the leg that began with it, or why it failed. */
interface Outcome { failure: TelephonyError | null; leg: LegId | null }

/** First pause before another try; doubled each time, up to the intent's own end. */
const PAUSE_MS = 250
/** If it was done after all, Twilio comes for its document within this: a second redirect would tear down what the first began. */
const UNCERTAIN_PAUSE_MS = 2500
const AT_ONCE = 20

const PENDING = sqlOf(build.selectFrom('outbox').select(['id', 'call', 'body', 'made_at', 'not_after', 'due_at', 'tries'])
  .where('state', '=', 'pending').orderBy('id').limit(1))
const NEWEST = sqlOf(build.selectFrom('outbox').select((eb) => eb.fn.max('id').as('id')))
const SETTLE = sqlOf(build.updateTable('outbox').set({ state: 'done', error: null, tries: 0, due_at: 0 }).where('id', '=', 0))

/** Intents of one lane never overtake each other: an offer that is tried again is not passed by the next; other legs need not wait. */
function laneOf(row: Row): string {
  const intent = JSON.parse(row.body) as Intent
  switch (intent.do) {
    case 'move': return `${row.call}/${intent.who}`
    case 'ring': case 'stop': return `${row.call}/a${intent.attempt}`
    case 'call-back': return `${row.call}/call-back`
    default: return row.call
  }
}

/** What the outbox asks the rest: where Twilio is to come, what has become visible, what follows. */
export interface Wiring {
  /** Where Twilio is to come back to for an offer or a move. */
  urlOf(intent: Extract<Intent, { do: 'offer' | 'move' }>): string
  ringOf?(intent: Extract<Intent, { do: 'ring' | 'call-back' }>): Ring
  /** Whether the floor shows that an intent has taken effect, although no answer said so. */
  isDone(intent: Intent): boolean
  /** Whether it is no longer wanted. */
  isMoot?(intent: Intent): boolean
  /** Legs that are known to belong to something else. */
  isKnown?(leg: LegId): boolean
  /** The facts that follow from an intent that was carried out. */
  whenDone?(intent: Intent, leg: LegId | null, floor: Floor, now: Moment): Event[]
  /** … from one that could not be. */
  whenFailed(intent: Intent, floor: Floor, now: Moment, kind: Failure): Event[]
}

export function createOutbox(
  { writer }: Database, intake: Intake, telephony: () => Promise<Telephony>, clock: Clock,
  { urlOf, ringOf, isDone, isMoot, isKnown, whenDone, whenFailed }: Wiring,
): Outbox {
  /** What an earlier run of ours left behind may have been done already: it is looked at before it is done. */
  const before = (writer.prepare(NEWEST).get() as { id: number | null }).id ?? 0
  const figures = { done: 0, failed: 0, retried: 0 }

  const carryOut = async (row: Row): Promise<Outcome> => {
    const intent = JSON.parse(row.body) as Intent
    const well = { failure: null, leg: null }
    const again = row.tries > 0 || row.id <= before
    if (again && isDone(intent)) return well
    if (clock.now() > row.not_after || isMoot?.(intent)) return { failure: new TelephonyError('refused', 'too late: the moment for this has passed'), leg: null }
    try {
      const system = await telephony()
      switch (intent.do) {
        case 'offer': case 'move': await system.redirect(intent.leg, urlOf(intent)); return well
        case 'silence': case 'stop': await system.silence(intent.leg); return well
        case 'ring': case 'call-back': {
          const [found] = again ? (await system.placed(intent.address, row.made_at)).filter((leg) => !isKnown?.(leg)) : []
          return { failure: null, leg: found ?? await system.ring(ringOf!(intent)) }
        }
      }
    } catch (error) {
      return { failure: error instanceof TelephonyError ? error : new TelephonyError('refused', String(error), { cause: error }), leg: null }
    }
  }

  const note = async (row: Row, { failure, leg }: Outcome): Promise<void> => {
    const intent = JSON.parse(row.body) as Intent
    const now = clock.now()
    const pause = failure?.kind === 'later' ? PAUSE_MS : failure?.kind === 'uncertain' ? UNCERTAIN_PAUSE_MS : null
    const again = pause === null ? null : now + pause * 2 ** row.tries
    // A phone that stopped ringing by itself needs no silencing: that is as good as done.
    const done = !failure || (failure.kind === 'gone' && (intent.do === 'silence' || intent.do === 'stop'))
    const retry = again !== null && again <= row.not_after
    await intake.take({
      key: null,
      decide: (floor, now) => ({
        events: retry ? [] : done ? whenDone?.(intent, leg, floor, now) ?? [] : whenFailed(intent, floor, now, failure.kind),
        also: () => writer.prepare(SETTLE).run(
          retry ? 'pending' : done ? 'done' : 'failed', failure?.message ?? null, row.tries + 1, retry ? again : row.due_at, row.id,
        ),
      }),
    })
    if (retry) figures.retried++
    else if (done) figures.done++
    else figures.failed++
  }

  const pending = () => writer.prepare(PENDING).all('pending', 1000) as Row[]
  return { ...createLanes(clock, { pending, laneOf, carryOut, note, atOnce: AT_ONCE, pauseMs: PAUSE_MS }), figures }
}
