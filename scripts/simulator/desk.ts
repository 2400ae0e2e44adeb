// A colleague's browser, as far as it talks to the server: signing in, ready, away, the wrap-up after a call.
import type { Wire } from './wire.ts'

export interface Desk {
  signIn(): Promise<boolean>
  signOut(): Promise<boolean>
  /** The cookies this browser has by now: another desk of the same person may begin with them. */
  readonly cookies: Map<string, string>
  ready(): Promise<boolean>
  away(reason: string): Promise<boolean>
  wrapUp(outcome: string, note: string): Promise<boolean>
  /** Anything else under /api/v1, in this person's session. @returns status 0 when there was no answer */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
}

const LONGEST_ANSWER_MS = 15_000

export function openDesk(
  wire: Wire, publicUrl: string, who: { account: string; password: string },
  refused: (path: string, status: number) => void,
): Desk {
  const cookies = new Map<string, string>()

  const once = async (method: string, path: string, body: unknown) => {
    const reply = await wire.send({
      url: `${publicUrl}/api/v1${path}`, method, readMs: LONGEST_ANSWER_MS,
      body: body === undefined ? '' : JSON.stringify(body),
      headers: {
        accept: 'application/json', origin: new URL(publicUrl).origin, 'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      },
    })
    if (!reply.ok) return { status: 0, body: null }
    for (const cookie of reply.cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (name !== undefined && value !== undefined) cookies.set(name, value)
    }
    return { status: reply.status, body: parsed(reply.body) }
  }
  const ask: Desk['ask'] = async (method, path, body) => {
    let reply = await once(method, path, body)
    // A session ends after a while of quiet; people sign in again and go on.
    if (reply.status === 401 && path !== '/session' && await desk.signIn()) reply = await once(method, path, body)
    if (reply.status === 0 || reply.status >= 400) refused(`${method} /api/v1${path}`, reply.status)
    return reply
  }
  const well = async (asked: ReturnType<Desk['ask']>) => {
    const { status } = await asked
    return status >= 200 && status < 300
  }
  const desk: Desk = {
    ask, cookies,
    signIn: () => well(ask('POST', '/session', { account: who.account, password: who.password })),
    signOut: () => well(ask('DELETE', '/session')),
    ready: () => well(ask('PUT', '/agents/me/state', { state: 'ready' })),
    away: (reason) => well(ask('PUT', '/agents/me/state', { state: 'away', reason })),
    wrapUp: (outcome, note) => well(ask('POST', '/agents/me/wrap-up', { outcome, note })),
  }
  return desk
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
