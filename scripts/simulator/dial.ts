// <Dial>: rings people, joins the first who answers with the caller, and tells its action how it went.
import { beginConference } from './conference.ts'
import type { Exchange } from './exchange.ts'
import { hear, isAnswered, isOver } from './leg.ts'
import type { Leg, TerminalStatus, Work } from './leg.ts'
import { answer, bridge, end, hangUp, unbridge } from './lines.ts'
import { MOST_TARGETS, targetOf } from './nouns.ts'
import type { Target } from './nouns.ts'
import { ringOut } from './ringing.ts'
import { startScript } from './script.ts'
import type { Turn } from './script.ts'
import { wholeSeconds } from './stamps.ts'
import { word } from './twiml.ts'
import type { Verb } from './twiml.ts'

const NOTHING: Work = { leave() {} }
const DEFAULT_TIMEOUT_S = 30
const DEFAULT_TIME_LIMIT_S = 14_400

export function beginDial(x: Exchange, turn: Turn, verb: Verb): Work {
  const nouns = verb.children.length > 0 ? verb.children : [word('Number', verb.text)]
  const conference = nouns.find((noun) => noun.name === 'Conference')
  if (conference) return beginConference(x, turn, verb, conference)
  const targets = nouns.map((noun) => targetOf(noun, turn.absolute))
  if (targets.length > MOST_TARGETS) return refuse(turn, 13248, `${targets.length} endpoints in one <Dial>`)
  if (targets.some((target) => target === null)) return refuse(turn, 13224, 'an endpoint that cannot be dialled')
  return ringTargets(x, turn, verb, targets as Target[])
}

function refuse(turn: Turn, code: number, because: string): Work {
  turn.fail(code, because)
  return NOTHING
}

/**
 * answerOnBridge only counts for a first verb on an unanswered leg; the caller then hears the carrier's ringback and the
 * leg stays `ringing` until the bridge. The timeout is Twilio's: some seconds longer than asked for.
 */
function ringTargets(x: Exchange, turn: Turn, verb: Verb, targets: readonly Target[]): Work {
  const { leg } = turn
  const { attributes } = verb
  const sequential = attributes['sequential'] === 'true'
  const seconds = Math.min(Math.max(Number(attributes['timeout'] ?? DEFAULT_TIMEOUT_S) || DEFAULT_TIMEOUT_S, 5), 600)
  const rung: Leg[] = []
  let winner: Leg | null = null
  let bridgedAt: number | null = null
  let over = false
  let timers: (() => void)[] = []
  const after = (ms: number, then: () => void) => { timers.push(x.clock.wakeAt(x.clock.now() + ms, then)) }

  const stopTimers = () => {
    for (const stop of timers) stop()
    timers = []
  }
  const stopRinging = (status: 'no-answer' | 'losingLeg' | 'abandonedLeg') => {
    // A copy: in a sequential dial, the end of one begins the next.
    for (const child of [...rung]) {
      if (child !== winner && !isOver(child)) end(x, child, status === 'no-answer' ? status : x.switches[status], 'dial')
    }
  }
  const ring = (from: number, until: number) => {
    for (const target of targets.slice(from, until)) rung.push(dialLeg(target))
    after(1000 * seconds, () => after(1000 * x.switches.extraSeconds, () => stopRinging('no-answer')))
  }
  const dialLeg = (target: Target): Leg => {
    const child = ringOut(x, {
      from: attributes['callerId'] ?? leg.from, to: target.address, parameters: target.parameters,
      subscription: target.subscription, parent: leg, direction: 'outbound-dial', name: `${leg.name}/${++leg.children}`,
    }, (picked) => pickedUp(picked, target))
    child.work = { leave: (why) => childLeft(child, why) }
    return child
  }

  const pickedUp = (child: Leg, target: Target) => {
    if (over || winner !== null) return
    winner = child
    stopTimers()
    answer(x, child)
    stopRinging('losingLeg')
    if (target.screening === null) return join(child)
    const screening = startScript(x, child, target.screening, { ranOut: () => join(child) })
    child.work = {
      leave: (why) => {
        screening.leave(why)
        childLeft(child, why)
      },
      press: (digit) => screening.press?.(digit),
    }
  }
  const join = (child: Leg) => {
    if (over || isOver(leg)) return
    bridgedAt = x.clock.now()
    answer(x, leg)
    child.work = { leave: (why) => childLeft(child, why) }
    bridge(x, leg, child)
    after(1000 * Number(attributes['timeLimit'] ?? DEFAULT_TIME_LIMIT_S), () => hangUp(x, child, 'dial'))
  }

  /** A child ended, or was moved away by REST (then the dial is over too, without a duration). */
  const childLeft = (child: Leg, why: 'ended' | 'moved') => {
    if (over) return
    if (child === winner) return finish(why)
    if (winner !== null || rung.some((other) => !isOver(other))) return
    if (rung.length < targets.length) {
      stopTimers()
      return ring(rung.length, rung.length + 1)
    }
    finish(why)
  }

  const result = (why: 'ended' | 'moved'): Record<string, string> => {
    const bridged = { DialBridged: String(bridgedAt !== null) }
    if (winner !== null) {
      const talked: Record<string, string> = bridgedAt === null || why === 'moved' ? {}
        : { DialCallDuration: String(wholeSeconds(bridgedAt, winner.endedAt ?? x.clock.now())) }
      return { DialCallStatus: 'completed', DialCallSid: winner.sid, ...talked, ...bridged }
    }
    const { failedDialSid, busyBeatsNoAnswer } = x.switches
    const named = { last: rung.at(-1), first: rung[0], absent: undefined }[rung.length > 1 ? failedDialSid : 'last']
    const sid: Record<string, string> = named ? { DialCallSid: named.sid } : {}
    return { DialCallStatus: failureOf(rung, busyBeatsNoAnswer), ...sid, ...bridged }
  }
  const conclude = (why: 'ended' | 'moved', more: { status?: string; notBefore?: number } = {}) => {
    const { action, method } = { action: attributes['action'], method: attributes['method'] ?? 'POST' }
    if (action === undefined || action === '') return turn.next()
    const extra = { ...result(why), ...(more.status ? { CallStatus: more.status } : {}) }
    turn.goTo({ url: turn.absolute(action), method, extra, notBefore: more.notBefore ?? 0 })
  }
  const finish = (why: 'ended' | 'moved') => {
    over = true
    stopTimers()
    if (bridgedAt !== null) unbridge(x, leg, winner)
    if (!isOver(leg)) conclude(why)
  }

  if (!(attributes['answerOnBridge'] === 'true' && turn.first)) answer(x, leg)
  hear(leg, { kind: 'ringback' })
  ring(0, sequential ? 1 : targets.length)

  return {
    /** The caller's leg goes: whoever was rung or talked to is dropped. */
    leave(why) {
      if (over) return
      over = true
      stopTimers()
      const before = isAnswered(leg) ? 'in-progress' : 'ringing'
      stopRinging('abandonedLeg')
      if (winner !== null) hangUp(x, winner, 'dial')
      // Moved by REST: the action is still requested, its answer ignored (changelog 2021-05-24). Hung up: nobody knows.
      if (why === 'moved') return conclude('ended')
      const { actionAfterHangUp } = x.switches
      if (actionAfterHangUp === 'not-requested') return
      const after = x.switches.parentCallback === 'before-action' ? { notBefore: leg.lastCallbackAt + 1 } : {}
      conclude('ended', { ...after, ...(actionAfterHangUp === 'status-before' ? { status: before } : {}) })
    },
    press(digit) {
      if (digit === '*' && attributes['hangupOnStar'] === 'true' && winner !== null) hangUp(x, winner, 'dial')
    },
  }
}

/** DialCallStatus when nobody was joined. */
function failureOf(legs: readonly Leg[], busyBeatsNoAnswer: boolean): string {
  const has = (status: TerminalStatus) => legs.some((leg) => leg.status === status)
  const order: TerminalStatus[] = busyBeatsNoAnswer ? ['busy', 'no-answer'] : ['no-answer', 'busy']
  return [...order, 'canceled' as const, 'failed' as const].find(has) ?? 'no-answer'
}
