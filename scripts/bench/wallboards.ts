import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { PASSWORD } from './setting.ts'

/** Many wallboards in one process. They speak Socket.IO's wire form by hand: what is measured is the server, not a client library. */
export interface Wallboards {
  /** For each, what it got: number of the newest entry in the picture, and when (ms since 1970, with fractions). */
  seen: [seq: number, at: number][][]
  bytes: number
  close(): void
}

const now = () => performance.timeOrigin + performance.now()

/** @param account null: a server without logins */
export async function openWallboards(port: number, count: number, account: string | null = 'wall'): Promise<Wallboards> {
  const cookie = account === null ? '' : await login(port)
  const boards: Wallboards = { seen: [], bytes: 0, close: () => sockets.forEach((socket) => socket.close()) }
  const sockets: WebSocket[] = []
  for (let i = 0; i < count; i++) {
    const seen: [number, number][] = []
    boards.seen.push(seen)
    await new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, { headers: { cookie } } as never)
      sockets.push(socket)
      socket.addEventListener('error', () => reject(new Error('a wallboard could not connect')))
      socket.addEventListener('message', ({ data }) => {
        const text = data as string
        if (text.startsWith('0')) socket.send('40/wallboard,')
        else if (text === '2') socket.send('3')
        else if (text.startsWith('44/')) reject(new Error(text))
        else if (text.startsWith('42/wallboard,')) {
          const at = text.indexOf('"seq":') + 6
          seen.push([Number(text.slice(at, text.indexOf(',', at))), now()])
          boards.bytes = text.length
          resolve()
        }
      })
    })
  }
  return boards
}

/** Viewers that have joined and then read nothing any more: notebooks that were shut. Their sockets stay, unread. */
export async function openStalled(port: number, count: number): Promise<{ close(): void }> {
  const cookie = await login(port)
  const sockets: Socket[] = []
  for (let i = 0; i < count; i++) {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => {})
    const said = () => new Promise((resolve) => socket.once('data', resolve))
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\ncookie: ${cookie}\r\n\r\n`)
    await said()
    socket.write(masked('40/wallboard,'))
    await said()
    socket.pause()
  }
  return { close: () => sockets.forEach((socket) => socket.destroy()) }
}

/** A short text as a browser's frame; the mask is all zeros, which leaves it as it is. */
function masked(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes])
}

function login(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1', port, method: 'POST', path: '/api/v1/session', headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
    }, (response) => {
      response.resume()
      const [cookie] = response.headers['set-cookie'] ?? []
      if (cookie) resolve(cookie.split(';')[0]!)
      else reject(new Error(`login was answered ${response.statusCode}`))
    })
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify({ account: 'wall', password: PASSWORD }))
  })
}
