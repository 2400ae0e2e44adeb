import { signal } from '@preact/signals'
import { expect } from 'chai'
import { createActions, wished } from '../../dashboard/desk/actions.ts'
import { newestDesk, takeDesk } from '../../dashboard/live/newest.ts'
import type { PhoneLine, PhoneState } from '../../dashboard/desk/phone.ts'

/** The picture says that a caller rings about a second before the telephone here does. */
describe('answering before the telephone rings', () => {
  const state = signal({ kind: 'demo', lines: [] as PhoneLine[] } as unknown as PhoneState)
  const answered: string[] = []
  let seq = 0
  const show = (...calls: string[]) => takeDesk({
    view: {
      seq: ++seq, asOf: seq, speed: 1, me: { agent: 'mina' }, talking: null, wrappingUp: null, callBacks: [],
      ringing: calls.map((call) => ({ call, leg: `CA-${call}` })),
    } as never, connection: 1, receivedAt: 0,
  })
  const rings = (...calls: string[]) => {
    state.value = { ...state.value, lines: calls.map((call) => ({ leg: `CA-${call}`, call, supervision: false, state: 'ringing' as const, muted: false })) }
  }
  const phone = { state, answer: (leg: string) => answered.push(leg), decline() {} }
  const actions = createActions({ ask: async () => ({ ok: true }), phone: () => phone as never, view: () => newestDesk.peek()?.view ?? null })

  beforeEach(() => {
    answered.length = 0
    wished.value = null
    rings()
    show()
  })

  it('is remembered for that very call, and done the moment the telephone rings', () => {
    show('a', 'b')
    actions.answer()
    expect(wished.value).to.equal('a')
    rings('b')
    expect(answered, "another's line").to.deep.equal([])
    rings('b', 'a')
    expect(answered).to.deep.equal(['CA-a'])
    expect(wished.value).to.equal(null)
  })
  it('is forgotten when the call goes elsewhere', () => {
    show('a')
    actions.answer()
    show()
    show('b')
    rings('b')
    rings('a', 'b')
    expect([answered, wished.value]).to.deep.equal([[], null])
  })
  it('can be taken back, and pressing twice in a hurry does not', () => {
    show('a')
    actions.answer()
    actions.answer()
    expect(wished.value).to.equal('a')
    actions.decline('a')
    rings('a')
    expect(answered).to.deep.equal([])
  })
  it('is not wished by a key pressed while nobody calls', () => {
    actions.answer()
    show('a')
    rings('a')
    expect(answered).to.deep.equal([])
  })
})
