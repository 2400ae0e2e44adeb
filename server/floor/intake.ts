import type { Intent } from '../calls/intents.ts'
import type { CallId } from '../calls/events.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import type { Event } from '../journal/codec.ts'
import type { Journal } from '../journal/journal.ts'
import type { RefusedRow } from '../standards/transfers.ts'
import { createDayWatch } from './days.ts'
import type { Floor, SummaryChange, TransferChange } from './floor.ts'
import type { Store } from './store.ts'

/** What a request makes of the floor: facts to write down, things to do at Twilio, and the answer. */
export interface Decision {
  events: readonly Event[]
  intents?: readonly Intent[]
  /** Anything else that belongs into the same transaction. */
  also?: () => void
  answer?: string | null
}

export interface Request {
  /** Says which request this is: the same key again changes nothing and gets the same answer. Null: never the same. */
  key: string | null | (() => string)
  /** Pure: it sees the floor as it is when its turn comes, and may be asked again if the transaction fails. */
  decide(floor: Floor, now: Moment): Decision
}

export interface Taken {
  answer: string | null
  /** True when this request had been taken in before. */
  again: boolean
}

export interface Intake {
  /** Resolves when everything the request means is on disk; rejects when nothing of it is. */
  take(request: Request): Promise<Taken>
  /** Resolves when no request waits for its commit. */
  idle(): Promise<void>
  /** Called after each commit that changed the floor. */
  onChange(listener: (change: Change) => void): void
  /** Figures for the metrics. */
  readonly figures: { commits: number; requests: number; lastBatch: number; failures: number; waiting: number }
}

export interface Change {
  seq: number
  events: readonly Event[]
  /** Lines of the `calls` table that changed. */
  calls: readonly SummaryChange[]
  /** Lines of the `transfers` table that changed. */
  transfers: readonly TransferChange[]
  /** Lines of the `refused_transfers` table that are new or changed. */
  refused: readonly RefusedRow[]
  requests: number
}

interface Waiting {
  request: Request
  resolve(taken: Taken): void
  reject(error: unknown): void
}

/** What a transaction has made so far. */
interface Made {
  written: Event[]
  calls: SummaryChange[]
  transfers: TransferChange[]
  refused: RefusedRow[]
  gone: CallId[]
}

const REACTIONS_AT_MOST = 4

/**
 * The one way in. Requests that arrive together share one transaction (group commit): each waits for the disk once,
 * but the disk is asked once for all of them. Within it they are taken one after the other, each on the floor that the
 * one before left, so their order decides every race.
 * @param react what the floor asks for after each request: offers to waiting callers, phones to silence
 * @param dayStart the beginning of the day in which something was received; left out: one day that never ends
 */
export function createIntake(
  { writer }: Database, journal: Journal, store: Store, floor: Floor, clock: Clock,
  react: (floor: Floor, now: Moment) => Decision | null, dayStart: (at: Moment) => Moment = () => 0,
): Intake {
  let waiting: Waiting[] = []
  const listeners: ((change: Change) => void)[] = []
  const figures = { commits: 0, requests: 0, lastBatch: 0, failures: 0, waiting: 0 }

  const days = createDayWatch(dayStart, lastReceived(journal, dayStart))
  const settle = ({ calls, transfers, refused, gone }: Made) => {
    const settled = floor.settle()
    for (const { after } of settled.calls) store.saveCall(after)
    for (const agent of settled.agents) store.saveAgent(agent)
    for (const [interval, tally] of settled.tallies) store.saveTally(interval, tally)
    for (const { after } of settled.transfers) store.saveTransfer(after)
    for (const row of settled.refused) store.saveRefused(row)
    for (const row of settled.callBacks) store.saveCallBack(row)
    if (settled.failing) store.saveChecks(settled.failing)
    for (const watch of settled.watches) store.saveWatch(watch)
    for (const alert of settled.alerts) store.saveAlert(alert)
    calls.push(...settled.calls)
    transfers.push(...settled.transfers)
    refused.push(...settled.refused)
    gone.push(...settled.gone)
  }
  const write = (decision: Decision, now: Moment, made: Made) => {
    for (const event of decision.events) {
      if (days.begins(event.receivedAt)) {
        settle(made)
        store.beginDay(days.begin(floor, event.receivedAt))
      }
      if (event.type === 'call-arrived') store.nameLeg(event.leg, event.call)
      // First the floor: for a call that had left it, the archive must tell what was known before this event.
      floor.apply(event, journal.seq + 1)
      journal.append(event)
      made.written.push(event)
    }
    for (const intent of decision.intents ?? []) store.put(intent, now)
    decision.also?.()
  }

  const takeOne = (request: Request, made: Made): Taken => {
    const key = typeof request.key === 'function' ? request.key() : request.key
    const now = clock.now()
    if (key !== null && !store.remember(key, now)) return { answer: store.answerTo(key), again: true }
    const decision = request.decide(floor, now)
    if (key !== null && decision.answer != null) store.keepAnswer(key, decision.answer)
    write(decision, now, made)
    if (decision.events.length > 0) {
      // What one reaction changes may make room for the next: an offer that was lost frees a phone for somebody else.
      for (let more = REACTIONS_AT_MOST; more > 0; more--) {
        const reaction = react(floor, now)
        if (!reaction) break
        write(reaction, now, made)
      }
    }
    return { answer: decision.answer ?? null, again: false }
  }

  /** All of `batch` in one transaction, or an error and nothing. */
  const commit = (batch: readonly Waiting[]): Made & { taken: Taken[] } => {
    const made: Made = { written: [], calls: [], transfers: [], refused: [], gone: [] }
    const day = days.current
    try {
      const taken = writer.transaction(() => {
        const taken = batch.map(({ request }) => takeOne(request, made))
        settle(made)
        return taken
      })
      floor.commit(made.gone)
      figures.commits++
      figures.requests += batch.length
      figures.lastBatch = batch.length
      return { ...made, taken }
    } catch (error) {
      floor.undo()
      days.undo(day)
      journal.reread()
      throw error
    }
  }

  const flush = () => {
    const batch = waiting
    waiting = []
    figures.waiting = 0
    const written: Event[] = []
    const calls: SummaryChange[] = []
    const transfers: TransferChange[] = []
    const refused: RefusedRow[] = []
    const settle = (part: readonly Waiting[]) => {
      try {
        const done = commit(part)
        written.push(...done.written)
        calls.push(...done.calls)
        transfers.push(...done.transfers)
        refused.push(...done.refused)
        part.forEach(({ resolve }, i) => resolve(done.taken[i]!))
      } catch (error) {
        figures.failures++
        // One bad request must not cost the others: each goes alone. But a database that somebody else holds is held
        // for all of them, and each try would let the callers wait for the whole pause again.
        if (part.length === 1 || isHeld(error)) for (const one of part) one.reject(error)
        else for (const one of part) settle([one])
      }
    }
    settle(batch)
    if (written.length > 0) {
      const change: Change = { seq: floor.seq, events: written, calls, transfers, refused, requests: batch.length }
      for (const listener of listeners) listener(change)
    }
  }

  return {
    take: (request) => new Promise((resolve, reject) => {
      // Everything the network has for us now comes first, then one commit for all of it. Once more round the event loop,
      // because answers of the last commit bring the next requests: measured, it makes a third fewer commits and waits for nothing.
      if (waiting.length === 0) setImmediate(() => setImmediate(flush))
      waiting.push({ request, resolve, reject })
      figures.waiting = waiting.length
    }),
    async idle() {
      while (waiting.length > 0) await new Promise<void>((resolve) => void setImmediate(resolve))
    },
    onChange: (listener) => void listeners.push(listener),
    figures,
  }
}

/** A service that goes on in the middle of a day does not begin it once more. */
function lastReceived(journal: Journal, dayStart: (at: Moment) => Moment): Moment | null {
  const [last] = journal.readAfter(journal.seq - 1, 1)
  return last ? dayStart(last.event.receivedAt) : null
}

const isHeld = (error: unknown): boolean => String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')
