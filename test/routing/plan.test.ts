import { expect } from 'chai'
import fc from 'fast-check'
import { type CallEvent, type CallId, LEG_ENDS } from '../../server/calls/events.ts'
import { legsOf, lastRound, standing } from '../../server/calls/state.ts'
import type { Decision } from '../../server/floor/intake.ts'
import type { Staff } from '../../server/floor/floor.ts'
import type { Event } from '../../server/journal/codec.ts'
import {
  byUs, expectedWaitMs, MISSES_UNTIL_AWAY, nextWake, react, type Rulebook, STRATEGIES, type Step, whatNext, whenFailed,
} from '../../server/routing/plan.ts'
import { idOf } from '../support/any.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { newFloor } from '../support/floors.ts'
import { agent, callerLeg, legOf, says, SECOND, storyOf } from '../support/given.ts'

const RULEBOOK: Rulebook = {
  strategy: 'everyone', cadenceMs: 3000, ringTimeoutSeconds: 15, queueLimit: 50, isOpen: () => true,
  dayStart: () => MONDAY_NINE - 9 * 3_600_000,
}
const staff = (id: string, endpoint: Staff['endpoint'] = { kind: 'browser' }): Staff => ({ id: agent(id), name: id, role: 'agent',
  department: { ko: '고객지원센터', en: 'Centre' }, endpoint })
const at = (ms: number) => MONDAY_NINE + ms

/** A line with these people; those named in `ready` said so, one second after the other, so the first is idle longest. */
function line(options: { people?: Staff[]; ready?: string[]; rules?: Partial<Rulebook> } = {}) {
  const { ready = ['mina', 'jun', 'sora'] } = options
  const book = newFloor()
  const { floor } = book
  const rules = { ...RULEBOOK, ...options.rules }
  floor.staff = options.people ?? ready.map((id) => staff(id))
  book.keep(ready.map((id, i) => says.ready(id, MONDAY_NINE - 3_600_000 + i * SECOND)))
  const one = {
    floor, rules, keep: book.keep,
    /** The `n`th call of the day, and what it hears first. */
    arrives(n: number, ms: number) {
      const story = storyOf(idOf(n), at(ms))
      return { story, ...one.asks(story.arrives().call, ms, [story.arrives()]) }
    },
    /** Twilio asks for the next document. */
    asks(id: CallId, ms: number, facts: CallEvent[] = []): { step: Step; rung: string[] } {
      book.keep(facts)
      const { step, events } = whatNext(floor, floor.call(id), at(ms), rules)
      book.keep(events)
      return { step, rung: step.do === 'ring' ? step.phones.map(({ id }) => id) : [] }
    },
    reacts: (ms: number): Decision | null => {
      const decision = react(floor, at(ms), rules)
      if (decision) book.keep(decision.events)
      return decision
    },
    /** Whom each waiting caller is offered now. */
    offers: (ms: number) => (one.reacts(ms)?.events ?? []).flatMap((event) => (event.type === 'round-began' ? [[event.call,
      event.agents]] : [])),
    /** The first so many people talk, without end. */
    busy(...who: string[]) {
      for (const [i, id] of who.entries()) {
        const story = storyOf(`busy-${i}` as CallId, at(-60_000))
        book.keep([story.arrives(), story.rings(0, [id]), story.answered(1000, id)])
      }
    },
  }
  return one
}
const typesOf = (decision: Decision | null) => (decision?.events ?? []).map(({ type }) => type)

describe('a caller who has just arrived', () => {
  it('rings everyone who is ready at once, longest idle first', () => {
    const { step, rung } = line().arrives(1, 0)
    expect(rung).to.deep.equal(['mina', 'jun', 'sora'])
    expect(step).to.include({ do: 'ring', round: 1, timeoutSeconds: 15 })
  })
  it('rings at most ten, those who are idle longest', () => {
    const many = Array.from({ length: 14 }, (_, i) => `agent${String.fromCharCode(97 + i)}`)
    expect(line({ ready: many }).arrives(1, 0).rung).to.deep.equal(many.slice(0, 10))
  })
  it('rings nobody who is away, offline, in wrap-up, unreachable or talking', () => {
    const { keep, arrives } = line({ ready: ['mina', 'jun', 'sora', 'hana', 'bora'],
      people: ['mina', 'jun', 'sora', 'hana', 'bora', 'duri'].map((id) => staff(id)) })
    const before = storyOf('before' as CallId, at(-30_000))
    keep([
      says.away('mina', at(-1000)), says.goodbye('jun', at(-1000)),
      before.arrives(), before.rings(0, ['sora', 'hana']), before.dialled(100, 'hana'), before.stopped(300, 'hana', 'failed'),
      before.answered(3000, 'sora'), before.stopped(20_000, 'sora', 'completed'),
    ])
    expect(arrives(1, 0).rung).to.deep.equal(['bora'])
  })
  it('rings browsers that ring already, after those that are quiet, but no telephone that rings', () => {
    const { keep, arrives } = line({ people: [staff('mina'), staff('jun', { kind: 'phone', number: '+821099998888' as never }),
      staff('sora')] })
    const first = storyOf('first' as CallId, at(-1000))
    keep([first.arrives(), first.rings(0, ['mina', 'jun'])])
    expect(arrives(2, 0).rung).to.deep.equal(['sora', 'mina'])
  })
  it('does not take a phone from a caller who waits and is being offered to it', () => {
    const { keep, arrives } = line({ ready: ['mina'] })
    const waiting = storyOf('first' as CallId, at(-9000))
    keep([waiting.arrives(), waiting.queued(0), waiting.offered(8000, ['mina'])])
    expect(arrives(2, 0).step).to.deep.equal({ do: 'queue', stay: 1 })
  })
  it('is queued when nobody is free', () => {
    const full = line()
    full.busy('mina', 'jun', 'sora')
    expect(full.arrives(1, 0).step).to.deep.equal({ do: 'queue', stay: 1 })
    expect(full.floor.queue().map(({ call }) => call.id)).to.deep.equal([idOf(1)])
  })
  it('is refused when the queue is full, and still rung when somebody is free', () => {
    const full = line({ ready: ['mina'], rules: { queueLimit: 2 } })
    full.busy('mina')
    expect([1, 2, 3].map((n) => full.arrives(n, n).step.do)).to.deep.equal(['queue', 'queue', 'turn-away'])
    expect(standing(full.floor.call(idOf(3)))).to.include({ phase: 'ended' })
    expect(full.floor.call(idOf(3)).turnedAway?.because).to.equal('refused')
    const free = line({ rules: { queueLimit: 0 } })
    expect(free.arrives(1, 0).step.do).to.equal('ring')
  })
  it('is turned away when the line is closed, though everyone is ready', () => {
    expect(line({ rules: { isOpen: () => false } }).arrives(1, 0).step).to.deep.equal({ do: 'turn-away', because: 'out-of-hours' })
  })
  it('who arrived while the line was open is served after it closes', () => {
    const { arrives, asks, keep } = line({ rules: { isOpen: (moment) => moment < at(5000) } })
    const { story } = arrives(1, 0)
    keep([story.stopped(19_000, 'mina', 'no-answer'), story.roundEnded(20_000, 'no-answer')])
    expect(asks(idOf(1), 20_000).step.do).to.be.oneOf(['ring', 'queue'])
  })
  it('gets the same document again when Twilio asks twice, and nothing is written for it', () => {
    const { arrives, floor, rules } = line()
    const { step } = arrives(1, 0)
    const again = whatNext(floor, floor.call(idOf(1)), at(900), rules)
    expect(again).to.deep.equal({ step, events: [] })
  })
  it('hears nothing more when the call is over or somebody talks', () => {
    const { arrives, asks, keep } = line()
    const { story } = arrives(1, 0)
    keep([story.answered(3000, 'mina')])
    expect(asks(idOf(1), 4000).step).to.deep.equal({ do: 'hang-up' })
    const other = arrives(2, 0)
    expect(asks(idOf(2), 4000, [other.story.hungUp(3000)]).step).to.deep.equal({ do: 'hang-up' })
  })
})

describe('a caller whom nobody in the first round answered', () => {
  it('does not ring who just declined again, but the others', () => {
    const { arrives, asks } = line()
    const { story } = arrives(1, 0)
    const { rung } = asks(idOf(1), 5000, [
      story.stopped(2000, 'mina', 'busy'), story.stopped(5000, 'jun', 'canceled'), story.stopped(5000, 'sora', 'canceled'),
      story.roundEnded(5000, 'busy'),
    ])
    expect(rung).to.have.members(['jun', 'sora'])
  })
  it('is queued when all of them let it ring, and they are spared for half a minute', () => {
    const { arrives, asks, offers } = line({ ready: ['mina'] })
    const { story } = arrives(1, 0)
    expect(asks(idOf(1), 20_000, [story.alerted(700, 'mina'), story.stopped(20_000, 'mina', 'no-answer'),
      story.roundEnded(20_000, 'no-answer')]).step.do)
      .to.equal('queue')
    expect(offers(20_000)).to.deep.equal([])
    expect(offers(49_999)).to.deep.equal([])
    expect(offers(50_000)).to.deep.equal([[idOf(1), ['mina']]])
  })
  it('is offered to who declined as soon as they say they are ready', () => {
    const { arrives, asks, keep, offers } = line({ ready: ['mina'] })
    const { story } = arrives(1, 0)
    asks(idOf(1), 3000, [story.alerted(700, 'mina'), story.stopped(3000, 'mina', 'busy'), story.roundEnded(3000, 'busy')])
    keep([says.ready('mina', at(9000))])
    expect(offers(9000)).to.deep.equal([[idOf(1), ['mina']]])
  })
  it('goes to the queue before the caller’s own carrier gives up on a call that was never picked up', () => {
    const { arrives, asks } = line()
    const { story } = arrives(1, 0)
    expect(asks(idOf(1), 50_000, [story.roundEnded(50_000, 'canceled')]).step.do).to.equal('queue')
    const early = line()
    const { story: quick } = early.arrives(1, 0)
    expect(early.asks(idOf(1), 49_999, [quick.roundEnded(49_999, 'canceled')]).step.do).to.equal('ring')
  })
})

describe('somebody who becomes free while phones ring in vain', () => {
  /** mina's phone rings and nobody is there; jun becomes ready after four seconds. */
  const leftAlone = (...more: string[]) => {
    const one = line({ ready: ['mina', ...more], people: ['mina', 'jun', ...more].map((id) => staff(id)) })
    const { story } = one.arrives(1, 0)
    one.keep(['mina', ...more].map((id) => story.alerted(700, id)))
    one.keep([says.ready('jun', at(4000))])
    return { ...one, story }
  }
  it('is rung with them after the third ring: nobody who is about to pick up before is interrupted', () => {
    const { reacts, asks, story, floor, rules } = leftAlone()
    expect(reacts(4000)).to.equal(null)
    expect(nextWake(floor, at(4000), rules)).to.equal(at(9000))
    expect(reacts(8999)).to.equal(null)
    expect(typesOf(reacts(9000))).to.deep.equal(['silence-asked'])
    expect(reacts(9001), 'only once').to.equal(null)
    const { rung } = asks(idOf(1), 9300, [story.stopped(9200, 'mina', 'canceled'), story.roundEnded(9300, 'no-answer', { bridged: false })])
    expect(rung).to.deep.equal(['mina', 'jun'])
    expect(floor.agent(agent('mina')).misses, 'cut short').to.deep.equal([])
  })
  it('is rung at once when the phones have rung for longer', () => {
    const { keep, reacts } = leftAlone()
    keep([says.away('jun', at(5000)), says.ready('jun', at(12_000))])
    expect(typesOf(reacts(12_000))).to.deep.equal(['silence-asked'])
  })
  it('interrupts nobody when there is nobody to add: the others ring on', () => {
    const { keep, reacts } = leftAlone()
    keep([says.away('jun', at(5000))])
    expect(reacts(9000)).to.equal(null)
    expect(reacts(14_000)).to.equal(null)
  })
  it('is for those who wait before', () => {
    const { keep, reacts } = leftAlone()
    const waiting = storyOf('waits' as CallId, at(-20_000))
    keep([waiting.arrives(), waiting.queued(0)])
    expect(typesOf(reacts(9000))).to.deep.equal(['round-began'])
  })
  it('does not make ten phones ring anew, which are all that one dial takes', () => {
    const ten = Array.from({ length: 9 }, (_, i) => `agent${i}`)
    expect(leftAlone(...ten).reacts(9000)).to.equal(null)
  })
})

describe('a line that rings the longest idle first', () => {
  const first = () => line({ rules: { strategy: 'longest-idle-first' } })

  it('rings one for the first ring, and everyone from the second', () => {
    const { arrives, keep, reacts, asks } = first()
    const { story, rung } = arrives(1, 0)
    expect(rung).to.deep.equal(['mina'])
    keep([story.dialled(200, 'mina'), story.alerted(700, 'mina')])
    expect(reacts(2999)).to.equal(null)
    const widened = reacts(3000)!
    expect(typesOf(widened)).to.deep.equal(['silence-asked'])
    expect(widened.intents).to.deep.equal([{ do: 'silence', call: idOf(1), leg: legOf('mina', 1, idOf(1)), agent: agent('mina'),
      notAfter: at(13_000) }])
    expect(reacts(3001), 'only once').to.equal(null)
    // The dial's end brings Twilio back, and now everybody rings: the first as well, who let nobody ring.
    expect(asks(idOf(1), 3200, [story.stopped(3100, 'mina', 'canceled'),
      story.roundEnded(3200, 'canceled')]).rung).to.have.members(['mina', 'jun', 'sora'])
  })
  for (const status of ['canceled', 'no-answer', 'completed'] as const) {
    it(`rings the first phone again too, whichever word Twilio has for a silenced one: ${status}`, () => {
      const { arrives, keep, reacts, asks } = first()
      const { story } = arrives(1, 0)
      keep([story.alerted(700, 'mina')])
      reacts(3000)
      const round = story.roundEnded(3200, status === 'completed' ? 'completed' : 'no-answer', { bridged: false })
      expect(asks(idOf(1), 3200, [story.stopped(3100, 'mina', status), round]).rung).to.include('mina')
    })
  }
  it('leaves the phone alone that was answered in the meantime', () => {
    const { arrives, keep, reacts } = first()
    const { story } = arrives(1, 0)
    keep([story.alerted(700, 'mina'), story.answered(2900, 'mina')])
    expect(reacts(3000)).to.equal(null)
  })
  it('rings on alone when nobody else is free, and widens when somebody’s wrap-up ends', () => {
    const { floor, keep, arrives, reacts, rules } = line({ ready: ['mina', 'jun'], rules: { strategy: 'longest-idle-first' } })
    const talk = storyOf('talk' as CallId, at(-52_000))
    keep([talk.arrives(), talk.rings(0, ['jun']), talk.answered(1000, 'jun'), talk.stopped(2000, 'jun', 'completed'), talk.hungUp(2000)])
    const { story, rung } = arrives(1, 0)
    expect(rung).to.deep.equal(['mina'])
    keep([story.alerted(700, 'mina')])
    expect(reacts(3000)).to.equal(null)
    expect(nextWake(floor, at(3000), rules)).to.equal(at(10_000))
    expect(typesOf(reacts(10_000))).to.deep.equal(['silence-asked'])
  })
  it('wakes up for the second ring', () => {
    const { arrives, floor, rules } = first()
    arrives(1, 0)
    expect(nextWake(floor, at(0), rules)).to.equal(at(3000))
  })
})

describe('callers who wait', () => {
  it('are offered in the order in which they first joined the queue, each with a fair share of those free', () => {
    const { keep, offers } = line({ ready: ['agenta', 'agentb', 'agentc', 'agentd', 'agente'] })
    const [one, two] = [1, 2].map((n) => storyOf(idOf(n), at(-n * 10_000)))
    // Number 2 came first.
    keep([one!.arrives(), one!.queued(0), two!.arrives(), two!.queued(0)])
    expect(offers(0)).to.deep.equal([[idOf(2), ['agenta', 'agentb', 'agentc'].map(agent)], [idOf(1), ['agentd', 'agente'].map(agent)]])
  })
  it('do not lose their place by an offer that led nowhere', () => {
    const { keep, asks, floor } = line({ ready: ['mina'] })
    const [one, two] = [1, 2].map((n) => storyOf(idOf(n), at(n)))
    keep([one!.arrives(), one!.queued(0), two!.arrives(), two!.queued(0), one!.offered(10, ['mina'])])
    asks(idOf(1), 20_000, [one!.roundEnded(20_000, 'no-answer')])
    expect(floor.queue().map(({ call }) => call.id)).to.deep.equal([idOf(1), idOf(2)])
  })
  it('are met by whoever finishes wrap-up, at that moment and not before', () => {
    const { keep, floor, rules, reacts, offers } = line({ ready: ['mina'] })
    const talk = storyOf('talk' as CallId, at(-30_000))
    const waits = storyOf(idOf(1), at(0))
    keep([talk.arrives(), talk.rings(0, ['mina']), talk.answered(1000, 'mina'), waits.arrives(), waits.queued(0),
      talk.stopped(30_000, 'mina', 'completed')])
    expect(reacts(0)).to.equal(null)
    expect(nextWake(floor, at(0), rules)).to.equal(at(60_000))
    expect(offers(60_000)).to.deep.equal([[idOf(1), ['mina']]])
  })
  it('are not offered to a phone that rings for somebody else', () => {
    const { arrives, keep, offers } = line({ ready: ['mina'] })
    arrives(1, 0)
    const waits = storyOf(idOf(2), at(1))
    keep([waits.arrives(), waits.queued(0)])
    expect(offers(100)).to.deep.equal([])
  })
  it('are offered by a command that is not carried out when it comes too late', () => {
    const { keep, reacts } = line({ ready: ['mina'] })
    const waits = storyOf(idOf(1))
    keep([waits.arrives(), waits.queued(0)])
    expect(reacts(500)?.intents).to.deep.equal([{ do: 'offer', call: idOf(1), leg: callerLeg(idOf(1)), round: 1, notAfter: at(10_500) }])
  })
  it('wait on when an offer is lost: after 15 s it is given up, after 5 more another is made', () => {
    const { keep, reacts, offers, floor, rules } = line({ ready: ['mina'] })
    const waits = storyOf(idOf(1))
    keep([waits.arrives(), waits.queued(0)])
    expect(offers(0)).to.have.length(1)
    expect(nextWake(floor, at(0), rules)).to.equal(at(15_000))
    expect(reacts(14_999)).to.equal(null)
    expect(reacts(15_000)?.events).to.deep.include({
      ...byUs(at(15_000)), type: 'round-ended', call: idOf(1), round: 1, result: 'not-begun', bridged: null, leg: null, talkSeconds: null,
    })
    expect(nextWake(floor, at(15_000), rules)).to.equal(at(20_000))
    expect(offers(19_999)).to.deep.equal([])
    expect(offers(20_000)).to.deep.equal([[idOf(1), ['mina']]])
  })
  it('are not given up while phones ring for them', () => {
    const { keep, reacts, offers } = line({ ready: ['mina'] })
    const waits = storyOf(idOf(1))
    keep([waits.arrives(), waits.queued(0)])
    offers(0)
    keep([waits.dialled(800, 'mina')])
    expect(reacts(16_000)).to.equal(null)
  })
  it('rest a little when the command failed, and none is made up when phones ring after all', () => {
    const { keep, offers, floor } = line({ ready: ['mina'] })
    const waits = storyOf(idOf(1))
    keep([waits.arrives(), waits.queued(0)])
    offers(0)
    const intent = { do: 'offer' as const, call: idOf(1), leg: callerLeg(idOf(1)), round: 1, notAfter: at(10_000) }
    expect(whenFailed(intent, floor, at(900)).map(({ type }) => type)).to.deep.equal(['round-ended'])
    keep([waits.dialled(800, 'mina')])
    expect(whenFailed(intent, floor, at(900))).to.deep.equal([])
    expect(whenFailed({ do: 'silence', call: idOf(1), leg: legOf('mina', 1, idOf(1)), agent: agent('mina'), notAfter: at(10_000) },
      floor, at(900))).to.deep.equal([])
  })
  it('are offered the phone that another caller’s lost offer has held, in the same moment', () => {
    const { keep, reacts, offers } = line({ ready: ['mina'] })
    const [one, two] = [1, 2].map((n) => storyOf(idOf(n), at(n)))
    keep([one!.arrives(), one!.queued(0), two!.arrives(), two!.queued(0)])
    expect(offers(10)).to.deep.equal([[idOf(1), ['mina']]])
    expect(typesOf(reacts(15_010))).to.deep.equal(['round-ended'])
    expect(offers(15_010)).to.deep.equal([[idOf(2), ['mina']]])
  })
})

describe('an agent', () => {
  it('who takes one call has the phone silenced for all others', () => {
    const { arrives, keep, reacts } = line({ ready: ['mina', 'jun'] })
    const one = arrives(1, 0).story
    const two = arrives(2, 10).story
    keep([one.alerted(500, 'mina'), two.alerted(500, 'mina'), two.alerted(500, 'jun')])
    expect(reacts(600)).to.equal(null)
    keep([one.answered(3000, 'mina')])
    const silenced = reacts(3000)!
    expect(silenced.intents).to.deep.equal([{ do: 'silence', call: idOf(2), leg: legOf('mina', 1, idOf(2)), agent: agent('mina'),
      notAfter: at(13_000) }])
    expect(typesOf(silenced)).to.deep.equal(['silence-asked'])
    expect(reacts(3001), 'only once').to.equal(null)
  })
  it(`who lets ${MISSES_UNTIL_AWAY} callers ring in a row is set away, and says "ready" to be rung again`, () => {
    const { keep, reacts, floor, arrives } = line({ ready: ['mina'] })
    for (let n = 1; n <= MISSES_UNTIL_AWAY; n++) {
      expect(reacts(n * 60_000 - 1)).to.equal(null)
      const story = storyOf(idOf(n), at(n * 60_000))
      keep([
        story.arrives(), story.rings(0, ['mina']), story.alerted(700, 'mina'), story.stopped(20_000, 'mina', 'no-answer'),
        story.roundEnded(20_000, 'no-answer'),
        story.hungUp(20_100),
      ])
    }
    const later = MISSES_UNTIL_AWAY * 60_000 + 21_000
    expect(reacts(later)?.events).to.deep.equal([{ ...byUs(at(later)), type: 'agent-went-away', agent: agent('mina'),
      reason: 'not-answering' }])
    expect(reacts(later + 1)).to.equal(null)
    expect(arrives(8, later + 10).step.do).to.equal('queue')
    keep([says.ready('mina', at(later + 1000))])
    expect(floor.agent(agent('mina')).misses).to.deep.equal([])
    expect(arrives(9, later + 2000).rung).to.deep.equal(['mina'])
  })
})

describe('the expected wait', () => {
  const after = (talks: number, ready: string[]) => {
    const { keep, floor, rules } = line({ ready })
    for (let n = 0; n < talks; n++) {
      const story = storyOf(`talk-${n}` as CallId, at(n * 1000))
      keep([story.arrives(), story.rings(0, ['hana']), story.answered(1000, 'hana'), story.stopped(121_000, 'hana', 'completed'),
        story.hungUp(121_000)])
    }
    return (place: number) => expectedWaitMs(floor, place, at(600_000), rules, 60_000)
  }
  it('is not told before ten talks have shown how long they take, nor when nobody is at work', () => {
    expect(after(9, ['mina'])(1)).to.equal(null)
    expect(after(10, [])(1)).to.equal(null)
  })
  it('is the mean talk and half the wrap-up for each caller ahead, shared by those at work', () => {
    expect(after(10, ['mina'])(1)).to.equal(150_000)
    expect(after(10, ['mina', 'jun'])(3)).to.equal(225_000)
  })
})

/** What may happen on a day: each word is tried, and left out where it makes no sense. */
const anyHappening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('arrives' as const) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('dials', 'alerts', 'answers'), which: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('stops' as const), which: fc.nat(20), status: fc.constantFrom(...LEG_ENDS) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('round ends' as const), which: fc.nat(20), late: fc.boolean(),
    result: fc.constantFrom('no-answer', 'busy', 'canceled') }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('hangs up' as const), which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('is ready', 'goes away', 'is done', 'has talked'), which: fc.nat(2) }) },
  { weight: 8, arbitrary: fc.record({ what: fc.constant('time passes' as const),
    ms: fc.oneof(fc.constantFrom(1, 1000, 3000, 5000, 15_000, 30_000), fc.nat(40_000)) }) },
)

describe('what the floor asks for by itself', () => {
  it('never comes between two moments at which it is asked: nextWake is early enough', () => {
    fc.assert(fc.property(fc.constantFrom(...STRATEGIES), fc.array(anyHappening, { maxLength: 60 }), (strategy, happenings) => {
      const { floor, rules, keep } = line({ rules: { strategy, queueLimit: 3 } })
      let now = MONDAY_NINE
      let arrivals = 0
      const legs = () => [...floor.calls.values()].flatMap(({ call }) => legsOf(call).filter(([, leg]) => !leg.ended).map(([id, leg]) => ({ call, id, leg })))
      const rounds = () => [...floor.calls.values()].filter(({ call }) => call.rounds[lastRound(call)]?.began && !call.rounds[lastRound(call)]?.ended)
      const pick = <T>(all: T[], which: number): T | undefined => all[which % Math.max(1, all.length)]
      const ask = (id: CallId) => keep(whatNext(floor, floor.call(id), now, rules).events)

      const settle = () => {
        for (let i = 0; i < 4; i++) {
          const decision = react(floor, now, rules)
          if (!decision) return
          keep(decision.events)
        }
        expect(react(floor, now, rules), 'it comes to rest').to.equal(null)
      }
      const facts = (one: (typeof happenings)[number]): Event[] => {
        const sayOf = (id: CallId) => storyOf(id, now)
        switch (one.what) {
          case 'arrives': {
            const story = sayOf(idOf(++arrivals))
            keep([story.arrives()])
            ask(idOf(arrivals))
            return []
          }
          case 'dials': {
            const found = pick(rounds(), one.which)
            if (!found) return []
            const n = lastRound(found.call)
            const missing = found.call.rounds[n]!.began!.agents.filter((who) => !found.call.legs[legOf(who, n, found.call.id)])
            return missing.slice(0, 2).map((who) => sayOf(found.call.id).dialled(0, who, n))
          }
          case 'alerts': case 'answers': case 'stops': {
            const found = pick(legs(), one.which)
            if (!found) return []
            const { leg, call } = found
            if (one.what === 'stops') return [sayOf(call.id).stopped(0, leg.agent, one.status, leg.round)]
            return [one.what === 'alerts' ? sayOf(call.id).alerted(0, leg.agent, leg.round) : sayOf(call.id).answered(0, leg.agent,
              leg.round)]
          }
          case 'round ends': {
            const found = pick(rounds(), one.which)
            if (!found) return []
            const { call } = found
            const n = lastRound(call)
            // The dial may report before its phones do.
            if (!one.late) for (const [, leg] of legsOf(call)) if (leg.round === n && !leg.ended) keep([sayOf(call.id).stopped(0,
              leg.agent, one.result, n)])
            keep([sayOf(call.id).roundEnded(0, one.result, {}, n)])
            ask(call.id)
            return []
          }
          case 'hangs up': {
            const found = pick([...floor.calls.values()], one.which)
            return found ? [sayOf(found.call.id).hungUp(0)] : []
          }
          case 'is ready': return [says.ready(floor.staff[one.which]!.id, now)]
          case 'has talked': {
            const { id } = floor.staff[one.which]!
            if (floor.partsOf(id).size > 0) return []
            const story = sayOf(idOf(++arrivals))
            return [story.arrives(-9000), story.rings(-9000, [id]), story.answered(-8000, id), story.stopped(0, id, 'completed'),
              story.hungUp(0)]
          }
          case 'goes away': return [says.away(floor.staff[one.which]!.id, now)]
          case 'is done': {
            const { wrapUp, id } = floor.agent(floor.staff[one.which]!.id)
            return wrapUp ? [says.done(id, now, wrapUp.call)] : []
          }
          case 'time passes': return []
        }
      }
      for (const one of happenings) {
        keep(facts(one))
        settle()
        const until = one.what === 'time passes' ? now + one.ms : now
        for (;;) {
          const wake = nextWake(floor, now, rules)
          if (wake !== null) expect(wake).to.be.above(now)
          const rest = wake ?? now + 600_000
          for (const moment of [now + 1, now + Math.floor((rest - now) / 3), now + 3000, now + 5000, now + 15_000, now + 30_000,
            rest - 1]) {
            if (moment > now && moment < rest) expect(react(floor, moment, rules),
              `${moment - now} ms later, before ${rest - now}`).to.equal(null)
          }
          if (wake === null || wake > until) break
          now = wake
          settle()
        }
        now = Math.max(now, until)
      }
    }), { numRuns: 1500 })
  })
})
