import { reduceAgent, reduceAgentByCall } from '../agents/reduce.ts'
import { type Agent, isReady, unseen } from '../agents/state.ts'
import type { AgentId, CallEvent, CallId } from '../calls/events.ts'
import { reduce } from '../calls/reduce.ts'
import { type Call, isRunning, type Standing, standing, unheard } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { type Event, isCallEvent } from '../journal/codec.ts'
import type { Endpoint } from '../people/roster.ts'
import { emptyTally, intervalOf, shareOf, type Summary, summaryOf, type Tally } from '../standards/tally.ts'

/** Somebody whose phone can be rung. */
export interface Staff {
  id: AgentId
  name: string
  department: { ko: string; en: string }
  endpoint: Endpoint
}

/** A call on the floor, with what was read off its facts. */
export interface OnFloor {
  readonly call: Call
  readonly now: Standing
}

/** How an agent's phone takes part in a call. */
export type Part = 'ringing' | 'offered' | 'talking'

/** A call's line before and after something happened. */
export interface SummaryChange {
  before: Summary | null
  after: Summary
}

/** What a call counts for, and where. */
interface Share {
  interval: Moment
  tally: Tally
}

/** Where things that are not on the floor are found: closed calls, earlier intervals. */
export interface Archive {
  call(id: CallId): Call
  tally(interval: Moment): Tally | null
}

/**
 * The one mutable picture: every running call, every agent, and the sums of the intervals they touch, folded from the
 * journal. What it costs to keep does not depend on how many calls history holds.
 *
 * Changes go in with {@link apply} and are settled with {@link settle}; {@link undo} takes back everything since the last
 * {@link commit}, for a transaction that failed.
 */
export class Floor {
  /** Number of the newest journal entry in this picture. */
  seq = 0
  readonly calls = new Map<CallId, OnFloor>()
  readonly agents = new Map<AgentId, Agent>()
  readonly tallies = new Map<Moment, Tally>()
  /** Which calls an agent's phone takes part in. Empty for most; agents without a call may have no entry. */
  readonly engaged = new Map<AgentId, Map<CallId, Part>>()
  /** Those of them who are talking. */
  readonly talking = new Set<AgentId>()
  readonly queued = new Set<CallId>()
  staff: readonly Staff[] = []

  readonly #archive: Archive
  readonly #summaries = new Map<CallId, Summary>()
  readonly #shares = new Map<CallId, Share>()
  readonly #dirtyCalls = new Set<CallId>()
  readonly #dirtyAgents = new Set<AgentId>()
  #undo: (() => void)[] = []

  constructor(archive: Archive) {
    this.#archive = archive
  }

  call(id: CallId): Call {
    return this.calls.get(id)?.call ?? this.#archive.call(id)
  }

  agent(id: AgentId): Agent {
    return this.agents.get(id) ?? unseen(id)
  }

  /** What an agent's phone takes part in now. */
  partsOf(id: AgentId): ReadonlyMap<CallId, Part> {
    return this.engaged.get(id) ?? NONE
  }

  /** Whether this agent could take a call now: ready, reachable and not in one. May be ringing. */
  isFree(id: AgentId, now: Moment): boolean {
    return !this.talking.has(id) && isReady(this.agent(id), now)
  }

  /** Callers in the queue, first come first. Their place is that of their first stay, whatever happened in between. */
  queue(): OnFloor[] {
    return [...this.queued].map((id) => this.calls.get(id)!).sort((a, b) =>
      sinceOf(a.now) - sinceOf(b.now) || (a.call.id < b.call.id ? -1 : 1))
  }

  /** Takes in an event that was just appended as entry `seq`. */
  apply(event: Event, seq: number): void {
    const was = this.seq
    this.#undo.push(() => (this.seq = was))
    this.seq = seq
    if (isCallEvent(event)) this.#applyToCall(event)
    else this.#setAgent(reduceAgent(this.agent(event.agent), event))
  }

  #applyToCall(event: CallEvent): void {
    const id = event.call
    const onFloor = this.calls.get(id)
    const before = onFloor?.call ?? this.#archive.call(id)
    const after = reduce(before, event)
    if (after === before) return
    if (!onFloor) {
      // A report about a call that had left: what it counted for until now is worked out anew.
      const summary = summaryOf(before)
      if (summary) {
        this.#remember(this.#summaries, id, summary)
        this.#remember(this.#shares, id, { interval: summary.interval_start, tally: shareOf(before) })
      }
    }
    const now = standing(after)
    const was = onFloor?.now ?? standing(before)
    this.#setCall(id, onFloor, { call: after, now })
    for (const agent of agentsIn(event, after)) this.#setAgent(reduceAgentByCall(this.agent(agent), before, after, was, now))
  }

  #setCall(id: CallId, before: OnFloor | undefined, after: OnFloor | undefined): void {
    this.#undo.push(() => this.#place(id, after, before))
    this.#place(id, before, after)
    this.#dirtyCalls.add(id)
  }

  #place(id: CallId, before: OnFloor | undefined, after: OnFloor | undefined): void {
    if (before && after && samePart(before.now, after.now)) {
      this.calls.set(id, after)
      return
    }
    if (before) {
      for (const [agent, part] of partsIn(before.now)) this.#disengage(agent, id, part)
      this.queued.delete(id)
    }
    if (!after) {
      this.calls.delete(id)
      return
    }
    this.calls.set(id, after)
    if (after.now.phase === 'queued') this.queued.add(id)
    for (const [agent, part] of partsIn(after.now)) {
      const parts = this.engaged.get(agent)
      if (parts) parts.set(id, part)
      else this.engaged.set(agent, new Map([[id, part]]))
      if (part === 'talking') this.talking.add(agent)
    }
  }

  #disengage(agent: AgentId, call: CallId, part: Part): void {
    const parts = this.engaged.get(agent)
    if (!parts) return
    parts.delete(call)
    if (parts.size === 0) this.engaged.delete(agent)
    if (part === 'talking' && ![...parts.values()].includes('talking')) this.talking.delete(agent)
  }

  #setAgent(after: Agent): void {
    const before = this.agents.get(after.id)
    if (after === before) return
    this.#undo.push(() => (before ? this.agents.set(after.id, before) : this.agents.delete(after.id)))
    this.agents.set(after.id, after)
    this.#dirtyAgents.add(after.id)
  }

  /**
   * Works the changes since the last time into the sums, and lets calls go of which nothing more is expected.
   * @returns the rows that the database has to learn, each whole
   */
  settle(): { calls: SummaryChange[]; agents: Agent[]; tallies: [Moment, Tally][]; gone: CallId[] } {
    const calls: SummaryChange[] = []
    const gone: CallId[] = []
    const touched = new Set<Moment>()
    for (const id of this.#dirtyCalls) {
      const onFloor = this.calls.get(id)
      if (!onFloor) continue
      const summary = summaryOf(onFloor.call)
      if (summary) {
        const known = this.#summaries.get(id)
        if (!known || !sameSummary(known, summary)) {
          calls.push({ before: known ?? null, after: summary })
          this.#remember(this.#summaries, id, summary)
        }
        const interval = summary.interval_start
        const tally = shareOf(onFloor.call)
        let before = this.#shares.get(id)
        if (before && before.interval !== interval) {
          // Its arrival was learnt late and lies in another interval: the whole share goes there.
          this.#moveShare(before.interval, before.tally, emptyTally())
          touched.add(before.interval)
          before = undefined
        }
        if (this.#moveShare(interval, before?.tally, tally)) {
          this.#remember(this.#shares, id, { interval, tally })
          touched.add(interval)
        }
      }
      if (!isRunning(onFloor.call)) {
        this.#setCall(id, onFloor, undefined)
        gone.push(id)
      }
    }
    const agents = [...this.#dirtyAgents].map((id) => this.agents.get(id)!).filter((agent) => agent !== undefined)
    this.#dirtyCalls.clear()
    this.#dirtyAgents.clear()
    return { calls, agents, tallies: [...touched].map((interval) => [interval, this.tallies.get(interval)!]), gone }
  }

  #remember<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key)
    this.#undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)))
    map.set(key, value)
  }

  /** @returns whether anything moved. */
  #moveShare(interval: Moment, before: Tally | undefined, after: Tally): boolean {
    const tally = this.tally(interval)
    let moved = false
    const next = { ...tally }
    for (const field of Object.keys(after) as (keyof Tally)[]) {
      const delta = after[field] - (before?.[field] ?? 0)
      if (delta === 0) continue
      next[field] += delta
      moved = true
    }
    if (moved) this.#remember(this.tallies, interval, next)
    return moved
  }

  /** The sums of one interval, read from the archive if nothing happened in it lately. */
  tally(interval: Moment): Tally {
    let tally = this.tallies.get(interval)
    if (!tally) this.tallies.set(interval, (tally = this.#archive.tally(interval) ?? emptyTally()))
    return tally
  }

  /** The changes are on disk. Frees what was only kept for calls that have left. */
  commit(gone: CallId[]): void {
    this.#undo = []
    for (const id of gone) {
      this.#summaries.delete(id)
      this.#shares.delete(id)
    }
  }

  /** Takes back everything since the last {@link commit}. */
  undo(): void {
    for (const step of this.#undo.reverse()) step()
    this.#undo = []
    this.#dirtyCalls.clear()
    this.#dirtyAgents.clear()
  }

  /** Puts a call back on the floor at start-up; its share is in the sums already. */
  restore(call: Call): void {
    const summary = summaryOf(call)
    if (summary) {
      this.#summaries.set(call.id, summary)
      this.#shares.set(call.id, { interval: summary.interval_start, tally: shareOf(call) })
    }
    this.#place(call.id, undefined, { call, now: standing(call) })
  }

  /** Forgets intervals before `moment`; they are in the archive. */
  forgetBefore(moment: Moment): void {
    for (const interval of this.tallies.keys()) if (interval < intervalOf(moment)) this.tallies.delete(interval)
  }
}

const NONE: ReadonlyMap<CallId, Part> = new Map()

export const sinceOf = (now: Standing): Moment => (now.phase === 'ended' ? now.at : now.since)

function* partsIn(now: Standing): Iterable<[AgentId, Part]> {
  if (now.phase === 'ringing') for (const agent of now.agents) yield [agent, 'ringing']
  else if (now.phase === 'queued') for (const agent of now.agents) yield [agent, 'offered']
  else if (now.phase === 'talking') yield [now.with, 'talking']
}

/** Whether everybody takes the same part as before: most reports change nothing about that. */
function samePart(a: Standing, b: Standing): boolean {
  if (a.phase !== b.phase) return false
  if (a.phase === 'talking') return a.with === (b as typeof a).with
  return 'agents' in a ? a.agents === (b as typeof a).agents : true
}

/** Whose record an event of a call may change. */
function agentsIn(event: CallEvent, call: Call): Iterable<AgentId> {
  // Somebody answered or the caller left: that explains why the other phones stopped.
  if (event.type === 'leg-answered' || event.type === 'call-ended') return new Set(Object.values(call.legs).map((leg) => leg.agent))
  if ('agent' in event) return [event.agent]
  if (event.type === 'round-ended') return call.rounds[event.round]?.began?.agents ?? []
  return []
}

function sameSummary(a: Summary, b: Summary): boolean {
  for (const key in a) if (a[key as keyof Summary] !== b[key as keyof Summary]) return false
  return true
}

/** A call folded from its events. */
export const foldCall = (id: CallId, events: Iterable<Event>): Call => {
  let call = unheard(id)
  // A call's entries also hold what its agent said of it in wrap-up: that is the agent's.
  for (const event of events) if (isCallEvent(event)) call = reduce(call, event)
  return call
}
