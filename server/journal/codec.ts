import type { AgentEvent } from '../agents/events.ts'
import type { AlertEvent } from '../alerts/events.ts'
import type { CallEvent } from '../calls/events.ts'
import type { CheckEvent } from '../standards/checks.ts'

/** Everything that is written down. */
export type Event = CallEvent | AgentEvent | CheckEvent | AlertEvent

export const isCallEvent = (event: Event): event is CallEvent => !isCheckEvent(event) && !isAlertEvent(event) && !event.type.startsWith('agent-')
/** What people said of themselves. That a call was written up is both: the agent is free again, and the call has taken so long. */
export const isAgentEvent = (event: Event): event is AgentEvent => event.type.startsWith('agent-') || event.type === 'wrap-up-finished'
/** What the service found when it checked itself. */
export const isCheckEvent = (event: Event): event is CheckEvent => event.type.startsWith('check-')
/** Rules of alerts, and what they raised. */
export const isAlertEvent = (event: Event): event is AlertEvent => event.type.startsWith('alert-')

/** A row of the journal without its place in it. Typed columns for what is searched or folded, the rest as JSON. */
export interface Row {
  type: string
  version: number
  at: number
  received_at: number
  call: string | null
  leg: string | null
  agent: string | null
  round: number | null
  body: string
}

/** The version in which each event is written today. A new shape gets a new number and a rule in {@link decode}. */
const VERSION = 1

export function encode(event: Event): Row {
  const { type, at, receivedAt, call, leg, agent, round, ...rest } = event as Event & {
    call?: string; leg?: string | null; agent?: string; round?: number
  }
  return {
    type, version: VERSION, at, received_at: receivedAt,
    call: call ?? null, leg: leg ?? null, agent: agent ?? null, round: round ?? null,
    body: JSON.stringify(rest),
  }
}

/** @throws Error for a version this program does not know: a newer one has written here */
export function decode(row: Row): Event {
  if (row.version !== VERSION) throw new Error(`journal holds ${row.type} in version ${row.version}, this program knows ${VERSION}`)
  const event: Record<string, unknown> = { type: row.type, at: row.at, receivedAt: row.received_at, ...JSON.parse(row.body) }
  if (row.call !== null) event['call'] = row.call
  if (row.leg !== null) event['leg'] = row.leg
  else if (row.type === 'round-ended') event['leg'] = null
  if (row.agent !== null) event['agent'] = row.agent
  if (row.round !== null) event['round'] = row.round
  return event as unknown as Event
}
