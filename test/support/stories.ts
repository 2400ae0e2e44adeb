import { LEG_ENDS, type LegEnd, type LegId } from '../../server/calls/events.ts'
import { CALLED, type Line, newSid } from './line.ts'

/** A call as Twilio would report it, step by step. Each step takes place at the line's clock and is reported at once. */
export interface Story {
  sid: string
  /** The newest document we answered with. */
  document: string
  /** The staff legs of the newest round, by account. */
  legs: Record<string, string>
  /** Whose phones the newest document rings. */
  rung(): string[]
  /** Where Twilio reports what this account's phone does. */
  callback(account: string): string
  starts(account: string): Promise<void>
  alerts(account: string): Promise<void>
  answers(account: string): Promise<void>
  stops(account: string, status: string): Promise<void>
  /** The dial's action. @returns the document that came back */
  dialEnds(fields: Record<string, string>): Promise<string>
  /** The caller's leg is over. */
  ends(status: string): Promise<void>
  /** Any URL of the newest document by its verb's attribute. */
  url(attribute: string): string
  post(url: string, fields: Record<string, string>): Promise<string>
}

export const stampOf = (moment: number): string => new Date(Math.floor(moment / 1000) * 1000).toUTCString().replace('GMT', '+0000')

const isOver = (status: string): status is LegEnd => (LEG_ENDS as readonly string[]).includes(status)

const unescape = (text: string) => text.replaceAll('&amp;', '&')

export async function dial(line: Line, from = '+821012345678', sid = newSid()): Promise<Story> {
  const caller = { CallSid: sid, From: from, To: CALLED, Direction: 'inbound' }
  line.telephony.legs.set(sid as LegId, 'running')
  const first = await line.twilio('/twilio/voice', { ...caller, CallStatus: 'ringing' })
  if (first.status !== 200) throw new Error(`the voice webhook answered ${first.status} ${first.body}`)

  const report = async (account: string, status: string) => {
    const leg = (story.legs[account] ??= newSid())
    line.telephony.legs.set(leg as LegId, isOver(status) ? status : 'running')
    const answer = await line.twilio(callbackOf(account), {
      CallSid: leg, ParentCallSid: sid, CallStatus: status, Timestamp: stampOf(line.clock.now()), Direction: 'outbound-dial',
      From: from, To: `client:${account}`, CallbackSource: 'call-progress-events',
    })
    if (answer.status !== 204) throw new Error(`the leg's callback was answered ${answer.status} ${answer.body}`)
  }
  const callbacks = new Map<string, string>()
  const take = (document: string): string => {
    story.document = document
    const found = [...document.matchAll(/statusCallback="([^"]*agent=([a-z0-9_]+)[^"]*)"/g)]
    if (found.length > 0) story.legs = {}
    for (const [, url, account] of found) callbacks.set(account!, unescape(url!))
    return document
  }
  const callbackOf = (account: string): string => {
    const url = callbacks.get(account)
    if (!url) throw new Error(`${account} was never rung`)
    return url
  }
  const story: Story = {
    sid,
    document: '',
    legs: {},
    rung: () => [...story.document.matchAll(/agent=([a-z0-9_]+)/g)].map(([, account]) => account!),
    callback: callbackOf,
    starts: (account) => report(account, 'initiated'),
    alerts: (account) => report(account, 'ringing'),
    answers: (account) => report(account, 'in-progress'),
    stops: (account, status) => report(account, status),
    dialEnds: (fields) => story.post(story.url('action'), { CallStatus: fields['DialBridged'] === 'true' ? 'in-progress' : 'ringing', ...fields }),
    async ends(status) {
      line.telephony.legs.set(sid as LegId, isOver(status) ? status : 'running')
      const answer = await line.twilio('/twilio/status', { ...caller, CallStatus: status, CallDuration: '0', Timestamp: stampOf(line.clock.now()) })
      if (answer.status !== 204) throw new Error(`the number's callback was answered ${answer.status} ${answer.body}`)
    },
    url(attribute) {
      const found = new RegExp(`\\b${attribute}="([^"]*)"`).exec(story.document)
      if (!found) throw new Error(`the document has no ${attribute}: ${story.document}`)
      return unescape(found[1]!)
    },
    async post(url, fields) {
      const answer = await line.twilio(url, { ...caller, ...fields })
      if (answer.status !== 200) throw new Error(`${url} was answered ${answer.status} ${answer.body}`)
      return take(answer.body)
    },
  }
  take(first.body)
  return story
}
