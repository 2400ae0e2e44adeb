import { createSecretKey, timingSafeEqual } from 'node:crypto'
import { parse } from 'node:querystring'
import type { IncomingMessage } from 'node:http'
import webhooks from 'twilio/lib/webhooks/webhooks.js'

/** A request that Twilio made, as far as its signature can tell: names and values, each at most once. */
export type Form = Readonly<Record<string, string>>

/** Why a request is not taken. `reason` is from a closed list and safe to send back. */
export class RequestRefused extends Error {
  override name = 'RequestRefused'
  readonly status: number
  readonly reason: Refusal
  constructor(status: number, reason: Refusal, detail: string) {
    // A forger must not be able to make us collect stacks: refusing has to cost less than taking.
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(detail)
    Error.stackTraceLimit = limit
    this.status = status
    this.reason = reason
  }
}

export type Refusal =
  | 'too-large' | 'not-signed' | 'wrong-signature' | 'repeated-parameter' | 'malformed'
  | 'unknown-account' | 'unknown-number' | 'unknown-call' | 'unknown-message' | 'wrong-method'

/** Twilio's requests have some 30 fields in 1–2 kB; SIP headers can make it more. */
const LARGEST_BODY = 32 * 1024
const MOST_FIELDS = 200

/**
 * Reads the body of a form request, whole.
 * @throws RequestRefused 413 beyond 32 kB; the rest of the body is then not read
 */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > LARGEST_BODY) {
      reject(new RequestRefused(413, 'too-large', `the body is larger than ${LARGEST_BODY} bytes`))
      return
    }
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > LARGEST_BODY) {
        request.pause()
        reject(new RequestRefused(413, 'too-large', `the body is larger than ${LARGEST_BODY} bytes`))
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]!.toString('utf8') : Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
  })
}

/**
 * Says whether a request is Twilio's: HMAC-SHA1 over the URL it was given and the sorted parameters
 * (https://www.twilio.com/docs/usage/security). Origin is all that proves: freshness, uniqueness and shape are checked
 * behind it. No switch turns this off; tests sign their requests.
 *
 * The URL is the configured one plus the path, never the Host header, which anybody can write. Voice webhooks over
 * https are signed without the port, over http with it.
 * @param tokens the auth token, and during a rotation the second one
 */
export function createSignature(publicUrl: string, tokens: readonly string[]): (path: string, header: unknown, body: string) => Form {
  const base = publicUrl.startsWith('https:') ? publicUrl.replace(/^(https:\/\/[^/:]+|https:\/\/\[[^\]]+\]):\d+/, '$1') : publicUrl
  // Prepared once: taking in a key costs a third of a signature.
  const keys = tokens.map((token) => createSecretKey(token, 'utf8'))
  return (path, header, body) => {
    if (typeof header !== 'string') throw new RequestRefused(403, 'not-signed', 'the request carries no X-Twilio-Signature')
    const form = parse(body, '&', '=', { maxKeys: MOST_FIELDS })
    const given = Buffer.from(header)
    const genuine = keys.some((key) => {
      // The library hands it on to createHmac, which takes a key as well as a text.
      const expected = Buffer.from(webhooks.getExpectedTwilioSignature(key as never, base + path, form))
      return expected.length === given.length && timingSafeEqual(expected, given)
    })
    if (!genuine) throw new RequestRefused(403, 'wrong-signature', 'the signature does not fit the request')
    for (const name in form) {
      // `a=1&a=1` signs like `a=1`: nothing Twilio sends repeats a name.
      if (typeof form[name] !== 'string') throw new RequestRefused(400, 'repeated-parameter', `${name.slice(0, 40)} is given twice`)
    }
    return form as Form
  }
}
