import { expect } from 'chai'
import fc from 'fast-check'
import { reduceAgent } from '../../server/agents/reduce.ts'
import { isReady, reasonsAgainst, unseen } from '../../server/agents/state.ts'
import type { AgentEvent } from '../../server/agents/events.ts'
import type { AgentId } from '../../server/calls/events.ts'
import { UNREACHABLE_REASONS as IN_JOURNAL } from '../../server/agents/events.ts'
import { LEASE_MS, reasonsOf } from '../../server/phone/reach.ts'
import { UNREACHABLE_REASONS } from '../../server/protocol/agents.ts'
import type { Heartbeat } from '../../server/protocol/phone.ts'
import { byUs } from '../../server/routing/plan.ts'

const WELL: Heartbeat =
  { registered: true, tokenUntil: 100_000, microphone: 'granted', sound: 'running', hidden: false, roundTripMs: 30, hasPhone: true }
const reasons = (change: Partial<Heartbeat>, agoMs = 100) => reasonsOf([{ beat: { ...WELL, ...change }, agoMs }], 50_000)

describe('whether a call would reach somebody', () => {
  it('is so when everything is well, also in a hidden tab', () => {
    expect(reasons({})).to.deep.equal([])
    expect(reasons({ hidden: true, roundTripMs: null, tokenUntil: null })).to.deep.equal([])
  })
  it('is not so for each thing that is wrong, by its own name', () => {
    expect(reasons({ registered: false })).to.deep.equal(['not-registered'])
    expect(reasons({ tokenUntil: 50_000 })).to.deep.equal(['token-expired'])
    for (const microphone of ['prompt', 'denied', 'none'] as const) expect(reasons({ microphone })).to.deep.equal(['no-microphone'])
    expect(reasons({ sound: 'suspended' })).to.deep.equal(['sound-blocked'])
    expect(reasons({ roundTripMs: 4_000 })).to.deep.equal(['line-slow'])
    expect(reasons({ microphone: 'denied', sound: 'suspended' })).to.deep.equal(['no-microphone', 'sound-blocked'])
  })
  it('ends with the lease of a page that fell silent', () => {
    expect(reasons({}, LEASE_MS)).to.deep.equal([])
    expect(reasons({}, LEASE_MS + 1)).to.deep.equal(['no-heartbeat'])
    expect(reasonsOf([], 0)).to.deep.equal(['no-heartbeat'])
  })
  it('goes by the one tab that has the phone, however well the others are', () => {
    const other = { beat: { ...WELL, hasPhone: false }, agoMs: 0 }
    expect(reasonsOf([other], 0)).to.deep.equal(['not-registered'])
    expect(reasonsOf([other, { beat: { ...WELL, sound: 'suspended' }, agoMs: 0 }], 0)).to.deep.equal(['sound-blocked'])
    // Reloaded: the page before is still within its lease, but the new one speaks now.
    expect(reasonsOf([{ beat: WELL, agoMs: 900 }, { beat: { ...WELL, sound: 'suspended' }, agoMs: 50 }], 0)).to.deep.equal(['sound-blocked'])
    // The tab that had it crashed; the one that goes on has it now.
    expect(reasonsOf([{ beat: WELL, agoMs: LEASE_MS + 1 }, { beat: WELL, agoMs: 0 }], 0)).to.deep.equal([])
  })
  it('only ever names reasons of the closed list, and never more for a beat that is younger', () => {
    const beat = fc.record<Heartbeat>({
      registered: fc.boolean(), tokenUntil: fc.option(fc.integer({ min: 0, max: 10 })), microphone: fc.constantFrom('granted', 'prompt', 'denied', 'none'),
      sound: fc.constantFrom('running', 'suspended'), hidden: fc.boolean(), roundTripMs: fc.option(fc.integer({ min: 0, max: 9_000 })), hasPhone: fc.boolean(),
    })
    fc.assert(fc.property(beat, fc.integer({ min: 0, max: 30_000 }), (one, agoMs) => {
      const found = reasonsOf([{ beat: one, agoMs }], 5)
      for (const reason of found) if (!UNREACHABLE_REASONS.includes(reason)) return false
      return agoMs > LEASE_MS ? found.join() === 'no-heartbeat' : !found.includes('no-heartbeat')
    }))
    expect(IN_JOURNAL).to.deep.equal(UNREACHABLE_REASONS)
  })
})

describe('somebody whose reachability was measured', () => {
  const MINA = 'mina' as AgentId
  const told = (at: number, event: object) => ({ ...byUs(at), agent: MINA, ...event }) as AgentEvent
  const after = (...events: AgentEvent[]) => events.reduce(reduceAgent, unseen(MINA))
  const ready = told(10, { type: 'agent-became-ready' })
  const measured = (at: number, ...reasons: string[]) => told(at, { type: 'agent-reach-changed', reasons })

  it('is rung as declared while nothing was measured in this session', () => {
    expect(isReady(after(ready), 20)).to.equal(true)
    expect(after(ready).reach).to.equal(null)
  })
  it('is not rung while there is a reason, and is again when it is gone', () => {
    expect(isReady(after(ready, measured(11, 'no-microphone')), 20)).to.equal(false)
    expect(reasonsAgainst(after(ready, measured(11, 'no-microphone')))).to.deep.equal(['no-microphone'])
    expect(isReady(after(ready, measured(11, 'no-microphone'), measured(12)), 20)).to.equal(true)
  })
  it('is not made reachable by saying "ready" when the page itself says why not', () => {
    expect(isReady(after(measured(5, 'sound-blocked'), ready), 20)).to.equal(false)
  })
  it('is taken at their word again when the page is gone and they say "ready" elsewhere', () => {
    expect(isReady(after(measured(5, 'no-heartbeat'), ready), 20)).to.equal(true)
  })
  it('begins anew after signing out', () => {
    expect(after(ready, measured(11, 'no-heartbeat'), told(12, { type: 'agent-signed-out' })).reach).to.equal(null)
  })
  it('is not changed by something older', () => {
    expect(isReady(after(ready, measured(12), measured(11, 'no-heartbeat')), 20)).to.equal(true)
  })
})
