import type { Clock, Moment } from '../clock.ts'

/** How one kind of work that is written down gets done. */
export interface Work<Row, Outcome> {
  /** What waits, the oldest first. */
  pending(): Row[]
  /** Rows of one lane are done one at a time and in order: a later one never overtakes one that is being tried again. */
  laneOf(row: Row): string
  carryOut(row: Row): Promise<Outcome>
  /** Writes down what became of it: that it is over, or when it is due again. */
  note(row: Row, outcome: Outcome): Promise<void>
  atOnce: number
  /** After so long what could not be written down is written down again. */
  pauseMs: number
}

export interface Lanes {
  /** Looks for work: after each commit, and at start-up for what a crash left behind. */
  look(): void
  /** Resolves when nothing is under way. What waits for another try is not under way. */
  idle(): Promise<void>
  underWay(): number
  stop(): void
}

/** Does what is written down to be done: lanes side by side, each in order, what is due again at its time. */
export function createLanes<Row extends { id: number; due_at: Moment }, Outcome extends object>(
  clock: Clock, { pending, laneOf, carryOut, note, atOnce, pauseMs }: Work<Row, Outcome>,
): Lanes {
  const busy = new Set<string>()
  const underWay = new Set<Promise<void>>()
  /** What became of tries while it could not be written down. They are not made again for that. */
  const unnoted = new Map<number, { outcome: Outcome; dueAt: Moment }>()
  let cancelWake = () => {}
  let stopped = false

  const work = async (row: Row): Promise<void> => {
    const outcome = unnoted.get(row.id)?.outcome ?? await carryOut(row)
    unnoted.set(row.id, { outcome, dueAt: clock.now() + pauseMs })
    await note(row, outcome)
    unnoted.delete(row.id)
  }

  const look = () => {
    if (stopped) return
    const now = clock.now()
    let next: Moment | null = null
    const seen = new Set<string>()
    for (const row of pending()) {
      const lane = laneOf(row)
      const first = !seen.has(lane)
      seen.add(lane)
      if (!first || busy.has(lane)) continue
      const dueAt = unnoted.get(row.id)?.dueAt ?? row.due_at
      if (dueAt > now) next = next === null ? dueAt : Math.min(next, dueAt)
      else if (underWay.size < atOnce) {
        busy.add(lane)
        const working: Promise<void> = work(row).catch(() => {}).finally(() => {
          underWay.delete(working)
          busy.delete(lane)
          look()
        })
        underWay.add(working)
      }
    }
    cancelWake()
    cancelWake = next === null ? () => {} : clock.wakeAt(next, look)
  }

  return {
    look,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    underWay: () => underWay.size,
    stop() {
      stopped = true
      cancelWake()
    },
  }
}
