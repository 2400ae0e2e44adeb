// Calls that REST creates: one a second sets out, the rest wait as `queued`.
import type { Exchange } from './exchange.ts'
import { isAnswered, isOver } from './leg.ts'
import type { Leg, Subscription } from './leg.ts'
import { end } from './lines.ts'
import { ringOut } from './ringing.ts'

const BETWEEN_CALLS_MS = 1_000

export interface Placing {
  from: string
  to: string
  timeoutSeconds: number
  parameters?: Readonly<Record<string, string>>
  subscription: Subscription | null
  answered(leg: Leg): void
  unanswered(leg: Leg): void
}

/** @returns the leg, and for how many ms it is queued. Twilio adds some seconds to the timeout here too. */
export function placeCall(x: Exchange, call: Placing): { leg: Leg; queueMs: number } {
  const now = x.clock.now()
  const setsOutAt = Math.max(now, x.nextCallAt)
  x.nextCallAt = setsOutAt + BETWEEN_CALLS_MS
  const nth = [...x.legs.values()].filter(({ direction, to }) => direction === 'outbound-api' && to === call.to).length
  const leg = ringOut(x, {
    from: call.from, to: call.to, parameters: call.parameters ?? {}, subscription: call.subscription, parent: null,
    direction: 'outbound-api', name: `placed ${call.to} ${nth}`, delayMs: setsOutAt - now,
  }, call.answered)
  leg.work = { leave: () => call.unanswered(leg) }
  const unlessAnswered = (moment: number, then: () => void) =>
    x.clock.wakeAt(moment, () => { if (!isOver(leg) && !isAnswered(leg)) then() })
  const over = setsOutAt + 1000 * call.timeoutSeconds
  unlessAnswered(over, () =>
    unlessAnswered(over + 1000 * x.switches.extraSeconds, () => end(x, leg, 'no-answer', 'dial')))
  return { leg, queueMs: setsOutAt - now }
}
