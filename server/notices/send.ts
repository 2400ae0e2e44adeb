import type { Moment } from '../clock.ts'
import type { Config } from '../config.ts'
import { type Telephony, TelephonyError } from '../telephony/telephony.ts'
import type { Sending, Sent } from './outbox.ts'
import { post } from './webhook.ts'

export interface Senders {
  settings: Config['alerts']
  telephony: () => Promise<Telephony>
  now: () => Moment
  /** Where Twilio reports what became of a text message. */
  reportTo: (notice: number) => string
  /** Whether the alert is over already: nobody is woken for that. */
  isOver: (sending: Sending) => boolean
}

/** Carries out one try of a notice. Never throws: what went wrong is a word. */
export function createSend({ settings, telephony, now, reportTo, isOver }: Senders): (sending: Sending) => Promise<Sent> {
  const text = async (sending: Sending): Promise<Sent> => {
    const { to, body, again, madeAt, id } = sending
    const number = settings.texts.to.find(({ name }) => name === to)?.number
    if (number === undefined) return { ok: false, because: 'not-in-settings', later: false }
    if (sending.step !== 'cleared' && isOver(sending)) return { ok: false, because: 'over-before-sent', later: false }
    try {
      const system = await telephony()
      // Twilio knows no key against sending twice: after a lost answer we look whether it has gone out.
      if (again && (await system.texted({ to: number, body }, madeAt)) !== null) return { ok: true }
      await system.text({ to: number, body, report: reportTo(id) })
      return { ok: true }
    } catch (error) {
      const kind = error instanceof TelephonyError ? error.kind : 'refused'
      // The message of the error may hold the number.
      const [, code] = /^Twilio: (\d+)/.exec((error as Error).message) ?? []
      return { ok: false, because: code === undefined ? 'not-reached' : `twilio-${code}`, later: kind === 'later' || kind === 'uncertain' }
    }
  }
  const webhook = async ({ to, alert, step, body, signal }: Sending): Promise<Sent> => {
    const url = settings.webhooks.find(({ name }) => name === to)?.url
    if (url === undefined || settings.webhookSecret === null) return { ok: false, because: 'not-in-settings', later: false }
    return post({ url, secret: settings.webhookSecret, id: `${alert}/${step}`, body, at: now(), signal })
  }
  return (sending) => (sending.way === 'text' ? text(sending) : webhook(sending))
}
