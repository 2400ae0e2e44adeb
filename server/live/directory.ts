import type { Moment } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import { maskNumber } from '../people/mask.ts'
import type { Roster } from '../people/roster.ts'
import { drawAgent, figure } from './wallboard.ts'
import { canBeCalled } from '../routing/transfers.ts'
import { isInDirectory } from '../directory/outbound.ts'
import type { PromiseFigure } from '../protocol/counts.ts'
import type { DirectoryDepartment, DirectoryView } from '../protocol/directory.ts'

const NOTHING_DECIDED = figure(0, 0, 0, 0)

/**
 * Draws whom a call can be passed to now: departments with their people, and contacts outside. Pure.
 * @param t4 the departments' figures of promise T4 today, by their ids
 */
export function drawDirectory(
  floor: Floor, roster: Roster, now: Moment, t4: ReadonlyMap<string, PromiseFigure> = new Map(),
): DirectoryView {
  const departmentOf = new Map(roster.people.map(({ account, department }) => [account, department]))
  const members = Map.groupBy(floor.staff, ({ id }) => departmentOf.get(id) ?? '')
  const departments = roster.departments.map(({ id, name, keywords, number }): DirectoryDepartment => ({
    id, name, keywords, number,
    members: (members.get(id) ?? []).map((staff) => {
      const { agent, name, state, since, reachable } = drawAgent(floor, staff, now, 0)
      return { agent, name, state, since, reachable, canTakeIt: canBeCalled(floor, staff.id, now) === 'yes' }
    }),
    t4: t4.get(id) ?? NOTHING_DECIDED,
  }))
  const known = new Set(roster.contacts.filter(({ active }) => active).map(({ number }) => number))
  return {
    asOf: now,
    departments,
    contacts: roster.contacts.filter(({ active }) => active).map(({ id, name, keywords, number }) =>
      ({ id, name, keywords, number: maskNumber(number), canBeDialled: isInDirectory(number, known) })),
  }
}
