import { expect } from 'chai'
import { ACCOUNT_SID, type Answer, AUTH_TOKEN, CALLED, type Line, newSid, signed, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

const ROUTES = ['voice', 'voice/fallback', 'status', 'leg', 'dial', 'next', 'queue/wait', 'queue/left'].map((path) => `/twilio/${path}`)

describe('a request to Twilio\'s addresses', () => {
  let line: Line
  before(async () => {
    line = await startLine()
    await line.ready('mina')
  })
  after(() => line.stop())
  let kept: number
  beforeEach(() => void (kept = line.app.journal.seq))
  afterEach(() => {
    expect(line.app.journal.seq, 'nothing was kept').to.equal(kept)
    expectSound(line)
  })

  const arrival = (more: Record<string, string> = {}) =>
    ({ AccountSid: ACCOUNT_SID, CallSid: newSid(), From: '+821012345678', To: CALLED, CallStatus: 'ringing', ...more })
  const post = (path: string, body: string, headers: Record<string, string>): Promise<Answer> =>
    line.send('POST', path, body, { 'content-type': 'application/x-www-form-urlencoded', ...headers })
  const genuine = (path: string, form: Record<string, string>) => post(path, new URLSearchParams(form).toString(), signed(path, form))
  const expectRefused = (answer: Answer, status: number, reason: string) => {
    expect([answer.status, answer.json().reason], answer.body).to.deep.equal([status, reason])
    expect(answer.headers['content-type']).to.equal('application/problem+json')
    expect(answer.body).not.to.contain('1234').and.not.to.contain(AUTH_TOKEN)
  }

  for (const path of ROUTES) {
    it(`is refused at ${path} without a signature, with a wrong one, or one of another token or address`, async () => {
      const form = arrival()
      const body = new URLSearchParams(form).toString()
      expectRefused(await post(path, body, {}), 403, 'not-signed')
      for (const headers of [
        { 'x-twilio-signature': '' }, { 'x-twilio-signature': 'AAAA' },
        { 'x-twilio-signature': signed(path, form)['x-twilio-signature']!.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) },
        signed(path, form, 'another-token-0123456789'), signed(`${path}/`, form), signed(path, { ...form, CallStatus: 'completed' }),
      ]) expectRefused(await post(path, body, headers as Record<string, string>), 403, 'wrong-signature')
      // A hostile Host header changes nothing about the address that was signed.
      expectRefused(await post(path, body, { host: 'http://[', 'x-twilio-signature': 'AAAA' }), 403, 'wrong-signature')
      expect((await post(path, body, {})).json()).not.to.have.property('detail')
    })

    it(`is refused at ${path} by any other method than POST`, async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const answer = await line.send(method, path, null)
        expectRefused(answer, 405, 'wrong-method')
        expect(answer.headers['allow']).to.equal('POST')
      }
    })
  }

  it('is refused when names and values were shifted against each other, although that signs alike', async () => {
    const form = arrival({ CallSid: `CA${'1'.repeat(32)}` })
    const shifted = { ...form, CallSid: 'C', A1111: '' } as Record<string, string>
    const headers = signed('/twilio/voice', form)
    for (const variant of [
      { ...form, To: `${CALLED}x`.slice(0, -1), CallStatus: 'ring', [`CallStatus${'ing'}`]: '' },
      Object.fromEntries(Object.entries(form).map(([name, value], i) => (i === 0 ? [name + value, ''] : [name, value]))),
      Object.fromEntries(Object.entries(form).map(([name, value]) => [name === 'To' ? 'T' : name, name === 'To' ? `o${value}` : value])),
      shifted,
    ]) {
      const answer = await post('/twilio/voice', new URLSearchParams(variant as Record<string, string>).toString(), headers)
      expect(answer.status).to.be.oneOf([400, 403])
    }
    // The path's end moved into the first name: another address, which there is not.
    const moved = await post('/twilio/voiceAccountSid', new URLSearchParams(form).toString(), headers)
    expect(moved.status).to.equal(404)
  })

  it('is refused when a parameter is given twice, although that signs alike', async () => {
    const form = arrival()
    const answer = await post('/twilio/voice', `${new URLSearchParams(form)}&CallSid=${form.CallSid}`, signed('/twilio/voice', form))
    expectRefused(answer, 400, 'repeated-parameter')
    expect(answer.json().detail).to.contain('CallSid')
  })

  it('is refused for a shape that Twilio never sends, and says which field', async () => {
    const shapes: [string, Record<string, string>, string][] = [
      ['/twilio/voice', arrival({ CallSid: 'CA123' }), 'CallSid'],
      ['/twilio/voice', arrival({ CallSid: `CA${'G'.repeat(32)}` }), 'CallSid'],
      ['/twilio/voice', arrival({ From: 'x'.repeat(301) }), 'From'],
      ['/twilio/status', arrival({ CallStatus: 'vanished' }), 'CallStatus'],
      ['/twilio/status', arrival({ CallStatus: 'completed', CallDuration: '-1' }), 'CallDuration'],
      ['/twilio/status', arrival({ CallStatus: 'completed', CallDuration: '1e9' }), 'CallDuration'],
    ]
    for (const [path, form, field] of shapes) {
      const answer = await genuine(path, form)
      expectRefused(answer, 400, 'malformed')
      expect(answer.json().detail, path).to.contain(field)
    }
  })

  describe('about a call we know', () => {
    let query: URLSearchParams
    before(async () => {
      const call = await dial(line)
      query = new URL(call.url('action')).searchParams
      await call.ends('no-answer')
    })
    const at = (path: string, changes: Record<string, string | null> = {}) => {
      const all: Record<string, string> = { call: query.get('call')!, round: '1', agent: 'mina', stay: '1' }
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) delete all[name]
        else all[name] = value
      }
      return `/twilio/${path}?${new URLSearchParams(all)}`
    }

    it('is refused when our own parameters are not as we wrote them', async () => {
      const wrong: [string, string, (string | null)[]][] = [
        ['leg', 'call', [null, '', 'x', "' or 1=1 --"]], ['leg', 'round', [null, '0', '-1', '1.5', '99999', 'NaN']],
        ['leg', 'agent', [null, 'Mina', 'a b', '../x']], ['dial', 'round', [null, 'one']], ['next', 'call', [null, '%00']],
        ['queue/wait', 'call', [null]], ['queue/left', 'stay', [null, '0']],
      ]
      for (const [path, name, values] of wrong) {
        for (const value of values) {
          const answer = await genuine(at(path, { [name]: value }), arrival())
          expectRefused(answer, 400, 'malformed')
          expect(answer.json().detail).to.contain(name)
        }
      }
      const twice = `${at('leg')}&round=2`
      expectRefused(await genuine(twice, arrival()), 400, 'malformed')
    })

    it('is refused for a status, a result or a leg that does not exist', async () => {
      for (const [path, form, field] of [
        ['leg', arrival({ CallStatus: 'exploded' }), 'CallStatus'],
        ['dial', arrival({ DialCallStatus: 'perhaps' }), 'DialCallStatus'],
        ['dial', arrival({ DialCallStatus: 'completed', DialBridged: 'yes' }), 'DialBridged'],
        ['dial', arrival({ DialCallStatus: 'completed', DialCallSid: 'nobody' }), 'DialCallSid'],
        ['dial', arrival({ DialCallStatus: 'not-begun' }), 'DialCallStatus'],
        ['dial', arrival(), 'DialCallStatus'],
        ['queue/left', arrival({ QueueResult: 'lost' }), 'QueueResult'],
      ] as const) {
        const answer = await genuine(at(path), form)
        expectRefused(answer, 400, 'malformed')
        expect(answer.json().detail).to.contain(field)
      }
    })

    it('is not found for a call that there never was', async () => {
      const call = '0zzzzzzzz-00000000'
      expectRefused(await genuine(at('leg', { call }), arrival({ CallStatus: 'in-progress' })), 404, 'unknown-call')
      expectRefused(await genuine(at('dial', { call }), arrival({ DialCallStatus: 'busy' })), 404, 'unknown-call')
      expectRefused(await genuine(at('dial', { call }), arrival({ CallStatus: 'completed', DialCallStatus: 'busy' })), 404, 'unknown-call')
      expectRefused(await genuine(at('next', { call }), arrival()), 404, 'unknown-call')
      expectRefused(await genuine(at('queue/left', { call }), arrival({ QueueResult: 'hangup' })), 404, 'unknown-call')
    })
  })

  it('is not found for an account or a number that is not ours', async () => {
    expectRefused(await genuine('/twilio/voice', arrival({ AccountSid: `AC${'b'.repeat(32)}` })), 404, 'unknown-account')
    expectRefused(await genuine('/twilio/status', arrival({ AccountSid: `AC${'b'.repeat(32)}`, CallStatus: 'completed' })), 404, 'unknown-account')
    expectRefused(await genuine('/twilio/voice', arrival({ To: '+8215881234' })), 404, 'unknown-number')
    expectRefused(await genuine('/twilio/status', arrival({ To: '+8215881234', CallStatus: 'completed' })), 404, 'unknown-number')
  })

  it('is refused beyond 32 kB, announced or not', async () => {
    const form = arrival({ Padding: 'x'.repeat(33_000) })
    expectRefused(await genuine('/twilio/voice', form), 413, 'too-large')
    const chunked = await new Promise<number>((resolve, reject) => {
      void import('node:http').then(({ request }) => {
        const sending = request({ host: '127.0.0.1', port: line.port, method: 'POST', path: '/twilio/voice', headers: signed('/twilio/voice', form) },
          (response) => (response.resume(), resolve(response.statusCode ?? 0)))
        sending.on('error', reject)
        for (let i = 0; i < 40; i++) sending.write('x'.repeat(1000))
        sending.end()
      })
    })
    expect(chunked).to.equal(413)
  })

  it('is nothing to us at an address that there is not', async () => {
    for (const path of ['/twilio', '/twilio/', '/twilio/Voice', '/twilio/voice/', '/twilio/recording']) {
      expect((await genuine(path, arrival())).status, path).to.equal(404)
    }
  })

  it('with bytes that are no text is refused or taken, never a fault', async () => {
    for (const body of [
      '%', '%ff%fe=%00', '=&=&=', '\u0000\u0001', 'a[b][c]=1&__proto__=x&constructor=y', '&'.repeat(2000), 'a=1&'.repeat(1000),
    ]) {
      const answer = await post('/twilio/voice', body, { 'x-twilio-signature': 'AAAA' })
      expect(answer.status).to.equal(403)
    }
    const strange = arrival({ CallSid: 'x', From: '\u0000<script>&"\'', CallerName: '\ud800', 'a[b]': 'c' })
    expectRefused(await genuine('/twilio/voice', strange), 400, 'malformed')
  })
})
