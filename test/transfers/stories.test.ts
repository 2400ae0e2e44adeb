import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { noFaults } from '../../scripts/simulator/faults.ts'
import type { CallId } from '../../server/calls/events.ts'
import { connect } from '../../server/database/connect.ts'
import { openStore } from '../../server/floor/store.ts'
import { openJournal } from '../../server/journal/journal.ts'
import { CAPS } from '../../server/directory/outbound.ts'
import { decideReach } from '../../server/phone/heartbeats.ts'
import type { OpenedFigure } from '../../server/protocol/opened.ts'
import type { PromisesReport } from '../../server/protocol/reports.ts'
import type { StoryView } from '../../server/protocol/story.ts'
import { CALLER, CONTACT, DESK_PHONE, onADesk, type Stage } from './stage.ts'

const SOUND = ['say', 'play', 'hold']

const consult = (stage: Stage, call: CallId, to: object, kind = 'consult') => stage.ask('mina', call, 'transfer', { to, kind, gist: '지원금 신청' })
const WELL = { status: 204, because: null }

describe('a transfer', function () {
  this.timeout(30_000)

  it('gives the caller back when the colleague declines, and goes on with the first clock when somebody else is tried', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara', 'tom')
      const { caller, call } = await stage.talking('mina')
      expect(await consult(stage, call, { agent: 'tara' })).to.deep.equal(WELL)
      await stage.pass(12_000)
      stage.phone('tara').decline()
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(stage.view('mina').talking!.transfer).to.deep.include({ stage: 'ended', end: 'refused', verdict: 'running' })
      expect(await stage.ask('mina', call, 'transfer/to', { to: { agent: 'tom' } })).to.deep.equal(WELL)
      await stage.pass(14_000)
      stage.phone('tom').answer()
      await stage.pass(1000)
      expect(stage.transfers(call)).to.have.length(1)
      expect(stage.transfers(call)[0]).to.deep.include({ verdict: 'kept', to_id: 'tara' })
      expect(await stage.ask('mina', call, 'transfer/join')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(await stage.ask('mina', call, 'transfer/leave')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tom'] })
      expect(stage.phone('mina').talking).to.equal(null)
      // A second transfer after a success is a new promise: now in tom's hand.
      expect(await stage.ask('tom', call, 'transfer', { to: { agent: 'tara' }, kind: 'consult' })).to.deep.equal(WELL)
      await stage.pass(29_000)
      expect(await stage.ask('tom', call, 'transfer/withdraw')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tom'] })
      expect(stage.transfers(call).map(({ verdict, ending }) => [verdict, ending])).to.deep.equal([['kept', 'completed'], ['void', 'withdrawn']])
      caller.hangUp()
      await stage.expectAllOver()
      expect(stage.truth(caller).silences).to.deep.equal([])
    }))

  it('is broken after thirty seconds, gives the caller back, and has offered the next best person from twenty seconds on', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara', 'tom')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { agent: 'tara' })
      await stage.pass(19_000)
      expect(stage.view('mina').talking!.transfer!.next).to.equal(null)
      await stage.pass(2000)
      expect(stage.view('mina').talking!.transfer!.next).to.deep.equal({ agent: 'tom', name: 'tom 님' })
      expect(caller.hears.kind).to.be.oneOf(SOUND)
      await stage.pass(13_000)
      expect(stage.view('mina').talking!.transfer).to.deep.include({ verdict: 'broken', end: 'not-answered', stage: 'ended' })
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(stage.phone('tara').ringing).to.deep.equal([])
      const promisedFor = stage.clock.now() + 3_600_000
      expect(await stage.ask('mina', call, 'call-back', { promisedFor })).to.deep.equal(WELL)
      expect(stage.app.pictures.wallboard().callBacks).to.deep.include({ open: 1, overdue: 0, oldestMadeAt: stage.clock.now() })
      expect(stage.app.pictures.wallboard().t4.all).to.deep.include({ kept: 0, broken: 1, running: 0 })
      stage.phone('mina').hangUp()
      await stage.pass(30_000)
      // Wrap-up over; the agent calls back.
      await stage.world.desk('mina').wrapUp('call-back-promised', '')
      expect(await stage.ask('mina', call, 'call-back/dial')).to.deep.equal(WELL)
      await stage.pass(3000)
      expect(stage.phone('mina').answer()).to.equal(true)
      await stage.pass(20_000)
      expect(stage.phone('mina').talking!.sound.kind).to.equal('talking')
      stage.phone('mina').hangUp()
      await stage.expectAllOver()
      expect(stage.app.floor.callBacks.size).to.equal(0)
    }))

  it('passes a caller on blindly: the agent is free at once, the caller is on hold until the colleague picks up', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      expect(await consult(stage, call, { department: 'income' }, 'blind')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(stage.phone('mina').talking).to.equal(null)
      expect(stage.view('mina').me.state).to.equal('wrap-up')
      expect(caller.hears.kind).to.be.oneOf(SOUND)
      expect(stage.standing(call).phase).to.equal('held')
      stage.phone('tara').answer()
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tara'] })
      stage.phone('tara').hangUp()
      await stage.pass(3000)
      expect(caller.over, 'a colleague who hangs up ends the call').to.equal(true)
      await stage.expectAllOver()
      expect(stage.transfers(call)[0]).to.deep.include({ verdict: 'kept', ending: 'completed' })
      expect(stage.truth(caller).silences).to.deep.equal([])
    }))

  it('puts a caller whom nobody of the department took at the front of the queue', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { department: 'income' }, 'blind')
      await stage.pass(33_000)
      expect(stage.standing(call)).to.deep.include({ phase: 'queued', front: true })
      expect(caller.hears.kind).to.be.oneOf([...SOUND, 'ringback'])
      await stage.world.desk('mina').wrapUp('other', '')
      await stage.pass(4000)
      expect(stage.phone('mina').answer()).to.equal(true)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(stage.standing(call)).to.deep.include({ phase: 'talking', with: 'mina' })
      // And on from there: the same person can try again, with a conference as before.
      expect(await stage.ask('mina', call, 'hold')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(caller.hears.kind).to.be.oneOf(SOUND)
      expect(await stage.ask('mina', call, 'resume')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      caller.hangUp()
      await stage.expectAllOver()
      expect(stage.transfers(call)[0]).to.deep.include({ verdict: 'broken', ending: 'not-answered' })
    }))

  it('whispers the gist to a telephone, and takes one that presses no key for a machine', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { agent: 'pat' })
      await stage.pass(6000)
      stage.phone('+82263930101').answer()
      await stage.pass(500)
      expect(stage.phone('+82263930101').talking!.sound).to.deep.include({ kind: 'say' })
      expect((stage.phone('+82263930101').talking!.sound as { text: string }).text).to.contain('문의 내용은 지원금 신청입니다')
      await stage.pass(20_000)
      expect(stage.phone('+82263930101').talking).to.equal(null)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(stage.transfers(call)[0]).to.deep.include({ verdict: 'running', ending: 'voicemail-suspected' })
      await stage.ask('mina', call, 'transfer', { to: { agent: 'pat' }, kind: 'consult' })
      await stage.pass(6000)
      stage.phone('+82263930101').answer()
      await stage.pass(2000)
      stage.phone('+82263930101').press('1')
      await stage.pass(2000)
      expect(stage.phone('mina').talking!.sound).to.deep.equal({ kind: 'talking', with: ['+82263930101'] })
      caller.hangUp()
      await stage.pass(3000)
      expect(stage.phone('mina').talking, 'nobody is left in the room').to.equal(null)
      expect(stage.view('mina').wrappingUp, 'nobody was passed on').to.include({ call, suggested: 'call-back-promised' })
      await stage.expectAllOver()
      expect(stage.transfers(call)[0]).to.deep.include({ ending: 'lost-in-transfer' })
      expect([...stage.app.floor.callBacks.values()]).to.have.length(1)
    }))

  it('promises a call back for another time when it was agreed so, and the promise is then of whoever agreed', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'jun')
      const { caller, call } = await stage.talking('mina')
      const hour = 3_600_000
      const from = stage.clock.now()
      expect(await stage.ask('jun', call, 'call-back/change', { promisedFor: from + hour })).to.deep.equal({ status: 404, because: 'unknown-call' })
      expect(await stage.ask('mina', call, 'call-back', { promisedFor: from + 40 * 86_400_000 })).to.deep.equal({ status: 409, because: 'wrong-moment' })
      expect(await stage.ask('mina', call, 'call-back', { promisedFor: from + hour })).to.deep.equal(WELL)
      expect(await stage.ask('jun', call, 'call-back/change', { promisedFor: from - 1 })).to.deep.equal({ status: 409, because: 'wrong-moment' })
      expect(await stage.ask('jun', call, 'call-back/change', { promisedFor: from + 3 * hour })).to.deep.equal(WELL)
      const listed = () => stage.view('mina').callBacks.map(({ owner, promisedFor, state }) => ({ owner, promisedFor, state }))
      expect(listed()).to.deep.equal([{ owner: 'jun', promisedFor: from + 3 * hour, state: 'open' }])
      const socket = await stage.socket('mina')
      expect(await socket.emitWithAck('changeCallBack', { callBack: call, promisedFor: from + 2 * hour })).to.deep.equal({ ok: true })
      socket.close()
      expect(listed()).to.deep.equal([{ owner: 'mina', promisedFor: from + 2 * hour, state: 'open' }])
      expect(await stage.ask('jun', call, 'call-back/settle', { outcome: 'not-reached' })).to.deep.equal(WELL)
      expect(listed()).to.deep.equal([])
      expect(await stage.ask('mina', call, 'call-back/change', { promisedFor: from + hour })).to.deep.equal({ status: 404, because: 'unknown-call' })
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('reaches a contact outside, and no number that is not in the directory', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      const { caller, call } = await stage.talking('mina')
      expect(await consult(stage, call, { contact: 'nobody' })).to.deep.equal({ status: 404, because: 'target-unknown' })
      expect(await consult(stage, call, { contact: 'forest' }, 'blind')).to.deep.equal(WELL)
      await stage.pass(25_000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: [CONTACT] })
      caller.hangUp()
      await stage.expectAllOver()
      expect(stage.app.pictures.wallboard().t4.byDepartment).to.have.length(1)
    }))

  it('counts every number of the outside that is rung, when it is rung: a contact asked for later, each try of a call-back; also after a restart', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const dialled = () => stage.app.floor.dialledOut.map(({ by, at }) => [by, at - stage.clock.now()])
      const { caller, call } = await stage.talking('mina')
      expect(await consult(stage, call, { agent: 'tara' })).to.deep.equal(WELL)
      await stage.pass(6000)
      stage.phone('tara').decline()
      await stage.pass(2000)
      expect(dialled(), 'a colleague is no number of the outside').to.deep.equal([])
      expect(await stage.ask('mina', call, 'transfer/to', { to: { contact: 'forest' } })).to.deep.equal(WELL)
      expect(dialled()).to.deep.equal([['mina', 0]])
      await stage.pass(3000)
      await stage.ask('mina', call, 'transfer/withdraw')
      await stage.pass(2000)
      await stage.ask('mina', call, 'call-back', { promisedFor: stage.clock.now() + 86_400_000 })
      caller.hangUp()
      await stage.pass(2000)
      await stage.world.desk('mina').wrapUp('call-back-promised', '')
      const callBack = async () => {
        const answer = await stage.ask('mina', call, 'call-back/dial')
        if (answer.status !== 204) return answer
        await stage.pass(3000)
        stage.phone('mina').decline()
        await stage.pass(3000)
        return answer
      }
      expect(await callBack()).to.deep.equal(WELL)
      expect(await callBack()).to.deep.equal(WELL)
      expect(dialled()).to.deep.equal([['mina', -19_000], ['mina', -12_000], ['mina', -6000]])
      await stage.kill()
      await stage.pass(5000)
      await stage.ready('mina', 'tara')
      expect(stage.app.floor.dialledOut.map(({ by }) => by)).to.deep.equal(['mina', 'mina', 'mina'])
      // The last but one of the day, and one too many.
      const { floor } = stage.app
      floor.dialledOut = [...Array.from({ length: CAPS.perAgent - 4 }, () => floor.dialledOut[0]!), ...floor.dialledOut]
      expect(await callBack()).to.deep.equal(WELL)
      expect(await callBack()).to.deep.equal({ status: 429, because: 'too-many-calls-out' })
      const next = await stage.talking('mina', '+821099990000')
      expect(await consult(stage, next.call, { contact: 'forest' })).to.deep.equal({ status: 429, because: 'too-many-calls-out' })
      next.caller.hangUp()
      await stage.pass(14 * 3_600_000)
      expect(await callBack(), 'tomorrow is another day').to.deep.equal(WELL)
      await stage.expectAllOver()
    }))

  it('joins the first of two who pick up in the same instant, and tells the other who was faster', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara', 'tom')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { department: 'income' })
      await stage.pass(6000)
      stage.phone('tara').answer()
      stage.phone('tom').answer()
      await stage.pass(400)
      const sounds = ['tara', 'tom'].map((name) => stage.phone(name).talking?.sound)
      expect(sounds.filter((sound) => sound?.kind === 'say')).to.have.length(1)
      const loser = sounds[0]?.kind === 'say' ? 'tara' : 'tom'
      const winner = loser === 'tara' ? 'tom' : 'tara'
      expect((stage.phone(loser).talking!.sound as { text: string }).text).to.contain(winner).and.to.contain('먼저 받으셨습니다')
      await stage.pass(10_000)
      expect(stage.phone('mina').talking!.sound).to.deep.equal({ kind: 'talking', with: [`client:${winner}`] })
      expect(stage.phone(loser).talking).to.equal(null)
      expect(stage.app.database.writer.prepare('select * from claims').all()).to.have.length(1)
      expect(await stage.ask('mina', call, 'transfer/swap')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(stage.phone(winner).talking!.sound.kind).to.be.oneOf(SOUND)
      expect(await stage.ask('mina', call, 'transfer/swap')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(caller.hears.kind).to.be.oneOf(SOUND)
      expect(stage.view('mina').talking!.transfer).to.deep.include({ stage: 'consulting', end: null })
      expect(stage.judged(call)[0]).to.deep.include({ end: null, speakingInTime: false, shares: { ...stage.judged(call)[0]!.shares, consult: null, join: null } })
      expect(await stage.ask('mina', call, 'hang-up')).to.deep.equal(WELL)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: [`client:${winner}`] })
      caller.hangUp()
      await stage.expectAllOver()
      expect(stage.transfers(call)[0]).to.deep.include({ verdict: 'kept', ending: 'completed' })
    }))

  it('is complete when the agent leaves while speaking with the caller: the colleague, on hold until then, has them', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { agent: 'tara' })
      await stage.pass(4000)
      stage.phone('tara').answer()
      await stage.pass(2000)
      for (const what of ['transfer/swap', 'transfer/swap', 'transfer/swap']) {
        expect(await stage.ask('mina', call, what)).to.deep.equal(WELL)
        await stage.pass(2000)
        expect(stage.judged(call)[0]!.end).to.equal(null)
      }
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      stage.phone('mina').hangUp()
      await stage.pass(3000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tara'] })
      expect(stage.judged(call)[0]).to.deep.include({ end: 'completed', verdict: 'kept', speakingInTime: true })
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('gives one of two the transfer by a unique key of the database, whichever server asks', () =>
    onADesk({}, async (stage) => {
      const other = connect(stage.file)
      const there = openStore(other, openJournal(other))
      expect(there.claim('a call/transfer/1', '2')).to.equal('2')
      expect(stage.app.store.claim('a call/transfer/1', '1')).to.equal('2')
      expect(stage.app.store.claim('a call/transfer/2', '1')).to.equal('1')
      expect(there.claim('a call/transfer/2', '3')).to.equal('1')
      await other.close()
    }))

  it('gives each of a thousand transfers to one of two servers that ask in the same instant, and tells both who has it', () =>
    onADesk({}, async (stage) => {
      const CALLS = 1000
      const servers = await Promise.all(['1', '2'].map(async (name) => {
        const server = spawn(process.execPath, [join(import.meta.dirname, 'claimant.ts'), stage.file, name, String(CALLS)], { stdio: ['pipe', 'pipe', 'inherit'] })
        const lines = server.stdout.setEncoding('utf8')[Symbol.asyncIterator]()
        expect((await lines.next()).value).to.equal('ready\n')
        return { server, lines }
      }))
      const begin = process.hrtime.bigint() + 20_000_000n
      for (const { server } of servers) server.stdin.write(`${begin}\n`)
      const [first, second] = await Promise.all(servers.map(async ({ lines }) => {
        let text = ''
        for (let next = await lines.next(); !next.done; next = await lines.next()) text += next.value
        return JSON.parse(text) as string[]
      }))
      expect(first).to.have.length(CALLS)
      expect(second, 'who was faster, as the other tells it').to.deep.equal(first)
      const claims = stage.app.database.writer.prepare('select what, by from claims').all() as { what: string; by: string }[]
      expect(new Map(claims.map(({ what, by }) => [what, by]))).to.deep.equal(new Map(first!.map((by, i) => [`call ${i}/transfer/1`, by])))
      expect(new Set(first), 'it was a race').to.deep.equal(new Set(['1', '2']))
    }))

  it('tells who was faster also when that is only known by the other server', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara', 'tom')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { department: 'income' })
      await stage.pass(6000)
      expect(stage.app.store.claim(`${call}/transfer/1`, '2')).to.equal('2')
      stage.phone('tara').answer()
      await stage.pass(400)
      expect((stage.phone('tara').talking!.sound as { text: string }).text).to.contain('tom 님').and.to.contain('먼저 받으셨습니다')
      stage.phone('tom').answer()
      await stage.pass(1500)
      expect(stage.phone('mina').talking!.sound).to.deep.equal({ kind: 'talking', with: ['client:tom'] })
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('does not let a caller fall whose agent\'s browser died in a plain talk: the front of the queue, and somebody else', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      const { caller, call } = await stage.talking('mina')
      await stage.ready('jun')
      await stage.pass(10_000)
      stage.phone('mina').crash(30_000)
      await stage.pass(15_000)
      await stage.fallsSilent('mina')
      await stage.pass(17_000)
      expect(caller.over).to.equal(false)
      expect(stage.phone('jun').answer()).to.equal(true)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:jun'] })
      expect(stage.view('mina').me.state).to.be.oneOf(['wrap-up', 'unreachable'])
      stage.phone('jun').hangUp()
      await stage.pass(2000)
      expect(caller.over, 'jun hung up by hand').to.equal(true)
      await stage.expectAllOver()
      expect(stage.app.pictures.wallboard().counts).to.deep.include({ received: 1, answered: 1 })
      expect(call).to.be.a('string')
    }))

  it('does not let a caller fall whose agent reloads the page in a plain talk, and the agent may have them back', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      await stage.sitsDown('mina')
      const { caller, call } = await stage.talking('mina')
      await stage.pass(10_000)
      stage.reloads('mina')
      await stage.pass(1000)
      expect(stage.standing(call)).to.deep.include({ phase: 'queued', front: true })
      await stage.pass(4000)
      expect(stage.phone('mina').answer(), 'the same agent is rung again').to.equal(true)
      await stage.pass(2000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(await stage.putsDown('mina', call)).to.equal(204)
      await stage.pass(2000)
      expect(caller.over, 'mina hung up by hand').to.equal(true)
      expect(stage.truth(caller).silences).to.deep.equal([])
      await stage.expectAllOver()
      expect(stage.app.pictures.wallboard().counts).to.deep.include({ received: 1, answered: 1 })
      expect(stage.app.floor.callBacks.size).to.equal(0)
    }))

  it('keeps a caller whose agent closed the page for good, and has them called back if they do not wait', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      await stage.sitsDown('mina')
      const { caller, call } = await stage.talking('mina')
      stage.closes('mina')
      await stage.pass(20_000)
      expect(stage.standing(call).phase).to.equal('queued')
      caller.hangUp()
      await stage.pass(2000)
      expect(stage.app.floor.callBacks.get(call)).to.deep.include({ reason: 'abandoned', state: 'open' })
      await stage.expectAllOver()
    }))

  it('ends a talk at once when the agent hangs up at the page, also when the page goes the next moment', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      await stage.sitsDown('mina')
      const { caller, call } = await stage.talking('mina')
      await stage.putsDown('mina', call)
      await stage.fallsSilent('mina')
      await stage.pass(1000)
      expect(caller.over).to.equal(true)
      expect(stage.app.floor.callBacks.size).to.equal(0)
      await stage.expectAllOver()
    }))

  it('does not let a caller fall whose colleague reloads the page after the agent has left them to each other', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      await stage.sitsDown('tara')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { agent: 'tara' })
      await stage.pass(3000)
      stage.phone('tara').answer()
      await stage.pass(3000)
      await stage.ask('mina', call, 'transfer/join')
      await stage.pass(2000)
      await stage.ask('mina', call, 'transfer/leave')
      await stage.pass(5000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tara'] })
      stage.reloads('tara')
      await stage.pass(3000)
      expect(stage.standing(call).phase).to.be.oneOf(['queued', 'talking'])
      expect(caller.over).to.equal(false)
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('takes no other\'s word for a line that is put down', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      const { call, caller } = await stage.talking('mina')
      const leg = stage.phone('mina').talking!.sid
      expect(await stage.ask('jun', call, 'put-down', { leg })).to.deep.equal({ status: 403, because: 'not-your-call' })
      expect(await stage.ask('mina', call, 'put-down', { leg: 'CA00' })).to.deep.equal({ status: 403, because: 'not-your-call' })
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('rings the people of a department one after another where that is its strategy', () =>
    onADesk({ settings: { TRANSFER_IN_TURN: 'income' } }, async (stage) => {
      await stage.ready('mina', 'tara', 'tom')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { department: 'income' })
      await stage.pass(5000)
      expect(['tara', 'tom'].map((name) => stage.phone(name).ringing.length)).to.deep.equal([1, 0])
      await stage.pass(6500)
      expect(['tara', 'tom'].map((name) => stage.phone(name).ringing.length)).to.deep.equal([0, 1])
      stage.phone('tom').answer()
      await stage.pass(2000)
      expect(stage.view('mina').talking!.transfer).to.deep.include({ colleague: 'tom 님', verdict: 'kept' })
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('sets a colleague away who lets two calls in a row ring that were to be passed on', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      for (const misses of [1, 2]) {
        await consult(stage, call, { agent: 'tara' })
        await stage.pass(34_000)
        expect(stage.view('mina').talking!.transfer).to.deep.include({ stage: 'ended', end: 'not-answered' })
        expect(stage.app.floor.agent('tara' as never).misses).to.have.length(misses)
      }
      expect(stage.view('tara').me).to.deep.include({ state: 'away', reason: 'not-answering' })
      expect(await consult(stage, call, { agent: 'tara' })).to.deep.equal({ status: 409, because: 'target-unreachable' })
      // Whoever says "ready" again begins anew.
      await stage.world.desk('tara').ready()
      expect(stage.view('tara').me.state).to.equal('ready')
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('tells who let it ring for their nine seconds from whose phone was only stopped because somebody else picked up', () =>
    onADesk({ settings: { TRANSFER_IN_TURN: 'income' } }, async (stage) => {
      await stage.ready('mina', 'tara', 'tom')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { department: 'income' })
      await stage.pass(11_500)
      stage.phone('tom').answer()
      await stage.pass(1000)
      const misses = (account: string) => stage.app.floor.agent(account as never).misses.length
      expect([misses('tara'), misses('tom')]).to.deep.equal([1, 0])
      caller.hangUp()
      await stage.expectAllOver()
      const story = (await stage.world.desk('mina').ask('GET', `/calls/${call}`)).body as { transfers: { attempts: { to: { id: string }; stopped: string | null }[] }[] }
      expect(story.transfers[0]!.attempts.map(({ to, stopped }) => [to.id, stopped])).to.deep.equal([['tara', 'unanswered'], ['tom', null]])
    }))

  it('rings somebody else at once when the page of the one it rings is gone', () =>
    onADesk({ settings: { TRANSFER_IN_TURN: 'income' } }, async (stage) => {
      await stage.ready('mina', 'tara', 'tom')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { department: 'income' })
      await stage.pass(3000)
      expect(stage.phone('tara').ringing).to.have.length(1)
      await stage.app.intake.take({ key: null, decide: (floor, now) => decideReach(floor, 'tara' as never, ['no-heartbeat'], now) })
      await stage.pass(2500)
      expect(['tara', 'tom'].map((name) => stage.phone(name).ringing.length)).to.deep.equal([0, 1])
      expect(stage.app.floor.agent('tara' as never).misses).to.deep.equal([])
      caller.hangUp()
      await stage.expectAllOver()
    }))

  for (const [kind, unregisteredClient] of [['consult', 'no-answer'], ['blind', 'failed']] as const) {
    it(`knows whose phone could not be reached for a ${kind} transfer ("${unregisteredClient}"), tells them, and rings it for nobody until they mend it`, () =>
      onADesk({ switches: { unregisteredClient } }, async (stage) => {
        await stage.ready('mina', 'tara', 'tom')
        const { caller, call } = await stage.talking('mina')
        stage.phone('tara').unregister()
        expect(await consult(stage, call, { department: 'income' }, kind)).to.deep.equal(WELL)
        await stage.pass(4000)
        expect(stage.view('tara').me).to.deep.include({ state: 'unreachable', reachable: false })
        expect(stage.view('tara').reach).to.deep.equal({ reachable: false, reasons: ['not-delivered'] })
        const onBoard = () => stage.app.pictures.wallboard().agents.find(({ agent }) => agent === 'tara')
        expect(onBoard()).to.deep.include({ state: 'unreachable', unreachable: ['not-delivered'] })
        stage.phone('tom').answer()
        await stage.pass(3000)
        stage.phone('tara').register()
        if (kind === 'consult') await stage.ask('mina', call, 'transfer/leave')
        await stage.pass(2000)
        const tom = (what: string, body?: object) => stage.ask('tom', call, what, body)
        const again = () => tom('transfer', { to: { agent: 'tara' }, kind: 'consult' })
        expect(await again()).to.deep.equal({ status: 409, because: 'target-unreachable' })
        const other = stage.world.callIn({ from: '01055556666' })
        await stage.pass(3000)
        expect(stage.phone('tara').ringing, 'nor for a first bell').to.deep.equal([])
        other.hangUp()
        await stage.pass(1000)
        await stage.world.desk('tara').ready()
        expect(onBoard()!.state).to.equal('ready')
        expect(await again()).to.deep.equal(WELL)
        await stage.pass(3000)
        expect(stage.phone('tara').ringing).to.have.length(1)
        caller.hangUp()
        await stage.expectAllOver()
      }))
  }

  it('takes a telephone for unreachable only while its owner is ready: of whoever works at no desk, nobody could say that it is mended', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      const { caller, call } = await stage.talking('mina')
      stage.phone(DESK_PHONE).unregister()
      const fails = async () => {
        expect(await consult(stage, call, { agent: 'pat' })).to.deep.equal(WELL)
        await stage.pass(8000)
        expect(stage.view('mina').talking!.transfer).to.deep.include({ stage: 'ended', end: 'unreachable' })
      }
      await fails()
      await stage.world.desk('pat').ready()
      await fails()
      expect(stage.view('pat').reach.reasons).to.deep.equal(['not-delivered'])
      expect(await consult(stage, call, { agent: 'pat' })).to.deep.equal({ status: 409, because: 'target-unreachable' })
      stage.phone(DESK_PHONE).register()
      await stage.world.desk('pat').ready()
      expect(await consult(stage, call, { agent: 'pat' })).to.deep.equal(WELL)
      await stage.pass(6000)
      expect(stage.phone(DESK_PHONE).ringing).to.have.length(1)
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('tells the story of every transfer, and counts it on the wallboard and in the metrics', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { department: 'income' })
      await stage.pass(4000)
      const live = (await stage.world.desk('mina').ask('GET', '/live')).body as ReturnType<typeof stage.app.pictures.wallboard>
      expect(live.transfers).to.have.length(1)
      expect(live.transfers[0]).to.deep.include({ stage: 'ringing', by: 'mina', ringing: ['tara 님'], to: { kind: 'department', id: 'income', name: { ko: '산림소득지원실', en: 'Forest income' } } })
      expect(live.t4.all).to.deep.include({ kept: 0, broken: 0, void: 0, running: 1, rate: null })
      stage.phone('tara').answer()
      await stage.pass(3000)
      await stage.ask('mina', call, 'transfer/join')
      await stage.pass(3000)
      const story = (await stage.world.desk('tara').ask('GET', `/calls/${call}`)).body as { transfers: { verdict: string; attempts: { to: { id: string }; answeredAt: number }[]; shares: object }[] }
      expect(story.transfers[0]).to.deep.include({ verdict: 'kept' })
      expect(story.transfers[0]!.attempts.map(({ to }) => to.id)).to.deep.equal(['tara'])
      const directory = (await stage.world.desk('mina').ask('GET', '/directory')).body as { departments: { id: string; t4: { kept: number } }[] }
      expect(directory.departments.find(({ id }) => id === 'income')!.t4.kept).to.equal(1)
      expect(stage.view('mina').today.t4).to.deep.include({ kept: 1 })
      const metrics = await stage.metrics()
      expect(metrics).to.contain('thirdring_transfer_promises_today{department="income",verdict="kept"} 1')
      expect(metrics).to.contain('thirdring_transfers_under_way{stage="joined"} 1')
      caller.hangUp()
      await stage.expectAllOver()
      expect(await stage.metrics()).to.contain('thirdring_transfer_answer_seconds_count 1')
    }))

  it('goes through the desk\'s socket as well, with the same words of refusal', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      const socket = await stage.socket('mina')
      const say = (name: string, asked: object) => socket.emitWithAck(name, asked) as Promise<object>
      expect(await say('transfer', { call, to: { agent: 'nobody' }, kind: 'consult', gist: '' })).to.deep.equal({ ok: false, because: 'target-unknown' })
      expect(await say('transfer', { call, to: { somebody: 'x' }, kind: 'consult', gist: '' })).to.deep.equal({ ok: false, because: 'bad-request' })
      expect(await say('transfer', { call, to: { agent: 'tara' }, kind: 'consult', gist: '' })).to.deep.equal({ ok: true })
      await stage.pass(4000)
      stage.phone('tara').answer()
      await stage.pass(2000)
      for (const name of ['swap', 'swap', 'join', 'leave']) {
        expect(await say(name, { call }), name).to.deep.equal({ ok: true })
        await stage.pass(2000)
      }
      expect(await say('join', { call })).to.deep.equal({ ok: false, because: 'not-your-call' })
      expect(await say('dialCallBack', { callBack: call })).to.deep.equal({ ok: false, because: 'unknown-call' })
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:tara'] })
      socket.close()
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('does not take a caller for gone because Twilio would not move them just now', () => {
    const restFaults = { ...noFaults.rest }
    return onADesk({ restFaults }, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      await consult(stage, call, { agent: 'tara' })
      await stage.pass(6000)
      stage.phone('tara').answer()
      await stage.pass(3000)
      restFaults.notInProgress = 1
      expect(await stage.ask('mina', call, 'transfer/join')).to.deep.equal(WELL)
      await stage.pass(3000)
      expect(stage.standing(call).phase).to.equal('talking')
      expect(caller.hears.kind).to.be.oneOf(SOUND)
      restFaults.notInProgress = 0
      await stage.pass(5000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina', 'client:tara'] })
      caller.hangUp()
      await stage.expectAllOver()
    })
  })

  it('leaves the caller with an agent whom Twilio would not let go, when nobody could be rung for a blind transfer', () => {
    const restFaults = { ...noFaults.rest, broken: 1 }
    return onADesk({ restFaults }, async (stage) => {
      await stage.ready('mina')
      const { caller, call } = await stage.talking('mina')
      expect(await consult(stage, call, { contact: 'forest' }, 'blind')).to.deep.equal(WELL)
      await stage.pass(15_000)
      restFaults.broken = 0
      await stage.pass(30_000)
      expect(caller.hears).to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(stage.view('mina').talking).to.deep.include({ call, role: 'answered' })
      stage.phone('mina').hangUp()
      await stage.pass(3000)
      expect(caller.over, 'mina hung up by hand').to.equal(true)
      await stage.expectAllOver()
      expect(stage.transfers(call)[0]).to.deep.include({ ending: 'unreachable' })
    })
  })

  describe('a call-back', () => {
    const HOUR = 3_600_000
    /** Mina has promised one and is ready again; the caller's own phone is somebody who picks up when the test says so. */
    const promised = async (stage: Stage) => {
      await stage.ready('mina', 'jun')
      const { caller, call } = await stage.talking('mina')
      expect(await stage.ask('mina', call, 'call-back', { promisedFor: stage.clock.now() + HOUR })).to.deep.equal(WELL)
      stage.phone('mina').hangUp()
      await stage.pass(2000)
      await stage.world.desk('mina').wrapUp('call-back-promised', '약속함')
      return { caller, call, theirs: stage.phone(CALLER) }
    }
    const seen = (stage: Stage) => {
      const { me, callingBack } = stage.view('mina')
      const onBoard = stage.app.pictures.wallboard().agents.find(({ agent }) => agent === 'mina')!
      expect(onBoard).to.include({ state: me.state, callingBack: me.callingBack })
      return { state: me.state, busy: me.callingBack, stage: callingBack?.dial?.stage ?? null, by: callingBack?.dial?.by ?? null }
    }

    it('is told step by step, keeps its agent busy on desk and wallboard, and is written up when it is over', () =>
      onADesk({}, async (stage) => {
        const { call, theirs } = await promised(stage)
        expect(await stage.ask('mina', call, 'call-back/dial')).to.deep.equal(WELL)
        await stage.pass(2000)
        expect(seen(stage)).to.deep.equal({ state: 'talking', busy: true, stage: 'phone', by: 'mina' })
        expect(stage.phone('mina').answer()).to.equal(true)
        await stage.pass(2000)
        expect(seen(stage)).to.deep.equal({ state: 'talking', busy: true, stage: 'caller', by: 'mina' })
        for (let s = 0; s < 15 && theirs.ringing.length === 0; s++) await stage.pass(1000)
        theirs.answer()
        await stage.pass(2000)
        expect(seen(stage).stage).to.equal('talking')
        stage.phone('mina').hangUp()
        await stage.pass(2000)
        expect(stage.view('mina')).to.deep.include({ callingBack: null, callBacks: [] })
        expect(stage.view('mina').wrappingUp).to.deep.include({ call, suggested: 'resolved', calledBack: { reached: true, unanswered: null } })
        await stage.world.desk('mina').wrapUp('resolved', '서류를 안내함')
        expect(stage.view('mina').me.state).to.equal('ready')
        expect(stage.app.journal.readAfter(0, 5000).filter(({ event }) => event.type.startsWith('call-back-')).map(({ event }) => event.type)).to.deep.equal([
          'call-back-booked', 'call-back-dialled', 'call-back-picked-up', 'call-back-answered', 'call-back-dial-ended',
        ])
        await stage.expectAllOver()
      }))

    it('says that the caller was not reached; the promise stands, is tried again, agreed anew or given up, and not by a colleague meanwhile', () =>
      onADesk({}, async (stage) => {
        const { call } = await promised(stage)
        expect(await stage.ask('mina', call, 'call-back/dial')).to.deep.equal(WELL)
        await stage.pass(2000)
        for (const [what, body] of [['settle', { outcome: 'reached' }], ['change', { promisedFor: stage.clock.now() + HOUR }], ['dial', {}]] as const) {
          expect(await stage.ask('jun', call, `call-back/${what}`, body), what).to.deep.equal({ status: 409, because: 'being-called-back' })
        }
        expect(await stage.ask('mina', call, 'call-back/settle', { outcome: 'reached' })).to.deep.equal({ status: 409, because: 'on-a-call' })
        expect(stage.phone('mina').answer()).to.equal(true)
        for (let s = 0; s < 60 && stage.view('mina').callingBack; s++) {
          await stage.pass(1000)
          if (stage.phone(CALLER).ringing.length > 0) stage.phone(CALLER).decline()
        }
        expect(stage.view('mina').wrappingUp).to.deep.include({ call, suggested: 'call-back-promised', calledBack: { reached: false, unanswered: 'busy' } })
        expect(stage.view('mina').callBacks).to.have.length(1)
        expect(stage.view('mina').callBacks[0]).to.deep.include({ state: 'open', dial: null })
        expect(await stage.ask('mina', call, 'call-back/dial')).to.deep.equal(WELL)
        await stage.pass(2000)
        expect(seen(stage).stage).to.equal('phone')
        expect(stage.phone('mina').decline()).to.equal(true)
        await stage.pass(2000)
        expect(stage.view('mina').callBacks[0]).to.deep.include({ state: 'open', dial: null })
        expect(await stage.ask('mina', call, 'call-back/settle', { outcome: 'not-reached' })).to.deep.equal(WELL)
        expect(stage.view('mina').callBacks).to.deep.equal([])
        await stage.expectAllOver()
      }))

    it('may end in another promise: the caller asked to be called once more', () =>
      onADesk({}, async (stage) => {
        const { call, theirs } = await promised(stage)
        await stage.ask('mina', call, 'call-back/dial')
        await stage.pass(2000)
        stage.phone('mina').answer()
        for (let s = 0; s < 15 && theirs.ringing.length === 0; s++) await stage.pass(1000)
        theirs.answer()
        await stage.pass(3000)
        stage.phone('mina').hangUp()
        await stage.pass(2000)
        const promisedFor = stage.clock.now() + 2 * HOUR
        expect(await stage.ask('jun', call, 'call-back', { promisedFor })).to.deep.equal({ status: 403, because: 'not-your-call' })
        expect(await stage.ask('mina', call, 'call-back', { promisedFor })).to.deep.equal(WELL)
        expect(stage.view('mina').callBacks[0]).to.deep.include({ state: 'open', promisedFor, owner: 'mina' })
        await stage.expectAllOver()
      }))
  })

  it('asks Twilio about whoever calls somebody back when nothing more is heard: the report of their leg\'s end may be lost', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina')
      const { caller, call } = await stage.talking('mina')
      await stage.ask('mina', call, 'call-back', { promisedFor: stage.clock.now() + 3_600_000 })
      caller.hangUp()
      await stage.pass(2000)
      await stage.world.desk('mina').wrapUp('call-back-promised', '')
      expect(await stage.ask('mina', call, 'call-back/dial')).to.deep.equal(WELL)
      await stage.pass(3000)
      expect(stage.phone('mina').answer()).to.equal(true)
      await stage.pass(90_000)
      expect(stage.app.floor.isCallingBack('mina' as never), 'asked about, and still talking').to.equal(true)
      const { callbacks } = stage.world.faults
      const { lost } = callbacks
      callbacks.lost = 1
      stage.phone('mina').hangUp()
      await stage.pass(5000)
      callbacks.lost = lost
      await stage.pass(45_000)
      expect(stage.app.floor.isCallingBack('mina' as never)).to.equal(false)
      await stage.world.desk('mina').wrapUp('resolved', '')
      const next = stage.world.callIn({ from: '01055556666' })
      await stage.pass(2000)
      expect(stage.phone('mina').ringing).to.have.length(1)
      next.hangUp()
      await stage.expectAllOver()
    }))

  it('writes down that nobody there was free, once for each try, beside the promise and never in it', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      const BUSY = { status: 409, because: 'target-busy' }
      const FAR = { status: 409, because: 'target-unreachable' }
      expect(await consult(stage, call, { agent: 'tom' })).to.deep.equal(FAR)
      expect(await consult(stage, call, { agent: 'mina' }), 'not looked for: is in this very call').to.deep.equal(BUSY)
      const other = stage.world.callIn({ from: '01055556666' })
      await stage.pass(2000)
      stage.phone('tara').answer()
      await stage.pass(1000)
      expect(await consult(stage, call, { department: 'income' })).to.deep.equal(BUSY)
      await stage.pass(3000)
      expect(await consult(stage, call, { department: 'income' }, 'blind'), 'pressed again').to.deep.equal(BUSY)
      await stage.pass(3000)
      expect(await consult(stage, call, { department: 'income' }), 'tried again').to.deep.equal(BUSY)
      const income = () => stage.app.pictures.wallboard().t4.byDepartment.find(({ department }) => department === 'income')
      expect(income()).to.deep.include({ nobodyFree: 3 })
      expect(income()!.figure).to.deep.include({ kept: 0, broken: 0, void: 0, running: 0, rate: null })
      expect(stage.app.pictures.wallboard().t4.nobodyFree).to.equal(3)
      expect(caller.hears, 'nothing happened to the caller').to.deep.equal({ kind: 'talking', with: ['client:mina'] })
      expect(stage.standing(call).phase).to.equal('talking')
      const { seq, asOf } = stage.app.pictures.wallboard()
      const sent = JSON.stringify(stage.app.pictures.wallboard())
      await stage.kill()
      await stage.pass(2000)
      expect(income(), 'right after a restart').to.deep.include({ nobodyFree: 3 })
      expect(JSON.stringify(await stage.app.replay.exactly(seq, asOf)), 'seen again').to.equal(sent)
      other.hangUp()
      await stage.pass(2000)
      await stage.world.desk('tara').wrapUp('resolved', '')
      expect(await consult(stage, call, { department: 'income' })).to.deep.equal(WELL)
      await stage.pass(5000)
      stage.phone('tara').answer()
      await stage.pass(2000)
      expect(stage.transfers(call), 'its clock begins with the transfer that began').to.have.length(1)
      expect(stage.transfers(call)[0]).to.deep.include({ verdict: 'kept' })
      expect(income()!.figure).to.deep.include({ kept: 1, broken: 0, rate: 1 })
      expect(await stage.metrics()).to.include('thirdring_transfers_nobody_free_today{department="income"} 3')
      const asked = await stage.world.desk('boss').ask('GET', '/live/figures/t4/income')
      const opened = asked.body as OpenedFigure
      expect([opened.agrees, opened.value, opened.lines]).to.deep.equal([true, 1, { numerator: 1, denominator: 0, out: 3 }])
      expect(opened.rows.filter(({ why }) => why === 'nobody-free').map(({ who, to, call }) => [who, to!.ko, call])).to.deep.equal([
        ['mina 님', '산림소득지원실', call], ['mina 님', '산림소득지원실', call], ['mina 님', 'tom 님', call],
      ])
      const report = (await stage.world.desk('boss').ask('GET', '/reports/promises?by=department')).body as PromisesReport
      expect(report.departments.map(({ department, nobodyFree, figure }) => [department, nobodyFree, figure.rate])).to.deep.equal([['income', 3, 1]])
      expect(report.total.t4).to.deep.include({ nobodyFree: 3 })
      const story = (await stage.world.desk('boss').ask('GET', `/calls/${call}`)).body as StoryView
      expect(story.refusedTransfers.map(({ name, to, because }) => [name, to.name.ko, because])).to.deep.equal([
        ['mina 님', 'tom 님', 'target-unreachable'], ['mina 님', '산림소득지원실', 'target-busy'], ['mina 님', '산림소득지원실', 'target-busy'],
      ])
      caller.hangUp()
      await stage.expectAllOver()
    }))

  it('refuses with a word of a closed list', () =>
    onADesk({}, async (stage) => {
      await stage.ready('mina', 'tara')
      const { caller, call } = await stage.talking('mina')
      const unknown = `${call.slice(0, 9)}-00000000` as CallId
      expect(await consult(stage, unknown, { agent: 'tara' })).to.deep.equal({ status: 404, because: 'unknown-call' })
      expect(await stage.ask('tara', call, 'transfer', { to: { agent: 'mina' }, kind: 'consult' })).to.deep.equal({ status: 403, because: 'not-your-call' })
      expect(await consult(stage, call, { agent: 'nobody' })).to.deep.equal({ status: 404, because: 'target-unknown' })
      expect(await consult(stage, call, { agent: 'tom' })).to.deep.equal({ status: 409, because: 'target-unreachable' })
      expect(await consult(stage, call, { agent: 'mina' })).to.deep.equal({ status: 409, because: 'target-busy' })
      expect(await stage.ask('mina', call, 'transfer/join')).to.deep.equal({ status: 409, because: 'wrong-moment' })
      expect(await stage.ask('mina', call, 'resume')).to.deep.equal({ status: 409, because: 'wrong-moment' })
      expect((await stage.ask('mina', call, 'transfer', { to: {}, kind: 'consult' })).status).to.equal(400)
      expect((await stage.ask('mina', call, 'call-back/dial')).because).to.equal('unknown-call')
      expect(await consult(stage, call, { agent: 'tara' })).to.deep.equal(WELL)
      expect(await consult(stage, call, { agent: 'tara' })).to.deep.equal({ status: 409, because: 'wrong-moment' })
      caller.hangUp()
      await stage.pass(3000)
      expect((await stage.ask('mina', call, 'transfer/join')).because).to.equal('call-has-ended')
      await stage.expectAllOver()
    }))
})
