import { expect } from 'chai'
import { onADesk } from '../transfers/stage.ts'

describe('a caller whose ring nobody hears', function () {
  this.timeout(20_000)

  it('does not wait for the end of it once somebody has become free, and hears ringback all the while', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      const caller = stage.world.callIn({ from: '01012345678' })
      stage.phone('mina').deaf = true
      await stage.pass(4000)
      await stage.ready('jun')
      expect(stage.phone('jun').ringing, 'mina may be about to pick up').to.have.length(0)
      while (stage.phone('jun').ringing.length === 0 && stage.now() < 40_000) await stage.pass(100)
      const rungAt = stage.now()
      expect(stage.phone('mina').ringing, 'and so does the first').to.have.length(1)
      await stage.pass(2500)
      expect(stage.phone('jun').answer()).to.equal(true)
      await stage.pass(1000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:jun'] })
      expect(rungAt).to.be.within(9000, 11_000)
      expect(stage.truth(caller).silences).to.deep.equal([])
      expect(stage.app.floor.agent('mina' as never).misses).to.deep.equal([])
      caller.hangUp()
      await stage.expectAllOver()
    }))
})
