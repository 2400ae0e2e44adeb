import fc from 'fast-check'
import {
  type CallEvent, type CallId, LEG_ENDS, QUEUE_ENDS, ROUND_ENDS, type When,
} from '../../server/calls/events.ts'
import { AWAY_REASONS, type AgentEvent, WRAP_UP_OUTCOMES } from '../../server/agents/events.ts'
import type { Moment } from '../../server/clock.ts'
import type { Event } from '../../server/journal/codec.ts'
import { MONDAY_NINE } from './clock.ts'
import { agent, legOf, says, storyOf } from './given.ts'

/** Anything that might be reported, for properties. */

export const PEOPLE = ['mina', 'jun', 'sora']
export const anyone = fc.constantFrom(...PEOPLE)
/** Few different moments, so that reports claim the same instant often. */
const anyMs = fc.oneof(fc.integer({ min: 0, max: 12 }).map((n) => n * 1000), fc.integer({ min: 0, max: 70_000 }))
const anyRound = fc.integer({ min: 1, max: 3 })
const anyTalk = fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined, freq: 2 })

/** Any report about this call; moments as we know them: a span, and a receipt that may come much later. */
export function anyFactOf(id: CallId, arrivedAt: Moment): fc.Arbitrary<CallEvent> {
  const say = storyOf(id, arrivedAt)
  const fact = fc.oneof(
    // Told again, later or earlier: an arrival learnt late may lie in the quarter before.
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: -80_000, max: 3000 }),
      fc.constantFrom('voice', 'status')).map(([ms, learnt]): CallEvent =>
      ({ ...say.arrives(ms), learnt } as CallEvent)) },
    { weight: 3, arbitrary: fc.tuple(anyMs, fc.uniqueArray(anyone, { minLength: 1 }), anyRound, fc.boolean())
      .map(([ms, who, round, offer]) => (offer ? say.offered(ms, who, round) : say.rings(ms, who, round))) },
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom('dialled', 'alerted', 'answered', 'silenced'), anyMs, anyone, anyRound)
      .map(([what, ms, who, round]) => say[what](ms, who, round)) },
    { weight: 4, arbitrary: fc.tuple(anyMs, anyone, fc.constantFrom(...LEG_ENDS), anyRound, anyTalk)
      .map(([ms, who, status, round, talk]) => say.stopped(ms, who, status, round, talk)) },
    { weight: 1, arbitrary: fc.tuple(anyMs, anyRound).map(([ms, round]) => say.fetched(ms, round)) },
    { weight: 3, arbitrary: fc.tuple(anyMs, fc.constantFrom(...ROUND_ENDS), fc.option(fc.boolean()), fc.option(anyone),
      fc.option(fc.integer({ min: 0, max: 90 })), anyRound)
      .map(([ms, result, bridged, who, talkSeconds, round]): CallEvent => ({
        ...say.roundEnded(ms, result, {}, round), bridged, leg: who === null ? null : legOf(who, round, id), talkSeconds,
      } as CallEvent)) },
    { weight: 2, arbitrary: fc.tuple(anyMs, anyRound).map(([ms, stay]) => say.queued(ms, stay)) },
    { weight: 2, arbitrary: fc.tuple(anyMs, fc.constantFrom(...QUEUE_ENDS),
      anyRound).map(([ms, result, stay]) => say.leftQueue(ms, result, stay)) },
    { weight: 1, arbitrary: fc.tuple(anyMs, fc.constantFrom('out-of-hours', 'refused')).map(([ms, because]) => say.turnedAway(ms,
      because)) },
    { weight: 3, arbitrary: fc.tuple(anyMs, fc.constantFrom(...LEG_ENDS),
      anyTalk).map(([ms, status, talk]) => say.hungUp(ms, status, talk)) },
    { weight: 2, arbitrary: fc.tuple(anyMs, anyone).map(([ms, who]): CallEvent => says.done(who, arrivedAt + ms, id)) },
  )
  return fc.tuple(fact, fc.integer({ min: 0, max: 1999 }), fc.integer({ min: 0, max: 5000 })).map(([event, early, late]) =>
    ({ ...event, earliest: event.at - early, receivedAt: event.at + late }))
}

export function anyWordOf(from: Moment): fc.Arbitrary<AgentEvent> {
  return fc.tuple(anyone, anyMs.map((ms) => from + ms), fc.constantFrom(...AWAY_REASONS), fc.constantFrom(...WRAP_UP_OUTCOMES),
    fc.integer({ min: 0, max: 6 }))
    .map(([who, at, reason, outcome, what]) =>
      what < 3 ? says.ready(who, at) : what < 4 ? says.away(who, at, reason) : what < 5 ? says.goodbye(who, at) : says.done(who, at,
        idOf(0), outcome))
}

export const idOf = (n: number) => `call-${n}` as CallId
/** Calls arrive around a quarter's end, so that their sums fall into two intervals. */
export const arrivalOf = (n: number): Moment => MONDAY_NINE + 14 * 60_000 + n * 25_000

/**
 * What a day brings: reports about some calls, in any order, and words of agents.
 * A call is heard of first by its arrival, as the webhooks have it; the arrival may be corrected later.
 */
export function anyDay(calls = 4, events = 60): fc.Arbitrary<Event[]> {
  const ids = [...Array(calls).keys()]
  return fc.array(fc.oneof(
    { weight: 6, arbitrary: fc.oneof(...ids.map((n) => anyFactOf(idOf(n), arrivalOf(n)))) },
    { weight: 1, arbitrary: anyWordOf(arrivalOf(0)) },
  ), { minLength: 5, maxLength: events }).map((day: Event[]) => {
    const heard = new Set<CallId>()
    return day.flatMap((event): Event[] => {
      if (!('call' in event) || heard.has(event.call)) return [event]
      heard.add(event.call)
      const arrived = storyOf(event.call, arrivalOf(Number(event.call.slice('call-'.length)))).arrives()
      return event.type === 'call-arrived' ? [event] : [arrived, event]
    })
  })
}

/** Cuts a list into pieces, each kept or not. */
export const anyCuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 20 })

export type { When }
export { agent }
