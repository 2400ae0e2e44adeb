/** The newest picture: the one signal that everything on a page is drawn from, the wallboard's or the desk's. */
import { computed, signal } from '@preact/signals'
import type { ChecksView } from '../../server/protocol/checks.ts'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import type { Reel } from './reel.ts'

/** What every picture says of itself. */
type Dated = Pick<WallboardView, 'seq' | 'asOf' | 'speed'> & { ringing: readonly unknown[] }

export interface Picture<View extends Dated = WallboardView> {
  view: View
  /** By the browser's monotonic clock: how old the picture is, whatever the clock on the wall says. */
  receivedAt: number
  /** Counts the connections of this page, from 1. */
  connection: number
}

export const newest = signal<Picture | null>(null)
/** A film of the past that somebody looks at in place of the newest picture; null while the board shows the present. See `replay.ts`. */
export const reel = signal<Reel | null>(null)
/** The picture of then. */
export const past = computed<WallboardView | null>(() => reel.value?.pictures[0] ?? null)
/** The picture that somebody holds still to look at; null while the board goes on. New ones are taken in all the same. */
export const held = signal<Picture | null>(null)
/** What the board is drawn from. */
export const shown = computed<WallboardView | null>(() => past.value ?? held.value?.view ?? newest.value?.view ?? null)
/** The newest self-check; null before the first. */
export const newestChecks = signal<ChecksView | null>(null)
export const newestDesk = signal<Picture<DeskView> | null>(null)
/** A page has one of the two: what its clock goes by. */
export const newestOfAny = computed<Picture<Dated> | null>(() => newest.value ?? newestDesk.value)

/**
 * Which of two pictures to show. Within one connection the higher `seq` wins, then the later `asOf`. On a new connection
 * whatever comes first is taken: behind it may be a restarted demo whose journal begins anew with a lower `seq`.
 */
export function newer<View extends Dated>(held: Picture<View> | null, came: Picture<View>): Picture<View> {
  if (held === null || came.connection > held.connection) return came
  if (came.connection < held.connection) return held
  if (came.view.seq !== held.view.seq) return came.view.seq > held.view.seq ? came : held
  return came.view.asOf >= held.view.asOf ? came : held
}

/** True when the picture was taken as the newest. */
export function take(came: Picture): boolean {
  const chosen = newer(newest.value, came)
  newest.value = chosen
  return chosen === came
}

export function takeDesk(came: Picture<DeskView>): void {
  newestDesk.value = newer(newestDesk.value, came)
}
