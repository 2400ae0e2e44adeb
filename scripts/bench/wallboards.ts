import { request } from 'node:http'
import { PASSWORD } from './setting.ts'

/** Many wallboards in one process. They speak Socket.IO's wire form by hand: what is measured is the server, not a client library. */
export interface Wallboards {
  /** For each, what it got: number of the newest entry in the picture, and when (ms since 1970, with fractions). */
  seen: [seq: number, at: number][][]
  bytes: number
  close(): void
}

const now = () => performance.timeOrigin + performance.now()

export async function openWallboards(port: number, count: number): Promise<Wallboards> {
  const cookie = await login(port)
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
