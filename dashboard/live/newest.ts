/** The newest picture of the floor: the one signal that everything on the wallboard is drawn from. */
import { signal } from '@preact/signals'
import type { WallboardView } from '../../server/live/protocol.ts'

export interface Picture {
  view: WallboardView
  /** By the browser's monotonic clock: how old the picture is, whatever the clock on the wall says. */
  receivedAt: number
  /** Counts the connections of this page, from 1. */
  connection: number
}

export const newest = signal<Picture | null>(null)

/**
 * Which of two pictures to show. Within one connection the higher `seq` wins, then the later `asOf`. On a new connection
 * whatever comes first is taken: behind it may be a restarted demo whose journal begins anew with a lower `seq`.
 */
export function newer(held: Picture | null, came: Picture): Picture {
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
