import { expect } from 'chai'
import { answerOf, hangUpOf, isRunning, lastHeard, outcomeOf, standing, talkEnd, unheard } from '../../server/calls/state.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent, CALL, exactly, fold, given, legOf, stamped, storyOf } from '../support/given.ts'

const call = storyOf()
const at = (ms: number) => MONDAY_NINE + ms
const ringing = [call.arrives(), call.rings(0, ['mina', 'jun']), call.alerted(700, 'mina'), call.alerted(800, 'jun')]
const queued = [call.arrives(), call.queued(1000)]

describe('what a call is now', () => {
  it('is nothing yet before anything was decided', () => {
    given(call.arrives()).then({ phase: 'between', since: at(0) })
    expect(standing(unheard(CALL))).to.deep.equal({ phase: 'between', since: 0 })
  })
  it('is ringing from the moment phones were asked to ring', () => {
    given(...ringing).then({ phase: 'ringing', round: 1, since: at(0), agents: ['mina', 'jun'].map(agent) })
  })
  it('goes on ringing without the phone that stopped', () => {
    given(...ringing).when(call.stopped(3000, 'mina', 'busy')).then({ phase: 'ringing', agents: [agent('jun')] })
  })
  it('is between two steps when a round has ended and the next has not begun', () => {
    given(...ringing).when(call.roundEnded(20_000, 'no-answer')).then({ phase: 'between', since: at(20_000) })
  })
  it('is talking as soon as a person picks up, though the other phones have not stopped yet', () => {
    given(...ringing).when(call.answered(4200, 'mina')).then({ phase: 'talking', with: agent('mina'), since: at(4200), leg: legOf('mina') })
  })
  it('is over when the person hangs up, although the caller’s own leg is not yet known to have ended', () => {
    given(...ringing, call.answered(4200, 'mina')).when(call.stopped(60_000, 'mina', 'completed'))
      .then({ phase: 'ended', at: at(60_000), talkedWith: agent('mina') })
  })
  it('is queued, and stays in its place while being offered and when the offer leads nowhere', () => {
    given(...queued).then({ phase: 'queued', since: at(1000), round: null, agents: [] })
    given(...queued).when(call.offered(5000, ['sora'])).then({ phase: 'queued', since: at(1000), round: 1, agents: [agent('sora')] })
    given(...queued, call.offered(5000, ['sora'])).when(call.roundEnded(25_000, 'no-answer'), call.queued(25_000, 2))
      .then({ phase: 'queued', since: at(1000), round: null, agents: [] })
  })
  it('counts the place from the first stay, whichever stay is reported first', () => {
    given(call.arrives(), call.queued(30_000, 2)).when(call.queued(1000, 1)).then({ phase: 'queued', since: at(1000) })
  })
  it('is over when the caller leaves, and when the caller is turned away', () => {
    given(...queued).when(call.hungUp(9000)).then({ phase: 'ended', at: at(9000), talkedWith: null })
    given(call.arrives()).when(call.turnedAway(5, 'out-of-hours')).then({ phase: 'ended', at: at(5), talkedWith: null })
  })
  it('is not brought back by a report that comes after the end', () => {
    given(...ringing, call.hungUp(7000)).when(call.alerted(900, 'sora'), call.queued(6000)).then({ phase: 'ended', talkedWith: null })
  })
})

describe('the person who answered', () => {
  it('is nobody while phones only ring', () => {
    expect(answerOf(fold(ringing))).to.equal(null)
  })
  it('is the first to pick up', () => {
    const both = fold([...ringing, call.answered(4300, 'mina'), call.answered(4200, 'jun')])
    expect(answerOf(both)).to.deep.equal({ agent: agent('jun'), leg: legOf('jun'), round: 1, when: exactly(at(4200)) })
  })
  it('is the one the dial names, though somebody else was a moment earlier', () => {
    const both = fold([
      ...ringing, call.answered(4200, 'jun'), call.answered(4210, 'mina'),
      call.roundEnded(60_000, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 55 }),
    ])
    expect(answerOf(both)).to.include({ agent: agent('mina') })
  })
  it('is whoever picked up, when the dial names a leg nobody ever heard of', () => {
    const odd = fold([...ringing, call.answered(4200, 'jun'), call.roundEnded(60_000, 'completed', { bridged: true,
      leg: legOf('nobody'), talkSeconds: 55 })])
    expect(answerOf(odd)).to.include({ agent: agent('jun') })
  })
  it('is nobody, when picking up led nowhere: DialBridged=false', () => {
    const machine = [...ringing, call.answered(4200, 'jun')]
    expect(answerOf(fold([...machine, call.roundEnded(9000, 'completed', { bridged: false, leg: legOf('jun') })]))).to.equal(null)
    // Twilio does not always say.
    expect(answerOf(fold([...machine, call.roundEnded(9000, 'completed', { leg: legOf('jun') })]))).to.include({ agent: agent('jun') })
  })
  it('is found in the second round, when the first led nowhere', () => {
    const second = fold([
      ...ringing, call.answered(4200, 'jun'), call.roundEnded(6000, 'completed', { bridged: false }),
      call.rings(6000, ['mina'], 2), call.answered(8000, 'mina', 2),
    ])
    expect(answerOf(second)).to.include({ agent: agent('mina'), round: 2 })
  })
  it('is known from the dial’s duration when the report of picking up was lost, and never earlier than the truth', () => {
    // Truly answered at 4.2 s; the dial lasted 60 whole seconds and ended at 64.9 s.
    const lost = answerOf(fold([...ringing, call.roundEnded(64_900, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 60 })]))!
    expect(lost).to.include({ agent: agent('mina'), leg: legOf('mina') })
    expect(lost.when.at - MONDAY_NINE).to.equal(5900)
    expect(lost.when.earliest).to.be.at.most(at(4200))
    expect(lost.when.at).to.be.at.least(at(4200))
  })
  it('is known from the phone’s own duration, when the dial’s report is lost as well', () => {
    const lost = answerOf(fold([...ringing, call.stopped(64_900, 'mina', 'completed', 1, 60)]))!
    expect(lost).to.include({ agent: agent('mina'), leg: legOf('mina') })
    expect(at(4200)).to.be.within(lost.when.earliest, lost.when.at)
    expect(answerOf(fold([...ringing, call.stopped(64_900, 'mina', 'completed', 1, 0)])), 'it lasted no time').to.equal(null)
    expect(answerOf(fold([...ringing, call.stopped(64_900, 'mina', 'canceled', 1, 60)])), 'it was never picked up').to.equal(null)
  })
  it('is somebody, when only the caller’s leg tells that it lasted; nobody knows who, unless one phone is left', () => {
    const either = answerOf(fold([...ringing, call.hungUp(64_900, 'completed', 60)]))!
    expect(either).to.include({ agent: null, leg: null })
    expect(at(4200)).to.be.within(either.when.earliest, either.when.at)
    expect(answerOf(fold([...ringing, call.stopped(4300, 'jun', 'canceled'),
      call.hungUp(64_900, 'completed', 60)]))).to.include({ agent: agent('mina') })
  })
  it('is nobody for a caller whose leg lasted because there was music, or a sentence', () => {
    expect(answerOf(fold([...queued, call.offered(9000, ['mina']), call.hungUp(64_900, 'completed', 63)]))).to.equal(null)
    expect(answerOf(fold([call.arrives(), call.turnedAway(5, 'out-of-hours'), call.hungUp(9000, 'completed', 9)]))).to.equal(null)
    expect(answerOf(fold([...ringing, call.roundEnded(9000, 'no-answer', { bridged: false }),
      call.hungUp(30_000, 'completed', 21)]))).to.equal(null)
  })
  it('is not thought to have answered before the call arrived, or after the report', () => {
    const long = answerOf(fold([...ringing, call.roundEnded(10_000, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 60 })]))!
    expect(long.when.earliest).to.equal(at(0))
    const short = answerOf(fold([...ringing, call.roundEnded(10_000, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 0 })]))!
    expect(short.when.at).to.equal(at(10_000))
  })
  it('is taken from the report of picking up when that comes after all', () => {
    const late = fold([
      ...ringing, call.roundEnded(64_900, 'completed', { bridged: true, leg: legOf('mina'), talkSeconds: 60 }), call.answered(4200, 'mina'),
    ])
    expect(answerOf(late)!.when.at).to.equal(at(4200))
  })
})

describe('the end of the talk', () => {
  it('is the earliest of the phone’s, the dial’s and the caller’s', () => {
    const talk = [...ringing, call.answered(4200, 'mina')]
    const answer = answerOf(fold(talk))!
    expect(talkEnd(fold(talk), answer)).to.equal(null)
    expect(talkEnd(fold([...talk, call.hungUp(61_000)]), answer)!.at).to.equal(at(61_000))
    expect(talkEnd(fold([...talk, call.hungUp(61_000), call.stopped(60_000, 'mina', 'completed')]), answer)!.at).to.equal(at(60_000))
    expect(talkEnd(fold([...talk, call.stopped(5000, 'jun', 'canceled')]), answer)).to.equal(null)
  })
})

describe('when a caller gave up', () => {
  it('is not known while the caller is there', () => {
    expect(hangUpOf(fold(ringing))).to.equal(null)
  })
  it('is what the caller’s leg says, in the queue', () => {
    expect(hangUpOf(fold([...queued, call.hungUp(9000)]))!.at).to.equal(at(9000))
  })
  it('is witnessed by the phones that stopped in that instant, when the leg’s own report says a later moment', () => {
    const gone = fold([...ringing, call.stopped(5200, 'mina', 'canceled'), call.stopped(5210, 'jun', 'canceled'),
      call.hungUp(6400, 'no-answer')])
    expect(hangUpOf(gone)!.at).to.equal(at(5200))
  })
  it('is not witnessed by a phone that we silenced: the caller went on hearing the bell', () => {
    const gone = fold([
      ...ringing, call.silenced(2000, 'mina'), call.stopped(2100, 'mina', 'canceled'), call.stopped(9000, 'jun', 'canceled'),
      call.hungUp(9000, 'no-answer'),
    ])
    expect(hangUpOf(gone)!.at).to.equal(at(9000))
  })
  it('is not witnessed by a round that was over before: the caller waited on', () => {
    const gone = fold([
      ...ringing, call.stopped(5500, 'mina', 'canceled'), call.stopped(5500, 'jun', 'canceled'),
      call.roundEnded(5600, 'no-answer', { bridged: false }),
      call.queued(5600), call.hungUp(60_000),
    ])
    expect(hangUpOf(gone)!.at).to.equal(at(60_000))
  })
  it('has the error of the report that tells it', () => {
    const gone = hangUpOf(fold([...queued, stamped(call.hungUp(9400))]))!
    expect(gone.earliest).to.be.at.most(at(9400))
    expect(gone.at).to.be.at.least(at(9400))
  })
})

describe('what became of a call', () => {
  it('is open, answered, abandoned, out of hours or refused', () => {
    expect(outcomeOf(fold(ringing))).to.equal('open')
    expect(outcomeOf(fold([...ringing, call.answered(4200, 'mina')]))).to.equal('answered')
    expect(outcomeOf(fold([...ringing, call.hungUp(4200)]))).to.equal('abandoned')
    expect(outcomeOf(fold([call.arrives(), call.turnedAway(0, 'out-of-hours'), call.hungUp(9000)]))).to.equal('out-of-hours')
    expect(outcomeOf(fold([call.arrives(), call.turnedAway(0, 'refused'), call.hungUp(9000)]))).to.equal('refused')
  })
  it('is corrected by a late report that somebody answered after all', () => {
    const gone = [...ringing, call.hungUp(60_000)]
    expect(outcomeOf(fold([...gone, call.answered(4200, 'mina')]))).to.equal('answered')
  })
  it('is corrected when the dial tells that picking up led nowhere', () => {
    const talked = [...ringing, call.answered(4200, 'mina'), call.hungUp(9000)]
    expect(outcomeOf(fold([...talked, call.roundEnded(9000, 'completed', { bridged: false })]))).to.equal('abandoned')
  })
})

describe('a call is kept on the floor', () => {
  it('until the caller’s leg and every staff phone are known to have ended', () => {
    expect(isRunning(fold([...ringing, call.stopped(5000, 'mina', 'canceled'), call.stopped(5000, 'jun', 'canceled')]))).to.equal(true)
    expect(isRunning(fold([...ringing, call.hungUp(5000)]))).to.equal(true)
    expect(isRunning(fold([...ringing, call.hungUp(5000), call.stopped(5000, 'mina', 'canceled')]))).to.equal(true)
    expect(isRunning(fold([...ringing, call.hungUp(5000), call.stopped(5000, 'mina', 'canceled'),
      call.stopped(5000, 'jun', 'canceled')]))).to.equal(false)
    expect(isRunning(fold([call.arrives(), call.hungUp(5000)]))).to.equal(false)
  })
})

describe('the last that was heard of a call', () => {
  it('is the newest receipt, whatever moment it reports', () => {
    expect(lastHeard(unheard(CALL))).to.equal(0)
    expect(lastHeard(fold([call.arrives()]))).to.equal(at(0))
    for (const fact of [
      call.rings(100, ['mina']), call.roundEnded(100, 'no-answer'), call.dialled(100, 'mina'), call.alerted(100, 'mina'),
      call.answered(100, 'mina'),
      call.silenced(100, 'mina'), call.fetched(100), call.stopped(100, 'mina', 'busy'), call.queued(100), call.leftQueue(100, 'leave'),
      call.turnedAway(100, 'refused'),
      call.hungUp(100),
    ]) {
      expect(lastHeard(fold([call.arrives(), { ...fact, receivedAt: at(77_000) }])), fact.type).to.equal(at(77_000))
    }
  })
})
