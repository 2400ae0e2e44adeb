import type { IRouter } from 'express'
import type { Clock, Moment } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import { drawInterval, judgeRunning } from '../live/wallboard.ts'
import type { TransferInterval } from '../protocol/counts.ts'
import type { DayView } from '../protocol/reports.ts'
import type { Calendar } from '../standards/calendar.ts'
import { needing, OVERSEERS } from './asking.ts'
import { check, Problem } from './problem.ts'
import * as schemas from './schemas.ts'

interface Parts {
  database: Database
  floor: Floor
  calendar: Calendar
  clock: Clock
}

/** Whole days by quarters of an hour: what the board draws behind today. */
export function addDays(router: IRouter, { database, floor, calendar, clock }: Parts): void {
  router.get('/days/:day/intervals', needing([...OVERSEERS, 'display'], async (request, response) => {
    const { day } = check(schemas.dayParameter, request.params)
    const dayStart = calendar.startOf(day)
    if (dayStart === null) throw new Problem('not-found', 'there is no such day in the calendar')
    response.json(await readDay(database, floor, { day, now: clock.now(), dayStart, dayEnd: calendar.nextDay(dayStart) }))
  }))
}

/** Read through the keys on quarters of an hour, at most 96 rows: what it costs is the day, not the history. */
async function readDay({ reader }: Database, floor: Floor, { day, now, dayStart, dayEnd }: { day: string; now: Moment; dayStart: Moment; dayEnd: Moment }): Promise<DayView> {
  const tallies = await reader.selectFrom('tallies').selectAll()
    .where('interval_start', '>=', dayStart).where('interval_start', '<', dayEnd).where('received', '>', 0).orderBy('interval_start').execute()
  const verdicts = await reader.selectFrom('transfers').select(['interval_start', 'verdict', (eb) => eb.fn.countAll<number>().as('transfers')])
    .where('interval_start', '>=', dayStart).where('interval_start', '<', dayEnd).groupBy(['interval_start', 'verdict']).orderBy('interval_start').execute()
  const running = judgeRunning(floor, { now, dayStart, dayEnd })
  const t4 = new Map<Moment, TransferInterval>()
  for (const { interval_start: start, verdict, transfers } of verdicts) {
    t4.set(start, { ...t4.get(start) ?? { start, kept: 0, broken: 0, void: 0, running: 0 }, [verdict]: transfers })
  }
  return { day, intervals: tallies.map((tally) => drawInterval(tally.interval_start, tally, running.get(tally.interval_start))), t4: [...t4.values()] }
}
