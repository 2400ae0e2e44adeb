import { expect } from 'chai'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import type { Decision } from '../../server/floor/intake.ts'
import type { Event } from '../../server/journal/codec.ts'
import { createTestClock, MONDAY_NINE } from '../support/clock.ts'
import { pictureOf } from '../support/floors.ts'
import { agent, CALL, callerLeg, expectSame, says, storyOf } from '../support/given.ts'
import { newDesk } from '../support/journal.ts'
import { anyCuts, anyDay, idOf } from '../support/any.ts'

const call = storyOf()
const countOf = (desk: ReturnType<typeof newDesk>, table: string): number =>
  (desk.database.writer.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n
const saying = (key: string | null, events: readonly Event[], answer: string | null = null) => ({ key,
  decide: (): Decision => ({ events, answer }) })

describe('the one way in', () => {
  let desk: ReturnType<typeof newDesk>
  beforeEach(() => (desk = newDesk()))
  afterEach(() => desk.drop())

  it('answers when everything is on disk', async () => {
    const taken = await desk.intake.take(saying('voice', [call.arrives(), call.rings(0, ['mina'])], '<Response/>'))
    expect(taken).to.deep.equal({ answer: '<Response/>', again: false })
    expect(desk.restored().calls.get(CALL)?.now.phase).to.equal('ringing')
    expect(desk.store.callOf(callerLeg())).to.equal(CALL)
    expect(readFileSync(`${desk.file}-wal`).length).to.be.above(0)
  })

  it('takes requests that come in the same turn into one commit', async () => {
    const callers = Array.from({ length: 40 }, (_, n) => storyOf(idOf(n)))
    const taken = await Promise.all(callers.map((one, n) => desk.intake.take(saying(`${n}`, [one.arrives()], `to ${n}`))))
    expect(desk.intake.figures).to.include({ commits: 1, requests: 40, lastBatch: 40, failures: 0, waiting: 0 })
    expect(taken.map(({ answer }) => answer)).to.deep.equal(callers.map((_, n) => `to ${n}`))
    expect(desk.floor.calls.size).to.equal(40)

    await desk.intake.take(saying('later', [callers[0]!.queued(5)]))
    expect(desk.intake.figures).to.include({ commits: 2, requests: 41, lastBatch: 1 })
  })

  it('lets each request see what the one before it in the same turn has changed', async () => {
    const seen: number[] = []
    await Promise.all([0, 1, 2].map((n) => desk.intake.take({
      key: null,
      decide(floor) {
        seen.push(floor.calls.size)
        return { events: [storyOf(idOf(n)).arrives()] }
      },
    })))
    expect(seen).to.deep.equal([0, 1, 2])
  })

  it('counts a request once, however often it comes, and answers it alike', async () => {
    let asked = 0
    const request = {
      key: 'voice',
      decide: (): Decision => ({ events: [call.arrives()], answer: `answer ${++asked}` }),
    }
    expect(await desk.intake.take(request)).to.deep.equal({ answer: 'answer 1', again: false })
    expect(await desk.intake.take(request)).to.deep.equal({ answer: 'answer 1', again: true })
    expect(countOf(desk, 'journal')).to.equal(1)
  })
  it('counts two of the same at the same moment once, and answers both alike', async () => {
    let asked = 0
    const request = { key: () => 'voice', decide: (): Decision => ({ events: [call.arrives()], answer: `answer ${++asked}` }) }
    const taken = await Promise.all([desk.intake.take(request), desk.intake.take(request), desk.intake.take(request)])
    expect(taken.map(({ answer }) => answer)).to.deep.equal(['answer 1', 'answer 1', 'answer 1'])
    expect(taken.map(({ again }) => again)).to.deep.equal([false, true, true])
    expect([countOf(desk, 'journal'), countOf(desk, 'inbox')]).to.deep.equal([1, 1])
    expect(desk.floor.tallies.get(MONDAY_NINE)).to.include({ received: 1 })
  })
  it('knows a request again that had nothing to answer', async () => {
    await desk.intake.take(saying('status', [call.arrives()]))
    expect(await desk.intake.take(saying('status', [call.arrives()]))).to.deep.equal({ answer: null, again: true })
  })
  it('takes requests without a key each time', async () => {
    await desk.intake.take(saying(null, [says.ready('mina', MONDAY_NINE)]))
    await desk.intake.take(saying(null, [says.away('mina', MONDAY_NINE + 1)]))
    expect(countOf(desk, 'journal')).to.equal(2)
  })

  it('does not let one request that fails cost the others that came with it', async () => {
    const bad = { key: 'bad', decide: (): Decision => { throw new Error('a bug') } }
    const [first, second, third] = await Promise.allSettled([
      desk.intake.take(saying('1', [storyOf(idOf(1)).arrives()], 'one')), desk.intake.take(bad),
      desk.intake.take(saying('3', [storyOf(idOf(3)).arrives()], 'three')),
    ])
    expect(first).to.deep.equal({ status: 'fulfilled', value: { answer: 'one', again: false } })
    expect(second.status === 'rejected' && second.reason.message).to.equal('a bug')
    expect(third).to.deep.equal({ status: 'fulfilled', value: { answer: 'three', again: false } })
    expect(desk.journal.readAfter(0, 10).map(({ event }) => 'call' in event && event.call)).to.deep.equal([idOf(1), idOf(3)])
    expect(desk.journal.verify()).to.equal(null)
    expect(desk.floor.seq).to.equal(2)
    expectSame(pictureOf(desk.floor), { ...pictureOf(desk.restored()), tallies: pictureOf(desk.floor).tallies })
    // It left no trace: put right, it is taken.
    expect(await desk.intake.take(saying('bad', [storyOf(idOf(2)).arrives()]))).to.include({ again: false })
  })

  it('changes nothing and says so when the database refuses', async () => {
    await desk.intake.take(saying('voice', [says.ready('mina', MONDAY_NINE - 1), call.arrives(), call.rings(0, ['mina'])]))
    const before = pictureOf(desk.floor)
    for (const table of ['journal', 'inbox', 'calls', 'tallies', 'agents', 'outbox']) {
      desk.database.writer.exec(`create temp trigger broken before insert on ${table} begin select raise(abort, 'the disk is full'); end`)
      const more = {
        key: `leg-${table}`,
        decide: (): Decision => ({
          events: [call.answered(4200, 'mina'), call.stopped(5000, 'mina', 'completed')],
          intents: [{ do: 'silence' as const, call: CALL, leg: callerLeg(), agent: agent('mina'), notAfter: 0 }],
        }),
      }
      const [refused] = await Promise.allSettled([desk.intake.take(more)])
      expect(refused.status === 'rejected' && refused.reason.message, table).to.equal('the disk is full')
      expectSame(pictureOf(desk.floor), before, table)
      expect(desk.journal.seq).to.equal(3)
      desk.database.writer.exec('drop trigger broken')
    }
    expect(desk.intake.figures.failures).to.equal(6)
    await desk.intake.take(saying('leg', [call.answered(4200, 'mina')]))
    expect(desk.floor.calls.get(CALL)?.now.phase).to.equal('talking')
    expect(desk.journal.verify()).to.equal(null)
    expectSame({ ...pictureOf(desk.restored()), tallies: null }, { ...pictureOf(desk.floor), tallies: null })
  })
  it('changes nothing and says so when the file is gone', async () => {
    await desk.intake.take(saying('voice', [call.arrives()]))
    const before = pictureOf(desk.floor)
    await desk.database.close()
    const both = await Promise.allSettled([desk.intake.take(saying('a', [call.queued(5)])),
      desk.intake.take(saying('b', [call.hungUp(9)]))])
    expect(both.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    expectSame(pictureOf(desk.floor), before)
  })

  it('tells who listens of each commit once, with everything in it, and not of one that changed nothing', async () => {
    const heard: { seq: number; types: string[]; requests: number }[] = []
    desk.intake.onChange(({ seq, events, requests }) => heard.push({ seq, types: events.map(({ type }) => type), requests }))
    await Promise.all([desk.intake.take(saying('a', [call.arrives()])), desk.intake.take(saying('b', [call.queued(5)])),
      desk.intake.take(saying('c', []))])
    await desk.intake.take(saying('a', [call.arrives()]))
    await desk.intake.take(saying('d', []))
    expect(heard).to.deep.equal([{ seq: 2, types: ['call-arrived', 'queue-joined'], requests: 3 }])
  })
})

describe('what the floor asks for by itself', () => {
  it('is written in the same commit as what caused it, and asked for until there is nothing more to ask', async () => {
    // Takes two steps: what the first one changes makes room for the second.
    const desk = newDesk((floor, now) => {
      const { declared } = floor.agent(agent('mina'))
      if (declared.state === 'offline') return { events: [says.ready('mina', now)] }
      return declared.state === 'ready' ? { events: [says.away('mina', now)] } : null
    })
    await desk.intake.take(saying('voice', [call.arrives()]))
    expect(desk.journal.readAfter(0, 10).map(({ event }) => event.type)).to.deep.equal(['call-arrived', 'agent-became-ready',
      'agent-went-away'])
    expect(desk.intake.figures.commits).to.equal(1)
    await desk.drop()
  })
  it('is not asked for without end, should it ever contradict itself', async () => {
    const desk = newDesk((_floor, now) => ({ events: [says.ready('mina', now)] }))
    await desk.intake.take(saying('voice', [call.arrives()]))
    expect(desk.journal.seq).to.be.below(20)
    await desk.drop()
  })
  it('is left alone when a request changed nothing', async () => {
    let asked = 0
    const desk = newDesk(() => {
      asked++
      return null
    })
    await desk.intake.take(saying('nothing', []))
    expect(asked).to.equal(0)
    await desk.drop()
  })
})

describe('a floor restored from disk', () => {
  it('equals the one that never stopped, after any part of any day', async function () {
    this.timeout(60_000)
    await fc.assert(fc.asyncProperty(anyDay(4, 40), anyCuts, async (day, cuts) => {
      const clock = createTestClock()
      const desk = newDesk(() => null, clock)
      try {
        for (let at = 0, i = 0; at < day.length; i++) {
          const [length, fate] = cuts[i % cuts.length]!
          const batch = day.slice(at, at + length)
          at += length
          // Some batches hold a request that fails, so that part of the way goes through taking back.
          const work = batch.map((event, n) => desk.intake.take(saying(`${at}/${n}`, [event])))
          if (fate === 3) work.push(desk.intake.take({ key: null, decide: () => { throw new Error('a bug') } }))
          await Promise.allSettled(work)
          expectSame(pictureOf(desk.restored()), pictureOf(desk.floor))
        }
        expect(desk.journal.verify()).to.equal(null)
        expect(desk.journal.seq).to.equal(day.length)
      } finally {
        await desk.drop()
      }
    }), { numRuns: 40 })
  })
  it('shows today’s sums at once, of quiet quarters too', async () => {
    const desk = newDesk()
    await desk.intake.take(saying('a', [call.arrives(), call.queued(0), call.hungUp(3000)]))
    expect(desk.restored().tallies.get(MONDAY_NINE)).to.include({ received: 1, abandoned: 1 })
    await desk.drop()
  })
  it('does not cost more for what history holds: calls that are over are not read', async () => {
    const desk = newDesk()
    await desk.intake.take(saying('a', [call.arrives(), call.hungUp(3000)]))
    const other = storyOf(idOf(9))
    await desk.intake.take(saying('b', [other.arrives()]))
    expect([...desk.restored().calls.keys()]).to.deep.equal([idOf(9)])
    await desk.drop()
  })
})

