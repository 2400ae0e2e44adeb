import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import type { Database } from '../../server/database/connect.ts'
import { readPerson } from '../../server/people/roster.ts'
import { findSession, keepSession, startSession } from '../../server/people/session-rows.ts'
import { logIn, logOut, SessionStore, sessionMiddleware, whoIs } from '../../server/people/sessions.ts'
import { DAY, HOUR, importCheaply, MINA, MINUTE, newDatabase, OFFICE, testClock, type TestClock } from './support.ts'

describe('a session', () => {
  let db: Database
  let drop: () => Promise<void>
  let clock: TestClock
  let store: SessionStore
  beforeEach(async () => {
    ({ db, drop } = newDatabase())
    clock = testClock()
    store = new SessionStore(db, clock)
    await importCheaply(db, OFFICE)
  })
  afterEach(() => drop())

  type Row = { id_hash: Buffer; seen_at: number; expires_at: number }
  const rows = () => db.writer.prepare('select * from sessions').all() as Row[]
  const minas = () => startSession(db, 'm', { account: 'mina', role: 'agent' }, clock.now())
  const wallboards = () => startSession(db, 'w', { account: 'wall_2f', role: 'display' }, clock.now())

  it('of an agent ends after fifteen minutes without activity', () => {
    minas()
    clock.pass(15 * MINUTE - 1)
    expect(store.who('m')?.account).to.equal('mina')
    clock.pass(1)
    expect(store.who('m')).to.equal(null)
  })

  it('of somebody who has a call in hand ends after it: neither by the limit, nor by quiet, nor by another login', () => {
    let calls = true
    store = new SessionStore(db, clock, (account) => calls && account === 'mina')
    minas()
    clock.pass(13 * HOUR)
    expect(store.who('m')?.account).to.equal('mina')
    expect(store.sweep()).to.equal(0)
    expect(store.who('m')?.account).to.equal('mina')
    calls = false
    expect(store.who('m')).to.equal(null)
    expect(store.sweep()).to.equal(1)
  })

  it('of somebody locked out ends in the middle of a call, too', () => {
    store = new SessionStore(db, clock, () => true)
    minas()
    db.writer.exec(`update people set active = 0 where account = 'mina'`)
    expect(store.who('m')).to.equal(null)
  })

  it('of an agent ends after twelve hours, whatever else happens', () => {
    minas()
    for (let minute = 0; minute < 12 * 60 - 1; minute += 1) {
      clock.pass(MINUTE)
      store.keep('m')
    }
    expect(store.who('m')?.account).to.equal('mina')
    clock.pass(MINUTE)
    expect(store.who('m')).to.equal(null)
  })

  it('of a wallboard goes on for months while it is looked at, and ends thirty days after', () => {
    wallboards()
    for (let day = 0; day < 200; day++) {
      clock.pass(DAY)
      store.keep('w')
    }
    clock.pass(30 * DAY - 1)
    expect(store.who('w')?.role).to.equal('display')
    clock.pass(1)
    expect(store.who('w')).to.equal(null)
  })

  it('writes activity down at most once a minute', () => {
    minas()
    const [before] = rows()
    clock.pass(MINUTE - 1)
    store.keep('m')
    expect(rows()[0]).to.deep.equal(before)
    clock.pass(1)
    store.keep('m')
    expect(rows()[0]).to.include({ seen_at: clock.now(), expires_at: clock.now() + 15 * MINUTE })
  })

  it('is not kept alive by being looked at, nor brought back by activity after its end', () => {
    minas()
    clock.pass(10 * MINUTE)
    store.who('m')
    clock.pass(5 * MINUTE)
    keepSession(db, 'm', clock.now())
    expect(store.who('m')).to.equal(null)
  })

  it('stands in the table without its id', () => {
    minas()
    expect(rows()[0]?.id_hash).to.deep.equal(createHash('sha256').update('m').digest())
  })

  it('ends together with all the others of the same person', () => {
    minas()
    startSession(db, 'm2', { account: 'mina', role: 'agent' }, clock.now())
    wallboards()
    expect(store.endAll('mina')).to.equal(2)
    expect(store.who('m')).to.equal(null)
    expect(store.who('w')?.account).to.equal('wall_2f')
  })

  it('of somebody locked out is worth nothing, even if its row is still there', () => {
    minas()
    db.writer.exec(`update people set active = 0 where account = 'mina'`)
    expect(findSession(db, 'm', clock.now())).to.equal(null)
  })

  it('is swept away at the next login after its end', () => {
    minas()
    wallboards()
    clock.pass(15 * MINUTE)
    startSession(db, 'j', { account: 'junho', role: 'supervisor' }, clock.now())
    expect(rows()).to.have.length(2)
    clock.pass(15 * MINUTE)
    expect(store.sweep()).to.equal(1)
  })

  it('is not written back by a request that was still running when it ended', (done) => {
    minas()
    store.get('m', (_error, found) => {
      store.endAll('mina')
      if (!found) throw new Error('there was a session')
      store.set('m', found, (error) => {
        expect(error).to.equal(null)
        expect(rows()).to.have.length(0)
        done()
      })
    })
  })

  it('never passes to somebody else', (done) => {
    minas()
    store.get('m', (_error, found) => {
      if (!found?.who) throw new Error('there was a session')
      store.set('m', { ...found, who: { ...found.who, account: 'junho' } }, (error) => {
        expect(String(error)).to.contain('new session id')
        expect(store.who('m')?.account).to.equal('mina')
        done()
      })
    })
  })

  describe('in a browser', () => {
    let server: Server
    let url: string
    let secure = false
    beforeEach(async () => {
      const app = express()
      app.use(sessionMiddleware({ store, secret: 'a secret that only tests know of', secure }))
      app.get('/', (request, response) => void response.json(whoIs(request)))
      app.post('/login/:account', async (request, response) => {
        const person = readPerson(db, request.params.account)
        if (!person) throw new Error('no such person')
        response.json(await logIn(request, person))
      })
      app.post('/logout', async (request, response) => {
        await logOut(request, response)
        response.end()
      })
      app.post('/login-and-lose', async (request, response) => {
        await logIn(request, { account: 'mina', name: '김미나', role: 'agent', department: 'advice' })
        store.endAll('mina')
        response.end()
      })
      app.get('/scribble', (request, response) => {
        Object.assign(request.session, { scribble: 1 })
        response.end()
      })
      server = createServer(app).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    })
    afterEach(() => void server.close())

    const ask = (path: string, cookie = '', method = 'GET', headers = {}) =>
      fetch(url + path, { method, headers: { cookie, ...headers } })
    const setBy = (response: Response) => response.headers.getSetCookie()
    const cookieOf = (response: Response) => setBy(response)[0]?.split(';')[0] ?? ''
    const loggedIn = async (account = 'mina', cookie = '') => cookieOf(await ask(`/login/${account}`, cookie, 'POST'))

    it('begins with the login: no cookie and no row before', async () => {
      const response = await ask('/')
      expect(await response.json()).to.equal(null)
      expect(setBy(response)).to.deep.equal([])
      expect(rows()).to.have.length(0)
    })

    it('gives a cookie that no script reads and no other site sends, with 256 random bits', async () => {
      const [cookie = ''] = setBy(await ask('/login/mina', '', 'POST'))
      expect(cookie).to.match(/^third-ring=s%3A[\w-]{43}\.[^;]+; Path=\/; HttpOnly; SameSite=Strict$/)
    })

    it('says who is logged in', async () => {
      const response = await ask('/', await loggedIn())
      expect(await response.json()).to.deep.equal({ account: 'mina', name: '김미나', role: 'agent', department: 'advice' })
      expect(setBy(response)).to.deep.equal([])
    })

    it('gets a new id at each login, and the old one is worth nothing', async () => {
      const first = await loggedIn()
      const second = await loggedIn('junho', first)
      expect(second).not.to.equal(first)
      expect(await (await ask('/', first)).json()).to.equal(null)
      expect(await (await ask('/', second)).json()).to.include({ account: 'junho' })
    })

    it('does not take an id that somebody made up, or planted before the login', async () => {
      const [stray = ''] = setBy(await ask('/scribble'))
      const planted = stray.split(';')[0] ?? ''
      const after = await loggedIn('mina', planted)
      expect(after).not.to.equal(planted)
      expect(await (await ask('/', planted)).json()).to.equal(null)
      expect(await (await ask('/', 'third-ring=s%3Amade-up.signature')).json()).to.equal(null)
    })

    it('goes on with each request and ends when none comes', async () => {
      const cookie = await loggedIn()
      for (let i = 0; i < 4; i++) {
        clock.pass(14 * MINUTE)
        expect(await (await ask('/', cookie)).json(), String(i)).to.include({ account: 'mina' })
      }
      clock.pass(15 * MINUTE)
      expect(await (await ask('/', cookie)).json()).to.equal(null)
    })

    it('writes nothing for requests within the same minute', async () => {
      const cookie = await loggedIn()
      const written = db.writer.prepare('select total_changes()').pluck()
      const before = written.get()
      for (let i = 0; i < 5; i++) await ask('/', cookie)
      expect(written.get()).to.equal(before)
      clock.pass(MINUTE)
      for (let i = 0; i < 5; i++) await ask('/', cookie)
      expect(written.get()).to.equal(Number(before) + 1)
    })

    it('ends with the logout, and the cookie is taken back', async () => {
      const cookie = await loggedIn()
      const response = await ask('/logout', cookie, 'POST')
      expect(setBy(response).join()).to.match(/third-ring=;.*Expires=Thu, 01 Jan 1970/)
      expect(rows()).to.have.length(0)
      expect(await (await ask('/', cookie)).json()).to.equal(null)
    })

    it('is over at once for who is locked out', async () => {
      const cookie = await loggedIn()
      await importCheaply(db, { people: [{ ...MINA, active: false }] })
      expect(await (await ask('/', cookie)).json()).to.equal(null)
    })

    it('is not brought back by its own login, when it ends before the answer has left', async () => {
      await ask('/login-and-lose', '', 'POST')
      expect(rows()).to.have.length(0)
    })

    it('outlives a restart of a wallboard’s browser, but not of an agent’s', async () => {
      expect(setBy(await ask('/login/wall_2f', '', 'POST'))[0]).to.contain('Expires=')
      expect(setBy(await ask('/login/mina', '', 'POST'))[0]).not.to.contain('Expires=')
    })

    describe('over https', () => {
      before(() => void (secure = true))
      after(() => void (secure = false))

      it('has a cookie bound to this host, sent by https only', async () => {
        const response = await ask('/login/mina', '', 'POST', { 'x-forwarded-proto': 'https' })
        expect(setBy(response)[0]).to.match(/^__Host-third-ring=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
        expect(await (await ask('/', cookieOf(response))).json()).to.include({ account: 'mina' })
        const out = await ask('/logout', cookieOf(response), 'POST')
        expect(setBy(out).join()).to.match(/__Host-third-ring=;.*Secure/)
      })

      it('is not given away over plain http', async () => {
        expect(setBy(await ask('/login/mina', '', 'POST'))).to.deep.equal([])
      })
    })
  })

  it('lasts no longer than a shift even right before its end', () => {
    minas()
    clock.pass(12 * HOUR - MINUTE)
    db.writer.prepare('update sessions set seen_at = ?, expires_at = ?').run(clock.now() - MINUTE, clock.now() + 1)
    store.keep('m')
    expect(rows()[0]?.expires_at).to.equal(clock.now() + MINUTE)
  })
})
