import { expect } from 'chai'
import { isDeepStrictEqual } from 'node:util'
import type {
  AgentId, CallEvent, CallId, LegEnd, LegId, QueueEnd, RoundEnd, RoundKind, Rules, TurnedAway, When,
} from '../../server/calls/events.ts'
import { reduce } from '../../server/calls/reduce.ts'
import {
  answerOf, type Call, hangUpOf, isRunning, lastHeard, outcomeOf, type Standing, standing, unheard,
} from '../../server/calls/state.ts'
import type { AgentEvent, AwayReason, WrapUpOutcome } from '../../server/agents/events.ts'
import type { Moment } from '../../server/clock.ts'
import { MONDAY_NINE } from './clock.ts'

/** Facts of a call in a few words. Moments are milliseconds after the call's arrival, unless a story says otherwise. */

export const SECOND = 1000
export const CALL = 'call-1' as CallId
export const RULES: Rules = { definition: 1, cadenceMs: 3000, wrapUpMs: 60_000 }
export const NOT_SAID = { bridged: null, leg: null, talkSeconds: null } as const

/** Known to the millisecond, and told at once. */
export const exactly = (at: Moment): When => ({ at, earliest: at, receivedAt: at })

export const agent = (id: string) => id as AgentId
/** The leg of this agent's phone in this round. */
export const legOf = (id: string, round = 1, call: CallId = CALL) => `${call}/${round}/${id}` as LegId
export const callerLeg = (call: CallId = CALL) => `${call}/caller` as LegId

/** The words of one call's story. */
export function storyOf(call: CallId = CALL, arrivedAt: Moment = MONDAY_NINE, rules: Rules = RULES) {
  const told = (ms: number) => ({ ...exactly(arrivedAt + ms), call })
  const onLeg = (ms: number, who: string, round: number) => ({ ...told(ms), round, leg: legOf(who, round, call), agent: agent(who) })
  const began = (ms: number, who: string[], round: number, kind: RoundKind): CallEvent =>
    ({ ...told(ms), type: 'round-began', round, kind, agents: who.map(agent) })
  return {
    arrives: (ms = 0): CallEvent => ({
      ...told(ms), type: 'call-arrived', leg: callerLeg(call), line: '+8216003248',
      caller: { raw: '+821012345678', masked: '010-****-5678' }, rules, leadMs: 0, learnt: 'voice',
    }),
    rings: (ms: number, who: string[], round = 1) => began(ms, who, round, 'ring'),
    offered: (ms: number, who: string[], round = 1) => began(ms, who, round, 'offer'),
    dialled: (ms: number, who: string, round = 1): CallEvent => ({ ...onLeg(ms, who, round), type: 'leg-dialled' }),
    alerted: (ms: number, who: string, round = 1): CallEvent => ({ ...onLeg(ms, who, round), type: 'leg-alerted' }),
    answered: (ms: number, who: string, round = 1): CallEvent => ({ ...onLeg(ms, who, round), type: 'leg-answered' }),
    silenced: (ms: number, who: string, round = 1): CallEvent => ({ ...onLeg(ms, who, round), type: 'silence-asked' }),
    stopped: (ms: number, who: string, status: LegEnd, round = 1, talkSeconds?: number): CallEvent =>
      ({ ...onLeg(ms, who, round), type: 'leg-ended', status, ...(talkSeconds !== undefined && { talkSeconds }) }),
    /** Twilio has come for the round's document. */
    fetched: (ms: number, round = 1): CallEvent => ({ ...told(ms), type: 'round-fetched', round }),
    /** The dial's own report. */
    roundEnded: (ms: number, result: RoundEnd, said: Partial<{ bridged: boolean; leg: LegId; talkSeconds: number }> = {},
      round = 1): CallEvent =>
      ({ ...told(ms), type: 'round-ended', round, result, ...NOT_SAID, ...said }),
    queued: (ms: number, stay = 1): CallEvent => ({ ...told(ms), type: 'queue-joined', stay }),
    leftQueue: (ms: number, result: QueueEnd, stay = 1): CallEvent => ({ ...told(ms), type: 'queue-left', stay, result }),
    turnedAway: (ms: number, because: TurnedAway): CallEvent => ({ ...told(ms), type: 'turned-away', because }),
    hungUp: (ms: number, status: LegEnd = 'completed', talkSeconds?: number): CallEvent => ({
      ...told(ms), type: 'call-ended', leg: callerLeg(call), status, learnt: 'callback', ...(talkSeconds !== undefined && { talkSeconds }),
    }),
  }
}

/** A fact that is only known to lie in a whole second: `ms` is when it happened, the report comes `late` after it. */
export function stamped<E extends CallEvent>(event: E, late = 1500): E {
  const second = Math.floor(event.at / 1000) * 1000
  const receivedAt = event.at + late
  return { ...event, earliest: second, at: Math.min(receivedAt, second + 999), receivedAt }
}

/** What an agent says of themselves, at a moment. */
export const says = {
  ready: (id: string, at: Moment): AgentEvent => ({ ...exactly(at), type: 'agent-became-ready', agent: agent(id) }),
  away: (id: string, at: Moment, reason: AwayReason = 'break'): AgentEvent => ({ ...exactly(at), type: 'agent-went-away',
    agent: agent(id), reason }),
  goodbye: (id: string, at: Moment): AgentEvent => ({ ...exactly(at), type: 'agent-signed-out', agent: agent(id) }),
  done: (id: string, at: Moment, call: CallId = CALL, outcome: WrapUpOutcome = 'resolved', note = ''): Extract<AgentEvent, { type: 'wrap-up-finished' }> =>
    ({ ...exactly(at), type: 'wrap-up-finished', agent: agent(id), call, outcome, note }),
}

export const fold = (events: Iterable<CallEvent>, from: Call = unheard(CALL)): Call => {
  let call = from
  for (const event of events) call = reduce(call, event)
  return call
}

/** Everything that is read off a call's facts. */
export const readingOf = (call: Call) => ({
  call, standing: standing(call), answer: answerOf(call), outcome: outcomeOf(call), hangUp: hangUpOf(call),
  running: isRunning(call), lastHeard: lastHeard(call),
})

/** Fails with both sides shown; far quicker than chai's deep equality where nothing is wrong. */
export function expectSame(actual: unknown, expected: unknown, when = ''): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, when).to.deep.equal(expected)
}

/** `given(facts).when(facts).then({ phase: 'talking', with: 'mina' })` */
export function given(...facts: CallEvent[]) {
  const before = fold(facts)
  return {
    call: before,
    // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits it
    then: (expected: Partial<Standing>) => void expect(standing(before)).to.deep.include(expected),
    when(...more: CallEvent[]) {
      const after = fold(more, before)
      return {
        call: after,
        // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits it
        then: (expected: Partial<Standing>) => void expect(standing(after)).to.deep.include(expected),
        thenNothingChanges: () => void expect(after).to.equal(before),
      }
    },
  }
}
