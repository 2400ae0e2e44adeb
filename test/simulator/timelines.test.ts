import { expect } from 'chai'
import { dial, onStage, PUBLIC_URL, START } from './a-server.ts'

const words = (asked: { form: Record<string, string> }[]) => asked.map(({ form }) => form['CallStatus'])

describe('a call that one agent answers', () => {
  it('goes the way of timeline (a): ringing, bridged, hung up by the agent, ended', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina']), '/dial-done': () => '<Hangup/>' } }, async (stage) => {
      const phone = stage.world.phone('mina')
      phone.register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(9)
      expect(caller.hears).to.deep.equal({ kind: 'ringback' })
      expect(caller.status).to.equal('ringing')
      phone.answer()
      await stage.until(10)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      await stage.until(69)
      phone.hangUp()
      await stage.until(75)

      const [voice] = stage.to('/twilio/voice')
      expect(voice!.form).to.include({
        CallStatus: 'ringing', Direction: 'inbound', From: '+821012345678', To: '+8225550100', FromCity: '', CallSid: caller.sid,
      })
      expect(voice!.form).not.to.have.property('ParentCallSid')
      const legs = stage.to('/leg')
      expect(words(legs)).to.deep.equal(['initiated', 'ringing', 'in-progress', 'completed'])
      expect(legs.map(({ form }) => form['SequenceNumber'])).to.deep.equal(['0', '1', '2', '3'])
      expect(legs[0]!.form).to.include({
        ParentCallSid: caller.sid, Direction: 'outbound-dial', To: 'client:mina', CallbackSource: 'call-progress-events',
      })
      expect(legs[2]!.form['Timestamp']).to.equal('Mon, 23 Nov 2026 01:00:09 +0000')
      expect(legs[3]!.form).to.include({ CallDuration: '60' })
      const [done] = stage.to('/dial-done')
      expect(done!.form).to.include({
        CallSid: caller.sid, CallStatus: 'in-progress', DialCallStatus: 'completed', DialCallSid: legs[0]!.form['CallSid'],
        DialCallDuration: '60', DialBridged: 'true',
      })
      const [ended] = stage.to('/twilio/status')
      expect(ended!.form).to.include({ CallSid: caller.sid, CallStatus: 'completed', CallDuration: '60' })

      const [story] = stage.world.truth.calls()
      expect(story).to.include({ answeredAt: START + 9_000, answeredBy: 'client:mina', outcome: 'answered', endedBy: 'agent' })
      expect(story!.verdict.t1).to.equal('broken')
    }))

  it('keeps the promise when somebody answers before the third ring', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      stage.world.phone('mina').register()
      const caller = stage.world.callIn({ from: '0212345678' })
      await stage.until(4)
      stage.world.phone('mina').answer()
      await stage.until(30)
      caller.hangUp()
      await stage.until(40)
      const [story] = stage.world.truth.calls()
      expect(story!.verdict).to.include({ t1: 'kept', rings: 2 })
      expect(story).to.include({ endedBy: 'caller', outcome: 'answered' })
      expect(words(stage.to('/leg')).at(-1)).to.equal('completed')
      expect(stage.to('/dial-done')).to.have.length(0)
    }))
})

describe('a call that the first agent lets ring', () => {
  it('goes the way of timeline (b): five seconds longer than asked for, then the second agent answers', () =>
    onStage({
      answers: {
        '/twilio/voice': () => dial(['anna']),
        '/dial-done': ({ form }) => (form['DialBridged'] === 'true' ? '<Hangup/>' : dial(['bora'])),
      },
    }, async (stage) => {
      for (const name of ['anna', 'bora']) stage.world.phone(name).register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(27)
      stage.world.phone('bora').answer()
      await stage.until(28)
      const [first, second] = ['client:anna', 'client:bora'].map((to) => stage.to('/leg').filter(({ form }) => form['To'] === to))
      expect(words(first!)).to.deep.equal(['initiated', 'ringing', 'no-answer'])
      expect(first![2]!.at).to.be.within(20, 20.7)
      expect(words(second!)).to.deep.equal(['initiated', 'ringing', 'in-progress'])
      const [done] = stage.to('/dial-done')
      expect(done!.form).to.include({ CallStatus: 'ringing', DialCallStatus: 'no-answer', DialBridged: 'false' })
      expect(done!.form).not.to.have.property('DialCallDuration')
      expect(caller.hears.kind).to.equal('talking')
      expect(stage.world.truth.calls()[0]).to.deep.include({ answeredAt: START + 27_000 })
    }))
})

describe('a caller who gives up while it rings', () => {
  for (const [actionAfterHangUp, requested] of [['not-requested', undefined], ['final-status', 'no-answer'], ['status-before', 'ringing']] as const) {
    it(`ends as no-answer, as in timeline (c), and the dial's action is ${actionAfterHangUp}`, () =>
      onStage({ switches: { actionAfterHangUp }, answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
        stage.world.phone('mina').register()
        const caller = stage.world.callIn({ from: '01012345678' })
        await stage.until(7)
        expect(stage.world.phone('mina').ringing).to.have.length(1)
        caller.hangUp()
        expect(stage.world.phone('mina').ringing).to.have.length(0)
        await stage.until(12)
        expect(stage.to('/twilio/status')[0]!.form).to.include({ CallStatus: 'no-answer', CallDuration: '0' })
        expect(words(stage.to('/leg'))).to.deep.equal(['initiated', 'ringing', 'canceled'])
        expect(stage.to('/dial-done')[0]?.form['CallStatus']).to.equal(requested)
        expect(stage.world.truth.calls()[0]).to.include({ outcome: 'abandoned', endedBy: 'caller', answeredAt: null })
      }))
  }
})

describe('a call for which everybody is busy', () => {
  const answers = {
    '/twilio/voice': () => dial(['mina']),
    '/dial-done': () => `<Enqueue waitUrl="${PUBLIC_URL}/wait" action="/queue-done">support</Enqueue>`,
    '/wait': () => `<Play>${PUBLIC_URL}/music.mp3</Play>`,
  }

  it('waits in the queue as in timeline (d), and is moved to an agent by REST', () =>
    onStage({ answers: { ...answers, '/again': () => dial(['mina']) } }, async (stage) => {
      const phone = stage.world.phone('mina')
      phone.register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(1.5)
      phone.decline()
      await stage.until(30)
      const waits = stage.to('/wait')
      expect(stage.to('/dial-done')[0]!.form).to.include({ DialCallStatus: 'busy', DialBridged: 'false', CallStatus: 'ringing' })
      expect(waits[0]!.form).to.include({ CallStatus: 'ringing', QueuePosition: '1', QueueTime: '0', CurrentQueueSize: '1' })
      expect(waits[1]!.form).to.include({ CallStatus: 'in-progress', QueueTime: '20' })
      expect(caller.hears).to.deep.equal({ kind: 'hold', url: `${PUBLIC_URL}/music.mp3` })

      const moved = await stage.rest('POST', `Calls/${caller.sid}.json`, { Url: `${PUBLIC_URL}/again`, Method: 'POST' })
      expect(moved.body).to.include({ status: 'in-progress', sid: caller.sid })
      await stage.until(33)
      expect(stage.to('/queue-done')[0]!.form).to.include({ QueueResult: 'redirected' })
      phone.answer()
      await stage.until(34)
      expect(caller.hears.kind).to.equal('talking')
    }))

  it('is out of the queue at once when the caller gives up', () =>
    onStage({ answers }, async (stage) => {
      stage.world.phone('mina').register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(1.5)
      stage.world.phone('mina').decline()
      await stage.until(30)
      caller.hangUp()
      await stage.until(31)
      expect(stage.to('/queue-done')[0]!.form).to.include({ QueueResult: 'hangup', CallStatus: 'completed' })
      expect(stage.world.truth.calls()[0]!.queued[0]).to.include({ queue: 'support', result: 'hangup', until: START + 30_000 })
    }))
})
