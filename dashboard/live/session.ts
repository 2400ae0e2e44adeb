/** Logging in and out, asked of the API. What went wrong comes back as a word of a closed list; the page puts it into a language. */
import type { OwnSession } from '../../server/protocol/people.ts'

export type LoginRefusal =
  | { because: 'wrong' }
  | { because: 'too-many'; retryAfterSeconds: number | null }
  | { because: 'unreachable' }
  | { because: 'server-error' }

export type LoginReply = { ok: true; session: OwnSession } | ({ ok: false } & LoginRefusal)

const SESSION = '/api/v1/session'
/** Another site's form cannot send this header: the server's guard against forged requests. */
const OURS = { 'X-Requested-With': 'third-ring' }

export async function logIn(account: string, password: string): Promise<LoginReply> {
  const reply = await fetch(SESSION, {
    method: 'POST',
    headers: { ...OURS, 'Content-Type': 'application/json' },
    body: JSON.stringify({ account, password }),
  }).catch(() => null)
  if (reply === null) return { ok: false, because: 'unreachable' }
  if (reply.ok) return { ok: true, session: (await reply.json()) as OwnSession }
  if (reply.status === 429) {
    return { ok: false, because: 'too-many', retryAfterSeconds: retryAfter(reply.headers.get('Retry-After')) }
  }
  return { ok: false, because: reply.status === 401 || reply.status === 400 ? 'wrong' : 'server-error' }
}

/** Who is logged in; `null` when nobody is; `undefined` when the server could not say. */
export async function whoIsHere(): Promise<OwnSession | null | undefined> {
  const reply = await fetch(SESSION).catch(() => null)
  if (reply?.ok) return (await reply.json()) as OwnSession
  return reply?.status === 401 ? null : undefined
}

/** Why somebody is still logged in: the server could not be reached, or they are on the telephone, perhaps in another tab. */
export type StillLoggedIn = 'unreachable' | 'on-a-call'

/** Null when the session is over. */
export async function logOut(): Promise<StillLoggedIn | null> {
  const reply = await fetch(SESSION, { method: 'DELETE', headers: OURS }).catch(() => null)
  if (reply?.ok || reply?.status === 401) return null
  return reply?.status === 409 ? 'on-a-call' : 'unreachable'
}

/** `Retry-After` is either seconds or a date; a date, or nothing, is not worth guessing at. */
export function retryAfter(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null
}
