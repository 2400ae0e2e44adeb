// What a caller is made to listen to, and how long it takes.
import type { Exchange } from './exchange.ts'
import { hear, isAnswered } from './leg.ts'
import type { Work } from './leg.ts'
import { answer } from './lines.ts'
import type { Turn } from './script.ts'
import type { Verb } from './twiml.ts'

const SYLLABLE_MS = 140     // Hangul read aloud: about seven syllables a second
const LETTER_MS = 65
const BREATH_MS = 300
/** A recording whose length nobody told us. */
const PLAY_MS = 20_000
/** `loop="0"` means up to a thousand times. */
const MOST_LOOPS = 1_000

export function speakingMs(text: string): number {
  let ms = BREATH_MS
  for (const letter of text) ms += letter >= '가' && letter <= '힣' ? SYLLABLE_MS : LETTER_MS
  return ms
}

const loopsOf = (verb: Verb) => {
  const loop = Number(verb.attributes['loop'] ?? 1)
  return loop === 0 ? MOST_LOOPS : Math.max(1, loop || 1)
}

const wait = (x: Exchange, ms: number, then: () => void): Work =>
  ({ leave: x.clock.wakeAt(x.clock.now() + ms, then) })

/** An empty `<Say>` is a pause and answers nothing. Source: TwiML changelog 2024-03-11. */
export function beginSay(x: Exchange, turn: Turn, verb: Verb): Work {
  if (verb.text === '') return beginPause(x, turn, verb)
  answer(x, turn.leg)
  hear(turn.leg, { kind: 'say', text: verb.text })
  return wait(x, speakingMs(verb.text) * loopsOf(verb), turn.next)
}

export function beginPlay(x: Exchange, turn: Turn, verb: Verb): Work {
  const url = verb.text
  answer(x, turn.leg)
  hear(turn.leg, turn.waiting ? { kind: 'hold', url } : { kind: 'play', url })
  const ms = verb.attributes['digits'] === undefined ? PLAY_MS : verb.attributes['digits'].length * 300
  return wait(x, ms * loopsOf(verb), turn.next)
}

/** A leading pause waits before answering; the carrier's ringback goes on. */
export function beginPause(x: Exchange, turn: Turn, verb: Verb): Work {
  hear(turn.leg, isAnswered(turn.leg) ? { kind: 'silence' } : { kind: 'ringback' })
  return wait(x, 1000 * Number(verb.attributes['length'] ?? 1), turn.next)
}
