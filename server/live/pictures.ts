import type { AgentId } from '../calls/events.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Floor } from '../floor/floor.ts'
import type { Calendar } from '../standards/calendar.ts'
import type { Day } from './day.ts'
import { drawDesk, staffOf } from './desk.ts'
import type { DeskView, WallboardView } from './protocol.ts'
import { drawWallboard } from './wallboard.ts'

/** Draws pictures of the floor as it is now. */
export interface Pictures {
  wallboard(): WallboardView
  /** Null for somebody whose phone cannot be rung. */
  desk(agent: AgentId): DeskView | null
}

/** The demo's clock runs faster than real time when asked to, and says so. */
export type PacedClock = Clock & { speed?: number }

export function createPictures(floor: Floor, day: Day, calendar: Calendar, clock: PacedClock, config: Config): Pictures {
  const { line } = config
  return {
    wallboard() {
      const now = clock.now()
      return drawWallboard(floor, {
        now,
        day: calendar.dayOf(now),
        dayStart: calendar.dayStart(now),
        dayEnd: calendar.nextDay(now),
        line: { number: line.number, name: line.name, cadenceMs: line.cadenceMs, open: calendar.isOpen(now) },
        target: line.target,
        simulated: config.simulated,
        speed: clock.speed ?? 1,
        ...day.of(now),
      })
    },
    desk(agent) {
      const staff = staffOf(floor, agent)
      const now = clock.now()
      return staff ? drawDesk(floor, staff, now, line.cadenceMs, day.of(now).answeredBy.get(agent) ?? 0) : null
    },
  }
}
