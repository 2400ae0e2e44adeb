import AccessToken from 'twilio/lib/jwt/AccessToken.js'
import type { Moment } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Endpoint } from '../people/roster.ts'
import type { PhoneAccess } from '../protocol/phone.ts'

/** Long enough for a network that fails over lunch, short enough that a lost laptop is deaf by the evening. */
const TOKEN_LIVES_S = 3600

/**
 * How this person's desk page gets its telephone. The token lets the page be rung and nothing more: it cannot place calls,
 * since whatever is dialled is dialled by the server, to the directory alone.
 */
export function phoneAccess(config: Config, person: { account: string; endpoint: Endpoint }, now: Moment): PhoneAccess {
  const { account, endpoint } = person
  if (endpoint.kind !== 'browser') return { kind: 'elsewhere', where: endpoint.kind }
  if (config.simulated) return { kind: 'demo', identity: account }
  const { telephony } = config
  if (telephony.kind !== 'twilio' || !telephony.apiKey) return { kind: 'none' }
  const { sid, secret } = telephony.apiKey
  const token = new AccessToken(telephony.accountSid, sid, secret, { identity: account, ttl: TOKEN_LIVES_S })
  token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }))
  return { kind: 'twilio', token: token.toJwt(), identity: account, tokenUntil: now + TOKEN_LIVES_S * 1000 }
}
