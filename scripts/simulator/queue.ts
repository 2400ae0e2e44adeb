import type { Exchange } from './exchange.ts'
import type { Leg } from './leg.ts'
import { wholeSeconds } from './stamps.ts'

export interface Waiting { leg: Leg; since: number }

/** A queue, made when first named. */
export interface Queue {
  readonly sid: string
  readonly name: string
  readonly most: number
  waiting: Waiting[]
  /** for AvgQueueTime: of those who left */
  left: { seconds: number; calls: number }
}

const DEFAULT_MOST = 1_000

export function queueNamed(x: Exchange, name: string): Queue {
  const known = x.queues.get(name)
  if (known) return known
  const queue: Queue = {
    sid: `QU${x.streams.stream(`queue ${name}`).hex(32)}`, name, most: DEFAULT_MOST, waiting: [],
    left: { seconds: 0, calls: 0 },
  }
  x.queues.set(name, queue)
  return queue
}

export function leaveQueue(queue: Queue, leg: Leg, now: number): number {
  const mine = queue.waiting.find((one) => one.leg === leg)
  if (!mine) return 0
  queue.waiting = queue.waiting.filter((one) => one !== mine)
  const seconds = wholeSeconds(mine.since, now)
  queue.left = { seconds: queue.left.seconds + seconds, calls: queue.left.calls + 1 }
  return seconds
}

/** What a wait document's request says. Source: Twilio docs, Enqueue. */
export function placeInQueue(queue: Queue, leg: Leg, now: number): Record<string, string> {
  const index = queue.waiting.findIndex((one) => one.leg === leg)
  return {
    QueueSid: queue.sid, QueuePosition: String(index + 1),
    QueueTime: String(index < 0 ? 0 : wholeSeconds(queue.waiting[index]!.since, now)),
    AvgQueueTime: String(queue.left.calls === 0 ? 0 : Math.round(queue.left.seconds / queue.left.calls)),
    CurrentQueueSize: String(queue.waiting.length), MaxQueueSize: String(queue.most),
  }
}
