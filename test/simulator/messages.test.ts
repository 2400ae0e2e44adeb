import { expect } from 'chai'
import { arrivesWhole, segmentsOf } from '../../scripts/simulator/rest-messages.ts'
import { ACCOUNT, onStage, PUBLIC_URL } from './a-server.ts'

const TEXT = { To: '+821012345678', From: '+15005550006', Body: '[주의] 1600-3248', StatusCallback: `${PUBLIC_URL}/text?notice=1` }

describe('a text message', () => {
  it('is queued, sent and delivered; the first status is not reported, the others are', () => onStage({}, async (stage) => {
    const made = await stage.rest('POST', 'Messages.json', TEXT)
    expect([made.status, made.body.status, made.body.sid.slice(0, 2), made.body.num_segments]).to.deep.equal([201, 'queued', 'SM', '1'])
    await stage.until(10)
    expect(stage.to('/text').map(({ form }) => form['MessageStatus'])).to.deep.equal(['sent', 'delivered'])
    expect(stage.to('/text')[0]!.form).to.include({ MessageSid: made.body.sid, SmsSid: made.body.sid, AccountSid: ACCOUNT.sid, To: TEXT.To, From: TEXT.From })
    expect((await stage.rest('GET', `Messages/${made.body.sid}.json`)).body).to.include({ status: 'delivered', body: TEXT.Body })
    const listed = (await stage.rest('GET', `Messages.json?To=${encodeURIComponent(TEXT.To)}`)).body.messages
    expect(listed.map(({ sid }: { sid: string }) => sid)).to.deep.equal([made.body.sid])
    expect((await stage.rest('GET', 'Messages.json?To=%2B821099999999')).body.messages).to.deep.equal([])
    expect(stage.world.texts()).to.deep.include({ sid: made.body.sid, to: TEXT.To, from: TEXT.From, body: TEXT.Body, status: 'delivered', at: stage.world.texts()[0]!.at, segments: 1, whole: true })
  }))
  it('of a messaging service is accepted first, and has its number when it is sent', () => onStage({}, async (stage) => {
    const made = await stage.rest('POST', 'Messages.json', { To: TEXT.To, MessagingServiceSid: `MG${'0'.repeat(32)}`, Body: 'x' })
    expect([made.body.status, made.body.from]).to.deep.equal(['accepted', null])
    await stage.until(10)
    expect(stage.world.texts()[0]!.from).to.match(/^\+1/)
  }))
  it('that the carrier does not bring is undelivered, with the carrier’s error', () => onStage({ faults: { messages: { undelivered: 1 } } }, async (stage) => {
    await stage.rest('POST', 'Messages.json', TEXT)
    await stage.until(10)
    const [, last] = stage.to('/text').map(({ form }) => form)
    expect(last!['MessageStatus']).to.equal('undelivered')
    expect(last!['ErrorCode']).to.be.oneOf(['30003', '30006'])
  }))
  it('is refused for a number that is none, a landline, somebody who wants none, and when something is missing', () => onStage({}, async (stage) => {
    stage.world.unsubscribe('+821099998888')
    const refused = async (changed: Record<string, string>) => {
      const form = Object.fromEntries(Object.entries({ ...TEXT, ...changed }).filter(([, value]) => value !== ''))
      const { status, body } = await stage.rest('POST', 'Messages.json', form)
      return [status, body.code]
    }
    expect(await refused({ To: '010-1234-5678' })).to.deep.equal([400, 21211])
    expect(await refused({ To: '+82263932553' })).to.deep.equal([400, 21614])
    expect(await refused({ To: '+821099998888' })).to.deep.equal([400, 21610])
    expect(await refused({ From: '' })).to.deep.equal([400, 21603])
    expect(await refused({ Body: '' })).to.deep.equal([400, 21602])
    expect(await refused({ Body: '가'.repeat(1601) })).to.deep.equal([400, 21617])
    expect(stage.world.texts(), 'a refused message is not logged').to.deep.equal([])
  }))
  it('is counted in segments as carriers count, and known to arrive whole or not', () => {
    expect([segmentsOf('가'.repeat(70)), segmentsOf('가'.repeat(71)), segmentsOf('가'.repeat(135)), segmentsOf('a'.repeat(160)), segmentsOf('a'.repeat(161))]).to.deep.equal([1, 2, 3, 1, 2])
    expect([arrivesWhole('응대율 84.6% · ㈜'), arrivesWhole('뷁'), arrivesWhole('👍'), arrivesWhole('—')]).to.deep.equal([true, false, false, false])
  })
})
