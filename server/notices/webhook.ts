import { createHmac } from 'node:crypto'
import type { Moment } from '../clock.ts'
import type { Sent } from './outbox.ts'

/** Whoever listens has so long to answer. */
const TIMEOUT_MS = 5_000

/**
 * `t=1795478400,v1=…`: HMAC-SHA256 over the moment in whole seconds, a dot, and the body's bytes. With the moment in it a
 * receiver can turn away what was recorded and played again later; the id in its own header tells a second try from a second alert.
 */
export function signatureOf(secret: string, body: string, at: Moment): string {
  const t = Math.floor(at / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

export interface Post {
  /** From the settings only: whoever writes rules chooses among names, so nobody can have us call an address of theirs. */
  url: string
  secret: string
  id: string
  body: string
  at: Moment
  signal: AbortSignal
}

/** Posts once. Redirects are not followed: they could lead anywhere. What is answered beyond the status is not read. */
export async function post({ url, secret, id, body, at, signal }: Post, timeoutMs = TIMEOUT_MS): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: 'POST', body, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': 'application/json', 'user-agent': 'third-ring', 'x-third-ring-id': id, 'x-third-ring-signature': signatureOf(secret, body, at),
      },
    })
    const { ok, status } = response
    await response.body?.cancel()
    return ok ? { ok } : { ok, because: `http-${status}`, later: status >= 500 || status === 408 || status === 425 || status === 429 }
  } catch (error) {
    return { ok: false, because: (error as Error).name === 'TimeoutError' ? 'no-answer-in-time' : 'not-reached', later: true }
  }
}
