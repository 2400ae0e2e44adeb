import { z } from 'zod'
import type { AgentId, CallEvent, CallId, LegEnd, LegId, QueueEnd, RoundEnd, When, Who } from '../calls/events.ts'
import { LEG_ENDS, QUEUE_ENDS, ROUND_ENDS } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import { type Form, RequestRefused } from './signature.ts'

/** Twilio's form fields → facts. The only file that knows `CallSid` or `DialCallStatus`. */

const sid = z.string().regex(/^CA[0-9a-f]{32}$/)
const wholeSeconds = z.string().regex(/^\d{1,6}$/).transform(Number).optional()
const address = z.string().max(300)
const stamp = z.string().max(40).optional()

/** Our own ids in the URLs that we gave to Twilio; the signature covers them. */
const CALL = /^[0-9a-z]{9}-[0-9a-f]{8}$/
const AGENT = /^[a-z][a-z0-9_]{1,31}$/

export interface Query {
  call: CallId
  round: number
  agent: AgentId
  stay: number
  who: Who
  attempt: number
  move: number
  dial: number
  notice: number
}

const WHO = /^(caller|[ra][1-9]\d{0,3})$/

/** @throws RequestRefused 400 when our own parameters are not as we wrote them */
export function readQuery<K extends keyof Query>(query: Record<string, unknown>, ...wanted: K[]): Pick<Query, K> {
  const read: Record<string, unknown> = {}
  for (const name of wanted) {
    const value = query[name]
    const ok = typeof value === 'string' && (name === 'call' ? CALL : name === 'agent' ? AGENT : name === 'who' ? WHO : name === 'notice' ? /^[1-9]\d{0,9}$/ : /^[1-9]\d{0,3}$/).test(value)
    if (!ok) throw new RequestRefused(400, 'malformed', `the URL's parameter "${name}" is not one of ours`)
    read[name] = name === 'call' || name === 'agent' || name === 'who' ? value : Number(value)
  }
  return read as Pick<Query, K>
}

const arrival = z.object({
  CallSid: sid, AccountSid: z.string(), From: address.default(''), To: address,
  Direction: z.string().max(40).optional(), CallStatus: z.string().max(20).optional(),
})
const legStatus = z.object({
  CallSid: sid, AccountSid: z.string(),
  CallStatus: z.enum(['queued', 'initiated', 'ringing', 'in-progress', ...LEG_ENDS]),
  Timestamp: stamp, CallDuration: wholeSeconds,
})
const callStatus = z.object({
  CallSid: sid, AccountSid: z.string(), From: address.default(''), To: address,
  CallStatus: z.enum(['queued', 'initiated', 'ringing', 'in-progress', ...LEG_ENDS]),
  Timestamp: stamp, CallDuration: wholeSeconds,
})
const dialAction = z.object({
  CallSid: sid, AccountSid: z.string(), CallStatus: z.string().max(20),
  DialCallStatus: z.enum(ROUND_ENDS).exclude(['not-begun']),
  DialBridged: z.enum(['true', 'false']).optional(), DialCallSid: sid.optional(), DialCallDuration: wholeSeconds,
})
const queueAction = z.object({ CallSid: sid, AccountSid: z.string(), CallStatus: z.string().max(20).optional(), QueueResult: z.enum(QUEUE_ENDS) })
const anyDocument = z.object({ CallSid: sid, AccountSid: z.string(), CallStatus: z.string().max(20).optional() })

const room = z.object({
  AccountSid: z.string(), StatusCallbackEvent: z.string().max(40), CallSid: sid.optional(), Timestamp: stamp,
  ReasonParticipantLeft: z.string().max(60).optional(), SequenceNumber: z.string().max(10).optional(), ConferenceSid: z.string().max(40).optional(),
})
const keyed = z.object({ CallSid: sid, AccountSid: z.string(), Digits: z.string().max(20).optional() })

/** Source: Twilio docs, Outbound Message Status in Status Callbacks. */
const message = z.object({
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/), AccountSid: z.string(), MessageStatus: z.string().max(20), ErrorCode: z.string().regex(/^\d{1,6}$/).optional(),
})

const OVER: readonly string[] = LEG_ENDS

/** Reads forms for one account. */
export function createForms(accountSid: string, called: string) {
  const read = <T extends { AccountSid: string }>(schema: z.ZodType<T>, form: Form): T => {
    const parsed = schema.safeParse(form)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new RequestRefused(400, 'malformed', `${issue?.path.join('.')}: ${issue?.message}`)
    }
    if (parsed.data.AccountSid !== accountSid) throw new RequestRefused(404, 'unknown-account', 'AccountSid is not ours')
    return parsed.data
  }
  const ours = (to: string) => {
    if (to !== called) throw new RequestRefused(404, 'unknown-number', 'To is not a number of ours')
  }
  return {
    /** A call's first webhook. */
    arrival(form: Form): { leg: LegId; from: string } {
      const { CallSid, From, To } = read(arrival, form)
      ours(To)
      return { leg: CallSid as LegId, from: From }
    },
    /** A staff phone's progress; null for a status that says nothing. */
    leg(form: Form, about: Pick<Query, 'call' | 'round' | 'agent'>, receivedAt: Moment): { event: CallEvent; status: string } | null {
      const { CallSid, CallStatus, Timestamp, CallDuration } = read(legStatus, form)
      const leg = CallSid as LegId
      const told = { ...whenTold(Timestamp, receivedAt), ...about, leg }
      switch (CallStatus) {
        case 'queued': return null
        case 'initiated': return { status: CallStatus, event: { ...told, type: 'leg-dialled' } }
        case 'ringing': return { status: CallStatus, event: { ...told, type: 'leg-alerted' } }
        case 'in-progress': return { status: CallStatus, event: { ...told, type: 'leg-answered' } }
        default: return { status: CallStatus, event: { ...told, type: 'leg-ended', status: CallStatus, ...lasted(CallDuration) } }
      }
    },
    /** The progress of a phone that we rang; null for a status that says nothing. */
    colleague(form: Form, about: Pick<Query, 'call' | 'attempt'>, receivedAt: Moment): { event: CallEvent; status: string } | null {
      const { CallSid, CallStatus, Timestamp, CallDuration } = read(legStatus, form)
      const told = { ...whenTold(Timestamp, receivedAt), ...about, leg: CallSid as LegId }
      switch (CallStatus) {
        case 'queued': return null
        case 'initiated': return { status: CallStatus, event: { ...told, type: 'colleague-dialled' } }
        case 'ringing': return { status: CallStatus, event: { ...told, type: 'colleague-alerted' } }
        case 'in-progress': return { status: CallStatus, event: { ...told, type: 'colleague-answered' } }
        default: return { status: CallStatus, event: { ...told, type: 'colleague-ended', status: CallStatus, ...lasted(CallDuration) } }
      }
    },
    /**
     * Somebody hung up in the conference; null for everything else. Only this reason says that the leg is over: it may also
     * have been moved elsewhere by us (participant_updated_via_api).
     */
    leftRoom(form: Form, receivedAt: Moment): { leg: LegId; when: When; key: string } | null {
      const { StatusCallbackEvent, CallSid, Timestamp, ReasonParticipantLeft, ConferenceSid, SequenceNumber } = read(room, form)
      if (StatusCallbackEvent !== 'participant-leave' || ReasonParticipantLeft !== 'participant_hung_up' || !CallSid) return null
      return { leg: CallSid as LegId, when: whenTold(Timestamp, receivedAt), key: `${ConferenceSid}/${SequenceNumber}` }
    },
    /** A key that was pressed, if any, and by which leg. */
    pressed(form: Form): { leg: LegId; digits: string } {
      const { CallSid, Digits } = read(keyed, form)
      return { leg: CallSid as LegId, digits: Digits ?? '' }
    },
    isAnswered(form: Form): boolean {
      return read(anyDocument, form).CallStatus === 'in-progress'
    },
    /** When a callback says it happened. */
    told(form: Form, receivedAt: Moment): When {
      return whenTold(read(legStatus, form).Timestamp, receivedAt)
    },
    /** Whether the leg that asks is over already: nobody will hear the answer. */
    isOver(form: Form): boolean {
      return OVER.includes(read(anyDocument, form).CallStatus ?? '')
    },
    /** The number's own callback: the caller's leg is over; null while it is not. */
    ended(form: Form, receivedAt: Moment): { leg: LegId; from: string; status: LegEnd; when: When; talkSeconds?: number } | null {
      const { CallSid, From, To, CallStatus, Timestamp, CallDuration } = read(callStatus, form)
      ours(To)
      if (!OVER.includes(CallStatus)) return null
      return {
        leg: CallSid as LegId, from: From, status: CallStatus as LegEnd,
        when: whenTold(Timestamp, receivedAt), ...lasted(CallDuration),
      }
    },
    /** A dial is over. `callerGone`: the document we answer with will not be heard. */
    dialled(form: Form): { result: RoundEnd; bridged: boolean | null; leg: LegId | null; talkSeconds: number | null; callerGone: boolean } {
      const { CallStatus, DialCallStatus, DialBridged, DialCallSid, DialCallDuration } = read(dialAction, form)
      const callerGone = OVER.includes(CallStatus)
      return {
        result: callerGone && DialCallStatus === 'no-answer' ? 'canceled' : DialCallStatus,
        bridged: DialBridged === undefined ? null : DialBridged === 'true',
        leg: (DialCallSid as LegId | undefined) ?? null,
        talkSeconds: DialCallDuration ?? null,
        callerGone,
      }
    },
    leftQueue(form: Form): { result: QueueEnd } {
      return { result: read(queueAction, form).QueueResult }
    },
    /** What became of a text message; null while it is on its way. `because`: Twilio's error, null when it arrived. */
    delivered(form: Form): { because: string | null } | null {
      const { MessageStatus, ErrorCode } = read(message, form)
      if (MessageStatus === 'delivered') return { because: null }
      return MessageStatus === 'undelivered' || MessageStatus === 'failed' ? { because: `twilio-${ErrorCode ?? MessageStatus}` } : null
    },
    /** Any other request for a document about a call we know. */
    document(form: Form): void {
      read(anyDocument, form)
    },
  }
}
export type Forms = ReturnType<typeof createForms>

const lasted = (seconds: number | undefined) => (seconds === undefined ? {} : { talkSeconds: seconds })

/** Without a stamp, how much earlier than its report a thing may have happened. Twilio's callbacks take some 100 ms; (our estimate). */
const UNSTAMPED_MS = 2000

/**
 * Twilio's stamp has whole seconds: the truth lies in [stamp, stamp + 1 s) and not after our receipt. Our receipt is taken
 * where it falls into that second, else the bound of the second nearest to it.
 */
export function whenTold(stamp: string | undefined, receivedAt: Moment): When {
  const second = stamp === undefined ? NaN : Date.parse(stamp)
  if (Number.isNaN(second)) return { at: receivedAt, earliest: receivedAt - UNSTAMPED_MS, receivedAt }
  const at = Math.max(second, Math.min(receivedAt, second + 999))
  return { at, earliest: Math.min(second, at), receivedAt }
}
