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
import { forDisplay } from './display.ts'
import type { Pictures } from './pictures.ts'
import type { SelfCheck } from './self-check.ts'
import type { DeskToServer, Reply, ServerToDesk, ServerToWallboard, SessionView } from './protocol.ts'
import { greetingRequest, heartbeat, type Requests, stateRequest, wrapUpRequest } from './requests.ts'
import { callBackRequest, callId, nothingMore, settleRequest, transferRequest, type TransferRequests, transferToRequest } from './transfer-requests.ts'

/** Socket.IO: who is it, which room, the newest picture. */
export interface Gateway {
  /** Something on the floor has changed. */
  note(change: Change): void
  /** Another namespace for people who are logged in and have a desk: the demo adds its telephone. */
  room(name: string): Namespace
  readonly figures: { wallboards: number; desks: number; sent: number; cut: number }
  /** This display's token was taken back: its screens go dark. */
  revoked(display: string): void
  close(): Promise<void>
}

/** In a burst, at most one picture in this time; after a quiet moment, the first change goes out at once. */
const AT_MOST_EVERY_MS = 25
/** … and never so often that drawing and sending take more than this part of a core: with many viewers a burst is stepped in wider strides. */
const SHARE_OF_A_CORE = 1 / 3
/** A picture a second even when nothing changes: the clock alone breaks promises, and a silent server must be told from a quiet one. */
const AT_LEAST_EVERY_MS = 1000
/** Pictures a browser may leave unread before it is cut: it reads again from the newest when it comes back. */
const UNREAD_LIMIT = 64
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

/** Who sees the board without names. */
const DISPLAYS = 'displays'
const STAFF = 'staff'

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

  wallboard.on('connection', (socket) => {
    figures.wallboards = wallboard.sockets.size
    socket.on('disconnect', () => (figures.wallboards = wallboard.sockets.size))
    const onWall = socket.data.who.role === 'display'
    void socket.join(onWall ? DISPLAYS : STAFF)
    socket.emit('wallboard', onWall ? forDisplay(pictures.wallboard()) : pictures.wallboard())
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
    socket.on('disconnect', () => (figures.desks = desk.sockets.size))
    void socket.join(account)
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

  /** Volatile: whoever cannot take this picture now gets the next one instead. */
  const send = () => {
    const began = performance.now()
    if (wallboard.sockets.size > 0) {
      const picture = pictures.wallboard()
      wallboard.to(STAFF).volatile.emit('wallboard', picture)
      if (wallboard.adapter.rooms.has(DISPLAYS)) wallboard.to(DISPLAYS).volatile.emit('wallboard', forDisplay(picture))
      figures.sent++
    }
    for (const account of new Set([...desk.sockets.values()].map((socket) => socket.data.who.account))) {
      const view = pictures.desk(account as AgentId)
      if (view) desk.to(account).volatile.emit('desk', view)
    }
    if (desk.sockets.size > 0 && performance.now() - directorySentAt >= AT_LEAST_EVERY_MS - AT_MOST_EVERY_MS) {
      directorySentAt = performance.now()
      // Not volatile: behind the picture just sent the line is busy, and this would never go out.
      desk.emit('directory', pictures.directory())
    }
    lastSentAt = performance.now()
    stride = Math.max(AT_MOST_EVERY_MS, (lastSentAt - began) / SHARE_OF_A_CORE)
  }
  /** What runs by the clock must not take the process down: it still answers callers when the database fails. */
  const safely = (work: () => void) => {
    try {
      work()
    } catch (error) {
      report(error)
    }
  }
  let lastSentAt = -Infinity
  let stride = AT_MOST_EVERY_MS
  let directorySentAt = -Infinity
  let due: NodeJS.Timeout | null = null
  const sendSoon = () => {
    if (due) return
    // Never within the commit that caused it: Twilio gets its answer first.
    due = setTimeout(() => {
      due = null
      safely(send)
    }, Math.max(0, lastSentAt + stride - performance.now()))
  }

  const cutTheStalled = (socket: Socket<never, never>) => {
    const { writeBuffer } = socket.conn as unknown as { writeBuffer: unknown[] }
    if (writeBuffer.length < UNREAD_LIMIT) return
    figures.cut++
    socket.conn.close(true) // otherwise it would wait until all is read, for ever
  }
  const beat = setInterval(() => {
    if (performance.now() - lastSentAt >= AT_LEAST_EVERY_MS - 100) sendSoon()
    for (const namespace of [wallboard, desk]) for (const socket of namespace.sockets.values()) cutTheStalled(socket as never)
  }, AT_LEAST_EVERY_MS)
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
    note: sendSoon,
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
      if (due) clearTimeout(due)
      await io.close()
    },
  }
}
