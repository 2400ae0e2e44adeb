import { expect } from 'chai'
import fc from 'fast-check'
import { openedEn } from '../../dashboard/ui/words/opened-en.ts'
import { openedKo } from '../../dashboard/ui/words/opened-ko.ts'
import { inPicture, length, printed } from '../../dashboard/wallboard/figure-value.ts'
import { stepsOf } from '../../dashboard/wallboard/story-steps.ts'
import { bar, place, raceSpan, ticks, untilAnswer, wholeCall } from '../../dashboard/wallboard/time-line.ts'
import { storyOf as drawStory } from '../../server/api/story.ts'
import type { CallEvent, CallId } from '../../server/calls/events.ts'
import { readFigure, unitOf } from '../../server/live/figures.ts'
import { FIGURES } from '../../server/protocol/figures.ts'
import type { StoryView } from '../../server/protocol/story.ts'
import { SUPERVISE_MODES } from '../../server/protocol/supervision.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent, CALL, exactly, storyOf } from '../support/given.ts'
import { startLine } from '../support/line.ts'

const call = storyOf()
const story = (now: number, ...facts: CallEvent[]): StoryView =>
  drawStory(CALL as CallId, facts.map((event, i) => ({ seq: i + 1, event })), new Map([[agent('mina'), 'Mina'], [agent('tara'), 'Tara'], [agent('boss'), 'Boss']]), MONDAY_NINE + now)!
const rung = [call.arrives(), call.rings(0, ['mina']), call.alerted(500, 'mina')]
const told = (ms: number) => ({ ...exactly(MONDAY_NINE + ms), call: CALL })
const passedOn: CallEvent[] = [
  { ...told(20_000), type: 'transfer-asked', ask: 1, transfer: 1, kind: 'consult', to: { kind: 'agent', id: 'tara' }, by: agent('mina'), gist: 'grant' },
  { ...told(20_400), type: 'colleague-rung', attempt: 1, transfer: 1, to: { kind: 'agent', id: 'tara' } },
  { ...told(21_000), type: 'colleague-alerted', attempt: 1, leg: 'call-1/tara' as never },
  { ...told(55_000), type: 'colleague-answered', attempt: 1, leg: 'call-1/tara' as never },
  { ...told(55_100), type: 'colleague-joined', attempt: 1, leg: 'call-1/tara' as never },
]

/** Listens, coaches and goes; takes the call over in another part; a third time the phone is not picked up. */
const boss = (ms: number, what: object) => ({ ...told(ms), by: agent('boss'), ...what }) as CallEvent
const phoned = (ms: number, attempt: number, type: string, more: object = {}) => ({ ...told(ms), type, attempt, leg: `call-1/boss-${attempt}`, ...more }) as CallEvent
const sent = (ms: number, placement: number, who: string, where: string) => ({ ...told(ms), type: 'placed', placement, who, where, round: 1 }) as CallEvent
const toBoss = (supervision: number) => ({ transfer: null, supervision, to: { kind: 'agent', id: 'boss' } })
const supervised: CallEvent[] = [
  boss(2000, { type: 'supervise-asked', ask: 1, supervision: 1, mode: 'listen' }), phoned(2100, 1, 'colleague-rung', toBoss(1)), phoned(3000, 1, 'colleague-joined'), sent(3000, 1, 'a1', 'listen'),
  boss(4000, { type: 'supervise-changed', ask: 2, supervision: 1, mode: 'coach' }), sent(4500, 2, 'a1', 'coach'),
  boss(5000, { type: 'supervise-ended', ask: 3, supervision: 1 }), sent(5200, 3, 'a1', 'out'), phoned(5300, 1, 'colleague-ended', { status: 'completed' }),
  boss(6000, { type: 'supervise-asked', ask: 4, supervision: 2, mode: 'barge' }), phoned(6100, 2, 'colleague-rung', toBoss(2)), phoned(7000, 2, 'colleague-ended', { status: 'no-answer' }),
  boss(7500, { type: 'supervise-asked', ask: 5, supervision: 3, mode: 'take-over' }), phoned(7600, 3, 'colleague-rung', toBoss(3)), phoned(8000, 3, 'colleague-joined'), sent(8000, 4, 'a3', 'room'),
]

describe('a drawn line of time', () => {
  const anySpan = fc.tuple(fc.nat(1e9), fc.integer({ min: 1, max: 1e8 })).map(([from, length]) => ({ from, to: from + length }))
  it('keeps every moment within its ends, in their order', () => {
    fc.assert(fc.property(anySpan, fc.array(fc.integer({ min: -1e9, max: 2e9 })), (span, moments) => {
      const places = moments.sort((a, b) => a - b).map((at) => place(at, span))
      expect(places.every((one, i) => one >= 0 && one <= 100 && (i === 0 || one >= places[i - 1]!))).to.equal(true)
      expect([place(span.from, span), place(span.to, span)]).to.deep.equal([0, 100])
    }))
  })
  it('never lets a bar leave it, and draws none that lies outside', () => {
    fc.assert(fc.property(anySpan, fc.integer({ min: -1e9, max: 2e9 }), fc.nat(1e9), (span, from, length) => {
      const drawn = bar(from, from + length, span)
      if (from + length < span.from || from > span.to) expect(drawn).to.equal(null)
      else expect(drawn!.left >= 0 && drawn!.width >= 0 && drawn!.left + drawn!.width <= 100 + 1e-9).to.equal(true)
    }))
    expect(bar(5000, null, { from: 0, to: 10_000 }), 'what has not ended reaches to the right').to.deep.equal({ left: 50, width: 50 })
  })
  it('has between two and nine marks, at round seconds', () => {
    fc.assert(fc.property(fc.integer({ min: 1000, max: 86_400_000 }), (length) => {
      const marks = ticks({ from: 0, to: length })
      expect(marks.length).to.be.within(2, 9)
      expect(marks.every((ms) => ms % 1000 === 0 && ms <= length)).to.equal(true)
    }))
  })
  it('shows the promise’s edges also when somebody answered at once', () => {
    const { from, to } = untilAnswer(story(60_000, ...rung, call.answered(1200, 'mina')))
    expect([from, to - from]).to.deep.equal([MONDAY_NINE, 10_500])
  })
  it('is no longer than can be seen when a caller waits for minutes; the whole call is drawn below', () => {
    const waited = story(400_000, ...rung, call.queued(15_000), call.offered(290_000, ['mina'], 2), call.answered(300_000, 'mina', 2))
    expect(untilAnswer(waited).to - MONDAY_NINE).to.equal(24_000)
    expect(wholeCall(waited)).to.deep.equal({ from: MONDAY_NINE, to: MONDAY_NINE + 400_000 })
  })
  it('needs no second line for a call that was over in the first', () => {
    expect(wholeCall(story(60_000, ...rung, call.hungUp(5000)))).to.equal(null)
  })
  it('draws the whole of a call with a supervisor in it, short as it may have been', () => {
    expect(wholeCall(story(9000, ...rung, call.answered(1200, 'mina'), ...supervised))).to.deep.equal({ from: MONDAY_NINE, to: MONDAY_NINE + 9000 })
  })
  it('gives a race its thirty seconds, and as much more as the colleague took', () => {
    const [late] = story(90_000, ...rung, call.answered(1200, 'mina'), ...passedOn).transfers
    expect(raceSpan(late!)).to.deep.equal({ from: MONDAY_NINE + 20_000, to: MONDAY_NINE + 57_000 })
  })
})

describe('a call’s story in words', () => {
  const name = ({ en }: { en: string }) => en
  const stepsIn = (view: StoryView) => stepsOf(view, name).map(({ at, what, who }) => `${at - MONDAY_NINE} ${openedEn.storyWords.steps[what](who)}`)
  it('says what happened in the order in which it did, rings and the promise’s moment among it', () => {
    expect(stepsIn(story(60_000, ...rung, call.answered(7000, 'mina'), call.stopped(20_000, 'mina', 'completed'), call.hungUp(20_100)))).to.deep.equal([
      '0 The call arrives', '500 Mina: phone rings', '3000 Ring 2 begins', '6000 Ring 3 begins', "6000 Third ring: the promise's moment has passed", '7000 Mina answers',
      '20000 Mina hangs up', '20100 The caller\'s line ends',
    ])
  })
  it('tells no bell that nobody heard: in the queue there are words and music, and the promise’s beat is told in other words', () => {
    const atOnce = story(60_000, call.arrives(), call.queued(0), call.offered(18_000, ['mina']), call.answered(22_000, 'mina'))
    expect(atOnce.rings.map(({ heard }) => heard)).to.deep.equal(Array(8).fill(false))
    expect(atOnce.promises.t1).to.include({ ring: 8, ringHeard: false, verdict: 'broken' })
    expect(stepsIn(atOnce)).to.deep.equal(['0 The call arrives', '0 Joins the queue', "6000 As rings, the third: the promise's moment has passed", '22000 Mina answers'])
    // As it comes: some milliseconds after the arrival.
    expect(story(60_000, call.arrives(), call.queued(30), call.hungUp(4500)).rings.map(({ heard }) => heard)).to.deep.equal([false, false])
    expect(story(60_000, ...rung, call.answered(3100, 'mina')).rings.map(({ heard }) => heard), 'picked up at once').to.deep.equal([true, true])
    const later = story(60_000, ...rung, call.queued(7000), call.offered(9000, ['mina'], 2), call.answered(11_000, 'mina', 2))
    expect(later.rings.map(({ ring, heard }) => `${ring} ${heard}`)).to.deep.equal(['1 true', '2 true', '3 true', '4 false'])
    expect(stepsIn(later).filter((one) => /ing/.test(one))).to.deep.equal([
      '500 Mina: phone rings', '3000 Ring 2 begins', '6000 Ring 3 begins', "6000 Third ring: the promise's moment has passed",
    ])
    expect(openedKo.storyWords.waited('22.0', 8, false)).to.equal('22.0초 기다림 · 벨로 치면 8번째')
    expect(story(60_000, ...rung, call.answered(4000, 'mina')).promises.t1).to.include({ ring: 2, ringHeard: true })
  })
  it('does not speak of a moment that had not come', () => {
    expect(stepsIn(story(2000, ...rung)).join()).not.to.match(/Third ring/)
    expect(stepsIn(story(60_000, ...rung, call.answered(5999, 'mina'))).join()).not.to.match(/Third ring/)
  })
  it('tells a line that was lost from one that was put down', () => {
    const lost: CallEvent = { ...told(20_050), type: 'party-lost', who: 'r1' }
    const gone = call.stopped(20_000, 'mina', 'completed')
    expect(stepsIn(story(40_000, ...rung, call.answered(1200, 'mina'), gone, lost)).slice(3)).to.deep.equal(['20000 Mina: the line is lost, the caller stays'])
    expect(stepsIn(story(40_000, ...rung, call.answered(1200, 'mina'), gone)).slice(3)).to.deep.equal(['20000 Mina hangs up'])
  })
  it('tells every try to call back, and how it ended', () => {
    const byMina = (ms: number, what: object) => ({ ...told(ms), by: agent('mina'), ...what }) as CallEvent
    const back = (ms: number, dial: number, type: string, more: object = {}) => ({ ...told(ms), type: `call-back-${type}`, dial, ...more }) as CallEvent
    expect(stepsIn(story(99_000, call.arrives(), call.hungUp(4000),
      byMina(5000, { type: 'call-back-booked', reason: 'abandoned', promisedFor: 99_000, owner: null, department: null }),
      back(10_000, 1, 'dialled', { by: agent('mina') }), back(12_000, 1, 'picked-up'), back(30_000, 1, 'unanswered', { because: 'busy' }), back(30_200, 1, 'dial-ended'),
      back(40_000, 2, 'dialled', { by: agent('mina') }), back(41_000, 2, 'picked-up'), back(45_000, 2, 'answered'), back(80_000, 2, 'dial-ended'),
      byMina(81_000, { type: 'call-back-settled', outcome: 'reached' }),
    )).slice(2)).to.deep.equal([
      '4000 The caller\'s line ends', '5000 A call-back is promised', '10000 Mina calls back', '12000 Mina picks up their own phone', '30000 The caller is on the phone',
      '40000 Mina calls back', '41000 Mina picks up their own phone', '45000 The caller picks up', '81000 Taken off the list of those to call back',
    ])
  })
  it('tells a transfer with its thirty seconds', () => {
    expect(stepsIn(story(90_000, ...rung, call.answered(1200, 'mina'), ...passedOn)).slice(3)).to.deep.equal([
      '20000 To be passed on: Mina → Tara', '21000 Tara: phone rings', "50000 30 s: the promise's moment has passed", '55000 Tara answers', '55100 Tara has the transfer',
    ])
  })
})

describe('a supervisor in a call’s story', () => {
  const view = story(9000, ...rung, call.answered(1200, 'mina'), ...supervised, boss(8500, { type: 'requeue-asked', ask: 6 }))
  const told = (said: typeof openedKo) => stepsOf(view, ({ ko }) => ko).filter(({ what }) => !/^(arrived|ring|phone)/.test(what)).map(({ at, what, who }) => `${at - MONDAY_NINE} ${said.storyWords.steps[what](who)}`)
  it('is told with what held and not with what was wanted, each time that there was one', () => {
    expect(view.supervisions.map(({ inForce, end }) => [inForce.map(({ mode }) => mode).join(), end])).to.deep.equal([['listen,coach', 'left'], ['', 'not-reached'], ['take-over', 're-queued']])
    expect(told(openedEn)).to.deep.equal([
      '2000 Supervisor Boss: phone is rung to take part', '3000 Supervisor Boss begins to listen, heard by nobody', '4500 Supervisor Boss begins to coach, heard by the agent alone', '5200 Supervisor Boss goes',
      '6000 Supervisor Boss: phone is rung to take part', '7000 Supervisor Boss does not pick up', '7500 Supervisor Boss: phone is rung to take part', '8000 Supervisor Boss takes the call over',
      '8500 Supervisor Boss puts the caller at the front of the queue',
    ])
    expect(told(openedKo)).to.include.members(['3000 감독자 Boss 듣기 시작 (아무에게도 들리지 않음)', '4500 감독자 Boss 코칭 시작 (상담사에게만 들림)', '8000 감독자 Boss 통화를 넘겨받음'])
  })
  it('has words for every way of taking part, in both languages', () => {
    for (const { storyWords: { steps } } of [openedKo, openedEn]) expect(new Set(SUPERVISE_MODES.map((mode) => steps[`supervisor-${mode}`]('B'))).size).to.equal(SUPERVISE_MODES.length)
  })
})

describe('an opened number in words', () => {
  it('has a name and a formula in plain words for every number of the board, in both languages', () => {
    for (const said of [openedKo, openedEn]) {
      for (const figure of FIGURES) expect(said.figures[figure].how.length, figure).to.be.greaterThan(20)
      expect(new Set(FIGURES.map((figure) => said.figures[figure].name)).size).to.equal(FIGURES.length)
    }
  })
  it('is printed as on the board: cut, never rounded up, a dash for nothing', () => {
    expect([printed(0.9996, 'ratio', 's'), printed(1, 'ratio', 's'), printed(null, 'ratio', 's'), printed(1204, 'count', 's'), printed(5990, 'ms', 's')])
      .to.deep.equal(['99.9%', '100%', '—', '1,204', '5.9s'])
    expect([length(59_999, '초'), length(60_000, '초')]).to.deep.equal(['59.9초', '1:00'])
  })
  it('is found again in a newer picture under the same name', async () => {
    const line = await startLine()
    const view = { ...line.live(), t1: { ...line.live().t1, uncertain: 7 }, counts: { ...line.live().counts, abandoned: 3 } } as WallboardView
    await line.stop()
    for (const figure of FIGURES) {
      const now = inPicture(view, figure)
      if (now !== undefined) expect(now, figure).to.equal(readFigure(view, figure))
      else expect(unitOf(figure) === 'ms' || figure.startsWith('agents-'), `${figure} runs with the clock, or is a person's`).to.equal(true)
    }
  })
})
