/** Where moments lie on a drawn line of time. Pure: the words and the shapes are the components'. */
import type { StoryTransfer, StoryView } from '../../server/protocol/story.ts'
import { MINUTE, SECOND } from '../ui/moments.ts'

/** A stretch of time as it is drawn, from its left to its right end. */
export interface Span { from: number; to: number }

/** 0…100: per cent from the left; what lies outside is drawn at the end it lies behind. */
export function place(at: number, { from, to }: Span): number {
  return to <= from ? 0 : Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100))
}

/** A bar's left end and width, in per cent; null for one that lies wholly outside. An end that has not come reaches to the right. */
export function bar(from: number, until: number | null, span: Span): { left: number; width: number } | null {
  const end = until ?? span.to
  if (end < span.from || from > span.to) return null
  const left = place(from, span)
  return { left, width: place(end, span) - left }
}

const STEPS = [SECOND, 2 * SECOND, 3 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE]
const MOST_TICKS = 8

/** Marks of the axis, ms after its beginning: the finest round step that gives at most eight. */
export function ticks({ from, to }: Span): number[] {
  const length = to - from
  const step = STEPS.find((one) => length / one <= MOST_TICKS) ?? Math.ceil(length / MOST_TICKS / (60 * MINUTE)) * 60 * MINUTE
  const marks: number[] = []
  for (let at = 0; at <= length; at += step) marks.push(at)
  return marks
}

/** So much is drawn behind the last edge, so that its word has room. */
const AIR_MS = 1_500
/** A caller who waits longer is drawn in the line of the whole call. */
const LONGEST_UNTIL_ANSWER_MS = 24_000

/** From arrival to the answer or the hang-up, at least past the lenient edge: the seconds in which the promise is decided. */
export function untilAnswer({ arrivedAt, asOf, promises: { t1 } }: Pick<StoryView, 'arrivedAt' | 'asOf' | 'promises'>): Span {
  const decided = t1.decided?.at ?? asOf
  const wanted = Math.max(t1.lenientUntil, decided) + AIR_MS
  return { from: arrivedAt, to: Math.min(wanted, arrivedAt + Math.max(LONGEST_UNTIL_ANSWER_MS, t1.lenientUntil + AIR_MS - arrivedAt)) }
}

/** From arrival until the last of it is over, or until now. Null when the line until the answer shows it all. */
export function wholeCall(story: Pick<StoryView, 'arrivedAt' | 'endedAt' | 'asOf' | 'phases' | 'promises' | 'transfers' | 'supervisions'>): Span | null {
  const over = story.phases.at(-1)?.to ?? story.endedAt ?? story.asOf
  const span = { from: story.arrivedAt, to: Math.max(over, story.arrivedAt + SECOND) }
  return over > untilAnswer(story).to || story.transfers.length + story.supervisions.length > 0 ? span : null
}

/** A transfer's thirty seconds, or as long as its colleague took. */
export function raceSpan({ askedAt, until, answeredAt }: Pick<StoryTransfer, 'askedAt' | 'until' | 'answeredAt'>): Span {
  return { from: askedAt, to: Math.max(until, answeredAt ?? 0) + 2 * SECOND }
}
