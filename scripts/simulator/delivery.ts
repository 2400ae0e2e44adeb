// One request of Twilio's to the server, from the first attempt to the last.
import { overridesOf } from './connection.ts'
import type { Failure } from './connection.ts'
import type { Exchange } from './exchange.ts'
import type { Random } from './random.ts'
import { signatureOf } from './signature.ts'

export interface Request {
  url: string
  method: string
  /** worked out when the request sets out */
  form: () => Record<string, string>
  random: Random
  sid: string | null
  /** virtual ms on top of the way back: a server that takes its time */
  slowMs?: number
  token?: string
}

export type Delivered =
  | { ok: true; status: number; contentType: string; body: string; url: string }
  | { ok: false; code: 11200 | 11205 | 11215; because: string; url: string }

const MOST_REDIRECTS = 10   // beyond that: 11215

/** Sends, tries again as the URL's fragment says, and reports once. Voice and TwiML requests have 15 s for all of it. */
export function deliver(x: Exchange, request: Request, done: (delivered: Delivered) => void): void {
  const overrides = overridesOf(request.url)
  const begun = x.clock.now()
  const token = request.token ?? request.random.hex(32)
  let redirects = 0

  const attempt = (nth: number, url: string, method: string) => {
    const left = overrides.totalMs - (x.clock.now() - begun)
    const mark = nth === 0 || x.switches.idempotencyToken === 'same' ? token : request.random.hex(32)
    void sendOnce(x, request, { url, method, mark, readMs: Math.min(overrides.readMs, left) }).then((reply) => {
      if (reply.ok && reply.status >= 300 && reply.status < 400 && reply.location !== null) {
        if (++redirects > MOST_REDIRECTS) return done({ ok: false, code: 11215, because: 'too many redirects', url })
        const kept = reply.status === 307 || reply.status === 308
        return attempt(nth, new URL(reply.location, url).href, kept ? method : 'GET')
      }
      const slow = request.slowMs ?? 0
      const late = slow > Math.min(overrides.readMs, left)
      const failure = late ? 'rt' : failureOf(reply)
      const wait = late ? Math.min(overrides.readMs, left) : slow
      if (failure === null && reply.ok) {
        return x.clock.wakeAt(x.clock.now() + wait, () => done({ ...reply, ok: true, url }))
      }
      const spent = x.clock.now() - begun + wait
      if (failure !== null && nth < overrides.retries && overrides.retryOn.has(failure) && spent < overrides.totalMs) {
        return x.clock.wakeAt(x.clock.now() + wait + x.switches.retryPauseMs, () => attempt(nth + 1, url, method))
      }
      const because = reply.ok ? `HTTP ${reply.status}` : reply.because
      x.clock.wakeAt(x.clock.now() + wait, () =>
        done({ ok: false, code: failure === 'ct' || failure === 'rt' ? 11205 : 11200, because, url }))
    })
  }
  attempt(0, request.url, request.method)
}

type Wired = Awaited<ReturnType<Exchange['wire']['send']>>

function failureOf(reply: Wired): Failure | null {
  if (!reply.ok) return reply.failure
  return reply.status >= 500 ? '5xx' : reply.status >= 400 ? '4xx' : null
}

interface Attempt { url: string; method: string; mark: string; readMs: number }

async function sendOnce(x: Exchange, request: Request, { url, method, mark, readMs }: Attempt): Promise<Wired> {
  const form = request.form()
  const [plain = ''] = url.split('#', 1)
  const post = method === 'POST'
  const query = new URLSearchParams(form).toString()
  const whole = post ? plain : `${plain}${plain.includes('?') ? '&' : '?'}${query}`
  const at = x.clock.now()
  const reply = await x.wire.send({
    url: whole, method, readMs: Math.max(readMs, 1), body: post ? query : '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'user-agent': 'TwilioProxy/1.1', accept: '*/*',
      'x-twilio-signature': signatureOf(x.account.authToken, whole, post ? form : {}),
      ...(x.switches.idempotencyToken === 'absent' ? {} : { 'i-twilio-idempotency-token': mark }),
    },
  })
  const path = whole.replace(/^https?:\/\/[^/]+/, '')
  x.witness.sent({ at, path, form, status: reply.ok ? reply.status : 0 })
  return reply
}

/** The way out, then the request. */
export function deliverAfter(x: Exchange, request: Request, wait: number, done: (delivered: Delivered) => void): void {
  x.clock.wakeAt(x.clock.now() + wait, () => deliver(x, request, done))
}
