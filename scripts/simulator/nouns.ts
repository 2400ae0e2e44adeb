// What stands inside a <Dial>: whom to ring, and where to report it.
import type { LegEvent, Subscription } from './leg.ts'
import type { Verb } from './twiml.ts'

export interface Target {
  address: string
  parameters: Record<string, string>
  subscription: Subscription | null
  /** a document the answering side hears before the bridge (whisper, screening) */
  screening: { url: string; method: string } | null
}

/** At most so many endpoints in one Dial. Source: Twilio docs, Number and Client. */
export const MOST_TARGETS = 10

const EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const

export function subscriptionOf(
  family: Subscription['family'], url: string | undefined, events: string | undefined, method = 'POST',
): Subscription | null {
  if (url === undefined || url === '') return null
  const wanted = (events ?? 'completed').split(/[ ,]+/)
  return { family, url, method, events: new Set<LegEvent>(EVENTS.filter((event) => wanted.includes(event))) }
}

/** @returns the address of a phone, or null when nothing can be dialled (13223, 13224) */
export function addressOf(noun: Verb): string | null {
  const identity = noun.children.find((child) => child.name === 'Identity')?.text ?? noun.text
  switch (noun.name) {
    case 'Client': return identity === '' || identity.length > 256 ? null : `client:${identity}`
    case 'Number': return /^\+?[0-9][0-9 ()-]{3,}$/.test(noun.text) ? toE164(noun.text) : null
    case 'Sip': return /^sips?:[^@\s]+@[^\s]+$/.test(noun.text) ? noun.text.split(/[;?]/, 1)[0]! : null
    default: return null
  }
}

const toE164 = (number: string): string => `+${number.replace(/\D/g, '').replace(/^0/, '82')}`

export function targetOf(noun: Verb, absolute: (url: string) => string): Target | null {
  const address = addressOf(noun)
  if (address === null) return null
  const { attributes } = noun
  const parameters = Object.fromEntries(noun.children.filter((child) => child.name === 'Parameter')
    .map(({ attributes: named }) => [named['name'] ?? '', named['value'] ?? '']))
  const { statusCallback: url, statusCallbackEvent: events, statusCallbackMethod: method } = attributes
  return {
    address, parameters, subscription: subscriptionOf('dial', url && absolute(url), events, method),
    screening: attributes['url'] ? { url: absolute(attributes['url']), method: attributes['method'] ?? 'POST' } : null,
  }
}
