// Calls: read, list, move, end.
import type { Exchange } from './exchange.ts'
import { isAnswered, isOver } from './leg.ts'
import type { Leg } from './leg.ts'
import { answer, end, hangUp } from './lines.ts'
import { addressOf, subscriptionOf } from './nouns.ts'
import { placeCall } from './placing.ts'
import { NOT_IN_PROGRESS, notFound, refusal } from './rest.ts'
import type { Api, RestAnswer, RestRequest } from './rest.ts'
import { moveTo, runOn } from './script.ts'
import { rfc2822, wholeSeconds } from './stamps.ts'
import { readTwiml, word } from './twiml.ts'

/** where a document given with the request stands: relative URLs in it lead nowhere */
const INLINE = 'https://api.twilio.com/'
const PAGE = 50
const MOST_ON_A_PAGE = 1_000

export function callsApi(x: Exchange): Api {
  return (request) => {
    const [resource, sid, more] = request.path
    if (resource !== 'Calls' || more !== undefined) return null
    if (sid === undefined) return request.method === 'GET' ? list(x, request) : create(x, request)
    const leg = x.legs.get(sid)
    if (!leg) return notFound(`/2010-04-01/Accounts/${x.account.sid}/Calls/${sid}.json`)
    return request.method === 'POST' ? update(x, leg, request) : { status: 200, body: callResource(x, leg) }
  }
}

/** Source: Twilio docs, Modifying Live Calls; errors 21220, 12100. */
function update(x: Exchange, leg: Leg, { form }: RestRequest): RestAnswer {
  const said = (name: string) => form.get(name) ?? ''
  const [status, url, twiml] = [said('Status'), said('Url'), said('Twiml')]
  const done = (): RestAnswer => ({ status: 200, body: callResource(x, leg) })
  const gone = () => refusal(400, 21220, NOT_IN_PROGRESS)
  if (isOver(leg)) return gone()

  if (status === 'completed') {
    endLeg(x, leg)
    return done()
  }
  if (status === 'canceled') {
    if (isAnswered(leg)) return gone()
    if (leg.direction === 'outbound-dial' && x.switches.cancelRingingLeg === '21220') return gone()
    endLeg(x, leg)
    return done()
  }
  if (status !== '') return refusal(400, 20001, `Status ${status} is not valid`)
  const mayMove = isAnswered(leg) || (leg.direction === 'inbound' && x.switches.redirectRinging === 'works')
  if (!mayMove) return gone()
  if (twiml !== '') {
    const read = readTwiml(twiml)
    if (!read.ok) return refusal(400, read.code, read.because)
    moveTo(x, leg, { verbs: read.verbs, url: INLINE })
    return done()
  }
  if (url === '') return refusal(400, 21218, 'Nothing to change')
  moveTo(x, leg, { url, method: form.get('Method') ?? 'POST' })
  return done()
}

/** Source: Twilio docs, Call resource. The document runs on the called side, once it has answered. */
function create(x: Exchange, { form }: RestRequest): RestAnswer {
  const said = (name: string) => form.get(name) ?? ''
  const [to, from, url, twiml] = [said('To'), said('From'), said('Url'), said('Twiml')]
  const kind = to.startsWith('client:') ? 'Client' : to.startsWith('sip') ? 'Sip' : 'Number'
  // `client:mina?call=…`: what follows the question mark goes to the browser with the call. Source: Twilio docs, Call resource, To.
  const [plain = '', query = ''] = kind === 'Client' ? to.split('?') : [to]
  const address = addressOf(word(kind, plain.replace(/^client:/, '')))
  if (address === null) return refusal(400, 21211, `Invalid 'To' number: ${to}`)
  if (from === '') return refusal(400, 21213, 'A From is required')
  const read = twiml === '' ? null : readTwiml(twiml)
  if (read && !read.ok) return refusal(400, read.code, read.because)
  if (url === '' && read === null) return refusal(400, 21205, 'Url or Twiml is required')
  const { leg, queueMs } = placeCall(x, {
    from, to: address, parameters: Object.fromEntries(new URLSearchParams(query)), timeoutSeconds: Number(form.get('Timeout') ?? 60),
    subscription: subscriptionOf('call', form.get('StatusCallback') ?? undefined,
      form.getAll('StatusCallbackEvent').join(' ') || undefined, form.get('StatusCallbackMethod') ?? 'POST'),
    answered(answering) {
      answer(x, answering)
      runOn(x, answering, read?.ok ? { verbs: read.verbs, url: INLINE } : { url, method: form.get('Method') ?? 'POST' })
    },
    unanswered() {},
  })
  leg.fallbackUrl = form.get('FallbackUrl')
  return { status: 201, body: { ...callResource(x, leg), queue_time: String(queueMs) } }
}

const endLeg = (x: Exchange, leg: Leg): void => isAnswered(leg) || leg.direction === 'inbound'
  ? hangUp(x, leg, 'rest')
  : end(x, leg, x.switches.legEndedByRest, 'rest')

function list(x: Exchange, { query }: RestRequest): RestAnswer {
  const { ParentCallSid: parent, Status: status, To: to, From: from } = Object.fromEntries(query)
  const size = Math.min(Number(query.get('PageSize') ?? PAGE) || PAGE, MOST_ON_A_PAGE)
  const page = Number(query.get('Page') ?? 0)
  const since = Date.parse(query.get('StartTime>') ?? '') || 0
  // Twilio lists the newest first.
  const among = parent === undefined ? [...x.legs.values()] : [...(x.children.get(parent) ?? [])]
  const found = among.reverse().filter((leg) =>
    (status === undefined || restStatus(leg) === status)
    && (to === undefined || leg.to === to) && (from === undefined || leg.from === from) && leg.createdAt >= since)
  const next = new URLSearchParams(query)
  next.set('Page', String(page + 1))
  const path = `/2010-04-01/Accounts/${x.account.sid}/Calls.json`
  return {
    status: 200,
    body: {
      calls: found.slice(page * size, (page + 1) * size).map((leg) => callResource(x, leg)), page, page_size: size,
      start: page * size, end: Math.min((page + 1) * size, found.length) - 1, uri: `${path}?${query}`,
      first_page_uri: path, previous_page_uri: null,
      next_page_uri: (page + 1) * size < found.length ? `${path}?${next}` : null,
    },
  }
}

/** `initiated` is a callback's word; REST knows queued and ringing. */
const restStatus = (leg: Leg): string => (leg.status === 'initiated' ? 'ringing' : leg.status)

/** start_time is the answer of a leg, or its end when nobody answered (read off captured records). */
export function callResource(x: Exchange, leg: Leg): Record<string, unknown> {
  const stamp = (moment: number | null) => (moment === null ? null : rfc2822(moment))
  const uri = `/2010-04-01/Accounts/${x.account.sid}/Calls/${leg.sid}`
  return {
    sid: leg.sid, account_sid: x.account.sid, parent_call_sid: leg.parentSid, api_version: '2010-04-01',
    from: leg.from, from_formatted: leg.from, to: leg.to, to_formatted: leg.to, direction: leg.direction,
    status: restStatus(leg), date_created: rfc2822(leg.createdAt), date_updated: rfc2822(x.clock.now()),
    start_time: stamp(leg.answeredAt ?? leg.endedAt), end_time: stamp(leg.endedAt),
    duration: leg.endedAt === null ? null : String(leg.answeredAt === null ? 0 : wholeSeconds(leg.answeredAt, leg.endedAt)),
    answered_by: null, caller_name: null, forwarded_from: null, group_sid: null, phone_number_sid: null, price: null,
    price_unit: 'USD', queue_time: '0', trunk_sid: null, annotation: null, uri: `${uri}.json`,
    subresource_uris: { events: `${uri}/Events.json`, recordings: `${uri}/Recordings.json` },
  }
}
