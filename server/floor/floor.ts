import { reduceAgent, reduceAgentByCall } from '../agents/reduce.ts'
import { type Agent, isReady, unseen } from '../agents/state.ts'
import { type AlertEvent, type AlertId, ruleOf } from '../alerts/events.ts'
import { type Alert, reduceAlert, reduceWatch, type Watch } from '../alerts/state.ts'
import { type DialOut, dialOutOf } from '../calls/dials-out.ts'
import type { AgentId, CallEvent, CallId } from '../calls/events.ts'
import { reduce } from '../calls/reduce.ts'
import { type Call, isRunning, type Standing, standing, unheard } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { isArranged } from '../calls/arrangement.ts'
import { type Event, isAgentEvent, isAlertEvent, isCallEvent, isCheckEvent } from '../journal/codec.ts'
import type { Endpoint } from '../people/roster.ts'
import type { Role } from '../protocol/people.ts'
import { type CheckName, type Failing, reduceChecks } from '../standards/checks.ts'
import { emptyTally, intervalOf, shareOf, type Summary, summaryOf, type Tally } from '../standards/tally.ts'
import { callBackOf, type CallBackRow, type RefusedRow, refusedRowsOf, type TransferRow, transferRowsOf } from '../standards/transfers.ts'

/** Somebody whose phone can be rung. */
export interface Staff {
  id: AgentId
  name: string
  /** A supervisor's or administrator's phone rings for callers like an agent's while they are ready; otherwise only for what they ask for. */
  role: Role
  department: { ko: string; en: string }
  endpoint: Endpoint
}

/** A call on the floor, with what was read off its facts. */
export interface OnFloor {
  readonly call: Call
  readonly now: Standing
}

/** How an agent's phone takes part in a call; `called`: it rings for a transfer, or for what a supervisor asked; `watching`: a supervisor listens or coaches. */
export type Part = 'ringing' | 'offered' | 'called' | 'talking' | 'watching'

/** Whether a phone with this part in a call is off the hook. */
export const isOnThePhone = (part: Part): boolean => part === 'talking' || part === 'watching'

/** Whom calls can be passed to. Set by `app.ts` from the roster, like the staff. */
export interface Directory {
  departments: readonly { id: string; name: { ko: string; en: string }; number: string | null }[]
  /** E.164. Nothing but these is ever dialled. */
  contacts: readonly { id: string; name: { ko: string; en: string }; number: string }[]
  /** Department of each agent, by its id. */
  departmentOf: ReadonlyMap<AgentId, string>
}

/** A call's line before and after something happened. */
export interface SummaryChange {
  before: Summary | null
  after: Summary
}

/** A transfer's line before and after something happened. */
export interface TransferChange {
  before: TransferRow | null
  after: TransferRow
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
  alert?(id: AlertId): Alert | null
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
  /** Those of them who are on the telephone: who talk, or listen in. */
  readonly talking = new Set<AgentId>()
  readonly queued = new Set<CallId>()
  /** Callers who hear ringback while phones ring for them. */
  readonly ringing = new Set<CallId>()
  /** Calls in which something was asked at a desk: transfers, holds. Few. */
  readonly arranged = new Set<CallId>()
  /** Who is to be called back, and was not yet. */
  readonly callBacks = new Map<CallId, CallBackRow>()
  /** Numbers of the outside that were rung in the last 24 hours, at least those of today. Never changed in place. */
  dialledOut: readonly DialOut[] = []
  /** What the service found wrong with itself, and still does. */
  failing: ReadonlyMap<CheckName, Failing> = new Map()
  /** Rules that alert somebody, by their ids, also those that were removed. */
  readonly watches = new Map<string, Watch>()
  /** Open alerts. */
  readonly alerts = new Map<AlertId, Alert>()
  /** The newest entry about rules or alerts: what was judged before it is judged anew. */
  alertSeq = 0
  staff: readonly Staff[] = []
  /** Of everybody with an account, a phone or none. */
  names: ReadonlyMap<AgentId, string> = new Map()
  directory: Directory = { departments: [], contacts: [], departmentOf: new Map() }

  readonly #archive: Archive
  readonly #summaries = new Map<CallId, Summary>()
  readonly #shares = new Map<CallId, Share>()
  readonly #transfers = new Map<CallId, TransferRow[]>()
  readonly #refused = new Map<CallId, RefusedRow[]>()
  readonly #dirtyCalls = new Set<CallId>()
  readonly #dirtyAgents = new Set<AgentId>()
  #dirtyChecks = false
  readonly #dirtyWatches = new Set<string>()
  readonly #dirtyAlerts = new Map<AlertId, Alert>()
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

  /** An alert, open or over; null when it was never raised. */
  alert(id: AlertId): Alert | null {
    return this.alerts.get(id) ?? this.#archive.alert?.(id) ?? null
  }

  /** What an agent's phone takes part in now. */
  partsOf(id: AgentId): ReadonlyMap<CallId, Part> {
    return this.engaged.get(id) ?? NONE
  }

  /** Whether this agent could take a call now: ready, reachable and not in one. May be ringing. */
  isFree(id: AgentId, now: Moment): boolean {
    return !this.talking.has(id) && isReady(this.agent(id), now) && !this.isCallingBack(id)
  }

  /** Whom this agent is calling back right now: that call is not one of the floor's. */
  callingBack(id: AgentId): CallBackRow | null {
    for (const row of this.callBacks.values()) if (row.state === 'dialling' && row.dialled_by === id) return row
    return null
  }

  isCallingBack(id: AgentId): boolean {
    return this.callingBack(id) !== null
  }

  /** Callers in the queue, first come first. Their place is that of their first stay, whatever happened in between. */
  queue(): OnFloor[] {
    return [...this.queued].map((id) => this.calls.get(id)!).sort((a, b) =>
      Number(isInFront(b.now)) - Number(isInFront(a.now)) || sinceOf(a.now) - sinceOf(b.now) || (a.call.id < b.call.id ? -1 : 1))
  }

  /** Takes in an event that was just appended as entry `seq`. */
  apply(event: Event, seq: number): void {
    const was = this.seq
    this.#undo.push(() => (this.seq = was))
    this.seq = seq
    if (isAgentEvent(event)) this.#setAgent(reduceAgent(this.agent(event.agent), event))
    if (isCallEvent(event)) this.#applyToCall(event)
    else if (isCheckEvent(event)) {
      const { failing } = this
      this.#undo.push(() => (this.failing = failing))
      this.failing = reduceChecks(failing, event)
      this.#dirtyChecks = true
    } else if (isAlertEvent(event)) this.#applyToAlerts(event)
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
        this.#remember(this.#transfers, id, transferRowsOf(before))
        this.#remember(this.#refused, id, refusedRowsOf(before))
      }
    }
    const dial = dialOutOf(event, after)
    if (dial) this.#noteDial(dial)
    const now = standing(after)
    this.#setCall(id, onFloor, { call: after, now })
    for (const agent of agentsIn(event, after)) this.#setAgent(reduceAgentByCall(this.agent(agent), before, after))
  }

  #noteDial(dial: DialOut): void {
    const { dialledOut } = this
    this.#undo.push(() => (this.dialledOut = dialledOut))
    this.dialledOut = [...dialledOut.filter(({ at }) => at > dial.at - DAY_MS), dial]
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
      this.ringing.delete(id)
      this.arranged.delete(id)
    }
    if (!after) {
      this.calls.delete(id)
      return
    }
    this.calls.set(id, after)
    if (after.now.phase === 'queued') this.queued.add(id)
    if (after.now.phase === 'ringing') this.ringing.add(id)
    if (isArranged(after.call)) this.arranged.add(id)
    for (const [agent, part] of partsIn(after.now)) {
      const parts = this.engaged.get(agent)
      if (parts) parts.set(id, part)
      else this.engaged.set(agent, new Map([[id, part]]))
      if (isOnThePhone(part)) this.talking.add(agent)
    }
  }

  #disengage(agent: AgentId, call: CallId, part: Part): void {
    const parts = this.engaged.get(agent)
    parts?.delete(call)
    if (parts?.size === 0) this.engaged.delete(agent)
    if (isOnThePhone(part) && ![...this.partsOf(agent).values()].some(isOnThePhone)) this.talking.delete(agent)
  }

  #setAgent(after: Agent): void {
    const before = this.agents.get(after.id)
    if (after === before) return
    this.#undo.push(() => (before ? this.agents.set(after.id, before) : this.agents.delete(after.id)))
    this.agents.set(after.id, after)
    this.#dirtyAgents.add(after.id)
  }

  #applyToAlerts(event: AlertEvent): void {
    const was = this.alertSeq
    this.#undo.push(() => (this.alertSeq = was))
    this.alertSeq = this.seq
    const rule = ruleOf(event)
    const watch = reduceWatch(this.watches.get(rule) ?? null, event)
    if (watch && watch !== this.watches.get(rule)) {
      this.#remember(this.watches, rule, watch)
      this.#dirtyWatches.add(rule)
    }
    if (!('alert' in event)) return
    // Of an alert that is over it may still be heard whom the message about it reached.
    const before = this.#dirtyAlerts.get(event.alert) ?? this.alert(event.alert)
    const after = reduceAlert(before, event)
    if (!after || after === before) return
    this.#dirtyAlerts.set(event.alert, after)
    const open = this.alerts.get(event.alert)
    if (!after.cleared) this.#remember(this.alerts, event.alert, after)
    else if (open) {
      this.#undo.push(() => this.alerts.set(event.alert, open))
      this.alerts.delete(event.alert)
    }
  }

  /**
   * Works the changes since the last time into the sums, and lets calls go of which nothing more is expected.
   * @returns the rows that the database has to learn, each whole
   */
  settle(): {
    calls: SummaryChange[]; agents: Agent[]; tallies: [Moment, Tally][]; transfers: TransferChange[]; refused: RefusedRow[]; callBacks: CallBackRow[]; gone: CallId[]
    /** All of them when one changed; null when none did. */
    failing: Failing[] | null
    watches: Watch[]; alerts: Alert[]
  } {
    const calls: SummaryChange[] = []
    const transfers: TransferChange[] = []
    const refused: RefusedRow[] = []
    const callBacks: CallBackRow[] = []
    const gone: CallId[] = []
    const touched = new Set<Moment>()
    for (const id of this.#dirtyCalls) {
      const onFloor = this.calls.get(id)
      if (!onFloor) continue
      const summary = summaryOf(onFloor.call)
      refused.push(...this.#settleRefused(id, refusedRowsOf(onFloor.call)))
      if (isArranged(onFloor.call)) transfers.push(...this.#settleTransfers(id, transferRowsOf(onFloor.call)))
      const callBack = callBackOf(onFloor.call)
      if (callBack && this.#settleCallBack(callBack)) callBacks.push(callBack)
      if (summary) {
        const known = this.#summaries.get(id)
        if (!known || !sameRow(known, summary)) {
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
    const failing = this.#dirtyChecks ? [...this.failing.values()] : null
    const watches = [...this.#dirtyWatches].map((rule) => this.watches.get(rule)!)
    const alerts = [...this.#dirtyAlerts.values()]
    this.#clean()
    return { calls, agents, tallies: [...touched].map((interval) => [interval, this.tallies.get(interval)!]), transfers, refused, callBacks, gone, failing, watches, alerts }
  }

  #settleTransfers(id: CallId, rows: TransferRow[]): TransferChange[] {
    const known = this.#transfers.get(id) ?? []
    const changes = rows.flatMap((after, i): TransferChange[] => {
      const before = known[i] ?? null
      return before && sameRow(before, after) ? [] : [{ before, after }]
    })
    if (changes.length > 0) this.#remember(this.#transfers, id, rows)
    return changes
  }

  /** @returns lines that are new or say something else than before */
  #settleRefused(id: CallId, rows: RefusedRow[]): RefusedRow[] {
    const known = this.#refused.get(id) ?? []
    const changed = rows.filter((row, i) => !known[i] || !sameRow(known[i], row))
    if (changed.length > 0) this.#remember(this.#refused, id, rows)
    return changed
  }

  /** @returns whether its line changed */
  #settleCallBack(row: CallBackRow): boolean {
    const known = this.callBacks.get(row.call)
    if (known && sameRow(known, row)) return false
    this.#undo.push(() => (known ? this.callBacks.set(row.call, known) : this.callBacks.delete(row.call)))
    if (row.state === 'done') this.callBacks.delete(row.call)
    else this.callBacks.set(row.call, row)
    return true
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
      if (this.calls.has(id)) continue // came back within the same transaction
      this.#summaries.delete(id)
      this.#shares.delete(id)
      this.#transfers.delete(id)
      this.#refused.delete(id)
    }
  }

  /** Takes back everything since the last {@link commit}. */
  undo(): void {
    for (const step of this.#undo.reverse()) step()
    this.#undo = []
    this.#clean()
  }

  #clean(): void {
    this.#dirtyCalls.clear()
    this.#dirtyAgents.clear()
    this.#dirtyChecks = false
    this.#dirtyWatches.clear()
    this.#dirtyAlerts.clear()
  }

  /** Puts a call back on the floor at start-up; its share is in the sums already. */
  restore(call: Call): void {
    const summary = summaryOf(call)
    if (summary) {
      this.#summaries.set(call.id, summary)
      this.#shares.set(call.id, { interval: summary.interval_start, tally: shareOf(call) })
      this.#transfers.set(call.id, transferRowsOf(call))
      this.#refused.set(call.id, refusedRowsOf(call))
    }
    this.#place(call.id, undefined, { call, now: standing(call) })
  }

  /** The same floor once more, which goes its own way. Calls and agents are never changed in place, so they are shared. */
  copy(): Floor {
    const floor = new Floor(this.#archive)
    floor.seq = this.seq
    const fill = <K, V>(to: Map<K, V>, from: ReadonlyMap<K, V>) => { for (const [key, value] of from) to.set(key, value) }
    fill(floor.calls, this.calls)
    fill(floor.agents, this.agents)
    fill(floor.tallies, this.tallies)
    fill(floor.callBacks, this.callBacks)
    fill(floor.watches, this.watches)
    fill(floor.alerts, this.alerts)
    floor.alertSeq = this.alertSeq
    fill(floor.#summaries, this.#summaries)
    fill(floor.#shares, this.#shares)
    fill(floor.#transfers, this.#transfers)
    fill(floor.#refused, this.#refused)
    for (const [agent, parts] of this.engaged) floor.engaged.set(agent, new Map(parts))
    for (const name of ['talking', 'queued', 'arranged'] as const) for (const one of this[name]) (floor[name] as Set<unknown>).add(one)
    floor.dialledOut = this.dialledOut
    floor.failing = this.failing
    floor.staff = this.staff
    floor.names = this.names
    floor.directory = this.directory
    return floor
  }

  /** Forgets intervals before `moment`; they are in the archive. */
  forgetBefore(moment: Moment): void {
    for (const interval of this.tallies.keys()) if (interval < intervalOf(moment)) this.tallies.delete(interval)
  }
}

const DAY_MS = 86_400_000

const NONE: ReadonlyMap<CallId, Part> = new Map()

const isInFront = (now: Standing): boolean => now.phase === 'queued' && now.front === true

export const sinceOf = (now: Standing): Moment => (now.phase === 'ended' ? now.at : now.since)

function* partsIn(now: Standing): Iterable<[AgentId, Part]> {
  if (now.phase === 'ringing') for (const agent of now.agents) yield [agent, 'ringing']
  else if (now.phase === 'queued') {
    for (const agent of now.agents) yield [agent, 'offered']
    for (const agent of now.leaving ?? []) yield [agent, 'talking']
  } else if (now.phase === 'talking') {
    // Whoever talks already is not also called; a map of parts keeps one for each call.
    for (const agent of now.called ?? []) yield [agent, 'called']
    for (const agent of now.watching ?? []) yield [agent, 'watching']
    for (const agent of now.others ?? []) yield [agent, 'talking']
    yield [now.with, 'talking']
  } else if (now.phase === 'held') {
    for (const agent of now.called) yield [agent, 'called']
    for (const agent of now.watching ?? []) yield [agent, 'watching']
  }
}

/** Whether everybody certainly takes the same part as before: while phones ring, most reports change nothing about that. */
function samePart(a: Standing, b: Standing): boolean {
  if (a.phase === 'queued' && b.phase === 'queued') return a.agents === b.agents && !a.leaving && !b.leaving
  return a.phase === 'ringing' && b.phase === 'ringing' && a.agents === b.agents
}

/** Whose record an event of a call may change. */
function agentsIn(event: CallEvent, call: Call): Iterable<AgentId> {
  if ('dial' in event) {
    const by = call.callBack.dials[event.dial]?.dialled?.by
    return by === undefined ? [] : [by]
  }
  if (isArranged(call)) return agentsOf(call)
  // Somebody answered or the caller left: that explains why the other phones stopped.
  if (event.type === 'leg-answered' || event.type === 'call-ended') return new Set(Object.values(call.legs).map((leg) => leg.agent))
  if ('agent' in event) return [event.agent]
  if (event.type === 'round-ended') return call.rounds[event.round]?.began?.agents ?? []
  return []
}

/** Everybody whose phone ever rang for this call. */
function agentsOf(call: Call): Set<AgentId> {
  const agents = new Set(Object.values(call.legs).map((leg) => leg.agent))
  for (const { rung } of Object.values(call.attempts)) if (rung?.to.kind === 'agent') agents.add(rung.to.id as AgentId)
  return agents
}

/** Whether two rows of one table say the same. */
export const sameRow = <T extends object>(a: T, b: T): boolean => Object.keys(a).every((key) => a[key as keyof T] === b[key as keyof T])

/** A call folded from its events. */
export const foldCall = (id: CallId, events: Iterable<Event>): Call => {
  let call = unheard(id)
  for (const event of events) if (isCallEvent(event)) call = reduce(call, event)
  return call
}
