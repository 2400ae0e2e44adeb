import { expect } from 'chai'
import fc from 'fast-check'
import type { AgentId, CallId, LegId } from '../../server/calls/events.ts'
import { nameCall } from '../../server/calls/arrival.ts'
import { createForms, readQuery, whenTold } from '../../server/webhooks/form.ts'
import { RequestRefused } from '../../server/webhooks/signature.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { stampOf } from '../support/stories.ts'

const ACCOUNT = `AC${'a'.repeat(32)}`
const CALLED = '+8216003248'
const SID = `CA${'0123456789abcdef'.repeat(2)}`
const forms = createForms(ACCOUNT, CALLED)
const NOW = MONDAY_NINE + 1234

const refusedAs = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof RequestRefused) return `${error.status} ${error.reason}`
    throw error
  }
  return 'taken'
}

describe('when something happened, by Twilio’s stamp and our receipt', () => {
  it('is our receipt, when that falls into the stamp’s second', () => {
    expect(whenTold('Mon, 23 Nov 2026 00:00:01 +0000', MONDAY_NINE + 1400)).to.deep.equal({
      at: MONDAY_NINE + 1400, earliest: MONDAY_NINE + 1000, receivedAt: MONDAY_NINE + 1400,
    })
  })
  it('is the last millisecond of the second, when the report came later', () => {
    expect(whenTold('Mon, 23 Nov 2026 00:00:01 +0000', MONDAY_NINE + 9000)).to.deep.equal({
      at: MONDAY_NINE + 1999, earliest: MONDAY_NINE + 1000, receivedAt: MONDAY_NINE + 9000,
    })
  })
  it('is the beginning of the second, when our clock is behind Twilio’s', () => {
    expect(whenTold('Mon, 23 Nov 2026 00:00:01 +0000', MONDAY_NINE)).to.deep.equal({
      at: MONDAY_NINE + 1000, earliest: MONDAY_NINE + 1000, receivedAt: MONDAY_NINE,
    })
  })
  it('is our receipt, with an error of two seconds, when there is no stamp or none that can be read', () => {
    for (const stamp of [undefined, '', 'soon', '99:99']) {
      expect(whenTold(stamp, NOW), String(stamp)).to.deep.equal({ at: NOW, earliest: NOW - 2000, receivedAt: NOW })
    }
  })
  it('lies in the stamp’s second, never before the truth and never after our receipt unless a clock is wrong', () => {
    fc.assert(fc.property(fc.nat(86_400_000), fc.integer({ min: -30_000, max: 3_600_000 }), (ms, delay) => {
      const truth = MONDAY_NINE + ms
      const second = Math.floor(truth / 1000) * 1000
      const receivedAt = truth + delay
      const { at, earliest } = whenTold(stampOf(truth), receivedAt)
      expect(at).to.be.within(second, second + 999)
      expect(earliest).to.equal(second)
      expect(earliest).to.be.at.most(at)
      if (delay >= 0) {
        expect(at).to.be.within(truth, receivedAt)
        expect(earliest).to.be.at.most(truth)
      }
    }))
  })
})

describe('the name of a call', () => {
  it('sorts by the time of arrival, fits our own addresses, and is the same wherever it is worked out', () => {
    fc.assert(fc.property(fc.nat(4e12), fc.nat(4e12), (a, b) => {
      const [one, other] = [nameCall(a, SID as LegId), nameCall(b, SID as LegId)]
      expect(readQuery({ call: one }, 'call').call).to.equal(one)
      expect(nameCall(a, SID as LegId)).to.equal(one)
      if (a < b) expect(one < other).to.equal(true)
    }))
  })
})

describe('our own parameters in an address', () => {
  const call = nameCall(MONDAY_NINE, SID as LegId)
  it('are read as we wrote them', () => {
    expect(readQuery({ call, round: '12', agent: 'mina_2', stay: '3' }, 'call', 'round', 'agent', 'stay'))
      .to.deep.equal({ call, round: 12, agent: 'mina_2', stay: 3 })
    expect(readQuery({ call, more: 'x' }, 'call')).to.deep.equal({ call })
  })
  for (const [what, query] of Object.entries({
    'missing': {}, 'empty': { call: '' }, 'given twice': { call: [call, call] }, 'an object': { call: { a: 'b' } },
    'too short': { call: call.slice(1) },
    'in capitals': { call: call.toUpperCase() }, 'followed by more': { call: `${call}\n` }, 'a path': { call: '../../etc' },
  })) {
    it(`are refused when the call is ${what}`, () => expect(refusedAs(() => readQuery(query, 'call'))).to.equal('400 malformed'))
  }
  for (const round of ['0', '-1', '1.5', '01', '12345', '1e3', ' 1', 'NaN', '']) {
    it(`are refused when the round is ${JSON.stringify(round)}`, () => {
      expect(refusedAs(() => readQuery({ round }, 'round'))).to.equal('400 malformed')
      expect(refusedAs(() => readQuery({ stay: round }, 'stay'))).to.equal('400 malformed')
    })
  }
  for (const agent of ['', 'm', 'Mina', '1mina', 'mina-kim', '<b>', 'a'.repeat(33), '김']) {
    it(`are refused when the agent is ${JSON.stringify(agent)}`,
      () => expect(refusedAs(() => readQuery({ agent }, 'agent'))).to.equal('400 malformed'))
  }
})

describe('a call’s first request', () => {
  const arrival = { CallSid: SID, AccountSid: ACCOUNT, From: '+821012345678', To: CALLED, Direction: 'inbound', CallStatus: 'ringing' }
  it('names the leg and the caller', () => {
    expect(forms.arrival(arrival)).to.deep.equal({ leg: SID, from: '+821012345678' })
  })
  it('is taken whatever the caller’s number is: withheld, missing, a SIP address', () => {
    for (const From of ['anonymous', '', 'sip:x@y.kr', '+266696687', '114',
      '<script>']) expect(forms.arrival({ ...arrival, From }).from).to.equal(From)
    const { From, ...without } = arrival
    expect(forms.arrival(without).from).to.equal('')
    void From
  })
  it('is refused for another account, another number, or with anything malformed', () => {
    expect(refusedAs(() => forms.arrival({ ...arrival, AccountSid: `AC${'b'.repeat(32)}` }))).to.equal('404 unknown-account')
    expect(refusedAs(() => forms.arrival({ ...arrival, To: '+82216003248' }))).to.equal('404 unknown-number')
    for (const CallSid of ['', 'CA12', `CA${'F'.repeat(32)}`, `XX${'0'.repeat(32)}`, `${SID} `, `${SID}\n`]) {
      expect(refusedAs(() => forms.arrival({ ...arrival, CallSid })), JSON.stringify(CallSid)).to.equal('400 malformed')
    }
    expect(refusedAs(() => forms.arrival({ ...arrival, From: 'x'.repeat(301) }))).to.equal('400 malformed')
    expect(refusedAs(() => forms.arrival({}))).to.equal('400 malformed')
  })
})

describe('a report about a staff phone', () => {
  const about = { call: 'call-1' as CallId, round: 2, agent: 'mina' as AgentId }
  const report = (CallStatus: string) => forms.leg({ CallSid: SID, AccountSid: ACCOUNT, CallStatus, Timestamp: stampOf(NOW) }, about, NOW)
  const told = { at: NOW, earliest: MONDAY_NINE + 1000, receivedAt: NOW, ...about, leg: SID }

  it('is one fact for each of Twilio’s words', () => {
    expect(report('queued')).to.equal(null)
    expect(report('initiated')?.event).to.deep.equal({ ...told, type: 'leg-dialled' })
    expect(report('ringing')?.event).to.deep.equal({ ...told, type: 'leg-alerted' })
    expect(report('in-progress')?.event).to.deep.equal({ ...told, type: 'leg-answered' })
    for (const status of ['completed', 'busy', 'no-answer', 'failed', 'canceled']) {
      expect(report(status)).to.deep.equal({ status, event: { ...told, type: 'leg-ended', status } })
    }
  })
  it('is refused in a word that Twilio does not have', () => {
    for (const word of ['', 'answered', 'COMPLETED', 'toString']) expect(refusedAs(() => report(word)), word).to.equal('400 malformed')
  })
})

describe('the report that a call is over', () => {
  const over = { CallSid: SID, AccountSid: ACCOUNT, From: '+821012345678', To: CALLED, CallStatus: 'completed', CallDuration: '62',
    Timestamp: stampOf(NOW) }
  it('tells when it ended and how long it was', () => {
    expect(forms.ended(over, NOW)).to.deep.equal({
      leg: SID, from: '+821012345678', status: 'completed', when: { at: NOW, earliest: MONDAY_NINE + 1000, receivedAt: NOW },
      talkSeconds: 62,
    })
    expect(forms.ended({ ...over, CallStatus: 'no-answer', CallDuration: '0' }, NOW)).to.include({ status: 'no-answer', talkSeconds: 0 })
  })
  it('is not one while the call goes on', () => {
    for (const CallStatus of ['queued', 'initiated', 'ringing', 'in-progress']) expect(forms.ended({ ...over, CallStatus }, NOW),
      CallStatus).to.equal(null)
  })
  it('is refused for another number, or with a duration that is none', () => {
    expect(refusedAs(() => forms.ended({ ...over, To: '+8215881588' }, NOW))).to.equal('404 unknown-number')
    for (const CallDuration of ['-1', '1.5', 'x', '12345678']) {
      expect(refusedAs(() => forms.ended({ ...over, CallDuration }, NOW)), CallDuration).to.equal('400 malformed')
    }
  })
})

describe('the report of a dial', () => {
  const dial = { CallSid: SID, AccountSid: ACCOUNT, CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true',
    DialCallSid: SID, DialCallDuration: '60' }
  it('says whether there was a talk, with whom and how long', () => {
    expect(forms.dialled(dial)).to.deep.equal({ result: 'completed', bridged: true, leg: SID, talkSeconds: 60, callerGone: false })
    expect(forms.dialled({ ...dial, DialBridged: 'false' })).to.include({ bridged: false })
  })
  it('leaves open what Twilio does not say', () => {
    expect(forms.dialled({ CallSid: SID, AccountSid: ACCOUNT, CallStatus: 'ringing', DialCallStatus: 'no-answer' }))
      .to.deep.equal({ result: 'no-answer', bridged: null, leg: null, talkSeconds: null, callerGone: false })
  })
  it('knows a caller who hung up from phones that rang out', () => {
    for (const CallStatus of ['completed', 'no-answer', 'canceled']) {
      expect(forms.dialled({ ...dial, CallStatus, DialCallStatus: 'no-answer',
        DialBridged: 'false' })).to.include({ result: 'canceled', callerGone: true })
    }
    expect(forms.dialled({ ...dial, CallStatus: 'completed' })).to.include({ result: 'completed', callerGone: true })
  })
  it('is refused in a word that is not Twilio’s, our own included', () => {
    for (const DialCallStatus of ['not-begun', 'done', '']) expect(refusedAs(() => forms.dialled({ ...dial,
      DialCallStatus }))).to.equal('400 malformed')
    expect(refusedAs(() => forms.dialled({ ...dial, DialBridged: 'yes' }))).to.equal('400 malformed')
    expect(refusedAs(() => forms.dialled({ ...dial, DialCallSid: 'CA1' }))).to.equal('400 malformed')
    expect(refusedAs(() => forms.dialled({ ...dial, AccountSid: 'AC1' }))).to.equal('404 unknown-account')
  })
})

describe('the report that a caller left the queue', () => {
  it('says how', () => {
    for (const QueueResult of ['bridged', 'hangup', 'leave', 'redirected', 'system-error'] as const) {
      expect(forms.leftQueue({ CallSid: SID, AccountSid: ACCOUNT, QueueResult })).to.deep.equal({ result: QueueResult })
    }
    expect(refusedAs(() => forms.leftQueue({ CallSid: SID, AccountSid: ACCOUNT, QueueResult: 'bored' }))).to.equal('400 malformed')
  })
})

describe('any request at all', () => {
  it('is read or refused, and never breaks the reader', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom(SID, ACCOUNT, CALLED, 'completed', 'ringing', 'true', '0'))
    const names = fc.constantFrom('CallSid', 'AccountSid', 'From', 'To', 'CallStatus', 'DialCallStatus', 'DialBridged', 'QueueResult',
      'Timestamp', 'CallDuration', '__proto__')
    fc.assert(fc.property(fc.dictionary(names, value), (form) => {
      const about = { call: 'call-1' as CallId, round: 1, agent: 'mina' as AgentId }
      for (const read of [
        () => forms.arrival(form), () => forms.leg(form, about, NOW), () => forms.ended(form, NOW), () => forms.dialled(form),
        () => forms.leftQueue(form),
        () => forms.document(form), () => readQuery(form, 'call'),
      ]) expect(refusedAs(read)).to.match(/^(taken|400 malformed|404 unknown-(account|number))$/)
    }), { numRuns: 500 })
  })
})
