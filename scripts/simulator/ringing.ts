// One leg on its way to a phone: invitation, ringing, and how the phone's buttons act on the leg.
import type { Exchange } from './exchange.ts'
import { openLeg } from './exchange.ts'
import { hear, isAnswered, isOver } from './leg.ts'
import type { FarEnd, Leg, Subscription } from './leg.ts'
import { alerting, end, hangUp, initiated } from './lines.ts'

export interface Outgoing {
  from: string
  to: string
  parameters: Readonly<Record<string, string>>
  subscription: Subscription | null
  parent: Leg | null
  direction: 'outbound-dial' | 'outbound-api'
  /** it waits so long as `queued` before it sets out (calls by REST, one a second) */
  delayMs?: number
  name: string
}

/** Until a phone rings, there is nobody to hear. */
function deadEnd(): FarEnd & { connect(other: FarEnd): void } {
  let real: FarEnd | null = null
  return {
    connect(other) { real = other },
    hears: (sound) => real?.hears(sound),
    cut: (status) => real?.cut(status),
  }
}

/**
 * Milliseconds from sending the call out to the bell: browsers are told at once, mobiles have to be found.
 * Timeline (a) of our notes: initiated after 0.3 s, ringing 0.5 s later.
 */
const SETUP_MS = { browser: [250, 600], sip: [300, 900], phone: [1_500, 4_000] } as const

/** Opens a leg and rings the phone it leads to. `answered` runs when somebody picks up, before anything is reported. */
export function ringOut(x: Exchange, call: Outgoing, answered: (leg: Leg) => void): Leg {
  const farEnd = deadEnd()
  const leg = openLeg(x, {
    name: call.name, direction: call.direction, from: call.from, to: call.to, farEnd,
    ...(call.parent ? { parentSid: call.parent.sid } : {}),
  })
  leg.subscription = call.subscription
  const { random } = leg
  const phone = x.phoneAt(call.to)
  const later = (ms: number, then: () => void) =>
    x.clock.wakeAt(x.clock.now() + ms, () => { if (!isOver(leg)) then() })
  const [least, most] = SETUP_MS[phone?.kind ?? 'browser']
  const setupMs = random.between(least, most)

  later(random.between(100, 250) + (call.delayMs ?? 0), () => {
    initiated(x, leg)
    later(setupMs, () => {
      const invited = phone === null ? 'unreachable' : phone.invite()
      if (invited === 'busy') return end(x, leg, 'busy', 'far-end', 486)
      if (invited === 'unreachable') {
        const instant = call.to.startsWith('client:') && x.switches.unregisteredClient === 'no-answer'
        return end(x, leg, instant ? 'no-answer' : 'failed', 'far-end', 480)
      }
      alerting(x, leg)
      if (invited === 'ignored') return
      farEnd.connect(phone!.alert({ sid: leg.sid, from: leg.from, parameters: call.parameters }, {
        answer: () => { if (!isOver(leg) && !isAnswered(leg)) answered(leg) },
        decline: () => end(x, leg, 'busy', 'far-end', 486),
        hangUp: () => hangUp(x, leg, 'far-end'),
        press: (digit) => leg.work?.press?.(digit),
        fallSilent(noticedAfterMs) {
          // Who spoke with this leg alone hears nothing now; by callbacks and parameters nobody can tell.
          const partner = call.parent
          if (partner?.sound.kind === 'talking' && partner.sound.with.includes(leg.to)) hear(partner, { kind: 'silence' })
          x.clock.wakeAt(x.clock.now() + noticedAfterMs, () => hangUp(x, leg, 'far-end'))
        },
      }))
    })
  })
  return leg
}
