import type { CallEvent } from '../../server/calls/events.ts'
import type { Moment } from '../../server/clock.ts'
import { Floor, foldCall } from '../../server/floor/floor.ts'
import { type Event, isCallEvent } from '../../server/journal/codec.ts'
import { isZero } from '../../server/standards/tally.ts'
import type { Tally } from '../../server/standards/tally.ts'

/** What can be seen of a floor, in an order that does not depend on how it came about. */
export function pictureOf(floor: Floor) {
  const sorted = <V>(map: ReadonlyMap<string | number, V>) =>
    Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
  return {
    seq: floor.seq,
    calls: sorted(floor.calls),
    agents: sorted(floor.agents),
    tallies: sorted(new Map([...floor.tallies].filter(([, tally]) => !isZero(tally)))),
    engaged: sorted(new Map([...floor.engaged].map(([agent, parts]) => [agent, sorted(parts)]))),
    talking: [...floor.talking].sort(),
    queued: [...floor.queued].sort(),
    queue: floor.queue().map(({ call }) => call.id),
  }
}

/** A floor with its journal in memory: events are taken in and settled in batches, or taken back. */
export function newFloor() {
  let journal: Event[] = []
  const archived = new Map<Moment, Tally>()
  const floor = new Floor({
    call: (id) => foldCall(id, journal.filter((event): event is CallEvent => isCallEvent(event) && event.call === id)),
    tally: (interval) => archived.get(interval) ?? null,
  })
  const take = (events: readonly Event[]) => {
    for (const event of events) {
      floor.apply(event, journal.length + 1)
      journal.push(event)
    }
  }
  return {
    floor,
    /** All events of the past. */
    get journal(): readonly Event[] {
      return journal
    },
    keep(events: readonly Event[]) {
      take(events)
      const settled = floor.settle()
      for (const [interval, tally] of settled.tallies) archived.set(interval, tally)
      floor.commit(settled.gone)
      return settled
    },
    /** Takes events in, settles them or not, and takes everything back. */
    drop(events: readonly Event[], settle: boolean) {
      const before = journal
      journal = [...before]
      take(events)
      if (settle) floor.settle()
      journal = before
      floor.undo()
    },
  }
}

