import type { Express, Request, Response } from 'express'
import { arrangementOf, transfersOf } from '../calls/arrangement.ts'
import { type Arriving, arrivalOf, nameCall } from '../calls/arrival.ts'
import { type CallEvent, type CallId, type LegId, UNANSWERED_REASONS, type Who } from '../calls/events.ts'
import { reduce } from '../calls/reduce.ts'
import { type Call, unheard } from '../calls/state.ts'
import type { Clock, Moment } from '../clock.ts'
import type { Decision, Intake } from '../floor/intake.ts'
import type { Floor } from '../floor/floor.ts'
import type { Store } from '../floor/store.ts'
import type { Notices } from '../notices/outbox.ts'
import { isAgentEvent, isCallEvent } from '../journal/codec.ts'
import { byUs, expectedWaitMs, type Rulebook, whatNext } from '../routing/plan.ts'
import { mayComeIn, moveUnderWay, placeFor, sendTo, whenLost } from '../routing/transfers.ts'
import { type Forms, readQuery } from './form.ts'
import { holdMusic } from './hold-music.ts'
import { type Form, readBody, RequestRefused } from './signature.ts'
import { type Documents, HOLD_MUSIC } from './twiml.ts'

export interface Webhooks {
  clock: Clock
  intake: Intake
  floor: Floor
  store: Store
  rulebook: Rulebook
  arriving: Arriving
  signature: (path: string, header: unknown, body: string) => Form
  forms: Forms
  documents: Documents
  notices: Pick<Notices, 'find'>
  /** Told of each request, for metrics and log. */
  watch: (request: Watched) => void
}

export interface Watched {
  route: Route
  status: number
  /** Milliseconds from the request's first byte to our answer. */
  tookMs: number
  reason: string | null
  error?: unknown
}

export const ROUTES = [
  'voice', 'fallback', 'status', 'leg', 'dial', 'next', 'queue/wait', 'queue/left', 'hold', 'room', 'room/left', 'room/wait',
  'colleague', 'colleague/accept', 'colleague/leg', 'call-back', 'call-back/done', 'call-back/leg', 'call-back/number',
  'text',
] as const
export type Route = (typeof ROUTES)[number]

/** What a route answers: a document, or nothing to say. */
type Answer = string | null

/**
 * Twilio's requests. Added to the application itself and before anything else: they come by the hundred a second, and
 * every router and middleware on their way would cost more than writing them down.
 */
export function addWebhooks(app: Express, part: Webhooks): void {
  const { clock, intake, floor, store, rulebook, documents, forms } = part

  /**
   * Registers a route: body, signature, work, answer.
   * @param broken what a caller gets when the work fails; null where Twilio may simply try again
   */
  const on = (route: Route, work: (form: Form, request: Request, at: Moment) => Promise<Answer> | Answer, broken: ((form: Form, request: Request) => string) | null) => {
    const path = `/twilio/${route === 'fallback' ? 'voice/fallback' : route}`
    app.post(path, async (request: Request, response: Response) => {
      const began = performance.now()
      const watch = (status: number, reason: string | null, error?: unknown) =>
        part.watch({ route, status, tookMs: performance.now() - began, reason, error })
      let form: Form | null = null
      try {
        form = part.signature(request.originalUrl, request.headers['x-twilio-signature'], await readBody(request))
        const answer = await work(form, request, clock.now())
        if (answer === null) send(response, 204, null)
        else send(response, 200, answer)
        watch(answer === null ? 204 : 200, null)
      } catch (error) {
        if (error instanceof RequestRefused) {
          refuse(response, error)
          watch(error.status, error.reason)
        } else if (form && broken) {
          send(response, 200, inTheWorstCase(() => broken(form!, request), documents))
          watch(200, 'degraded', error)
        } else {
          response.setHeader('retry-after', '1')
          send(response, 503, null)
          watch(503, 'failed', error)
        }
      }
    })
    app.all(path, (request, response) => {
      response.setHeader('allow', 'POST')
      refuse(response, new RequestRefused(405, 'wrong-method', `${request.method} is not taken here, only POST`))
      part.watch({ route, status: 405, tookMs: 0, reason: 'wrong-method' })
    })
  }

  /** 404 for an id we never gave out: nothing is made up for it. Asked before the transaction, which others share. */
  const mustKnow = (id: CallId) => void known(floor, id)
  const known = (floor: Floor, id: CallId): Call => {
    const call = floor.call(id)
    if (!call.arrived) throw new RequestRefused(404, 'unknown-call', 'no call of ours has this id')
    return call
  }
  /** Facts, then what the caller hears next. */
  const onwards = (floor: Floor, id: CallId, events: CallEvent[], now: Moment): Decision => {
    let call = floor.call(id)
    for (const event of events) call = reduce(call, event)
    const { step, events: more } = whatNext(floor, call, now, rulebook)
    return { events: [...events, ...more], answer: documents.of(id, step) }
  }
  /** The next document for a leg of a transferred call, and the facts it makes. */
  const nextFor = (floor: Floor, id: CallId, who: Who, events: CallEvent[], asked: number | null, now: Moment): Decision => {
    let call = known(floor, id)
    for (const event of events) call = reduce(call, event)
    const underWay = moveUnderWay(call, who, now)
    // A redirect of ours is on its way: Twilio ignores this answer. It must change nothing, and would do no harm.
    if (underWay !== null && underWay !== asked) return { events, answer: documents.hold(id, who, null) }
    if (who === 'caller') {
      const { step, events: more } = whatNext(floor, call, now, rulebook)
      return { events: [...events, ...more], answer: documents.of(id, step) }
    }
    const { where, heardBy } = placeFor(call, who, now)
    switch (where) {
      case 'room': case 'listen': case 'coach':
        return { events: [...events, ...sendTo(call, who, where, now, heardBy)], answer: documents.room(id, who, where === 'room' ? 'everybody' : heardBy) }
      case 'hold': return { events: [...events, ...sendTo(call, who, where, now)], answer: documents.hold(id, who, null) }
      default: return { events: [...events, ...sendTo(call, who, 'out', now)], answer: documents.hangUp() }
    }
  }
  /** A colleague who has picked up gets the transfer, unless somebody else has it. */
  const letIn = (floor: Floor, id: CallId, attempt: number, leg: LegId, now: Moment): Decision => {
    const call = known(floor, id)
    const told = { ...byUs(now), call: id, attempt, leg }
    const n = call.attempts[attempt]?.rung?.transfer
    const transfer = transfersOf(call).find((one) => one.n === n)
    let faster = transfer?.winner?.[0] ?? null
    if (transfer?.hunting || faster === attempt) {
      // The database says who has it: another server may have let somebody in of whom our journal does not tell yet.
      faster = Number(store.claim(`${id}/transfer/${n}`, String(attempt)))
      if (faster === attempt) {
        const event: CallEvent = { ...told, type: 'colleague-joined' }
        const joined = reduce(call, event)
        return { events: [event, ...sendTo(joined, `a${attempt}`, 'room', now)], answer: documents.room(id, `a${attempt}`) }
      }
    }
    return { events: [{ ...told, type: 'colleague-late', faster }], answer: documents.tooLate(faster === null ? null : nameOfAttempt(floor, call, faster)) }
  }
  /** A supervisor who has picked up comes in, unless it is over. What they may say, and to whom, follows from the facts. */
  const letWatch = (floor: Floor, id: CallId, attempt: number, leg: LegId, now: Moment): Decision => {
    const call = known(floor, id)
    const told = { ...byUs(now), call: id, attempt, leg }
    if (!mayComeIn(call, call.attempts[attempt]?.rung?.supervision ?? 0)) {
      return { events: [{ ...told, type: 'colleague-late', faster: null }], answer: documents.tooLate(null) }
    }
    return nextFor(floor, id, `a${attempt}`, [{ ...told, type: 'colleague-joined' }], null, now)
  }
  const nameOfAttempt = (floor: Floor, call: Call, attempt: number): string | null => {
    const to = call.attempts[attempt]?.rung?.to
    return floor.staff.find(({ id }) => to?.kind === 'agent' && id === to.id)?.name ?? null
  }
  const everybodyFree = (): string =>
    documents.degraded(floor.staff.filter(({ id }) => floor.isFree(id, clock.now())).slice(0, 10))

  /** What memory alone knows of a caller's leg: whoever is being passed on, or is held, goes on hearing music, and asks again. */
  const heldMeanwhile = (form: Form): string | null => {
    for (const id of floor.arranged) {
      const { call } = floor.calls.get(id)!
      if (call.arrived?.leg === form['CallSid']) return ['hold', 'room'].includes(arrangementOf(call).caller) ? documents.hold(id, 'caller', null) : null
    }
    return null
  }

  // First, because nine in ten requests are these: Express asks its routes one after the other.
  on('leg', async (form, request, receivedAt) => {
    const about = readQuery(request.query, 'call', 'round', 'agent')
    const told = forms.leg(form, about, receivedAt)
    if (!told) return null
    mustKnow(about.call)
    await intake.take({ key: `${about.call}/leg/${form['CallSid']}/${told.status}`, decide: () => ({ events: [told.event] }) })
    return null
  }, null)

  on('voice', async (form, _request, receivedAt) => {
    const { leg, from } = forms.arrival(form)
    const at = receivedAt - part.arriving.leadMs
    let id: CallId
    const taken = await intake.take({
      key: () => `${(id = store.callOf(leg) ?? nameCall(at, leg))}/voice`,
      decide(floor, now) {
        const event = arrivalOf(part.arriving, id, leg, from, { at, earliest: at, receivedAt }, 'voice')
        const call = reduce(store.callOf(leg) === null ? unheard(id) : floor.call(id), event)
        const { step, events } = whatNext(floor, call, now, rulebook)
        return { events: [event, ...events], answer: documents.of(id, step) }
      },
    })
    return taken.answer ?? documents.nothing()
  }, everybodyFree)

  // Asked instead of /voice, and after the makeshift dials: whoever has talked is not told that it could not be.
  on('fallback', (form, request) => {
    const held = heldMeanwhile(form)
    if (held !== null) return held
    if (form['DialBridged'] === 'true') return documents.nothing()
    return documents.fallback(request.query['rang'] === 'numbers')
  }, () => documents.fallback())

  on('status', async (form, _request, receivedAt) => {
    const ended = forms.ended(form, receivedAt)
    if (!ended) return null
    let id: CallId
    // Never heard of it: the arrival was lost. It counts all the same, from what its end tells.
    const arrivedAt = ended.when.earliest - (ended.talkSeconds ?? 0) * 1000
    await intake.take({
      key: () => `${(id = store.callOf(ended.leg) ?? nameCall(arrivedAt, ended.leg))}/status/${ended.status}`,
      decide: (floor) => ({
        events: [
          ...(floor.call(id).arrived ? [] : [
            arrivalOf(part.arriving, id, ended.leg, ended.from, { at: arrivedAt, earliest: arrivedAt, receivedAt }, 'status'),
          ]),
          { type: 'call-ended', ...ended.when, call: id, leg: ended.leg, status: ended.status, learnt: 'callback', ...(ended.talkSeconds !== undefined && { talkSeconds: ended.talkSeconds }) },
        ],
      }),
    })
    return null
  }, null)

  on('dial', async (form, request, at) => {
    const { call, round } = readQuery(request.query, 'call', 'round')
    const { callerGone, ...dialled } = forms.dialled(form)
    mustKnow(call)
    const event: CallEvent = { type: 'round-ended', at, earliest: at, receivedAt: at, call, round, ...dialled }
    const taken = await intake.take({
      // With the leg: should Twilio have dialled a round twice, each dial reports its own end.
      key: `${call}/dial/${round}/${dialled.leg ?? ''}`,
      decide(floor, now) {
        if (callerGone) return { events: [event], answer: documents.nothing() }
        const lost = whenLost(floor, reduce(floor.call(call), event), event)
        const { events, answer } = onwards(floor, call, [event, ...lost.filter(isCallEvent)], now)
        return { events: [...events, ...lost.filter(isAgentEvent)], answer: answer ?? null }
      },
    })
    return taken.answer ?? documents.nothing()
  }, (form) => (form['DialBridged'] === 'true' ? heldMeanwhile(form) ?? documents.nothing() : everybodyFree()))

  on('next', async (form, request, at) => {
    const { call, round } = readQuery(request.query, 'call', 'round')
    forms.document(form)
    mustKnow(call)
    const taken = await intake.take({
      key: `${call}/next/${round}`,
      decide: (floor, now) => onwards(floor, call, [{ type: 'round-fetched', at, earliest: at, receivedAt: at, call, round }], now),
    })
    return taken.answer ?? documents.nothing()
  }, everybodyFree)

  on('queue/wait', (form, request, now) => {
    const { call } = readQuery(request.query, 'call')
    forms.document(form)
    const place = floor.queue().findIndex((one) => one.call.id === call) + 1
    if (place === 0) return documents.waiting(null, null)
    return documents.waiting(place, expectedWaitMs(floor, place, now, rulebook, part.arriving.rules(now).wrapUpMs))
  }, () => documents.waiting(null, null))

  on('queue/left', async (form, request, at) => {
    const { call, stay } = readQuery(request.query, 'call', 'stay')
    const { result } = forms.leftQueue(form)
    mustKnow(call)
    const event: CallEvent = { type: 'queue-left', at, earliest: at, receivedAt: at, call, stay, result }
    const taken = await intake.take({
      key: `${call}/left/${stay}`,
      decide: (floor, now) => (result === 'hangup' ? { events: [event], answer: documents.nothing() } : onwards(floor, call, [event], now)),
    })
    return taken.answer ?? documents.nothing()
  }, everybodyFree)

  // Transfers: see calls/arrangement.ts for who belongs where, routing/transfers.ts for who is rung.

  /** When something inside fails: whoever is held goes on hearing music, and asks again. */
  const stillHeld = (_form: Form, request: Request): string => {
    const { call, who } = readQuery(request.query, 'call', 'who')
    return documents.hold(call, who, null)
  }

  on('hold', async (form, request, at) => {
    const { call, who } = readQuery(request.query, 'call', 'who')
    const move = request.query['move'] === undefined ? null : readQuery(request.query, 'move').move
    const gone = forms.isOver(form)
    const taken = await intake.take({
      key: null,
      decide(floor, now) {
        const fetched: CallEvent[] = move === null || known(floor, call).moves[move]?.fetched ? []
          : [{ type: 'move-fetched', at, earliest: at, receivedAt: at, call, move }]
        if (gone) return { events: fetched, answer: documents.nothing() }
        return nextFor(floor, call, who, fetched, move, now)
      },
    })
    return taken.answer ?? documents.nothing()
  }, stillHeld)

  on('room/left', async (form, request) => {
    const { call, who } = readQuery(request.query, 'call', 'who')
    if (forms.isOver(form)) return documents.nothing()
    const taken = await intake.take({ key: null, decide: (floor, now) => nextFor(floor, call, who, [], null, now) })
    return taken.answer ?? documents.nothing()
  }, stillHeld)

  on('room/wait', (form, request) => {
    forms.document(form)
    return documents.roomWait(readQuery(request.query, 'call').call)
  }, () => documents.nothing())

  on('room', async (form, request, receivedAt) => {
    const { call } = readQuery(request.query, 'call')
    const left = forms.leftRoom(form, receivedAt)
    if (!left) return null
    await intake.take({
      key: `${call}/room/${left.key}`,
      decide(floor) {
        const about = { ...left.when, call, leg: left.leg }
        const isCaller = known(floor, call).arrived!.leg === left.leg
        return { events: [isCaller ? { ...about, type: 'call-ended', status: 'completed', learnt: 'callback' } : { ...about, type: 'room-left' }] }
      },
    })
    return null
  }, null)

  on('colleague/leg', async (form, request, receivedAt) => {
    const about = readQuery(request.query, 'call', 'attempt')
    const told = forms.colleague(form, about, receivedAt)
    if (!told) return null
    await intake.take({
      key: `${about.call}/colleague/${form['CallSid']}/${told.status}`,
      decide(floor) {
        known(floor, about.call)
        return { events: [told.event] }
      },
    })
    return null
  }, null)

  on('colleague', async (form, request) => {
    const { call, attempt } = readQuery(request.query, 'call', 'attempt')
    const { leg } = forms.pressed(form)
    // Picked up and put down again: nobody is there to be joined.
    if (forms.isOver(form)) return documents.nothing()
    const taken = await intake.take({
      key: `${call}/colleague/${attempt}/${leg}`,
      decide(floor, now) {
        const facts = known(floor, call)
        const rung = facts.attempts[attempt]?.rung
        const transfer = transfersOf(facts).find(({ n }) => n === rung?.transfer)
        const staff = floor.staff.find(({ id }) => rung?.to.kind === 'agent' && id === rung.to.id)
        if (rung?.supervision !== undefined) {
          if (staff?.endpoint.kind === 'browser' || !mayComeIn(facts, rung.supervision)) return letWatch(floor, call, attempt, leg, now)
          return { events: [], answer: documents.whisper(call, attempt, null) }
        }
        // In a browser a click says that a person is there, and the gist stands on the desk.
        if (staff?.endpoint.kind === 'browser' || !transfer?.hunting) return letIn(floor, call, attempt, leg, now)
        return { events: [], answer: documents.whisper(call, attempt, transfer.gist) }
      },
    })
    return taken.answer ?? documents.hangUp()
  }, () => documents.hangUp())

  on('colleague/accept', async (form, request) => {
    const { call, attempt } = readQuery(request.query, 'call', 'attempt')
    const { leg, digits } = forms.pressed(form)
    if (digits === '' || forms.isOver(form)) return documents.hangUp()
    const taken = await intake.take({ key: `${call}/accept/${attempt}/${leg}`, decide: (floor, now) =>
      (floor.call(call).attempts[attempt]?.rung?.supervision === undefined ? letIn : letWatch)(floor, call, attempt, leg, now) })
    return taken.answer ?? documents.hangUp()
  }, () => documents.hangUp())

  on('call-back', async (form, request) => {
    const { call, dial } = readQuery(request.query, 'call', 'dial')
    forms.document(form)
    const taken = await intake.take({
      key: `${call}/call-back-picked-up/${dial}`,
      decide(floor, now) {
        const { raw } = known(floor, call).arrived!.caller
        return { events: [{ type: 'call-back-picked-up', ...byUs(now), call, dial }], answer: documents.callBack(call, dial, raw) }
      },
    })
    return taken.answer ?? documents.hangUp()
  }, () => documents.hangUp())

  on('call-back/done', async (form, request) => {
    const { call, dial } = readQuery(request.query, 'call', 'dial')
    const { result, talkSeconds } = forms.dialled(form)
    const because = UNANSWERED_REASONS.find((reason) => reason === result)
    if (because !== undefined || talkSeconds) {
      await intake.take({
        key: `${call}/call-back-done/${dial}`,
        decide(floor, now) {
          known(floor, call)
          if (because !== undefined) return { events: [{ type: 'call-back-unanswered', ...byUs(now), call, dial, because }] }
          // The report that the caller picked up may have been lost; the earlier of the two stays.
          const at = now - talkSeconds! * 1000
          return { events: [{ type: 'call-back-answered', at, earliest: at - 1000, receivedAt: now, call, dial }] }
        },
      })
    }
    return documents.hangUp()
  }, () => documents.hangUp())

  /** Of the agent's leg only the end matters, of the caller's only that somebody picked up. */
  const ofCallBack = (route: 'call-back/leg' | 'call-back/number', type: 'call-back-dial-ended' | 'call-back-answered') =>
    on(route, async (form, request, receivedAt) => {
      const { call, dial } = readQuery(request.query, 'call', 'dial')
      if (type === 'call-back-answered' ? !forms.isAnswered(form) : !forms.isOver(form)) return null
      await intake.take({
        key: `${call}/${type}/${dial}`,
        decide(floor) {
          known(floor, call)
          return { events: [{ type, ...forms.told(form, receivedAt), call, dial }] }
        },
      })
      return null
    }, null)
  ofCallBack('call-back/leg', 'call-back-dial-ended')
  ofCallBack('call-back/number', 'call-back-answered')

  on('text', async (form, request, at) => {
    const { notice } = readQuery(request.query, 'notice')
    const delivered = forms.delivered(form)
    const sent = part.notices.find(notice)
    if (!sent) throw new RequestRefused(404, 'unknown-message', 'no message of ours has this number')
    if (!delivered) return null
    await intake.take({
      key: `${sent.alert}/text/${notice}/${delivered.because ?? 'delivered'}`,
      decide: () => ({ events: [{ ...byUs(at), type: 'alert-delivered', ...sent, ...delivered }] }),
    })
    return null
  }, null)

  const music = holdMusic()
  app.get(HOLD_MUSIC, (_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': music.length, 'cache-control': 'public, max-age=86400' })
    response.end(music)
  })
  app.use('/twilio', (_request, response) => send(response, 404, null))
}

/** Straight to the socket: no ETag, no content negotiation, which Twilio ignores and which cost more than the journal. */
function send(response: Response, status: number, document: string | null): void {
  if (document === null) {
    response.writeHead(status)
    response.end()
    return
  }
  const body = Buffer.from(document)
  response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8', 'content-length': body.length })
  response.end(body)
}

/** RFC 9457. Says what is wrong with the request and nothing about us. */
function refuse(response: Response, { status, reason, message }: RequestRefused): void {
  const body = Buffer.from(JSON.stringify({ type: 'about:blank', status, title: reason, reason, ...(status === 403 ? {} : { detail: message }) }))
  // The rest of a body we did not read must not be taken for the next request.
  response.writeHead(status, { 'content-type': 'application/problem+json', 'content-length': body.length, ...(status === 413 && { connection: 'close' }) })
  response.end(body)
}

function inTheWorstCase(document: () => string, documents: Documents): string {
  try {
    return document()
  } catch {
    return documents.fallback()
  }
}
