import type { AgentId } from '../calls/events.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Config } from '../config.ts'
import { callBackTimes } from './call-back-times.ts'
import { drawDirectory } from './directory.ts'
import type { Floor } from '../floor/floor.ts'
import type { Greetings } from '../people/greetings.ts'
import type { Roster } from '../people/roster.ts'
import type { DeskView } from '../protocol/desk.ts'
import type { DirectoryView } from '../protocol/directory.ts'
import type { SessionView } from '../protocol/people.ts'
import type { WallboardView } from '../protocol/wallboard.ts'
import type { Calendar } from '../standards/calendar.ts'
import type { Callers } from './callers.ts'
import type { Day } from './day.ts'
import { drawDesk, staffOf } from './desk.ts'
import { forDisplay } from './display.ts'
import { forAgent } from './for-agent.ts'
import { drawCallBacks, type TransferDay } from './transfers.ts'
import { drawWallboard, type Frame } from './wallboard.ts'

/** Draws pictures of the floor as it is now. */
export interface Pictures {
  /** Any floor as of any moment: the one that lives, or one that is seen again. */
  drawBoard(floor: Floor, now: Moment, figures: DayFigures): WallboardView
  wallboard(): WallboardView
  /** What of a picture of now this reader may see: a display no names, an agent no supervision of others. */
  seenBy(who: Pick<SessionView, 'account' | 'role'>, view: WallboardView): WallboardView
  /** Null for somebody whose phone cannot be rung. */
  desk(agent: AgentId): DeskView | null
  directory(): DirectoryView
}

/** What of a day's figures is no sum. */
export type DayFigures = Pick<Frame, 'answeredBy' | 'longestWaitMs' | 't4'>

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
  const drawBoard = (floor: Floor, now: Moment, figures: DayFigures) => drawWallboard(floor, {
    now,
    day: calendar.dayOf(now),
    dayStart: calendar.dayStart(now),
    dayEnd: calendar.nextDay(now),
    line: { number: line.number, name: line.name, cadenceMs: line.cadenceMs, open: calendar.isOpen(now) },
    target: line.target,
    simulated: config.simulated,
    speed: clock.speed ?? 1,
    hours: calendar.hoursOf(now),
    ...figures,
  })
  return {
    drawBoard,
    wallboard() {
      const now = clock.now()
      const { answeredBy, longestWaitMs } = day.of(now)
      return drawBoard(floor, now, { answeredBy, longestWaitMs, t4: transferDay.of(now) })
    },
    seenBy: ({ account, role }, view) => (role === 'display' ? forDisplay(view) : role === 'agent' ? forAgent(view, floor, account as AgentId) : view),
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
        hours: calendar.hoursOf(now),
        callBackTimes: callBackTimes(now, calendar),
        earlierCalls: callers.earlier,
      }) : null
    },
    directory: () => drawDirectory(floor, roster(), clock.now(), transferDay.byDepartment(clock.now())),
  }
}
