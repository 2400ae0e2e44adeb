import type { CallEvent, LegEnd, LegId, When } from './events.ts'
import type { Call, Leg, Round, Stay } from './state.ts'

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
