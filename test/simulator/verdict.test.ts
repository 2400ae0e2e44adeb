import { expect } from 'chai'
import { transferVerdict, verdictOf } from '../../scripts/simulator/verdict.ts'

const judge = (facts: Partial<Parameters<typeof verdictOf>[0]>, now: number, open = true) =>
  verdictOf({ arrivedAt: 0, answeredAt: null, endedAt: null, endedBy: null, ...facts }, 3_000, now, open)

describe('the truth about the third ring', () => {
  it('is kept by an answer a millisecond before the third ring, broken by one on it', () => {
    expect(judge({ answeredAt: 5_999 }, 9_000)).to.deep.equal({ t1: 'kept', rings: 2, waitedMs: 5_999 })
    expect(judge({ answeredAt: 6_000 }, 9_000)).to.deep.equal({ t1: 'broken', rings: 3, waitedMs: 6_000 })
    expect(judge({ answeredAt: 6_001 }, 9_000)).to.deep.equal({ t1: 'broken', rings: 3, waitedMs: 6_001 })
  })

  it('is void when the caller gave up before, or the line was closed; broken when the caller gave up on it', () => {
    expect(judge({ endedAt: 5_999, endedBy: 'caller' }, 9_000).t1).to.equal('void')
    expect(judge({ endedAt: 6_000, endedBy: 'caller' }, 9_000).t1).to.equal('broken')
    expect(judge({ endedAt: 20_000, endedBy: 'server' }, 30_000, false).t1).to.equal('void')
  })

  it('runs until the third ring', () => {
    expect(judge({}, 5_999).t1).to.equal('running')
    expect(judge({}, 6_000).t1).to.equal('broken')
  })
})

describe('the truth about a transfer', () => {
  const transfer = (answeredAt: number | null, withdrawnAt: number | null = null) => ({ askedAt: 1_000, answeredAt, withdrawnAt })

  it('is kept up to thirty seconds, and broken after', () => {
    expect(transferVerdict(transfer(31_000), null, 90_000).t4).to.equal('kept')
    expect(transferVerdict(transfer(31_001), null, 90_000).t4).to.equal('broken')
    expect(transferVerdict(transfer(null), null, 31_000).t4).to.equal('running')
    expect(transferVerdict(transfer(null), null, 31_001).t4).to.equal('broken')
  })

  it('is void when caller or agent gave up within thirty seconds', () => {
    expect(transferVerdict(transfer(null), 30_999, 90_000).t4).to.equal('void')
    expect(transferVerdict(transfer(null, 30_999), null, 90_000).t4).to.equal('void')
    expect(transferVerdict(transfer(null), 31_000, 90_000).t4).to.equal('broken')
  })
})
