/**
 * A film of earlier pictures and the clock it is drawn by. Pure: the browser's time comes in as an argument.
 *
 * The clock never runs past the last picture that is known: behind it nobody knows yet what was to be seen. So between two
 * pictures the first is shown, and when the next is late the film waits.
 */
import type { Moment } from '../../server/protocol/moment.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'

type Dated = Pick<WallboardView, 'asOf'>

export interface Reel<View extends Dated = WallboardView> {
  /** The picture that is shown, and those that come after it. */
  pictures: readonly [View, ...View[]]
  /** The film's clock stood here … */
  moment: Moment
  /** … when the browser's monotonic clock stood here. */
  since: number
  /** Times real time; 0 while it stands. */
  speed: number
}

/** A film that begins with this picture. */
export const reelOf = <View extends Dated>(view: View, speed: number, at: number): Reel<View> =>
  ({ pictures: [view], moment: view.asOf, since: at, speed })

const last = <View extends Dated>({ pictures }: Reel<View>): View => pictures.at(-1)!

/** The film's time. */
export function momentOf<View extends Dated>(reel: Reel<View>, at: number): Moment {
  return Math.min(reel.moment + Math.max(0, at - reel.since) * reel.speed, Math.max(reel.moment, last(reel).asOf))
}

/** How much of the film is at hand, in the onlooker's own milliseconds. */
export function aheadMs<View extends Dated>(reel: Reel<View>, at: number): number {
  return reel.speed === 0 ? Infinity : (last(reel).asOf - momentOf(reel, at)) / reel.speed
}

/** With one more picture at its end. Whatever is not later than what is known adds nothing. */
export function joined<View extends Dated>(reel: Reel<View>, view: View, at: number): Reel<View> {
  if (view.asOf <= last(reel).asOf) return reel
  return { ...reel, moment: momentOf(reel, at), since: at, pictures: [...reel.pictures, view] }
}

/** Faster, slower, or standing. */
export function atSpeed<View extends Dated>(reel: Reel<View>, speed: number, at: number): Reel<View> {
  return { ...reel, moment: momentOf(reel, at), since: at, speed }
}

/** Pictures whose time is over fall out at the front. The very same reel while the shown picture stays. */
export function wound<View extends Dated>(reel: Reel<View>, at: number): Reel<View> {
  const now = momentOf(reel, at)
  const shown = reel.pictures.findLastIndex(({ asOf }) => asOf <= now)
  return shown <= 0 ? reel : { ...reel, pictures: reel.pictures.slice(shown) as [View, ...View[]] }
}

/** Pictures of a film lie so far apart: ten in a second of the onlooker's, and no closer than this. */
const LEAST_STEP_MS = 250
const FRAMES_A_SECOND = 10

/**
 * The moment of the next picture to ask for.
 * @param roundTripMs how long the last one took: where that is long, pictures lie further apart rather than the film being slow
 */
export function nextMoment<View extends Dated>(reel: Reel<View>, roundTripMs: number): Moment {
  return last(reel).asOf + Math.round(Math.max(LEAST_STEP_MS, reel.speed * Math.max(1000 / FRAMES_A_SECOND, roundTripMs)))
}
