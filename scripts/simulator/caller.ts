// Somebody dials the hotline: the inbound leg, its first request, and what the person with the receiver can do.
import { openLeg } from './exchange.ts'
import type { Exchange, NumberSetup } from './exchange.ts'
import { isAnswered, isOver } from './leg.ts'
import type { Leg, Sound, TerminalStatus } from './leg.ts'
import { hangUp } from './lines.ts'
import { subscriptionOf } from './nouns.ts'
import { runOn } from './script.ts'

export interface Caller {
  readonly sid: string
  readonly from: string
  /** what the receiver sounds like now */
  readonly hears: Sound
  readonly over: boolean
  readonly status: string
  hangUp(): void
  press(digits: string): void
}

export interface CallerEvents {
  hears(sound: Sound): void
  over(status: TerminalStatus): void
}

const WITHHELD = 'anonymous'
const LEAST_PATIENCE_SECONDS = 60

export function dialIn(
  x: Exchange, number: NumberSetup, call: { from: string | null; name: string },
  heard: (leg: Leg, sound: Sound) => void, pressed: (leg: Leg, digit: string) => void, events: Partial<CallerEvents> = {},
): Caller {
  const leg: Leg = openLeg(x, {
    name: call.name, direction: 'inbound', from: e164(call.from) ?? WITHHELD, to: number.number,
    farEnd: {
      hears(sound) {
        heard(leg, sound)
        events.hears?.(sound)
      },
      cut: (status) => events.over?.(status),
    },
  })
  leg.status = 'ringing'
  leg.alertingAt = leg.createdAt
  leg.fallbackUrl = number.fallbackUrl
  leg.subscription = subscriptionOf('number', number.statusUrl ?? undefined, 'completed')
  runOn(x, leg, { url: number.voiceUrl, method: 'POST', extra: { CallToken: leg.random.hex(40) } })
  const patience = (least: number) => x.clock.wakeAt(leg.createdAt + 1000 * least, () => {
    if (isAnswered(leg) || isOver(leg)) return
    const most = x.switches.carrierPatienceSeconds
    if (most > least) patience(most)
    else hangUp(x, leg, 'far-end')
  })
  patience(LEAST_PATIENCE_SECONDS)
  return {
    sid: leg.sid, from: leg.from,
    get hears() { return leg.sound },
    get over() { return isOver(leg) },
    get status() { return leg.status },
    hangUp: () => hangUp(x, leg, 'far-end'),
    press(digits) {
      for (const digit of digits) {
        if (isOver(leg)) return
        pressed(leg, digit)
        leg.work?.press?.(digit)
      }
    },
  }
}

/** 01012345678 → +821012345678; what is not a number is passed on as it is. */
export function e164(number: string | null): string | null {
  if (number === null || number === '') return null
  const digits = number.replace(/[\s()-]/g, '')
  return /^0\d+$/.test(digits) ? `+82${digits.slice(1)}` : digits
}
