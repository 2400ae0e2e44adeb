import { expect } from 'chai'
import fc from 'fast-check'
import sinon from 'sinon'
import { AT_LEAST_EVERY_MS, AT_MOST_EVERY_MS, createPacing } from '../../server/live/pacing.ts'

describe('the pacing of pictures', () => {
  let time: sinon.SinonFakeTimers
  beforeEach(() => { time = sinon.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] }) })
  afterEach(() => time.restore())

  /** @param costMs what serving a batch takes */
  const pace = ({ costMs = 0, batchOf = 2, shareOfACore = 1 / 2, fails = false } = {}) => {
    const served: { batch: string; audience: string; at: number }[] = []
    const reported: unknown[] = []
    const pacing = createPacing<string>({
      batchOf, shareOfACore,
      send(batch, audience) {
        served.push({ batch, audience, at: performance.now() })
        time.tick(costMs)
        if (fails) throw new Error('no picture')
      },
      report: (error) => void reported.push(error),
    })
    return { pacing, served, reported }
  }
  const since = (served: { at: number }[], from: number) => served.map(({ at }) => Math.round(at - from))

  it('serves the first change after a quiet moment at once, but never within the commit that brought it', () => {
    const { pacing, served } = pace()
    pacing.join('staff')
    pacing.note()
    expect(served).to.have.length(0)
    time.tick(0)
    expect(since(served, 0)).to.deep.equal([0])
  })

  it('serves a burst every 25 ms, with its last change in the last picture', () => {
    const { pacing, served } = pace()
    pacing.join('staff')
    for (let ms = 0; ms < 100; ms++) {
      pacing.note()
      time.tick(1)
    }
    time.tick(1000)
    expect(since(served, 0)).to.deep.equal([0, 25, 50, 75, 100])
    expect(AT_MOST_EVERY_MS).to.equal(25)
  })

  it('puts as many into a batch as are told, and each audience into its own', () => {
    const { pacing, served } = pace()
    const joined = ['staff', 'staff', 'display', 'staff'].map((audience) => pacing.join(audience).batch)
    expect(joined).to.deep.equal(['batch-1', 'batch-1', 'batch-2', 'batch-3'])
    pacing.note()
    time.tick(10)
    expect(served.map(({ batch, audience }) => [batch, audience])).to.deep.equal([['batch-1', 'staff'], ['batch-2', 'display'], ['batch-3', 'staff']])
  })

  it('fills the place of whoever left, and forgets a batch that nobody is in', () => {
    const { pacing, served } = pace()
    const [first, second, third] = ['staff', 'staff', 'staff'].map((audience) => pacing.join(audience))
    first!.leave()
    expect(pacing.join('staff').batch).to.equal(second!.batch)
    third!.leave()
    pacing.note()
    time.tick(10)
    expect(served.map(({ batch }) => batch)).to.deep.equal([second!.batch])
  })

  it('takes no more than its share of a core, however many look', () => {
    const { pacing, served } = pace({ costMs: 6 })
    for (let i = 0; i < 20; i++) pacing.join('staff')
    for (let ms = 0; ms < 2000; ms++) {
      pacing.note()
      time.tick(1)
    }
    const busy = served.filter(({ at }) => at >= 1000 && at < 2000).length * 6
    expect(busy / 1000).to.be.within(0.4, 0.5)
    const ofOne = served.filter(({ batch }) => batch === 'batch-4').map(({ at }) => at)
    for (let i = 2; i < ofOne.length; i++) expect(ofOne[i]! - ofOne[i - 1]!, 'all are served in turn').to.be.within(119, 130)
  })

  it('lets others in between two batches: nothing waits for more than one of them', async () => {
    const { pacing, served } = pace({ costMs: 6 })
    for (let i = 0; i < 8; i++) pacing.join('staff')
    pacing.note()
    let before = 0
    setImmediate(function webhook() {
      before = served.length
    })
    time.tick(1000)
    expect(before).to.be.at.most(1)
    expect(served).to.have.length(4)
  })

  it('serves everybody once a second when nothing changes', () => {
    const { pacing, served } = pace()
    pacing.join('staff')
    pacing.note()
    for (let beat = 0; beat < 4; beat++) {
      time.tick(AT_LEAST_EVERY_MS)
      pacing.beat()
    }
    time.tick(10)
    expect(since(served, 0)).to.deep.equal([0, 1000, 2000, 3000, 4000])
  })

  it('goes on when a picture cannot be drawn, and says so', () => {
    const { pacing, served, reported } = pace({ fails: true })
    for (let i = 0; i < 4; i++) pacing.join('staff')
    pacing.note()
    time.tick(1000)
    expect(served).to.have.length(2)
    expect(reported.map(String)).to.deep.equal(['Error: no picture', 'Error: no picture'])
  })

  it('is over when it is closed', () => {
    const { pacing, served } = pace()
    pacing.join('staff')
    pacing.note()
    pacing.close()
    time.tick(1000)
    expect(served).to.have.length(0)
  })

  it('keeps nobody waiting longer than a stride and a batch for what has changed, whoever comes and goes', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(40), fc.constantFrom('note', 'join', 'leave', 'beat')), { maxLength: 200 }), fc.nat(8), (steps, costMs) => {
      const { pacing, served } = pace({ costMs })
      const members: { batch: string; leave(): void }[] = [pacing.join('staff')]
      const unseen = new Map<string, number>()
      let most = 1
      const look = () => {
        for (const { batch, at } of served.splice(0)) {
          const since = unseen.get(batch)
          unseen.delete(batch)
          if (since !== undefined) expect(at - since, `${batch} waited`).to.be.at.most(Math.max(AT_MOST_EVERY_MS, most * costMs * 2) + most * costMs + 1)
        }
      }
      for (const [pause, what] of steps) {
        time.tick(pause)
        look()
        if (what === 'join') members.push(pacing.join('staff'))
        else if (what === 'leave') members.shift()?.leave()
        else pacing[what]()
        const batches = new Set(members.map(({ batch }) => batch))
        most = Math.max(most, batches.size)
        for (const batch of unseen.keys()) if (!batches.has(batch)) unseen.delete(batch)
        if (what === 'note') for (const batch of batches) if (!unseen.has(batch)) unseen.set(batch, performance.now())
      }
      time.tick(5000)
      look()
      expect([...unseen], 'still waits').to.deep.equal([])
      pacing.close()
    }))
  })
})
