import type { AgentId, CallEvent, CallId } from '../../server/calls/events.ts'
import { transfersOf } from '../../server/calls/arrangement.ts'
import { answerOf, type Call, legsOf } from '../../server/calls/state.ts'
import { Floor, foldCall } from '../../server/floor/floor.ts'
import { isCallEvent } from '../../server/journal/codec.ts'
import type { App } from '../../server/app.ts'
import { readFigure } from '../../server/live/figures.ts'
import { drawWallboard, figure } from '../../server/live/wallboard.ts'
import { FIGURES } from '../../server/protocol/figures.ts'
import { edgesOf, judge, judgeBell } from '../../server/standards/promises.ts'
import { intervalOf } from '../../server/standards/tally.ts'
import { firstTarget, judgeTransfer } from '../../server/standards/transfers.ts'

/**
 * The day's numbers a second time, from the journal alone: each call folded by itself and judged at one moment, then counted one
 * by one. No sum, no table and no cache of the service takes part; only what people do now is read off a floor folded anew.
 */

type Values = Map<string, number | null>

/** Reads on in the journal each time it is asked. */
export function createRecount(app: App) {
  const told = new Map<CallId, CallEvent[]>()
  const calls = new Map<CallId, Call>()
  const floor = new Floor({ call: (id) => foldCall(id, told.get(id) ?? []), tally: () => null })
  return {
    /** @param start of the day */
    at(now: number, start: number): { values: Values; intervals: Map<number, Values>; hours: Map<number, number | null>; nobodyFree: Map<string, number> } {
      for (const { seq, event } of app.journal.readAfter(floor.seq, 1_000_000)) {
        floor.apply(event, seq)
        if (isCallEvent(event)) {
          told.set(event.call, [...told.get(event.call) ?? [], event])
          calls.delete(event.call)
        }
        floor.commit(floor.settle().gone)
      }
      floor.staff = app.floor.staff
      floor.directory = app.floor.directory
      for (const [id, events] of told) if (!calls.has(id)) calls.set(id, foldCall(id, events))
      const today = [...calls.values()].filter(({ arrived }) => arrived !== null && arrived.at >= start)

      const values: Values = new Map(Object.entries(countCalls(today, now)))
      for (const [name, value] of countTransfers(today, now, floor.directory.departmentOf)) values.set(name, value)
      const live = drawWallboard(floor, {
        now, day: '', dayStart: start, dayEnd: start + 86_400_000, line: { number: '', name: { ko: '', en: '' }, cadenceMs: 3000, open: true }, target: 0, simulated: false, speed: 1,
        longestWaitMs: null, answeredBy: new Map(), hours: [],
      })
      for (const name of FIGURES) if (!values.has(name)) values.set(name, readFigure(live, name))
      const intervals = new Map([...Map.groupBy(today, ({ arrived }) => intervalOf(arrived!.at))].map(([begin, some]): [number, Values] =>
        [begin, new Map(Object.entries(countCalls(some, now)))]))
      // Transfers by the hour in which their call arrived.
      const hours = new Map([...Map.groupBy(today, ({ arrived }) => arrived!.at - (arrived!.at % 3_600_000))].map(([begin, some]): [number, number | null] =>
        [begin, countTransfers(some, now, floor.directory.departmentOf)[0]![1]]))
      return { values, intervals, hours, nobodyFree: countInVain(today, floor.directory.departmentOf) }
    },
  }
}

const share = (kept: number, broken: number) => figure(kept, broken, 0, 0).rate

function countCalls(calls: readonly Call[], now: number): Record<string, number | null> {
  const judged = calls.map((call) => judge(call, now))
  const how = (test: (one: (typeof judged)[number]) => boolean) => judged.filter(test).length
  const waits = calls.flatMap((call) => {
    const answer = answerOf(call)
    return answer ? [Math.max(0, answer.when.at - call.arrived!.at)] : []
  })
  const bells = calls.flatMap((call) => legsOf(call).filter(([, { alerted }]) => alerted).map(([, leg]) => {
    const verdict = judgeBell(leg, call.arrived!.rules)
    return verdict === 'running' && now - leg.alerted!.at >= edgesOf(call.arrived!.rules).strict ? 'broken' : verdict
  }))
  const bell = (verdict: string) => bells.filter((one) => one === verdict).length
  const ring = (from: number, to: number) => waits.filter((ms) => ms >= from * 3000 && ms < to * 3000).length
  return {
    t1: share(how(({ strict }) => strict === 'kept'), how(({ strict }) => strict === 'broken')),
    't1-lenient': share(how(({ lenient }) => lenient === 'kept'), how(({ lenient }) => lenient === 'broken')),
    't1-bell': share(bell('kept'), bell('broken')),
    't1-uncertain': how(({ certain, strict }) => !certain && strict !== 'running'),
    received: calls.length,
    answered: how(({ outcome }) => outcome === 'answered'),
    abandoned: how(({ outcome }) => outcome === 'abandoned'),
    'abandoned-short': how(({ outcome, strict }) => outcome === 'abandoned' && strict === 'void'),
    'out-of-hours': how(({ outcome }) => outcome === 'out-of-hours'),
    refused: how(({ outcome }) => outcome === 'refused'),
    'in-progress': how(({ outcome }) => outcome === 'open'),
    'mean-wait': waits.length > 0 ? Math.round(waits.reduce((sum, ms) => sum + ms, 0) / waits.length) : null,
    'longest-wait': waits.length > 0 ? Math.max(...waits) : null,
    'ring-1': ring(0, 1), 'ring-2': ring(1, 2), 'ring-3': ring(2, 3), 'ring-later': ring(3, Infinity),
  }
}

/** Transfers that could not begin, by department. */
function countInVain(calls: readonly Call[], departmentOf: ReadonlyMap<AgentId, string>): Map<string, number> {
  const found = new Map<string, number>()
  for (const { refused } of calls) {
    for (const { to } of Object.values(refused)) {
      const department = to.kind === 'department' ? to.id : departmentOf.get(to.id as AgentId)!
      found.set(department, (found.get(department) ?? 0) + 1)
    }
  }
  return found
}

function countTransfers(calls: readonly Call[], now: number, departmentOf: ReadonlyMap<AgentId, string>): [string, number | null][] {
  const all = calls.flatMap((call) => transfersOf(call).map((transfer) => {
    const { kind, id } = firstTarget(call, transfer.n)
    return { ...judgeTransfer(call, transfer, now), department: kind === 'department' ? id : kind === 'agent' ? departmentOf.get(id as AgentId)! : 'outside' }
  }))
  const rate = (some: typeof all) => share(some.filter(({ verdict }) => verdict === 'kept').length, some.filter(({ verdict }) => verdict === 'broken').length)
  return [
    ['t4', rate(all)], ['lost-in-transfer', all.filter(({ end }) => end === 'lost-in-transfer').length],
    ...[...Map.groupBy(all, ({ department }) => department)].map(([department, some]): [string, number | null] => [`t4/${department}`, rate(some)]),
  ]
}
