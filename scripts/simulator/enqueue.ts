// <Enqueue>: the caller waits in a queue and hears the wait document over and over, until somebody moves the leg.
import type { Exchange } from './exchange.ts'
import { hear, isAnswered, isOver } from './leg.ts'
import type { Work } from './leg.ts'
import { answer } from './lines.ts'
import { leaveQueue, placeInQueue, queueNamed } from './queue.ts'
import { startScript } from './script.ts'
import type { Turn } from './script.ts'
import type { Verb } from './twiml.ts'

/** The classical playlist Twilio plays when there is no waitUrl. */
const TWILIO_MUSIC = 'http://com.twilio.music.classical'

/** QueueResult, as far as this box can bring it about. */
type Result = 'leave' | 'redirected' | 'hangup' | 'system-error' | 'queue-full' | 'error'

export function beginEnqueue(x: Exchange, turn: Turn, verb: Verb): Work {
  const { leg } = turn
  const { attributes } = verb
  const queue = queueNamed(x, verb.text)
  const most = Number(attributes['maxQueueSize'] ?? queue.most)
  const since = x.clock.now()
  const stay = { queue: queue.name, from: since, until: null as number | null, result: null as string | null }
  let over = false
  let wait: Work | null = null

  const leave = (result: Result, more: { notBefore?: number } = {}) => {
    if (over) return
    over = true
    const seconds = leaveQueue(queue, leg, x.clock.now())
    Object.assign(stay, { until: x.clock.now(), result })
    wait?.leave('moved')
    const { action } = attributes
    if (action === undefined || action === '') return turn.next()
    turn.goTo({
      url: turn.absolute(action), method: attributes['method'] ?? 'POST', ...more,
      extra: { QueueResult: result, QueueSid: queue.sid, QueueTime: String(seconds) },
    })
  }
  const { waitUrl } = attributes
  const again = () => {
    if (over || isOver(leg)) return
    wait?.leave('moved')
    wait = startScript(x, leg, {
      url: turn.absolute(waitUrl!), method: attributes['waitUrlMethod'] ?? 'POST',
      extra: () => placeInQueue(queue, leg, x.clock.now()),
    }, { ranOut: () => again(), leaves: () => leave('leave'), useless: () => leave('error'), waiting: true })
  }
  const full = queue.waiting.length >= most
  x.clock.wakeAt(since, () => {
    if (over) return
    if (full) return leave('queue-full')
    if (waitUrl) return again()
    answer(x, leg)
    hear(leg, waitUrl === '' ? { kind: 'silence' } : { kind: 'hold', url: TWILIO_MUSIC })
  })
  if (!full) {
    queue.waiting.push({ leg, since })
    x.witness.queued(leg, stay)
  }
  return {
    leave(why) {
      if (why === 'moved') return leave('redirected')
      // "system-error … can be a hang-up during enqueue" (Twilio docs, Enqueue)
      leave(isAnswered(leg) ? 'hangup' : x.switches.earlyQueueHangUp, { notBefore: leg.lastCallbackAt + 1 })
    },
    press: (digit) => wait?.press?.(digit),
  }
}
