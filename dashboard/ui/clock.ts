/**
 * The one clock of a page: every running time and every bell is drawn from it. While something rings it ticks once a
 * frame; otherwise ten times a second, which is enough for seconds to change when they should.
 */
import { computed, effect, signal, untracked } from '@preact/signals'
import { held, newestOfAny as newest, reel } from '../live/newest.ts'
import { momentOf, wound } from '../live/reel.ts'
import { UNCORRECTED, corrected, serverTime } from './correction.ts'
import { SECOND } from './moments.ts'

/** A picture older than this is not the present any more. */
export const STALE_MS = 3_000
const STEP_MS = 100
/** For people who asked for less motion, bells fill in steps. */
const CALM_STEP_MS = 500

/** The server's time now, running on even when no picture comes: the clock on the wall. While a film of the past is seen, the film's. */
export const serverNow = signal(0)
/** The moment the figures speak of: stands still while the picture is stale, because nobody knows what has happened since. */
export const floorNow = signal(0)
/** How long ago the newest picture came, in the person's own time. */
export const ageMs = signal(0)

/** The past cannot grow old: it says itself what it is. */
export const stale = computed(() => newest.value !== null && reel.value === null && ageMs.value > STALE_MS)
export const serverSecond = computed(() => Math.floor(serverNow.value / SECOND) * SECOND)
export const floorSecond = computed(() => Math.floor(floorNow.value / SECOND) * SECOND)
/** The age in tenths while it is small; in whole seconds when it begins to matter. */
export const ageShown = computed(() => Math.floor(ageMs.value / (stale.value ? SECOND : 100)) * (stale.value ? SECOND : 100))
const moves = computed(() => (reel.value === null ? held.value === null : reel.value.speed > 0))
const somethingRings = computed(() => ((reel.value?.pictures[0] ?? newest.value?.view)?.ringing.length ?? 0) > 0 && moves.value && !stale.value)

/** Starts ticking; returns how to stop. */
export function startClock(): () => void {
  let correction = UNCORRECTED
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const unfollow = effect(() => {
    const picture = newest.value
    if (picture === null) return
    correction = corrected(correction, { asOf: picture.view.asOf, speed: picture.view.speed, receivedAt: picture.receivedAt })
  })

  function show() {
    const picture = newest.peek()
    if (picture === null) return
    const at = performance.now()
    const film = reel.peek()
    if (film !== null) reel.value = wound(film, at)
    const now = film === null ? serverTime(correction, at) : momentOf(film, at)
    ageMs.value = at - picture.receivedAt
    // A board that is held still shows the moment at which it was.
    if (film === null && held.peek() !== null) return
    serverNow.value = now
    floorNow.value = stale.value ? picture.view.asOf : calm.matches ? Math.floor(now / CALM_STEP_MS) * CALM_STEP_MS : now
  }
  function tick() {
    show()
    if (somethingRings.peek() && !calm.matches) frame = requestAnimationFrame(tick)
    else timer = setTimeout(tick, STEP_MS)
  }
  // Whoever moves through the past, or comes back from it, sees a picture and its time change together.
  const unfollowFilm = effect(() => {
    void reel.value
    untracked(show)
  })
  tick()

  return () => {
    unfollow()
    unfollowFilm()
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
