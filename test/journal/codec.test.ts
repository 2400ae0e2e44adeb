import { expect } from 'chai'
import fc from 'fast-check'
import { AWAY_REASONS, WRAP_UP_OUTCOMES } from '../../server/agents/events.ts'
import { CLEARED_BECAUSE, nameAlert, STEPS, WAYS_OUT } from '../../server/alerts/events.ts'
import {
  CALL_BACK_REASONS, END_REASONS, LEG_ENDS, NOBODY_FREE, QUEUE_ENDS, RETURN_REASONS, ROUND_ENDS, ROUND_KINDS, STOP_REASONS, SUPERVISE_MODES, TRANSFER_KINDS, TURNED_AWAY, WHERE,
} from '../../server/calls/events.ts'
import { chain, GENESIS } from '../../server/journal/chain.ts'
import { CHECKS } from '../../server/standards/checks.ts'
import { decode, encode, type Event, isAlertEvent, isCallEvent, type Row } from '../../server/journal/codec.ts'
import { SEVERITIES } from '../../server/protocol/alerts.ts'
import { FIGURES } from '../../server/protocol/figures.ts'

const moment = fc.integer({ min: 0, max: 4e12 })
const when = fc.record({ at: moment, earliest: moment, receivedAt: moment })
const text = fc.string({ unit: 'binary', maxLength: 40 })
const id = fc.stringMatching(/^[a-z0-9-]{1,20}$/)
const leg = fc.stringMatching(/^CA[0-9a-f]{32}$/)
const count = fc.integer({ min: 1, max: 9999 })
const ofCall = { call: id }
const ofAsk = { ...ofCall, ask: count }
const ofAttempt = { ...ofCall, attempt: count }
const target = fc.record({ kind: fc.constantFrom('department', 'agent', 'contact'), id })
const who = fc.oneof(fc.constant('caller'), count.map((n) => `r${n}`), count.map((n) => `a${n}`))
const ofLeg = { ...ofCall, round: count, leg, agent: id }

const alert = fc.tuple(moment, id).map(([at, rule]) => nameAlert(at, rule))
const sentTo = { step: fc.constantFrom(...STEPS), way: fc.constantFrom(...WAYS_OUT), to: text }
const ways = { webhook: fc.option(text), texts: fc.array(text, { maxLength: 3 }) }
const anyRule = fc.record({
  id, name: text, figure: fc.constantFrom(...FIGURES), is: fc.constantFrom('below', 'above'), threshold: fc.nat(), forMs: fc.nat(), leastDecided: fc.nat(),
  clearAfterMs: fc.nat(), hours: text, severity: fc.constantFrom(...SEVERITIES), sound: fc.boolean(), notification: fc.boolean(), ...ways,
  escalate: fc.option(fc.record({ afterMs: fc.nat(), ...ways })), active: fc.boolean(),
})

/** With the rest, or without. */
const maybe = (made: fc.Arbitrary<object>, rest: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(made, fc.tuple(made, fc.record(rest)).map(([one, more]) => ({ ...one, ...more })))

/** Each kind of event with any content it may have. A new kind does not compile until it stands here too. */
const KINDS: { [K in Event['type']]: fc.Arbitrary<object> } = {
  'call-arrived': fc.record({
    ...ofCall, leg, line: text, caller: fc.record({ raw: text, masked: text }),
    rules: fc.record({ definition: fc.constant(1), cadenceMs: count, wrapUpMs: count }), leadMs: fc.nat(),
    learnt: fc.constantFrom('voice', 'status', 'asked'),
  }),
  'check-failed': fc.record({ check: fc.constantFrom(...CHECKS), expected: text, found: text }),
  'check-held': fc.record({ check: fc.constantFrom(...CHECKS) }),
  'round-began': fc.record({ ...ofCall, round: count, kind: fc.constantFrom(...ROUND_KINDS), agents: fc.array(id, { maxLength: 10 }) }),
  'round-fetched': fc.record({ ...ofCall, round: count }),
  'leg-dialled': fc.record(ofLeg),
  'leg-alerted': fc.record(ofLeg),
  'leg-answered': fc.record(ofLeg),
  'leg-ended': maybe(fc.record({ ...ofLeg, status: fc.constantFrom(...LEG_ENDS) }), { talkSeconds: fc.nat() }),
  'silence-asked': fc.record(ofLeg),
  'round-ended': fc.record({
    ...ofCall, round: count, result: fc.constantFrom(...ROUND_ENDS), bridged: fc.option(fc.boolean()), leg: fc.option(leg),
    talkSeconds: fc.option(fc.nat()),
  }),
  'queue-joined': fc.record({ ...ofCall, stay: count }),
  'queue-left': fc.record({ ...ofCall, stay: count, result: fc.constantFrom(...QUEUE_ENDS) }),
  'transfer-asked': fc.record({ ...ofAsk, transfer: count, kind: fc.constantFrom(...TRANSFER_KINDS), to: target, by: id, gist: text }),
  'transfer-widened': fc.record({ ...ofAsk, transfer: count, to: target, by: id }),
  'transfer-withdrawn': fc.record({ ...ofAsk, transfer: count, by: id }),
  'transfer-returned': fc.record({ ...ofAsk, transfer: count, because: fc.constantFrom(...RETURN_REASONS) }),
  'transfer-refused': fc.record({ ...ofCall, refusal: count, to: target, by: id, because: fc.constantFrom(...NOBODY_FREE) }),
  'join-asked': fc.record({ ...ofAsk, transfer: count, by: id }),
  'swap-asked': fc.record({ ...ofAsk, transfer: count, by: id }),
  'leave-asked': fc.record({ ...ofAsk, by: id }),
  'hold-asked': fc.record({ ...ofAsk, by: id }),
  'resume-asked': fc.record({ ...ofAsk, by: id }),
  'hang-up-asked': fc.record({ ...ofAsk, by: id }),
  'supervise-asked': fc.record({ ...ofAsk, supervision: count, mode: fc.constantFrom(...SUPERVISE_MODES), by: id }),
  'supervise-changed': fc.record({ ...ofAsk, supervision: count, mode: fc.constantFrom(...SUPERVISE_MODES), by: id }),
  'supervise-ended': fc.record({ ...ofAsk, supervision: count, by: id }),
  'requeue-asked': fc.record({ ...ofAsk, by: id }),
  'end-armed': fc.record({ ...ofAsk, reason: fc.constantFrom(...END_REASONS), by: id }),
  'end-asked': fc.record({ ...ofAsk, reason: fc.constantFrom(...END_REASONS), by: id }),
  'colleague-rung': maybe(fc.record({ ...ofAttempt, transfer: fc.option(count), to: target }), { supervision: count }),
  'colleague-dialled': fc.record({ ...ofAttempt, leg }),
  'colleague-alerted': fc.record({ ...ofAttempt, leg }),
  'colleague-answered': fc.record({ ...ofAttempt, leg }),
  'colleague-ended': maybe(fc.record({ ...ofAttempt, leg, status: fc.constantFrom(...LEG_ENDS) }), { talkSeconds: fc.nat() }),
  'colleague-joined': fc.record({ ...ofAttempt, leg }),
  'colleague-late': fc.record({ ...ofAttempt, leg, faster: fc.option(count) }),
  'colleague-stopped': fc.record({ ...ofAttempt, because: fc.constantFrom(...STOP_REASONS) }),
  'colleague-failed': fc.record({ ...ofAttempt, because: fc.constantFrom('not-begun', 'not-needed') }),
  placed: maybe(fc.record({ ...ofCall, placement: count, who, where: fc.constantFrom(...WHERE), round: count }), { heardBy: leg }),
  'move-asked': fc.record({ ...ofCall, move: count, who, leg, to: fc.constantFrom(...WHERE) }),
  'move-fetched': fc.record({ ...ofCall, move: count }),
  'move-failed': fc.record({ ...ofCall, move: count }),
  'room-left': fc.record({ ...ofCall, leg }),
  'line-put-down': fc.record({ ...ofCall, leg, by: id }),
  'party-lost': fc.record({ ...ofCall, who }),
  'call-back-booked': fc.record({
    ...ofCall, reason: fc.constantFrom(...CALL_BACK_REASONS), promisedFor: fc.nat(), owner: fc.option(id), department: fc.option(id),
  }),
  'call-back-changed': fc.record({ ...ofCall, change: count, promisedFor: moment, by: id }),
  'call-back-dialled': fc.record({ ...ofCall, dial: count, by: id }),
  'call-back-picked-up': fc.record({ ...ofCall, dial: count }),
  'call-back-unanswered': fc.record({ ...ofCall, dial: count, because: fc.constantFrom('no-answer', 'busy', 'failed') }),
  'call-back-answered': fc.record({ ...ofCall, dial: count }),
  'call-back-dial-ended': fc.record({ ...ofCall, dial: count }),
  'call-back-settled': fc.record({ ...ofCall, outcome: fc.constantFrom('reached', 'not-reached'), by: fc.option(id) }),
  'turned-away': fc.record({ ...ofCall, because: fc.constantFrom(...TURNED_AWAY) }),
  'call-ended': maybe(fc.record({ ...ofCall, leg, status: fc.constantFrom(...LEG_ENDS),
    learnt: fc.constantFrom('callback', 'asked') }), { talkSeconds: fc.nat() }),
  'agent-became-ready': maybe(fc.record({ agent: id }), { by: id }),
  'agent-reach-changed': fc.record({ agent: id, reasons: fc.array(fc.constantFrom('not-registered', 'no-microphone')) }),
  'agent-went-away': maybe(fc.record({ agent: id, reason: fc.constantFrom(...AWAY_REASONS) }), { by: id }),
  'agent-signed-out': fc.record({ agent: id }),
  'alert-rule-set': fc.record({ rule: anyRule, by: fc.option(id) }),
  'alert-rule-removed': fc.record({ rule: id, by: id }),
  'alert-rule-silenced': fc.record({ rule: id, until: moment, by: id }),
  'alert-condition-began': fc.record({ rule: id, since: moment, value: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }) }),
  'alert-condition-ended': fc.record({ rule: id }),
  'alert-raised': fc.record({ alert, rule: anyRule, since: moment, value: fc.nat() }),
  'alert-subsided': fc.record({ alert, value: fc.option(fc.nat()) }),
  'alert-resumed': fc.record({ alert, value: fc.nat() }),
  'alert-acknowledged': fc.record({ alert, by: id, note: text }),
  'alert-escalated': fc.record({ alert }),
  'alert-cleared': fc.record({ alert, value: fc.option(fc.nat()), because: fc.constantFrom(...CLEARED_BECAUSE) }),
  'alert-sent': fc.record({ alert, ...sentTo, because: fc.option(text) }),
  'alert-delivered': fc.record({ alert, ...sentTo, because: fc.option(text) }),
  'wrap-up-finished': fc.record({ agent: id, ...ofCall, outcome: fc.constantFrom(...WRAP_UP_OUTCOMES), note: text }),
}
const anyEvent = (type: Event['type']): fc.Arbitrary<Event> =>
  fc.tuple(when, KINDS[type]).map(([when, rest]) => ({ ...when, ...rest, type }) as Event)
const TYPES = Object.keys(KINDS) as Event['type'][]

describe('an event that is written down', () => {
  for (const type of TYPES) {
    it(`is read back as it was: ${type}`, () => {
      fc.assert(fc.property(anyEvent(type), (event) => {
        const row = encode(event)
        expect(row).to.include({ type, version: 1, at: event.at, received_at: event.receivedAt })
        expect(decode(JSON.parse(JSON.stringify(row)) as Row)).to.deep.equal(event)
      }))
    })
  }
  it('belongs to a call, to an agent, to an alert or to the service itself, and the journal can tell which', () => {
    for (const type of TYPES) {
      const [event] = fc.sample(anyEvent(type), 1)
      expect(isAlertEvent(event!), type).to.equal(type.startsWith('alert-'))
      expect(isCallEvent(event!), type).to.equal(!/^(agent|alert|check)-/.test(type))
    }
  })
  it('is refused when a newer program wrote it', () => {
    const [event] = fc.sample(anyEvent('leg-answered'), 1)
    for (const version of [0, 2, 99]) {
      expect(() => decode({ ...encode(event!),
        version })).to.throw(`journal holds leg-answered in version ${version}, this program knows 1`)
    }
  })
})

describe('the chain of hashes', () => {
  const any = fc.constantFrom(...TYPES).chain(anyEvent)
  it('tells any two different rows apart, and any two places', () => {
    fc.assert(fc.property(any, any, fc.nat(1000), fc.nat(1000), (a, b, m, n) => {
      const [one, other] = [encode(a), encode(b)]
      const same = m === n && JSON.stringify(one) === JSON.stringify(other)
      expect(Buffer.compare(chain(GENESIS, m, one), chain(GENESIS, n, other)) === 0).to.equal(same)
    }))
  })
  it('tells nothing from an empty text', () => {
    const [row] = fc.sample(anyEvent('queue-joined'), 1).map(encode)
    for (const column of ['leg', 'agent'] as const) {
      expect(chain(GENESIS, 1, { ...row!, [column]: '' })).not.to.deep.equal(chain(GENESIS, 1, row!))
    }
  })
  it('builds on the row before', () => {
    const [row] = fc.sample(any, 1).map(encode)
    expect(chain(chain(GENESIS, 1, row!), 2, row!)).not.to.deep.equal(chain(GENESIS, 2, row!))
  })
})
