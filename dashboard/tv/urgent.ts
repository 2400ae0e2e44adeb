import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { ringAt } from '../ui/bell-fill.ts'

/** Whether something on the floor needs eyes now: somebody waits, or hears the second bell with nobody there yet. Pure. */
export const isUrgent = ({ ringing, waiting, asOf, line }: WallboardView): boolean =>
  waiting.length > 0 || ringing.some(({ arrivedAt }) => ringAt(asOf - arrivedAt, line.cadenceMs) >= 2)
