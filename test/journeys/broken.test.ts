import { connect as connectTo, type Socket } from 'node:net'
import SQLite from 'better-sqlite3'
import { expect } from 'chai'
import { io as connect } from 'socket.io-client'
import { ACCOUNT_SID, CALLED, type Line, newSid, signed, startLine } from '../support/line.ts'
import { dial, stampOf } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

/** A disk that takes nothing more, as far as this table is concerned; made and healed through another connection. */
function breaks(line: Line, table: string, what = 'insert'): { heal(): void } {
  const other = new SQLite(line.file)
  other.exec(`create trigger broken before ${what} on ${table} begin select raise(abort, 'disk I/O error'); end`)
  return {
    heal() {
      other.exec('drop trigger broken')
      other.close()
    },
  }
}

describe('when something inside fails', () => {
  let line: Line
  const open = async (settings: Record<string, string> = {}) => (line = await startLine({ settings }))
  afterEach(() => line.stop())
  const arrival = () => ({ CallSid: newSid(), From: '+821012345678', To: CALLED, CallStatus: 'ringing', Direction: 'inbound' })
  const voice = (fields = arrival()) => line.twilio('/twilio/voice', fields)

  for (const table of ['journal', 'inbox', 'calls', 'tallies', 'call_legs']) {
    it(`a caller still reaches whoever is free, and nothing is half kept (${table})`, async () => {
      await open()
      await line.ready('mina', 'jun')
      const talking = await dial(line, '+821087654321')
      await talking.alerts('jun')
      await talking.answers('jun')
      await talking.stops('mina', 'canceled')
      const before = { seq: line.app.journal.seq, live: line.live() }
      const broken = breaks(line, table)

      const fields = arrival()
      const answer = await voice(fields)
      expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'text/xml; charset=utf-8'])
      expect(answer.body).to.contain('answerOnBridge="true"').and.contain('<Identity>mina</Identity>').and.not.contain('jun')
      expect({ seq: line.app.journal.seq, live: line.live() }).to.deep.equal(before)
      expectSound(line)

      broken.heal()
      const next = await dial(line, '+821011112222')
      expect(next.rung()).to.deep.equal(['mina'])
      expect(line.live().counts).to.include({ received: 2 })
      // Of the call in between only the end is reported. It counts all the same.
      line.clock.pass(8000)
      await line.twilio('/twilio/status', { ...fields, CallStatus: 'no-answer', CallDuration: '0', Timestamp: stampOf(line.clock.now()) })
      expect(line.live().counts).to.include({ received: 3, abandoned: 1 })
      expectSound(line)
    })
  }

  it('a caller hears an honest sentence when nobody is free, or rings the numbers set for it', async () => {
    await open()
    let broken = breaks(line, 'journal')
    const sorry = await voice()
    expect(sorry.status).to.equal(200)
    expect(sorry.body).to.contain('연결이 원활하지 않아').and.contain('일 육 공 공, 삼 이 사 팔').and.contain('<Hangup/>')
    broken.heal()
    await line.stop()

    await open({ FALLBACK_DIAL: '02-6393-2553' })
    broken = breaks(line, 'journal')
    const fields = arrival()
    const emergency = await voice(fields)
    expect(emergency.body).to.contain('<Number>+82263932553</Number>')
    broken.heal()
    const rang = /action="([^"]*)"/.exec(emergency.body)![1]!.replaceAll('&amp;', '&')
    const end = { ...fields, DialCallStatus: 'no-answer', DialBridged: 'false' }
    expect((await line.twilio(rang, end)).body, 'once').to.contain('연결이 원활하지 않아').and.not.contain('<Number>')
    const talked = await line.twilio(rang, { ...end, CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true' })
    expect(talked.body).not.to.contain('<Say')
  })

  it('whoever is not ringing by then is put through at every later step too', async () => {
    await open()
    await line.ready('mina')
    const call = await dial(line)
    await call.stops('mina', 'busy')
    await line.ready('jun')
    const action = call.url('action')
    const broken = breaks(line, 'journal')
    expect(await call.post(action, { CallStatus: 'ringing', DialCallStatus: 'busy', DialBridged: 'false' })).to.contain('<Identity>jun</Identity>')
    const after = await call.post(action, { CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true' })
    expect(after, 'who has talked is not rung again').not.to.contain('<Dial').and.not.contain('<Say')
    broken.heal()
    await call.post(action, { CallStatus: 'ringing', DialCallStatus: 'busy', DialBridged: 'false' })
    expect(call.rung()).to.deep.equal(['jun'])
    expectSound(line)
  })

  it('a caller who is being passed on hears music and is asked about again, when the end of the dial cannot be written down', async () => {
    await open()
    await line.ready('mina')
    const call = await dial(line)
    await call.alerts('mina')
    await call.answers('mina')
    await line.ready('jun')
    const id = line.app.store.callOf(call.sid as never)!
    const { api } = await line.login('mina')
    expect((await api('POST', `/calls/${id}/transfer`, { to: { agent: 'jun' }, kind: 'consult' })).status).to.equal(204)
    const ended = { CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: call.legs['mina']! }
    const broken = breaks(line, 'journal')
    const action = call.url('action')
    expect(await call.post(action, ended)).to.contain('<Play>').and.contain(`/twilio/hold?call=${id}`)
    const { body } = await line.twilio('/twilio/voice/fallback', { CallSid: call.sid, From: '+821012345678', To: CALLED, ...ended, ErrorCode: '11205' })
    expect(body, 'nor when Twilio asks at the other address').to.contain(`/twilio/hold?call=${id}`)
    broken.heal()
    await line.twilio(`/twilio/hold?call=${id}&who=caller`, { CallSid: call.sid, CallStatus: 'in-progress' })
    expect(line.app.floor.call(id).placements[1]).to.deep.include({ who: 'caller', where: 'hold' })
  })

  it('reports are asked for again later: 503 with Retry-After, and nothing is kept', async () => {
    await open()
    await line.ready('mina')
    const call = await dial(line)
    const seq = line.app.journal.seq
    const reports = [
      () => line.twilio(call.callback('mina'), { CallSid: call.sid.replace(/.$/, '0'), CallStatus: 'ringing', Timestamp: stampOf(line.clock.now()) }),
      () => line.twilio('/twilio/status', { CallSid: call.sid, From: '+821012345678', To: CALLED, CallStatus: 'completed' }),
    ]
    const broken = breaks(line, 'journal')
    for (const report of reports) {
      const answer = await report()
      expect([answer.status, answer.headers['retry-after'], answer.body]).to.deep.equal([503, '1', ''])
    }
    expect(line.app.journal.seq).to.equal(seq)
    broken.heal()
    for (const report of reports) expect((await report()).status).to.equal(204)
    expect(line.app.journal.seq).to.equal(seq + 2)
    expectSound(line)
  })

  it('one request that cannot be taken costs the others in its commit nothing', async () => {
    await open()
    await line.ready('mina')
    const other = new SQLite(line.file)
    other.exec("create trigger broken before insert on journal when new.body like '%87654321%' begin select raise(abort, 'no'); end")
    const answers = await Promise.all(['+821012345678', '+821087654321', '+821011112222'].map((From) => voice({ ...arrival(), From })))
    other.exec('drop trigger broken')
    other.close()
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200])
    expect(answers.map(({ body }) => body.includes('statusCallback'))).to.deep.equal([true, false, true])
    expect(line.live().counts).to.include({ received: 2 })
    expectSound(line)
  })

  it('a database that another program holds costs every caller together one pause, not one each', async () => {
    await open()
    await line.ready('mina')
    const sockets = await Promise.all(Array.from({ length: 6 }, () => new Promise<Socket>((resolve) => {
      const socket = connectTo(line.port, '127.0.0.1', () => socket.write('GET /health/live HTTP/1.1\r\nhost: desk.test\r\n\r\n'))
      socket.once('data', () => resolve(socket))
    })))
    const other = new SQLite(line.file)
    other.exec('begin immediate')
    const { failures } = line.app.intake.figures
    const answers = await Promise.all(sockets.map((socket) => new Promise<string>((resolve) => {
      const form = { AccountSid: ACCOUNT_SID, ...arrival() }
      const body = new URLSearchParams(form).toString()
      const headers = Object.entries({ host: 'desk.test', 'content-length': body.length, connection: 'close', ...signed('/twilio/voice', form) })
      let text = ''
      socket.on('data', (chunk) => (text += chunk)).on('close', () => resolve(text))
      socket.write(`POST /twilio/voice HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`)
    })))
    other.exec('rollback')
    other.close()
    for (const answer of answers) expect(answer).to.match(/^HTTP\/1.1 200 /).and.contain('<Identity>mina</Identity>')
    expect(line.app.intake.figures.failures - failures, 'pauses').to.be.below(6)
    await dial(line)
    expect(line.live().counts).to.include({ received: 1 })
    expectSound(line)
  })

  it('the fallback document needs no database at all', async () => {
    await open()
    const { cookie } = await line.login('mina')
    const socket = connect(`${line.url}/wallboard`, { transports: ['websocket'], extraHeaders: { cookie } })
    await new Promise((resolve) => socket.once('wallboard', resolve))
    await line.app.database.close()
    line.clock.pass(24 * 60 * 60_000)
    const fallback = await line.twilio('/twilio/voice/fallback', { ...arrival(), ErrorCode: '11200', ErrorUrl: 'http://desk.test/twilio/voice' })
    expect([fallback.status, fallback.body.includes('연결이 원활하지 않아')]).to.deep.equal([200, true])
    expect((await voice()).body).to.contain('연결이 원활하지 않아')
    const wait = await line.twilio('/twilio/queue/wait?call=0zzzzzzzz-00000000', { CallSid: newSid(), CallStatus: 'in-progress' })
    expect([wait.status, wait.body.includes('<Play>')]).to.deep.equal([200, true])
    expect((await line.send('GET', '/api/v1/live', null, { cookie: 'third-ring=s%3Ax.y' })).status).to.be.oneOf([401, 500])
    // Whatever looks into the database now and then must not take the process down with it: the roster, a new day's picture.
    await new Promise((resolve) => setTimeout(resolve, 2200))
    socket.disconnect()
    expect((await line.twilio('/twilio/voice/fallback', arrival())).status).to.equal(200)
  })

  it('who has talked over the makeshift dial is not told afterwards that it could not be connected', async () => {
    await open({ FALLBACK_DIAL: '02-6393-2553' })
    await line.ready('mina')
    const broken = breaks(line, 'journal')
    const fields = arrival()
    const action = /action="([^"]*)"/.exec((await voice(fields)).body)![1]!.replaceAll('&amp;', '&')
    broken.heal()
    const talked = await line.twilio(action, { ...fields, CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true' })
    expect(talked.body).not.to.contain('<Say').and.not.contain('<Number>')
    const silent = await line.twilio(action, { ...fields, DialCallStatus: 'no-answer', DialBridged: 'false' })
    expect(silent.body).to.contain('<Number>+82263932553</Number>')
  })

  it('a caller from the queue is moved once, not over and over, while that cannot be noted', async () => {
    await open()
    const call = await dial(line)
    const broken = breaks(line, 'outbox', 'update')
    await line.ready('mina')
    await line.pass(2000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(line.telephony.asked.map(({ leg }) => leg)).to.deep.equal([call.sid])
    broken.heal()
    await line.pass(2000)
    expect(line.telephony.asked).to.have.length(1)
    expect(line.app.database.writer.prepare('select state from outbox').all()).to.deep.equal([{ state: 'done' }])
    expectSound(line)
  })
})
