import { expect } from 'chai'
import { dialOutOf } from '../../server/calls/dials-out.ts'
import type { CallEvent, Target } from '../../server/calls/events.ts'
import { agent, CALL, exactly, fold, storyOf } from '../support/given.ts'

const FOREST: Target = { kind: 'contact', id: 'forest' }
const TARA: Target = { kind: 'agent', id: 'tara' }
const { arrives, rings, answered } = storyOf()
const told = (ms: number) => ({ ...exactly(ms), call: CALL })
const asked = (ms: number, by: string, to: Target): CallEvent => ({ ...told(ms), type: 'transfer-asked', ask: 1, transfer: 1, kind: 'consult', to, by: agent(by), gist: '' })
const widened = (ms: number, by: string, to: Target, ask = 2): CallEvent => ({ ...told(ms), type: 'transfer-widened', ask, transfer: 1, kind: 'consult', to, by: agent(by) })
const rung = (ms: number, to: Target, attempt = 1): CallEvent => ({ ...told(ms), type: 'colleague-rung', attempt, transfer: 1, to })

/** What a call's facts have dialled, each seen when the whole call is known. */
const dials = (...facts: CallEvent[]) => {
  const call = fold([arrives(), rings(0, ['mina']), answered(2000, 'mina'), ...facts])
  return facts.flatMap((fact) => dialOutOf(fact, call) ?? [])
}

describe('a number of the outside', () => {
  it('is dialled for whoever asked for it, whether the transfer was first for it or came to it later', () => {
    expect(dials(asked(5000, 'mina', FOREST), rung(5000, FOREST))).to.deep.equal([{ at: 5000, by: 'mina' }])
    expect(dials(asked(5000, 'mina', TARA), rung(5000, TARA), widened(9000, 'jun', FOREST), rung(9000, FOREST, 2))).to.deep.equal([{ at: 9000, by: 'jun' }])
    expect(dials(asked(5000, 'mina', FOREST), rung(5000, FOREST), widened(30_000, 'jun', FOREST), rung(30_000, FOREST, 2)))
      .to.deep.equal([{ at: 5000, by: 'mina' }, { at: 30_000, by: 'jun' }])
  })
  it('is dialled with every try to call somebody back, when it is tried and not when it was promised', () => {
    const booked: CallEvent = { ...told(3000), type: 'call-back-booked', reason: 'booked', promisedFor: 99_000, owner: agent('mina'), department: null }
    const dialled = (ms: number, by: string, dial: number): CallEvent => ({ ...told(ms), type: 'call-back-dialled', dial, by: agent(by) })
    expect(dials(booked, dialled(90_000, 'mina', 1), dialled(95_000, 'jun', 2))).to.deep.equal([{ at: 90_000, by: 'mina' }, { at: 95_000, by: 'jun' }])
  })
  it('is no phone of our own people, and none that a supervisor has rung to take part', () => {
    expect(dials(asked(5000, 'mina', TARA), rung(5000, TARA))).to.deep.equal([])
    expect(dials({ ...told(5000), type: 'colleague-rung', attempt: 1, transfer: null, supervision: 1, to: { kind: 'agent', id: 'boss' } })).to.deep.equal([])
  })
})
