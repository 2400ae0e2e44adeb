import type { AgentId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import type { Floor, Staff } from '../floor/floor.ts'
import type { DeskView, RingingCall } from './protocol.ts'
import { drawAgent } from './wallboard.ts'

/** Draws what one agent's desk shows. Pure. */
export function drawDesk(floor: Floor, staff: Staff, now: Moment, cadenceMs: number, answered: number): DeskView {
  const me = drawAgent(floor, staff, now, answered)
  const ringing: RingingCall[] = []
  let talking: DeskView['talking'] = null
  for (const [id, part] of floor.partsOf(staff.id)) {
    const { call, now: stand } = floor.calls.get(id)!
    const { arrived } = call
    if (!arrived) continue
    const who = { call: id as string, caller: arrived.caller.masked, arrivedAt: arrived.at }
    if (part !== 'talking') ringing.push({ ...who, phones: 'agents' in stand ? stand.agents.length : 0 })
    else if (stand.phase === 'talking') talking = { ...who, answeredAt: stand.since }
  }
  const agent = floor.agent(staff.id)
  const over = me.state === 'wrap-up' && agent.wrapUp ? agent.wrapUp : null
  return {
    seq: floor.seq,
    asOf: now,
    cadenceMs,
    me,
    ringing,
    talking,
    wrappingUp: over && {
      call: over.call, caller: floor.call(over.call).arrived?.caller.masked ?? 'withheld', endedAt: over.since, until: over.until,
    },
    waiting: floor.queued.size,
  }
}

export const staffOf = (floor: Floor, id: AgentId): Staff | undefined => floor.staff.find((staff) => staff.id === id)
