import type { Moment } from '../clock.ts'
import type { SupervisionEnd } from '../protocol/supervision.ts'
import type { Party } from './arrangement.ts'
import { asksOf, attemptsOf } from './asks.ts'
import { type AgentId, type LegId, SUPERVISE_MODES, type SuperviseMode, type When, type Where, type Who } from './events.ts'
import type { Ask, Attempt, Call } from './state.ts'

/**
 * A supervisor's part in a call, read off what was asked and what became of it. Whoever only listens or coaches is in the
 * call's conference and takes no part in the talk: it begins, goes on and ends without them. Whoever barges in or takes over
 * is one of its parties from then on.
 */
export interface Supervision {
  /** From 1 in each call; asked anew after it is over, it is another one. */
  n: number
  by: AgentId
  asked: When
  /** What was asked, in order. What holds of it: {@link inForce}. */
  modes: readonly (When & { mode: SuperviseMode })[]
  /** The supervisor asked to go, or the caller was put into the queue or let go: everybody goes. */
  stopped: Extract<Ask, { type: 'supervise-ended' | 'requeue-asked' | 'end-asked' }> | null
  attempt: readonly [number, Attempt] | null
  /** When they came; null before. */
  joined: (When & { leg: LegId }) | null
  /** When their phone was over, or could not be rung. */
  over: When | null
}

export const isOpen = ({ stopped, over }: Supervision): boolean => !stopped && !over

export const whoOf = ({ attempt }: Supervision): Who => `a${attempt?.[0] ?? 0}`

export function supervisionsOf(call: Call): Supervision[] {
  const found: (Supervision & { modes: (When & { mode: SuperviseMode })[] })[] = []
  for (const [, ask] of asksOf(call)) {
    switch (ask.type) {
      case 'supervise-asked': {
        const attempt = attemptsOf(call).find(([, { rung }]) => rung?.supervision === ask.supervision) ?? null
        found.push({
          n: ask.supervision, by: ask.by, asked: ask, modes: [ask], stopped: null, attempt, joined: attempt?.[1].joined ?? null, over: overOf(call, attempt?.[1] ?? null),
        })
        break
      }
      case 'supervise-changed': found.find(({ n }) => n === ask.supervision)?.modes.push(ask); break
      case 'supervise-ended': for (const one of found) if (one.n === ask.supervision) one.stopped ??= ask; break
      case 'requeue-asked': case 'end-asked': for (const one of found) one.stopped ??= ask
    }
  }
  return found
}

function overOf(call: Call, attempt: Attempt | null): When | null {
  let first: When | null = null
  for (const when of [attempt?.ended, attempt?.failed, attempt?.late, attempt?.joined && call.left[attempt.joined.leg], call.ended]) {
    if (when && (!first || when.at < first.at)) first = when
  }
  return first
}

/** A supervision, with what holds of what was asked. */
export interface Supervisor extends Supervision {
  mode: SuperviseMode
  /** Since when they speak with the caller; null while they do not. */
  speaks: When | null
  /** When they had taken over: asked for it, and came. Null before. */
  tookOverAt: Moment | null
}

/**
 * @param others everybody else who ever took part in the talk. To listen is to listen to somebody: whoever was alone with
 * the caller when they asked for it stays who they were.
 */
export function inForce(one: Supervision, others: readonly Party[]): Supervisor {
  const { joined } = one
  let mode: SuperviseMode = 'listen'
  let speaks: When | null = null
  let tookOverAt: Moment | null = null
  for (const change of one.modes) {
    if (change.mode === 'barge' || change.mode === 'take-over') {
      mode = change.mode
      speaks ??= joined && (joined.at >= change.at ? joined : change)
      if (mode === 'take-over' && joined) tookOverAt = Math.max(change.at, joined.at)
    } else if (!speaks || others.some(({ since, over }) => since.at <= change.at && (!over || over.at > change.at))) {
      mode = change.mode
      speaks = tookOverAt = null
    }
  }
  return { ...one, mode, speaks, tookOverAt }
}

/** A way of taking part while it held. */
export interface TakingPart {
  mode: SuperviseMode
  from: Moment
  /** Null while it goes on. */
  to: Moment | null
}

/**
 * How a supervisor took part, one way after the other, without gap: by the documents that their line was given, since who hears
 * it follows from those, and not from a wish. Empty for one who never came.
 */
export function takingPart(call: Call, one: Supervision): TakingPart[] {
  if (!one.joined) return []
  const end = one.over?.at ?? Infinity
  const told: { at: Moment; where?: Where; mode?: SuperviseMode }[] = [...one.modes, ...Object.values(call.placements).filter(({ who }) => who === whoOf(one))]
  const parts: TakingPart[] = []
  /** Among those who speak: beside the agent, or in the agent's place. */
  let speaking: SuperviseMode = 'barge'
  let where: Where = 'called'
  for (const change of told.sort((a, b) => a.at - b.at)) {
    if (change.at >= end || where === 'out') break
    if (change.mode === 'barge' || change.mode === 'take-over') speaking = change.mode
    where = change.where ?? where
    const last = parts.at(-1)
    if (where === 'out' && last) last.to = change.at
    const mode = where === 'room' ? speaking : where === 'listen' || where === 'coach' ? where : null
    if (mode === null || mode === last?.mode) continue
    if (last) last.to = change.at
    parts.push({ mode, from: change.at, to: null })
  }
  const last = parts.at(-1)
  if (last && one.over) last.to ??= one.over.at
  return parts.filter(({ from, to }) => from !== to)
}

/** How far a supervisor went: of the ways in which they took part the one most heard; of one who never came, what was wanted last. */
export function furthestOf(call: Call, one: Supervision): SuperviseMode {
  const ways = takingPart(call, one).map(({ mode }) => mode)
  return SUPERVISE_MODES.findLast((mode) => ways.includes(mode)) ?? one.modes.at(-1)!.mode
}

/** What ended a supervisor's part; null while it goes on. */
export function endOf(call: Call, { joined, stopped, over }: Supervision): SupervisionEnd | null {
  if (stopped && (!over || stopped.at <= over.at)) {
    switch (stopped.type) {
      case 'requeue-asked': return 're-queued'
      case 'end-asked': return 'ended'
      case 'supervise-ended': return joined ? 'left' : 'withdrawn'
    }
  }
  if (!over) return null
  return call.ended && call.ended.at <= over.at ? 'call-over' : joined ? 'left' : 'not-reached'
}

/** That this call is to be ended by a supervisor: nothing takes it back. */
export function endingOf(call: Call): Extract<Ask, { type: 'end-asked' }> | null {
  for (const [, ask] of asksOf(call)) if (ask.type === 'end-asked') return ask
  return null
}

/** The last time that a supervisor put the caller back into the queue. */
export function lastRequeue(call: Call): Extract<Ask, { type: 'requeue-asked' }> | null {
  return asksOf(call).map(([, ask]) => ask).findLast((ask) => ask.type === 'requeue-asked') ?? null
}

/** Within this the second step of ending a call has to follow the first. */
export const CONFIRM_WITHIN_MS = 10_000

/** The first of the two steps of ending a call, while the second may follow. */
export function armedEnd(call: Call, now: Moment): Extract<Ask, { type: 'end-armed' }> | null {
  const last = asksOf(call).map(([, ask]) => ask).findLast(({ type }) => type === 'end-armed' || type === 'end-asked' || type === 'requeue-asked')
  return last?.type === 'end-armed' && now <= last.at + CONFIRM_WITHIN_MS && !call.ended ? last : null
}
