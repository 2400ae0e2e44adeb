import type { Intent } from '../calls/intents.ts'
import type { Clock, Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Event } from '../journal/codec.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import { type Telephony, TelephonyError } from './telephony.ts'

/** What is to be done at Twilio, done: in the order it was decided for each call, once, or its failure recorded. */
export interface Outbox {
  /** Looks for work: after each commit, and at start-up for what a crash left behind. */
  look(): void
  /** Resolves when nothing is under way. What waits for another try is not under way. */
  idle(): Promise<void>
  underWay(): number
  stop(): void
  readonly figures: { done: number; failed: number; retried: number }
}

interface Row {
  id: number
  call: string
  body: string
  not_after: Moment
  due_at: Moment
  tries: number
}

/** First pause before another try; doubled each time, up to the intent's own end. */
const PAUSE_MS = 250
/** If it was done after all, Twilio comes for its document within this: a second redirect would tear down what the first began. */
const UNCERTAIN_PAUSE_MS = 2500
const AT_ONCE = 20

const PENDING = sqlOf(build.selectFrom('outbox').select(['id', 'call', 'body', 'not_after', 'due_at', 'tries'])
  .where('state', '=', 'pending').orderBy('id').limit(1))
const SETTLE = sqlOf(build.updateTable('outbox').set({ state: 'done', error: null, tries: 0, due_at: 0 }).where('id', '=', 0))

/**
 * @param urlOf where Twilio is to come back to for an offer
 * @param isDone whether the floor shows that an intent has taken effect, although no answer said so
 * @param whenFailed the facts that follow from an intent that could not be carried out
 */
export function createOutbox(
  { writer }: Database, intake: Intake, telephony: () => Promise<Telephony>, clock: Clock,
  urlOf: (intent: Extract<Intent, { do: 'offer' }>) => string,
  isDone: (intent: Intent) => boolean,
  whenFailed: (intent: Intent, floor: Floor, now: Moment) => Event[],
): Outbox {
  const figures = { done: 0, failed: 0, retried: 0 }
  const busyCalls = new Set<string>()
  const underWay = new Set<Promise<void>>()
  let cancelWake = () => {}
  let stopped = false

  /** What became of requests while it could not be written down. They are not made again for that. */
  const unnoted = new Map<number, { failure: TelephonyError | null; dueAt: Moment }>()

  const ask = async (row: Row, intent: Intent): Promise<TelephonyError | null> => {
    if (row.tries > 0 && isDone(intent)) return null
    if (clock.now() > row.not_after) return new TelephonyError('refused', 'too late: the moment for this has passed')
    try {
      const system = await telephony()
      await (intent.do === 'offer' ? system.redirect(intent.leg, urlOf(intent)) : system.silence(intent.leg))
      return null
    } catch (error) {
      return error instanceof TelephonyError ? error : new TelephonyError('refused', String(error), { cause: error })
    }
  }

  const carryOut = async (row: Row): Promise<void> => {
    const intent = JSON.parse(row.body) as Intent
    const known = unnoted.get(row.id)
    const failure = known ? known.failure : await ask(row, intent)
    unnoted.set(row.id, { failure, dueAt: clock.now() + PAUSE_MS })
    const now = clock.now()
    const pause = failure?.kind === 'later' ? PAUSE_MS : failure?.kind === 'uncertain' ? UNCERTAIN_PAUSE_MS : null
    const again = pause === null ? null : now + pause * 2 ** row.tries
    // A phone that stopped ringing by itself needs no silencing: that is as good as done.
    const done = !failure || (failure.kind === 'gone' && intent.do === 'silence')
    const retry = again !== null && again <= row.not_after
    await intake.take({
      key: null,
      decide: (floor, now) => ({
        events: done || retry ? [] : whenFailed(intent, floor, now),
        also: () => writer.prepare(SETTLE).run(
          retry ? 'pending' : done ? 'done' : 'failed', failure?.message ?? null, row.tries + 1, retry ? again : row.due_at, row.id,
        ),
      }),
    })
    unnoted.delete(row.id)
    if (retry) figures.retried++
    else if (done) figures.done++
    else figures.failed++
  }

  const outbox: Outbox = {
    look() {
      if (stopped) return
      const now = clock.now()
      let next: Moment | null = null
      const seen = new Set<string>()
      for (const row of writer.prepare(PENDING).all('pending', 1000) as Row[]) {
        // One at a time for each call, oldest first: a later intent never overtakes one that is being tried again.
        const first = !seen.has(row.call)
        seen.add(row.call)
        if (!first || busyCalls.has(row.call)) continue
        const dueAt = unnoted.get(row.id)?.dueAt ?? row.due_at
        if (dueAt > now) next = next === null ? dueAt : Math.min(next, dueAt)
        else if (underWay.size < AT_ONCE) {
          busyCalls.add(row.call)
          const work: Promise<void> = carryOut(row).catch(() => {}).finally(() => {
            underWay.delete(work)
            busyCalls.delete(row.call)
            outbox.look()
          })
          underWay.add(work)
        }
      }
      cancelWake()
      cancelWake = next === null ? () => {} : clock.wakeAt(next, () => outbox.look())
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    underWay: () => underWay.size,
    stop() {
      stopped = true
      cancelWake()
    },
    figures,
  }
  return outbox
}
