// What can happen to a leg, and the only place where its status changes.
import { report } from './callbacks.ts'
import type { Exchange } from './exchange.ts'
import { hear, isAnswered, isOver, quiet } from './leg.ts'
import type { EndedBy, Leg, TerminalStatus } from './leg.ts'

export function initiated(x: Exchange, leg: Leg): void {
  leg.status = 'initiated'
  report(x, leg, 'initiated')
}

export function alerting(x: Exchange, leg: Leg): void {
  leg.status = 'ringing'
  leg.alertingAt = x.clock.now()
  report(x, leg, 'ringing')
}

/** 200 OK: from here on somebody pays. */
export function answer(x: Exchange, leg: Leg): void {
  if (isAnswered(leg) || isOver(leg)) return
  leg.status = 'in-progress'
  leg.answeredAt = x.clock.now()
  report(x, leg, 'answered')
}

/** The leg is over. Its own callback is queued first, then whatever held it learns of it. */
export function end(x: Exchange, leg: Leg, status: TerminalStatus, by: EndedBy, sipCode: number | null = null): void {
  if (isOver(leg)) return
  leg.status = status
  leg.endedAt = x.clock.now()
  leg.endedBy = by
  leg.sipCode = sipCode
  report(x, leg, 'completed')
  const { work } = leg
  leg.work = null
  work?.leave('ended')
  x.witness.together(leg, [])
  hear(leg, { kind: 'gone' })
  leg.farEnd.cut(status)
}

/** How a leg ends that is simply hung up: answered ones complete; unanswered inbound ones are no-answer (2024-07-30). */
export const hangUp = (x: Exchange, leg: Leg, by: EndedBy): void =>
  end(x, leg, isAnswered(leg) ? 'completed' : 'no-answer', by)

/** Two legs hear each other. */
export function bridge(x: Exchange, leg: Leg, other: Leg): void {
  x.witness.together(leg, [other])
  x.witness.together(other, [leg])
  hear(leg, { kind: 'talking', with: [other.to] })
  hear(other, { kind: 'talking', with: [leg.from] })
}

/** They hear each other no more. The one who was moved away hears what comes next there. */
export function unbridge(x: Exchange, left: Leg, moved: Leg | null): void {
  for (const leg of moved ? [left, moved] : [left]) x.witness.together(leg, [])
  if (!isOver(left)) quiet(left)
}
