import { expect } from 'chai'
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { type CallId, END_REASONS } from '../../server/calls/events.ts'
import type { Staff } from '../../server/floor/floor.ts'
import { nameCall } from '../../server/calls/arrival.ts'
import { createDocuments, HOLD_MUSIC } from '../../server/webhooks/twiml.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { agent } from '../support/given.ts'

const CALL: CallId = nameCall(MONDAY_NINE, `CA${'0'.repeat(32)}` as never)
const LINE = {
  publicUrl: 'https://desk.test', number: '1600-3248', voice: 'Polly.Seoyeon-Neural', called: '+8216003248', fallbackDial: [] as string[],
  hours: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [{ from: 540, to: 1080 }]])),
}
const documents = createDocuments(LINE)
const browser = (id: string): Staff => ({ id: agent(id), name: id, role: 'agent', department: { ko: '고객지원센터', en: 'Centre' }, endpoint: { kind: 'browser' } })
const phone = (id: string, number: string): Staff => ({ ...browser(id), endpoint: { kind: 'phone', number: number as never } })
const sip = (id: string, uri: string): Staff => ({ ...browser(id), endpoint: { kind: 'sip', uri } })

interface Element { name: string; attributes: Record<string, string>; children: Element[]; text: string }

/** Reads a document as any XML reader would. */
function read(document: string): Element {
  const checked = XMLValidator.validate(document)
  if (checked !== true) throw new Error(`${checked.err.msg}: ${document}`)
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', trimValues: false,
    parseTagValue: false, parseAttributeValue: false, ignoreDeclaration: true })
  const walk = (node: Record<string, unknown>): Element => {
    const [name = ''] = Object.keys(node).filter((key) => key !== ':@')
    const inside = node[name] as Record<string, unknown>[]
    return {
      name,
      attributes: (node[':@'] ?? {}) as Record<string, string>,
      children: inside.filter((child) => !('#text' in child)).map(walk),
      text: inside.filter((child) => '#text' in child).map((child) => String(child['#text'])).join(''),
    }
  }
  const [root, ...more] = parser.parse(document) as Record<string, unknown>[]
  expect(more).to.have.length(0)
  return walk(root!)
}
const verbs = (document: string) => read(document).children
const names = (document: string) => verbs(document).map(({ name }) => name)
/** An address of ours in a document, without what is said to Twilio behind the #. */
const address = (url: string | undefined) => {
  const { origin, pathname, searchParams, hash } = new URL(url ?? '')
  return { path: origin + pathname, query: Object.fromEntries(searchParams), hash }
}
const RETRIES = '#rc=3&rp=5xx,ct,rt&rt=4000'

describe('the document that rings phones', () => {
  const ring = (...phones: Staff[]) => documents.of(CALL, { do: 'ring', round: 2, phones, timeoutSeconds: 15 })

  it('begins with the dial and lets the caller hear true ringback until a person answers', () => {
    const [dial, ...more] = verbs(ring(browser('mina')))
    expect(more).to.have.length(0)
    expect(dial!.name).to.equal('Dial')
    expect(dial!.attributes).to.include({ answerOnBridge: 'true', timeout: '15', method: 'POST' })
    expect(address(dial!.attributes['action'])).to.deep.equal({ path: 'https://desk.test/twilio/dial',
      query: { call: CALL, round: '2' }, hash: RETRIES })
  })
  it('rings each phone in its own way, and hears of each how it goes', () => {
    const [dial] = verbs(ring(browser('mina'), phone('jun', '+821012345678'), sip('sora', 'sip:sora@pbx.kr;transport=tls')))
    expect(dial!.children.map(({ name }) => name)).to.deep.equal(['Client', 'Number', 'Sip'])
    const [client, number, address_] = dial!.children
    expect(client!.children.map(({ name, text }) => [name, text])).to.deep.equal([['Identity', 'mina'], ['Parameter', '']])
    expect(client!.children[1]!.attributes).to.deep.equal({ name: 'call', value: CALL })
    expect(number!.text).to.equal('+821012345678')
    expect(address_!.text).to.equal('sip:sora@pbx.kr;transport=tls')
    for (const [i, id] of ['mina', 'jun', 'sora'].entries()) {
      const { statusCallback, statusCallbackEvent } = dial!.children[i]!.attributes
      expect(address(statusCallback)).to.deep.equal({ path: 'https://desk.test/twilio/leg',
        query: { call: CALL, round: '2', agent: id }, hash: RETRIES })
      expect(statusCallbackEvent).to.equal('initiated ringing answered completed')
    }
  })
  it('becomes the queue when all whom it would ring have left', () => {
    expect(names(ring())).to.deep.equal(['Enqueue'])
  })
})

describe('the other documents', () => {
  it('put a caller into the queue, with words and music, and hear when they leave it', () => {
    const [enqueue] = verbs(documents.of(CALL, { do: 'queue', stay: 3 }))
    expect(enqueue!.text).to.equal('hotline')
    expect(address(enqueue!.attributes['waitUrl'])).to.deep.include({ path: 'https://desk.test/twilio/queue/wait',
      query: { call: CALL }, hash: RETRIES })
    expect(address(enqueue!.attributes['action'])).to.deep.include({ path: 'https://desk.test/twilio/queue/left',
      query: { call: CALL, stay: '3' } })
  })
  it('speak Korean before the music', () => {
    const [say, play] = verbs(documents.waiting(2, 60_000))
    expect(say!.attributes).to.include({ language: 'ko-KR', voice: LINE.voice })
    expect(say!.text).to.contain('두 번째')
    expect(play!.text).to.equal(`https://desk.test${HOLD_MUSIC}`)
  })
  it('say why before they hang up', () => {
    for (const because of ['out-of-hours', 'refused'] as const) {
      const document = documents.of(CALL, { do: 'turn-away', because })
      expect(names(document)).to.deep.equal(['Say', 'Hangup'])
      expect(verbs(document)[0]!.text).to.contain(because === 'refused' ? '일 육 공 공' : '평일 오전 아홉 시')
    }
    expect(names(documents.of(CALL, { do: 'hang-up' }))).to.deep.equal(['Hangup'])
    expect(names(documents.nothing())).to.deep.equal([])
  })
  it('care for the caller when something failed: who is free rings, then the emergency’s numbers, then an honest sentence', () => {
    const [dial] = verbs(documents.degraded([browser('mina'), phone('jun', '+821012345678')]))
    expect(dial!.children.map(({ name }) => name)).to.deep.equal(['Client', 'Number'])
    expect(dial!.attributes['answerOnBridge']).to.equal('true')
    expect(address(dial!.attributes['action']).path).to.equal('https://desk.test/twilio/voice/fallback')
    expect(dial!.children[0]!.attributes).not.to.have.property('statusCallback')
    expect(names(documents.degraded([]))).to.deep.equal(['Say', 'Hangup'])
    expect(verbs(documents.fallback())[0]!.text).to.contain('죄송합니다').and.to.contain('일 육 공 공')
    const emergency = createDocuments({ ...LINE, called: '+8216003248', fallbackDial: ['+82263932553', '+821012345678'] })
    expect(names(emergency.fallback())).to.deep.equal(['Dial'])
    const [numbers] = verbs(emergency.fallback())
    expect(numbers!.children.map(({ text }) => text)).to.deep.equal(['+82263932553', '+821012345678'])
    // They ring once: when Twilio comes back, the sentence is all that is left.
    expect(address(numbers!.attributes['action'])).to.deep.equal({ path: 'https://desk.test/twilio/voice/fallback',
      query: { rang: 'numbers' }, hash: RETRIES })
    expect(names(emergency.fallback(true))).to.deep.equal(['Say', 'Hangup'])
  })
  it('let everybody into a conference who talks, silence whoever listens, and have a coach heard by one leg alone', () => {
    const leg = `CA${'1'.repeat(32)}` as never
    const attributesOf = (document: string) => verbs(document)[0]!.children[0]!.attributes
    expect(attributesOf(documents.room(CALL, 'r1'))).not.to.have.any.keys('muted', 'coach')
    expect(attributesOf(documents.room(CALL, 'a1', null))).to.include({ muted: 'true', startConferenceOnEnter: 'true' }).and.not.to.have.property('coach')
    const coach = documents.room(CALL, 'a1', leg)
    expect(attributesOf(coach)).to.include({ coach: leg }).and.not.to.have.property('muted')
    // Should Twilio not let a coach in (13240), it asks again instead of hanging up.
    expect(names(coach)).to.deep.equal(['Dial', 'Redirect'])
    expect(address(verbs(coach)[1]!.text)).to.deep.include({ path: 'https://desk.test/twilio/room/left', query: { call: CALL, who: 'a1' } })
  })
  it('say why a supervisor ends a call, before they end it', () => {
    for (const reason of END_REASONS) {
      const document = documents.of(CALL, { do: 'close', reason })
      expect(names(document)).to.deep.equal(['Say', 'Hangup'])
      expect(verbs(document)[0]!.text, reason).to.match(/통화를 종료(합니다|하겠습니다)/).and.not.to.match(/\d/)
    }
    expect(new Set(END_REASONS.map((reason) => documents.of(CALL, { do: 'close', reason }))).size).to.equal(END_REASONS.length)
  })
  it('have a telephone press a key before its owner is let into another’s call', () => {
    const [gather, hangUp] = verbs(documents.whisper(CALL, 3, null))
    expect(address(gather!.attributes['action'])).to.deep.include({ path: 'https://desk.test/twilio/colleague/accept', query: { call: CALL, attempt: '3' } })
    expect(gather!.children[0]!.text).to.contain('1번을 눌러')
    expect(hangUp!.name).to.equal('Hangup')
  })
  it('send Twilio to the next step with the call and its round', () => {
    expect(address(documents.next(CALL, 4))).to.deep.equal({ path: 'https://desk.test/twilio/next', query: { call: CALL, round: '4' },
      hash: RETRIES })
  })
  it('stay below an address’s 4,000 characters and a document’s 64 kB with ten phones', () => {
    const many = Array.from({ length: 10 }, (_, i) => browser(`agent${'x'.repeat(25)}${i}`))
    expect(documents.of(CALL, { do: 'ring', round: 9999, phones: many, timeoutSeconds: 45 }).length).to.be.below(64_000)
    expect(documents.next(CALL, 9999).length).to.be.below(4000)
  })
})

describe('text that would be markup', () => {
  const PAYLOADS = [
    'sip:a@b.kr?x=<Hangup/>', 'sip:a@b.kr</Sip><Redirect>https://evil.test</Redirect>', 'sip:"a"@b.kr&y=1', "sip:'a'@b.kr",
    'sip:a@b.kr]]><!--',
    'sip:a@b.kr&amp;lt;', 'sip:&#60;Hangup/&#62;@b.kr', '<?xml version="1.0"?>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 'sip:김@b.kr',
  ]
  for (const payload of PAYLOADS) {
    it(`stays text in a SIP address: ${payload}`, () => {
      const [dial, ...more] = verbs(documents.of(CALL, { do: 'ring', round: 1, phones: [sip('sora', payload), browser('mina')],
        timeoutSeconds: 15 }))
      expect(more).to.have.length(0)
      expect(dial!.children.map(({ name }) => name)).to.deep.equal(['Sip', 'Client'])
      expect(dial!.children[0]!.text).to.equal(payload)
      expect(dial!.children[0]!.children).to.have.length(0)
    })
  }
  it('never changes the shape of a document, whatever stands in a SIP address', () => {
    const printable = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    fc.assert(fc.property(printable, (uri) => {
      const [dial, ...more] = verbs(documents.of(CALL, { do: 'ring', round: 1, phones: [sip('sora', uri), browser('mina')],
        timeoutSeconds: 15 }))
      expect(more).to.have.length(0)
      expect(dial!.children.map(({ name }) => name)).to.deep.equal(['Sip', 'Client'])
      expect(dial!.children[0]!.text).to.equal(uri)
    }), { numRuns: 500 })
  })
})
