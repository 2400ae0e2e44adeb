import { attemptsOf, isArranged, legOfAttempt, partiesOf, transfersOf } from '../calls/arrangement.ts'
import type { AgentId, CallId, Who } from '../calls/events.ts'
import { type Call, type Ended, lastRound, legsIn } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import type { Floor, Staff } from '../floor/floor.ts'
import type { CallBackView } from '../protocol/call-backs.ts'
import type { DeskView, WrapUpOutcome } from '../protocol/desk.ts'
import type { Span } from '../standards/calendar.ts'
import { drawHand, drawHandled, drawSupervisions } from './supervision.ts'
import { drawCallBack, drawPart, transferIn } from './transfers.ts'
import { drawAgent, drawForecast, isAtWork } from './wallboard.ts'

/** What one desk's picture needs to know besides the floor. */
export interface DeskFrame {
  now: Moment
  line: DeskView['line']
  simulated: boolean
  speed: number
  offers: DeskView['offers']
  greeting: string
  today: DeskView['today']
  callBacks: CallBackView[]
  /** When the line is open today. */
  hours: readonly Span[]
  callBackTimes: DeskView['callBackTimes']
  /** How often this caller called before, as far as is kept. */
  earlierCalls(call: Call): number
}

/** Draws what one agent's desk shows. Pure. */
export function drawDesk(floor: Floor, staff: Staff, frame: DeskFrame): DeskView {
  const { now } = frame
  const me = drawAgent(floor, staff, now, frame.today.answered)
  const ringing: DeskView['ringing'] = []
  let talking: DeskView['talking'] = null
  const supervisions = drawSupervisions(floor, now)
  for (const [id, part] of floor.partsOf(staff.id)) {
    const { call, now: stand } = floor.calls.get(id)!
    const { arrived } = call
    if (!arrived) continue
    const who = { call: id as string, caller: arrived.caller.masked, arrivedAt: arrived.at, earlierCalls: frame.earlierCalls(call) }
    if (part === 'watching') continue
    if (part !== 'talking') {
      const called = part === 'called'
      const supervision = called ? supervisions.find((one) => one.call === id && one.by === staff.id)?.mode ?? null : null
      ringing.push({
        ...who, fromQueue: stand.phase === 'queued', phones: called ? 1 : 'agents' in stand ? stand.agents.length : 0, leg: called ? legCalled(call, staff.id) : legOf(call, staff.id),
        transfer: called && supervision === null ? transferIn(floor, call, now) : null, supervision,
      })
    } else if (stand.phase === 'talking') {
      const { since, ...own } = drawPart(call, staff.id)
      talking = { ...who, answeredAt: since === 0 ? stand.since : since, ...own, transfer: transferIn(floor, call, now), ...drawHand(floor, call, staff.id, now) }
    }
  }
  const agent = floor.agent(staff.id)
  const callingBack = floor.callingBack(staff.id)
  const over = me.state === 'wrap-up' && agent.wrapUp ? agent.wrapUp : null
  const setBy = me.state === agent.declared.state ? agent.declared.by : undefined
  return {
    seq: floor.seq,
    asOf: now,
    simulated: frame.simulated,
    speed: frame.speed,
    offers: frame.offers,
    line: frame.line,
    me,
    greeting: frame.greeting,
    reach: { reachable: me.reachable, reasons: me.unreachable },
    ringing: ringing.sort((a, b) => a.arrivedAt - b.arrivedAt || (a.call < b.call ? -1 : 1)),
    talking,
    takenBy: drawTakenBy(floor, staff.id, now),
    wrappingUp: over && drawWrapUp(floor, over.call, staff.id, { ...over, next: agent.declared.state === 'ready' ? 'ready' : 'away' }),
    setBy: setBy === undefined ? null : { name: floor.names.get(setBy) ?? setBy, at: agent.declared.since },
    supervising: supervisions.find(({ by }) => by === staff.id) ?? null,
    waiting: floor.queued.size,
    today: frame.today,
    forecast: { ...drawForecast(floor, frame), countsMe: isAtWork(floor, staff.id) },
    callBacks: frame.callBacks,
    callingBack: callingBack && drawCallBack(callingBack),
    callBackTimes: frame.callBackTimes,
  }
}

/** For how long it is said who was faster. */
const FASTER_SAID_MS = 8_000

/** The newest caller for whom this phone rang too when somebody else answered. Whoever had declined, or was silenced before, lost no race. */
function drawTakenBy(floor: Floor, agent: AgentId, now: Moment): DeskView['takenBy'] {
  let newest: DeskView['takenBy'] = null
  for (const [id, { call, now: stand }] of floor.calls) {
    if (stand.phase !== 'talking') continue
    for (const { agent: by, who, since: { at } } of now - stand.since < FASTER_SAID_MS || isArranged(call) ? partiesOf(call) : []) {
      if (by === null || by === agent || now - at >= FASTER_SAID_MS || at <= (newest?.at ?? 0) || !rangToo(call, agent, who, at)) continue
      newest = { call: id, name: floor.names.get(by) ?? by, at }
    }
  }
  return newest
}

/** Whether this agent's phone rang until the moment at which somebody else answered there. */
function rangToo(call: Call, agent: AgentId, who: Who, at: Moment): boolean {
  const n = Number(who.slice(1))
  if (who.startsWith('r')) {
    return legsIn(call, n).some(([, leg]) => leg.agent === agent && leg.alerted !== null && stoppedThen(leg.ended, at))
  }
  const { transfer } = call.attempts[n]?.rung ?? {}
  return attemptsOf(call).some(([m, { rung, alerted, ended }]) =>
    m !== n && transfer != null && rung?.transfer === transfer && rung.to.id === agent && alerted !== null && stoppedThen(ended, at))
}

/** Stamps have whole seconds. */
const stoppedThen = (ended: Ended | null, at: Moment): boolean => ended === null || (ended.status !== 'busy' && ended.at >= at - 1_000)

/** What the call most likely was: chosen already, so that one key is enough where it is right. */
function suggestOutcome(call: Call, agent: AgentId, calledBack: { reached: boolean } | null): WrapUpOutcome {
  if (calledBack) return calledBack.reached ? 'resolved' : 'call-back-promised'
  const { booked } = call.callBack
  const owed = booked?.owner === agent ? booked.reason : null
  if (owed === 'lost-in-transfer') return 'call-back-promised'
  if (transfersOf(call).some(({ by, kind, winner, withdrawn }) => by === agent && !withdrawn && (winner !== null || kind === 'blind'))) return 'passed-on'
  return owed === 'booked' ? 'call-back-promised' : 'resolved'
}

function drawWrapUp(floor: Floor, id: CallId, agent: AgentId, over: { since: Moment; until: Moment; next: 'ready' | 'away' }): DeskView['wrappingUp'] {
  const call = floor.call(id)
  const dial = Object.values(call.callBack.dials).findLast(({ dialled, ended }) => dialled?.by === agent && ended?.at === over.since)
  const calledBack = dial ? { reached: dial.answered !== null, unanswered: dial.unanswered?.because ?? null } : null
  return {
    call: call.id, caller: call.arrived?.caller.masked ?? 'withheld', endedAt: over.since, until: over.until, next: over.next,
    suggested: suggestOutcome(call, agent, calledBack),
    handled: calledBack ? null : drawHandled(floor, call, agent),
    calledBack,
  }
}

/** This agent's phone in the call's newest round, by Twilio's name. */
function legOf(call: Call, agent: AgentId): string | null {
  return legsIn(call, lastRound(call)).find(([, leg]) => leg.agent === agent && !leg.ended)?.[0] ?? null
}

/** The leg by which this agent is called in for a transfer. */
function legCalled(call: Call, agent: AgentId): string | null {
  const mine = attemptsOf(call).findLast(([, { rung, ended }]) => rung?.to.id === agent && !ended)
  return mine ? legOfAttempt(mine[1]) : null
}

export const staffOf = (floor: Floor, id: AgentId): Staff | undefined => floor.staff.find((staff) => staff.id === id)
