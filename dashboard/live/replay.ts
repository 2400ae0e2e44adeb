/**
 * The board of an earlier moment in place of the newest: where one looks, and the fetching of pictures. One request is under
 * way at a time; while somebody drags, only the moment reached last is asked for next. The live pictures go on coming behind it.
 */
import { computed, signal } from '@preact/signals'
import type { Moment } from '../../server/protocol/moment.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { DAY, HOUR, SECOND, seoulDay, seoulMidnight, sinceMidnight } from '../ui/moments.ts'
import { ask } from './api.ts'
import { held, newest, reel } from './newest.ts'
import { aheadMs, atSpeed, joined, nextMoment, reelOf } from './reel.ts'

export const SPEEDS = [1, 10, 60] as const
/** So much of the film is kept at hand, in the onlooker's time. */
const AHEAD_MS = 800
const LOOK_MS = 100
const TRY_AGAIN_MS = 1_000

/** Where somebody wants to look, until its picture has come. */
export const sought = signal<Moment | null>(null)
/** Times real time at this moment; 0 while the film stands. */
export const speed = computed(() => reel.value?.speed ?? 0)
/** How fast it runs when it runs. */
export const pace = signal<number>(10)
/** From when on the board can be seen again. */
export const since = signal<Moment | null>(null)
/** `nothing`: that moment was not written down; otherwise the server did not answer. */
export const trouble = signal<'nothing' | 'no-answer' | null>(null)
export const beginning = signal(false)

/** The day that is looked at, from the first hour in which something happened to the last. */
export const span = signal<{ from: Moment; to: Moment } | null>(null)

let soughtDay: string | null = null
let underWay = false
let roundTripMs = 0
let restUntil = 0
let look: ReturnType<typeof setInterval> | undefined

/** The present, by the newest picture; nothing later can be looked at. */
const present = (): Moment => newest.peek()?.view.asOf ?? 0

/** Begins at the present moment, standing still: from here one goes back. */
export async function lookBack(): Promise<void> {
  if (beginning.peek() || reel.peek() !== null) return
  beginning.value = true
  trouble.value = null
  const days = await ask<{ from: Moment | null; to: Moment }>('GET', '/replay/days')
  const from = days.ok ? days.body.from : null
  const view = from === null ? null : await pictureAt(present())
  if (view !== null) {
    since.value = from
    span.value = spanOf(view)
    held.value = null
    reel.value = reelOf(view, 0, performance.now())
    look = setInterval(() => void fetchOn(), LOOK_MS)
  } else if (trouble.peek() === null) trouble.value = days.ok ? 'nothing' : 'no-answer'
  beginning.value = false
}

/** Back to the present: it has been coming in all the while. */
export function lookAtNow(): void {
  clearInterval(look)
  reel.value = null
  sought.value = null
  soughtDay = null
  trouble.value = null
}

/** Looks at another moment of the same day. */
export function seek(moment: Moment): void {
  const day = span.peek()
  if (day === null) return
  sought.value = Math.max(day.from, Math.min(moment, endOf(day)))
  void fetchOn()
}

/** Looks at another day at the same time of day. Its end is asked for first: that is how its hours become known. */
export function seekDay(day: string): void {
  const first = since.peek()
  if (first === null || !(lastOf(day) >= first)) return
  play(0)
  sought.value = null
  soughtDay = day
  void fetchOn()
}

export function setPace(times: number): void {
  pace.value = times
  if (speed.peek() > 0) play(times)
}

export function play(times: number): void {
  if (reel.peek() === null) return
  reel.value = atSpeed(reel.peek()!, times, performance.now())
  void fetchOn()
}

/** The last moment of the span that can be looked at now. */
export const endOf = (day: { to: Moment }): Moment => Math.min(day.to, present())

/** The last moment of a day that can be looked at; NaN for what names no day. */
const lastOf = (day: string): Moment => Math.min(seoulMidnight(day) + DAY - 1, present())

type Asked = { at: Moment } & ({ by: 'day'; day: string } | { by: 'seek' | 'film' })

async function fetchOn(): Promise<void> {
  if (underWay || performance.now() < restUntil) return
  underWay = true
  for (let asked = wanted(); asked !== null; asked = wanted()) {
    const view = await pictureAt(asked.at)
    if (reel.peek() === null) break
    if (view === null) {
      restUntil = performance.now() + TRY_AGAIN_MS
      if (trouble.peek() === 'nothing') {
        sought.value = null
        soughtDay = null
      }
      break
    }
    take(view, asked)
  }
  underWay = false
}

function take(view: WallboardView, asked: Asked): void {
  const film = reel.peek()!
  if (asked.by === 'day') {
    if (asked.day !== soughtDay) return
    span.value = spanOf(view)
    soughtDay = null
    seek(seoulMidnight(asked.day) + sinceMidnight(film.pictures[0].asOf))
  } else if (asked.by === 'seek') {
    // Also when somebody has dragged on meanwhile: better a picture on the way than none.
    reel.value = reelOf(view, film.speed, performance.now())
    if (sought.peek() === asked.at) sought.value = null
  } else if (sought.peek() === null) reel.value = joined(film, view, performance.now())
}

/** What to ask for next; null: nothing is missing. */
function wanted(): Asked | null {
  const film = reel.peek()
  if (film === null) return null
  if (soughtDay !== null) return { at: lastOf(soughtDay), by: 'day', day: soughtDay }
  if (sought.peek() !== null) return { at: sought.peek()!, by: 'seek' }
  if (film.speed === 0 || aheadMs(film, performance.now()) > AHEAD_MS) return null
  const next = Math.min(nextMoment(film, roundTripMs), endOf(span.peek()!))
  if (next > film.pictures.at(-1)!.asOf) return { at: next, by: 'film' }
  // The film has reached the day's end, or the present.
  if (aheadMs(film, performance.now()) <= 0) play(0)
  return null
}

async function pictureAt(moment: Moment): Promise<WallboardView | null> {
  const began = performance.now()
  const answer = await ask<WallboardView>('GET', `/replay?at=${Math.floor(moment)}`)
  roundTripMs = performance.now() - began
  trouble.value = answer.ok ? null : answer.because === 'not-found' ? 'nothing' : 'no-answer'
  return answer.ok ? answer.body : null
}

/** An agency's working day, wider where calls came outside it. */
const USUAL = { from: 9 * HOUR, to: 18 * HOUR }

/** Whole hours of a day's picture; today goes on to its end, of which {@link endOf} cuts what has not come yet. */
function spanOf({ day, intervals }: WallboardView): { from: Moment; to: Moment } {
  const midnight = seoulMidnight(day)
  const isToday = day === seoulDay(present())
  const starts = intervals.map(({ start }) => start - midnight)
  if (isToday) starts.push(present() - midnight)
  const from = Math.floor(Math.min(USUAL.from, ...starts) / HOUR) * HOUR
  const to = Math.floor(Math.max(USUAL.to - HOUR, ...starts) / HOUR) * HOUR + HOUR
  return { from: Math.max(since.peek() ?? 0, midnight + from), to: midnight + (isToday ? DAY : to) - SECOND }
}
