// Twilio's REST API, as much of it as a telephone desk asks for.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Exchange } from './exchange.ts'
import { restFault } from './faults.ts'
import { callsApi } from './rest-calls.ts'
import { conferencesApi } from './rest-conferences.ts'
import { messagesApi } from './rest-messages.ts'

export interface RestRequest { method: string; path: readonly string[]; query: URLSearchParams; form: URLSearchParams }
export interface RestAnswer { status: number; body?: unknown }

export const refusal = (status: number, code: number, message: string): RestAnswer =>
  ({ status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } })
export const NOT_IN_PROGRESS = 'Call is not in-progress. Cannot redirect.'
export const notFound = (path: string): RestAnswer =>
  refusal(404, 20404, `The requested resource ${path} was not found`)

export interface RestEvents {
  asked(method: string, path: string): void
  /** it was done; the answer has not left yet */
  done(method: string, path: string): void
}

/** A resource's part of the API; null: not mine. */
export type Api = (request: RestRequest) => RestAnswer | null

export interface Rest {
  /** Opens the API at one more address. @returns where */
  start(port?: number): Promise<string>
  /** Cuts everybody off who came in by that address, in the middle of a word. */
  shut(address: string): void
  stop(): Promise<void>
  /** @returns stops watching */
  watch(events: Partial<RestEvents>): () => void
}

export function openRest(x: Exchange, keys: readonly { sid: string; secret: string }[]): Rest {
  const { account } = x
  const root = `/2010-04-01/Accounts/${account.sid}`
  const apis = [callsApi(x), conferencesApi(x), messagesApi(x)]
  const allowed = new Set([{ sid: account.sid, secret: account.authToken }, ...keys]
    .map(({ sid, secret }) => `Basic ${Buffer.from(`${sid}:${secret}`).toString('base64')}`))
  const doors = new Map<string, Server>()
  const watchers = new Set<Partial<RestEvents>>()
  let served = 0

  const answerTo = (method: string, url: URL, body: string, authorization: string | undefined): RestAnswer => {
    if (!allowed.has(authorization ?? '')) return refusal(401, 20003, 'Authenticate')
    if (!url.pathname.startsWith(`${root}/`)) return notFound(url.pathname)
    const path = url.pathname.slice(root.length + 1).replace(/\.json$/, '').split('/').map(decodeURIComponent)
    const request = { method, path, query: url.searchParams, form: new URLSearchParams(body) }
    for (const api of apis) {
      const answer = api(request)
      if (answer) return answer
    }
    return notFound(url.pathname)
  }

  const serve = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => {
    const url = new URL(incoming.url ?? '/', 'http://api.twilio.com')
    for (const watcher of watchers) watcher.asked?.(incoming.method ?? 'GET', url.pathname)
    const fault = restFault(x.faults.rest, x.streams.stream(`rest ${served++} ${incoming.method} ${url.pathname}`))
    const send = (answer: RestAnswer) => {
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' })
      outgoing.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
    }
    // 20429 was never processed, safe to repeat. Source: error page 20429.
    if (fault === 'tooMany') return send(refusal(429, 20429, 'Too Many Requests'))
    if (fault === 'broken') return send(refusal(503, 20503, 'Service unavailable'))
    if (fault === 'dropped') return outgoing.destroy()
    const moves = incoming.method === 'POST' && /\/Calls\/CA/.test(url.pathname)
    if (fault === 'notInProgress' && moves) return send(refusal(400, 21220, NOT_IN_PROGRESS))
    const answer = answerTo(incoming.method ?? 'GET', url, body, incoming.headers.authorization)
    for (const watcher of watchers) watcher.done?.(incoming.method ?? 'GET', url.pathname)
    if (fault === 'brokenAfterEffect') return send(refusal(500, 20500, 'Internal Server Error'))
    if (fault === 'droppedAfterEffect') return outgoing.destroy()
    send(answer)
  }

  const close = (server: Server) => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

  return {
    start: (port = 0) => new Promise((resolve, reject) => {
      const server = createServer((incoming, outgoing) => {
        const over = x.wire.busy()
        outgoing.on('close', over)
        let body = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (part: string) => { body += part })
        incoming.on('end', () => serve(incoming, outgoing, body))
      })
      server.keepAliveTimeout = 60_000
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        const bound = server.address()
        const address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : port}`
        doors.set(address, server)
        resolve(address)
      })
    }),
    shut(address) {
      const door = doors.get(address)
      doors.delete(address)
      if (door) void close(door)
    },
    async stop() { await Promise.all([...doors.values()].map(close)) },
    watch(events) {
      watchers.add(events)
      return () => { watchers.delete(events) }
    },
  }
}
