import type { AgentId, CallId } from '../calls/events.ts'
import type { Floor } from '../floor/floor.ts'
import type { WallboardView } from '../protocol/wallboard.ts'

/**
 * The picture as an agent gets it: a supervisor's hand is seen by whom it concerns, those who talk in that call, and is no
 * business of their colleagues'. Pure; the floor is that of which the picture was drawn, in the same turn.
 */
export function forAgent(view: WallboardView, floor: Floor, account: AgentId): WallboardView {
  const concerns = (call: string) => floor.partsOf(account).get(call as CallId) === 'talking'
  const hidden = view.supervisions.filter(({ call, by }) => by !== account && !concerns(call))
  if (hidden.length === 0) return view
  return {
    ...view,
    supervisions: view.supervisions.filter((one) => !hidden.includes(one)),
    // Somebody who is in the same call as a colleague would tell of it too.
    agents: view.agents.map((one) => (hidden.some(({ by, call }) => by === one.agent && call === one.call) ? { ...one, call: null } : one)),
  }
}
