import { arrangementOf, lastPlacement, type Party, partiesOf, supervisorsOf } from '../calls/arrangement.ts'
import type { AgentId } from '../calls/events.ts'
import type { Call } from '../calls/state.ts'
import { armedEnd, CONFIRM_WITHIN_MS, endingOf, isOpen, lastRequeue, type Supervisor, whoOf } from '../calls/supervision.ts'
import type { Moment } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import { WITHHELD } from '../people/mask.ts'
import type { DeskView } from '../protocol/desk.ts'
import type { SuperviseMode, SupervisionView } from '../protocol/supervision.ts'

/** What a supervisor's hand does in a call, as the board, the supervisor and the agent concerned see it. Pure. */

/** So long it is shown that a supervisor's own phone was not picked up. */
const NOT_REACHED_SHOWN_MS = 10_000

const nameOf = (floor: Floor, id: AgentId): string => floor.names.get(id) ?? id

/** Everything that supervisors take part in, or are being called for. */
export function drawSupervisions(floor: Floor, now: Moment): SupervisionView[] {
  const views: SupervisionView[] = []
  for (const id of floor.arranged) {
    const { call } = floor.calls.get(id)!
    for (const one of supervisorsOf(call)) {
      const view = drawSupervision(floor, call, one, now)
      if (view) views.push(view)
    }
  }
  return views.sort((a, b) => a.since - b.since || (a.call < b.call ? -1 : 1))
}

function drawSupervision(floor: Floor, call: Call, one: Supervisor, now: Moment): SupervisionView | null {
  const isTheirs = ({ agent, supervision }: Party) => agent !== null && supervision === null
  const agent = arrangementOf(call).staying.find(isTheirs)?.agent ?? null
  const about = {
    call: call.id, supervision: one.n, by: one.by, name: nameOf(floor, one.by), mode: one.mode, inForce: shownAs(call, one),
    caller: call.arrived?.caller.masked ?? WITHHELD, agent, of: agent ?? partiesOf(call).findLast(isTheirs)?.agent ?? null,
  }
  if (one.joined) return isOpen(one) ? { ...about, stage: 'there', since: one.joined.at } : null
  if (isOpen(one)) return { ...about, stage: 'calling', since: one.asked.at }
  return !one.stopped && !call.ended && one.over && now < one.over.at + NOT_REACHED_SHOWN_MS ? { ...about, stage: 'not-reached', since: one.over.at } : null
}

/** By the newest document that the supervisor's line was given: who hears it follows from that, and not from a wish. */
function shownAs(call: Call, one: Supervisor): SuperviseMode | null {
  switch (lastPlacement(call, whoOf(one))?.where) {
    case 'listen': return 'listen'
    case 'coach': return 'coach'
    case 'room': return one.mode === 'take-over' ? 'take-over' : 'barge'
    default: return null
  }
}

/** What somebody who talks in this call is shown of supervisors' hands in it. */
export function drawHand(floor: Floor, call: Call, agent: AgentId, now: Moment): Pick<NonNullable<DeskView['talking']>, 'supervisedBy' | 'ending'> {
  const armed = armedEnd(call, now)
  return {
    supervisedBy: supervisorsOf(call).flatMap((one) => {
      if (one.by === agent || !one.joined || one.over) return []
      const mode = shownAs(call, one)
      return mode === null ? [] : [{ name: nameOf(floor, one.by), mode, since: one.joined.at }]
    }),
    ending: armed && { name: nameOf(floor, armed.by), reason: armed.reason, until: armed.at + CONFIRM_WITHIN_MS },
  }
}

/** Who took a call out of an agent's hand, if a supervisor did; for whoever writes it up. */
export function drawHandled(floor: Floor, call: Call, agent: AgentId): NonNullable<DeskView['wrappingUp']>['handled'] {
  const parties = partiesOf(call)
  const mine = parties.findLast((party) => party.agent === agent)
  if (!mine) return null
  const [ending, requeue] = [endingOf(call), lastRequeue(call)]
  if (ending) return { how: 'ended', name: nameOf(floor, ending.by), reason: ending.reason }
  if (requeue && requeue.at >= mine.since.at) return { how: 're-queued', name: nameOf(floor, requeue.by), reason: null }
  const taken = supervisorsOf(call, parties).find(({ by, tookOverAt }) => by !== agent && tookOverAt !== null && tookOverAt >= mine.since.at)
  return taken ? { how: 'taken-over', name: nameOf(floor, taken.by), reason: null } : null
}
