// Text messages: made, listed, carried to a phone, and what becomes of them reported.
import { sendCallback } from './callbacks.ts'
import type { Moment } from './clock.ts'
import { onTheWay } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import type { Random } from './random.ts'
import { notFound, refusal } from './rest.ts'
import type { Api, RestAnswer, RestRequest } from './rest.ts'
import { rfc2822 } from './stamps.ts'

export interface Message {
  sid: string
  to: string
  /** of a messaging service: the number it chose, from the moment it was sent */
  from: string | null
  service: string | null
  body: string
  status: 'queued' | 'accepted' | 'sent' | 'delivered' | 'undelivered'
  errorCode: number | null
  createdAt: Moment
  statusUrl: string | null
  random: Random
  lastCallbackAt: number
}

const LONGEST_BODY = 1_600
const SERVICE_NUMBER = '+15005550006'
/** Carriers say so after a while: unreachable handset (30003), blocked or unsupported by the carrier (30006). Source: Twilio's error pages. */
const CARRIER_ERRORS = [30_003, 30_006] as const
const CARRIED_MS = { least: 800, most: 6_000 }

export function messagesApi(x: Exchange): Api {
  return (request) => {
    const [resource, sid, more] = request.path
    if (resource !== 'Messages' || more !== undefined) return null
    if (sid === undefined) return request.method === 'GET' ? list(x, request) : create(x, request)
    const message = x.messages.get(sid)
    if (!message) return notFound(`/2010-04-01/Accounts/${x.account.sid}/Messages/${sid}.json`)
    return request.method === 'GET' ? { status: 200, body: messageResource(x, message) } : null
  }
}

/** Source: Twilio docs, Message resource; errors 21211, 21602, 21603, 21610, 21614, 21617. A refused message is not logged. */
function create(x: Exchange, { form }: RestRequest): RestAnswer {
  const said = (name: string) => form.get(name) ?? ''
  const [to, from, service, body] = [said('To'), said('From'), said('MessagingServiceSid'), said('Body')]
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return refusal(400, 21211, `Invalid 'To' Phone Number: ${to}`)
  if (from === '' && service === '') return refusal(400, 21603, "A 'From' phone number is required.")
  if (body === '') return refusal(400, 21602, 'Message body is required.')
  if (body.length > LONGEST_BODY) return refusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
  if (to.startsWith('+82') && !to.startsWith('+8210')) return refusal(400, 21614, `'To' number ${to} is not a valid mobile number`)
  if (x.unsubscribed.has(to)) return refusal(400, 21610, 'Attempt to send to unsubscribed recipient')
  const random = x.streams.stream(`message ${x.messages.size}`)
  const message: Message = {
    sid: `SM${random.hex(32)}`, to, from: from === '' ? null : from, service: service === '' ? null : service, body,
    status: service === '' ? 'queued' : 'accepted', errorCode: null, createdAt: x.clock.now(),
    statusUrl: form.get('StatusCallback'), random, lastCallbackAt: 0,
  }
  x.messages.set(message.sid, message)
  const answer = { status: 201, body: messageResource(x, message) }
  carry(x, message)
  return answer
}

/** No callback for the first status. Source: Twilio docs, Outbound Message Status in Status Callbacks. */
function carry(x: Exchange, message: Message): void {
  const { random } = message
  const lost = random.next() < x.faults.messages.undelivered
  const [sentAfter, carriedAfter] = [onTheWay(x, random), random.between(CARRIED_MS.least, CARRIED_MS.most)]
  const errorCode = random.pick(CARRIER_ERRORS)
  x.clock.wakeAt(x.clock.now() + sentAfter, () => {
    message.from ??= SERVICE_NUMBER
    tell(x, message, 'sent')
    x.clock.wakeAt(x.clock.now() + carriedAfter, () => {
      if (lost) message.errorCode = errorCode
      tell(x, message, lost ? 'undelivered' : 'delivered')
    })
  })
}

function tell(x: Exchange, message: Message, status: Message['status']): void {
  message.status = status
  if (message.statusUrl === null) return
  const { sid, to, from, errorCode } = message
  sendCallback(x, message, {
    url: message.statusUrl, method: 'POST', sid, name: `${sid} ${status}`,
    form: {
      MessageSid: sid, SmsSid: sid, MessageStatus: status, SmsStatus: status, To: to, From: from ?? '', AccountSid: x.account.sid, ApiVersion: '2010-04-01',
      ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
    },
  })
}

/** Twilio lists the newest first. */
function list(x: Exchange, { query }: RestRequest): RestAnswer {
  const { To: to, From: from } = Object.fromEntries(query)
  const found = [...x.messages.values()].reverse().filter((one) => (to === undefined || one.to === to) && (from === undefined || one.from === from))
  const size = Math.min(Number(query.get('PageSize') ?? 50) || 50, 1_000)
  return { status: 200, body: { messages: found.slice(0, size).map((one) => messageResource(x, one)), next_page_uri: null, page: 0, page_size: size } }
}

function messageResource(x: Exchange, { sid, to, from, service, body, status, errorCode, createdAt }: Message): Record<string, unknown> {
  const sent = status !== 'queued' && status !== 'accepted'
  return {
    sid, account_sid: x.account.sid, api_version: '2010-04-01', to, from, messaging_service_sid: service, body, status, direction: 'outbound-api',
    num_segments: String(segmentsOf(body)), num_media: '0', error_code: errorCode, error_message: null, price: null, price_unit: 'USD',
    date_created: rfc2822(createdAt), date_sent: sent ? rfc2822(createdAt) : null, date_updated: rfc2822(x.clock.now()),
    uri: `/2010-04-01/Accounts/${x.account.sid}/Messages/${sid}.json`, subresource_uris: {},
  }
}

/** UCS-2: 70 in one message, 67 in each of several; 160 and 153 where plain ASCII will do. */
export function segmentsOf(body: string): number {
  const [one, several] = /^[\x20-\x7e\n\r]*$/.test(body) ? [160, 153] : [70, 67]
  return body.length <= one ? 1 : Math.ceil(body.length / several)
}

/** Whether a Korean phone shows it as it was written: only EUC-KR arrives. Source: Twilio's Korea SMS guidelines. */
export const arrivesWhole = (body: string): boolean => [...body].every((character) => /^[\x20-\x7e\n\r]$/.test(character) || eucKr().has(character))

let table: ReadonlySet<string> | null = null
function eucKr(): ReadonlySet<string> {
  if (table) return table
  const decoder = new TextDecoder('euc-kr')
  const found = new Set<string>()
  for (let lead = 0xa1; lead <= 0xfe; lead++) for (let trail = 0xa1; trail <= 0xfe; trail++) found.add(decoder.decode(Uint8Array.of(lead, trail)))
  found.delete('\ufffd')
  return (table = found)
}
