/** Which departments stand on the board with their share of promise T4. Pure. */
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { standing } from './standing.ts'

/** So many places there are; the rest are told as a number. */
const PLACES = 4

type Department = WallboardView['t4']['byDepartment'][number]

/** Whether there is anything to say of it. */
export const hasFigure = ({ figure, nobodyFree }: Department) => figure.rate !== null || nobodyFree > 0

/** Those below the target first, and those where nobody ever was free, else as the directory has them: what needs eyes is never among the rest. */
export function placed(departments: readonly Department[], target: number): { shown: Department[]; more: number } {
  const decided = departments.filter(hasFigure)
  const below = (one: Department) => Number(standing(one.figure, target) === 'met')
  const inOrder = [...decided].sort((a, b) => below(a) - below(b))
  if (inOrder.length <= PLACES) return { shown: inOrder, more: 0 }
  return { shown: inOrder.slice(0, PLACES - 1), more: inOrder.length - (PLACES - 1) }
}
