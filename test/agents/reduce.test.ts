import { expect } from 'chai'
import fc from 'fast-check'
import { reduceAgent, reduceAgentByCall } from '../../server/agents/reduce.ts'
import { type Agent, inWrapUp, isReady, LATE_WRAP_UP_MS, unsaidCall, unseen } from '../../server/agents/state.ts'
import type { AgentEvent } from '../../server/agents/events.ts'
import { type CallEvent, type CallId, type LegEnd, type LegId, STOP_REASONS, type StopReason } from '../../server/calls/events.ts'
import { reduce } from '../../server/calls/reduce.ts'
import { type Call, unheard } from '../../server/calls/state.ts'
import { anyWordOf } from '../support/any.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent, CALL, exactly, legOf, RULES, says, storyOf } from '../support/given.ts'

type Bare = CallEvent extends infer E ? E extends CallEvent ? Omit<E, 'at' | 'earliest' | 'receivedAt' | 'call'> : never : never
const call = storyOf()
const at = (ms: number) => MONDAY_NINE + ms
const MINA = agent('mina')

/** Mina, ready since an hour, and what she hears of calls and says, one after the other. */
function mina(...happened: (CallEvent | AgentEvent)[]): Agent {
  let who = reduceAgent(unseen(MINA), says.ready('mina', at(-3_600_000)))
  const calls = new Map<CallId, Call>()
  for (const event of happened) {
    if (event.type.startsWith('agent-') || event.type === 'wrap-up-finished') who = reduceAgent(who, event as AgentEvent)
    else {
      const told = event as CallEvent
      const before = calls.get(told.call) ?? unheard(told.call)
      const after = reduce(before, told)
      calls.set(told.call, after)
      who = reduceAgentByCall(who, before, after)
    }
  }
  return who
}
const ringing = [call.arrives(), call.rings(0, ['mina', 'jun'])]
const alerted = [...ringing, call.alerted(700, 'mina'), call.alerted(800, 'jun')]

describe('an agent', () => {
  it('is offline until they say something', () => {
    expect(unseen(MINA).declared.state).to.equal('offline')
    expect(isReady(unseen(MINA), at(0))).to.equal(false)
  })
  it('is ready when they say so, and away when they say so', () => {
    expect(isReady(mina(), at(0))).to.equal(true)
    const away = mina(says.away('mina', at(0), 'lunch'))
    expect(away.declared).to.deep.equal({ state: 'away', since: at(0), reason: 'lunch' })
    expect(isReady(away, at(1))).to.equal(false)
    expect(isReady(mina(says.away('mina', at(0)), says.ready('mina', at(1000))), at(1000))).to.equal(true)
  })
  it('is not moved by something said earlier that comes later', () => {
    const away = mina(says.away('mina', at(5000)))
    expect(reduceAgent(away, says.ready('mina', at(4999)))).to.equal(away)
    expect(reduceAgent(away, says.goodbye('mina', at(4999)))).to.equal(away)
    expect(reduceAgent(away, says.away('mina', at(4999), 'lunch'))).to.equal(away)
  })
  it('is where they last said, in whichever order their words come', () => {
    fc.assert(fc.property(fc.uniqueArray(anyWordOf(at(0)), { selector: ({ at }) => at, minLength: 1 }).chain((words) =>
      fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length }))), ([words, shuffled]) => {
      const declared = (said: AgentEvent[]) => said.map((one) => ({ ...one, agent: MINA }))
        .reduce(reduceAgent, unseen(MINA)).declared
      expect(declared(shuffled)).to.deep.equal(declared([...words].sort((a, b) => a.at - b.at)))
    }))
  })
})

describe('wrap-up', () => {
  const talked = [...alerted, call.answered(4200, 'mina'), call.stopped(60_000, 'mina', 'completed')]

  it('begins when the talk ends, and is over at its limit by itself', () => {
    const { wrapUp } = mina(...talked)
    expect(wrapUp).to.deep.equal({ call: CALL, since: at(60_000), until: at(120_000) })
    expect(isReady(mina(...talked), at(119_999))).to.equal(false)
    expect(isReady(mina(...talked), at(120_000))).to.equal(true)
    expect(inWrapUp(mina(...talked), at(120_000))).to.equal(false)
  })
  it('begins for nobody who only heard the bell', () => {
    expect(mina(...alerted, call.answered(4200, 'jun'), call.stopped(60_000, 'jun', 'completed')).wrapUp).to.equal(null)
  })
  it('is over when the agent says it is done, or that they are ready, or goes home', () => {
    const done = mina(...talked, says.done('mina', at(70_000)))
    expect(done).to.include({ wrapUp: null })
    expect(isReady(done, at(70_000))).to.equal(true)
    expect(mina(...talked, says.ready('mina', at(65_000))).wrapUp).to.equal(null)
    expect(mina(...talked, says.goodbye('mina', at(65_000))).wrapUp).to.equal(null)
  })
  it('goes on when what is done belongs to another call', () => {
    const busy = mina(...talked)
    expect(reduceAgent(busy, says.done('mina', at(70_000), 'another' as CallId))).to.equal(busy)
  })
  it('begins once, though the dial and the caller report the end as well', () => {
    const after = mina(
      ...talked, says.done('mina', at(70_000)),
      call.roundEnded(60_100, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 55 }), call.hungUp(60_200),
    )
    expect(after.wrapUp).to.equal(null)
  })
  it('begins also when picking up is reported after the end of everything', () => {
    const { wrapUp } = mina(
      ...alerted, call.stopped(60_000, 'mina', 'completed'), call.stopped(4300, 'jun', 'canceled'), call.hungUp(60_000),
      call.answered(4200, 'mina'),
    )
    expect(wrapUp).to.deep.equal({ call: CALL, since: at(60_000), until: at(120_000) })
  })
  it('begins also when only the dial tells that there was a talk, after the caller’s hang-up was known', () => {
    const { wrapUp } = mina(
      ...alerted, call.hungUp(60_000), call.roundEnded(60_000, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 55 }),
    )
    expect(wrapUp).to.include({ call: CALL, since: at(60_000) })
  })
  it('is that of the later talk, when an earlier one is reported late', () => {
    const later = storyOf('call-2' as CallId, at(70_000))
    const { wrapUp } = mina(
      later.arrives(), later.rings(0, ['mina']), later.answered(2000, 'mina'), later.stopped(20_000, 'mina', 'completed'), ...talked,
    )
    expect(wrapUp).to.include({ call: 'call-2' })
  })
  it('takes no time where the line gives none', () => {
    const quick = storyOf(CALL, MONDAY_NINE, { ...RULES, wrapUpMs: 0 })
    const after = mina(quick.arrives(), quick.rings(0, ['mina']), quick.answered(1000, 'mina'), quick.stopped(9000, 'mina', 'completed'))
    expect(isReady(after, at(9000))).to.equal(true)
  })
  it('leaves a note owed, whatever ended it, until the note is there', () => {
    const owed = [{ call: CALL, until: at(120_000) }]
    const ready = mina(...talked, says.ready('mina', at(65_000)))
    expect(ready.unsaid).to.deep.equal(owed)
    expect(unsaidCall(ready, at(120_000 + LATE_WRAP_UP_MS - 1))).to.equal(CALL)
    expect(unsaidCall(ready, at(120_000 + LATE_WRAP_UP_MS))).to.equal(null)
    expect(unsaidCall(ready, at(66_000), 'another')).to.equal(null)
    const said = reduceAgent(ready, says.done('mina', at(90_000)))
    expect(said).to.deep.equal({ ...ready, unsaid: [] })
    expect(reduceAgent(said, says.done('mina', at(91_000)))).to.equal(said)
  })
  it('is owed for each of several talks, the latest first, in whichever order their ends are reported', () => {
    const later = storyOf('call-2' as CallId, at(200_000))
    const next = [later.arrives(), later.rings(0, ['mina']), later.answered(2000, 'mina'), later.stopped(20_000, 'mina', 'completed')]
    const calls = ['call-2', CALL]
    expect(mina(...talked, ...next).unsaid.map(({ call }) => call)).to.deep.equal(calls)
    expect(mina(...next, ...talked).unsaid.map(({ call }) => call)).to.deep.equal(calls)
  })
  it('counts the agent as idle from its end', () => {
    expect(mina(...talked).idleSince).to.equal(at(120_000))
    expect(mina(...talked, says.ready('mina', at(65_000))).idleSince).to.equal(at(65_000))
  })
})

describe('a phone that cannot be reached', () => {
  it('is one that Twilio gave up at once, without its ever ringing', () => {
    const gone = mina(...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'no-answer'))
    expect(gone.unreachable).to.deep.equal({ leg: legOf('mina'), since: at(500) })
    expect(isReady(gone, at(600))).to.equal(false)
    expect(mina(...ringing, call.stopped(500, 'mina', 'failed')).unreachable).to.include({ leg: legOf('mina') })
  })
  it('is not one that rang, was busy, or was tried for some time', () => {
    expect(mina(...alerted, call.stopped(900, 'mina', 'no-answer')).unreachable).to.equal(null)
    expect(mina(...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'busy')).unreachable).to.equal(null)
    expect(mina(...ringing, call.dialled(300, 'mina'), call.stopped(20_000, 'mina', 'no-answer')).unreachable).to.equal(null)
  })
  it('is taken back when a report of its ringing comes late', () => {
    const wrong = [...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'no-answer')]
    expect(mina(...wrong, call.alerted(400, 'mina')).unreachable).to.equal(null)
  })
  it('is reachable again when the agent says they are ready, or when it rings for another call', () => {
    const gone = [...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'failed')]
    expect(isReady(mina(...gone, says.ready('mina', at(9000))), at(9000))).to.equal(true)
    const next = storyOf('call-2' as CallId, at(30_000))
    expect(mina(...gone, next.arrives(), next.rings(0, ['mina']), next.alerted(600, 'mina')).unreachable).to.equal(null)
  })
  it('stays reachable once the agent said so, whatever else becomes of the call that failed to ring it', () => {
    const gone = [...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'failed')]
    const said = mina(...gone, says.ready('mina', at(9000)), call.roundEnded(20_000, 'no-answer', { bridged: false }), call.hungUp(21_000))
    expect(said.unreachable).to.equal(null)
    expect(isReady(said, at(21_000))).to.equal(true)
  })
  it('stays reachable once it rang for another call, whatever else becomes of the call that failed to ring it', () => {
    const gone = [...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'failed')]
    const next = storyOf('call-2' as CallId, at(30_000))
    expect(mina(...gone, next.arrives(), next.rings(0, ['mina']), next.alerted(600, 'mina'), call.hungUp(40_000)).unreachable).to.equal(null)
  })
  it('is forgotten when its owner leaves', () => {
    expect(mina(...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'failed'), says.goodbye('mina', at(9000))).unreachable).to.equal(null)
  })
})

describe('who is rung together with the one who answers', () => {
  for (const status of ['canceled', 'no-answer'] as const) {
    it(`has not missed the call and can be reached, when Twilio calls the phone’s end "${status}"`, () => {
      const lost = mina(
        ...alerted, call.answered(4200, 'jun'), call.stopped(4300, 'mina', status),
        call.roundEnded(60_000, 'completed', { bridged: true, leg: legOf('jun'), talkSeconds: 55 }), call.hungUp(60_000),
      )
      expect(lost).to.deep.include({ misses: [], unreachable: null })
    })
    it(`can be reached although its phone had not begun to ring, when it ends as "${status}"`, () => {
      const quick = mina(...ringing, call.dialled(300, 'mina'), call.answered(1200, 'jun'), call.stopped(1300, 'mina', status))
      expect(quick).to.deep.include({ misses: [], unreachable: null })
    })
    it(`can be reached when the caller hangs up before the phone rings, and it ends as "${status}"`, () => {
      const gone = mina(...ringing, call.dialled(300, 'mina'), call.hungUp(1200, 'no-answer'), call.stopped(1300, 'mina', status))
      expect(gone).to.deep.include({ misses: [], unreachable: null })
    })
    it(`can be reached again as soon as it is known that somebody answered, when "${status}" was reported first`, () => {
      const quick = mina(...ringing, call.dialled(300, 'mina'), call.stopped(1300, 'mina', status), call.answered(1200, 'jun'))
      expect(quick).to.deep.include({ misses: [], unreachable: null })
    })
  }
})

/** Mina's phone rings to have a call passed to her, by jun who answered it; moments in ms after its arrival. */
const passedToMina = (id: string, arrivedAt: number, attempt: number, from: number, ends: (leg: LegId) => { ms: number; event: Bare }[]) => {
  const leg = `${id}/a${attempt}` as LegId
  const told = (ms: number, event: Bare) => ({ ...exactly(arrivedAt + ms), ...event, call: id }) as CallEvent
  return [
    told(from, { type: 'colleague-rung', attempt, transfer: 1, to: { kind: 'agent', id: 'mina' } }),
    told(from + 200, { type: 'colleague-dialled', attempt, leg }),
    told(from + 600, { type: 'colleague-alerted', attempt, leg }),
    ...ends(leg).map(({ ms, event }) => told(ms, event)),
  ]
}
const withJun = (id: string, arrivedAt: number) => {
  const one = storyOf(id as CallId, arrivedAt)
  return [
    one.arrives(), one.rings(0, ['jun']), one.answered(2000, 'jun'),
    { ...exactly(arrivedAt + 5000), call: id, type: 'transfer-asked', ask: 1, transfer: 1, kind: 'consult', to: { kind: 'agent', id: 'mina' }, by: agent('jun'), gist: '' } as CallEvent,
  ]
}
const rangOut = (n: number): CallEvent[] => [
  ...withJun(`call-${n}`, at(n * 60_000)),
  ...passedToMina(`call-${n}`, at(n * 60_000), 1, 5000, (leg) => [
    { ms: 35_000, event: { type: 'colleague-ended', attempt: 1, leg, status: 'no-answer' } },
  ]),
]

describe('a call left ringing that was to be passed on', () => {
  const ended = (status: LegEnd, stopped?: StopReason) => mina(
    ...withJun('call-1', at(0)),
    ...passedToMina('call-1', at(0), 1, 5000, (leg) => [
      ...(stopped ? [{ ms: 36_500, event: { type: 'colleague-stopped', attempt: 1, because: stopped } as const }] : []),
      { ms: 36_600, event: { type: 'colleague-ended', attempt: 1, leg, status } },
    ]),
  )
  it('is missed when it rang to the end, or when we stopped it because its owner had had time enough', () => {
    expect(ended('no-answer').misses).to.deep.equal([{ call: 'call-1', ring: 'a1', at: at(36_600) }])
    expect(ended('canceled', 'unanswered').misses).to.deep.equal([{ call: 'call-1', ring: 'a1', at: at(36_500) }])
  })
  it('is not missed when somebody else has it, nobody wants it, its owner talks, the page is gone, or it was declined', () => {
    for (const because of STOP_REASONS.filter((one) => one !== 'unanswered')) {
      expect(ended('canceled', because).misses, because).to.deep.equal([])
      // Twilio may call a phone that we stopped "no-answer".
      expect(ended('no-answer', because).misses, because).to.deep.equal([])
    }
    expect(ended('busy').misses).to.deep.equal([])
    expect(ended('canceled').misses).to.deep.equal([])
  })
  it('counts as a first bell does, and is forgiven by picking up either', () => {
    expect(mina(...rangOut(1), ...rangOut(2)).misses).to.have.length(2)
    const first = storyOf('call-3' as CallId, at(180_000))
    const left = [first.arrives(), first.rings(0, ['mina']), first.alerted(700, 'mina'), first.roundEnded(20_000, 'no-answer', { bridged: false })]
    expect(mina(...rangOut(1), ...left).misses.map(({ ring }) => ring)).to.deep.equal(['r1', 'a1'])
    const next = storyOf('call-9' as CallId, at(600_000))
    expect(mina(...rangOut(1), ...left, next.arrives(), next.rings(0, ['mina']), next.answered(3000, 'mina')).misses).to.deep.equal([])
    const taken = [
      ...withJun('call-8', at(600_000)),
      ...passedToMina('call-8', at(600_000), 1, 5000, (leg) => [
        { ms: 9000, event: { type: 'colleague-answered', attempt: 1, leg } }, { ms: 9100, event: { type: 'colleague-joined', attempt: 1, leg } },
      ]),
    ]
    expect(mina(...rangOut(1), ...left, ...taken).misses).to.deep.equal([])
  })
})

describe('a phone that cannot be reached to be passed a call', () => {
  const told = (ms: number, event: Bare) => ({ ...exactly(at(ms)), ...event, call: 'call-1' }) as CallEvent
  const leg = 'call-1/a1' as LegId
  const rung = [...withJun('call-1', at(0)), told(5000, { type: 'colleague-rung', attempt: 1, transfer: 1, to: { kind: 'agent', id: 'mina' } }), told(5200, { type: 'colleague-dialled', attempt: 1, leg })]
  const ended = (ms: number, status: LegEnd) => told(ms, { type: 'colleague-ended', attempt: 1, leg, status })
  const alerted = (ms: number) => told(ms, { type: 'colleague-alerted', attempt: 1, leg })

  it('is one that Twilio gave up without its ever ringing, though it was sent out some seconds late', () => {
    for (const status of ['failed', 'no-answer'] as const) {
      const gone = mina(...rung, ended(9000, status))
      expect(gone.unreachable, status).to.deep.equal({ leg, since: at(9000) })
      expect(isReady(gone, at(9000))).to.equal(false)
    }
  })
  it('is not one that rang, was busy, may have rung to the end, or was stopped by us', () => {
    expect(mina(...rung, alerted(5600), ended(5700, 'no-answer')).unreachable).to.equal(null)
    expect(mina(...rung, ended(5700, 'busy')).unreachable).to.equal(null)
    expect(mina(...rung, ended(35_000, 'no-answer')).unreachable).to.equal(null)
    for (const because of STOP_REASONS) {
      expect(mina(...rung, told(5600, { type: 'colleague-stopped', attempt: 1, because }), ended(5700, 'no-answer')).unreachable, because).to.equal(null)
    }
  })
  it('is taken back when a report of its ringing comes late, and when it rings in whichever way', () => {
    const gone = [...rung, ended(5700, 'no-answer')]
    expect(mina(...gone, alerted(5600)).unreachable).to.equal(null)
    const next = storyOf('call-2' as CallId, at(30_000))
    expect(mina(...gone, next.arrives(), next.rings(0, ['mina']), next.alerted(600, 'mina')).unreachable).to.equal(null)
    expect(mina(...gone, ...withJun('call-3', at(60_000)), ...passedToMina('call-3', at(60_000), 1, 5000, () => [])).unreachable).to.equal(null)
  })
  it('is mended when its owner says "ready", and is none while they are not', () => {
    const gone = [...rung, ended(5700, 'failed')]
    expect(mina(...gone, says.ready('mina', at(9000)), told(10_000, { type: 'join-asked', ask: 2, transfer: 1, by: agent('jun') })).unreachable).to.equal(null)
    expect(mina(says.goodbye('mina', at(0)), ...gone).unreachable).to.equal(null)
  })
})

describe('what an agent missed', () => {
  it('is the same in whichever order it is reported, wherever among it they picked up or said "ready"', () => {
    const missedBell = (n: number) => {
      const one = storyOf(`call-${n}` as CallId, at(n * 60_000))
      return [one.arrives(), one.rings(0, ['mina', 'jun']), one.alerted(700, 'mina'), one.stopped(20_000, 'mina', 'no-answer'), one.roundEnded(20_100, 'no-answer', { bridged: false })]
    }
    const answered = (n: number) => {
      const one = storyOf(`call-${n}` as CallId, at(n * 60_000))
      return [one.arrives(), one.rings(0, ['mina']), one.alerted(700, 'mina'), one.answered(3000, 'mina'), one.stopped(30_000, 'mina', 'completed')]
    }
    const anyCall = (n: number) => fc.constantFrom(missedBell, rangOut, answered).map((kind) => kind(n))
    fc.assert(fc.property(
      fc.tuple(anyCall(1), anyCall(2), anyCall(3), anyCall(4)).chain((calls) => fc.tuple(
        fc.constant(calls.flat()), fc.shuffledSubarray(calls.flat(), { minLength: calls.flat().length }),
        fc.integer({ min: 0, max: 5 }).map((n) => says.ready('mina', at(n * 60_000 + 45_000))), fc.nat({ max: 24 }), fc.nat({ max: 24 }),
      )),
      ([inOrder, shuffled, ready, here, there]) => {
        const [one, other] = [mina(...inOrder.toSpliced(here, 0, ready as never)), mina(...shuffled.toSpliced(there, 0, ready as never))]
        expect(other.misses).to.deep.equal(one.misses)
        expect(other.forgivenAt).to.equal(one.forgivenAt)
      },
    ))
  })
})

describe('a call left ringing', () => {
  const leftRinging = (n: number) => {
    const one = storyOf(`call-${n}` as CallId, at(n * 60_000))
    return [
      one.arrives(), one.rings(0, ['mina']), one.alerted(700, 'mina'), one.stopped(20_000, 'mina', 'no-answer'),
      one.roundEnded(20_100, 'no-answer', { bridged: false }), one.hungUp(30_000),
    ]
  }
  it('is counted once, and two in a row are two', () => {
    expect(mina(...leftRinging(1)).misses).to.have.length(1)
    expect(mina(...leftRinging(1), ...leftRinging(2)).misses).to.have.length(2)
  })
  it('is counted once, in whichever order its reports come', () => {
    const facts = leftRinging(1)
    fc.assert(fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
      expect(mina(...shuffled).misses).to.have.length(1)
    }))
  })
  it('is counted once when the dial reports first and the phone’s own reports come after', () => {
    const [arrives, rings, , , ended] = leftRinging(1)
    const one = storyOf('call-1' as CallId, at(60_000))
    expect(mina(arrives!, rings!, ended!, one.dialled(300, 'mina'), one.alerted(700, 'mina'),
      one.stopped(20_000, 'mina', 'no-answer')).misses).to.have.length(1)
  })
  it('is forgiven by answering one, and by saying one is ready', () => {
    const next = storyOf('call-9' as CallId, at(300_000))
    expect(mina(...leftRinging(1), next.arrives(), next.rings(0, ['mina']), next.answered(3000, 'mina')).misses).to.have.length(0)
    expect(mina(...leftRinging(1), says.ready('mina', at(300_000))).misses).to.have.length(0)
  })
  it('is none when the agent declined, when we silenced the phone, or when it never rang', () => {
    const ended = call.roundEnded(20_000, 'no-answer', { bridged: false })
    expect(mina(...alerted, call.stopped(3000, 'mina', 'busy'), ended).misses).to.have.length(0)
    expect(mina(...alerted, call.silenced(3000, 'mina'), call.stopped(3100, 'mina', 'canceled'), ended).misses).to.have.length(0)
    expect(mina(...ringing, call.dialled(300, 'mina'), call.stopped(500, 'mina', 'failed'), ended).misses).to.have.length(0)
  })
  it('is none when the caller gave up first', () => {
    expect(mina(...alerted, call.stopped(9000, 'mina', 'canceled'), call.roundEnded(9000, 'canceled'),
      call.hungUp(9000)).misses).to.have.length(0)
  })
})
