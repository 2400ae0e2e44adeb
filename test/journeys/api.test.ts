import { expect } from 'chai'
import { OPERATIONS } from '../../server/api/openapi.ts'
import { type Answer, type Line, PASSWORD, startLine } from '../support/line.ts'
import { dial, type Story } from '../support/stories.ts'
import { type Described, readDescription, whole } from './described.ts'
import { expectSound } from './recomputed.ts'

const PEOPLE = [
  { account: 'mina' }, { account: 'jun' },
  { account: 'sora', role: 'supervisor', endpoints: [{ kind: 'phone', number: '010-9876-5432' }] },
  { account: 'boss', role: 'supervisor' }, { account: 'admin', role: 'administrator' }, { account: 'wall', role: 'display' },
]
const CALLER = '+821012345678'

describe('the API', () => {
  let line: Line
  let described: Described
  beforeEach(async () => {
    line = await startLine({ people: PEOPLE })
    described = await readDescription(line)
  })
  afterEach(async () => {
    expectSound(line)
    await line.stop()
  })
  const json = { 'content-type': 'application/json' }
  const as = async (account: string | null) => {
    const cookie = account === null ? '' : (await line.login(account)).cookie
    return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
      const sent = body === undefined ? null : JSON.stringify(body)
      const answer = await line.send(method, `/api/v1${path}`, sent, { cookie, ...(body !== undefined && json), ...headers })
      described.check(method, path, answer)
      return answer
    }
  }
  const expectProblem = (answer: Answer, status: number, because: string) => {
    expect([answer.status, answer.json().because], answer.body).to.deep.equal([status, because])
    expect(answer.json()).to.include({ type: `/api/v1/problems/${because}`, title: because, status })
  }
  const talk = async (call: Story, account: string, seconds = 30) => {
    await call.alerts(account)
    await line.pass(2000)
    await call.answers(account)
    for (const other of call.rung()) if (other !== account) await call.stops(other, 'canceled')
    await line.pass(seconds * 1000, 10_000)
    await call.stops(account, 'completed')
    await call.dialEnds({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: call.legs[account]!, DialCallDuration: String(seconds) })
    await call.ends('completed')
  }

  it('lets people in with their password, says who they are, and lets them out', async () => {
    const nobody = await as(null)
    expectProblem(await nobody('GET', '/session'), 401, 'not-logged-in')
    const answer = await nobody('POST', '/session', { account: 'mina', password: PASSWORD })
    const mina = { account: 'mina', name: 'mina 님', role: 'agent', department: 'centre', endsInMs: 12 * 3_600_000 }
    expect([answer.status, answer.json()]).to.deep.equal([200, mina])
    expect(answer.headers['set-cookie']).to.have.length(1)
    expect(answer.headers['set-cookie']![0]).to.match(/^third-ring=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/)
    const ask = await as('mina')
    expect((await ask('GET', '/session')).json()).to.deep.equal(mina)
    const out = await ask('DELETE', '/session')
    expect([out.status, out.headers['clear-site-data']]).to.deep.equal([204, '"cache", "storage"'])
    expectProblem(await ask('GET', '/session'), 401, 'not-logged-in')
    expectProblem(await ask('GET', '/live'), 401, 'not-logged-in')
    expect((await nobody('DELETE', '/session')).status).to.equal(204)
  })

  it('takes an agent who logs out off the line', async () => {
    await line.ready('mina')
    const ask = await as('mina')
    expect(line.live().agents.find(({ agent }) => agent === 'mina')!.state).to.equal('ready')
    await ask('DELETE', '/session')
    expect(line.live().agents.find(({ agent }) => agent === 'mina')!.state).to.equal('offline')
    expect((await dial(line)).document).to.contain('<Enqueue')
  })

  it('says the same for a wrong password and for nobody, and makes guessing slow', async () => {
    const nobody = await as(null)
    const wrong = await nobody('POST', '/session', { account: 'mina', password: 'wrong' })
    expectProblem(wrong, 401, 'wrong-login')
    expect(wrong.headers['set-cookie']).to.equal(undefined)
    const throttled = await nobody('POST', '/session', { account: 'mina', password: PASSWORD })
    expectProblem(throttled, 429, 'too-many-tries')
    expect(throttled.headers['retry-after']).to.equal('1')
    const stranger = await nobody('POST', '/session', { account: 'nobody', password: 'wrong' })
    expect({ ...stranger.json(), retryAfterMs: 0 }).to.deep.equal({ ...wrong.json(), retryAfterMs: 0 })
    line.clock.pass(1000)
    expect((await nobody('POST', '/session', { account: 'mina', password: PASSWORD })).status).to.equal(200)
    for (const body of [
      {}, { account: 'mina' }, { account: 1, password: PASSWORD }, { account: 'mina', password: PASSWORD, role: 'administrator' }, [], null,
    ]) {
      expectProblem(await nobody('POST', '/session', body), 400, 'bad-request')
    }
  })

  // 200 or 204: allowed. The rest: why not.
  const MATRIX: [string, string, unknown, Record<'nobody' | 'mina' | 'sora' | 'boss' | 'admin' | 'wall', number>][] = [
    ['GET', '/session', undefined, { nobody: 401, mina: 200, sora: 200, boss: 200, admin: 200, wall: 200 }],
    ['GET', '/live', undefined, { nobody: 401, mina: 200, sora: 200, boss: 200, admin: 200, wall: 200 }],
    ['GET', '/days/2026-11-23/intervals', undefined, { nobody: 401, mina: 403, sora: 200, boss: 200, admin: 200, wall: 200 }],
    ['GET', '/calls', undefined, { nobody: 401, mina: 200, sora: 200, boss: 200, admin: 200, wall: 403 }],
    ['GET', '/calls/{ours}', undefined, { nobody: 401, mina: 200, sora: 200, boss: 200, admin: 200, wall: 403 }],
    ['GET', '/calls/{others}', undefined, { nobody: 401, mina: 403, sora: 200, boss: 200, admin: 200, wall: 403 }],
    ['GET', '/calls/0zzzzzzzz-00000000', undefined, { nobody: 401, mina: 404, sora: 404, boss: 404, admin: 404, wall: 403 }],
    ['GET', '/calls/1', undefined, { nobody: 401, mina: 400, sora: 400, boss: 400, admin: 400, wall: 403 }],
    ['PUT', '/agents/me/state', { state: 'away', reason: 'lunch' }, { nobody: 401, mina: 204, sora: 204, boss: 409, admin: 409, wall: 403 }],
    ['POST', '/agents/me/wrap-up', { outcome: 'resolved' }, { nobody: 401, mina: 409, sora: 409, boss: 409, admin: 409, wall: 403 }],
    ['GET', '/openapi.json', undefined, { nobody: 200, mina: 200, sora: 200, boss: 200, admin: 200, wall: 200 }],
    ['GET', '/people', undefined, { nobody: 404, mina: 404, sora: 404, boss: 404, admin: 404, wall: 404 }],
  ]
  it('lets each role do what is its own, and nothing else', async () => {
    await line.ready('mina')
    const ours = await dial(line)
    await ours.alerts('mina')
    await line.ready('sora')
    await ours.stops('mina', 'busy')
    await ours.dialEnds({ DialCallStatus: 'busy', DialBridged: 'false' })
    expect(ours.rung()).to.deep.equal(['sora'])
    await talk(ours, 'sora')
    const { api } = await line.login('mina')
    await api('PUT', '/agents/me/state', { state: 'away' })
    await dial(line, '+821087654321')
    const calls = (await (await line.login('boss')).api('GET', '/calls')).json().calls.map(({ call }: { call: string }) => call)
    const { api: sora } = await line.login('sora')
    await sora('POST', '/agents/me/wrap-up', { outcome: 'other' })

    for (const who of ['nobody', 'mina', 'sora', 'boss', 'admin', 'wall'] as const) {
      const ask = await as(who === 'nobody' ? null : who)
      for (const [method, path, body, expected] of MATRIX) {
        const answer = await ask(method, path.replace('{ours}', calls[0]).replace('{others}', calls[1]), body)
        expect(answer.status, `${who}: ${method} ${path} → ${answer.body}`).to.equal(expected[who])
      }
    }
  })

  it('shows an agent only their own calls, a supervisor everybody\'s', async () => {
    await line.ready('mina')
    await talk(await dial(line), 'mina')
    await line.ready('jun')
    await talk(await dial(line, '+821087654321'), 'jun')
    const agentsIn = async (account: string, query = '') => {
      const ask = await as(account)
      return (await ask('GET', `/calls${query}`)).json().calls.map(({ agent }: { agent: string }) => agent)
    }
    expect(await agentsIn('mina')).to.deep.equal(['mina'])
    expect(await agentsIn('mina', '?agent=jun'), 'asked for or not').to.deep.equal(['mina'])
    expect(await agentsIn('boss')).to.deep.equal(['mina', 'jun'])
    expect(await agentsIn('boss', '?agent=jun')).to.deep.equal(['jun'])
  })

  it('never says a telephone number whole, to whomever', async () => {
    await line.ready('mina')
    const call = await dial(line, CALLER)
    await talk(call, 'mina')
    await line.ready('sora')
    const withPhone = await dial(line, '+821087654321')
    expect(withPhone.document, 'only Twilio is told').to.contain('+821098765432')
    const waiting = await dial(line, '+82263932553')
    await line.ready('mina')
    await line.settle()
    const seen: string[] = []
    for (const account of ['mina', 'sora', 'boss', 'admin', 'wall']) {
      const ask = await as(account)
      for (const path of ['/session', '/live', '/calls', '/openapi.json']) seen.push((await ask('GET', path)).body)
      const { calls } = line.app.database.writer.prepare('select json_group_array(call) as calls from calls').get() as { calls: string }
      for (const id of JSON.parse(calls)) seen.push((await ask('GET', `/calls/${id}`)).body)
    }
    seen.push((await line.send('GET', '/metrics', null)).body)
    seen.push(JSON.stringify(['mina', 'jun', 'sora'].map((account) => line.app.pictures.desk(account as never))))
    const all = seen.join('\n')
    expect(all).to.contain('010-****-5678').and.contain('02-****-2553')
    for (const digits of ['12345678', '1234-5678', '87654321', '8765-4321', '98765432', '9876-5432', '63932553', '6393-2553']) {
      expect(all.includes(digits), digits).to.equal(false)
    }
    await withPhone.ends('no-answer')
    await waiting.ends('completed')
  })

  describe('for an agent', () => {
    let ask: Awaited<ReturnType<typeof as>>
    beforeEach(async () => void (ask = await as('mina')))
    const state = () => line.live().agents.find(({ agent }) => agent === 'mina')!

    it('takes "ready" and "away" with a reason', async () => {
      expect(state()).to.include({ state: 'offline' })
      expect((await ask('PUT', '/agents/me/state', { state: 'ready' })).status).to.equal(204)
      expect(state()).to.include({ state: 'ready', reason: null, since: line.clock.now() })
      line.clock.pass(1000)
      expect((await ask('PUT', '/agents/me/state', { state: 'away', reason: 'lunch' })).status).to.equal(204)
      expect(state()).to.include({ state: 'away', reason: 'lunch', since: line.clock.now() })
      await ask('PUT', '/agents/me/state', { state: 'away' })
      expect(state()).to.include({ state: 'away', reason: 'other' })
    })

    it('refuses what is no state, and lists everything that is wrong with it', async () => {
      const { seq } = line.app.journal
      for (const [body, places] of [
        [{ state: 'sleeping' }, ['state']], [{ state: 'away', reason: 'golf' }, ['reason']], [{ state: 'away', reason: 'not-answering' }, ['reason']],
        [{ state: 'ready', reason: 'lunch' }, ['reason']], [{}, ['state']], [{ state: 'busy', reason: 7 }, ['state', 'reason']],
        [{ state: 'ready', agent: 'jun' }, ['(whole)']], ['ready', ['(whole)']],
      ] as const) {
        const answer = await ask('PUT', '/agents/me/state', body)
        expectProblem(answer, 400, 'bad-request')
        if (typeof body === 'object') expect(answer.json().faults.map(({ at }: { at: string }) => at), JSON.stringify(body)).to.deep.equal(places)
      }
      const { cookie } = await line.login('mina')
      const broken = await line.send('PUT', '/api/v1/agents/me/state', '{"state":', { ...json, cookie })
      expectProblem(broken, 400, 'bad-request')
      const large = await line.send('PUT', '/api/v1/agents/me/state', JSON.stringify({ state: 'x'.repeat(20_000) }), { ...json, cookie })
      expectProblem(large, 413, 'too-large')
      expect(line.app.journal.seq).to.equal(seq)
    })

    it('does not let a talk be called "ready", but lets "away" be said for afterwards', async () => {
      await line.ready('mina')
      const call = await dial(line)
      await call.alerts('mina')
      await call.answers('mina')
      expectProblem(await ask('PUT', '/agents/me/state', { state: 'ready' }), 409, 'on-a-call')
      expect((await ask('PUT', '/agents/me/state', { state: 'away', reason: 'break' })).status).to.equal(204)
      expect(state()).to.include({ state: 'talking' })
      await call.stops('mina', 'completed')
      await call.ends('completed')
      expect(state()).to.include({ state: 'wrap-up' })
      line.clock.pass(60_000)
      expect(state()).to.include({ state: 'away', reason: 'break' })
    })

    it('takes what a call was about, once', async () => {
      expectProblem(await ask('POST', '/agents/me/wrap-up', { outcome: 'resolved' }), 409, 'nothing-to-wrap-up')
      await line.ready('mina')
      await talk(await dial(line), 'mina')
      for (const body of [{}, { outcome: 'dunno' }, { outcome: 'resolved', note: 'x'.repeat(2001) }, { outcome: 'resolved', call: 'x' }]) {
        expectProblem(await ask('POST', '/agents/me/wrap-up', body), 400, 'bad-request')
      }
      expect(state()).to.include({ state: 'wrap-up', until: line.clock.now() + 60_000 })
      expect((await ask('POST', '/agents/me/wrap-up', { outcome: 'call-back-promised', note: '내일 오전에 다시 전화' })).status).to.equal(204)
      expect(state()).to.include({ state: 'ready' })
      expectProblem(await ask('POST', '/agents/me/wrap-up', { outcome: 'resolved' }), 409, 'nothing-to-wrap-up')
    })

    const noted = () => line.app.journal.readAfter(0, 1000).flatMap(({ event }) => (event.type === 'wrap-up-finished' && 'note' in event ? [{ call: event.call, note: event.note }] : []))
    it('takes a note that comes after "ready" was said, and changes nothing else', async () => {
      await line.ready('mina')
      await talk(await dial(line), 'mina')
      const { call } = state()
      expect((await ask('PUT', '/agents/me/state', { state: 'ready' })).status).to.equal(204)
      const before = state()
      line.clock.pass(5000)
      expect((await ask('POST', '/agents/me/wrap-up', { outcome: 'resolved', note: '서류를 안내함', call })).status).to.equal(204)
      expect(noted()).to.deep.equal([{ call, note: '서류를 안내함' }])
      expect(state()).to.deep.equal(before)
      expectProblem(await ask('POST', '/agents/me/wrap-up', { outcome: 'resolved', call }), 409, 'nothing-to-wrap-up')
    })

    it('takes a note of the call it names, also in the next talk and after it, and of nobody else', async () => {
      await line.ready('mina', 'jun')
      await talk(await dial(line), 'mina')
      const first = state().call
      line.clock.pass(60_000)
      const next = await dial(line, '+821099998888')
      await next.alerts('mina')
      await next.answers('mina')
      const jun = await line.login('jun')
      expectProblem(await jun.api('POST', '/agents/me/wrap-up', { outcome: 'resolved', call: first }), 409, 'nothing-to-wrap-up')
      await next.stops('mina', 'completed')
      await next.ends('completed')
      const second = state().call
      expect((await ask('POST', '/agents/me/wrap-up', { outcome: 'other', note: '앞 통화', call: first })).status).to.equal(204)
      expect(state()).to.include({ state: 'wrap-up', call: second })
      expect((await ask('POST', '/agents/me/wrap-up', { outcome: 'resolved', note: '뒤 통화' })).status).to.equal(204)
      expect(noted()).to.deep.equal([{ call: first, note: '앞 통화' }, { call: second, note: '뒤 통화' }])
    })

    it('takes no note when wrap-up has been over for ten minutes', async () => {
      await line.ready('mina')
      await talk(await dial(line), 'mina')
      const { call } = state()
      line.clock.pass(60_000 + 600_000)
      expectProblem(await ask('POST', '/agents/me/wrap-up', { outcome: 'resolved', call }), 409, 'nothing-to-wrap-up')
    })
  })

  it('pages through calls by arrival and finds what is asked for', async () => {
    for (let i = 0; i < 7; i++) {
      // Two of them arrive in the same millisecond.
      const call = await dial(line, `+82101111000${i}`)
      if (i === 0) continue
      line.clock.pass(i === 3 ? 0 : 4000)
      if (i % 2 === 0) await call.ends('completed')
    }
    const ask = await as('boss')
    const all = (await ask('GET', '/calls')).json()
    expect([all.calls.length, all.next]).to.deep.equal([7, null])
    const paged: unknown[] = []
    let pages = 0
    for (let next: string | null = ''; next !== null; pages++) {
      const answer: Answer = await ask('GET', `/calls?limit=2${next && `&after=${next}`}`)
      paged.push(...answer.json().calls)
      next = answer.json().next
    }
    expect(pages).to.equal(4)
    expect(paged).to.deep.equal(all.calls)

    const outcomes = async (query: string) => (await ask('GET', `/calls?${query}`)).json().calls.map(({ outcome }: { outcome: string }) => outcome)
    expect(await outcomes('outcome=abandoned')).to.deep.equal(['abandoned', 'abandoned', 'abandoned'])
    expect(await outcomes('outcome=open')).to.have.length(4)
    expect(await outcomes('t1=void')).to.have.length(3)
    expect(await outcomes('from=2026-11-23T09:00:04%2B09:00&to=2026-11-23T09:00:08%2B09:00')).to.have.length(1)
    expect(await outcomes(`from=${line.clock.now()}`)).to.deep.equal([])
    expect(await outcomes('from=2026-11-22T00:00:00Z&to=2026-11-22T23:59:59Z')).to.deep.equal([])
    for (const wrong of [
      'limit=0', 'limit=501', 'limit=x', 'from=yesterday', 'from=2026-11-23', 'outcome=lost', 't1=perhaps', 'after=1', 'page=2', 'from=1&from=2',
    ]) {
      expectProblem(await ask('GET', `/calls?${wrong}`), 400, 'bad-request')
    }
  })

  it('tells the whole story of a call, in order', async () => {
    await line.ready('mina')
    const arrivedAt = line.clock.now()
    const call = await dial(line, CALLER)
    await call.starts('mina')
    await call.alerts('mina')
    await line.pass(7000)
    await call.stops('mina', 'no-answer')
    await call.dialEnds({ DialCallStatus: 'no-answer', DialBridged: 'false', DialCallSid: call.legs['mina']! })
    await line.ready('jun')
    await line.settle()
    await call.post(line.telephony.asked[0]!.url!, { CallStatus: 'in-progress' })
    await talk(call, 'jun', 42)

    const ask = await as('boss')
    const [{ call: id }] = (await ask('GET', '/calls')).json().calls
    const story = (await ask('GET', `/calls/${id}`)).json()
    expect(story).to.include({
      call: id, caller: '010-****-5678', arrivedAt, phase: 'ended', outcome: 'answered', talkMs: 42_000, line: '+8216003248',
    })
    expect(story.answeredBy).to.deep.equal({ agent: 'jun', name: 'jun 님', at: arrivedAt + 9000 })
    expect(story.promises.t1).to.include({
      verdict: 'broken', lenient: 'broken', certain: true, waitMs: 9000, ring: 4, strictUntil: arrivedAt + 6000, lenientUntil: arrivedAt + 9000, ringHeard: false,
    })
    expect(story.rings).to.deep.equal([1, 2, 3, 4].map((ring) => ({ ring, at: arrivedAt + (ring - 1) * 3000, heard: ring < 4 })))
    const legs = story.legs.map(({ name, ended }: { name: string; ended: string }) => [name, ended])
    expect(legs).to.deep.equal([['mina 님', 'no-answer'], ['jun 님', 'completed']])
    expect(story.events.map(({ type }: { type: string }) => type)).to.deep.equal([
      'call-arrived', 'round-began', 'leg-dialled', 'leg-alerted', 'leg-ended', 'round-ended', 'queue-joined', 'round-began',
      'round-fetched', 'leg-alerted', 'leg-answered', 'leg-ended', 'round-ended', 'call-ended',
    ])
    const seqs = story.events.map(({ seq }: { seq: number }) => seq)
    expect(seqs).to.deep.equal([...seqs].sort((a, b) => a - b))
  })

  it('tells what it says of itself: every operation is there, and nothing else', async () => {
    const { document } = described
    expect(document.openapi).to.equal('3.1.0')
    const told = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
    expect(told.sort()).to.deep.equal(OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort())
    expect(() => whole(document, document), 'nothing in it refers to what is not there').not.to.throw()
    const nobody = await as(null)
    for (const [path, operations] of Object.entries(document.paths)) {
      const allowed = Object.keys(operations).map((method) => method.toUpperCase())
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
        const answer = await nobody(method, path.replace('{call}', '0zzzzzzzz-00000000'), method === 'GET' || method === 'DELETE' ? undefined : {})
        if (allowed.includes(method)) expect(answer.status, `${method} ${path}`).not.to.be.oneOf([404, 405])
        else {
          expectProblem(answer, 405, 'wrong-method')
          expect(String(answer.headers['allow']).split(', ')).to.have.members(allowed)
        }
      }
      for (const operation of Object.values(operations)) {
        expect(operation.summary).to.match(/\w/)
        for (const { name, in: place } of operation.parameters) if (place === 'path') expect(path).to.contain(`{${name}}`)
      }
    }
  })

  it('is not changed from another site\'s page', async () => {
    const ask = await as('mina')
    for (const headers of [
      { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://desk.test' },
    ] as Record<string, string>[]) {
      expectProblem(await ask('PUT', '/agents/me/state', { state: 'ready' }, headers), 403, 'cross-site')
      expectProblem(await ask('POST', '/session', { account: 'mina', password: PASSWORD }, headers), 403, 'cross-site')
      expectProblem(await ask('DELETE', '/session', undefined, headers), 403, 'cross-site')
      expect((await ask('GET', '/session', undefined, headers)).status).to.equal(200)
    }
    expect(line.live().agents.find(({ agent }) => agent === 'mina')!.state).to.equal('offline')
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'http://desk.test' }] as Record<string, string>[]) {
      expect((await ask('PUT', '/agents/me/state', { state: 'ready' }, headers)).status).to.equal(204)
    }
  })

  it('answers with nothing that may be kept, framed or sniffed, and tells nothing of its making', async () => {
    const ask = await as('mina')
    const pages = await Promise.all(['/login', '/nowhere'].map((path) => line.send('GET', path, null)))
    for (const answer of [await ask('GET', '/live'), await ask('GET', '/nothing'), ...pages]) {
      expect(answer.headers).to.include({ 'x-content-type-options': 'nosniff' })
      const policy = String(answer.headers['content-security-policy'])
      for (const part of ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"]) expect(policy).to.contain(part)
      expect(policy).not.to.contain('unsafe')
      expect(answer.headers).not.to.have.any.keys('x-powered-by', 'server', 'etag')
    }
    expect((await ask('GET', '/live')).headers['cache-control']).to.equal('no-store')
  })

  it('leads whoever is not logged in to the login, and then where they wanted to go', async () => {
    const wallboard = await line.send('GET', '/wallboard', null)
    expect([wallboard.status, wallboard.headers['location']]).to.deep.equal([303, '/login?next=%2Fwallboard'])
    const { cookie } = await line.login('wall')
    expect((await line.send('GET', '/wallboard', null, { cookie })).status).to.be.oneOf([200, 503])
    const front = await line.send('GET', '/', null, { cookie })
    expect([front.status, front.headers['location']]).to.deep.equal([303, '/wallboard'])
    expect((await line.send('GET', '/health/live', null)).status).to.equal(200)
    expect((await line.send('GET', '/health/ready', null)).body).to.equal('ready\n')
    for (const path of ['/../package.json', '/assets/../../package.json', '/assets/..%2f..%2fpackage.json', '/.env', '/wallboard/']) {
      expect((await line.send('GET', path, null, { cookie })).status, path).to.equal(404)
    }
  })
})
