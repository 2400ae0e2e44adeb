import { expect } from 'chai'
import { startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import type { DirectoryView } from '../../server/protocol/directory.ts'

describe('the directory', () => {
  it('says who can take a call now, and who is busy since when', async () => {
    const line = await startLine()
    const { api } = await line.login('mina')
    await line.ready('mina', 'jun')
    const members = async () => {
      const view = (await api('GET', '/directory')).json<DirectoryView>()
      return Object.fromEntries(view.departments[0]!.members.map(({ agent, state, canTakeIt }) => [agent, `${state} ${canTakeIt}`]))
    }
    expect(await members()).to.deep.equal({ mina: 'ready true', jun: 'ready true', sora: 'offline false' })
    const story = await dial(line)
    await story.alerts('jun')
    // A browser phone shows several callers: who rings for one can still be asked.
    expect((await members())['jun']).to.equal('ringing true')
    await story.answers('jun')
    await line.settle()
    expect((await members())['jun']).to.equal('talking false')
    expect((await line.send('GET', '/api/v1/directory', null)).status).to.equal(401)
    await line.stop()
  })
})

describe('what an agent says first', () => {
  it('is affiliation and name, until they write their own; empty brings the usual words back', async () => {
    const line = await startLine()
    const { api } = await line.login('mina')
    const greeting = () => line.app.pictures.desk('mina' as never)!.greeting
    expect(greeting()).to.equal('안녕하십니까. 한국임업진흥원 고객지원센터 mina 님입니다. 무엇을 도와드릴까요?')
    expect((await api('PUT', '/agents/me/greeting', { text: '안녕하세요,\n김미나입니다.' })).status).to.equal(204)
    expect(greeting()).to.equal('안녕하세요, 김미나입니다.')
    await api('PUT', '/agents/me/greeting', { text: ' ' })
    expect(greeting()).to.match(/^안녕하십니까/)
    expect((await api('PUT', '/agents/me/greeting', { text: 'x'.repeat(201) })).status).to.equal(400)
    await line.stop()
  })
})
