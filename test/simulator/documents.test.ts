import { expect } from 'chai'
import { onStage, PUBLIC_URL } from './a-server.ts'

const WORDS = '안녕하십니까. 상담 전화입니다. 잠시만 기다려 주시면 곧 연결해 드리겠습니다.'
const said = `<Say>${WORDS}</Say><Pause length="20"/>`

describe('a document that cannot be had', () => {
  it('is asked of the fallback URL, with ErrorCode and ErrorUrl', () =>
    onStage({ answers: { '/twilio/voice': () => ({ status: 500 }), '/twilio/voice/fallback': () => said } }, async (stage) => {
      const caller = stage.world.callIn({ from: null })
      await stage.until(1)
      expect(caller.hears).to.deep.equal({ kind: 'say', text: WORDS })
      expect(stage.to('/twilio/voice')).to.have.length(1)
      expect(stage.to('/twilio/voice/fallback')[0]!.form).to.include({
        ErrorCode: '11200', ErrorUrl: `${PUBLIC_URL}/twilio/voice`, From: 'anonymous', CallStatus: 'ringing',
      })
    }))

  for (const [what, body] of [
    ['is not XML', 'Internal error'], ['has another root', '<Html/>'], ['has a bare ampersand', '<Response><Say>a & b</Say></Response>'],
    ['begins with a blank', ' <?xml version="1.0"?><Response/>'], ['is empty', ''],
  ] as const) {
    it(`falls back when it ${what}`, () =>
      onStage({ answers: { '/twilio/voice': () => ({ status: 200, type: 'text/xml', body }), '/twilio/voice/fallback': () => said } },
        async (stage) => {
          stage.world.callIn({ from: '01012345678' })
          await stage.until(1)
          expect(stage.to('/twilio/voice/fallback')[0]!.form['ErrorCode']).to.equal('12100')
        }))
  }

  it('lets the caller hear an application error when the fallback fails too, and the truth knows', () =>
    onStage({ answers: { '/twilio/voice': () => ({ status: 500 }), '/twilio/voice/fallback': () => ({ status: 503 }) } }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(1)
      expect(caller.hears.kind).to.equal('error')
      await stage.until(8)
      expect(caller.over).to.equal(true)
      expect(stage.world.truth.calls()[0]).to.include({ heardError: true, outcome: 'error', endedBy: 'twilio' })
    }))

  it('is asked for again as the fragment says: rc=2&rp=5xx', () => {
    let tries = 0
    return onStage({
      answers: {
        '/twilio/voice': () => `<Redirect>${PUBLIC_URL}/next?a=1#rc=2&amp;rp=5xx,ct</Redirect>`,
        '/next': () => (++tries < 3 ? { status: 503 } : said),
      },
    }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(3)
      const attempts = stage.to('/next')
      expect(attempts).to.have.length(3)
      expect(new Set(attempts.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).to.equal(1)
      expect(attempts[0]!.path).to.equal('/next?a=1')
      expect(caller.hears.kind).to.equal('say')
    })
  })

  it('is given up after fifteen seconds in all', () =>
    onStage({ faults: { voice: { slow: 1, slowMs: 16_000 } }, answers: { '/twilio/voice': () => said } }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(14)
      expect(caller.hears.kind).to.equal('ringback')
      await stage.until(16)
      expect(stage.to('/twilio/voice/fallback')[0]!.form['ErrorCode']).to.equal('11205')
    }))

  it('is followed through redirects of HTTP, and read aloud when it is plain text', () =>
    onStage({
      answers: {
        '/twilio/voice': () => ({ status: 307, location: '/moved' }),
        '/moved': () => ({ status: 200, type: 'text/plain', body: '점검 중입니다' }),
      },
    }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(1)
      expect(stage.to('/moved')[0]!.form['CallSid']).to.equal(caller.sid)
      expect(caller.hears).to.deep.equal({ kind: 'say', text: '점검 중입니다' })
    }))
})

describe('a document', () => {
  it('answers the call with its first word, not with a pause or an empty Say', () =>
    onStage({ answers: { '/twilio/voice': () => `<Pause length="3"/><Say></Say>${said}` } }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(3)
      expect(caller.status).to.equal('ringing')
      await stage.until(5)
      expect(caller.status).to.equal('in-progress')
    }))

  it('hangs up when it has run out', () =>
    onStage({ answers: { '/twilio/voice': () => '<Say>끝</Say>' } }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(3)
      expect(caller.over).to.equal(true)
      expect(stage.world.truth.calls()[0]).to.include({ outcome: 'turned-away', endedBy: 'server' })
      expect(stage.to('/twilio/status')[0]!.form['CallStatus']).to.equal('completed')
    }))

  for (const [reason, status] of [['rejected', 'no-answer'], ['busy', 'busy']] as const) {
    it(`may refuse the call as ${reason}, unanswered`, () =>
      onStage({ answers: { '/twilio/voice': () => `<Reject reason="${reason}"/>` } }, async (stage) => {
        stage.world.callIn({ from: '01012345678' })
        await stage.until(2)
        expect(stage.to('/twilio/status')[0]!.form).to.include({ CallStatus: status, CallDuration: '0' })
      }))
  }

  it('gathers keys, interrupted by the first, and asks its action only if there were any', () =>
    onStage({
      answers: {
        '/twilio/voice': () => '<Gather numDigits="1" timeout="4" action="/pressed"><Say>1번은 상담 예약입니다. 잠시만 기다려 주십시오.</Say></Gather><Redirect>/nothing</Redirect>',
        '/pressed': () => said, '/nothing': () => said,
      },
    }, async (stage) => {
      const eager = stage.world.callIn({ from: '01012345678' })
      stage.world.callIn({ from: '01087654321' })
      await stage.until(1)
      eager.press('1')
      await stage.until(12)
      expect(stage.to('/pressed').map(({ form }) => [form['CallSid'], form['Digits']])).to.deep.equal([[eager.sid, '1']])
      expect(stage.to('/nothing')).to.have.length(1)
      expect(stage.world.truth.calls()[0]!.pressed).to.equal('1')
    }))

  it('takes a message after the tone', () =>
    onStage({ answers: { '/twilio/voice': () => '<Record action="/message" maxLength="60"/>' } }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(20)
      caller.hangUp()
      await stage.until(21)
      expect(stage.to('/message')[0]!.form).to.include({ RecordingDuration: '20', Digits: 'hangup', CallStatus: 'completed' })
    }))

  it('lets a caller leave the queue, and keeps asking for the wait document', () =>
    onStage({
      answers: {
        '/twilio/voice': () => `<Enqueue waitUrl="/wait" action="/queue-done">q</Enqueue>`,
        '/wait': ({ form }) => (Number(form['QueueTime']) >= 9 ? '<Leave/>' : '<Pause length="3"/>'),
        '/queue-done': () => said,
      },
    }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(12)
      expect(stage.to('/wait').length).to.be.within(4, 5)
      expect(stage.to('/queue-done')[0]!.form).to.include({ QueueResult: 'leave' })
      expect(caller.hears.kind).to.equal('say')
    }))
})
