import { expect } from 'chai'
import { io, type Socket } from 'socket.io-client'
import { maskName } from '../../server/people/mask.ts'
import type { DisplayView } from '../../server/protocol/people.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'jun' }, { account: 'boss', role: 'supervisor' }, { account: 'wall', role: 'display' }]

describe('a screen on the wall', () => {
  let line: Line
  let open: Socket[] = []
  beforeEach(async () => (line = await startLine({ people: PEOPLE })))
  afterEach(async () => {
    for (const socket of open) socket.disconnect()
    open = []
    await line.stop()
  })
  const boss = async () => (await line.login('boss')).api
  const make = async (label = '민원실 1층') => (await (await boss())('POST', '/displays', { label })).json<DisplayView & { token: string; address: string }>()
  const show = (token: unknown) => {
    const socket = io(`${line.url}/wallboard`, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { display: token } })
    open.push(socket)
    return {
      socket,
      picture: () => new Promise<WallboardView>((resolve) => socket.on('wallboard', resolve)),
      refused: () => new Promise<string>((resolve) => socket.on('connect_error', ({ message }) => resolve(message))),
      dark: () => new Promise<string>((resolve) => socket.on('disconnect', resolve)),
    }
  }
  const withToken = (token: string, path: string, method = 'GET') => line.send(method, `/api/v1${path}`, null, { authorization: `Bearer ${token}` })

  it('is made by a supervisor, shows the board by its token alone, and is known by when it last did', async () => {
    const made = await make()
    expect(made).to.include({ label: '민원실 1층', madeBy: 'boss', madeByName: 'boss 님', seenAt: null, revokedAt: null })
    expect(made.address).to.equal(`http://desk.test/tv#${made.token}`)
    const view = await show(made.token).picture()
    expect(view.counts).to.deep.equal(line.live().counts)
    const { displays } = (await (await boss())('GET', '/displays')).json<{ displays: DisplayView[] }>()
    expect(displays).to.deep.equal([{ ...made, token: undefined, address: undefined, seenAt: line.clock.now() }].map(({ token: _, address: __, ...one }) => one))
    expect(JSON.stringify(line.app.database.writer.prepare('select * from displays').all()), 'the token is kept nowhere').not.to.include(made.token)
  })

  it('goes dark at once when its token is taken back, and never shows anything again', async () => {
    const { display, token } = await make()
    const other = await make('사무실')
    const [screen, stays] = [show(token), show(other.token)]
    await Promise.all([screen.picture(), stays.picture()])
    const dark = screen.dark()
    expect((await (await boss())('DELETE', `/displays/${display}`)).status).to.equal(204)
    expect(await dark).to.equal('io server disconnect')
    expect(stays.socket.connected).to.equal(true)
    expect(await show(token).refused()).to.equal('display-revoked')
    expect((await withToken(token, '/live')).status).to.equal(401)
    expect((await (await boss())('DELETE', `/displays/${display}`)).json()).to.include({ because: 'not-found' })
    const { displays } = (await (await boss())('GET', '/displays')).json<{ displays: DisplayView[] }>()
    expect(displays.find((one) => one.display === display)).to.include({ revokedBy: 'boss', revokedByName: 'boss 님', revokedAt: line.clock.now() })
  })

  it('is refused for what is no token of ours', async () => {
    for (const token of ['', 'tr_display_', 'tr_display_' + 'a'.repeat(43), 7, { a: 1 }, null, 'x'.repeat(5000)]) {
      expect(await show(token).refused(), String(token)).to.equal('display-revoked')
    }
  })

  it('may look and nothing else', async () => {
    const { token } = await make()
    expect((await withToken(token, '/live')).status).to.equal(200)
    for (const [method, path] of [['GET', '/calls'], ['GET', '/directory'], ['GET', '/call-backs'], ['GET', '/displays'], ['PUT', '/agents/me/state'], ['POST', '/displays']] as const) {
      expect((await withToken(token, path, method)).status, `${method} ${path}`).to.equal(403)
    }
    const desk = io(`${line.url}/desk`, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { display: token } })
    open.push(desk)
    expect(await new Promise((resolve) => desk.on('connect_error', ({ message }) => resolve(message)))).to.equal('not-logged-in')
  })

  it('is made, listed and taken back by nobody but supervisors and administrators', async () => {
    const { display } = await make()
    const { api } = await line.login('mina')
    for (const [method, path, body] of [['GET', '/displays'], ['POST', '/displays', { label: 'x' }], ['DELETE', `/displays/${display}`]] as const) {
      expect((await api(method, path, body)).status, `${method} ${path}`).to.equal(403)
    }
    for (const body of [{}, { label: '' }, { label: '   ' }, { label: 'x'.repeat(81) }, { label: 'x', more: 1 }]) expect((await (await boss())('POST', '/displays', body)).status).to.equal(400)
  })

  it('gets no whole name, no account, nothing written about a caller and no number, whatever happens on the floor', async () => {
    const { token } = await make()
    await line.ready('mina', 'jun')
    const first = await dial(line, '+821098765432')
    await first.alerts('mina')
    await first.answers('mina')
    const call = line.live().agents.find(({ agent }) => agent === 'mina')!.call!
    const { api } = await line.login('mina')
    expect((await api('POST', `/calls/${call}/transfer`, { to: { agent: 'jun' }, kind: 'consult', gist: '주민번호 문의' })).status).to.equal(204)
    await dial(line, '+821044443333')
    await line.settle()
    const SECRETS = ['mina', 'jun', '주민번호', '98765432', '44443333', '+82']
    const expectNone = (view: WallboardView) => {
      for (const secret of SECRETS) expect(JSON.stringify(view), secret).not.to.include(secret)
    }
    const whole = JSON.stringify(line.live())
    for (const secret of SECRETS.slice(0, 3)) expect(whole, `${secret} is there for staff`).to.include(secret)
    const seen = await show(token).picture()
    expectNone(seen)
    expect(seen.transfers).to.have.length(1)
    expect(seen.agents.map(({ name }) => name)).to.deep.equal(line.live().agents.map(({ name }) => maskName(name)))
    const read = (await withToken(token, '/live')).json<WallboardView>()
    expect(read).to.deep.include({ transfers: seen.transfers, agents: seen.agents })
    expect((await api('POST', `/calls/${call}/call-back`, { promisedFor: line.clock.now() + 60_000 })).status).to.equal(204)
    const later = (await withToken(token, '/live')).json<WallboardView>()
    expect(later.callBacks.list).to.have.length(1)
    expectNone(later)
  })

  it('is the same for an account with the role display', async () => {
    const { cookie } = await line.login('wall')
    const socket = io(`${line.url}/wallboard`, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { cookie } })
    open.push(socket)
    const view = await new Promise<WallboardView>((resolve) => socket.on('wallboard', resolve))
    expect(view.agents.map(({ agent }) => agent)).to.deep.equal(['agent-1', 'agent-2'])
  })
})

describe('a name on a wall', () => {
  for (const [name, shown] of [
    ['김미나', '김*나'], ['이준', '이*'], ['남궁민수', '남**수'], ['김', '*'], ['Mina Kim', 'M*** K**'], ['김 미나', '* 미*'], ['', ''], ['mina 님', 'm*** *'],
  ] as const) {
    it(`is ${shown || 'nothing'} for ${name || 'nothing'}`, () => expect(maskName(name)).to.equal(shown))
  }
})
