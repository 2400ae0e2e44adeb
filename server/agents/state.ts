import type { AgentId, CallId, LegId, Who } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import type { AwayReason, UnreachableReason } from './events.ts'

/** What an agent last said and did. Ringing and talking are not stored here: they are read off the calls. */
export interface Agent {
  readonly id: AgentId
  readonly declared: Declared
  /** After a talk: until the agent says it is done, or `until`. */
  readonly wrapUp: { readonly call: CallId; readonly since: Moment; readonly until: Moment } | null
  /** Talks of which the agent has not yet said what they were about, the latest first: `until` is the wrap-up's own limit. */
  readonly unsaid: readonly { readonly call: CallId; readonly until: Moment }[]
  /** When the last ring, talk or wrap-up of this agent ended, or the agent became ready: how long they are idle. */
  readonly idleSince: Moment
  /** Callers in a row whom this agent let ring to no end: since they last picked up or said "ready". The newest few. */
  readonly misses: readonly Miss[]
  /** When they last picked up or said "ready": what was missed before that is forgiven, also when it is learnt later. */
  readonly forgivenAt: Moment
  /** The leg that Twilio could not deliver; cleared when the agent becomes ready anew or leaves, or a phone of theirs rings. */
  readonly unreachable: { readonly leg: LegId; readonly since: Moment } | null
  /** What the desk page measured; null when none has spoken in this session, and what was declared is all there is. */
  readonly reach: { readonly reasons: readonly UnreachableReason[]; readonly since: Moment } | null
}

export interface Miss {
  readonly call: CallId
  /** Which ring of that call: `r` and the number of the round, or `a` and that of the attempt to pass it on. */
  readonly ring: Who
  readonly at: Moment
}

/** `by`: a supervisor who said it in the agent's place. */
export type Declared =
  | { readonly state: 'offline'; readonly since: Moment; readonly by?: never }
  | { readonly state: 'ready'; readonly since: Moment; readonly by?: AgentId }
  | { readonly state: 'away'; readonly since: Moment; readonly reason: AwayReason; readonly by?: AgentId }

/** An agent who never said anything. */
export const unseen = (id: AgentId): Agent =>
  ({ id, declared: { state: 'offline', since: 0 }, wrapUp: null, unsaid: [], idleSince: 0, misses: [], forgivenAt: 0, unreachable: null, reach: null })

/** Whether the agent may be rung now, as far as the agent is concerned: ready, reachable, not in wrap-up. */
export function isReady(agent: Agent, now: Moment): boolean {
  return agent.declared.state === 'ready' && isReachable(agent) && !inWrapUp(agent, now)
}

/** Whether a call would reach this person, as far as it was measured. */
export function isReachable(agent: Agent): boolean {
  return !agent.unreachable && (agent.reach === null || agent.reach.reasons.length === 0)
}

/** Everything known against reaching this person. */
export function reasonsAgainst(agent: Agent): UnreachableReason[] {
  return [...(agent.reach?.reasons ?? []), ...(agent.unreachable ? ['not-delivered' as const] : [])]
}

export function inWrapUp(agent: Agent, now: Moment): boolean {
  return agent.wrapUp !== null && now < agent.wrapUp.until
}

/** Saying "ready" or the limit ends a wrap-up; a note that was not sent by then is still taken for this long. */
export const LATE_WRAP_UP_MS = 10 * 60_000

/**
 * The call of which an agent may now say what it was about: the one whose wrap-up goes on, or a late one.
 * @param call which one is meant; the latest when not said
 */
export function unsaidCall(agent: Agent, now: Moment, call?: string): CallId | null {
  const found = agent.unsaid.find((one) => (call === undefined || one.call === call) && now < one.until + LATE_WRAP_UP_MS)
  return found?.call ?? null
}
