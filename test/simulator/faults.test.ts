import { expect } from 'chai'
import { deliveriesOf, restFault, withFaults } from '../../scripts/simulator/faults.ts'
import { randomBy } from '../../scripts/simulator/random.ts'
import { everySetting, oneAtATime, pairwise, SWITCHES } from '../../scripts/simulator/switches.ts'
import type { SwitchName } from '../../scripts/simulator/switches.ts'
import { dial, onStage } from './a-server.ts'

const draws = (callbacks: Parameters<typeof withFaults>[0], times = 4_000) => {
  const { callbacks: faults } = withFaults(callbacks)
  return Array.from({ length: times }, (_, index) => deliveriesOf(faults, randomBy(1).stream(`callback ${index}`)))
}
const share = <T>(among: readonly T[], such: (one: T) => boolean) => among.filter(such).length / among.length

describe('faults of delivery', () => {
  it('are none unless asked for', () => {
    expect(draws({}, 100).every((one) => one.length === 1 && one[0]!.afterMs === 0)).to.equal(true)
  })

  it('lose, repeat and delay callbacks as often as they say', () => {
    expect(share(draws({ callbacks: { lost: 0.25 } }), (one) => one.length === 0)).to.be.closeTo(0.25, 0.03)
    const repeated = draws({ callbacks: { duplicated: 0.3, copies: 6 } })
    expect(share(repeated, (one) => one.length > 1)).to.be.closeTo(0.3, 0.03)
    expect(Math.max(...repeated.map((one) => one.length))).to.equal(7)
    const late = draws({ callbacks: { late: 0.5, lateMedianMs: 4_000, lateMostMs: 60_000 } }).map((one) => one[0]!.afterMs)
    expect(share(late, (ms) => ms > 0)).to.be.closeTo(0.5, 0.03)
    expect(share(late, (ms) => ms > 4_000)).to.be.closeTo(0.25, 0.03)
    expect(Math.max(...late)).to.be.at.most(60_000)
  })

  it('do not shift each other: with more losses, what is not lost is as late as before', () => {
    const [few, many] = [0.1, 0.6].map((lost) => draws({ callbacks: { lost, late: 0.5 } }, 300))
    many!.forEach((one, index) => { if (one.length > 0) expect(one).to.deep.equal(few![index]) })
  })

  it('reach the server: with all callbacks lost, the call itself goes on', () =>
    onStage({ faults: { callbacks: { lost: 1 } }, answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      stage.world.phone('mina').register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(2)
      stage.world.phone('mina').answer()
      await stage.until(20)
      stage.world.phone('mina').hangUp()
      await stage.until(30)
      expect(caller.over).to.equal(true)
      expect(stage.to('/leg')).to.have.length(0)
      expect(stage.to('/twilio/status')).to.have.length(0)
      expect(stage.to('/dial-done')).to.have.length(1)
    }))

  it('send the same bytes twice', () =>
    onStage({ faults: { callbacks: { duplicated: 1, copies: 1 } }, answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      stage.world.phone('mina').register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(5)
      caller.hangUp()
      await stage.until(30)
      const bodies = stage.to('/leg').map(({ body }) => body)
      expect(bodies).to.have.length(6)
      expect(new Set(bodies).size).to.equal(3)
    }))
})

describe('faults of the REST API', () => {
  it('come as often as they say', () => {
    const { rest } = withFaults({ rest: { tooMany: 0.2, droppedAfterEffect: 0.1 } })
    const kinds = Array.from({ length: 4_000 }, (_, index) => restFault(rest, randomBy(1).stream(`${index}`)))
    expect(share(kinds, (kind) => kind === 'tooMany')).to.be.closeTo(0.2, 0.03)
    expect(share(kinds, (kind) => kind === 'droppedAfterEffect')).to.be.closeTo(0.1, 0.02)
    expect(share(kinds, (kind) => kind === 'none')).to.be.closeTo(0.7, 0.03)
  })

  for (const [fault, happens, seen] of [
    ['tooMany', false, 429], ['broken', false, 503], ['brokenAfterEffect', true, 500], ['droppedAfterEffect', true, 'nothing'],
    ['dropped', false, 'nothing'], ['notInProgress', false, 400],
  ] as const) {
    it(`${fault}: the effect ${happens ? 'happens' : 'does not happen'}, the answer is ${seen}`, () =>
      onStage({ faults: { rest: { [fault]: 1 } }, answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
        const caller = stage.world.callIn({ from: '01012345678' })
        await stage.until(0.5)
        const status = await stage.rest('POST', `Calls/${caller.sid}.json`, { Status: 'completed' })
          .then((answer) => answer.status, () => 'nothing')
        expect(status).to.equal(seen)
        expect(caller.over).to.equal(happens)
      }))
  }

  it('include being cut off, in the middle of a request that was done', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(0.5)
      stage.world.watchRest({ done: () => stage.world.cutOff(stage.world.restUrl) })
      const status = await stage.rest('POST', `Calls/${caller.sid}.json`, { Status: 'completed' }).then((answer) => answer.status, () => 'nothing')
      expect(status).to.equal('nothing')
      expect(caller.over).to.equal(true)
    }))
})

describe('switches', () => {
  it('tell which of them made a difference, or could have', () =>
    onStage({ answers: { '/twilio/voice': () => dial(['mina']) } }, async (stage) => {
      stage.world.phone('mina').register()
      const caller = stage.world.callIn({ from: '01012345678' })
      await stage.until(2)
      const before = new Set(stage.world.switchesAsked)
      caller.hangUp()
      expect(before).to.not.include('abandonedLeg')
      expect(stage.world.switchesAsked).to.include('abandonedLeg')
      expect(stage.world.switchesAsked).to.not.include('losingLeg')
    }))

  it('can be tried one at a time, all together for a few, and pairwise for all', () => {
    const names = Object.keys(SWITCHES) as SwitchName[]
    expect([...oneAtATime()]).to.have.length(1 + names.reduce((sum, name) => sum + SWITCHES[name].length - 1, 0))
    expect([...everySetting(['losingLeg', 'extraSeconds'])]).to.have.length(9)
    const settings = pairwise()
    expect(settings.length).to.be.lessThan(30)
    for (const a of names) for (const b of names) if (a < b) for (const va of SWITCHES[a]) for (const vb of SWITCHES[b]) {
      expect(settings.some((setting) => setting[a] === va && setting[b] === vb), `${a}=${va} ${b}=${vb}`).to.equal(true)
    }
  })

  it('let a call through, whatever their setting', async function () {
    this.timeout(20_000)
    for (const switches of pairwise()) {
      await onStage({ switches, answers: { '/twilio/voice': () => dial(['mina', 'bora']), '/dial-done': () => '<Hangup/>' } }, async (stage) => {
        for (const name of ['mina', 'bora']) stage.world.phone(name).register()
        const caller = stage.world.callIn({ from: '01012345678' })
        await stage.until(2)
        stage.world.phone('mina').answer()
        await stage.until(20)
        stage.world.phone('mina').hangUp()
        await stage.until(25)
        expect(caller.over).to.equal(true)
        expect(stage.to('/twilio/status')).to.have.length(1)
        expect(stage.world.truth.calls()[0]!.legsLeftOver).to.deep.equal([])
      })
    }
  })
})
