import { answerOf, answersOf, type Attempt, type Call, type Ended, type Leg, legsIn, legsOf, roundsOf, standing } from '../calls/state.ts'
import { attemptsOf, isArranged, isLost, legOfAttempt, partiesOf, type Party, supervisorsOf } from '../calls/arrangement.ts'
import type { AgentId, LegId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import type { AgentEvent } from './events.ts'
import type { Agent, Miss } from './state.ts'

/** What an agent said. Something older than what is known gives back the very same agent. */
export function reduceAgent(agent: Agent, event: AgentEvent): Agent {
  switch (event.type) {
    case 'agent-became-ready':
      if (event.at < agent.declared.since) return agent
      // A supervisor can end somebody's break or wrap-up, and cannot vouch for their phone: what was measured stays.
      if (event.by !== undefined) return { ...forgive(agent, event.at), declared: { state: 'ready', since: event.at, by: event.by }, wrapUp: null, idleSince: event.at }
      // Being ready again ends wrap-up too, and is a promise that the phone works.
      return {
        ...forgive(agent, event.at), declared: { state: 'ready', since: event.at }, wrapUp: null, idleSince: event.at, unreachable: null,
        // A desk page that fell silent is vouched for as well: whoever says "ready" without one takes calls elsewhere.
        reach: agent.reach?.reasons.includes('no-heartbeat') ? null : agent.reach,
      }
    case 'agent-went-away':
      if (event.at < agent.declared.since) return agent
      return { ...agent, declared: { state: 'away', since: event.at, reason: event.reason, ...(event.by !== undefined && { by: event.by }) } }
    case 'agent-signed-out':
      if (event.at < agent.declared.since) return agent
      return { ...agent, declared: { state: 'offline', since: event.at }, wrapUp: null, reach: null, unreachable: null }
    case 'agent-reach-changed':
      if (agent.reach && event.at < agent.reach.since) return agent
      return { ...agent, reach: { reasons: event.reasons, since: event.at } }
    case 'wrap-up-finished': {
      const unsaid = agent.unsaid.filter(({ call }) => call !== event.call)
      // Late: the agent is ready, or has been in another talk since.
      if (agent.wrapUp?.call !== event.call) return unsaid.length === agent.unsaid.length ? agent : { ...agent, unsaid }
      // Until now it was taken that wrap-up would last as long as it may.
      return { ...agent, unsaid, wrapUp: null, idleSince: Math.min(agent.wrapUp.until, event.at) }
    }
    default:
      return unreachable(event)
  }
}

/**
 * What a change in a call means for an agent whose phone takes part in it.
 * @param before the call before the event, `after` with it
 */
export function reduceAgentByCall(agent: Agent, before: Call, after: Call): Agent {
  let next = agent
  // The answer may be reported after the end: what counts is that the talk is over now and was not known to be before.
  const [lostBefore, lost] = [hasLost(agent.id, before), hasLost(agent.id, after)]
  const endedAt = (talkOver(agent.id, before) === null || (lostBefore && !lost) ? talkOver(agent.id, after) : null)
    ?? (callingBackOver(agent.id, before) === null ? callingBackOver(agent.id, after) : null)
  const readySince = agent.declared.state === 'ready' ? agent.declared.since : 0
  if (endedAt !== null) {
    const until = endedAt + (after.arrived?.rules.wrapUpMs ?? 0)
    const unsaid = [{ call: after.id, until }, ...next.unsaid.filter(({ call }) => call !== after.id)].sort((a, b) => b.until - a.until)
    next = { ...next, unsaid: unsaid.slice(0, UNSAID_KEPT) }
    if (endedAt > (next.wrapUp?.since ?? 0) && endedAt >= readySince) {
      next = { ...next, wrapUp: { call: after.id, since: endedAt, until }, idleSince: Math.max(next.idleSince, until) }
    }
  }
  // Nothing is over for a caller whom only the line lost: whoever had them can have them again at once.
  if (next.wrapUp?.call === after.id && lost && !lostBefore) next = { ...next, wrapUp: null, idleSince: next.wrapUp.since }
  next = withMisses(next, after)
  for (const { leg, alertedAt, undeliveredAt } of bellsOf(agent.id, after)) {
    if (undeliveredAt !== null) {
      // Counted when it is learnt: whoever said "ready" since, or was rung, has shown that the phone works, whatever else becomes of this call.
      // Of whoever is not ready, as with a telephone at no desk, nobody could say that it is mended: it is tried again.
      if (next.declared.state !== 'ready' || undeliveredAt <= Math.max(next.declared.since, next.unreachable?.since ?? 0)) continue
      const known = [...bellsOf(agent.id, before)].some((bell) => bell.leg === leg && bell.undeliveredAt !== null)
      if (!known) next = { ...next, unreachable: { leg, since: undeliveredAt } }
    } else if (next.unreachable?.leg === leg || (next.unreachable && alertedAt !== null && alertedAt > next.unreachable.since)) {
      next = { ...next, unreachable: null }
    }
  }
  return next
}

/** What was missed until then counts no more, also when it is learnt later. */
function forgive(agent: Agent, until: Moment): Agent {
  if (until <= agent.forgivenAt) return agent
  return { ...agent, misses: agent.misses.filter(({ at }) => at > until), forgivenAt: until }
}

/** When this agent's own part in the talk ended; null while it goes on, or when there was none. */
function talkOver(agent: AgentId, call: Call): Moment | null {
  if (!isArranged(call)) {
    const is = standing(call)
    return is.phase === 'ended' && is.talkedWith === agent ? is.at : null
  }
  const parties = partiesOf(call)
  const mine = parties.filter((party) => party.agent === agent && !isVisiting(call, party, parties))
  if (mine.length === 0 || mine.some(({ over }) => !over)) return null
  return Math.max(...mine.map(({ over }) => over!.at))
}

/** Whether this agent's newest part in a call was lost with their page. */
function hasLost(agent: AgentId, call: Call): boolean {
  for (const _ in call.lost) {
    const mine = partiesOf(call).findLast((party) => party.agent === agent)
    return mine !== undefined && isLost(call, mine)
  }
  return false
}

/** When the last call-back that this agent made was over, whether or not the caller was reached; null while one goes on, or when there was none. */
function callingBackOver(agent: AgentId, call: Call): Moment | null {
  let last: Moment | null = null
  for (const { dialled, pickedUp, ended } of Object.values(call.callBack.dials)) {
    if (dialled?.by !== agent || !pickedUp) continue
    if (!ended) return null
    last = Math.max(last ?? 0, ended.at)
  }
  return last
}

/** A supervisor who barged in and left the call with its agent has nothing to write up. */
export function isVisiting(call: Call, party: Party, parties: readonly Party[]): boolean {
  if (party.supervision === null || !party.over) return false
  if (supervisorsOf(call, parties).some(({ n, tookOverAt }) => n === party.supervision && tookOverAt !== null)) return false
  return parties.some(({ supervision, over }) => supervision === null && (!over || over.at >= party.over!.at))
}

/** A note may be late by a talk or two. */
const UNSAID_KEPT = 3

/** Two in a row are acted upon; more than these are of no use. */
const MISSES_KEPT = 5

/** What they missed, as this call has it now: a late report may take a miss back, and a later one give it again. */
function withMisses(before: Agent, call: Call): Agent {
  const agent = forgive(before, Math.max(0, ...pickUps(before.id, call)))
  const misses = [...agent.misses.filter((miss) => miss.call !== call.id), ...missesIn(agent.id, call)]
    .filter(({ at }) => at > agent.forgivenAt)
    .sort((a, b) => b.at - a.at || (a.call + a.ring < b.call + b.ring ? -1 : 1))
    .slice(0, MISSES_KEPT)
  const same = misses.length === agent.misses.length
    && misses.every(({ call, ring, at }, i) => call === agent.misses[i]!.call && ring === agent.misses[i]!.ring && at === agent.misses[i]!.at)
  return same ? agent : { ...agent, misses }
}

/** When this agent picked up, for the caller or for a colleague who passed the call on. */
function pickUps(agent: AgentId, call: Call): Moment[] {
  const moments = answersOf(call).flatMap((answer) => (answer.agent === agent ? [answer.when.at] : []))
  for (const { rung, joined } of Object.values(call.attempts)) if (joined && rung?.to.id === agent) moments.push(joined.at)
  return moments
}

/** Where this agent's phone was left to ring until Twilio or we gave up, with the caller still there. */
function missesIn(agent: AgentId, call: Call): Miss[] {
  const misses: Miss[] = []
  for (const [n, { began, ended }] of roundsOf(call)) {
    if (ended?.result !== 'no-answer' || !began?.agents.includes(agent)) continue
    const rang = legsIn(call, n).every(([, leg]) => leg.agent !== agent || (leg.alerted && !leg.silenced && leg.ended?.status !== 'busy'))
    if (rang) misses.push({ call: call.id, ring: `r${n}`, at: ended.at })
  }
  for (const [n, attempt] of attemptsOf(call)) {
    // A supervisor's own line into a call is rung because they asked for it: nobody was let down.
    if (attempt.rung?.to.kind !== 'agent' || attempt.rung.transfer === null || attempt.rung.to.id !== agent || !wasLeftRinging(attempt)) continue
    misses.push({ call: call.id, ring: `a${n}`, at: (attempt.stopped ?? attempt.ended!).at })
  }
  return misses
}

function wasLeftRinging({ alerted, answered, joined, late, stopped, ended }: Attempt): boolean {
  if (!alerted || answered || joined || late || !ended || ended.status === 'busy') return false
  // Twilio may call a phone that we stopped "no-answer"; only we know why it was stopped.
  return stopped ? stopped.because === 'unanswered' : ended.status === 'no-answer'
}

/** An agent's phone that was to ring in a call: for the caller, or for somebody who passed the call on or takes part in it. */
interface Bell { leg: LegId; alertedAt: Moment | null; undeliveredAt: Moment | null }

function* bellsOf(agent: AgentId, call: Call): Iterable<Bell> {
  for (const [id, leg] of legsOf(call)) {
    if (leg.agent === agent) yield { leg: id, alertedAt: leg.alerted?.at ?? null, undeliveredAt: wasNotDelivered(call, leg) ? leg.ended!.at : null }
  }
  for (const [, attempt] of attemptsOf(call)) {
    const leg = legOfAttempt(attempt)
    if (leg === null || attempt.rung?.to.kind !== 'agent' || attempt.rung.to.id !== agent) continue
    yield { leg, alertedAt: attempt.alerted?.at ?? null, undeliveredAt: wasNotPutThrough(attempt) ? attempt.ended!.at : null }
  }
}

const SAME_INSTANT_MS = 1000
const AT_ONCE_MS = 3000
/** Of calls by REST one a second sets out, and the others wait at Twilio. Nobody's phone has rung to the end within this. */
const AT_ONCE_BY_REST_MS = 10_000

/**
 * A phone that was not registered ends at once without ever ringing, as `no-answer` or `failed`. So does, in Twilio's
 * words, one that was silenced because somebody else answered or the caller left: those were well.
 * A report of ringing that comes late takes the verdict back.
 */
function wasNotDelivered(call: Call, leg: Leg): boolean {
  if (!leg.ended || leg.alerted || leg.answered) return false
  return endedUnheard(leg.ended, leg.dialled?.at ?? call.rounds[leg.round]?.began?.at, AT_ONCE_MS, answerOf(call)?.when.at ?? call.ended?.at)
}

/** The same of a phone that we rang ourselves: such a phone is silenced by us alone. */
function wasNotPutThrough({ rung, dialled, alerted, answered, joined, late, stopped, ended }: Attempt): boolean {
  if (!ended || alerted || answered || joined || late) return false
  return endedUnheard(ended, (dialled ?? rung)?.at, AT_ONCE_BY_REST_MS, stopped?.at)
}

function endedUnheard({ status, at }: Ended, dialledAt: Moment | undefined, withinMs: number, silencedAt: Moment | undefined): boolean {
  if (status === 'failed') return true
  if (status !== 'no-answer' || dialledAt === undefined || at - dialledAt >= withinMs) return false
  return silencedAt === undefined || at + SAME_INSTANT_MS < silencedAt
}

function unreachable(event: never): never {
  throw new Error(`no rule for ${JSON.stringify(event)}`)
}
