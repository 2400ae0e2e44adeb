import { expect } from 'chai'
import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { parse } from 'node:querystring'
import { createForms } from '../../server/webhooks/form.ts'
import { createSignature, RequestRefused } from '../../server/webhooks/signature.ts'

const TOKEN = '12345'
/** The rule, written out once more by its description and not by the library's code. */
const sign = (url: string, form: Record<string, string>, token = TOKEN) =>
  createHmac('sha1', token).update(url + spell(form)).digest('base64')
/** What is signed: no separators, so two forms may spell the same text and Twilio's rule cannot tell them apart. */
const spell = (form: Record<string, unknown>) => Object.keys(form).sort().map((name) => name + String(form[name])).join('')
const encode = (form: Record<string, string>) => new URLSearchParams(form).toString()

const refusedAs = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof RequestRefused) return `${error.status} ${error.reason}`
    throw error
  }
  return 'taken'
}

describe('the signature of a request', () => {
  // Both published by Twilio: in its documentation, and in the tests of its libraries.
  for (const { host, number, signature } of [
    { host: 'https://example.com', number: '+14158675310', signature: 'L/OH5YylLD5NRKLltdqwSvS0BnU=' },
    { host: 'https://mycompany.com', number: '+14158675309', signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
  ]) {
    it(`is Twilio’s, for the example with ${host}`, () => {
      const form = { CallSid: 'CA1234567890ABCDE', Caller: number, Digits: '1234', From: number, To: '+18005551212' }
      expect(createSignature(host, [TOKEN])('/myapp.php?foo=1&bar=2', signature, encode(form))).to.deep.equal(form)
      expect(sign(`${host}/myapp.php?foo=1&bar=2`, form)).to.equal(signature)
    })
  }

  const FORM = { CallSid: `CA${'0'.repeat(32)}`, From: '+821012345678', To: '+8216003248', CallerName: '김 "철수" & <b>' }
  const PATH = '/twilio/leg?call=abc&round=1'
  const check = createSignature('https://desk.test', [TOKEN])
  const good = sign(`https://desk.test${PATH}`, FORM)

  it('opens the form, with everything in it as it was sent', () => {
    expect(check(PATH, good, encode(FORM))).to.deep.equal(FORM)
  })
  it('is asked for: a request without one is refused', () => {
    expect(refusedAs(() => check(PATH, undefined, encode(FORM)))).to.equal('403 not-signed')
    expect(refusedAs(() => check(PATH, [good, good], encode(FORM)))).to.equal('403 not-signed')
    for (const header of ['', ' ', 'x', `${good} `, good.slice(0, -1), good.toLowerCase(), 'é'.repeat(28), `${good}${good}`]) {
      expect(refusedAs(() => check(PATH, header, encode(FORM))), JSON.stringify(header)).to.equal('403 wrong-signature')
    }
  })
  it('is not that of another account, address or method of writing it', () => {
    expect(refusedAs(() => check(PATH, sign(`https://desk.test${PATH}`, FORM, '12346'), encode(FORM)))).to.equal('403 wrong-signature')
    expect(refusedAs(() => check(PATH, sign(`http://desk.test${PATH}`, FORM), encode(FORM)))).to.equal('403 wrong-signature')
    expect(refusedAs(() => check(PATH, sign(`https://other.test${PATH}`, FORM), encode(FORM)))).to.equal('403 wrong-signature')
    expect(refusedAs(() => check(PATH, sign(`https://desk.test${PATH}`, {}), encode(FORM)))).to.equal('403 wrong-signature')
  })
  it('is taken with either token while tokens are exchanged, and with the new one alone after it', () => {
    const both = createSignature('https://desk.test', ['new-token', TOKEN])
    expect(both(PATH, good, encode(FORM))).to.deep.equal(FORM)
    expect(both(PATH, sign(`https://desk.test${PATH}`, FORM, 'new-token'), encode(FORM))).to.deep.equal(FORM)
    expect(refusedAs(() => both(PATH, sign(`https://desk.test${PATH}`, FORM, 'old-token'), encode(FORM)))).to.equal('403 wrong-signature')
    expect(refusedAs(() => createSignature('https://desk.test', ['new-token'])(PATH, good, encode(FORM)))).to.equal('403 wrong-signature')
  })
  it('leaves the port out over https, and keeps it over http', () => {
    expect(createSignature('https://desk.test:8443', [TOKEN])(PATH, good, encode(FORM))).to.deep.equal(FORM)
    expect(createSignature('https://desk.test:8443/base', [TOKEN])(PATH, sign(`https://desk.test/base${PATH}`, FORM),
      encode(FORM))).to.deep.equal(FORM)
    expect(createSignature('https://[::1]:8443', [TOKEN])(PATH, sign(`https://[::1]${PATH}`, FORM), encode(FORM))).to.deep.equal(FORM)
    const plain = createSignature('http://desk.test:8080', [TOKEN])
    expect(plain(PATH, sign(`http://desk.test:8080${PATH}`, FORM), encode(FORM))).to.deep.equal(FORM)
    expect(refusedAs(() => plain(PATH, sign(`http://desk.test${PATH}`, FORM), encode(FORM)))).to.equal('403 wrong-signature')
  })
  it('does not cover a name given twice: refused although it fits', () => {
    const body = `${encode(FORM)}&To=${encodeURIComponent(FORM.To)}`
    expect(refusedAs(() => check(PATH, good, body))).to.equal('400 repeated-parameter')
  })
  it('does not say where a name ends: such a form fits, and is refused for its shape', () => {
    const shifted = { [`CallSid${FORM.CallSid}`]: '', From: FORM.From, To: FORM.To, CallerName: FORM.CallerName }
    expect(check(PATH, good, encode(shifted))).to.deep.equal(shifted)
    expect(refusedAs(() => createForms(`AC${'0'.repeat(32)}`, FORM.To).arrival(check(PATH, good,
      encode(shifted))))).to.equal('400 malformed')
  })
  it('fits an empty form', () => {
    expect(check('/twilio/voice', sign('https://desk.test/twilio/voice', {}), '')).to.deep.equal({})
  })
  it('does not fit when any byte of the body, the path or the signature itself is another', () => {
    const body = encode(FORM)
    const others = ['A', '0', '&', '=', '%', '+', ' ', '\0', 'é']
    let tried = 0
    const everyMutant = (text: string, taken: (mutant: string) => void) => {
      for (let i = 0; i < text.length; i++) {
        for (const other of others) if (text[i] !== other) taken(text.slice(0, i) + other + text.slice(i + 1))
        taken(text.slice(0, i) + text.slice(i + 1))
      }
    }
    const refused = (path: string, header: string, form: string) => {
      tried++
      expect(refusedAs(() => check(path, header, form)), `${path} ${header} ${form}`).to.match(/^403 wrong-signature$/)
    }
    // Two ways to write the same form are the same form; and where a name ends, Twilio's rule does not say: see below.
    everyMutant(body, (mutant) => spell({ ...parse(mutant) }) === spell(FORM) || refused(PATH, good, mutant))
    everyMutant(PATH, (mutant) => refused(mutant, good, body))
    everyMutant(good, (mutant) => refused(PATH, mutant, body))
    expect(tried).to.be.above(1500)
  })
  it('fits whatever Twilio signs, and nothing that differs', () => {
    const form = fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,12}$/), fc.string({ unit: 'grapheme', maxLength: 20 }), { maxKeys: 12 })
      .map((made) => ({ ...made }))
    fc.assert(fc.property(form, form, fc.stringMatching(/^\/[a-z/?=&]{0,20}$/), (one, other, path) => {
      const header = sign(`https://desk.test${path}`, one)
      expect({ ...check(path, header, encode(one)) }).to.deep.equal(one)
      if (spell(one) !== spell(other)) expect(refusedAs(() => check(path, header, encode(other)))).to.equal('403 wrong-signature')
    }), { numRuns: 400 })
  })
  it('says in its refusal nothing of the token and the signature it expected', () => {
    try {
      check(PATH, 'wrong', encode(FORM))
      expect.fail('it was taken')
    } catch (error) {
      expect(String(error)).not.to.contain(good).and.not.to.contain(TOKEN)
    }
  })
})
