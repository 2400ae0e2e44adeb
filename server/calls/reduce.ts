import type { CallEvent, LegEnd, LegId, When } from './events.ts'
import type { Attempt, Call, CallBack, CallBackDial, Leg, Move, Round, Stay } from './state.ts'

/**
 * Adds a fact to a call. The order in which facts come does not matter: every place in the state is filled by the
 * earliest report for it. An event that adds nothing gives back the very same object.
 */
export function reduce(call: Call, event: CallEvent): Call {
  const { at, earliest, receivedAt } = event
  const when: When = { at, earliest, receivedAt }
  switch (event.type) {
    case 'call-arrived': {
      const arrived = first(call.arrived, { ...when, leg: event.leg, line: event.line, caller: event.caller, rules: event.rules })
      return arrived === call.arrived ? call : { ...call, arrived }
    }
    case 'round-began':
      return inRound(call, event.round, 'began', { ...when, kind: event.kind, agents: event.agents })
    case 'round-fetched':
      return inRound(call, event.round, 'fetched', when)
    case 'round-ended':
      return inRound(call, event.round, 'ended', {
        ...when, result: event.result, bridged: event.bridged, leg: event.leg, talkSeconds: event.talkSeconds,
      })
    case 'leg-dialled':
      return onLeg(call, event, 'dialled', when)
    case 'leg-alerted':
      return onLeg(call, event, 'alerted', when)
    case 'leg-answered':
      return onLeg(call, event, 'answered', when)
    case 'silence-asked':
      return onLeg(call, event, 'silenced', when)
    case 'leg-ended':
      return onLeg(call, event, 'ended', { ...when, ...endOf(event) })
    case 'queue-joined':
      return inStay(call, event.stay, 'joined', when)
    case 'queue-left':
      return inStay(call, event.stay, 'left', { ...when, result: event.result })
    case 'turned-away': {
      const turnedAway = first(call.turnedAway, { ...when, because: event.because })
      return turnedAway === call.turnedAway ? call : { ...call, turnedAway }
    }
    case 'call-ended': {
      const ended = first(call.ended, { ...when, ...endOf(event) })
      return ended === call.ended ? call : { ...call, ended }
    }
    case 'transfer-asked': case 'transfer-widened': case 'transfer-withdrawn': case 'transfer-returned':
    case 'join-asked': case 'swap-asked': case 'leave-asked': case 'hold-asked': case 'resume-asked': case 'hang-up-asked':
    case 'supervise-asked': case 'supervise-changed': case 'supervise-ended': case 'requeue-asked': case 'end-armed': case 'end-asked': {
      const { call: _, ...told } = event
      return inPlace(call, 'asks', event.ask, told)
    }
    case 'transfer-refused':
      return inPlace(call, 'refused', event.refusal, { ...when, to: event.to, by: event.by, because: event.because })
    case 'colleague-rung':
      return onAttempt(call, event.attempt, 'rung', { ...when, transfer: event.transfer, to: event.to, ...(event.supervision !== undefined && { supervision: event.supervision }) })
    case 'colleague-dialled':
      return onAttempt(call, event.attempt, 'dialled', { ...when, leg: event.leg })
    case 'colleague-alerted':
      return onAttempt(call, event.attempt, 'alerted', { ...when, leg: event.leg })
    case 'colleague-answered':
      return onAttempt(call, event.attempt, 'answered', { ...when, leg: event.leg })
    case 'colleague-ended':
      return onAttempt(call, event.attempt, 'ended', { ...when, leg: event.leg, ...endOf(event) })
    case 'colleague-joined':
      return onAttempt(call, event.attempt, 'joined', { ...when, leg: event.leg })
    case 'colleague-late':
      return onAttempt(call, event.attempt, 'late', { ...when, leg: event.leg, faster: event.faster })
    case 'colleague-stopped':
      return onAttempt(call, event.attempt, 'stopped', { ...when, because: event.because })
    case 'colleague-failed':
      return onAttempt(call, event.attempt, 'failed', { ...when, because: event.because })
    case 'placed':
      return inPlace(call, 'placements', event.placement, {
        ...when, who: event.who, where: event.where, round: event.round, ...(event.heardBy !== undefined && { heardBy: event.heardBy }),
      })
    case 'move-asked':
      return onMove(call, event.move, 'asked', { ...when, who: event.who, leg: event.leg, to: event.to })
    case 'move-fetched':
      return onMove(call, event.move, 'fetched', when)
    case 'move-failed':
      return onMove(call, event.move, 'failed', when)
    case 'room-left':
      return inPlace(call, 'left', event.leg, when)
    case 'line-put-down':
      return inPlace(call, 'putDown', event.leg, when)
    case 'party-lost':
      return inPlace(call, 'lost', event.who, when)
    case 'call-back-booked':
      return onCallBack(call, 'booked', {
        ...when, reason: event.reason, promisedFor: event.promisedFor, owner: event.owner, department: event.department,
      })
    case 'call-back-changed': {
      const known = call.callBack.changes[event.change] ?? null
      const fact = first(known, { ...when, promisedFor: event.promisedFor, by: event.by })
      if (fact === known) return call
      return { ...call, callBack: { ...call.callBack, changes: { ...call.callBack.changes, [event.change]: fact } } }
    }
    case 'call-back-dialled':
      return onDial(call, event.dial, 'dialled', { ...when, by: event.by })
    case 'call-back-dial-ended':
      return onDial(call, event.dial, 'ended', when)
    case 'call-back-picked-up':
      return onDial(call, event.dial, 'pickedUp', when)
    case 'call-back-unanswered':
      return onDial(call, event.dial, 'unanswered', { ...when, because: event.because })
    case 'call-back-answered':
      return onDial(call, event.dial, 'answered', when)
    case 'call-back-settled':
      return onCallBack(call, 'settled', { ...when, outcome: event.outcome, by: event.by })
    case 'wrap-up-finished':
      return inPlace(call, 'writtenUp', event.agent, when)
    default:
      return unreachable(event)
  }
}

const endOf = ({ status, talkSeconds }: { status: LegEnd; talkSeconds?: number }) =>
  (talkSeconds === undefined ? { status } : { status, talkSeconds })

/** The earlier of two reports of one fact; of two that claim the same instant, whichever spells first: any order, same winner. */
function first<T extends When>(known: T | null, told: T): T {
  if (!known) return told
  const order = told.at - known.at || told.earliest - known.earliest || told.receivedAt - known.receivedAt
  if (order !== 0) return order < 0 ? told : known
  return JSON.stringify(told) < JSON.stringify(known) ? told : known
}

const NO_ROUND: Round = { began: null, fetched: null, ended: null }
const NO_STAY: Stay = { joined: null, left: null }

function inRound<K extends keyof Round>(call: Call, n: number, place: K, told: NonNullable<Round[K]>): Call {
  const round = call.rounds[n] ?? NO_ROUND
  const fact = first(round[place], told)
  return fact === round[place] ? call : { ...call, rounds: { ...call.rounds, [n]: { ...round, [place]: fact } } }
}

function inStay<K extends keyof Stay>(call: Call, n: number, place: K, told: NonNullable<Stay[K]>): Call {
  const stay = call.stays[n] ?? NO_STAY
  const fact = first(stay[place], told)
  return fact === stay[place] ? call : { ...call, stays: { ...call.stays, [n]: { ...stay, [place]: fact } } }
}

type Kept<T> = T extends Readonly<Record<PropertyKey, infer V>> ? V : never

function inPlace<P extends 'asks' | 'refused' | 'placements' | 'left' | 'putDown' | 'lost' | 'writtenUp'>(call: Call, part: P, key: keyof Call[P], told: Kept<Call[P]>): Call {
  const known = (call[part] as Record<PropertyKey, Kept<Call[P]>>)[key] ?? null
  const fact = first(known, told)
  return fact === known ? call : { ...call, [part]: { ...call[part], [key]: fact } }
}

const NO_ATTEMPT: Attempt = {
  rung: null, dialled: null, alerted: null, answered: null, joined: null, late: null, stopped: null, failed: null, ended: null,
}
const NO_MOVE: Move = { asked: null, fetched: null, failed: null }

function onAttempt<K extends keyof Attempt>(call: Call, n: number, place: K, told: NonNullable<Attempt[K]>): Call {
  const attempt = call.attempts[n] ?? NO_ATTEMPT
  const fact = first(attempt[place] as NonNullable<Attempt[K]> | null, told)
  return fact === attempt[place] ? call : { ...call, attempts: { ...call.attempts, [n]: { ...attempt, [place]: fact } } }
}

function onMove<K extends keyof Move>(call: Call, n: number, place: K, told: NonNullable<Move[K]>): Call {
  const move = call.moves[n] ?? NO_MOVE
  const fact = first(move[place] as NonNullable<Move[K]> | null, told)
  return fact === move[place] ? call : { ...call, moves: { ...call.moves, [n]: { ...move, [place]: fact } } }
}

function onCallBack<K extends 'booked' | 'settled'>(call: Call, place: K, told: NonNullable<CallBack[K]>): Call {
  const fact = first(call.callBack[place] as NonNullable<CallBack[K]> | null, told)
  return fact === call.callBack[place] ? call : { ...call, callBack: { ...call.callBack, [place]: fact } }
}

function onDial<K extends keyof CallBackDial>(call: Call, n: number, place: K, told: NonNullable<CallBackDial[K]>): Call {
  const dial = call.callBack.dials[n] ?? { dialled: null, pickedUp: null, answered: null, unanswered: null, ended: null }
  const fact = first(dial[place] as NonNullable<CallBackDial[K]> | null, told)
  if (fact === dial[place]) return call
  return { ...call, callBack: { ...call.callBack, dials: { ...call.callBack.dials, [n]: { ...dial, [place]: fact } } } }
}

type LegEvent = Extract<CallEvent, { type: `leg-${string}` | 'silence-asked' }>

function onLeg<K extends 'dialled' | 'alerted' | 'answered' | 'silenced' | 'ended'>(
  call: Call, event: LegEvent, place: K, told: NonNullable<Leg[K]>,
): Call {
  const leg: Leg = call.legs[event.leg]
    ?? { round: event.round, agent: event.agent, dialled: null, alerted: null, answered: null, silenced: null, ended: null }
  const fact = first(leg[place] as NonNullable<Leg[K]> | null, told)
  if (fact === leg[place]) return call
  const legs: Record<LegId, Leg> = { ...call.legs, [event.leg]: { ...leg, [place]: fact } }
  return { ...call, legs }
}

function unreachable(event: never): never {
  throw new Error(`no rule for ${JSON.stringify(event)}`)
}
