import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { CallId } from '../calls/events.ts'
import type { Hours } from '../config.ts'
import type { Staff } from '../floor/floor.ts'
import type { Step } from '../routing/plan.ts'
import * as words from './words.ts'

/** What the documents need to know of the line. */
export interface Line {
  publicUrl: string
  number: string
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
      }
      return response.toString()
    },
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
