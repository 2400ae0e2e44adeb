/**
 * When pictures are sent: whoever looks at them is served in batches, each no larger than can be sent while a webhook waits.
 * A batch's picture is drawn when its own turn comes, so nothing grows old while the others are served.
 */
export interface Pacing<Audience> {
  /** Somebody more who looks. @returns how the batch he belongs to is addressed, and what to do when he leaves */
  join(audience: Audience): { batch: string; leave(): void }
  /** There is something new to see. */
  note(): void
  /** To be asked once a second: whoever has seen nothing for that long is sent the picture as well. */
  beat(): void
  close(): void
}

/** In a burst, at most one picture in this time; after a quiet moment, the first change goes out at once. */
export const AT_MOST_EVERY_MS = 25
/** A picture a second even when nothing changes: the clock alone breaks promises, and a silent server must be told from a quiet one. */
export const AT_LEAST_EVERY_MS = 1000

export interface PacingOptions<Audience> {
  /** How many are served at a time. What takes longer than a few ms keeps webhooks waiting. */
  batchOf: number
  /** Never so often that drawing and sending take more than this part of a core: with many who look, a burst is stepped in wider strides. */
  shareOfACore: number
  /** Draws the picture as it is now and sends it to this batch. May throw, which is reported and does not stop the others. */
  send(batch: string, audience: Audience): void
  report(error: unknown): void
}

interface Batch<Audience> {
  readonly name: string
  readonly audience: Audience
  size: number
  /** When it was last its turn, ms of `performance.now()`, and for how long. */
  beganAt: number
  tookMs: number
  isStale: boolean
}

export function createPacing<Audience>({ batchOf, shareOfACore, send, report }: PacingOptions<Audience>): Pacing<Audience> {
  const batches = new Set<Batch<Audience>>()
  let named = 0
  let due: { cancel(): void } | null = null

  const strideMs = () => Math.max(AT_MOST_EVERY_MS, [...batches].reduce((sum, { tookMs }) => sum + tookMs, 0) / shareOfACore)

  /** Never within the commit that caused it: Twilio gets its answer first. */
  const arrange = () => {
    if (due) return
    let next = Infinity
    for (const { isStale, beganAt } of batches) if (isStale) next = Math.min(next, beganAt)
    if (next === Infinity) return
    const inMs = next + strideMs() - performance.now()
    if (inMs > 0) {
      const timer = setTimeout(serve, inMs)
      due = { cancel: () => clearTimeout(timer) }
    } else {
      const immediate = setImmediate(serve)
      due = { cancel: () => clearImmediate(immediate) }
    }
  }

  /** One batch at a time, whoever has waited longest: between two of them, webhooks are heard. */
  const serve = () => {
    due = null
    let first: Batch<Audience> | null = null
    for (const batch of batches) if (batch.isStale && batch.beganAt < (first?.beganAt ?? Infinity)) first = batch
    if (!first) return
    const began = performance.now()
    first.beganAt = began
    first.isStale = false
    try {
      send(first.name, first.audience)
    } catch (error) {
      report(error)
    }
    first.tookMs = performance.now() - began
    arrange()
  }

  return {
    join(audience) {
      let batch = [...batches].find((one) => one.audience === audience && one.size < batchOf)
      if (!batch) {
        batch = { name: `batch-${++named}`, audience, size: 0, beganAt: -Infinity, tookMs: 0, isStale: false }
        batches.add(batch)
      }
      const joined = batch
      joined.size++
      return {
        batch: joined.name,
        leave() {
          if (--joined.size === 0) batches.delete(joined)
        },
      }
    },
    note() {
      for (const batch of batches) batch.isStale = true
      arrange()
    },
    beat() {
      // A beat comes a little early or late: what is nearly a second old counts.
      for (const batch of batches) if (performance.now() - batch.beganAt >= AT_LEAST_EVERY_MS - 100) batch.isStale = true
      arrange()
    },
    close() {
      due?.cancel()
      batches.clear()
    },
  }
}
