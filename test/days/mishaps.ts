import type { Moment } from '../../scripts/simulator/clock.ts'
import type { Phone } from '../../scripts/simulator/phone.ts'
import { randomBy } from '../../scripts/simulator/random.ts'
import type { World } from '../../scripts/simulator/world.ts'
import { attemptsOf, legOfAttempt, transfersOf } from '../../server/calls/arrangement.ts'
import type { CallEvent, CallId } from '../../server/calls/events.ts'
import { isCallEvent } from '../../server/journal/codec.ts'
import { LEASE_MS } from '../../server/phone/reach.ts'
import type { Lives } from '../support/lives.ts'

/** What happens to people and machines in the middle of a transfer. */
const MISHAPS = {
  'the caller hangs up': 3, 'the agent hangs up': 2, 'the colleague hangs up': 2, "the agent's browser dies": 2, "the colleague's browser dies": 2,
  'our process is killed': 1,
} as const
export type Mishap = keyof typeof MISHAPS

/** Every step of a transfer that the journal knows. */
const STEPS: readonly CallEvent['type'][] = [
  'transfer-asked', 'transfer-withdrawn', 'transfer-returned', 'join-asked', 'colleague-rung', 'colleague-dialled', 'colleague-alerted',
  'colleague-answered', 'colleague-joined', 'colleague-late', 'colleague-ended', 'colleague-stopped', 'placed', 'move-asked', 'move-fetched', 'room-left',
]
const MOST_AFTER_MS = 2_000
const CRASH_NOTICED_MS = 20_000
const BACK_AFTER_MS = 90_000
const DOWN_MS = 600

export interface Mishaps {
  /** How often each kind really struck. */
  readonly struck: Readonly<Record<Mishap, number>>
  /** Callers who were cut off although nobody had hung up on them: their browsers had died. */
  readonly cutOff: string[]
}

/**
 * Lets things go wrong all day, at any step of a transfer and some moments after it. All chance comes from the seed.
 * @param share of the steps at which something goes wrong
 * @param addressOf where somebody's phone is
 */
export function sowMishaps(
  set: { seed: number; share: number; clock: { now(): Moment; wakeAt(at: Moment, wake: () => void): unknown }; world: World; lives: Lives; addressOf: (account: string) => string },
): Mishaps {
  const { clock, world, lives } = set
  const random = randomBy(set.seed).stream('mishaps')
  const struck = Object.fromEntries(Object.keys(MISHAPS).map((name) => [name, 0])) as Record<Mishap, number>
  const cutOff: string[] = []
  const after = (ms: number, then: () => void) => void clock.wakeAt(clock.now() + ms, then)
  /** As soon as there is somebody to tell. */
  const tell = (account: string, reasons: Parameters<Lives['reach']>[1]) => {
    if (lives.alive) void lives.reach(account, reasons)
    else after(DOWN_MS, () => tell(account, reasons))
  }

  const callerOf = (call: CallId) => world.callers.get(lives.app.floor.call(call).arrived?.leg ?? '')
  const agentOf = (call: CallId): Phone | null => {
    const by = transfersOf(lives.app.floor.call(call)).at(-1)?.by
    return by === undefined ? null : world.phone(set.addressOf(by))
  }
  /** Whoever is rung or talked to, newest first. */
  const colleagueOf = (call: CallId): Phone | null => {
    const facts = lives.app.floor.call(call)
    const leg = attemptsOf(facts).map(([, attempt]) => legOfAttempt(attempt)).findLast((leg) => leg !== null)
    const to = leg && world.truth.created().concat(world.truth.call(facts.arrived!.leg)?.legs ?? []).find(({ sid }) => sid === leg)?.to
    return to ? world.phone(to) : null
  }
  /** In a browser of its own again; who hangs up there does it at the telephone, with no page that says so first. */
  const logsInAnew = (phone: Phone, account: string) => {
    if (!lives.alive) return after(DOWN_MS, () => logsInAnew(phone, account))
    phone.register()
    const desk = world.desk(account)
    void desk.signOut().then(() => desk.ready())
  }
  /** @returns whether there was a browser that could die */
  const dies = (phone: Phone | null, call: CallId): boolean => {
    if (phone?.kind !== 'browser' || !phone.registered) return false
    const caller = callerOf(call)
    const account = phone.address.replace('client:', '')
    const spoke = caller?.hears.kind === 'talking' && caller.hears.with.includes(phone.address)
    phone.crash(CRASH_NOTICED_MS)
    after(LEASE_MS, () => tell(account, ['no-heartbeat']))
    after(BACK_AFTER_MS, () => logsInAnew(phone, account))
    if (caller && spoke) after(CRASH_NOTICED_MS + MOST_AFTER_MS, () => {
      if (caller.over && world.truth.call(caller.sid)?.endedBy !== 'caller') cutOff.push(caller.sid)
    })
    return true
  }
  const strike = (mishap: Mishap, call: CallId): boolean => {
    switch (mishap) {
      case 'the caller hangs up': {
        const caller = callerOf(call)
        caller?.hangUp()
        return caller !== undefined
      }
      case 'the agent hangs up': return agentOf(call)?.hangUp() ?? false
      case 'the colleague hangs up': return colleagueOf(call)?.hangUp() ?? false
      case "the agent's browser dies": return dies(agentOf(call), call)
      case "the colleague's browser dies": return dies(colleagueOf(call), call)
      case 'our process is killed':
        lives.kill(DOWN_MS)
        return true
    }
  }
  const listen = (app: Lives['app']) => app.intake.onChange(({ events }) => {
    for (const event of events) {
      if (!isCallEvent(event) || !STEPS.includes(event.type)) continue
      // Always as many draws, so that the share does not shift the dice.
      const [dice, mishap, ms] = [random.next(), random.weighted(MISHAPS), random.between(0, MOST_AFTER_MS)]
      if (dice < set.share) after(ms, () => { if (lives.alive && strike(mishap, event.call)) struck[mishap]++ })
    }
  })
  listen(lives.app)
  lives.onBegin(listen)
  return { struck, cutOff }
}
