import type { IRouter } from 'express'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import { isFigure } from '../live/figures.ts'
import { createLens, drawDefinition } from '../live/lens.ts'
import { createOpenings, cursorOf } from '../live/opened.ts'
import type { Pictures } from '../live/pictures.ts'
import { reportPromises } from '../live/report.ts'
import type { TransferDay } from '../live/transfers.ts'
import type { FigureKey } from '../protocol/figures.ts'
import type { Calendar } from '../standards/calendar.ts'
import { DEFINITIONS } from '../standards/definitions.ts'
import { INTERVAL_MS } from '../standards/tally.ts'
import { needing, OVERSEERS, STAFF } from './asking.ts'
import { check, Problem } from './problem.ts'
import * as schemas from './schemas.ts'

export interface FigureParts {
  database: Database
  floor: Floor
  pictures: Pictures
  transferDay: TransferDay
  calendar: Calendar
  clock: Clock
  cadenceMs: number
}

const DAY_MS = 86_400_000
/** The longest time a report may be about, in days: so many lines are read at once. */
const MOST_DAYS = { interval: 31, hour: 92, day: 1100, department: 1100 } as const

/** The numbers of the board, each with what lies behind it; the definitions they follow; and the report of the promises. */
export function addFigures(router: IRouter, { database, floor, pictures, transferDay, calendar, clock, cadenceMs }: FigureParts): void {
  const openings = createOpenings({ database, floor, pictures, transferDay, calendar })
  const lens = createLens(database, floor, pictures, calendar)

  router.get('/live/figures', needing(STAFF, (_request, response) => response.json(openings.list())))
  // The department's T4 has a slash in its name.
  router.get(['/live/figures/:figure', '/live/figures/:figure/:department'], needing(OVERSEERS, (request, response) => {
    const { figure, department } = request.params as { figure: string; department?: string }
    const key = department === undefined ? figure : `${figure}/${department}`
    if (!isFigure(key, floor.directory.departments.map(({ id }) => id))) throw new Problem('not-found', 'the board has no such number: GET /api/v1/live/figures lists them')
    const { interval = null, counted = null, after, limit } = check(schemas.openedQuery, request.query)
    const opened = openings.open({ figure: key as FigureKey, interval, counted, after: after === undefined ? null : cursorOf(after), limit })
    if (!opened) throw new Problem('not-found', 'the board does not show this number for that interval: it must be a quarter of an hour of today, and for t4 a full hour')
    response.json(opened)
  }))
  router.get('/live/lens', needing(STAFF, (_request, response) => response.json(lens())))
  router.get('/definitions', needing(STAFF, (_request, response) =>
    response.json({ definitions: DEFINITIONS.map((definition) => drawDefinition(definition, cadenceMs)) })))

  router.get('/reports/promises', needing(STAFF, (request, response) => {
    const now = clock.now()
    const { from = calendar.dayStart(now), to = calendar.nextDay(now), by } = check(schemas.reportQuery, request.query)
    if (to <= from) throw new Problem('bad-request', 'to: must be later than from')
    if (to - from > MOST_DAYS[by] * DAY_MS) throw new Problem('bad-request', `to: by ${by} at most ${MOST_DAYS[by]} days are told at once`)
    if (from % INTERVAL_MS !== 0 || to % INTERVAL_MS !== 0) throw new Problem('bad-request', 'from, to: calls are summed by quarters of an hour: both must be at a full one')
    response.json(reportPromises(database, floor, calendar, { from, to, by }, now))
  }))
}
