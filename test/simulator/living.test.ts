import { expect } from 'chai'
import { tireless } from '../../scripts/simulator/habits.ts'
import { dial, onStage, PUBLIC_URL, START } from './a-server.ts'

const mina = { account: 'mina', name: '미나', password: 'a-password', endpoint: { kind: 'browser' as const } }
const tara = { ...mina, account: 'tara' }

describe('a wound world that is let go', () => {
  it('lives on in paced time, with the same people and calls', async function () {
    this.timeout(10_000)
    await onStage({ roster: [{ ...mina, habits: tireless }], answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      stage.world.staff({ from: START, until: START + 3_600_000 })
      await stage.until(60)
      stage.clock.pace(20)
      const caller = stage.world.callIn({ from: '01012345678', talkMs: 10_000 })
      await stage.until(66)
      expect(caller.hears.kind).to.equal('talking')
      await stage.until(80)
      expect(caller.over).to.equal(true)
      stage.clock.halt()
      await stage.world.settled()
      expect(stage.to('/twilio/status')).to.have.length(1)
    })
  })

  it('lets a visitor take over a colleague’s phone', () =>
    onStage({ roster: [{ ...mina, habits: tireless }], answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      stage.world.staff({ from: START, until: START + 3_600_000 })
      await stage.until(1)
      stage.world.people.get('mina')!.leaveAlone()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(10)
      expect(caller.hears.kind).to.equal('ringback')
      expect(stage.world.phone('mina').answer()).to.equal(true)
      await stage.until(11)
      expect(caller.hears.kind).to.equal('talking')
    }))
})

describe('a colleague who picks up and finds nobody', () => {
  it('has nothing to write up, and takes the next call', () =>
    onStage({ roster: [{ ...mina, habits: { ...tireless, wrapUpMedianMs: 60_000 } }] }, async (stage) => {
      stage.world.staff({ from: START, until: START + 3_600_000 })
      await stage.until(10)
      const ring = () => stage.rest('POST', 'Calls.json', { From: '+8225550100', To: 'client:mina', Twiml: '<Response><Say>Somebody else was faster.</Say><Hangup/></Response>' })
      await ring()
      await stage.until(30)
      await ring()
      await stage.until(50)
      expect(stage.world.truth.created().map(({ answeredAt }) => answeredAt !== null)).to.deep.equal([true, true])
    }))
})

describe('a colleague who passes calls on', () => {
  it('asks for a consult, talks to the one who answers, joins and leaves', () => {
    const room = (label: string) => `<Dial><Conference participantLabel="${label}">room-1</Conference></Dial>`
    return onStage({
      roster: [{ ...mina, habits: { ...tireless, passesOn: 1 } }, { ...tara, habits: tireless }], transferTo: [{ agent: 'tara' }],
      answers: {
        '/twilio/voice': () => `<Dial answerOnBridge="true" action="${PUBLIC_URL}/dial-done"><Client><Identity>mina</Identity>
          <Parameter name="call" value="c1"/></Client></Dial>`,
        '/dial-done': () => room('caller'),
      },
    }, async (stage) => {
      stage.world.staff({ from: START, until: START + 3_600_000 })
      const caller = stage.world.callIn({ from: '01012345678', talkMs: 600_000 })
      await stage.until(60)
      const [asked] = stage.to('/api/v1/calls/c1/transfer')
      expect(JSON.parse(asked!.body)).to.deep.equal({ to: { agent: 'tara' }, kind: 'consult' })
      // What the server under test would do: a conference, the caller on hold, the target called in, later all together.
      const agent = stage.world.truth.calls()[0]!.legs[0]!.sid
      await stage.rest('POST', `Calls/${agent}.json`, { Twiml: `<Response>${room('agent')}</Response>` })
      await stage.until(62)
      await stage.rest('POST', 'Conferences/room-1/Participants/caller.json', { Hold: 'true' })
      await stage.rest('POST', 'Conferences/room-1/Participants.json', { From: '+8225550100', To: 'client:tara', Label: 'target' })
      await stage.until(80)
      expect(stage.to('/api/v1/calls/c1/transfer/join')).to.have.length(1)
      await stage.rest('POST', 'Conferences/room-1/Participants/caller.json', { Hold: 'false' })
      await stage.until(90)
      const [transfer] = stage.world.truth.calls()[0]!.transfers
      expect(transfer!.t4).to.equal('broken')   // the server of this test let tara ring only at 62 s
      expect(transfer!.answeredAt! - START).to.be.within(63_000, 66_000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tara'] })
      expect(stage.to('/api/v1/agents/me/wrap-up')).to.have.length(1)
    })
  })
})

describe('callers', () => {
  it('try again after giving up, some of them, once', () =>
    onStage({ answers: { '/twilio/voice': () => '<Enqueue waitUrl="/wait">q</Enqueue>', '/wait': () => '<Play>/music</Play>' } },
      async (stage) => {
        const matter = {
          from: '01012345678', ringPatienceMs: 5_000, queuePatienceMs: 30_000, talkMs: 60_000, hangsUpFirst: 'caller' as const,
          takesOffers: false, callsAgainAfterMs: 60_000,
        }
        stage.world.callIn({ matter })
        await stage.until(600)
        expect(stage.world.truth.calls().map(({ outcome, from }) => [outcome, from])).to.deep.equal(
          [['abandoned', '+821012345678'], ['abandoned', '+821012345678']])
      }))

  it('press the key they are offered, if they are of that kind', () =>
    onStage({
      answers: {
        '/twilio/voice': () => '<Gather numDigits="1" action="/pressed"><Say>전화를 다시 받으시려면 1번을 눌러 주십시오.</Say></Gather>',
        '/pressed': () => '<Say>곧 전화드리겠습니다.</Say><Hangup/>',
      },
    }, async (stage) => {
      stage.world.callIn({
        matter: {
          from: '01012345678', ringPatienceMs: 5_000, queuePatienceMs: 30_000, talkMs: 1, hangsUpFirst: 'agent',
          takesOffers: true, callsAgainAfterMs: null,
        },
      })
      await stage.until(20)
      expect(stage.to('/pressed')[0]!.form['Digits']).to.equal('1')
      expect(stage.world.truth.calls()[0]).to.include({ pressed: '1', outcome: 'turned-away', endedBy: 'server' })
    }))

  it('are forgotten when their stories are taken, for runs too long to keep', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      const [first] = [stage.world.callIn({ from: '01012345678' }), stage.world.callIn({ from: '01087654321' })]
      await stage.until(1)
      first!.hangUp()
      await stage.until(2)
      expect(stage.world.take().map(({ sid }) => sid)).to.deep.equal([first!.sid])
      expect(stage.world.truth.calls()).to.have.length(1)
      expect((await stage.rest('GET', `Calls/${first!.sid}.json`)).status).to.equal(404)
    }))
})
