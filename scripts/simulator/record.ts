import type { Exchange } from './exchange.ts'
import { hear } from './leg.ts'
import type { Work } from './leg.ts'
import { answer } from './lines.ts'
import type { Turn } from './script.ts'
import { wholeSeconds } from './stamps.ts'
import type { Verb } from './twiml.ts'

/**
 * A message after the tone. It ends with a key, a hang-up (Digits=hangup), or maxLength; a simulated caller speaks without a
 * break, so the silence timeout never strikes. Source: Twilio docs, Record.
 */
export function beginRecord(x: Exchange, turn: Turn, verb: Verb): Work {
  const { attributes } = verb
  const { leg } = turn
  const begun = x.clock.now()
  answer(x, leg)
  hear(leg, { kind: 'play', url: 'tone' })
  let over = false
  const finish = (digits: string) => {
    if (over) return
    over = true
    stop()
    const sid = `RE${leg.random.hex(32)}`
    turn.goTo({
      url: turn.absolute(attributes['action'] ?? turn.url), method: attributes['method'] ?? 'POST',
      extra: {
        RecordingSid: sid, RecordingDuration: String(wholeSeconds(begun, x.clock.now())), Digits: digits,
        RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${x.account.sid}/Recordings/${sid}`,
      },
    })
  }
  const stop = x.clock.wakeAt(begun + 1000 * Number(attributes['maxLength'] ?? 3600), () => finish(''))
  return {
    leave(why) {
      if (why === 'ended') return finish('hangup')
      over = true
      stop()
    },
    press: (digit) => finish(digit),
  }
}
