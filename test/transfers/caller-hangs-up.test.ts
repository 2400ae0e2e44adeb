import { expect } from 'chai'
import { oneAtATime, pairwise, type Switches } from '../../scripts/simulator/switches.ts'
import type { CallId } from '../../server/calls/events.ts'
import { onADesk, type Stage } from './stage.ts'

const SETTINGS: readonly Switches[] = [...new Map([...oneAtATime(), ...pairwise()].map((setting) => [JSON.stringify(setting), setting])).values()]

const consult = async (stage: Stage, call: CallId) => {
  await stage.ask('mina', call, 'transfer', { to: { agent: 'tara' }, kind: 'consult', gist: '지원금 신청' })
  await stage.pass(3000)
  stage.phone('tara').answer()
  await stage.pass(3000)
  await stage.ask('mina', call, 'transfer/join')
  await stage.pass(2000)
}
const SCENES: Record<string, (stage: Stage, call: CallId) => unknown> = {
  'in a plain talk': () => {},
  'among three': consult,
  'with the colleague': async (stage, call) => {
    await consult(stage, call)
    await stage.ask('mina', call, 'transfer/leave')
    await stage.pass(3000)
  },
}

describe('a caller who hangs up on people at their pages', function () {
  this.timeout(120_000)
  for (const [name, play] of Object.entries(SCENES)) {
    it(`is taken for nothing else, ${name}, whatever Twilio does`, async () => {
      const wrong: string[] = []
      for (const [i, switches] of SETTINGS.entries()) {
        await onADesk({ seed: i, switches }, async (stage) => {
          await stage.ready('mina', 'tara')
          await stage.sitsDown('mina')
          await stage.sitsDown('tara')
          const { caller, call } = await stage.talking('mina')
          await stage.pass(4000)
          await play(stage, call)
          caller.hangUp()
          await stage.pass(3000)
          const { me } = stage.view(name === 'with the colleague' ? 'tara' : 'mina')
          if (stage.app.floor.callBacks.size > 0 || me.state !== 'wrap-up') wrong.push(`setting ${i}: ${stage.app.floor.callBacks.size} to call back, ${me.state}`)
          await stage.expectAllOver()
        })
      }
      expect(wrong).to.deep.equal([])
    })
  }
})
