import { expect } from 'chai'
import { decideReach } from '../../server/phone/heartbeats.ts'
import { phoneAccess } from '../../server/phone/access.ts'
import type { AgentId } from '../../server/calls/events.ts'
import { startLine, type Line } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { readConfig } from '../../server/config.ts'

const MINA = 'mina' as AgentId

describe('a desk page that dies while it rings', () => {
  let line: Line
  beforeEach(async () => { line = await startLine() })
  afterEach(() => line.stop())

  it('gives the caller back: its phone is silenced, the others ring on', async () => {
    await line.ready('mina', 'jun')
    const story = await dial(line)
    await story.alerts('mina')
    await story.alerts('jun')
    await line.app.intake.take({ key: null, decide: (floor, now) => decideReach(floor, MINA, ['no-heartbeat'], now) })
    await line.settle()
    expect(line.telephony.asked.filter((asked) => asked.do === 'silence')).to.have.length(1)
    const { ringing } = line.live()
    expect(ringing).to.have.length(1)
    const [mina] = line.live().agents.filter(({ agent }) => agent === 'mina')
    expect(mina).to.deep.include({ reachable: false, unreachable: ['no-heartbeat'] })
  })

  it('is written down once, and is there again after a restart', async () => {
    await line.ready('mina')
    const take = (...reasons: ('no-heartbeat' | 'no-microphone')[]) =>
      line.app.intake.take({ key: null, decide: (floor, now) => decideReach(floor, MINA, reasons, now) })
    await take('no-microphone')
    await take('no-microphone')
    await take()
    const written = line.app.journal.readAfter(0, 100).filter(({ event }) => event.type === 'agent-reach-changed')
    expect(written.map(({ event }) => 'reasons' in event && event.reasons)).to.deep.equal([['no-microphone'], []])
  })
})

describe('the telephone of a desk page', () => {
  const settings = {
    TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'test-token-0123456789', PUBLIC_URL: 'https://desk.test', SESSION_SECRET: 's'.repeat(32),
  }
  const withKey = { ...settings, TWILIO_API_KEY_SID: `SK${'b'.repeat(32)}`, TWILIO_API_KEY_SECRET: 'c'.repeat(32) }
  const browser = { account: 'mina', endpoint: { kind: 'browser' as const } }

  it('gets a token that lets it be rung, and not dial', () => {
    const access = phoneAccess(readConfig(withKey), browser, 1_000)
    if (access.kind !== 'twilio') throw new Error(access.kind)
    expect(access).to.include({ identity: 'mina', tokenUntil: 3_601_000 })
    const [header, payload] = access.token.split('.').map((part) => (part ? Buffer.from(part, 'base64url').toString() : '')).slice(0, 2).map((json) => JSON.parse(json))
    expect(header).to.include({ cty: 'twilio-fpa;v=1', alg: 'HS256' })
    expect(payload.grants).to.deep.equal({ identity: 'mina', voice: { incoming: { allow: true } } })
    expect(payload.exp - payload.iat).to.equal(3600)
    expect(payload.iss).to.equal(withKey.TWILIO_API_KEY_SID)
  })
  it('is said not to be there without an API key, or when calls ring elsewhere', () => {
    expect(phoneAccess(readConfig(settings), browser, 0)).to.deep.equal({ kind: 'none' })
    expect(phoneAccess(readConfig(withKey), { account: 'jun', endpoint: { kind: 'phone', number: '+82263932553' } }, 0)).to.deep.equal({ kind: 'elsewhere', where: 'phone' })
  })
  it('is asked for over the API, by whoever has one', async () => {
    const line = await startLine({
      settings: { TWILIO_API_KEY_SID: withKey.TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET: withKey.TWILIO_API_KEY_SECRET },
      people: [{ account: 'mina' }, { account: 'boss', role: 'supervisor' }],
    })
    const [mina, boss] = [await line.login('mina'), await line.login('boss')]
    const answer = await mina.api('GET', '/phone')
    expect(answer.json()).to.include({ kind: 'twilio', identity: 'mina' })
    expect(answer.headers['cache-control']).to.equal('no-store')
    expect((await boss.api('GET', '/phone')).json()).to.include({ status: 409, because: 'not-an-agent' })
    expect((await line.send('GET', '/api/v1/phone', null)).status).to.equal(401)
    await line.stop()
  })
})
