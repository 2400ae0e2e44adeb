// A leg follows a document, verb after verb, until the document runs out or somebody moves the leg elsewhere.
import { ask, failed } from './ask.ts'
import type { Ask } from './ask.ts'
import { beginDial } from './dial.ts'
import { beginEnqueue } from './enqueue.ts'
import { trouble } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { beginGather } from './gather.ts'
import { hear, isAnswered, isOver, quiet } from './leg.ts'
import type { Leg, Work } from './leg.ts'
import { answer, end, hangUp } from './lines.ts'
import { beginRecord } from './record.ts'
import { beginPause, beginPlay, beginSay } from './speech.ts'
import type { Verb } from './twiml.ts'

export type Opening = { verbs: readonly Verb[]; url: string } | Ask

export interface Ends {
  /** the last verb is done */
  ranOut(): void
  /** `<Leave>` */
  leaves?(): void
  /** the caller is waiting (queue, hold): what is played is hold music */
  waiting?: boolean
  /** no document could be had, not even from the fallback URL; without this the caller hears an application error */
  useless?(): void
}

/** What a verb at work may do to the document it stands in. */
export interface Turn {
  readonly leg: Leg
  readonly url: string
  /** is it the first verb of its document? (answerOnBridge asks) */
  readonly first: boolean
  readonly waiting: boolean
  next(): void
  /** Asks for another document and follows that one. When the leg is over, it still asks, and ignores the answer. */
  goTo(asked: Ask): void
  fail(code: number, because: string): void
  absolute(url: string): string
}

const BEGINNINGS: Readonly<Record<string, (x: Exchange, turn: Turn, verb: Verb) => Work>> = {
  Say: beginSay, Play: beginPlay, Pause: beginPause, Dial: beginDial, Enqueue: beginEnqueue, Gather: beginGather,
  Record: beginRecord,
}
/** Verbs that start something beside the call, which nobody here listens to. */
const WITHOUT_WAITING = new Set(['Start', 'Stop'])
const APPLICATION_ERROR_MS = 4_000

export function startScript(x: Exchange, leg: Leg, opening: Opening, ends: Ends): Work {
  let over = false
  let work: Work | null = null
  const gone = () => over || isOver(leg)

  const follow = (verbs: readonly Verb[], url: string) => {
    if (!gone()) step(verbs, url, 0)
  }
  const goTo = (asked: Ask) => {
    work = null
    if (!gone()) quiet(leg)
    ask(x, leg, asked, (document) => {
      if (document.ok) return follow(document.verbs, document.url)
      if (!gone()) return failed(x, leg, document, follow, useless)
      trouble(x, leg.sid, document.code, document.url, document.because)
    })
  }
  const useless = () => {
    if (gone()) return
    if (ends.useless) return ends.useless()
    answer(x, leg)
    hear(leg, { kind: 'error' })
    x.clock.wakeAt(x.clock.now() + APPLICATION_ERROR_MS, () => { if (!gone()) end(x, leg, 'completed', 'twilio') })
  }

  const step = (verbs: readonly Verb[], url: string, index: number): void => {
    work = null
    if (gone()) return
    const verb = verbs[index]
    if (verb === undefined) return ends.ranOut()
    const absolute = (path: string) => (/^https?:\/\//.test(path) ? path : new URL(path, url).href)
    const fail = (code: number, because: string) => {
      work = null
      if (!gone()) failed(x, leg, { code, url, because }, follow, useless)
    }
    switch (verb.name) {
      case 'Hangup':
        if (!isAnswered(leg) && x.switches.earlyHangUp === 'completed') answer(x, leg)
        return hangUp(x, leg, 'document')
      case 'Reject':
        if (isAnswered(leg)) return hangUp(x, leg, 'document')
        return end(x, leg, verb.attributes['reason'] === 'busy' ? 'busy' : 'no-answer', 'document')
      case 'Leave':
        return ends.leaves ? ends.leaves() : step(verbs, url, index + 1)
      case 'Redirect':
        return goTo({ url: absolute(verb.text), method: verb.attributes['method'] ?? 'POST' })
      default:
    }
    if (WITHOUT_WAITING.has(verb.name)) return step(verbs, url, index + 1)
    const begin = BEGINNINGS[verb.name]
    if (begin === undefined) return fail(12200, `<${verb.name}> is not known here`)
    let moved = false
    /** A verb moves its document on once; what it says afterwards counts for nothing. */
    const once = <Args extends unknown[]>(move: (...args: Args) => void) => (...args: Args) => {
      if (moved) return
      moved = true
      move(...args)
    }
    work = begin(x, {
      leg, url, first: index === 0, waiting: ends.waiting ?? false, absolute,
      next: once(() => step(verbs, url, index + 1)), goTo: once(goTo), fail: once(fail),
    }, verb)
  }

  if ('verbs' in opening) x.clock.wakeAt(x.clock.now(), () => follow(opening.verbs, opening.url))
  else goTo(opening)
  return {
    leave(why) {
      over = true
      work?.leave(why)
      work = null
    },
    press: (digit) => work?.press?.(digit),
  }
}

/** A leg's own document: when it runs out, the leg is hung up. */
export function runOn(x: Exchange, leg: Leg, opening: Opening): void {
  leg.work = startScript(x, leg, opening, { ranOut: () => hangUp(x, leg, 'document') })
}

/** REST moves the leg: it leaves what it is in, and follows another document. */
export function moveTo(x: Exchange, leg: Leg, opening: Opening): void {
  const { work } = leg
  leg.work = null
  work?.leave('moved')
  runOn(x, leg, opening)
}
