import { Agent, request } from 'node:http'

export type Reply =
  | { ok: true; status: number; contentType: string; body: string; location: string | null; cookies: readonly string[] }
  | { ok: false; failure: 'ct' | 'rt'; because: string }

export interface Sending {
  url: string
  method: string
  headers: Readonly<Record<string, string>>
  body: string
  /** real milliseconds */
  readMs: number
}

/** The cable to the server: real HTTP over kept-alive sockets, and the knowledge whether anything is under way. */
export interface Wire {
  send(sending: Sending): Promise<Reply>
  /** Where the public URL really leads. A restarted server may stand elsewhere. */
  connectTo(address: string): void
  /** The server's machine is gone, in the middle of every word: nobody listens anywhere, until the next `connectTo`. */
  cut(): void
  /** Something else is under way (a REST request being served). @returns it is over */
  busy(): () => void
  /** Resolves when nothing is under way, and the server says so too. */
  settled(): Promise<void>
  requests(): number
  close(): void
}

const LONGEST_UNSETTLED_MS = 60_000
const NOWHERE = new URL('http://127.0.0.1:1')

export function layWire(set: { publicUrl: string; serverAddress: string; idle?: (() => Promise<void>) | undefined }): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 64 })
  const origin = new URL(set.publicUrl)
  let server = new URL(set.serverAddress)
  let underWay = 0
  let activity = 0
  let quietAt = -1
  let waiting: (() => void)[] = []

  const busy = () => {
    underWay++
    activity++
    let over = false
    return () => {
      if (over) return
      over = true
      if (--underWay > 0) return
      const calm = waiting
      waiting = []
      for (const resolve of calm) resolve()
    }
  }
  const calm = () => new Promise<void>((resolve) => {
    if (underWay === 0) resolve()
    else waiting.push(resolve)
  })
  const turn = () => new Promise<void>((resolve) => { setImmediate(resolve) })

  const send = (sending: Sending) => new Promise<Reply>((resolve) => {
    const url = new URL(sending.url)
    if (url.host !== origin.host && url.host !== server.host) {
      return resolve({ ok: false, failure: 'ct', because: `nobody at ${url.host}` })
    }
    const over = busy()
    const finish = (reply: Reply) => {
      clearTimeout(limit)
      resolve(reply)
      over()
    }
    const outgoing = request({
      agent, host: server.hostname, port: server.port, method: sending.method, path: url.pathname + url.search,
      headers: {
        ...sending.headers, host: origin.host, 'x-forwarded-proto': origin.protocol.slice(0, -1),
        'x-forwarded-host': origin.host, 'content-length': String(Buffer.byteLength(sending.body)),
      },
    }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => { body += part })
      answer.on('error', (error) => finish({ ok: false, failure: 'rt', because: error.message }))
      answer.on('end', () => finish({
        ok: true, status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? '', body,
        location: answer.headers.location ?? null, cookies: answer.headers['set-cookie'] ?? [],
      }))
    })
    const limit = setTimeout(() => outgoing.destroy(new Error('no answer in time')), sending.readMs)
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // A kept-alive socket that the server closed just now was never read from: that is no answer of the server's.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') return void send(sending).then(finish)
      const connecting = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND'].includes(error.code ?? '')
      finish({ ok: false, failure: connecting ? 'ct' : 'rt', because: error.message })
    })
    outgoing.end(sending.body)
  })

  return {
    send,
    connectTo(address) { server = new URL(address) },
    cut() {
      server = NOWHERE
      agent.destroy()
    },
    busy,
    async settled() {
      const since = performance.now()
      for (;;) {
        if (performance.now() - since > LONGEST_UNSETTLED_MS) throw new Error('The server does not come to rest.')
        if (underWay > 0) await calm()
        // A turn of the event loop, so that promises waiting for an answer run on; after any traffic a second one.
        await turn()
        await set.idle?.()
        if (underWay === 0 && activity === quietAt) return
        quietAt = activity
      }
    },
    requests: () => activity,
    close() { agent.destroy() },
  }
}
