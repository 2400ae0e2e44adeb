import type { CallId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { type DayBeginning, floorAt } from '../floor/days.ts'
import { type Floor, foldCall, type SummaryChange, type TransferChange } from '../floor/floor.ts'
import type { Store } from '../floor/store.ts'
import type { Journal } from '../journal/journal.ts'
import type { WallboardView } from '../protocol/wallboard.ts'
import type { Calendar } from '../standards/calendar.ts'
import { emptyTally } from '../standards/tally.ts'
import type { RefusedRow } from '../standards/transfers.ts'
import { DayOfCalls } from './day.ts'
import type { DayFigures } from './pictures.ts'
import { DayOfTransfers, drawT4 } from './transfers.ts'

/**
 * The wallboard as it was: the journal folded up to an entry, drawn as of a moment. It shows what was known then, not what was
 * learnt later; names, departments and the target are today's, since they are not in the journal.
 *
 * A seek costs the way from the nearest checkpoint, never more than a day; and it gives the event loop back every few
 * milliseconds, because callers come first.
 */
export interface Replay {
  /** The board at a moment. Null when no beginning of that day was written down; `busy` when too many look back already. */
  at(moment: Moment): Promise<WallboardView | 'busy' | null>
  /** The picture that was sent with this number at this moment. */
  exactly(seq: number, moment: Moment): Promise<WallboardView | 'busy' | null>
  /** From when on the board can be seen again; null when it cannot be at all. */
  since(): Moment | null
}

interface Parts {
  journal: Journal
  store: Store
  calendar: Calendar
  /** The floor that lives: whose people and directory are today's. */
  live: Floor
  draw: (floor: Floor, now: Moment, figures: DayFigures) => WallboardView
}

/** A day that is being looked at. */
interface Seen {
  beginning: DayBeginning
  /** The floor as it was after some of the entries, in order; the first as the day began. */
  checkpoints: Floor[]
  /** So many entries lie between two of them. */
  every: number
  /** What each entry changed in lines of calls and transfers: the day's figures at any entry are folded from these. */
  changes: Changed[]
  /** Where the last look was: a film goes on from here. */
  cursor: Cursor
}
interface Changed { seq: number; calls: readonly SummaryChange[]; transfers: readonly TransferChange[]; refused: readonly RefusedRow[] }
interface Cursor { floor: Floor; calls: DayOfCalls; transfers: DayOfTransfers }

const CHECKPOINT_EVERY = 250
/** More are thinned out: what a day costs to keep does not grow with how busy it was, only the way from one to the next. */
const CHECKPOINTS_AT_MOST = 128
const AT_ONCE = 50
/** Days kept at hand: today and one that is compared with it. */
const DAYS_KEPT = 2
/** Looks that wait for their turn. */
const WAITING_AT_MOST = 8

export function createReplay({ journal, store, calendar, live, draw }: Parts): Replay {
  const seen: Seen[] = []
  let queue: Promise<unknown> = Promise.resolve()

  /** The entry that is being folded: calls are told as they were known before it. */
  let folding = 0
  const archive = {
    call: (id: CallId) => foldCall(id, journal.eventsOf(id).filter(({ seq }) => seq < folding).map(({ event }) => event)),
    // The sums of earlier days are on no board of this one.
    tally: () => emptyTally(),
  }
  const open = (beginning: DayBeginning): Seen => {
    const known = seen.find((one) => one.beginning.start === beginning.start)
    if (known) return known
    folding = beginning.seq + 1
    const floor = floorAt(beginning, archive)
    const day: Seen = {
      beginning, checkpoints: [floor.copy()], every: CHECKPOINT_EVERY, changes: [],
      cursor: { floor, calls: new DayOfCalls(beginning.start), transfers: new DayOfTransfers(beginning.start) },
    }
    seen.unshift(day)
    seen.length = Math.min(seen.length, DAYS_KEPT)
    return day
  }
  /** The nearest checkpoint before an entry, where that is less far than going on from where we are. */
  const jump = (day: Seen, seq: number): void => {
    const floor = day.checkpoints.findLast((one) => one.seq <= seq)!
    if (day.cursor.floor.seq <= seq && day.cursor.floor.seq >= floor.seq) return
    const calls = new DayOfCalls(day.beginning.start)
    const transfers = new DayOfTransfers(day.beginning.start)
    for (const change of day.changes) {
      if (change.seq > floor.seq) break
      calls.note(change.calls)
      transfers.note(change)
    }
    day.cursor = { floor: floor.copy(), calls, transfers }
  }
  const goTo = async (day: Seen, seq: number): Promise<Cursor> => {
    jump(day, seq)
    const { cursor, changes } = day
    while (cursor.floor.seq < seq) {
      for (const { seq: at, event } of journal.readAfter(cursor.floor.seq, Math.min(AT_ONCE, seq - cursor.floor.seq))) {
        folding = at
        cursor.floor.apply(event, at)
        const settled = cursor.floor.settle()
        const { calls, transfers, refused } = settled
        cursor.floor.commit(settled.gone)
        cursor.calls.note(calls)
        cursor.transfers.note(settled)
        if (calls.length + transfers.length + refused.length > 0 && at > (changes.at(-1)?.seq ?? 0)) changes.push({ seq: at, calls, transfers, refused })
        if (at - day.checkpoints.at(-1)!.seq < day.every) continue
        day.checkpoints.push(cursor.floor.copy())
        if (day.checkpoints.length <= CHECKPOINTS_AT_MOST) continue
        day.checkpoints = day.checkpoints.filter((_, i) => i % 2 === 0)
        day.every *= 2
      }
      await new Promise<void>((resolve) => void setImmediate(resolve))
    }
    return cursor
  }
  let waiting = 0
  /** One after the other: they share cursors. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T | 'busy'> => {
    if (waiting >= WAITING_AT_MOST) return Promise.resolve('busy')
    waiting++
    const done = queue.then(work).finally(() => void waiting--)
    queue = done.catch(() => {})
    return done
  }
  const look = (moment: Moment, upTo: number, seqOf: (beginning: DayBeginning) => number) => inTurn(async () => {
    // Also by its number: something received before midnight may have been written after a picture of the new day was sent.
    const beginning = store.dayAt(moment, upTo)
    if (!beginning) return null
    const day = open(beginning)
    const { floor, calls, transfers } = await goTo(day, seqOf(beginning)).catch((error: unknown) => {
      // Half an entry may have been folded: this day is begun anew.
      seen.splice(seen.indexOf(day), 1)
      throw error
    })
    floor.staff = live.staff
    floor.names = live.names
    floor.directory = live.directory
    // A day without a single entry has no beginning of its own: it is seen from the one before, and has no figures yet.
    const start = calendar.dayStart(moment)
    const own = calls.start === start ? calls : new DayOfCalls(start)
    const t4 = drawT4(floor, transfers.start === start ? transfers : new DayOfTransfers(start), moment)
    return draw(floor, moment, { answeredBy: own.answeredBy, longestWaitMs: own.longestWaitMs, t4 })
  })
  return {
    at: (moment) => look(moment, journal.seq, ({ seq }) => journal.newestBy(moment, seq, journal.seq)),
    exactly: (seq, moment) => look(moment, seq, () => seq),
    since: () => store.firstDay(),
  }
}
