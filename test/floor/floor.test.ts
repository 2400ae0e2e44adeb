import { expect } from 'chai'
import fc from 'fast-check'
import type { CallEvent } from '../../server/calls/events.ts'
import { isRunning, standing } from '../../server/calls/state.ts'
import { foldCall } from '../../server/floor/floor.ts'
import { type Event, isCallEvent } from '../../server/journal/codec.ts'
import { addTo, emptyTally, INTERVAL_MS, isZero, shareOf, type Summary, summaryOf, type Tally } from '../../server/standards/tally.ts'
import { anyCuts, anyDay, idOf } from '../support/any.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { newFloor, pictureOf } from '../support/floors.ts'
import { agent, CALL, expectSame, says, storyOf } from '../support/given.ts'

/** A day cut into batches. */
const batched = (day: readonly Event[], cuts: readonly (readonly [length: number, fate: number])[]) => {
  const batches: { events: Event[]; fate: number }[] = []
  for (let at = 0, i = 0; at < day.length; i++) {
    const [length, fate] = cuts[i % cuts.length]!
    batches.push({ events: day.slice(at, at + length), fate })
    at += length
  }
  return batches
}

/** What the sums must be: the shares of all calls ever, each in the interval of its arrival. */
function sumsOf(journal: readonly Event[]): Record<string, Tally> {
  const sums: Record<string, Tally> = {}
  for (const id of new Set(journal.filter(isCallEvent).map(({ call }) => call))) {
    const call = foldCall(id, journal.filter((event): event is CallEvent => isCallEvent(event) && event.call === id))
    const line = summaryOf(call)
    if (line) addTo((sums[line.interval_start] ??= emptyTally()), shareOf(call))
  }
  return Object.fromEntries(Object.entries(sums).filter(([, tally]) => !isZero(tally)))
}

describe('the floor', () => {
  it('is as if a batch that was taken back had never come', () => {
    fc.assert(fc.property(anyDay(), anyCuts, (day, cuts) => {
      const tried = newFloor()
      const sure = newFloor()
      for (const { events, fate } of batched(day, cuts)) {
        if (fate >= 2) {
          const before = pictureOf(tried.floor)
          tried.drop(events, fate === 3)
          expectSame(pictureOf(tried.floor), before)
        } else {
          expectSame(tried.keep(events), sure.keep(events))
        }
      }
      expectSame(pictureOf(tried.floor), pictureOf(sure.floor))
    }), { numRuns: 400 })
  })

  it('holds exactly the running calls, each as its facts have it, and knows who takes part in them', () => {
    fc.assert(fc.property(anyDay(), anyCuts, (day, cuts) => {
      const { floor, keep } = newFloor()
      for (const { events } of batched(day, cuts)) keep(events)
      const calls = [...new Set(day.filter(isCallEvent).map(({ call }) => call))]
        .map((id) => foldCall(id, day.filter((event): event is CallEvent => isCallEvent(event) && event.call === id)))
        .filter((call) => isRunning(call))
      const { calls: onFloor, queued, engaged, talking } = pictureOf(floor)
      expectSame(onFloor, Object.fromEntries(calls.map((call) => [call.id, { call, now: standing(call) }])))
      expect(queued).to.have.members(calls.filter((call) => standing(call).phase === 'queued').map(({ id }) => id))
      const parts: Record<string, Record<string, string>> = {}
      for (const call of calls) {
        const now = standing(call)
        const who = now.phase === 'talking' ? [now.with] : now.phase === 'ringing' || now.phase === 'queued' ? now.agents : []
        for (const one of who) (parts[one] ??= {})[call.id] = now.phase === 'talking' ? 'talking' : now.phase === 'queued' ? 'offered' : 'ringing'
      }
      expectSame(engaged, parts)
      expect(talking).to.have.members(Object.keys(parts).filter((one) => Object.values(parts[one]!).includes('talking')))
    }), { numRuns: 300 })
  })

  it('has in its sums the shares of all calls ever, also of those that have left', () => {
    fc.assert(fc.property(anyDay(), anyCuts, (day, cuts) => {
      const book = newFloor()
      for (const { events } of batched(day, cuts)) {
        book.keep(events)
        expectSame(pictureOf(book.floor).tallies, sumsOf(book.journal))
      }
    }), { numRuns: 200 })
  })

  it('tells the database every line, sum and agent that changed, and nothing else', () => {
    fc.assert(fc.property(anyDay(), anyCuts, (day, cuts) => {
      const book = newFloor()
      const lines = new Map<string, Summary>()
      const agents = new Map<string, unknown>()
      const sums = new Map<number, Tally>()
      for (const { events } of batched(day, cuts)) {
        const told = book.keep(events)
        for (const { before, after } of told.calls) {
          expectSame(before, lines.get(after.call) ?? null)
          expect(after).not.to.deep.equal(before)
          lines.set(after.call, after)
        }
        for (const one of told.agents) agents.set(one.id, one)
        for (const [interval, tally] of told.tallies) sums.set(interval, tally)
      }
      for (const id of new Set(book.journal.filter(isCallEvent).map(({ call }) => call))) {
        const call = foldCall(id, book.journal.filter((event): event is CallEvent => isCallEvent(event) && event.call === id))
        expectSame(lines.get(id) ?? null, summaryOf(call))
      }
      expectSame(Object.fromEntries(agents), Object.fromEntries(book.floor.agents))
      expectSame(Object.fromEntries([...sums].filter(([, tally]) => !isZero(tally))), sumsOf(book.journal))
    }), { numRuns: 200 })
  })

  const one = storyOf()
  const ringing = [says.ready('mina', MONDAY_NINE - 1000), one.arrives(), one.rings(0, ['mina', 'jun'])]

  it('lets a call go when nothing more is expected of it, and takes it back when a late report comes', () => {
    const { floor, keep } = newFloor()
    keep([...ringing, one.answered(4200, 'mina'), one.stopped(4300, 'jun', 'canceled'), one.stopped(60_000, 'mina', 'completed')])
    expect(floor.calls.size).to.equal(1)
    expect(keep([one.hungUp(60_100)]).gone).to.deep.equal([CALL])
    expect(floor.calls.size).to.equal(0)
    expect(floor.tallies.get(MONDAY_NINE)).to.include({ received: 1, answered: 1, t1_kept: 1, bell_kept: 0 })

    // The phone's ringing, told after everything: the bell's figure is corrected, nothing is counted twice.
    const told = keep([one.alerted(700, 'mina')])
    expect(floor.tallies.get(MONDAY_NINE)).to.include({ received: 1, answered: 1, t1_kept: 1, bell_kept: 1, talk_ms: 55_800 })
    expect(told.gone).to.deep.equal([CALL])
    expect(floor.calls.size).to.equal(0)
  })
  it('counts a call in the quarter in which it arrived, and moves it whole when a late report says it arrived before', () => {
    const { floor, keep } = newFloor()
    const late = storyOf(CALL, MONDAY_NINE + INTERVAL_MS)
    keep([late.arrives(), late.rings(0, ['mina'])])
    keep([late.arrives(-2000), late.answered(4200, 'mina')])
    expect(pictureOf(floor).tallies).to.have.all.keys(String(MONDAY_NINE))
    expect(floor.tallies.get(MONDAY_NINE)).to.include({ received: 1, answered: 1, in_progress: 0, wait_ms: 6200 })
  })
  it('knows who is free: ready, and not talking; a ringing phone may ring for others too', () => {
    const { floor, keep } = newFloor()
    keep([...ringing, one.alerted(700, 'mina')])
    expect(floor.isFree(agent('mina'), MONDAY_NINE + 1000)).to.equal(true)
    expect(floor.isFree(agent('jun'), MONDAY_NINE + 1000), 'jun never said ready').to.equal(false)
    expect(floor.partsOf(agent('mina')).get(CALL)).to.equal('ringing')
    keep([one.answered(4200, 'mina')])
    expect(floor.isFree(agent('mina'), MONDAY_NINE + 5000)).to.equal(false)
    keep([one.stopped(60_000, 'mina', 'completed')])
    expect(floor.isFree(agent('mina'), MONDAY_NINE + 119_999)).to.equal(false)
    expect(floor.isFree(agent('mina'), MONDAY_NINE + 120_000)).to.equal(true)
  })
  it('does not hold a colleague’s phone unreachable because it stopped at once when somebody else picked up', () => {
    for (const order of [[0, 1], [1, 0]]) {
      const { floor, keep } = newFloor()
      const told = [one.stopped(1300, 'mina', 'no-answer'), one.answered(1200, 'jun')]
      keep([...ringing, one.dialled(300, 'mina'), ...order.map((i) => told[i]!)])
      expect(floor.isFree(agent('mina'), MONDAY_NINE + 2000), `order ${order}`).to.equal(true)
    }
  })
  it('keeps the queue in the order in which callers first joined it', () => {
    const { floor, keep } = newFloor()
    const [first, second, third] = [1, 2, 3].map((n) => storyOf(idOf(n), MONDAY_NINE + n * 1000))
    keep([third!.arrives(), third!.queued(0), first!.arrives(), first!.queued(0), second!.arrives(), second!.queued(0)])
    expect(floor.queue().map(({ call }) => call.id)).to.deep.equal([1, 2, 3].map(idOf))
    keep([first!.offered(5000, ['mina']), first!.roundEnded(25_000, 'no-answer'), first!.queued(25_000, 2)])
    expect(floor.queue().map(({ call }) => call.id), 'after an offer that led nowhere').to.deep.equal([1, 2, 3].map(idOf))
    keep([first!.hungUp(30_000)])
    expect(floor.queue().map(({ call }) => call.id)).to.deep.equal([2, 3].map(idOf))
  })
  it('forgets old quarters, and finds them in the archive when a late report asks for them', () => {
    const { floor, keep } = newFloor()
    keep([...ringing, one.answered(4200, 'mina'), one.stopped(4300, 'jun', 'canceled'), one.stopped(60_000, 'mina', 'completed'),
      one.hungUp(60_100)])
    floor.forgetBefore(MONDAY_NINE + INTERVAL_MS)
    expect(floor.tallies.size).to.equal(0)
    keep([one.alerted(700, 'mina')])
    expect(floor.tallies.get(MONDAY_NINE)).to.include({ received: 1, answered: 1, bell_kept: 1 })
  })
})

