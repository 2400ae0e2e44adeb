import { expect } from 'chai'
import { dial, onStage, PUBLIC_URL, START } from './a-server.ts'

const statusOf = (legs: { form: Record<string, string> }[], name: string) =>
  legs.filter(({ form }) => form['To'] === `client:${name}`).at(-1)?.form['CallStatus']

describe('a dial to several people', () => {
  for (const losingLeg of ['canceled', 'no-answer', 'completed'] as const) {
    it(`joins the first who answers and ends the others as ${losingLeg}`, () =>
      onStage({ switches: { losingLeg }, answers: { '/twilio/voice': () => dial(['anna', 'bora', 'cheol']) } }, async (stage) => {
        const [anna, bora, cheol] = ['anna', 'bora', 'cheol'].map((name) => stage.world.phone(name))
        for (const phone of [anna, bora, cheol]) phone!.register()
        const caller = stage.world.callIn({ from: '01012345678' })
        await stage.until(4)
        expect(bora!.answer()).to.equal(true)
        expect(cheol!.answer()).to.equal(false)
        expect(anna!.ringing).to.have.length(0)
        await stage.until(6)
        expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:bora'] })
        expect(statusOf(stage.to('/leg'), 'anna')).to.equal(losingLeg)
        expect(statusOf(stage.to('/leg'), 'bora')).to.equal('in-progress')
        expect(stage.world.truth.calls()[0]!.legs.map(({ status }) => status)).to.deep.equal([losingLeg, 'in-progress', losingLeg])
      }))
  }

  for (const [busyBeatsNoAnswer, word] of [[true, 'busy'], [false, 'no-answer']] as const) {
    it(`calls one busy and one silent phone ${word} when busy ${busyBeatsNoAnswer ? 'beats' : 'yields to'} no-answer`, () =>
      onStage({ switches: { busyBeatsNoAnswer }, answers: { '/twilio/voice': () => dial(['anna', 'bora']) } }, async (stage) => {
        for (const name of ['anna', 'bora']) stage.world.phone(name).register()
        stage.world.callIn({ from: '01012345678' })
        await stage.until(3)
        stage.world.phone('anna').decline()
        await stage.until(25)
        expect(stage.to('/dial-done')[0]!.form).to.include({ DialCallStatus: word, DialBridged: 'false' })
      }))
  }

  for (const [unregisteredClient, word] of [['no-answer', 'no-answer'], ['failed', 'failed']] as const) {
    it(`is over at once when nobody is registered (${word})`, () =>
      onStage({ switches: { unregisteredClient }, answers: { '/twilio/voice': () => dial(['anna', 'bora']) } }, async (stage) => {
        stage.world.callIn({ from: '01012345678' })
        await stage.until(3)
        expect(stage.to('/dial-done')[0]!.form).to.include({ DialCallStatus: word })
        expect(stage.to('/leg').map(({ form }) => form['CallStatus'])).not.to.include('ringing')
      }))
  }

  it('rings one after another when it is sequential', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['anna', 'bora'], { timeout: 5, more: 'sequential="true"' }) } }, async (stage) => {
      for (const name of ['anna', 'bora']) stage.world.phone(name).register()
      stage.world.callIn({ from: '01012345678' })
      await stage.until(8)
      expect(stage.world.phone('anna').ringing).to.have.length(1)
      expect(stage.world.phone('bora').ringing).to.have.length(0)
      await stage.until(13)
      expect(stage.world.phone('anna').ringing).to.have.length(0)
      expect(stage.world.phone('bora').ringing).to.have.length(1)
      await stage.until(25)
      expect(stage.to('/dial-done')).to.have.length(1)
    }))

  it('refuses an eleventh endpoint and falls back', () =>
    onStage({
      answers: {
        '/twilio/voice': () => dial(Array.from({ length: 11 }, (_, index) => `agent${index}`)),
        '/twilio/voice/fallback': () => '<Say>잠시 후 다시 걸어 주십시오</Say>',
      },
    }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(2)
      expect(caller.hears).to.deep.equal({ kind: 'say', text: '잠시 후 다시 걸어 주십시오' })
      expect(stage.to('/leg')).to.have.length(0)
    }))

  it('hands the parameters of a Client to its phone, and dials numbers and SIP too', () =>
    onStage({
      answers: {
        '/twilio/voice': () => `<Dial answerOnBridge="true"><Client><Identity>mina</Identity><Parameter name="call" value="7 &amp; 8"/></Client>
          <Number>+821099998888</Number><Sip>sip:desk@pbx.example;transport=tls</Sip></Dial>`,
      },
    }, async (stage) => {
      const phones = ['client:mina', '+821099998888', 'sip:desk@pbx.example'].map((address) => stage.world.phone(address))
      phones[0]!.register()
      stage.world.callIn({ from: '01012345678' })
      await stage.until(6)
      expect(phones.map(({ ringing }) => ringing.length)).to.deep.equal([1, 1, 1])
      expect(phones[0]!.ringing[0]!.parameters).to.deep.equal({ call: '7 & 8' })
    }))
})

describe('a phone', () => {
  it('may ring for two calls at once, but takes only one', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      const phone = stage.world.phone('mina')
      phone.register()
      stage.world.callIn({ from: '01011112222' })
      const second = stage.world.callIn({ from: '01033334444' })
      await stage.until(3)
      expect(phone.ringing).to.have.length(2)
      phone.answer(phone.ringing.find(({ from }) => from === '+821011112222')!.sid)
      expect(phone.ringing).to.have.length(1)
      expect(phone.answer()).to.equal(false)
      await stage.until(10)
      expect(second.hears.kind).to.equal('ringback')
    }))

  it('is busy as well while its owner talks on it with somebody we know nothing of', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina'], { timeout: 5 }) } }, async (stage) => {
      stage.world.phone('mina').register()
      stage.world.phone('mina').engaged = true
      stage.world.callIn({ from: '01012345678' })
      await stage.until(5)
      expect(stage.to('/dial-done')[0]!.form).to.include({ DialCallStatus: 'busy' })
    }))

  for (const [busyClient, word] of [['486', 'busy'], ['ignored', 'no-answer']] as const) {
    it(`in a call is ${word} to a second one when the SDK's answer is ${busyClient}`, () =>
      onStage({ switches: { busyClient }, answers: { '/twilio/voice': () => dial(['mina'], { timeout: 5 }) } }, async (stage) => {
        const phone = stage.world.phone('mina')
        phone.register()
        stage.world.callIn({ from: '01011112222' })
        await stage.until(2)
        phone.answer()
        await stage.until(3)
        stage.world.callIn({ from: '01033334444' })
        await stage.until(20)
        expect(stage.to('/dial-done')[0]!.form).to.include({ DialCallStatus: word })
      }))
  }
})

describe('a leg moved by REST', () => {
  const answers = { '/twilio/voice': () => dial(['mina']), '/dial-done': () => '<Say>다시 연결합니다</Say><Pause length="30"/>' }
  const bridged = async (stage: Parameters<Parameters<typeof onStage>[1]>[0]) => {
    stage.world.phone('mina').register()
    const caller = stage.world.callIn({ from: '01012345678' })
    await stage.until(3)
    stage.world.phone('mina').answer()
    await stage.until(10)
    return caller
  }

  it('drops the agent when it is the caller, asks the action and ignores its answer', () =>
    onStage({ answers: { ...answers, '/elsewhere': () => `<Play>${PUBLIC_URL}/a.mp3</Play>` } }, async (stage) => {
      const caller = await bridged(stage)
      await stage.rest('POST', `Calls/${caller.sid}.json`, { Url: `${PUBLIC_URL}/elsewhere` })
      await stage.until(12)
      expect(caller.hears).to.deep.equal({ kind: 'play', url: `${PUBLIC_URL}/a.mp3` })
      expect(stage.world.phone('mina').talking).to.equal(null)
      expect(stage.to('/dial-done')[0]!.form).to.include({ DialCallStatus: 'completed', DialBridged: 'true' })
    }))

  it('leaves the caller to the action when it is the agent, without a duration', () =>
    onStage({ answers }, async (stage) => {
      const caller = await bridged(stage)
      const agent = stage.world.truth.calls()[0]!.legs[0]!.sid
      await stage.rest('POST', `Calls/${agent}.json`, { Twiml: '<Response><Pause length="60"/></Response>' })
      await stage.until(11)
      expect(caller.hears).to.deep.equal({ kind: 'say', text: '다시 연결합니다' })
      const [done] = stage.to('/dial-done')
      expect(done!.form).to.include({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: agent })
      expect(done!.form).not.to.have.property('DialCallDuration')
      expect(stage.world.phone('mina').talking).not.to.equal(null)
      // The simulator's own conscience: a leg that plays nothing to anybody, after the caller is gone, is left over.
      caller.hangUp()
      expect(stage.world.truth.calls()[0]!.legsLeftOver).to.deep.equal([agent])
    }))

  for (const [redirectRinging, status] of [['works', 200], ['21220', 400]] as const) {
    it(`while it still rings: ${redirectRinging}`, () =>
      onStage({ switches: { redirectRinging }, answers: { ...answers, '/elsewhere': () => dial(['bora']) } }, async (stage) => {
        for (const name of ['mina', 'bora']) stage.world.phone(name).register()
        const caller = stage.world.callIn({ from: '01012345678' })
        await stage.until(3)
        const answer = await stage.rest('POST', `Calls/${caller.sid}.json`, { Url: `${PUBLIC_URL}/elsewhere` })
        expect(answer.status).to.equal(status)
        await stage.until(6)
        expect(stage.world.phone(status === 200 ? 'bora' : 'mina').ringing).to.have.length(1)
        expect(stage.world.phone(status === 200 ? 'mina' : 'bora').ringing).to.have.length(0)
        expect(caller.status).to.equal('ringing')
      }))
  }

  it('is ended by Status, in any state, and knows 21220 and 20404', () =>
    onStage({ answers }, async (stage) => {
      const caller = await bridged(stage)
      const agent = stage.world.truth.calls()[0]!.legs[0]!.sid
      expect((await stage.rest('POST', `Calls/${agent}.json`, { Status: 'canceled' })).body.code).to.equal(21220)
      expect((await stage.rest('POST', `Calls/${caller.sid}.json`, { Status: 'completed' })).body.status).to.equal('completed')
      expect((await stage.rest('POST', `Calls/${caller.sid}.json`, { Status: 'completed' })).body.code).to.equal(21220)
      expect((await stage.rest('GET', `Calls/CA${'0'.repeat(32)}.json`)).body.code).to.equal(20404)
      const { body } = await stage.rest('GET', `Calls.json?ParentCallSid=${caller.sid}`)
      expect(body.calls.map(({ sid, status }: { sid: string; status: string }) => [sid, status])).to.deep.equal([[agent, 'completed']])
      expect(body.next_page_uri).to.equal(null)
      expect(body.calls[0].start_time).to.equal('Mon, 23 Nov 2026 01:00:03 +0000')
      expect(stage.world.truth.calls()[0]).to.deep.include({ endedBy: 'server', endedAt: START + 10_000 })
    }))

  for (const [cancelRingingLeg, status] of [['works', 200], ['21220', 400]] as const) {
    it(`may be one of several that ring: canceled alone, the others ring on (${cancelRingingLeg})`, () =>
      onStage({ switches: { cancelRingingLeg }, answers: { '/twilio/voice': () => dial(['mina', 'bora']) } }, async (stage) => {
        for (const name of ['mina', 'bora']) stage.world.phone(name).register()
        stage.world.callIn({ from: '01012345678' })
        await stage.until(3)
        const [leg] = stage.world.truth.calls()[0]!.legs
        expect((await stage.rest('POST', `Calls/${leg!.sid}.json`, { Status: 'canceled' })).status).to.equal(status)
        await stage.until(5)
        expect(stage.world.phone('mina').ringing).to.have.length(status === 200 ? 0 : 1)
        expect(stage.world.phone('bora').ringing).to.have.length(1)
      }))
  }
})
