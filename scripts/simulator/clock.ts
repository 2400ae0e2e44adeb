/** Milliseconds since 1970-01-01T00:00:00Z, on whatever clock runs. */
export type Moment = number

/** Where the time comes from. The server asks for exactly this structure, so one clock can drive both sides. */
export interface Clock {
  now(): Moment
  /** Runs `wake` once, not before `moment`. @returns takes the request back; harmless after it ran. */
  wakeAt(moment: Moment, wake: () => void): () => void
}

/** A clock that stands still until somebody runs it, and that can be let go into (paced) real time. */
export interface WoundClock extends Clock {
  /**
   * Runs through everything due up to `until`. After every wake, time stands until all `awaits` hooks are content, so
   * nothing in flight at one moment is overtaken by the next. On a clock that was let go it only waits for `until`.
   */
  run(span: { until: Moment }): Promise<void>
  /** Lets the clock go: from here on, virtual time = now + speed × elapsed real time. May be called again at any time. */
  pace(speed: number): void
  /** Stops a clock that was let go; `run` drives it again. */
  halt(): void
  /** Time stands still (while it is run, not while paced) until this hook resolves. @returns takes the hook away. */
  awaits(settled: () => Promise<void>): () => void
  /** How many wakes ran so far: two runs with the same seed give the same count. */
  readonly wakes: number
}

interface Wake { moment: Moment; order: number; run: (() => void) | null }

const earlier = (a: Wake, b: Wake) => a.moment < b.moment || (a.moment === b.moment && a.order < b.order)
const LONGEST_SLEEP_MS = 60_000

/** A binary heap of wakes: first by moment, then in the order they were asked for. */
function openHeap() {
  const heap: Wake[] = []
  const at = (index: number) => heap[index]!
  const push = (wake: Wake) => {
    let child = heap.push(wake) - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!earlier(wake, at(parent))) break
      heap[child] = at(parent)
      child = parent
    }
    heap[child] = wake
  }
  const pop = () => {
    const first = at(0)
    const last = heap.pop()!
    if (heap.length === 0) return first
    let parent = 0
    for (;;) {
      let child = 2 * parent + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && earlier(at(child + 1), at(child))) child++
      if (!earlier(at(child), last)) break
      heap[parent] = at(child)
      parent = child
    }
    heap[parent] = last
    return first
  }
  /** The earliest wake not taken back. */
  const peek = (): Wake | undefined => {
    while (heap.length > 0 && at(0).run === null) pop()
    return heap[0]
  }
  return { push, pop, peek }
}

/** @param start the moment at which the clock stands to begin with */
export function windClock(start: Moment): WoundClock {
  const heap = openHeap()
  const hooks = new Set<() => Promise<void>>()
  let standing = start
  let order = 0
  let wakes = 0
  let running = false
  let pacing: { speed: number; from: Moment; since: number } | null = null
  let timer: NodeJS.Timeout | undefined

  const now = () => pacing === null
    ? standing
    : Math.max(standing, Math.floor(pacing.from + pacing.speed * (performance.now() - pacing.since)))

  const wakeNext = () => {
    const wake = heap.pop()
    standing = Math.max(standing, wake.moment)
    const run = wake.run!
    wake.run = null
    wakes++
    run()
  }

  /** While let go: runs what is due, then sleeps until the next wake. */
  const tick = () => {
    clearTimeout(timer)
    for (let next = heap.peek(); next && pacing && next.moment <= now(); next = heap.peek()) wakeNext()
    if (pacing === null) return
    const next = heap.peek()
    if (!next || pacing.speed <= 0) return
    const sleep = Math.ceil((next.moment - now()) / pacing.speed)
    timer = setTimeout(tick, Math.min(Math.max(sleep, 0), LONGEST_SLEEP_MS))
  }

  const clock: WoundClock = {
    now,
    get wakes() { return wakes },
    wakeAt(moment, run) {
      const wake: Wake = { moment, order: order++, run }
      heap.push(wake)
      if (pacing && heap.peek() === wake) {
        clearTimeout(timer)
        timer = setTimeout(tick, Math.max(0, Math.min((moment - now()) / (pacing.speed || 1), LONGEST_SLEEP_MS)))
      }
      return () => { wake.run = null }
    },
    async run({ until }) {
      if (pacing) return new Promise((resolve) => { clock.wakeAt(until, resolve) })
      if (running) throw new Error('The clock is already being run.')
      running = true
      try {
        await allSettled()   // what was begun between two runs belongs to the moment before
        for (let next = heap.peek(); next && next.moment <= until; next = heap.peek()) {
          wakeNext()
          await allSettled()
          if (pacing) return
        }
        standing = Math.max(standing, until)
      } finally {
        running = false
      }
    },
    pace(speed) {
      const moment = now()
      standing = moment
      pacing = { speed, from: moment, since: performance.now() }
      tick()
    },
    halt() {
      standing = now()
      pacing = null
      clearTimeout(timer)
    },
    awaits(settled) {
      hooks.add(settled)
      return () => { hooks.delete(settled) }
    },
  }
  const allSettled = async () => {
    for (const hook of hooks) await hook()
  }
  return clock
}
