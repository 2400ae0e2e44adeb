import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, readConfig, SETTINGS } from '../server/config.ts'

const REAL = {
  TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'auth-token-0123456789', PUBLIC_URL: 'https://desk.example.kr',
  SESSION_SECRET: 's'.repeat(32),
}
const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}
/** The names of the settings that are complained about. */
const wrong = (environment: Record<string, string>) => faultsOf(environment).map((fault) => fault.split(' ')[0])

describe('a start without any settings', () => {
  it('is the demo on this machine alone, with Korea’s bell and the agency’s hours', () => {
    const config = readConfig({})
    expect(config).to.deep.include({
      host: '127.0.0.1', port: 8080, publicUrl: 'http://localhost:8080', databaseFile: 'data/thirdring.db', timeZone: 'Asia/Seoul',
      simulated: true,
      telephony: { kind: 'demo', seed: 1600, speed: 1 }, metricsToken: null, fallbackDial: [],
    })
    expect(config.line).to.deep.include({
      number: '1600-3248', called: '+8216003248', cadenceMs: 3000, leadMs: 0, strategy: 'everyone', ringTimeoutSeconds: 15,
      wrapUpMs: 60_000, queueLimit: 50, target: 0.9,
    })
    expect(config.line.hours).to.deep.equal(Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [{ from: 540, to: 1080 }]])))
  })
  it('is the same when every setting is there and empty', () => {
    expect(readConfig(Object.fromEntries(SETTINGS.map((name) => [name, ''])))).to.deep.equal(readConfig({}))
  })
})

describe('a start with Twilio’s credentials', () => {
  it('serves the real line, to the network', () => {
    const config = readConfig({ ...REAL, TWILIO_AUTH_TOKEN_SECONDARY: 'the-token-to-come-0', TWILIO_API_KEY_SID: `SK${'b'.repeat(32)}`,
      TWILIO_API_KEY_SECRET: 'x'.repeat(32) })
    expect(config).to.include({ host: '0.0.0.0', simulated: false, publicUrl: 'https://desk.example.kr' })
    expect(config.telephony).to.deep.equal({
      kind: 'twilio', accountSid: REAL.TWILIO_ACCOUNT_SID, authToken: REAL.TWILIO_AUTH_TOKEN, authTokenSecondary: 'the-token-to-come-0',
      apiKey: { sid: `SK${'b'.repeat(32)}`, secret: 'x'.repeat(32) }, apiUrl: null,
    })
  })
  it('is refused with half of them, and says which half', () => {
    expect(wrong({ TWILIO_ACCOUNT_SID: REAL.TWILIO_ACCOUNT_SID })).to.have.members(['TWILIO_AUTH_TOKEN', 'PUBLIC_URL', 'SESSION_SECRET'])
    expect(wrong({ TWILIO_AUTH_TOKEN: REAL.TWILIO_AUTH_TOKEN })).to.have.members(['TWILIO_ACCOUNT_SID', 'PUBLIC_URL', 'SESSION_SECRET'])
    expect(wrong({ ...REAL, TWILIO_API_KEY_SID: `SK${'b'.repeat(32)}` })).to.deep.equal(['TWILIO_API_KEY_SID'])
    expect(wrong({ ...REAL, TWILIO_API_KEY_SECRET: 'x'.repeat(32) })).to.deep.equal(['TWILIO_API_KEY_SID'])
  })
})

describe('a start in production', () => {
  it('without credentials is refused: the demo is not shown on a real line', () => {
    expect(wrong({ NODE_ENV: 'production' })).to.have.members(['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'PUBLIC_URL',
      'SESSION_SECRET', 'NODE_ENV'])
    expect(faultsOf({ NODE_ENV: 'production' }).join('\n')).to.contain('the demo is not shown on a real line')
    expect(wrong({ NODE_ENV: 'production', PUBLIC_URL: REAL.PUBLIC_URL, SESSION_SECRET: REAL.SESSION_SECRET }))
      .to.have.members(['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'NODE_ENV'])
  })
  it('over plain http is refused', () => {
    expect(wrong({ ...REAL, NODE_ENV: 'production', PUBLIC_URL: 'http://desk.example.kr' })).to.deep.equal(['PUBLIC_URL'])
    expect(wrong({ ...REAL, NODE_ENV: 'production' })).to.deep.equal([])
  })
})

describe('wrong settings', () => {
  it('are all told at once, each by its name', () => {
    const environment = {
      PORT: '99999', PUBLIC_URL: 'desk.example.kr', DATABASE_URL: 'postgres://db/desk', LOG_LEVEL: 'loud', HOTLINE_NUMBER: '12',
      LINE_HOURS: 'mon-fri 9-6',
      EXTRA_HOLIDAYS: 'Christmas', TIME_ZONE: 'Asia/Busan', RING_CADENCE_MS: '3.5', RING_LEAD_MS: '-1', RING_STRATEGY: 'nobody',
      RING_TIMEOUT_SECONDS: '4',
      WRAP_UP_SECONDS: '9999', QUEUE_LIMIT: '0', PROMISE_TARGET_PERCENT: '101', FALLBACK_DIAL: '02-6393-2553,12',
      SESSION_SECRET: 'short', METRICS_TOKEN: 'short',
      TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'short', TWILIO_API_URL: 'twilio', DEMO_SEED: 'x', DEMO_SPEED: '0',
      NODE_ENV: 'staging', HOTLINE_CALLED: '',
    }
    const expected = Object.keys(environment).filter((name) => name !== 'HOTLINE_CALLED')
    expect(new Set(wrong(environment))).to.deep.equal(new Set(expected))
    expect(() => readConfig(environment)).to.throw(ConfigError, 'See .env.example')
  })
  it('are shown as they are, but never a secret', () => {
    const text = faultsOf({ PORT: 'eighty', SESSION_SECRET: 'hunter2', TWILIO_AUTH_TOKEN: 'swordfish', METRICS_TOKEN: 'sesame',
      TWILIO_API_KEY_SECRET: 'xyzzy' }).join('\n')
    expect(text).to.contain('"eighty"')
    for (const secret of ['hunter2', 'swordfish', 'sesame', 'xyzzy']) expect(text).not.to.contain(secret)
  })
  it('are a holiday that no calendar has, and an address with a password, which Twilio leaves out of what it signs', () => {
    expect(wrong({ EXTRA_HOLIDAYS: '2027-02-30' })).to.deep.equal(['EXTRA_HOLIDAYS'])
    expect(wrong({ EXTRA_HOLIDAYS: '2027-13-01, 2027-06-03' })).to.deep.equal(['EXTRA_HOLIDAYS'])
    expect(wrong({ ...REAL, PUBLIC_URL: 'https://desk:secret@desk.example.kr' })).to.deep.equal(['PUBLIC_URL'])
  })
})

describe('whom alerts may tell', () => {
  const SECRET = 'x'.repeat(32)
  it('is nobody unless somebody is named', () => {
    expect(readConfig({}).alerts).to.deep.equal({ webhooks: [], webhookSecret: null, texts: { to: [], from: null, perDay: 40 } })
  })
  it('are webhooks by name, and people by name with their mobiles', () => {
    const { alerts } = readConfig({
      ALERT_WEBHOOKS: 'ops=https://hooks.example.kr/a?b=c, 채팅=https://chat.example.kr/x%2Cy', ALERT_WEBHOOK_SECRET: SECRET,
      ALERT_SMS_TO: '김팀장=010-1234-5678,duty=+82 10 8765 4321', TWILIO_MESSAGING_SERVICE_SID: `MG${'a'.repeat(32)}`, ALERT_SMS_PER_DAY: '5',
    })
    expect(alerts).to.deep.equal({
      webhooks: [{ name: 'ops', url: 'https://hooks.example.kr/a?b=c' }, { name: '채팅', url: 'https://chat.example.kr/x%2Cy' }], webhookSecret: SECRET,
      texts: { to: [{ name: '김팀장', number: '+821012345678' }, { name: 'duty', number: '+821087654321' }], from: { messagingServiceSid: `MG${'a'.repeat(32)}` }, perDay: 5 },
    })
    expect(readConfig({ ALERT_SMS_TO: 'a=010-1234-5678', TWILIO_SMS_FROM: '+15005550006' }).alerts.texts.from).to.deep.equal({ from: '+15005550006' })
  })
  it('is not an address without https, unless of this machine, nor one with a password, nor a name twice', () => {
    const hooks = (text: string) => wrong({ ALERT_WEBHOOKS: text, ALERT_WEBHOOK_SECRET: SECRET })
    for (const text of ['ops=http://hooks.example.kr', 'https://hooks.example.kr', 'ops=hooks', 'ops=https://me:secret@hooks.example.kr', 'ops=ftp://127.0.0.1', 'a b=https://x.kr',
      'ops=https://x.kr,ops=https://y.kr', 'ops=http://127.0.0.1.example.kr']) expect(hooks(text), text).to.deep.equal(['ALERT_WEBHOOKS'])
    for (const text of ['ops=http://127.0.0.1:9000/x', 'ops=http://localhost/x', 'ops=http://[::1]:9000/']) expect(hooks(text), text).to.deep.equal([])
  })
  it('is not a landline, a number abroad or one with a digit too few: a text message would not arrive', () => {
    for (const text of ['a=02-6393-2553', 'a=+14155550100', 'a=010-1234-567', 'a=1600-3248', 'a=060-700-1234', 'a=010-1234-5678,a=010-1234-5679']) {
      expect(wrong({ ALERT_SMS_TO: text, TWILIO_SMS_FROM: '+15005550006' }), text).to.deep.equal(['ALERT_SMS_TO'])
    }
  })
  it('needs what it takes to reach them, all told at once, and no address is shown', () => {
    const faults = faultsOf({ ALERT_WEBHOOKS: 'ops=http://hooks.example.kr/a-secret-path', ALERT_SMS_TO: 'a=010-1234-5678' })
    expect(faults.map((fault) => fault.split(' ')[0])).to.have.members(['ALERT_WEBHOOKS', 'ALERT_WEBHOOK_SECRET', 'TWILIO_SMS_FROM'])
    expect(faults.join()).not.to.contain('a-secret-path')
    expect(wrong({ ALERT_SMS_TO: 'a=010-1234-5678', TWILIO_SMS_FROM: '+15005550006', TWILIO_MESSAGING_SERVICE_SID: `MG${'a'.repeat(32)}` })).to.deep.equal(['TWILIO_SMS_FROM'])
  })
})

describe('opening hours', () => {
  const hours = (text: string) => readConfig({ LINE_HOURS: text }).line.hours
  it('are read as people write them', () => {
    expect(hours('mon-wed 09:00-12:00 13:00-18:00; sat 09:00-13:00')).to.deep.equal({
      1: [{ from: 540, to: 720 }, { from: 780, to: 1080 }], 2: [{ from: 540, to: 720 }, { from: 780, to: 1080 }],
      3: [{ from: 540, to: 720 }, { from: 780, to: 1080 }],
      6: [{ from: 540, to: 780 }],
    })
    expect(hours('sun 00:00-24:00')).to.deep.equal({ 7: [{ from: 0, to: 1440 }] })
    expect(Object.keys(hours('always'))).to.have.length(7)
  })
  for (const text of ['mon', 'mon 18:00-09:00', 'mon 09:00-09:00', 'fri-mon 09:00-18:00', 'mon 09:00-24:30', 'mon 9:00-18:00',
    'monday 09:00-18:00', 'mon-fri', '09:00-18:00', 'mon 09:00-18:60']) {
    it(`are refused like this: ${text}`, () => expect(wrong({ LINE_HOURS: text })).to.deep.equal(['LINE_HOURS']))
  }
})

describe('the hotline’s number', () => {
  it('is called by Twilio as a representative number without an area code', () => {
    expect(readConfig({ HOTLINE_NUMBER: '1600-3248' }).line.called).to.equal('+8216003248')
    expect(readConfig({ HOTLINE_NUMBER: '02-6393-2553' }).line.called).to.equal('+82263932553')
  })
  it('may be one that no book knows, when it is said what Twilio calls it', () => {
    expect(wrong({ HOTLINE_NUMBER: '1811-1234' })).to.deep.equal(['HOTLINE_NUMBER'])
    expect(readConfig({ HOTLINE_NUMBER: '1811-1234', HOTLINE_CALLED: '+8218111234' }).line).to.include({ number: '1811-1234',
      called: '+8218111234' })
  })
})

describe('the example of all settings', () => {
  const text = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8')
  const named = [...text.matchAll(/^(?:# ?)?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name)
  it('names exactly those that are read, each once', () => {
    expect(named).to.have.members(SETTINGS)
    expect(new Set(named).size).to.equal(named.length)
  })
  it('holds only values that may be used, apart from those that everybody must fill in', () => {
    const shown = Object.fromEntries([...text.matchAll(/^(?:# ?)?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name!, value!]))
    expect(shown['RING_CADENCE_MS']).to.equal('3000')
    expect(wrong({ ...shown, ...REAL, TWILIO_API_KEY_SID: '', TWILIO_API_KEY_SECRET: '' })).to.deep.equal([])
  })
})
