import { connect as connectTo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import sinon from 'sinon'
import { io, type Socket } from 'socket.io-client'
import type { AgentId } from '../../server/calls/events.ts'
import type { DeskView, ServerToDesk } from '../../server/protocol/desk.ts'
import type { DeskToServer, Reply } from '../../server/protocol/requests.ts'
import type { ServerToWallboard, WallboardView } from '../../server/protocol/wallboard.ts'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'
import { expectSound } from './recomputed.ts'

const PEOPLE = [{ account: 'mina' }, { account: 'jun' }, { account: 'boss', role: 'supervisor' }, { account: 'wall', role: 'display' }]

describe('the sockets', () => {
  let line: Line
  let open: { disconnect(): unknown }[] = []
  beforeEach(async () => {
    line = await startLine({ people: PEOPLE })
    open = []
  })
  afterEach(async () => {
    for (const socket of open) socket.disconnect()
    expectSound(line)
    await line.stop()
  })

  const connect = <S extends Socket<any, any>>(namespace: string, cookie?: string, headers: Record<string, string> = {}) => {
    const socket = io(`${line.url}${namespace}`, {
      transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { ...(cookie !== undefined && { cookie }), ...headers },
    }) as S
    open.push(socket)
    return socket
  }
  const refusal = (socket: Socket<any, any>) => new Promise<string>((resolve, reject) => {
    socket.on('connect_error', (error) => resolve(error.message))
    socket.on('connect', () => reject(new Error('it was let in')))
  })
  /** What a page sees: every picture, and a wait for one that shows what one looks for. */
  const watch = <V>(socket: Socket<any, any>, event: string) => {
    const seen: V[] = []
    const waiting: { wanted: (view: V) => boolean; resolve: (view: V) => void }[] = []
    socket.on(event, (view: V) => {
      seen.push(view)
      for (const one of [...waiting]) {
        if (!one.wanted(view)) continue
        waiting.splice(waiting.indexOf(one), 1)
        one.resolve(view)
      }
    })
    return {
      seen,
      until: (wanted: (view: V) => boolean) => {
        const found = seen.findLast(wanted)
        return found ? Promise.resolve(found) : new Promise<V>((resolve) => waiting.push({ wanted, resolve }))
      },
    }
  }
  const wallboard = async (account = 'boss') => {
    const { cookie, api } = await line.login(account)
    const socket = connect<Socket<ServerToWallboard>>('/wallboard', cookie)
    return { socket, api, ...watch<WallboardView>(socket, 'wallboard') }
  }
  const desk = async (account: string) => {
    const { cookie, api } = await line.login(account)
    const socket = connect<Socket<ServerToDesk, DeskToServer>>('/desk', cookie)
    const ask = (what: 'state' | 'wrapUp', asked: unknown) => new Promise<Reply>((resolve) => socket.emit(what, asked as never, resolve))
    return { socket, api, ask, ...watch<DeskView>(socket, 'desk') }
  }

  /** A page that has joined and then reads nothing any more: a notebook that was shut. */
  const goneStill = async (account: string, ...namespaces: string[]) => {
    const { cookie } = await line.login(account)
    const page = connectTo(line.port, '127.0.0.1')
    const said = () => new Promise((resolve) => page.once('data', resolve))
    await new Promise((resolve) => page.once('connect', resolve))
    page.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: desk.test\r\nconnection: Upgrade\r\nupgrade: websocket\r\n'
      + `sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\ncookie: ${cookie}\r\n\r\n`)
    await said()
    for (const namespace of namespaces) {
      page.write(masked(`40${namespace},`))
      await said()
    }
    page.pause()
    open.push({ disconnect: () => page.destroy() })
    return page
  }

  it('let nobody in who is not logged in, and no page of another site', async () => {
    for (const namespace of ['/wallboard', '/desk']) {
      expect(await refusal(connect(namespace))).to.equal('not-logged-in')
      expect(await refusal(connect(namespace, 'third-ring=s%3Aforged.signature'))).to.equal('not-logged-in')
    }
    const { cookie } = await line.login('wall')
    expect(await refusal(connect('/wallboard', cookie, { origin: 'https://evil.example' }))).to.equal('websocket error')
    expect(await refusal(connect('/', cookie))).to.equal('nothing-here')
    expect(await refusal(connect('/admin', cookie))).to.equal('Invalid namespace')
    const allowed = connect('/wallboard', cookie, { origin: 'http://desk.test' })
    await new Promise((resolve) => allowed.once('connect', () => resolve(null)))
  })

  it('show a wallboard the picture at once, and again when something has changed', async () => {
    await line.ready('mina')
    const { until, api } = await wallboard()
    const first = await until(() => true)
    expect(first).to.deep.equal({ ...line.live(), asOf: first.asOf })
    const call = await dial(line)
    const ringing = await until(({ ringing }) => ringing.length === 1)
    expect(ringing.seq).to.be.above(first.seq)
    await call.alerts('mina')
    await call.answers('mina')
    const talking = await until(({ agents }) => agents.some(({ state }) => state === 'talking'))
    expect({ ...talking, asOf: 0 }, 'the same as GET /live').to.deep.equal({ ...(await api('GET', '/live')).json(), asOf: 0 })
  })

  it('show two people the same thing: one acts, the other sees', async () => {
    const [mina, board] = [await desk('mina'), await wallboard('boss')]
    await board.until(() => true)
    expect(await mina.ask('state', { state: 'ready' })).to.deep.equal({ ok: true })
    await board.until(({ agents }) => agents.some(({ agent, state }) => agent === 'mina' && state === 'ready'))
    expect(await mina.ask('state', { state: 'away', reason: 'lunch' })).to.deep.equal({ ok: true })
    const away = await board.until(({ agents }) => agents.some(({ state }) => state === 'away'))
    expect(away.agents.find(({ agent }) => agent === 'mina')).to.include({ reason: 'lunch' })
  })

  it('send a burst as few pictures, and the last one always', async () => {
    const { seen, until } = await wallboard()
    await until(() => true)
    const began = performance.now()
    const before = seen.length
    for (let i = 0; i < 150; i++) await dial(line, `+8210${String(20_000_000 + i)}`)
    const last = await until(({ seq }) => seq === line.app.journal.seq)
    const seconds = (performance.now() - began) / 1000
    expect(last.counts.received).to.equal(50 + 100)
    expect({ ...last, asOf: 0 }).to.deep.equal({ ...line.live(), asOf: 0 })
    expect(seen.length - before, `in ${seconds} s`).to.be.at.most(Math.ceil(seconds * 1000 / 25) + 2)
    expect(seen.map(({ seq }) => seq)).to.deep.equal(seen.map(({ seq }) => seq).sort((a, b) => a - b))
  })

  it('show a desk its own affairs only', async () => {
    await line.ready('mina', 'jun')
    const [mina, jun] = [await desk('mina'), await desk('jun')]
    const call = await dial(line)
    await call.alerts('mina')
    const ringing = await mina.until(({ ringing }) => ringing.length === 1)
    expect(ringing.me).to.include({ agent: 'mina', state: 'ringing' })
    expect(ringing.ringing[0]).to.include({ caller: '010-****-5678', phones: 2 })
    expect(Object.keys(ringing)).to.have.members([
      'seq', 'asOf', 'simulated', 'speed', 'offers', 'line', 'me', 'greeting', 'reach', 'ringing', 'talking', 'takenBy', 'wrappingUp', 'setBy',
      'supervising', 'waiting', 'today', 'callBacks', 'callingBack', 'callBackTimes', 'forecast',
    ])
    await call.answers('mina')
    await call.stops('jun', 'canceled')
    const talking = await mina.until(({ talking }) => talking !== null)
    expect(talking.talking).to.include({ caller: '010-****-5678', arrivedAt: line.clock.now(), answeredAt: line.clock.now() })
    const quiet = await jun.until(({ me, seq }) => me.state === 'ready' && seq >= talking.seq)
    expect(quiet).to.deep.include({ ringing: [], talking: null })
    expect(JSON.stringify(jun.seen)).not.to.contain('"talking":{')
    expect(await mina.ask('state', { state: 'ready' })).to.deep.equal({ ok: false, because: 'on-a-call' })
    await call.stops('mina', 'completed')
    await call.ends('completed')
        const over = await mina.until(({ wrappingUp }) => wrappingUp !== null)
    expect(over.wrappingUp).to.include({ caller: '010-****-5678', until: line.clock.now() + 60_000 })
    expect(await mina.ask('wrapUp', { outcome: 'golf', note: '' })).to.deep.equal({ ok: false, because: 'bad-request' })
    expect(await mina.ask('wrapUp', { outcome: 'resolved', note: '안내함' })).to.deep.equal({ ok: true })
    expect(await mina.ask('wrapUp', { outcome: 'resolved', note: '' })).to.deep.equal({ ok: false, because: 'nothing-to-wrap-up' })
        await mina.until(({ me, wrappingUp }) => me.state === 'ready' && wrappingUp === null)
    for (const seen of [mina.seen, jun.seen]) expect(JSON.stringify(seen)).not.to.match(/1234-?5678/)
  })

  it('refuse a desk what is malformed, and survive it', async () => {
    const { ask, socket } = await desk('mina')
    for (const asked of [null, 'ready', {}, { state: 'asleep' }, { state: 'ready', agent: 'jun' }, [], { state: { $ne: 1 } }]) {
      expect(await ask('state', asked), JSON.stringify(asked)).to.deep.equal({ ok: false, because: 'bad-request' })
    }
    socket.emit('state', { state: 'ready' } as never, undefined as never) // asks for no reply: nothing is done
    ;(socket as Socket).emit('hang-up', { call: 'x' }, () => {})
    expect(line.live().agents.map(({ state }) => state)).to.deep.equal(['offline', 'offline'])
    expect(await ask('state', { state: 'ready' })).to.deep.equal({ ok: true })
    const boss = await desk('boss')
    expect(await boss.ask('state', { state: 'ready' })).to.deep.equal({ ok: false, because: 'not-an-agent' })
  })

  it('give a display the wallboard and no desk', async () => {
    const { cookie } = await line.login('wall')
    expect(await refusal(connect('/desk', cookie))).to.equal('not-allowed')
  })

  it('end with the session: a desk that asks is told, and cut', async () => {
    const { ask, api, socket } = await desk('mina')
    await ask('state', { state: 'ready' })
    await api('DELETE', '/session')
    const gone = new Promise((resolve) => socket.once('disconnect', resolve))
    expect(await ask('state', { state: 'ready' })).to.deep.equal({ ok: false, because: 'not-logged-in' })
    expect(await gone).to.equal('io server disconnect')
    expect(line.live().agents.find(({ agent }) => agent === 'mina')!.state).to.equal('offline')
  })

  it('are cut when a page has gone still and its requests pile up unanswered', async () => {
    const [somebody] = line.app.floor.staff
    line.app.floor.staff = Array.from({ length: 4000 }, (_, i) => ({ ...somebody!, id: `agent_${i}` as AgentId, name: '상담원'.repeat(10) }))
    const still = await goneStill('mina', '/wallboard', '/desk')
    const watching = await wallboard('boss')
    for (let i = 0; i < 15; i++) {
      const { seq } = line.app.journal
      await dial(line, `+8210${String(20_000_000 + i)}`)
      await watching.until((view) => view.seq > seq)
    }
    for (let i = 0; i < 300; i++) still.write(masked(`42/desk,${i}["state",{}]`))
    const open = async () => /thirdring_sockets\{page="desk"\} (\d+)/.exec((await line.send('GET', '/metrics', null)).body)![1]
    expect(await open()).to.equal('1')
    for (let i = 0; i < 50 && await open() !== '0'; i++) await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await open()).to.equal('0')
    still.destroy()
    line.app.readStaff()
  })

  it('stop telling the server\'s news to a page that has gone still, and its memory does not grow', async function () {
    this.timeout(60_000) // pictures of a megabyte are sent in wide strides
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const inUse = async () => {
      for (let i = 0; i < 3; i++) {
        collect()
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const { heapUsed, external } = process.memoryUsage()
      return (heapUsed + external) / 2 ** 20
    }
    // A picture of nearly a megabyte, so that what the kernel buffers is soon full.
    const [somebody] = line.app.floor.staff
    line.app.floor.staff = Array.from({ length: 4000 }, (_, i) => ({ ...somebody!, id: `agent_${i}` as AgentId, name: '상담원'.repeat(10) }))
    const megabytes = Buffer.byteLength(JSON.stringify(line.live())) / 2 ** 20
    const still = await goneStill('wall', '/wallboard')
    const watching = await wallboard('boss')
    await watching.until(() => true)
    const before = await inUse()
    for (let i = 0; i < 40; i++) {
      const { seq } = line.app.journal
      await dial(line, `+8210${String(20_000_000 + i)}`)
      await watching.until((view) => view.seq > seq)
      watching.seen.length = 0
    }
    const grown = await inUse() - before
    expect(grown, `of ${40 * megabytes} MB unread`).to.be.below(20 * megabytes)
    still.destroy()
    line.app.readStaff()
  })
})

describe('a session that ends', () => {
  it('takes its sockets with it within a minute', async () => {
    const timers = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const line = await startLine({ people: PEOPLE })
    const pages = []
    try {
      for (const [account, namespace] of [['mina', '/desk'], ['boss', '/wallboard'], ['wall', '/wallboard']] as const) {
        const { cookie, api } = await line.login(account)
        const socket = io(`${line.url}${namespace}`, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { cookie } })
        await new Promise((resolve) => socket.once('connect', () => resolve(null)))
        pages.push({ socket, api, gone: new Promise<string>((resolve) => socket.once('disconnect', resolve)) })
      }
      const [mina, boss, wall] = pages
      await mina!.api('DELETE', '/session')
      line.clock.pass(16 * 60_000) // the supervisor has touched nothing for a quarter of an hour
      timers.tick(60_000)
      expect(await mina!.gone).to.equal('io server disconnect')
      expect(await boss!.gone).to.equal('io server disconnect')
      expect(wall!.socket.connected, 'a display hangs there for weeks and nobody touches it').to.equal(true)
    } finally {
      for (const { socket } of pages) socket.disconnect()
      timers.restore()
      await line.stop()
    }
  })
})

/** A text frame as a browser sends it. */
function masked(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
