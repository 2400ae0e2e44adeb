import type { Exchange } from './exchange.ts'
import type { Work } from './leg.ts'
import { quiet } from './leg.ts'
import { answer } from './lines.ts'
import type { Turn } from './script.ts'
import { beginPause, beginPlay, beginSay } from './speech.ts'
import type { Verb } from './twiml.ts'

const NESTED: Readonly<Record<string, typeof beginSay>> = { Say: beginSay, Play: beginPlay, Pause: beginPause }

/**
 * Keys only. The nested words play until a key interrupts them; then `timeout` seconds from the last key. The action is
 * requested only if there was input (or actionOnEmptyResult); else the document goes on. Source: Twilio docs, Gather.
 */
export function beginGather(x: Exchange, turn: Turn, verb: Verb): Work {
  const { attributes } = verb
  const timeoutMs = 1000 * Number(attributes['timeout'] ?? 5)
  const wanted = Number(attributes['numDigits'] ?? Number.POSITIVE_INFINITY)
  const finish = attributes['finishOnKey'] ?? '#'
  let digits = ''
  let playing: Work | null = null
  let stopWaiting = () => {}
  let over = false

  const submit = () => {
    if (over) return
    over = true
    stopWaiting()
    playing?.leave('ended')
    if (digits === '' && attributes['actionOnEmptyResult'] !== 'true') return turn.next()
    turn.goTo({
      url: turn.absolute(attributes['action'] ?? turn.url), method: attributes['method'] ?? 'POST',
      extra: { Digits: digits },
    })
  }
  const listen = () => {
    playing = null
    quiet(turn.leg)
    stopWaiting = x.clock.wakeAt(x.clock.now() + timeoutMs, submit)
  }
  const play = (index: number) => {
    const nested = verb.children[index]
    const begin = nested && NESTED[nested.name]
    if (nested === undefined) return listen()
    if (begin === undefined) return turn.fail(12200, `<${nested.name}> inside <Gather>`)
    playing = begin(x, { ...turn, next: () => { if (!over) play(index + 1) } }, nested)
  }
  answer(x, turn.leg)
  play(0)
  return {
    leave() {
      over = true
      stopWaiting()
      playing?.leave('ended')
    },
    press(digit) {
      if (over) return
      stopWaiting()
      playing?.leave('ended')
      if (digit === finish) return submit()
      digits += digit
      if (digits.length >= wanted) return submit()
      listen()
    },
  }
}
