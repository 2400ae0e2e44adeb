import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { CallId, LegId, Who } from '../calls/events.ts'
import type { Hours } from '../config.ts'
import type { Staff } from '../floor/floor.ts'
import type { Step } from '../routing/plan.ts'
import * as words from './words.ts'

/** What the documents need to know of the line. */
export interface Line {
  publicUrl: string
  number: string
  /** The line's number at Twilio, E.164: what those see who are rung by us. */
  called: string
  voice: string
  hours: Hours
  fallbackDial: readonly string[]
}

/**
 * Asked of Twilio with every URL: three tries, also when we answer 5xx or not in time. A restart of ours takes less.
 * Not signed, so the signature ignores it (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
 */
const RETRIES = '#rc=3&rp=5xx,ct,rt&rt=4000'

const LEG_EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const
const QUEUE_NAME = 'hotline'
/** Length of one round of the waiting document's music; then Twilio asks again, and the caller hears the place anew. */
export const HOLD_MUSIC = '/twilio/audio/hold.wav'

/** Builds documents. The builder escapes; text is cleaned of what XML cannot hold before it comes here. */
export function createDocuments(line: Line) {
  const url = (path: string, query: Record<string, string | number>) =>
    `${line.publicUrl}/twilio/${path}?${new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]))}${RETRIES}`
  const korean = { language: 'ko-KR', voice: line.voice } as never

  const documents = {
    /** Where Twilio reports what became of a text message. */
    textReport: (notice: number): string => url('text', { notice }),
    /** What a caller hears next, as TwiML. */
    of(call: CallId, step: Step): string {
      const response = new VoiceResponse()
      switch (step.do) {
        case 'ring': {
          if (step.phones.length === 0) return documents.again(call)
          // answerOnBridge: the caller goes on hearing true ringback, and Twilio connects whoever is first. It must be the first verb.
          const dial = response.dial({
            answerOnBridge: true, timeout: step.timeoutSeconds, action: url('dial', { call, round: step.round }), method: 'POST',
          })
          for (const phone of step.phones) {
            addPhone(dial, phone, {
              statusCallback: url('leg', { call, round: step.round, agent: phone.id }), statusCallbackEvent: [...LEG_EVENTS],
            }, call)
          }
          break
        }
        case 'queue':
          response.enqueue({
            waitUrl: url('queue/wait', { call }), waitUrlMethod: 'POST', action: url('queue/left', { call, stay: step.stay }), method: 'POST',
          }, QUEUE_NAME)
          break
        case 'turn-away':
          response.say(korean, step.because === 'out-of-hours' ? words.closed(line.hours) : words.refused(line.number))
          response.hangup()
          break
        case 'hang-up':
          response.hangup()
          break
        case 'close':
          response.say(korean, words.closing(step.reason, line.number))
          response.hangup()
          break
        case 'room':
          return documents.room(call, 'caller')
        case 'hold':
          return documents.hold(call, 'caller', step.held)
      }
      return response.toString()
    },
    /**
     * Into the call's conference. No labels: a leg that comes back before Twilio has noticed that it left would be refused (16025).
     * Nobody's leaving ends the room: whoever is left asks at `room/left`, or is brought elsewhere.
     * @param heardBy whose leg alone hears this one (a coach), or null for nobody (a listener)
     */
    room(call: CallId, who: Who, heardBy: LegId | 'everybody' | null = 'everybody'): string {
      const response = new VoiceResponse()
      response.dial({ action: url('room/left', { call, who }), method: 'POST' }).conference({
        ...(heardBy === null ? { muted: true } : heardBy !== 'everybody' && { coach: heardBy }),
        startConferenceOnEnter: true, endConferenceOnExit: false, beep: 'false', waitUrl: url('room/wait', { call }), waitMethod: 'POST',
        jitterBufferSize: 'small', statusCallback: url('room', { call }), statusCallbackEvent: ['join', 'leave', 'end'], statusCallbackMethod: 'POST',
      }, call)
      // Whom a coach was to speak to may have gone in this instant (13240): should Twilio go on behind the verb, it asks again.
      if (heardBy !== null && heardBy !== 'everybody') response.redirect({ method: 'POST' }, url('room/left', { call, who }))
      return response.toString()
    },
    /** Alone in the room for a moment. A conference does not repeat its wait document by itself. */
    roomWait(call: CallId): string {
      const response = new VoiceResponse()
      response.play(`${line.publicUrl}${HOLD_MUSIC}`)
      response.redirect({ method: 'POST' }, url('room/wait', { call }))
      return response.toString()
    },
    /** On hold: words once, music, and the question what comes next. Needs no conference, so nothing there can silence it. */
    hold(call: CallId, who: Who, held: Parameters<typeof words.passedOn>[0] | null): string {
      const response = new VoiceResponse()
      response.say(korean, held ? words.passedOn(held, line.number) : words.stillHeld())
      response.play(`${line.publicUrl}${HOLD_MUSIC}`)
      response.redirect({ method: 'POST' }, url('hold', { call, who }))
      return response.toString()
    },
    hangUp(): string {
      const response = new VoiceResponse()
      response.hangup()
      return response.toString()
    },
    /** A telephone was picked up: a machine would do that too. The gist is told; a key shows that a person listens. @param gist null for a supervisor */
    whisper(call: CallId, attempt: number, gist: string | null): string {
      const response = new VoiceResponse()
      response.gather({ numDigits: 1, timeout: 6, action: url('colleague/accept', { call, attempt }), method: 'POST' })
        .say(korean, gist === null ? words.superviseByKey() : words.whisper(gist, true))
      response.hangup()
      return response.toString()
    },
    /** Somebody else was faster, or it is over. */
    tooLate(name: string | null): string {
      const response = new VoiceResponse()
      response.say(korean, words.faster(name))
      response.hangup()
      return response.toString()
    },
    /** The agent has picked up: now the caller who was promised it is called. */
    callBack(call: CallId, dial: number, number: string): string {
      const response = new VoiceResponse()
      response.say(korean, words.callingBack())
      response.dial({ callerId: line.called, timeout: 40, action: url('call-back/done', { call, dial }), method: 'POST' })
        .number({ statusCallback: url('call-back/number', { call, dial }), statusCallbackEvent: ['answered'] }, number)
      return response.toString()
    },
    /** Where Twilio is to come for a leg's next document. */
    move: (call: CallId, who: Who, move: number): string => url('hold', { call, who, move }),
    colleague: (call: CallId, attempt: number) => ({ url: url('colleague', { call, attempt }), report: url('colleague/leg', { call, attempt }) }),
    callBackLeg: (call: CallId, dial: number) => ({ url: url('call-back', { call, dial }), report: url('call-back/leg', { call, dial }) }),
    /** While a caller waits: where they stand, then music. Twilio asks again when it runs out. */
    waiting(place: number | null, expectedMs: number | null): string {
      const response = new VoiceResponse()
      response.say(korean, words.waiting(place, expectedMs))
      response.play(`${line.publicUrl}${HOLD_MUSIC}`)
      return response.toString()
    },
    /** Where Twilio is to come back to for this caller. */
    next: (call: CallId, round: number): string => url('next', { call, round }),
    again(call: CallId): string {
      const response = new VoiceResponse()
      response.enqueue({ waitUrl: url('queue/wait', { call }), waitUrlMethod: 'POST' }, QUEUE_NAME)
      return response.toString()
    },
    /** For a leg that is over, or whose next document comes from elsewhere. */
    nothing: (): string => new VoiceResponse().toString(),
    /**
     * When something inside failed: whoever is known to be free rings, without any bookkeeping; then the numbers set for
     * an emergency; then an honest sentence. Needs neither the database nor, with no `phones`, the floor.
     */
    degraded(phones: readonly Staff[]): string {
      const response = new VoiceResponse()
      if (phones.length > 0) {
        const dial = response.dial({ answerOnBridge: true, timeout: 20, action: `${line.publicUrl}/twilio/voice/fallback${RETRIES}`, method: 'POST' })
        for (const phone of phones) addPhone(dial, phone, {}, null)
        return response.toString()
      }
      return documents.fallback()
    },
    /** The number's fallback URL. Needs nothing but this process. @param rang whether the emergency numbers rang already */
    fallback(rang = false): string {
      const response = new VoiceResponse()
      if (line.fallbackDial.length > 0 && !rang) {
        const dial = response.dial({ answerOnBridge: true, timeout: 30, action: url('voice/fallback', { rang: 'numbers' }), method: 'POST' })
        for (const number of line.fallbackDial) dial.number(number)
        return response.toString()
      }
      response.say(korean, words.sorry(line.number))
      response.hangup()
      return response.toString()
    },
  }
  return documents
}
export type Documents = ReturnType<typeof createDocuments>

type Dial = ReturnType<VoiceResponse['dial']>
interface Callbacks { statusCallback?: string; statusCallbackEvent?: (typeof LEG_EVENTS)[number][] }

function addPhone(dial: Dial, { id, endpoint }: Staff, callbacks: Callbacks, call: CallId | null): void {
  switch (endpoint.kind) {
    case 'browser': {
      const client = dial.client(callbacks)
      client.identity(id)
      if (call) client.parameter({ name: 'call', value: call })
      break
    }
    case 'phone': dial.number(callbacks, endpoint.number); break
    case 'sip': dial.sip(callbacks, endpoint.uri); break
  }
}
