import { expect } from 'chai'
import { GUARD_MS, landed, press } from '../../dashboard/desk/guard.ts'
import { startHeartbeat } from '../../dashboard/desk/heartbeat.ts'
import { shortcutOf } from '../../dashboard/desk/keys.ts'
import { holdOnePhone, type Locks } from '../../dashboard/desk/one-phone.ts'
import { isFailing, secondsLeft, sharesOf, standOf } from '../../dashboard/ui/race.ts'
import { ringSamples } from '../../dashboard/desk/ring-tone.ts'
import type { Heartbeat } from '../../server/protocol/phone.ts'
import type { Reply } from '../../server/protocol/requests.ts'

describe('the two-second guard', () => {
  it('asks for a second press while the call has only just landed', () => {
    const first = press(landed(1_000), 1_000 + GUARD_MS - 1)
    expect(first.hangUp).to.equal(false)
    expect(press(first.guard, 1_000 + GUARD_MS - 1).hangUp).to.equal(true)
  })
  it('hangs up at the first press after two seconds', () => {
    expect(press(landed(1_000), 1_000 + GUARD_MS).hangUp).to.equal(true)
  })
})

describe("the desk's keys", () => {
  const key = (key: string, more: object = {}) => shortcutOf({ key, code: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more })
  it('are the same with the Hangul input method on', () => {
    expect(key('ㅡ', { code: 'KeyM', altKey: true })).to.equal('mute')
    expect(key('F2')).to.equal('answer')
  })
  it('end a wrap-up from wherever the cursor is', () => {
    expect(key('Enter', { ctrlKey: true })).to.equal('finish')
    expect(key('Enter')).to.equal(null)
  })
  it('leave the browser and the screen reader theirs', () => {
    expect(key('F2', { ctrlKey: true })).to.equal(null)
    expect(key('a')).to.equal(null)
    expect(key('F5')).to.equal(null)
  })
})

describe("a transfer's race", () => {
  const none = { find: null, ring: null, consult: null, join: null }
  it('counts down from thirty to one, and then it is over', () => {
    expect([0, 1, 1_000, 29_999, 30_000, 45_000].map((ms) => secondsLeft({ askedAt: 5 }, 5 + ms))).to.deep.equal([30, 30, 29, 1, 0, 0])
  })
  it('hurries from the twentieth second on, and is broken at the thirtieth whatever the picture still says', () => {
    const stand = (ms: number) => standOf({ verdict: 'running', askedAt: 0 }, ms)
    expect([19_999, 20_000, 29_999, 30_000].map(stand)).to.deep.equal(['running', 'hurry', 'hurry', 'broken'])
    expect(standOf({ verdict: 'kept', askedAt: 0 }, 90_000)).to.equal('kept')
  })
  it('offers a call-back when nobody came or it is too late, and asks nothing of whoever took the call back', () => {
    expect(isFailing({ stage: 'ended', end: 'not-answered' }, 'running')).to.equal(true)
    expect(isFailing({ stage: 'ringing', end: null }, 'broken')).to.equal(true)
    expect(isFailing({ stage: 'ended', end: 'withdrawn' }, 'void')).to.equal(false)
    expect(isFailing({ stage: 'consulting', end: null }, 'broken')).to.equal(false)
    expect(isFailing({ stage: 'ended', end: 'completed' }, 'kept')).to.equal(false)
  })
  it("shows each leg's share, and no more than the whole", () => {
    expect(sharesOf({ shares: { ...none, find: 3_000, ring: 9_000 } })).to.deep.equal([
      { share: 'find', ms: 3_000, width: 0.1 }, { share: 'ring', ms: 9_000, width: 0.3 },
    ])
    const all = sharesOf({ shares: { find: 20_000, ring: 20_000, consult: 9_000, join: 0 } })
    expect(all.reduce((sum, { width }) => sum + width, 0)).to.be.closeTo(1, 1e-9)
  })
})

describe('the bell', () => {
  it('sounds for one second of three, as Korean callers hear it', () => {
    const samples = ringSamples(8_000)
    expect(samples).to.have.length(24_000)
    expect(samples.slice(100, 7_900).some((sample) => Math.abs(sample) > 0.2)).to.equal(true)
    expect(samples.slice(8_000).every((sample) => sample === 0)).to.equal(true)
    expect(Math.max(...samples.map(Math.abs))).to.be.below(0.33)
  })
})

/** The browser's locks, in small: one holder, a line, and stealing. */
function fakeLocks(): Locks {
  let holder: { reject: (error: Error) => void } | null = null
  const waiting: (() => void)[] = []
  return {
    request(_name, options, work) {
      return new Promise<void>((resolve, reject) => {
        const take = () => {
          const me = { reject }
          holder = me
          void work().then(() => {
            resolve()
            if (holder !== me) return
            holder = null
            waiting.shift()?.()
          })
        }
        if (options.steal) {
          holder?.reject(new Error('stolen'))
          take()
        } else if (holder === null) take()
        else {
          waiting.push(take)
          options.signal?.addEventListener('abort', () => {
            waiting.splice(waiting.indexOf(take), 1)
            reject(new Error('aborted'))
          })
        }
      })
    },
  }
}

describe('one phone for several tabs', () => {
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5))
  it('is with the first tab, goes to the one that takes it, and comes back when that one is closed', async () => {
    const locks = fakeLocks()
    const told: string[] = []
    const tab = (name: string) => holdOnePhone('mina', (mine) => told.push(`${name} ${mine}`), locks)
    const [first, second] = [tab('first'), tab('second')]
    await settle()
    expect([first.mine.value, second.mine.value]).to.deep.equal([true, false])
    second.takeHere()
    await settle()
    expect([first.mine.value, second.mine.value]).to.deep.equal([false, true])
    second.release()
    await settle()
    expect([first.mine.value, second.mine.value]).to.deep.equal([true, false])
    expect(told).to.deep.equal(['first true', 'second true', 'first false', 'second false', 'first true'])
    first.release()
  })
})

describe('the heartbeat', () => {
  it('tells at once what changed, also while an answer is on its way, and measures the way there and back', async () => {
    let now = 0
    let registered = false
    const sent: Heartbeat[] = []
    const answers: ((reply: Reply) => void)[] = []
    const heart = startHeartbeat(
      () => ({ registered, tokenUntil: null, microphone: 'granted', sound: 'running', hidden: true, hasPhone: true }),
      (beat) => {
        sent.push(beat)
        return new Promise((resolve) => answers.push(resolve))
      },
      () => now,
    )
    heart.now()
    registered = true
    heart.now()
    expect(sent).to.have.length(1)
    now = 40
    answers[0]!({ ok: true })
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(sent).to.have.length(2)
    expect(sent[1]).to.include({ registered: true, roundTripMs: 40 })
    answers[1]!({ ok: true })
    await new Promise((resolve) => setTimeout(resolve, 0))
    now = 2_000
    heart.nudge()
    expect(sent).to.have.length(2)
    now = 4_000
    heart.nudge()
    expect(sent).to.have.length(3)
    heart.stop()
  })
})
