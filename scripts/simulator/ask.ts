// Asking the server for a document: request, answer, reading, and the number's fallback URL when any of it fails.
import { deliverAfter } from './delivery.ts'
import { onTheWay, trouble } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import type { Leg } from './leg.ts'
import { standardParameters } from './parameters.ts'
import { readAnswer } from './twiml.ts'
import type { Verb } from './twiml.ts'

/** What is asked for, and what goes with the standard parameters. */
export interface Ask {
  url: string
  method: string
  /** added to the standard parameters; a function when it is to be worked out as the request sets out */
  extra?: Record<string, string> | (() => Record<string, string>)
  /** not before this moment */
  notBefore?: number
}

export type Document =
  | { ok: true; verbs: readonly Verb[]; url: string }
  | { ok: false; code: number; url: string; because: string }

/** @param use gets the document, or why there is none; nothing has been done about a failure yet */
export function ask(x: Exchange, leg: Leg, asked: Ask, use: (document: Document) => void): void {
  const { random } = leg
  const dice = x.streams.stream(`ask ${leg.name} ${asked.url} ${random.next()}`)
  const form = () => ({
    ...standardParameters(x, leg), ...(typeof asked.extra === 'function' ? asked.extra() : asked.extra),
  })
  const { duplicated, slow, slowMs } = x.faults.voice
  const [twice, slowly] = [dice.chance(duplicated), dice.chance(slow)]
  const token = dice.hex(32)
  const wait = Math.max(onTheWay(x, random), (asked.notBefore ?? 0) - x.clock.now())
  const back = onTheWay(x, random)
  let sentForm: Record<string, string> | null = null
  const request = {
    url: asked.url, method: asked.method, random: dice, sid: leg.sid, token, slowMs: slowly ? slowMs : 0,
    form: () => (sentForm ??= form()),
  }
  deliverAfter(x, request, wait, (delivered) => {
    const document: Document = delivered.ok
      ? { ...readAnswer(delivered.contentType, delivered.body, delivered.url), url: delivered.url }
      : delivered
    x.clock.wakeAt(x.clock.now() + back, () => use(document))
  })
  if (twice) deliverAfter(x, { ...request, slowMs: 0 }, wait + dice.between(0, 3_000), () => {})
}

/** Fetching or executing a document failed: Twilio notes it, and asks the fallback URL, which is not asked twice. */
export function failed(
  x: Exchange, leg: Leg, failure: { code: number; url: string; because: string },
  use: (verbs: readonly Verb[], url: string) => void, useless: () => void,
): void {
  trouble(x, leg.sid, failure.code, failure.url, failure.because)
  const fallback = leg.fallbackUrl
  if (fallback === null || failure.url.split('#')[0] === fallback.split('#')[0]) return useless()
  const extra: Record<string, string> = x.switches.fallbackNamesError
    ? { ErrorCode: String(failure.code), ErrorUrl: failure.url }
    : {}
  ask(x, leg, { url: fallback, method: 'POST', extra }, (document) => {
    if (document.ok) return use(document.verbs, document.url)
    trouble(x, leg.sid, document.code, document.url, document.because)
    useless()
  })
}
