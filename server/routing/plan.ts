import { arrangementOf, attemptsOf, isArranged, isUnderWay, legOfAttempt, transfersOf } from '../calls/arrangement.ts'
import type { AgentId, CallEvent, EndReason, LegId, StopReason, When } from '../calls/events.ts'
import type { Intent } from '../calls/intents.ts'
import { answerOf, type Call, lastRound, legsIn, legsOf, roundsOf, standing } from '../calls/state.ts'
import { endingOf } from '../calls/supervision.ts'
import type { Moment } from '../clock.ts'
import type { Decision } from '../floor/intake.ts'
import { type Floor, isOnThePhone, type OnFloor, type Staff } from '../floor/floor.ts'
import type { Event } from '../journal/codec.ts'
import {
  arrange, arrangementWakes, type FailureKind, heldFor, type Hunt, isArrangedDone, sendTo, whenArrangedFailed,
} from './transfers.ts'

/** How the line is worked. From the configuration; the calendar is asked through `isOpen`. */
export interface Rulebook {
  strategy: Strategy
  cadenceMs: number
  /** How long one round rings. Twilio adds about 5 s of its own. */
  ringTimeoutSeconds: number
  /** Callers in the queue; the next one hears a sentence instead. */
  queueLimit: number
  isOpen(at: Moment): boolean
  /** Beginning of the Seoul day. */
  dayStart(at: Moment): Moment
  /** How a department's people are rung for a transfer; together when not said. */
  hunt?: (department: string) => Hunt
}

/** Who rings first: everyone at once, or the longest idle for one ring and then everyone. */
export const STRATEGIES = ['everyone', 'longest-idle-first'] as const
export type Strategy = (typeof STRATEGIES)[number]

/** Twilio takes ten endpoints in one Dial. */
const PHONES_AT_ONCE = 10
/** The caller's carrier gives up an unanswered call after 60 s or more; by then we must have picked up with the queue. */
const RINGBACK_LIMIT_MS = 50_000
/** Somebody who let a caller ring is not rung for the same caller again before this. */
const SPARE_MS = 30_000
/**
 * Phones that nobody has picked up for so many rings are probably left alone. By then the promise is broken in either reading,
 * so that ringing anew can cost none; before, it would interrupt those who are about to pick up.
 */
const LEFT_ALONE_RINGS = 3
/** A redirect that Twilio took but never came back for. */
const OFFER_LOST_MS = 15_000
/** After a redirect that failed: the caller has probably just hung up. */
const AFTER_FAILURE_MS = 5_000
/** A command to Twilio that is older than this would act on a situation that is gone. */
const COMMAND_LIVES_MS = 10_000
/** So many rings left to ring out in a row, and the desk sets the agent away. */
export const MISSES_UNTIL_AWAY = 2

/** What the caller hears next. */
export type Step =
  | { do: 'ring'; round: number; phones: Staff[]; timeoutSeconds: number }
  | { do: 'queue'; stay: number }
  | { do: 'turn-away'; because: 'out-of-hours' | 'refused' }
  | { do: 'hang-up' }
  /** A supervisor ends the call: a sentence, then the end. */
  | { do: 'close'; reason: EndReason }
  /** Into the call's conference. */
  | { do: 'room' }
  /** Words and music. `held`: to whom the caller is being passed, said once. */
  | { do: 'hold'; held: ReturnType<typeof heldFor> }

/** Something that happens by our own hand, now. */
export const byUs = (now: Moment): When => ({ at: now, earliest: now, receivedAt: now })

/**
 * What a caller hears next, and the facts that makes.
 * Asked whenever Twilio wants a document for the caller's leg: it depends on the facts alone, so asking again is safe.
 * @param call with the event that led here already folded in; it need not be on the floor yet
 */
export function whatNext(floor: Floor, call: Call, now: Moment, rules: Rulebook): { step: Step; events: CallEvent[] } {
  const told = { ...byUs(now), call: call.id }
  if (isArranged(call) && answerOf(call)) return forCaller(floor, call, now, rules)
  const stand = standing(call)
  if (stand.phase === 'ended' || stand.phase === 'talking') return { step: { do: 'hang-up' }, events: [] }
  if (stand.phase === 'queued') {
    if (stand.round !== null) return { step: ringing(floor, call, stand.round, rules), events: [] }
    return toQueue(call, now)
  }
  if (stand.phase === 'ringing') return { step: ringing(floor, call, stand.round, rules), events: [] }

  const first = lastRound(call) === 0
  if (first && !rules.isOpen(now)) return turnAway(told, 'out-of-hours')
  const waited = now - (call.arrived?.at ?? now)
  const phones = waited < RINGBACK_LIMIT_MS ? phonesFor(floor, call, now, rules) : []
  if (phones.length > 0) {
    const round = lastRound(call) + 1
    return {
      step: { do: 'ring', round, phones, timeoutSeconds: rules.ringTimeoutSeconds },
      events: [{ ...told, type: 'round-began', round, kind: 'ring', agents: phones.map(({ id }) => id) }],
    }
  }
  return floor.queued.size >= rules.queueLimit ? turnAway(told, 'refused') : toQueue(call, now)
}

/** The same for a caller whose call was transferred, held or put back into the queue: see `calls/arrangement.ts`. */
function forCaller(floor: Floor, call: Call, now: Moment, rules: Rulebook): { step: Step; events: CallEvent[] } {
  const { caller, transfer } = arrangementOf(call)
  const stand = standing(call)
  switch (caller) {
    case 'room': return { step: { do: 'room' }, events: sendTo(call, 'caller', 'room', now) }
    case 'hold': {
      const events = sendTo(call, 'caller', 'hold', now)
      return { step: { do: 'hold', held: events.length > 0 ? heldFor(floor, transfer) : null }, events }
    }
    case 'queue': {
      if (stand.phase === 'queued' && stand.round !== null) return { step: ringing(floor, call, stand.round, rules), events: [] }
      const { step, events } = toQueue(call, now)
      return { step, events: [...events, ...sendTo(call, 'caller', 'queue', now)] }
    }
    default: {
      const ending = endingOf(call)
      return { step: ending ? { do: 'close', reason: ending.reason } : { do: 'hang-up' }, events: sendTo(call, 'caller', 'out', now) }
    }
  }
}

function turnAway(told: When & { call: Call['id'] }, because: 'out-of-hours' | 'refused'): { step: Step; events: CallEvent[] } {
  return { step: { do: 'turn-away', because }, events: [{ ...told, type: 'turned-away', because }] }
}

function toQueue(call: Call, now: Moment): { step: Step; events: CallEvent[] } {
  const stay = Math.max(0, ...Object.keys(call.stays).map(Number)) + 1
  return { step: { do: 'queue', stay }, events: [{ ...byUs(now), call: call.id, type: 'queue-joined', stay }] }
}

/** The document of a round that has begun: the same phones, should Twilio ask twice. */
function ringing(floor: Floor, call: Call, round: number, rules: Rulebook): Step {
  const asked = call.rounds[round]?.began?.agents ?? []
  const phones = asked.map((id) => floor.staff.find((staff) => staff.id === id)).filter((staff) => staff !== undefined)
  return { do: 'ring', round, phones, timeoutSeconds: rules.ringTimeoutSeconds }
}

/** Whose phones ring for a caller who has just arrived, longest idle first. */
function phonesFor(floor: Floor, call: Call, now: Moment, rules: Rulebook): Staff[] {
  const able = byIdleness(floor, ableFor(floor, call, now))
  const alone = rules.strategy === 'longest-idle-first' && lastRound(call) === 0
  return able.slice(0, alone ? 1 : PHONES_AT_ONCE)
}

function ableFor(floor: Floor, call: Call, now: Moment): Staff[] {
  return floor.staff.filter((staff) => {
    if (!floor.isFree(staff.id, now) || isSpared(floor, call, staff.id, now)) return false
    const parts = [...floor.partsOf(staff.id).values()]
    // Someone being offered to a waiting caller is not offered to one who came later.
    if (parts.includes('offered') || parts.includes('called')) return false
    // A browser phone shows several callers at once; another phone would only say it is busy.
    return parts.length === 0 || staff.endpoint.kind === 'browser'
  })
}

function byIdleness(floor: Floor, staff: Staff[]): Staff[] {
  return staff.sort((a, b) =>
    floor.partsOf(a.id).size - floor.partsOf(b.id).size
    || floor.agent(a.id).idleSince - floor.agent(b.id).idleSince
    || (a.id < b.id ? -1 : 1))
}

/** Whether this agent let this caller ring, or declined, so lately that others come first. Being ready anew ends it. */
function isSpared(floor: Floor, call: Call, agent: AgentId, now: Moment): boolean {
  const passedAt = passed(call, agent)
  return passedAt !== null && now < passedAt + SPARE_MS && floor.agent(agent).declared.since <= passedAt
}

/** When the agent last let this caller ring to no end; null when never. */
function passed(call: Call, agent: AgentId): Moment | null {
  let last: Moment | null = null
  for (const [, leg] of legsOf(call)) {
    if (leg.agent !== agent || !leg.ended || leg.answered || leg.silenced || leg.ended.status === 'canceled') continue
    if (last === null || leg.ended.at > last) last = leg.ended.at
  }
  // For a transfer too, unless it was stopped because somebody else had it, or it was withdrawn.
  for (const [, { rung, answered, ended, stopped }] of attemptsOf(call)) {
    if (rung?.to.id !== agent || rung.transfer === null || !ended || answered || (stopped && transfersOf(call).some(({ n, winner, withdrawn }) => n === rung.transfer && (winner || withdrawn)))) continue
    if (last === null || ended.at > last) last = ended.at
  }
  // The dial's own report, for legs whose reports are late.
  for (const [n, round] of roundsOf(call)) {
    if (round.ended?.result !== 'no-answer' || !round.began?.agents.includes(agent)) continue
    // Twilio may call a phone that we silenced "no-answer"; its owner let nobody ring.
    if (legsIn(call, n).some(([, leg]) => leg.agent === agent && leg.silenced)) continue
    if (last === null || round.ended.at > last) last = round.ended.at
  }
  return last
}

/**
 * What the floor asks for by itself after something changed or a moment has come: callers who wait are offered to those
 * who are free, phones that ring in vain are silenced, whoever never answers is set away.
 * @returns null when there is nothing to do, which is nearly always
 */
export function react(floor: Floor, now: Moment, rules: Rulebook): Decision | null {
  const events: Event[] = []
  const intents: Intent[] = []
  silenceTheEngaged(floor, now, events, intents)
  if (floor.ringing.size > 0) widen(floor, now, rules, events, intents)
  if (floor.arranged.size > 0) arrange(floor, now, rules.hunt ?? (() => 'together'), events, intents)
  if (floor.queued.size > 0) offer(floor, now, events, intents)
  for (const agent of floor.agents.values()) {
    if (agent.misses.length >= MISSES_UNTIL_AWAY && agent.declared.state === 'ready') {
      events.push({ ...byUs(now), type: 'agent-went-away', agent: agent.id, reason: 'not-answering' })
    }
  }
  return events.length + intents.length > 0 ? { events, intents } : null
}

/** Who talks cannot pick up another phone: the other callers' rounds go on without them. */
function silenceTheEngaged(floor: Floor, now: Moment, events: Event[], intents: Intent[]): void {
  for (const agent of floor.talking) {
    const parts = floor.partsOf(agent)
    if (parts.size < 2) continue
    for (const [id, part] of parts) {
      if (isOnThePhone(part)) continue
      const { call } = floor.calls.get(id)!
      stopRingingAt(call, agent, 'engaged', now, events, intents)
    }
  }
}

/** This agent's phone rings for this caller no more, whether for the caller's own ring or to be passed the call. */
export function stopRingingAt(call: Call, agent: AgentId, because: StopReason, now: Moment, events: Event[], intents: Intent[]): void {
  for (const [attempt, known] of attemptsOf(call)) {
    const leg = legOfAttempt(known)
    if (known.rung?.to.id !== agent || !leg || !isUnderWay(known) || known.answered || known.stopped) continue
    events.push({ ...byUs(now), type: 'colleague-stopped', call: call.id, attempt, because })
    intents.push({ do: 'stop', call: call.id, attempt, leg, notAfter: now + COMMAND_LIVES_MS })
  }
  for (const [leg, { agent: whose, ended, answered, silenced }] of legsIn(call, lastRound(call))) {
    if (whose === agent && !ended && !answered && !silenced) silence(call, leg, agent, now, events, intents)
  }
}

/**
 * More people ring: the round is ended, and the dial's action rings everybody. Where the longest idle rings first, that is
 * after one ring; otherwise when the phones have rung as long as {@link LEFT_ALONE_RINGS} in vain and somebody has become
 * free meanwhile, whom Twilio's dial cannot take in. With nobody to add they go on ringing.
 */
function widen(floor: Floor, now: Moment, rules: Rulebook, events: Event[], intents: Intent[]): void {
  // Whoever has become free is for those who wait; then a new round would ring the very same phones.
  const somebodyWaits = [...floor.queued].some((id) => {
    const { now: stand } = floor.calls.get(id)!
    return stand.phase === 'queued' && stand.round === null
  })
  for (const id of floor.ringing) {
    const { call, now: stand } = floor.calls.get(id)!
    if (stand.phase !== 'ringing' || !call.arrived || now < widenAt(call, stand.round, rules)) continue
    const { agents, round } = stand
    if (!isFirstAlone(round, rules) && (somebodyWaits || agents.length >= PHONES_AT_ONCE)) continue
    if (!ableFor(floor, call, now).some(({ id }) => !agents.includes(id))) continue
    for (const [leg, { agent, ended, answered, silenced }] of legsIn(call, round)) {
      if (!ended && !answered && !silenced) silence(call, leg, agent, now, events, intents)
    }
  }
}

const isFirstAlone = (round: number, rules: Rulebook): boolean => rules.strategy === 'longest-idle-first' && round === 1

function widenAt(call: Call, round: number, rules: Rulebook): Moment {
  if (isFirstAlone(round, rules)) return (call.arrived?.at ?? 0) + rules.cadenceMs
  return (call.rounds[round]?.began?.at ?? 0) + LEFT_ALONE_RINGS * rules.cadenceMs
}

function silence(call: Call, leg: LegId, agent: AgentId, now: Moment, events: Event[], intents: Intent[]): void {
  events.push({ ...byUs(now), type: 'silence-asked', call: call.id, round: call.legs[leg]!.round, leg, agent })
  intents.push({ do: 'silence', call: call.id, leg, agent, notAfter: now + COMMAND_LIVES_MS })
}

/** Waiting callers meet free agents: in order, each caller with a fair share of those free. */
function offer(floor: Floor, now: Moment, events: Event[], intents: Intent[]): void {
  const waiting: OnFloor[] = []
  for (const one of floor.queue()) {
    if (one.now.phase !== 'queued') continue
    if (one.now.round === null) waiting.push(one)
    else if (isLost(one.call, one.now.round, now)) {
      events.push({
        ...byUs(now), type: 'round-ended', call: one.call.id, round: one.now.round,
        result: 'not-begun', bridged: null, leg: null, talkSeconds: null,
      })
    }
  }
  let free = byIdleness(floor, floor.staff.filter((staff) => floor.isFree(staff.id, now) && floor.partsOf(staff.id).size === 0))
  for (const [i, { call }] of waiting.entries()) {
    if (free.length === 0) return
    if (!call.arrived || restsAfterFailure(call, now)) continue
    const share = Math.min(PHONES_AT_ONCE, Math.ceil(free.length / (waiting.length - i)))
    const taken = free.filter((staff) => !isSpared(floor, call, staff.id, now)).slice(0, share)
    if (taken.length === 0) continue
    free = free.filter((staff) => !taken.includes(staff))
    const round = lastRound(call) + 1
    events.push({
      ...byUs(now), type: 'round-began', call: call.id, round, kind: 'offer', agents: taken.map(({ id }) => id),
    })
    intents.push({ do: 'offer', call: call.id, leg: call.arrived.leg, round, notAfter: now + COMMAND_LIVES_MS })
  }
}

const isLost = (call: Call, round: number, now: Moment): boolean =>
  !hasBegun(call, round) && now >= (call.rounds[round]?.began?.at ?? now) + OFFER_LOST_MS

/** Whether Twilio has begun with a round: it came for the document, or phones ring. */
const hasBegun = (call: Call, round: number): boolean =>
  call.rounds[round]?.fetched != null || legsIn(call, round).length > 0

/** Whether an intent has visibly taken effect. */
export function isDone(floor: Floor, intent: Intent): boolean {
  const call = floor.call(intent.call)
  if (intent.do === 'offer') return hasBegun(call, intent.round) || call.rounds[intent.round]?.ended != null || call.ended !== null
  if (intent.do !== 'silence') return isArrangedDone(call, intent)
  const leg = call.legs[intent.leg]
  return leg?.ended != null || leg?.answered != null
}

const restsAfterFailure = (call: Call, now: Moment): boolean => {
  const ended = call.rounds[lastRound(call)]?.ended
  return ended?.result === 'not-begun' && now < ended.at + AFTER_FAILURE_MS
}

/** The facts that follow from an intent that Twilio would not or could not carry out. */
export function whenFailed(intent: Intent, floor: Floor, now: Moment, kind: FailureKind = 'refused'): Event[] {
  const call = floor.call(intent.call)
  if (intent.do !== 'offer') return whenArrangedFailed(call, intent, kind, now)
  // Twilio may have done it and only failed to say so: phones that ring prove it.
  if (call.rounds[intent.round]?.ended || hasBegun(call, intent.round)) return []
  return [{
    ...byUs(now), type: 'round-ended', call: call.id, round: intent.round,
    result: 'not-begun', bridged: null, leg: null, talkSeconds: null,
  }]
}

/** The next moment at which {@link react} may find something to do without anything happening; null when there is none. */
export function nextWake(floor: Floor, now: Moment, rules: Rulebook): Moment | null {
  let next: Moment | null = null
  const consider = (moment: Moment) => {
    if (moment > now && (next === null || moment < next)) next = moment
  }
  const looking = [...floor.queue(), ...[...floor.ringing].map((id) => floor.calls.get(id)!)]
  if (floor.arranged.size > 0) arrangementWakes(floor, consider, true)
  if (looking.length === 0) return next
  for (const agent of floor.agents.values()) if (agent.wrapUp) consider(agent.wrapUp.until)
  for (const { call, now: stand } of looking) {
    if (stand.phase === 'ringing') consider(widenAt(call, stand.round, rules))
    for (const [n, { began, ended }] of roundsOf(call)) {
      if (ended) consider(ended.at + (ended.result === 'not-begun' ? AFTER_FAILURE_MS : SPARE_MS))
      else if (began && stand.phase === 'queued' && stand.round === n) consider(began.at + OFFER_LOST_MS)
    }
    for (const [, leg] of legsOf(call)) if (leg.ended) consider(leg.ended.at + SPARE_MS)
  }
  return next
}

/**
 * An honest guess of how long a caller at `place` has to wait: those before them, at today's mean talk and wrap-up,
 * shared by everyone at work. Null when today has not shown enough to say.
 */
export function expectedWaitMs(floor: Floor, place: number, now: Moment, rules: Rulebook, wrapUpMs: number): number | null {
  const from = rules.dayStart(now)
  let talks = 0
  let talkMs = 0
  for (const [interval, tally] of floor.tallies) {
    if (interval < from) continue
    talks += tally.talks_ended
    talkMs += tally.talk_ms
  }
  const atWork = floor.staff.filter(({ id }) => {
    const agent = floor.agent(id)
    return agent.declared.state === 'ready' && !agent.unreachable
  }).length
  if (talks < ENOUGH_TALKS || atWork === 0) return null
  return (place * (talkMs / talks + wrapUpMs / 2)) / atWork
}

const ENOUGH_TALKS = 10
