import { expect } from 'chai'
import { dial, onStage, PUBLIC_URL, START } from './a-server.ts'
import type { Stage } from './a-server.ts'

const room = (label: string, endOnExit: boolean) =>
  `<Dial action="${PUBLIC_URL}/room-left"><Conference participantLabel="${label}" endConferenceOnExit="${endOnExit}"
    statusCallback="${PUBLIC_URL}/room" statusCallbackEvent="start end join leave hold modify">room-1</Conference></Dial>`
const answers: Stage['answers'] = {
  '/twilio/voice': () => dial(['mina']),
  '/dial-done': ({ form }) => (form['DialBridged'] === 'true' ? room('caller', true) : '<Hangup/>'),
  '/hold': () => '<Say>담당자를 연결하고 있습니다.</Say><Play>/hold.mp3</Play>',
}
const events = (stage: Stage) => stage.to('/room').map(({ form }) =>
  [form['StatusCallbackEvent'], form['ParticipantLabel']].filter(Boolean).join(' '))

/** The caller talks to mina, who turns the call into a conference at 10 s. */
async function converted(stage: Stage) {
  const [mina, tara] = ['mina', 'tara'].map((name) => stage.world.phone(name)) as [ReturnType<typeof stage.world.phone>, ReturnType<typeof stage.world.phone>]
  mina.register()
  tara.register()
  const caller = stage.world.callIn({ from: '01012345678' })
  await stage.until(3)
  mina.answer()
  await stage.until(10)
  const agent = stage.world.truth.calls()[0]!.legs[0]!.sid
  const moved = await stage.rest('POST', `Calls/${agent}.json`, { Twiml: `<Response>${room('agent', false)}</Response>` })
  expect(moved.status).to.equal(200)
  await stage.until(12)
  return { caller, agent, mina, tara }
}

const consult = (stage: Stage) => stage.rest('POST', 'Conferences/room-1/Participants.json', {
  From: '+8225550100', To: 'client:tara', Label: 'target', Timeout: '25', StatusCallback: `${PUBLIC_URL}/target`,
  StatusCallbackEvent: 'initiated ringing answered completed',
})

describe('a bridged call that is turned into a conference', () => {
  it('goes the way of timeline (e): consult, join, the agent leaves, the caller ends it', () =>
    onStage({ answers }, async (stage) => {
      const { caller, mina, tara } = await converted(stage)
      const [done] = stage.to('/dial-done')
      expect(done!.form).to.include({ DialCallStatus: 'completed', DialBridged: 'true' })
      expect(done!.form).not.to.have.property('DialCallDuration')
      expect(events(stage)).to.deep.equal(['participant-join agent', 'participant-join caller', 'conference-start'])
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })

      await stage.rest('POST', 'Conferences/room-1/Participants/caller.json', { Hold: 'true', HoldUrl: `${PUBLIC_URL}/hold`, HoldMethod: 'POST' })
      const { status, body } = await consult(stage)
      expect([status, body.queue_time, body.label]).to.deep.equal([201, '0', 'target'])
      await stage.until(15)
      expect(caller.hears.kind).to.be.oneOf(['say', 'hold'])
      expect(mina.talking!.sound).to.deep.equal({ kind: 'silence' })
      tara.answer()
      await stage.until(20)
      expect(stage.to('/target').map(({ form }) => form['CallStatus'])).to.deep.equal(['initiated', 'ringing', 'in-progress'])
      expect(mina.talking!.sound).to.deep.equal({ kind: 'talking', with: ['client:tara'] })

      await stage.rest('POST', 'Conferences/room-1/Participants/caller.json', { Hold: 'false' })
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina', 'client:tara'] })
      mina.hangUp()
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tara'] })
      await stage.until(60)
      caller.hangUp()
      await stage.until(65)
      expect(tara.talking).to.equal(null)
      const { form: end } = stage.to('/room').find(({ form }) => form['StatusCallbackEvent'] === 'conference-end')!
      expect(end).to.include({ ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left', CallSidEndingConference: caller.sid })
      const [story] = stage.world.truth.calls()
      expect(story!.talks.map(({ address, until }) => [address, until! - START])).to.deep.equal(
        [['client:mina', story!.talks[0]!.until! - START], ['client:mina', 13_000 - 1_000], ['client:mina', 20_000], ['client:tara', 60_000]])
      expect(story!.legsLeftOver).to.deep.equal([])
      expect((await stage.rest('GET', 'Conferences.json?FriendlyName=room-1&Status=in-progress')).body.conferences).to.deep.equal([])
    }))

  it('tells of a target who does not answer, as in timeline (f), and the caller can be taken back', () =>
    onStage({ answers }, async (stage) => {
      const { caller } = await converted(stage)
      await stage.rest('POST', 'Conferences/room-1/Participants/caller.json', { Hold: 'true', HoldUrl: `${PUBLIC_URL}/hold`, HoldMethod: 'POST' })
      await consult(stage)
      await stage.until(50)
      expect(stage.to('/target').at(-1)!.form).to.include({ CallStatus: 'no-answer' })
      expect(stage.to('/target').at(-1)!.at).to.be.closeTo(42, 1)
      const { form: left } = stage.to('/room').at(-1)!
      expect(left).to.include({
        StatusCallbackEvent: 'participant-leave', ParticipantLabel: 'target', ParticipantCallStatus: 'no-answer', ReasonParticipantLeft: 'participant_add_failed',
      })
      expect(caller.hears.kind).to.be.oneOf(['say', 'hold'])
      await stage.rest('POST', 'Conferences/room-1/Participants/caller.json', { Hold: 'false' })
      expect(caller.hears.kind).to.equal('talking')
      expect(stage.world.truth.calls()[0]!.silences).to.deep.equal([])
    }))

  it('leaves a caller in silence whose agent goes while the target rings, and the truth says so', () =>
    onStage({ answers }, async (stage) => {
      const { caller, mina } = await converted(stage)
      await consult(stage)
      await stage.until(15)
      mina.hangUp()
      await stage.until(30)
      expect(caller.hears.kind).to.equal('silence')
      expect(stage.world.truth.calls()[0]!.silences[0]).to.deep.include({ from: START + 15_000 })
    }))

  it('knows duplicate labels, missing rooms and participants, and puts people out', () =>
    onStage({ answers }, async (stage) => {
      const { caller, agent, mina } = await converted(stage)
      expect((await stage.rest('POST', 'Conferences/room-1/Participants.json', { From: '+8225550100', To: 'client:x', Label: 'caller' })).body.code).to.equal(16025)
      expect((await stage.rest('GET', 'Conferences/nowhere.json')).body.code).to.equal(20404)
      expect((await stage.rest('GET', 'Conferences/room-1/Participants/nobody.json')).status).to.equal(404)
      const { body } = await stage.rest('GET', 'Conferences/room-1/Participants.json')
      expect(body.participants.map((one: { label: string }) => one.label)).to.deep.equal(['agent', 'caller'])
      const gone = await fetch(`${stage.world.restUrl}/2010-04-01/Accounts/AC${'0123456789abcdef'.repeat(2)}/Conferences/room-1/Participants/${agent}.json`, {
        method: 'DELETE', headers: { authorization: `Basic ${Buffer.from(`AC${'0123456789abcdef'.repeat(2)}:a-token-for-tests`).toString('base64')}` },
      })
      expect(gone.status).to.equal(204)
      await stage.until(14)
      // The agent's leg goes on with its own Dial's action, which says nothing more: 204 is no document.
      expect(stage.to('/room-left')[0]!.form).to.include({ CallSid: agent, DialCallStatus: 'answered' })
      await stage.until(20)
      expect(mina.talking).to.equal(null)
      expect(caller.over).to.equal(false)
    }))
})

describe('somebody who watches over a conference', () => {
  const into = (attributes: string) =>
    `<Dial action="${PUBLIC_URL}/watcher-left"><Conference ${attributes}>room-1</Conference></Dial><Redirect>${PUBLIC_URL}/behind</Redirect>`
  /** The boss is called into the room of mina and the caller, with these attributes. */
  async function watched(stage: Stage, attributes: (agent: string) => string) {
    const all = await converted(stage)
    const boss = stage.world.phone('boss')
    boss.register()
    stage.answers['/watch'] = () => into(attributes(all.agent))
    await stage.rest('POST', 'Calls.json', { To: 'client:boss', From: '+8225550100', Url: `${PUBLIC_URL}/watch` })
    await stage.until(15)
    boss.answer()
    await stage.until(17)
    return { ...all, boss }
  }
  const hearings = (stage: Stage) => stage.world.truth.calls()[0]!.hearings.filter(({ until }) => until === null)
    .map(({ listener, speaker }) => `${listener} hears ${speaker}`).sort()
  const BOTH = ['+821012345678 hears client:mina', 'client:boss hears +821012345678', 'client:boss hears client:mina', 'client:mina hears +821012345678']

  it('is heard by nobody when muted, by one leg alone when coaching it, and by everybody otherwise; the truth knows who heard whom', () =>
    onStage({ answers }, async (stage) => {
      const { caller, agent, boss, mina } = await watched(stage, () => 'muted="true"')
      expect(hearings(stage)).to.deep.equal(BOTH)
      expect(boss.talking!.sound).to.deep.equal({ kind: 'talking', with: ['client:mina', '+821012345678'] })
      const participant = `Conferences/room-1/Participants/${stage.world.truth.calls()[0]!.legs.find(({ to }) => to === 'client:boss')!.sid}.json`
      await stage.rest('POST', participant, { Muted: 'false', Coaching: 'true', CallSidToCoach: agent })
      expect(hearings(stage)).to.deep.equal([...BOTH, 'client:mina hears client:boss'].sort())
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(mina.talking!.sound).to.deep.equal({ kind: 'talking', with: ['+821012345678', 'client:boss'] })
      await stage.rest('POST', participant, { Coaching: 'false' })
      expect(hearings(stage)).to.deep.equal([...BOTH, '+821012345678 hears client:boss', 'client:mina hears client:boss'].sort())
      boss.hangUp()
      await stage.until(18)
      expect(hearings(stage)).to.deep.equal(['+821012345678 hears client:mina', 'client:mina hears +821012345678'])
      caller.hangUp()
      await stage.until(20)
      expect(hearings(stage)).to.deep.equal([])
    }))

  for (const badCoach of ['next-verb', 'fails'] as const) {
    it(`does not get in as coach of somebody who is not there: ${badCoach === 'fails' ? 'the document fails' : 'the leg goes on behind the verb'}`, () =>
      onStage({ answers: { ...answers, '/behind': () => '<Say>다시 연결하고 있습니다.</Say><Pause length="9"/>' }, switches: { badCoach } }, async (stage) => {
        const { boss } = await watched(stage, () => `coach="CA${'0'.repeat(32)}"`)
        expect(stage.world.truth.calls()[0]!.hearings.some(({ speaker, listener }) => speaker === 'client:boss' || listener === 'client:boss')).to.equal(false)
        expect(boss.talking!.sound.kind).to.equal(badCoach === 'fails' ? 'error' : 'say')
        expect(stage.to('/behind')).to.have.length(badCoach === 'fails' ? 0 : 1)
        expect(stage.world.truth.troubles.map(({ code }) => code)).to.deep.equal(badCoach === 'fails' ? [13240] : [])
      }))
  }
  it('comes in as coach of somebody who is there', () =>
    onStage({ answers }, async (stage) => {
      const { mina } = await watched(stage, (agent) => `coach="${agent}"`)
      expect(mina.talking!.sound).to.deep.equal({ kind: 'talking', with: ['+821012345678', 'client:boss'] })
    }))
})

describe('an agent whose browser dies', () => {
  it('leaves silence until Twilio notices, and then a hang-up like any other, as in timeline (g)', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina']), '/dial-done': () => '<Say>다시 연결해 드리겠습니다.</Say>' } }, async (stage) => {
      const phone = stage.world.phone('mina')
      phone.register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(3)
      phone.answer()
      await stage.until(60)
      phone.crash(30_000)
      expect(caller.hears.kind).to.equal('silence')
      await stage.until(89)
      expect(stage.to('/dial-done')).to.have.length(0)
      await stage.until(91)
      expect(stage.to('/dial-done')[0]!.form).to.include({ DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '87' })
      expect(caller.hears.kind).to.equal('say')
      expect(stage.world.truth.calls()[0]!.silences).to.deep.equal([{ from: START + 60_000, ms: stage.world.truth.calls()[0]!.silences[0]!.ms }])
    }))
})

describe('a call placed by REST', () => {
  it('sets out one a second, and follows its document once somebody answers', () =>
    onStage({ answers: { '/call-back': () => '<Say>상담 전화입니다. 요청하신 전화를 드렸습니다.</Say><Pause length="60"/>' } }, async (stage) => {
      const phones = ['+821011112222', '+821033334444'].map((number) => stage.world.phone(number))
      const place = (to: string) => stage.rest('POST', 'Calls.json', {
        To: to, From: '+8225550100', Url: `${PUBLIC_URL}/call-back`, StatusCallback: `${PUBLIC_URL}/placed`,
        StatusCallbackEvent: 'initiated', Timeout: '20',
      })
      const [first, second] = [await place('+821011112222'), await place('010-3333-4444')]
      expect([first.status, first.body.status, first.body.queue_time, second.body.queue_time]).to.deep.equal([201, 'queued', '0', '1000'])
      await stage.until(6)
      expect(stage.to('/placed').map(({ form }) => form['To'])).to.deep.equal(['+821011112222', '+821033334444'])
      expect(stage.to('/placed')[0]!.form).not.to.have.property('ParentCallSid')
      phones[0]!.answer()
      await stage.until(8)
      expect(phones[0]!.talking!.sound.kind).to.equal('say')
      await stage.until(30)
      expect(stage.world.truth.created().map(({ status }) => status)).to.deep.equal(['in-progress', 'no-answer'])
    }))
})
