/** Every connection of the dashboard. Nothing else in it knows that there is a socket. */
import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import type { ChecksView } from '../../server/protocol/checks.ts'
import type { DeskView, ServerToDesk } from '../../server/protocol/desk.ts'
import type { DirectoryView } from '../../server/protocol/directory.ts'
import type { BrowserToDemoPhone, DemoPhoneToBrowser } from '../../server/protocol/phone.ts'
import type { DeskToServer, Reply } from '../../server/protocol/requests.ts'
import type { ServerToWallboard, WallboardView } from '../../server/protocol/wallboard.ts'

export interface Watching {
  /** `connection` grows with every new connection of this page. */
  onPicture: (view: WallboardView, connection: number) => void
  onChecks: (view: ChecksView) => void
  onNotLoggedIn: () => void
  onConnect?: () => void
  /** A display shows this instead of a session; when it was taken back, `onNotLoggedIn` is called. */
  token?: string
}

/** The server sends a picture every second. A line silent for this long is dead, whatever TCP believes, and is opened anew. */
const SILENCE_MS = 5_000

/** Reconnecting begins fast, because a board must be right again within a second, and is jittered, so that many boards don't come at once. */
const RETRY = { reconnectionDelay: 300, reconnectionDelayMax: 2_000, randomizationFactor: 0.5, timeout: 4_000 }

/** A question that has no answer by then has been lost with its connection. */
const ANSWER_MS = 6_000

interface Line<S> {
  socket: S
  /** Counts the connections of this page, from 1. */
  connection: () => number
  heard: () => void
  stop: () => void
}

/** Keeps one namespace connected until it is stopped. @param silence how long it may say nothing; none: as long as it likes */
function keepConnected<S extends Socket<any, any>>(
  namespace: string,
  { silence, onNotLoggedIn, onConnect, token }: { silence: number | null; onNotLoggedIn: () => void; onConnect?: () => void; token?: string | undefined },
): Line<S> {
  const socket = io(namespace, { transports: ['websocket'], withCredentials: true, ...RETRY, ...(token !== undefined && { auth: { display: token } }) }) as S
  let connection = 0
  let stopped = false
  let lastHeardAt = performance.now()
  let retry: ReturnType<typeof setTimeout> | undefined

  /** Socket.IO retries by itself when the network fails, but not when the server refused or closed the namespace. */
  const connectAgain = () => {
    clearTimeout(retry)
    retry = setTimeout(() => { if (!stopped) socket.connect() }, RETRY.reconnectionDelay * (1 + 2 * Math.random()))
  }

  socket.on('connect' as never, (() => {
    connection += 1
    lastHeardAt = performance.now()
    onConnect?.()
  }) as never)
  socket.on('disconnect' as never, ((reason: string) => {
    if (!stopped && reason === 'io server disconnect') connectAgain()
  }) as never)
  socket.on('connect_error' as never, ((error: Error) => {
    if (error.message === 'not-logged-in' || error.message === 'display-revoked') {
      stop()
      onNotLoggedIn()
    } else if (!socket.active) {
      connectAgain()
    }
  }) as never)

  const watchdog = setInterval(() => {
    if (silence !== null && socket.connected && performance.now() - lastHeardAt > silence) socket.disconnect().connect()
  }, 1_000)
  const networkIsBack = () => { if (!socket.connected) socket.disconnect().connect() }
  addEventListener('online', networkIsBack)

  function stop() {
    stopped = true
    clearTimeout(retry)
    clearInterval(watchdog)
    removeEventListener('online', networkIsBack)
    socket.disconnect()
  }
  return { socket, connection: () => connection, heard: () => { lastHeardAt = performance.now() }, stop }
}

/** Watches until the returned function is called. */
export function watchWallboard({ onPicture, onChecks, onNotLoggedIn, onConnect, token }: Watching): () => void {
  const line = keepConnected<Socket<ServerToWallboard, Record<string, never>>>('/wallboard', { silence: SILENCE_MS, onNotLoggedIn, token, ...(onConnect && { onConnect }) })
  line.socket.on('wallboard', (view) => {
    line.heard()
    onPicture(view, line.connection())
  })
  line.socket.on('checks', onChecks)
  return line.stop
}

/** What a desk can ask for: the names of the contract, each with what goes with it. */
export type Asked = { [Name in keyof DeskToServer]: Parameters<DeskToServer[Name]>[0] }

export interface DeskLine {
  /** Never sent later than now: a command that waited for the network would act on another call. */
  ask<Name extends keyof Asked>(name: Name, asked: Asked[Name]): Promise<Reply>
  stop(): void
}

export interface AtDesk {
  onView: (view: DeskView, connection: number) => void
  onDirectory: (view: DirectoryView) => void
  onNotLoggedIn: () => void
}

export function openDesk({ onView, onDirectory, onNotLoggedIn }: AtDesk): DeskLine {
  const line = keepConnected<Socket<ServerToDesk, DeskToServer>>('/desk', { silence: SILENCE_MS, onNotLoggedIn })
  const { socket } = line
  socket.on('desk', (view) => {
    line.heard()
    onView(view, line.connection())
  })
  socket.on('directory', onDirectory)
  return {
    async ask(name, asked) {
      if (!socket.connected) return { ok: false, because: 'try-again' }
      try {
        return await (socket.timeout(ANSWER_MS) as unknown as { emitWithAck(name: string, asked: unknown): Promise<Reply> }).emitWithAck(name, asked)
      } catch {
        return { ok: false, because: 'try-again' }
      }
    },
    stop: line.stop,
  }
}

export type DemoPhoneLine = Line<Socket<DemoPhoneToBrowser, BrowserToDemoPhone>>

/** The demo's telephone: the same again with every connection. */
export function openDemoPhone(onConnect: (line: DemoPhoneLine) => void, onNotLoggedIn: () => void): DemoPhoneLine {
  const line: DemoPhoneLine = keepConnected('/demo-phone', { silence: null, onNotLoggedIn, onConnect: () => onConnect(line) })
  return line
}
