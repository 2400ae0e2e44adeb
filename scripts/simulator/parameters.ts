import type { Exchange } from './exchange.ts'
import type { Leg } from './leg.ts'

const PLACES = ['City', 'State', 'Zip', 'Country'] as const

/** The parameters every request about a leg carries. Unknown places are sent empty, not left out. */
export function standardParameters(x: Exchange, leg: Leg): Record<string, string> {
  const form: Record<string, string> = {
    AccountSid: x.account.sid, ApiVersion: '2010-04-01', CallSid: leg.sid, CallStatus: leg.status,
    Called: leg.to, Caller: leg.from, Direction: leg.direction, From: leg.from, To: leg.to,
  }
  for (const who of ['From', 'To', 'Caller', 'Called']) {
    for (const place of PLACES) form[who + place] = place === 'Country' && countryOf(who, leg) ? 'KR' : ''
  }
  if (leg.parentSid !== null) form['ParentCallSid'] = leg.parentSid
  return form
}

const countryOf = (who: string, leg: Leg): boolean =>
  (who === 'From' || who === 'Caller' ? leg.from : leg.to).startsWith('+82')
