import type { Clock } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import { nextWake, react, type Rulebook } from './plan.ts'

/** Asks the plan again when a moment has come at which it may have something to do although nothing happened. */
export function keepAwake(floor: Floor, intake: Intake, clock: Clock, rules: Rulebook, report: (error: unknown) => void) {
  let armed: { at: number; cancel: () => void } | null = null
  const arm = () => {
    const at = nextWake(floor, clock.now(), rules)
    if (at === (armed?.at ?? null)) return
    armed?.cancel()
    armed = at === null ? null : { at, cancel: clock.wakeAt(at, wake) }
  }
  const wake = () => {
    armed = null
    intake.take({ key: null, decide: (floor, now) => react(floor, now, rules) ?? { events: [] } }).catch(report).finally(arm)
  }
  return {
    arm,
    stop() {
      armed?.cancel()
      armed = null
    },
  }
}
