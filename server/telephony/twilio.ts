import { LEG_ENDS, type LegEnd, type LegId } from '../calls/events.ts'
import type { Address } from '../calls/intents.ts'
import type { Config } from '../config.ts'
import { type LegState, type Listed, type Telephony, TelephonyError } from './telephony.ts'

type Account = Extract<Config['telephony'], { kind: 'twilio' }>

/** A caller is waiting behind every request: after this it is better to think of something else. */
const TIMEOUT_MS = 5000

/** Twilio's REST API. The library is loaded here, at first use: it takes a fifth of a second, and webhooks need none of it. */
export async function createTwilio(
  account: Pick<Account, 'accountSid' | 'authToken' | 'apiKey' | 'apiUrl'>, from = '', textsFrom: Config['alerts']['texts']['from'] = null,
): Promise<Telephony> {
  const { default: twilio } = await import('twilio')
  const httpClient = new twilio.RequestClient({ timeout: TIMEOUT_MS })
  const client = account.apiKey
    ? twilio(account.apiKey.sid, account.apiKey.secret, { accountSid: account.accountSid, httpClient })
    : twilio(account.accountSid, account.authToken, { httpClient })
  if (account.apiUrl) client.api.baseUrl = account.apiUrl
  /** Twilio also says 21220 of a leg that it cannot change just now. Whether it is over, only the call itself tells. */
  const unlessItGoesOn = async (leg: LegId, request: () => Promise<unknown>): Promise<void> => {
    try {
      await asking(request)
    } catch (error) {
      if (!(error instanceof TelephonyError) || error.kind !== 'gone') throw error
      const state = await telephony.ask(leg)
      throw state && !state.ended ? new TelephonyError('later', `${error.message}, and yet it goes on`, { cause: error }) : error
    }
  }
  const telephony: Telephony = {
    redirect: (leg, url) => unlessItGoesOn(leg, () => client.calls(leg).update({ url, method: 'POST' })),
    async silence(leg) {
      // `canceled` ends a leg only while it is queued or ringing; `completed` would end a talk that began this instant.
      try {
        await asking(() => client.calls(leg).update({ status: 'canceled' }))
      } catch (error) {
        if (!(error instanceof TelephonyError) || error.kind !== 'gone') throw error
        // Older behaviour: the leg of a dial cannot be cancelled, only completed. If it rings, that is the case.
        const { status } = await asking(() => client.calls(leg).fetch())
        if (status === 'ringing' || status === 'queued') await unlessItGoesOn(leg, () => client.calls(leg).update({ status: 'completed' }))
      }
    },
    async ring({ address, url, report, seconds, parameters }) {
      // Calls.create is limited to one a second by default; more are queued at Twilio, and sent in order.
      const { sid } = await asking(() => client.calls.create({
        to: toOf(address, parameters), from, url, method: 'POST', timeout: seconds,
        statusCallback: report, statusCallbackMethod: 'POST', statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      }))
      return sid as LegId
    },
    async placed(address, since) {
      const calls = await asking(() => client.calls.list({ to: toOf(address, {}), limit: 20 }))
      return calls.filter(({ direction, dateCreated }) => direction === 'outbound-api' && dateCreated.getTime() >= since - 2000).map(({ sid }) => sid as LegId)
    },
    async text({ to, body, report }) {
      if (!textsFrom) throw new TelephonyError('refused', 'no number and no service that text messages could come from')
      const { sid } = await asking(() => client.messages.create({ to, body, statusCallback: report, ...textsFrom }))
      return sid
    },
    async texted({ to, body }, since) {
      const messages = await asking(() => client.messages.list({ to, limit: 50 }))
      return messages.find((one) => one.body === body && one.status !== 'failed' && one.dateCreated.getTime() >= since - 2000)?.sid ?? null
    },
    async ask(leg) {
      try {
        return stateOf(await asking(() => client.calls(leg).fetch()))
      } catch (error) {
        if (error instanceof TelephonyError && error.kind === 'gone') return null
        throw error
      }
    },
    async list(called, since) {
      // A call that still rings has no start time yet, so those running are asked for by their status.
      const asked = await Promise.all([
        asking(() => client.calls.list({ to: called, startTimeAfter: new Date(since), limit: LISTED_AT_MOST })),
        ...(['queued', 'ringing', 'in-progress'] as const).map((status) => asking(() => client.calls.list({ to: called, status, limit: LISTED_AT_MOST }))),
      ])
      const found = new Map<LegId, Listed>()
      for (const call of asked.flat()) {
        if (call.direction !== 'inbound') continue
        found.set(call.sid as LegId, { leg: call.sid as LegId, from: call.from, createdAt: call.dateCreated.getTime(), ...stateOf(call) })
      }
      return [...found.values()].sort((a, b) => b.createdAt - a.createdAt)
    },
  }
  return telephony
}

/** More calls than this in ten minutes are compared in part. */
const LISTED_AT_MOST = 1000

/** A call of Twilio's list, as far as we read it. */
interface Told { status: string; duration: string | null; startTime: Date | null; endTime: Date | null }

function stateOf({ status, duration, startTime, endTime }: Told): LegState {
  const over = (LEG_ENDS as readonly string[]).includes(status)
  // start_time is the moment of the answer; of a leg nobody answered it is that of its end, with a duration of 0.
  const answered = status === 'in-progress' || (status === 'completed' && Number(duration) > 0)
  return {
    ended: over ? (status as LegEnd) : null,
    answeredAt: answered ? startTime?.getTime() ?? null : null,
    endedAt: over ? endTime?.getTime() ?? null : null,
  }
}

/** `client:mina?call=…`: a browser gets the parameters with the call. Source: Twilio docs, Call resource, To. */
function toOf(address: Address, parameters: Record<string, string>): string {
  switch (address.kind) {
    case 'browser': {
      const query = new URLSearchParams(parameters).toString()
      return `client:${address.account}${query && `?${query}`}`
    }
    case 'phone': return address.number
    case 'sip': return address.uri
  }
}

/** https://www.twilio.com/docs/api/errors: 21220 call is not in progress, 20404 not found, 20429 too many requests. */
async function asking<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    const { status, code, message } = error as { status?: number; code?: number; message?: string }
    // 429 was never processed (20429); without an answer, or with a 5xx, Twilio may have done what was asked.
    const kind = code === 21220 || status === 404 ? 'gone' : status === 429 ? 'later' : status === undefined || status >= 500 ? 'uncertain' : 'refused'
    throw new TelephonyError(kind, `Twilio: ${code ?? status ?? 'no answer'} ${message ?? ''}`.trim(), { cause: error })
  }
}
