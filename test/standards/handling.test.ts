import { expect } from 'chai'
import { partiesOf } from '../../server/calls/arrangement.ts'
import type { AgentId, CallEvent, LegId } from '../../server/calls/events.ts'
import { handlingMs } from '../../server/standards/handling.ts'
import { shareOf } from '../../server/standards/tally.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { CALL, exactly, fold, RULES, says, SECOND, storyOf } from '../support/given.ts'

const call = storyOf()
const MINUTE = 60 * SECOND
/** Rings at once, is answered by Mina at 4 s, and hung up two minutes later. */
const TALK = [call.arrives(), call.rings(0, ['mina', 'jun']), call.answered(4000, 'mina'), call.stopped(4100, 'jun', 'canceled'),
  call.stopped(124_000, 'mina', 'completed'), call.hungUp(124_100)]
const done = (who: string, ms: number) => says.done(who, MONDAY_NINE + ms)
const took = (...facts: CallEvent[]) => handlingMs(fold(facts))

describe('how long a call keeps people busy', () => {
  it('is the talk and what was needed to write it up', () => {
    expect(took(...TALK, done('mina', 124_000 + 25_000))).to.equal(2 * MINUTE + 25_000)
  })
  it('is taken to be as long as wrap-up may last, until its agent says that it is done', () => {
    expect(took(...TALK)).to.equal(2 * MINUTE + RULES.wrapUpMs)
    expect(took(...TALK, done('mina', 124_000 + RULES.wrapUpMs + 5000)), 'it had ended by itself').to.equal(2 * MINUTE + RULES.wrapUpMs)
  })
  it('is not known while the talk goes on, and nothing where nobody talked', () => {
    expect(took(...TALK.slice(0, 4))).to.equal(null)
    expect(took(call.arrives(), call.rings(0, ['mina']), call.hungUp(9000))).to.equal(null)
  })
  it('is the same in whichever order it is told', () => {
    const facts = [...TALK, done('mina', 150_000)]
    expect(took(...[...facts].reverse())).to.equal(took(...facts))
  })
  it('takes no notice of somebody else’s wrap-up', () => {
    expect(took(...TALK, done('jun', 130_000))).to.equal(2 * MINUTE + RULES.wrapUpMs)
  })
  it('is counted where the call counts, and corrected when it is written up', () => {
    expect(shareOf(fold(TALK))).to.include({ talks_ended: 1, talk_ms: 2 * MINUTE, handled_ms: 2 * MINUTE + RULES.wrapUpMs })
    expect(shareOf(fold([...TALK, done('mina', 134_000)]))).to.include({ talks_ended: 1, talk_ms: 2 * MINUTE, handled_ms: 2 * MINUTE + 10_000 })
  })

  it('is not that of a supervisor who came in and left the call with its agent', () => {
    const leg = 'boss/leg' as LegId
    const by = 'boss' as AgentId
    const at = (ms: number, fact: object): CallEvent => ({ ...exactly(MONDAY_NINE + ms), call: CALL, ...fact }) as CallEvent
    const to = { kind: 'agent', id: 'boss' }
    const looksIn = [
      at(30_000, { type: 'supervise-asked', ask: 1, supervision: 1, mode: 'barge', by }),
      at(30_000, { type: 'colleague-rung', attempt: 1, transfer: null, supervision: 1, to }),
      at(33_000, { type: 'colleague-answered', attempt: 1, leg }), at(33_200, { type: 'colleague-joined', attempt: 1, leg }),
      at(60_000, { type: 'supervise-ended', ask: 2, supervision: 1, by }), at(60_500, { type: 'colleague-ended', attempt: 1, leg, status: 'completed' }),
    ]
    expect(partiesOf(fold([...TALK, ...looksIn])).map(({ agent }) => agent)).to.deep.equal(['mina', 'boss'])
    expect(took(...TALK, ...looksIn, done('mina', 134_000))).to.equal(2 * MINUTE + 10_000)
  })

  describe('when it is passed on', () => {
    const leg = 'tara/leg' as LegId
    const at = (ms: number, fact: object): CallEvent => ({ ...exactly(MONDAY_NINE + ms), call: CALL, ...fact }) as CallEvent
    /** Mina asks for Tara at one minute, who picks up ten seconds later; they consult until Mina leaves at two minutes; Tara talks until four. */
    const passedOn = (to: { kind: 'agent' | 'contact'; id: string }): CallEvent[] => [
      call.arrives(), call.rings(0, ['mina']), call.answered(4000, 'mina'),
      at(MINUTE, { type: 'transfer-asked', ask: 1, transfer: 1, kind: 'consult', to, by: 'mina' as AgentId, gist: '' }),
      at(MINUTE, { type: 'colleague-rung', attempt: 1, transfer: 1, to }),
      at(MINUTE + 10_000, { type: 'colleague-answered', attempt: 1, leg }),
      at(MINUTE + 10_200, { type: 'colleague-joined', attempt: 1, leg }),
      at(2 * MINUTE, { type: 'leave-asked', ask: 2, by: 'mina' as AgentId }),
      call.stopped(2 * MINUTE, 'mina', 'completed'),
      at(4 * MINUTE, { type: 'colleague-ended', attempt: 1, leg, status: 'completed' }),
      call.hungUp(4 * MINUTE),
    ]
    it('is the time of both, also while they consult, and what each writes up', () => {
      const both = (2 * MINUTE - 4000) + (3 * MINUTE - 10_000)
      expect(took(...passedOn({ kind: 'agent', id: 'tara' }))).to.equal(both + 2 * RULES.wrapUpMs)
      expect(took(...passedOn({ kind: 'agent', id: 'tara' }), done('mina', 2 * MINUTE + 5000), done('tara', 4 * MINUTE + 7000))).to.equal(both + 12_000)
    })
    it('is only that of our own, when it goes to somebody outside', () => {
      expect(took(...passedOn({ kind: 'contact', id: 'coop' }))).to.equal(2 * MINUTE - 4000 + RULES.wrapUpMs)
    })
  })
})
