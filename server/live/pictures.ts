import type { AgentId } from '../calls/events.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { drawDirectory } from './directory.ts'
import type { Floor } from '../floor/floor.ts'
import type { Greetings } from '../people/greetings.ts'
import type { Roster } from '../people/roster.ts'
import type { Calendar } from '../standards/calendar.ts'
import type { Callers } from './callers.ts'
import type { Day } from './day.ts'
import { drawDesk, staffOf } from './desk.ts'
import type { DeskView, DirectoryView, WallboardView } from './protocol.ts'
import { drawCallBacks, type TransferDay } from './transfers.ts'
import { drawWallboard } from './wallboard.ts'

/** Draws pictures of the floor as it is now. */
export interface Pictures {
  wallboard(): WallboardView
  /** Null for somebody whose phone cannot be rung. */
  desk(agent: AgentId): DeskView | null
  directory(): DirectoryView
}

/** The demo's clock runs faster than real time when asked to, and says so. */
export type PacedClock = Clock & { speed?: number }

export interface PictureParts {
  floor: Floor
  day: Day
  transferDay: TransferDay
  callers: Callers
  greetings: Greetings
  roster: () => Roster
  calendar: Calendar
  clock: PacedClock
  config: Config
}

export function createPictures({ floor, day, transferDay, callers, greetings, roster, calendar, clock, config }: PictureParts): Pictures {
  const { line } = config
  const wallboard = () => {
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
      answeredBy: day.of(now).answeredBy,
      longestWaitMs: day.of(now).longestWaitMs,
      t4: transferDay.of(now),
    })
  }
  return {
    wallboard,
    desk(agent) {
      const staff = staffOf(floor, agent)
      const now = clock.now()
      return staff ? drawDesk(floor, staff, {
        now,
        line: { number: line.number, name: line.name, cadenceMs: line.cadenceMs },
        simulated: config.simulated,
        speed: clock.speed ?? 1,
        offers: { transfers: true, callBacks: true },
        greeting: greetings.of({ ...staff, department: staff.department.ko }),
        today: { ...day.own(agent, now), t4: transferDay.own(agent, now) },
        callBacks: drawCallBacks(floor),
        earlierCalls: callers.earlier,
      }) : null
    },
    directory: () => drawDirectory(floor, roster(), clock.now(), transferDay.byDepartment(clock.now())),
  }
}
