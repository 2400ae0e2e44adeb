import type { AlertId, SentTo, Step, WayOut } from '../alerts/events.ts'
import type { Clock, Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Intake } from '../floor/intake.ts'
import { byUs } from '../routing/plan.ts'
import { createLanes, type Lanes } from '../telephony/lanes.ts'

/** Something to tell somebody of an alert, outside the board. */
export interface Notice extends SentTo {
  alert: AlertId
  /** As it is sent, byte for byte, at every try. */
  body: string
}

/** A notice on its way. */
export interface Sending extends Notice {
  /** Names this notice for ever: whoever gets it twice can tell. */
  id: number
  madeAt: Moment
  /** It may have gone out before, only the answer was lost: by a try of ours, or of a process that is no more. */
  again: boolean
  signal: AbortSignal
}

/** `later`: another try may help. `because` is a word or a number of an error, never an address or a telephone number. */
export type Sent = { ok: true } | { ok: false; because: string; later: boolean }

/**
 * Sends notices: written down in the transaction that decided them, under a unique key, so never two for one cause; tried
 * again with growing pauses; its end, well or not, an entry of the journal. In lanes of its own, apart from the telephone's
 * outbox on purpose: a webhook that hangs must not stand in the way of a caller.
 */
export interface Notices extends Lanes {
  /** Inside the transaction that decides it. The same for the same alert and step changes nothing. */
  put(notice: Notice, now: Moment): void
  /** Text messages made since then: for the day's cap. */
  textsSince(moment: Moment): number
  /** Webhooks that were told of an alert, or are to be. */
  webhooksOf(alert: AlertId): string[]
  /** What a report of the telephone system is about; null for one that was never made. */
  find(id: number): (SentTo & { alert: AlertId }) | null
  /** Breaks off what is under way: it is sent after the next start. */
  stop(): void
}

/** What is an hour old alarms nobody any more. */
const LIVES_MS = 3_600_000
const PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 300_000
const AT_ONCE = 4

interface Row {
  id: number
  alert: AlertId
  step: Step
  way: WayOut
  recipient: string
  body: string
  made_at: Moment
  not_after: Moment
  due_at: Moment
  tries: number
}

const PUT = sqlOf(build.insertInto('notices').values({
  alert: '', step: 'raised', way: 'text', recipient: '', body: '', made_at: 0, not_after: 0, due_at: 0, tries: 0, state: 'pending',
}).onConflict((clash) => clash.doNothing()))
const PENDING = sqlOf(build.selectFrom('notices')
  .select(['id', 'alert', 'step', 'way', 'recipient', 'body', 'made_at', 'not_after', 'due_at', 'tries']).where('state', '=', 'pending').orderBy('id').limit(1))
const SETTLE = sqlOf(build.updateTable('notices').set({ state: 'done', error: null, tries: 0, due_at: 0 }).where('id', '=', 0))
const NEWEST = sqlOf(build.selectFrom('notices').select((eb) => eb.fn.max('id').as('id')))
const TEXTS = sqlOf(build.selectFrom('notices').select((eb) => eb.fn.countAll().as('n')).where('way', '=', 'text').where('made_at', '>=', 0))
const WEBHOOKS = sqlOf(build.selectFrom('notices').select('recipient').distinct().where('alert', '=', '').where('way', '=', 'webhook').orderBy('recipient'))
const FIND = sqlOf(build.selectFrom('notices').select(['alert', 'step', 'way', 'recipient']).where('id', '=', 0))

export function createNotices({ writer }: Database, intake: Intake, clock: Clock, send: (sending: Sending) => Promise<Sent>): Notices {
  /** What an earlier run of ours left behind may have gone out already. */
  const before = (writer.prepare(NEWEST).get() as { id: number | null }).id ?? 0
  const stopped = new AbortController()

  const carryOut = async ({ id, alert, step, way, recipient: to, body, made_at: madeAt, not_after, tries }: Row): Promise<Sent> =>
    clock.now() > not_after ? { ok: false, because: 'too-late', later: false }
      : send({ id, alert, step, way, to, body, madeAt, again: tries > 0 || id <= before, signal: stopped.signal })

  const note = async (row: Row, sent: Sent): Promise<void> => {
    if (stopped.signal.aborted) return
    const { id, alert, step, way, recipient: to } = row
    await intake.take({
      key: null,
      decide(_floor, now) {
        const because = sent.ok ? null : sent.because
        const again = now + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** row.tries)
        const retry = !sent.ok && sent.later && again <= row.not_after
        return {
          events: retry ? [] : [{ ...byUs(now), type: 'alert-sent', alert, step, way, to, because }],
          also: () => writer.prepare(SETTLE).run(retry ? 'pending' : sent.ok ? 'done' : 'failed', because, row.tries + 1, retry ? again : row.due_at, id),
        }
      },
    })
  }

  const lanes = createLanes(clock, {
    pending: () => writer.prepare(PENDING).all('pending', 200) as Row[],
    // That an alert is over never overtakes that it was raised, on the same way.
    laneOf: ({ alert, way, recipient }) => `${alert}/${way}/${recipient}`,
    carryOut, note, atOnce: AT_ONCE, pauseMs: PAUSE_MS,
  })
  return {
    ...lanes,
    put: ({ alert, step, way, to, body }, now) => void writer.prepare(PUT).run(alert, step, way, to, body, now, now + LIVES_MS, now, 0, 'pending'),
    textsSince: (moment) => (writer.prepare(TEXTS).get('text', moment) as { n: number }).n,
    webhooksOf: (alert) => (writer.prepare(WEBHOOKS).all(alert, 'webhook') as { recipient: string }[]).map(({ recipient }) => recipient),
    find(id) {
      const row = writer.prepare(FIND).get(id) as Pick<Row, 'alert' | 'step' | 'way' | 'recipient'> | undefined
      return row ? { alert: row.alert, step: row.step, way: row.way, to: row.recipient } : null
    },
    stop() {
      stopped.abort()
      lanes.stop()
    },
  }
}
