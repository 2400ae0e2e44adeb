import { expect } from 'chai'
import { en } from '../../dashboard/ui/words/en.ts'
import { ko } from '../../dashboard/ui/words/ko.ts'
import { AGENT_STATES, AWAY_REASONS } from '../../server/protocol/agents.ts'

/** Every key on the way to every word: the compiler checks it too, but not that a word was left empty. */
function paths(words: object, before = ''): string[] {
  return Object.entries(words).flatMap(([key, word]) =>
    typeof word === 'object' && word !== null ? paths(word as object, `${before}${key}.`) : [`${before}${key}`])
}

/** A counter word that English does not have. */
const MAY_BE_EMPTY = ['promise.calls']

describe('the words', () => {
  it('are the same in both languages', () => {
    expect(paths(en)).to.have.members(paths(ko))
  })

  for (const [language, words] of [['ko', ko], ['en', en]] as const) {
    it(`leave nothing unsaid (${language})`, () => {
      const unsaid = paths(words).filter((path) => path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], words) === '')
      expect(MAY_BE_EMPTY).to.include.members(unsaid)
    })

    it(`name every state and every reason (${language})`, () => {
      expect(words.agents.states).to.have.all.keys(...AGENT_STATES)
      expect(words.agents.reasons).to.have.all.keys(...AWAY_REASONS)
      expect(new Set(Object.values(words.agents.states)).size).to.equal(AGENT_STATES.length)
    })
  }

  it('say how many are not shown', () => {
    expect(ko.wallboard.more(12)).to.equal('외 12명')
    expect(en.wallboard.more(12)).to.equal('and 12 more')
  })

  it('say how old a stopped picture is', () => {
    expect(ko.age.stopped(ko.age.seconds(12))).to.equal('멈춤 — 12초 전 값')
    expect(en.age.stopped(en.age.seconds(12))).to.equal('Stopped — figures of 12 s ago')
  })
})
