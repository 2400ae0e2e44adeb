import type { AgentId } from '../calls/events.ts'
import type { Intent } from '../calls/intents.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import type { Decision, Intake } from '../floor/intake.ts'
import type { Event } from '../journal/codec.ts'
import type { UnreachableReason } from '../protocol/agents.ts'
import type { Heartbeat } from '../protocol/phone.ts'
import { byUs, stopRingingAt } from '../routing/plan.ts'
import { LEASE_MS, reasonsOf, sameReasons } from './reach.ts'

/** Listens to desk pages and writes down when somebody stops or begins to be reachable. */
export interface Heartbeats {
  /** @param page one tab's connection */
  heard(agent: AgentId, page: string, beat: Heartbeat): Promise<void>
  stop(): void
}

const LOOK_MS = 1_000

interface Page { beat: Heartbeat; at: number }

/** @param elapsed a clock that only goes on, in ms: leases are counted in a person's time, also when the demo's runs faster */
export function createHeartbeats(
  floor: Floor, intake: Intake, clock: Clock, report: (error: unknown) => void, elapsed: () => number = () => performance.now(),
): Heartbeats {
  const pages = new Map<AgentId, Map<string, Page>>()
  const began = elapsed()

  const reasonsFor = (agent: AgentId): UnreachableReason[] =>
    reasonsOf([...(pages.get(agent)?.values() ?? [])].map(({ beat, at }) => ({ beat, agoMs: elapsed() - at })), clock.now())

  const tell = async (agent: AgentId) => {
    const reasons = reasonsFor(agent)
    const known = floor.agent(agent).reach
    if (known && sameReasons(known.reasons, reasons)) return
    await intake.take({ key: null, decide: (floor, now) => decideReach(floor, agent, reasons, now) })
  }

  /** Whoever was measured and has fallen silent. After a restart everybody gets a whole lease to be heard of again. */
  const look = () => {
    for (const [agent, theirs] of pages) {
      for (const [page, { at }] of theirs) if (elapsed() - at > LEASE_MS) theirs.delete(page)
      if (theirs.size === 0) pages.delete(agent)
    }
    for (const { id, reach } of floor.agents.values()) {
      if (reach === null || reach.reasons.includes('no-heartbeat') || pages.has(id)) continue
      if (elapsed() - began > LEASE_MS) tell(id).catch(report)
    }
  }
  // Once it is known that a telephone is gone, what its page said before is worth nothing: a new page is heard in its place.
  intake.onChange(({ events }) => {
    for (const event of events) {
      if (event.type !== 'agent-reach-changed' || !event.reasons.includes('not-registered')) continue
      const theirs = pages.get(event.agent)
      for (const [page, { beat }] of theirs ?? []) if (beat.hasPhone && beat.registered) theirs!.delete(page)
    }
  })
  const timer = setInterval(look, LOOK_MS)
  timer.unref()

  return {
    async heard(agent, page, beat) {
      // Whoever is rung on a telephone of their own is not to be measured by a page.
      if (floor.staff.find(({ id }) => id === agent)?.endpoint.kind !== 'browser') return
      const theirs = pages.get(agent) ?? new Map<string, Page>()
      pages.set(agent, theirs.set(page, { beat, at: elapsed() }))
      await tell(agent)
    },
    stop: () => clearInterval(timer),
  }
}

/**
 * What it means that reachability changed. A phone that certainly cannot ring any more gives its callers back at once:
 * the round goes on without it, and ends early when it was the only one.
 */
export function decideReach(floor: Floor, agent: AgentId, reasons: readonly UnreachableReason[], now: Moment): Decision {
  const { reach, declared } = floor.agent(agent)
  if (declared.state === 'offline' && reach === null && reasons.includes('no-heartbeat')) return { events: [] }
  if (reach && sameReasons(reach.reasons, reasons)) return { events: [] }
  const events: Event[] = [{ ...byUs(now), type: 'agent-reach-changed', agent, reasons }]
  const intents: Intent[] = []
  if (reasons.includes('no-heartbeat') || reasons.includes('not-registered')) {
    for (const [id, part] of floor.partsOf(agent)) {
      if (part === 'talking') continue
      stopRingingAt(floor.calls.get(id)!.call, agent, 'unreachable', now, events, intents)
    }
  }
  return { events, intents }
}
