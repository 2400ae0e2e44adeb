import type { Server as HttpServer } from 'node:http'
import type { RequestHandler } from 'express'
import { type Namespace, Server, type Socket } from 'socket.io'
import type { z } from 'zod'
import type { AgentId, CallId } from '../calls/events.ts'
import type { Change } from '../floor/intake.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import { findDisplay, isDisplay, noteDisplay, sessionOfDisplay } from '../people/displays.ts'
import type { SessionStore } from '../people/sessions.ts'
import type { Heartbeats } from '../phone/heartbeats.ts'
import type { ServerToDesk } from '../protocol/desk.ts'
import type { Role, SessionView } from '../protocol/people.ts'
import type { DeskToServer, Reply } from '../protocol/requests.ts'
import type { ServerToWallboard } from '../protocol/wallboard.ts'
import { AT_LEAST_EVERY_MS, AT_MOST_EVERY_MS, createPacing } from './pacing.ts'
import type { Pictures } from './pictures.ts'
import type { SelfCheck } from './self-check.ts'
import { greetingRequest, heartbeat, type Requests, stateRequest, wrapUpRequest } from './requests.ts'
import { callBackRequest, callId, nothingMore, putDownRequest, settleRequest, transferRequest, type TransferRequests, transferToRequest } from './transfer-requests.ts'

/** Socket.IO: who is it, which room, the newest picture. */
export interface Gateway {
  /** Something on the floor has changed. */
  note(change: Change): void
  /** Another namespace for people who are logged in and have a desk: the demo adds its telephone. */
  room(name: string): Namespace
  /** `sent`: pictures, counted for each wallboard that got one. */
  readonly figures: { wallboards: number; desks: number; sent: number; cut: number }
  /** This display's token was taken back: its screens go dark. */
  revoked(display: string): void
  close(): Promise<void>
}

/** Pictures a browser may leave unread before it is cut: it reads again from the newest when it comes back. */
const UNREAD_LIMIT = 64
/** No account is empty: in whose picture nobody's own part stands. */
const NOBODY = ''
const LOOK_AT_SESSIONS_MS = 60_000
/** Of one account. Wallboards are opened by the dozen under one display account; a desk is not. */
const DESKS_PER_ACCOUNT = 5

interface Parts {
  server: HttpServer
  sessions: RequestHandler
  store: SessionStore
  database: Database
  /** What sessions and displays go by: real time, also when the demo's clock is faster. */
  clock: Clock
  pictures: Pictures
  requests: Requests
  transfers: TransferRequests
  heartbeats: Heartbeats
  selfCheck: SelfCheck
  /** Pages of this origin may connect, and programs that send none. */
  origin: string
  report: (error: unknown) => void
}

/** At a desk: somebody with a session. */
interface Known {
  who: SessionView
  session: string
}
/** Before a wallboard: somebody with a session, or a display with a token. */
type Watching = { who: SessionView } & ({ session: string; display: null } | { session: null; display: string })

export function createGateway({ server, sessions, store, database, clock, pictures, requests, transfers, heartbeats, selfCheck, origin, report }: Parts): Gateway {
  const io = new Server(server, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 16 * 1024,
    perMessageDeflate: false,
    allowRequest: (request, answer) => {
      const from = request.headers.origin
      answer(null, from === undefined || from === origin || from === `http://${request.headers.host}` || from === `https://${request.headers.host}`)
    },
  })
  io.engine.use(sessions)
  const figures = { wallboards: 0, desks: 0, sent: 0, cut: 0 }
  const wallboard = io.of('/wallboard') as Namespace<Record<never, never>, ServerToWallboard, Record<never, never>, Watching>
  const desk = io.of('/desk') as Namespace<DeskToServer, ServerToDesk, Record<never, never>, Known>

  // The root namespace is there whether one wants it or not: nobody is let in.
  io.use((_socket, next) => next(new Error('nothing-here')))
  const guard = (namespace: Namespace, forDisplays: boolean) => namespace.use((socket, next) => {
    const shown = forDisplays ? socket.handshake.auth['display'] : undefined
    if (shown !== undefined) {
      const display = findDisplay(database, shown)
      if (!display) return next(new Error('display-revoked'))
      noteDisplay(database, display.id, clock.now())
      socket.data = { who: sessionOfDisplay(display), session: null, display: display.id }
      return next()
    }
    const session = (socket.request as { sessionID?: string }).sessionID
    const who = session === undefined ? null : store.who(session)
    if (!who || session === undefined) return next(new Error('not-logged-in'))
    if (!forDisplays && who.role === 'display') return next(new Error('not-allowed'))
    socket.data = { who, session, display: null }
    next()
  })
  guard(wallboard as never, true)
  guard(desk as never, false)

  // Volatile, all of them: whoever cannot take this picture now gets the next one instead.
  const onWalls = createPacing<Role>({
    batchOf: 200,
    shareOfACore: 1 / 2,
    send(batch, reader) {
      const picture = pictures.wallboard()
      // Of agents, those in a supervised call have a picture of their own: few, and nearly always nobody.
      const own = reader !== 'agent' || picture.supervisions.length === 0 ? [] : [...wallboard.adapter.rooms.get(batch) ?? []].flatMap((id) => {
        const page = wallboard.sockets.get(id)
        const view = page && pictures.seenBy(page.data.who, picture)
        return view && view.supervisions.length > 0 ? [{ page, view }] : []
      })
      wallboard.to(batch).except(own.map(({ page }) => page.id)).volatile.emit('wallboard', pictures.seenBy({ account: NOBODY, role: reader }, picture))
      for (const { page, view } of own) page.volatile.emit('wallboard', view)
      figures.sent += wallboard.adapter.rooms.get(batch)?.size ?? 0
    },
    report,
  })
  // Paced on their own: nobody's ring comes late because many look at the board.
  const atDesks = createPacing<'desk'>({
    batchOf: 20,
    shareOfACore: 1 / 4,
    send(batch) {
      const pages = [...desk.adapter.rooms.get(batch) ?? []].flatMap((id) => desk.sockets.get(id) ?? [])
      for (const [account, its] of Map.groupBy(pages, ({ data }) => data.who.account)) {
        const view = pictures.desk(account as AgentId)
        if (view) for (const page of its) page.volatile.emit('desk', view)
      }
      if (performance.now() - directorySentAt < AT_LEAST_EVERY_MS - AT_MOST_EVERY_MS) return
      directorySentAt = performance.now()
      // Not volatile: behind the picture just sent the line is busy, and this would never go out.
      desk.emit('directory', pictures.directory())
    },
    report,
  })
  let directorySentAt = -Infinity

  wallboard.on('connection', (socket) => {
    figures.wallboards = wallboard.sockets.size
    const { who } = socket.data
    const { batch, leave } = onWalls.join(who.role)
    socket.on('disconnect', () => {
      figures.wallboards = wallboard.sockets.size
      leave()
    })
    void socket.join(batch)
    socket.emit('wallboard', pictures.seenBy(who, pictures.wallboard()))
    if (selfCheck.view) socket.emit('checks', selfCheck.view)
  })
  selfCheck.onRun((view) => wallboard.emit('checks', view))

  desk.on('connection', (socket) => {
    const { account } = socket.data.who
    if ([...desk.sockets.values()].filter((other) => other.data.who?.account === account).length > DESKS_PER_ACCOUNT) {
      socket.disconnect(true)
      return
    }
    figures.desks = desk.sockets.size
    const { batch, leave } = atDesks.join('desk')
    socket.on('disconnect', () => {
      figures.desks = desk.sockets.size
      leave()
    })
    void socket.join(batch)
    const view = pictures.desk(account as AgentId)
    if (view) socket.emit('desk', view)
    if (view) socket.emit('directory', pictures.directory())
    const answering = (reply: unknown, work: () => Promise<Reply>) => {
      if (typeof reply !== 'function') return
      if (!store.who(socket.data.session)) {
        reply({ ok: false, because: 'not-logged-in' } satisfies Reply)
        socket.disconnect(true)
        return
      }
      store.keep(socket.data.session)
      work().then((answer) => reply(answer), () => reply({ ok: false, because: 'try-again' } satisfies Reply))
    }
    const bad = Promise.resolve<Reply>({ ok: false, because: 'bad-request' })
    socket.on('state', (asked, reply) => answering(reply, () => {
      const parsed = stateRequest.safeParse(asked)
      return parsed.success ? requests.setState(account as AgentId, parsed.data) : bad
    }))
    socket.on('wrapUp', (asked, reply) => answering(reply, () => {
      const parsed = wrapUpRequest.safeParse(asked)
      return parsed.success ? requests.finishWrapUp(account as AgentId, parsed.data) : bad
    }))
    socket.on('greeting', (asked, reply) => answering(reply, () => {
      const parsed = greetingRequest.safeParse(asked)
      return parsed.success ? requests.setGreeting(account as AgentId, parsed.data) : bad
    }))
    // Everything a desk may ask of a call: the same as over the API, checked by the same schemas.
    const agent = account as AgentId
    const about = <T>(schema: z.ZodType<T>, asked: unknown, work: (call: CallId, more: T) => Promise<Reply>): Promise<Reply> => {
      const { call, callBack, ...more } = (asked ?? {}) as Record<string, unknown>
      const id = callId.safeParse({ call: call ?? callBack })
      const parsed = schema.safeParse(more)
      return id.success && parsed.success ? work(id.data.call as CallId, parsed.data) : bad
    }
    socket.on('transfer', (asked, reply) => answering(reply, () => about(transferRequest, asked, (call, more) => transfers.transfer(agent, call, more))))
    socket.on('transferTo', (asked, reply) => answering(reply, () => about(transferToRequest, asked, (call, more) => transfers.transferTo(agent, call, more))))
    for (const name of ['join', 'withdraw', 'swap', 'leave', 'hold', 'resume', 'hangUp'] as const) {
      socket.on(name, (asked: unknown, reply: unknown) => answering(reply, () => about(nothingMore, asked, (call) => transfers[name](agent, call))))
    }
    socket.on('putDown', (asked, reply) => answering(reply, () => about(putDownRequest, asked, (call, more) => transfers.putDown(agent, call, more))))
    socket.on('bookCallBack', (asked, reply) => answering(reply, () => about(callBackRequest, asked, (call, more) => transfers.bookCallBack(agent, call, more))))
    socket.on('dialCallBack', (asked, reply) => answering(reply, () => about(nothingMore, asked, (call) => transfers.dialCallBack(agent, call))))
    socket.on('changeCallBack', (asked, reply) => answering(reply, () => about(callBackRequest, asked, (call, more) => transfers.changeCallBack(agent, call, more))))
    socket.on('settleCallBack', (asked, reply) => answering(reply, () => about(settleRequest, asked, (call, more) => transfers.settleCallBack(agent, call, more))))
    // A page that is merely open is nobody's activity: a heartbeat does not keep the session.
    socket.on('heartbeat', (beat, reply) => {
      const parsed = heartbeat.safeParse(beat)
      if (typeof reply !== 'function') return
      if (!parsed.success || !store.who(socket.data.session)) {
        reply({ ok: false, because: parsed.success ? 'not-logged-in' : 'bad-request' })
        return
      }
      heartbeats.heard(account as AgentId, socket.id, parsed.data).then(() => reply({ ok: true }), report)
    })
  })

  const cutTheStalled = (socket: Socket<never, never>) => {
    const { writeBuffer } = socket.conn as unknown as { writeBuffer: unknown[] }
    if (writeBuffer.length < UNREAD_LIMIT) return
    figures.cut++
    socket.conn.close(true) // otherwise it would wait until all is read, for ever
  }
  const beat = setInterval(() => {
    atDesks.beat()
    onWalls.beat()
    for (const namespace of [wallboard, desk]) for (const socket of namespace.sockets.values()) cutTheStalled(socket as never)
  }, AT_LEAST_EVERY_MS)
  /** What runs by the clock must not take the process down: it still answers callers when the database fails. */
  const safely = (work: () => void) => {
    try {
      work()
    } catch (error) {
      report(error)
    }
  }
  const look = setInterval(() => safely(() => {
    for (const namespace of [wallboard, desk]) {
      for (const socket of namespace.sockets.values()) {
        const { who, session, display } = (socket as { data: Watching }).data
        if (session === null) {
          if (isDisplay(database, display)) noteDisplay(database, display, clock.now())
          else socket.disconnect(true)
        } else if (!store.who(session)) socket.disconnect(true)
        // A wallboard is only looked at, and an agent who waits for calls does nothing all the while: both are in use.
        else if (namespace === (wallboard as unknown) || isAtWork(who.account)) store.keep(session)
      }
    }
  }), LOOK_AT_SESSIONS_MS)

  const isAtWork = (account: string) => !['offline', 'away', undefined].includes(pictures.desk(account as AgentId)?.me.state)

  return {
    note() {
      atDesks.note()
      onWalls.note()
    },
    room(name) {
      const known = io._nsps.has(name)
      const room = io.of(name)
      if (!known) guard(room, false)
      return room
    },
    figures,
    revoked(display) {
      for (const socket of wallboard.sockets.values()) if (socket.data.display === display) socket.disconnect(true)
    },
    async close() {
      clearInterval(beat)
      clearInterval(look)
      atDesks.close()
      onWalls.close()
      await io.close()
    },
  }
}
