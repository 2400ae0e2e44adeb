// Callers with patience and a matter: how long they listen, how long they talk, who says goodbye, who tries again.
import type { Caller, CallerEvents } from './caller.ts'
import type { Clock } from './clock.ts'
import type { Sound } from './leg.ts'
import { koreanNumber } from './numbers.ts'
import type { Random } from './random.ts'

export interface Matter {
  from: string | null
  /** how long they listen to ringback */
  ringPatienceMs: number
  /** how long they listen to words and music instead of a person */
  queuePatienceMs: number
  talkMs: number
  hangsUpFirst: 'caller' | 'agent'
  /** presses the key a recorded voice offers ("1번을 누르시면 …") */
  takesOffers: boolean
  /** unanswered, they try again once, so long after giving up; null: never */
  callsAgainAfterMs: number | null
}

/** A matter drawn by chance: half a minute of ringback, some minutes of queue, talks of two to three minutes. */
export function matterBy(random: Random): Matter {
  const [again, pause] = [random.chance(0.35), random.exponential(240_000)]
  return {
    from: koreanNumber(random),
    ringPatienceMs: Math.round(random.logNormal(28_000, 0.6)),
    queuePatienceMs: Math.round(random.logNormal(150_000, 0.8)),
    talkMs: Math.round(random.logNormal(140_000, 0.7)),
    hangsUpFirst: random.chance(0.7) ? 'caller' : 'agent',
    takesOffers: random.chance(0.15),
    callsAgainAfterMs: again ? Math.round(20_000 + pause) : null,
  }
}

/** Endless patience, for calls that a test holds in its hand. */
export const patient: Matter = {
  from: null, ringPatienceMs: 1e12, queuePatienceMs: 1e12, talkMs: 1e12, hangsUpFirst: 'caller', takesOffers: false,
  callsAgainAfterMs: null,
}

const MESSAGE_MS = 12_000
/** between the offer of a key and the finger on it */
const PRESSES_AFTER_MS = 3_500

/** What a behaving caller does besides hanging up. */
export interface Doing {
  caller(): Caller
  /** asks the other side to hang up */
  goodbye(partners: readonly string[]): void
  tryAgain(): void
}

/**
 * Makes a caller behave. Patience runs while no person talks: that for ringback at first, that for queues from the first
 * word or music on. The talk's clock runs only while a person is there, so a transfer continues it.
 */
export function behave(clock: Clock, matter: Matter, doing: Doing): Pick<CallerEvents, 'hears' | 'over'> {
  let listening: 'ring' | 'queue' | 'talk' | null = null
  let stop = () => {}
  let talkLeft = matter.talkMs
  let talkingSince = 0
  let talked = false
  let offered = false

  const become = (kind: typeof listening, ms: number, then: () => void) => {
    stop()
    listening = kind
    stop = clock.wakeAt(clock.now() + ms, then)
  }
  const hangUp = () => doing.caller().hangUp()
  const considerOffer = (text: string) => {
    const [, digit] = /([0-9])번/.exec(text) ?? []
    if (digit === undefined || offered || !matter.takesOffers) return
    offered = true
    clock.wakeAt(clock.now() + PRESSES_AFTER_MS, () => doing.caller().press(digit))
  }
  const waits = (sound: Sound) => {
    if (sound.kind === 'say') considerOffer(sound.text)
    if (sound.kind === 'play' && sound.url === 'tone') return become('queue', MESSAGE_MS, hangUp)
    if (sound.kind !== 'ringback') {
      if (listening !== 'queue') become('queue', matter.queuePatienceMs, hangUp)
    } else if (listening === null) become('ring', matter.ringPatienceMs, hangUp)
  }
  return {
    hears(sound) {
      if (listening === 'talk') {
        stop()
        listening = null
        talkLeft = Math.max(1_000, talkLeft - (clock.now() - talkingSince))
      }
      if (sound.kind === 'gone') return stop()
      if (sound.kind !== 'talking') return waits(sound)
      talked = true
      talkingSince = clock.now()
      become('talk', talkLeft, () => (matter.hangsUpFirst === 'caller' ? hangUp() : doing.goodbye(sound.with)))
    },
    over() {
      stop()
      if (!talked && matter.callsAgainAfterMs !== null) doing.tryAgain()
    },
  }
}
