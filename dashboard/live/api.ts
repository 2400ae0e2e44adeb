/** Questions to the API. What went wrong comes back as a word of a closed list; the page puts it into a language. */

/** `unreachable`: no answer. Anything else is the server's own word, see `/api/v1/openapi.json`. */
export type Answered<T> = { ok: true; body: T } | { ok: false; because: string; detail: string | null }

/** Another site's form cannot send this header: the server's guard against forged requests. */
const OURS = { 'X-Requested-With': 'third-ring' }

let token: string | null = null
/** A display has no session: it shows its token with every question. */
export function askWithToken(display: string): void {
  token = display
}

/**
 * @param path below `/api/v1`
 * @returns the answer's body; nothing for an answer without one
 */
export async function ask<T = void>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answered<T>> {
  const reply = await fetch(`/api/v1${path}`, {
    method,
    headers: { ...OURS, ...(token !== null && { Authorization: `Bearer ${token}` }), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => null)
  if (reply === null) return { ok: false, because: 'unreachable', detail: null }
  const answer = await reply.json().catch(() => null) as { because?: string; detail?: string } | null
  if (reply.ok) return { ok: true, body: answer as T }
  return { ok: false, because: answer?.because ?? 'failed', detail: answer?.detail ?? null }
}
