/** Which page a screen on the wall shows. Pure: the time is handed in. */

export const PAGES = ['now', 'today'] as const
export type PageName = (typeof PAGES)[number]

export interface Rotation {
  page: PageName
  paused: boolean
  /** By the page's own clock: since when this page is shown. */
  since: number
}

/** How long a page stays. The first is the one people look for. */
export const STAYS_MS: Record<PageName, number> = { now: 40_000, today: 20_000 }

export const begin = (at: number): Rotation => ({ page: 'now', paused: false, since: at })

export function step(rotation: Rotation, by: 1 | -1, at: number): Rotation {
  const next = (PAGES.indexOf(rotation.page) + by + PAGES.length) % PAGES.length
  return { ...rotation, page: PAGES[next]!, since: at }
}

export const pause = (rotation: Rotation, at: number): Rotation => ({ ...rotation, paused: !rotation.paused, since: at })

/**
 * Time goes on. Where something needs eyes now (somebody hears the third bell, or waits), the first page is shown at once and
 * stays. A paused one stays whatever happens: somebody is reading.
 */
export function tick(rotation: Rotation, at: number, urgent: boolean): Rotation {
  if (rotation.paused) return rotation
  if (urgent) return { ...rotation, page: 'now', since: at }
  return at - rotation.since >= STAYS_MS[rotation.page] ? step(rotation, 1, at) : rotation
}
