import { expect } from 'chai'
import { createDrafts, draftOf, drafts, leftOver, shownOutcome } from '../../dashboard/desk/drafts.ts'
import type { Reply } from '../../server/protocol/requests.ts'

const me = { agent: 'mina' }
const inTalk = { me, talking: { call: 'a' } as never, wrappingUp: null }
const inWrapUp = { me, talking: null, wrappingUp: { call: 'a' } as never }
const ready = { me, talking: null, wrappingUp: null }
const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

function desk(kept = new Map<string, string>()) {
  let now = 0
  const sent: object[] = []
  const replies: Reply[] = []
  drafts.value = { agent: '', of: {} }
  const desk = createDrafts(async (asked) => {
    sent.push(asked)
    return replies.shift() ?? { ok: true }
  }, () => ({ getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) }), () => now)
  return { ...desk, sent, replies, kept, pass: (ms: number) => { now += ms } }
}

describe('what was written of a call', () => {
  it('is sent when wrap-up ends by itself or by saying "ready", with the call it is about', async () => {
    const { look, write, choose, sent } = desk()
    look(inTalk)
    write('a', '보조금 서류')
    look(inTalk)
    look(inWrapUp)
    choose('a', 'passed-on')
    look(inWrapUp)
    expect(sent).to.deep.equal([])
    look(ready)
    look(ready)
    await settle()
    expect(sent).to.deep.equal([{ call: 'a', note: '보조금 서류', outcome: 'passed-on' }])
    expect(drafts.value.of).to.deep.equal({})
    look(ready)
    expect(sent).to.have.length(1)
  })
  it('claims no outcome that nobody chose, unless the agent says it is done with what is shown', async () => {
    const one = desk()
    one.look(inWrapUp)
    one.write('a', '메모')
    one.look(ready)
    await settle()
    expect(one.sent).to.deep.equal([{ call: 'a', note: '메모', outcome: 'other' }])
    const other = desk()
    other.look(inWrapUp)
    other.write('a', '메모')
    expect(shownOutcome({ call: 'a', suggested: 'passed-on' })).to.equal('passed-on')
    await other.finish({ call: 'a', suggested: 'passed-on' })
    expect(other.sent).to.deep.equal([{ call: 'a', note: '메모', outcome: 'passed-on' }])
  })
  it('is sent once, though wrap-up is seen to end while it is on its way', async () => {
    const { look, write, finish, sent } = desk()
    look(inWrapUp)
    write('a', '메모')
    const sending = finish({ call: 'a', suggested: 'resolved' })
    look(ready)
    await sending
    look(ready)
    expect(sent).to.have.length(1)
  })
  it('is kept and tried again for as long as the server cannot be reached', async () => {
    const { look, write, sent, replies, pass } = desk()
    look(inWrapUp)
    write('a', '메모')
    for (let tries = 0; tries < 10; tries++) {
      replies.push({ ok: false, because: 'try-again' })
      look(ready)
      await settle()
      pass(1_000)
      look(ready)
      pass(2_000)
    }
    expect(sent).to.have.length(10)
    expect(draftOf('a')).to.deep.equal({ text: '메모', outcome: null, refused: null })
    look(ready)
    await settle()
    expect(drafts.value.of).to.deep.equal({})
  })
  it('stays to be read when the server will not have it any more', async () => {
    const { look, write, forget, sent, replies, pass } = desk()
    look(inWrapUp)
    write('a', '메모')
    for (let tries = 0; tries < 5; tries++) {
      replies.push({ ok: false, because: 'nothing-to-wrap-up' })
      look(ready)
      await settle()
      pass(3_000)
    }
    expect(sent).to.have.length(3)
    expect(draftOf('a')).to.deep.equal({ text: '메모', outcome: null, refused: 'nothing-to-wrap-up' })
    forget('a')
    expect(drafts.value.of).to.deep.equal({})
  })
  it('is there again after a reload, for the same person alone', async () => {
    const before = desk()
    before.look(inTalk)
    before.write('a', '메모')
    const after = desk(before.kept)
    after.look(inWrapUp)
    expect(draftOf('a').text).to.equal('메모')
    const somebodyElse = desk(before.kept)
    somebodyElse.look({ ...ready, me: { agent: 'jun' } })
    expect(somebodyElse.sent).to.deep.equal([])
    expect(drafts.value).to.deep.equal({ agent: 'jun', of: {} })
  })
  it('is nothing when nothing was written and nothing chosen', () => {
    const { look, write } = desk()
    look(inTalk)
    write('a', '메')
    write('a', '')
    expect(leftOver(drafts.value.of, ready)).to.deep.equal([])
  })
})
