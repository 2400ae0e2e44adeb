import { expect } from 'chai'
import fc from 'fast-check'
import twilio from 'twilio'
import { signatureOf, urlAsSigned } from '../../scripts/simulator/signature.ts'
import { ACCOUNT, onStage, PUBLIC_URL } from './a-server.ts'

describe('a signature', () => {
  it('is the one of the published example', () => {
    const form = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675310', Digits: '1234', From: '+14158675310', To: '+18005551212' }
    expect(signatureOf('12345', 'https://example.com/myapp.php?foo=1&bar=2', form)).to.equal('L/OH5YylLD5NRKLltdqwSvS0BnU=')
  })

  it('satisfies the twilio library, whatever is signed', function () {
    this.timeout(20_000)
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,11}$/)
    fc.assert(fc.property(fc.dictionary(name, fc.string({ unit: 'binary' })), fc.webPath(), (form, path) => {
      const url = `https://example.org/${path}`
      expect(twilio.validateRequest('token', signatureOf('token', url, form), url, form)).to.equal(true)
    }), { numRuns: 40 })
  })

  it('leaves out the fragment, the user, and the port of https', () => {
    expect(urlAsSigned('https://a:b@example.org:8443/p?q=1#rc=2')).to.equal('https://example.org/p?q=1')
    expect(urlAsSigned('http://example.org:3000/p#rc=2&rp=5xx')).to.equal('http://example.org:3000/p')
  })

  it('stands on every request of a call', () =>
    onStage({ answers: { '/twilio/voice': () => `<Enqueue waitUrl="${PUBLIC_URL}/wait?q=%EA%B0%80#rc=2">q</Enqueue>`, '/wait': () => '<Pause length="3"/>' } },
      async (stage) => {
        const caller = stage.world.callIn({ from: '01012345678' })
        await stage.until(10)
        caller.hangUp()
        await stage.until(12)
        expect(stage.asked.length).to.be.greaterThan(4)
        for (const { path, form, headers } of stage.asked) {
          const signature = String(headers['x-twilio-signature'])
          expect(twilio.validateRequest(ACCOUNT.authToken, signature, PUBLIC_URL + path, form), path).to.equal(true)
          expect(headers['i-twilio-idempotency-token']).to.be.a('string')
        }
      }))
})
