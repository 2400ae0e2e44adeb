import { isVisiting } from '../agents/reduce.ts'
import { isLost, partiesOf } from '../calls/arrangement.ts'
import type { AgentId } from '../calls/events.ts'
import { answerOf, type Call, talkEnd } from '../calls/state.ts'
import type { Moment } from '../clock.ts'

/**
 * For how long a call kept our people from taking another, in ms: everybody's part in the talk, hold included, and the wrap-up after it.
 * Two who consult are two who are busy; a supervisor who only looked in is none. Whose line was lost has nothing to write up. Wrap-up is taken to last as long as it may until its agent says that it is done.
 * @returns null while the talk goes on, or when there was none
 */
export function handlingMs(call: Call): number | null {
  const answer = answerOf(call)
  const end = answer && talkEnd(call, answer)
  if (!answer || !end || !call.arrived) return null
  const { wrapUpMs } = call.arrived.rules
  const over = new Map<AgentId, Moment>()
  let ms = 0
  // Somebody outside is nobody of ours; who picked up the hotline's bell is, also when no report says who it was.
  const parties = partiesOf(call)
  const ours = parties.filter((party) => (party.agent !== null || party.round !== null) && !isVisiting(call, party, parties))
  for (const party of ours) {
    const { agent, since, over: left } = party
    const leftAt = (left ?? end).at
    ms += Math.max(0, leftAt - since.at)
    if (agent !== null && !isLost(call, party)) over.set(agent, Math.max(over.get(agent) ?? 0, leftAt))
  }
  for (const [agent, at] of over) {
    const said = call.writtenUp[agent]
    ms += said && said.at >= at ? Math.min(wrapUpMs, said.at - at) : wrapUpMs
  }
  return ours.length > 0 ? ms : Math.max(0, end.at - answer.when.at)
}
