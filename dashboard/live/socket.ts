/** The wallboard's connection. Nothing else in the dashboard knows that there is a socket. */
import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import type { ServerToWallboard, WallboardView } from '../../server/live/protocol.ts'

export interface Watching {
  /** `connection` grows with every new connection of this page. */
  onPicture: (view: WallboardView, connection: number) => void
  onNotLoggedIn: () => void
}

/** The server sends a picture every second. A line silent for this long is dead, whatever TCP believes, and is opened anew. */
const SILENCE_MS = 5_000

/** Reconnecting begins fast, because a board must be right again within a second, and is jittered, so that many boards don't come at once. */
const RETRY = { reconnectionDelay: 300, reconnectionDelayMax: 2_000, randomizationFactor: 0.5, timeout: 4_000 }

/** Watches until the returned function is called. */
export function watchWallboard({ onPicture, onNotLoggedIn }: Watching): () => void {
  const socket: Socket<ServerToWallboard, Record<string, never>> = io('/wallboard', {
    transports: ['websocket'],
    withCredentials: true,
    ...RETRY,
  })
  let connection = 0
  let stopped = false
  let lastHeardAt = performance.now()
  let retry: ReturnType<typeof setTimeout> | undefined

  /** Socket.IO retries by itself when the network fails, but not when the server refused or closed the namespace. */
  const connectAgain = () => {
    clearTimeout(retry)
    retry = setTimeout(() => { if (!stopped) socket.connect() }, RETRY.reconnectionDelay * (1 + 2 * Math.random()))
  }

  socket.on('connect', () => {
    connection += 1
    lastHeardAt = performance.now()
  })
  socket.on('wallboard', (view) => {
    lastHeardAt = performance.now()
    onPicture(view, connection)
  })
  socket.on('disconnect', (reason) => {
    if (!stopped && reason === 'io server disconnect') connectAgain()
  })
  socket.on('connect_error', (error) => {
    if (error.message === 'not-logged-in') {
      stop()
      onNotLoggedIn()
    } else if (!socket.active) {
      connectAgain()
    }
  })

  const watchdog = setInterval(() => {
    if (socket.connected && performance.now() - lastHeardAt > SILENCE_MS) socket.disconnect().connect()
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
  return stop
}
