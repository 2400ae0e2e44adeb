import { isReady } from '../agents/state.ts'
import {
  type Arrangement, arrangementOf, attemptsOf, IN_THE_ROOM_AFTER_MS, isLeaving, isLost, isUnderWay, lastPlacement, lastWith, legOfAttempt, nextNumber, partyPlace, placeOf,
  type Transfer, transfersOf, watcherPlace,
} from '../calls/arrangement.ts'
import type { AgentId, CallEvent, LegId, ReturnReason, StopReason, Target, When, Where, Who } from '../calls/events.ts'
import type { Address, Intent } from '../calls/intents.ts'
import { type Attempt, type Call, lastRound } from '../calls/state.ts'
import { endingOf, isOpen, lastRequeue, type Supervision, supervisionsOf } from '../calls/supervision.ts'
import type { Moment } from '../clock.ts'
import type { Floor, Staff } from '../floor/floor.ts'
import type { Event } from '../journal/codec.ts'
import { judgeTransfer, reasonOf, T4_MS } from '../standards/transfers.ts'

/** Phones of a department that ring at once. Twilio lets us place one call a second, so more would only ring too late. */
const TOGETHER = 3
/** In turn: how long one phone rings before the next does. Whoever did not pick up within this has let it ring. */
const IN_TURN_MS = 9_000
/** What was answered in the last instant is still on its way to us when the thirty seconds are over. */
const GRACE_MS = 1_500
/** Whoever has picked up and hears the gist may finish listening. */
const WHISPER_MS = 12_000
/** A phone that was to be rung, and of which nothing was ever heard. */
const NOT_BEGUN_MS = 12_000
/** A leg that was asked to come for its next document, and did not. */
const MOVE_LOST_MS = 12_000
const AFTER_FAILED_MOVE_MS = 2_000
/** A dial whose leg is over is reported by its action within this; later we ask the caller's leg to come by itself. */
const ACTION_WITHIN_MS = 3_000
const COMMAND_LIVES_MS = 10_000
/** From when on another person is offered to the agent. */
export const NEXT_AFTER_MS = 20_000
/** A caller lost in a transfer is called back within this, unless an agent promises otherwise. */
const CALL_BACK_WITHIN_MS = 60 * 60_000
/** Twilio adds about 5 s. */
export const RING_SECONDS = 25

export const HUNTS = ['together', 'in-turn'] as const
export type Hunt = (typeof HUNTS)[number]

const told = (call: Call, now: Moment) => ({ at: now, earliest: now, receivedAt: now, call: call.id })

/** Everything that calls with transfers ask for: phones to ring and to stop, legs to bring where they belong. */
export function arrange(floor: Floor, now: Moment, huntOf: (department: string) => Hunt, events: Event[], intents: Intent[]): void {
  for (const id of floor.arranged) {
    const { call } = floor.calls.get(id)!
    const out: Out = { call, now, events, intents, nextMove: nextNumber(call.moves), nextAttempt: nextNumber(call.attempts) }
    const arrangement = arrangementOf(call)
    for (const transfer of transfersOf(call)) {
      if (transfer.hunting) hunt(floor, out, transfer, huntOf)
      else stopRinging(out, transfer)
    }
    for (const one of supervisionsOf(call)) attend(floor, out, arrangement, one)
    events.push(...whenLost(floor, call, told(call, now), arrangement))
    bringAll(out, arrangement)
    promiseCallBack(out, arrangement)
  }
}

interface Out {
  call: Call
  now: Moment
  events: Event[]
  intents: Intent[]
  nextMove: number
  nextAttempt: number
}

// Who rings

function hunt(floor: Floor, out: Out, transfer: Transfer, huntOf: (department: string) => Hunt): void {
  const { call, now } = out
  const tried = transfer.attempts.filter(([, { rung }]) => rung!.at >= transfer.triedSince.at)
  const running: typeof tried = []
  for (const one of tried) {
    const [n, attempt] = one
    if (!isUnderWay(attempt)) continue
    if (!legOfAttempt(attempt) && now >= attempt.rung!.at + NOT_BEGUN_MS) {
      out.events.push({ ...told(call, now), type: 'colleague-failed', attempt: n, because: 'not-begun' })
    } else running.push(one)
  }
  const listening = running.some(([, { answered }]) => answered && now < answered.at + WHISPER_MS)
  if (now >= deadlineOf(transfer)) {
    if (!listening) giveBack(out, transfer, reasonOf(tried))
    return
  }
  let next = candidates(floor, call, transfer, tried.map(([, { rung }]) => rung!.to), now)
  const inTurn = transfer.to.kind === 'department' && huntOf(transfer.to.id) === 'in-turn'
  const newest = running.at(-1)?.[1].rung?.at
  if (inTurn && newest !== undefined && !listening && next.length > 0 && now >= newest + IN_TURN_MS) {
    for (const one of running) stop(out, one, 'unanswered')
    running.length = 0
  }
  const room = (inTurn ? 1 : TOGETHER) - running.length
  for (const to of next.slice(0, Math.max(0, room))) ring(floor, out, transfer, to)
  if (room > 0) next = next.slice(room)
  if (running.length === 0 && next.length === 0 && room > 0 && !rangSome(out)) giveBack(out, transfer, reasonOf(tried))
}

const rangSome = ({ call, events }: Out): boolean => events.some((event) => event.type === 'colleague-rung' && event.call === call.id)

const deadlineOf = ({ triedSince }: Transfer): Moment => triedSince.at + T4_MS + GRACE_MS

function giveBack({ call, now, events }: Out, { n }: Transfer, because: ReturnReason): void {
  events.push({ ...told(call, now), type: 'transfer-returned', ask: nextNumber(call.asks), transfer: n, because })
}

function ring(floor: Floor, out: Out, transfer: Transfer, to: Target): void {
  const address = addressOf(floor, to)
  if (!address) return
  const attempt = out.nextAttempt++
  out.events.push({ ...told(out.call, out.now), type: 'colleague-rung', attempt, transfer: transfer.n, to })
  out.intents.push({ do: 'ring', call: out.call.id, attempt, address, notAfter: out.now + COMMAND_LIVES_MS })
}

/** Everybody whose phone need not ring any more. */
function stopRinging(out: Out, transfer: Transfer): void {
  const { winner, withdrawn, returned } = transfer
  const inVain = !winner && !withdrawn && !out.call.ended && returned?.because !== 'call-back-booked'
  for (const one of transfer.attempts) {
    if (!isUnderWay(one[1]) || one[1].answered) continue
    stop(out, one, inVain && out.now >= one[1].rung!.at + IN_TURN_MS ? 'unanswered' : 'not-needed')
  }
}

function stop({ call, now, events, intents }: Out, [attempt, known]: readonly [number, Attempt], because: StopReason): void {
  const leg = legOfAttempt(known)
  if (known.stopped || !leg) return
  events.push({ ...told(call, now), type: 'colleague-stopped', attempt, because })
  intents.push({ do: 'stop', call: call.id, attempt, leg, notAfter: now + COMMAND_LIVES_MS })
}

/** Whom to try next, the longest idle first. */
function candidates(floor: Floor, call: Call, transfer: Transfer, tried: readonly Target[], now: Moment): Target[] {
  const isNew = (to: Target) => !tried.some(({ kind, id }) => kind === to.kind && id === to.id)
  if (transfer.to.kind !== 'department') return isNew(transfer.to) ? [transfer.to] : []
  return peopleOf(floor, transfer.to.id)
    .filter(({ id }) => isNew({ kind: 'agent', id }) && !partIn(call, id) && canBeCalled(floor, id, now) === 'yes')
    .sort((a, b) => floor.agent(a.id).idleSince - floor.agent(b.id).idleSince || (a.id < b.id ? -1 : 1))
    .map(({ id }): Target => ({ kind: 'agent', id }))
}

const partIn = (call: Call, agent: AgentId): boolean => arrangementOf(call).parties.some((party) => party.agent === agent && !party.over)

/** Those of a department who take its calls: a supervisor is among them only while ready. */
export const peopleOf = (floor: Floor, department: string): Staff[] =>
  floor.staff.filter(({ id, role }) => floor.directory.departmentOf.get(id) === department
    && (role === 'agent' || floor.agent(id).declared.state === 'ready'))

/**
 * Whether this person's phone can be rung for a transfer. Who works at a desk says so; a department's desk phone or mobile
 * rings unless its owner said they are away.
 */
export function canBeCalled(floor: Floor, id: AgentId, now: Moment): 'yes' | 'busy' | 'unreachable' {
  const staff = floor.staff.find((one) => one.id === id)
  if (!staff) return 'unreachable'
  const agent = floor.agent(id)
  const parts = [...floor.partsOf(id).values()]
  if (parts.some((part) => part !== 'ringing') || (agent.wrapUp && now < agent.wrapUp.until)) return 'busy'
  if (parts.length > 0 && staff.endpoint.kind !== 'browser') return 'busy'
  if (floor.isCallingBack(id)) return 'busy'
  if (staff.endpoint.kind === 'browser') return isReady(agent, now) ? 'yes' : 'unreachable'
  return agent.declared.state === 'away' || agent.unreachable ? 'unreachable' : 'yes'
}

/** Where a target's phone is; null when there is none (any more). */
export function addressOf(floor: Floor, to: Target): Address | null {
  if (to.kind === 'contact') {
    const contact = floor.directory.contacts.find(({ id }) => id === to.id)
    return contact ? { kind: 'phone', number: contact.number } : null
  }
  const staff = floor.staff.find(({ id }) => id === to.id)
  if (!staff) return null
  return staff.endpoint.kind === 'browser' ? { kind: 'browser', account: staff.id } : staff.endpoint
}

/** The next best person, offered to the agent from 20 s on: of the same department, able to take it, not yet tried. */
export function nextBest(floor: Floor, call: Call, transfer: Transfer, now: Moment): Staff | null {
  if (!transfer.hunting && !(transfer.returned && !transfer.winner && !transfer.withdrawn)) return null
  if (now < transfer.asked.at + NEXT_AFTER_MS) return null
  const department = transfer.to.kind === 'department' ? transfer.to.id : floor.directory.departmentOf.get(transfer.to.id as AgentId)
  if (department === undefined) return null
  const all: Transfer = { ...transfer, to: { kind: 'department', id: department } }
  const [best] = candidates(floor, call, all, transfer.attempts.map(([, { rung }]) => rung!.to), now)
  return floor.staff.find(({ id }) => id === best?.id) ?? null
}

// Supervisors

/** Whether a supervisor may (still) come in: there is somebody to listen to, or will be. */
const isWanted = (call: Call, { staying, transfer }: Arrangement, one: Supervision): boolean =>
  isOpen(one) && !call.ended && (staying.length > 0 || transfer?.hunting === true)

/** The same for one who has picked up. */
export function mayComeIn(call: Call, supervision: number): boolean {
  const one = supervisionsOf(call).find(({ n }) => n === supervision)
  return one !== undefined && isWanted(call, arrangementOf(call), one)
}

/** Rings the phone of a supervisor who wants to take part, and stops it when that is over. */
function attend(floor: Floor, out: Out, arrangement: Arrangement, one: Supervision): void {
  const { call, now } = out
  const wanted = isWanted(call, arrangement, one)
  if (!one.attempt) {
    if (!wanted) return
    const to: Target = { kind: 'agent', id: one.by }
    const address = addressOf(floor, to)
    const attempt = out.nextAttempt++
    out.events.push({ ...told(call, now), type: 'colleague-rung', attempt, transfer: null, supervision: one.n, to })
    if (address) out.intents.push({ do: 'ring', call: call.id, attempt, address, notAfter: now + COMMAND_LIVES_MS })
    else out.events.push({ ...told(call, now), type: 'colleague-failed', attempt, because: 'not-begun' })
    return
  }
  const [n, attempt] = one.attempt
  if (!isUnderWay(attempt)) return
  if (!legOfAttempt(attempt)) {
    if (now >= attempt.rung!.at + NOT_BEGUN_MS) out.events.push({ ...told(call, now), type: 'colleague-failed', attempt: n, because: 'not-begun' })
  } else if (!wanted && !attempt.answered) stop(out, one.attempt, 'not-needed')
}

// Who goes where

/**
 * A page that goes (reloaded, closed, crashed, asleep) ends its line, now or later, and to Twilio that looks like a hang-up. But
 * whoever hangs up at a page says so first: a line that ends without was lost, and with it nobody meant to let the caller go.
 * Where no page speaks for a telephone, putting it down is all there is.
 * @returns that whoever the caller was with last is lost, and not to be rung before a page of theirs speaks again; nothing when
 * somebody is still there, or the talk was ended
 */
export function whenLost(floor: Floor, call: Call, { at, earliest, receivedAt }: When, { parties, staying, caller } = arrangementOf(call)): Event[] {
  const last = lastWith(call, parties)
  if (call.ended || endingOf(call) || staying.length > 0 || caller !== 'out' || placeOf(call, 'caller', parties) === 'out') return []
  if (!last?.over || last.agent === null || last.leg === null || call.lost[last.who] || call.putDown[last.leg]) return []
  const { reach } = floor.agent(last.agent)
  if (reach === null || isLeaving(call, last, parties, transfersOf(call))) return []
  const about = { at, earliest, receivedAt }
  const lost: Event = { ...about, type: 'party-lost', call: call.id, who: last.who }
  return reach.reasons.length > 0 ? [lost] : [lost, { ...about, type: 'agent-reach-changed', agent: last.agent, reasons: ['not-registered'] }]
}

function bringAll(out: Out, arrangement: Arrangement): void {
  const { call, now } = out
  const { parties, caller } = arrangement
  const isAt = placeOf(call, 'caller', parties)
  if (call.arrived && !call.ended && isAt !== caller && isAt !== 'out') {
    const partner = parties.filter(({ round }) => round !== null).at(-1)
    // Child first: its leaving ends the dial, and the dial's action brings the caller. Moving the caller would drop the agent.
    const comesByItself = isAt === 'bridge' && partner && (!partner.over || now < partner.over.receivedAt + ACTION_WITHIN_MS)
    if (!comesByItself) bring(out, 'caller', call.arrived.leg, caller)
  }
  for (const party of parties) {
    if (party.over || party.leg === null) continue
    const place = partyPlace(call, arrangement, party)
    const at = placeOf(call, party.who, parties)
    // When the caller has gone, Twilio ends a bridged dial by itself.
    if (place !== at && at !== 'out' && !(call.ended && at === 'bridge')) bring(out, party.who, party.leg, place)
  }
  for (const watcher of arrangement.watching) {
    const { where, heardBy } = watcherPlace(call, arrangement, watcher, now)
    const last = lastPlacement(call, watcher.who)
    if (last?.where !== 'out' && (last?.where !== where || (last.heardBy ?? null) !== heardBy)) bring(out, watcher.who, watcher.leg, where)
  }
  // A caller who is gone: whoever is left in the room has nobody to talk to.
  if (!call.ended) return
  for (const [n, attempt] of attemptsOf(call)) {
    if (!attempt.joined || attempt.ended || call.left[attempt.joined.leg] || placeOf(call, `a${n}`) === 'out') continue
    bring(out, `a${n}`, attempt.joined.leg, 'out')
  }
  for (const { who, leg } of parties) {
    if (leg && !call.legs[leg]?.ended && !call.left[leg] && ['room', 'hold'].includes(placeOf(call, who)) && who.startsWith('r')) bring(out, who, leg, 'out')
  }
}

function bring(out: Out, who: Who, leg: LegId, to: Where): void {
  const { call, now } = out
  for (const { asked, fetched, failed } of Object.values(call.moves)) {
    if (asked?.who !== who) continue
    if (failed ? now < failed.at + AFTER_FAILED_MOVE_MS : !fetched && now < asked.at + MOVE_LOST_MS) return
  }
  const move = out.nextMove++
  out.events.push({ ...told(call, now), type: 'move-asked', move, who, leg, to })
  out.intents.push({ do: 'move', call: call.id, leg, who, move, notAfter: now + COMMAND_LIVES_MS })
}

/** The move under way for a leg: Twilio will ignore what else its documents' ends are answered with. */
export function moveUnderWay(call: Call, who: Who, now: Moment): number | null {
  for (const [n, { asked, fetched, failed }] of Object.entries(call.moves)) {
    if (asked?.who === who && !fetched && !failed && now < asked.at + MOVE_LOST_MS) return Number(n)
  }
  return null
}

/** Who hangs up while being passed on, or after being put back into the queue or losing their agent, does not go without a trace: somebody is to call back. */
function promiseCallBack({ call, now, events }: Out, { parties, transfer }: Arrangement): void {
  if (!call.ended || call.callBack.booked || !canBeCalledBack(call)) return
  const promised = { ...told(call, now), type: 'call-back-booked', promisedFor: now + CALL_BACK_WITHIN_MS } as const
  if (transfer && judgeTransfer(call, transfer, now).end === 'lost-in-transfer') {
    events.push({ ...promised, reason: 'lost-in-transfer', owner: transfer.by, department: transfer.to.kind === 'department' ? transfer.to.id : null })
    return
  }
  const requeue = lastRequeue(call)
  const last = lastWith(call, parties)
  if ((requeue && parties.every(({ since }) => since.at <= requeue.at)) || (last && isLost(call, last))) events.push({ ...promised, reason: 'abandoned', owner: null, department: null })
}

/** A number that somebody called from, not a word such as `anonymous`. */
export const canBeCalledBack = (call: Call): boolean => /^\+?\d{8,15}$/.test(call.arrived?.caller.raw ?? '')

// Documents

/** Where a leg that has come for its next document is sent, and the fact that makes. */
export function sendTo(call: Call, who: Who, where: Where, now: Moment, heardBy: LegId | null = null): CallEvent[] {
  const last = lastPlacement(call, who)
  if (last?.where === where && (last.heardBy ?? null) === heardBy && (who !== 'caller' || last.round === lastRound(call))) return []
  return [{
    ...told(call, now), type: 'placed', placement: nextNumber(call.placements), who, where, round: lastRound(call), ...(heardBy !== null && { heardBy }),
  }]
}

/** Where somebody of ours belongs by now; `out` for one we do not know or need. */
export function placeFor(call: Call, who: Who, now: Moment): { where: Where; heardBy: LegId | null } {
  const arrangement = arrangementOf(call)
  const party = arrangement.parties.find((one) => one.who === who)
  if (party) return { where: partyPlace(call, arrangement, party), heardBy: null }
  const watcher = arrangement.watching.find((one) => one.who === who)
  return watcher ? watcherPlace(call, arrangement, watcher, now) : { where: 'out', heardBy: null }
}

/** What a caller on hold is told: to whom they are being passed. Null when held by hand. */
export function heldFor(floor: Floor, transfer: Transfer | null): { department: string | null; name: string | null; number: string | null } | null {
  if (!transfer || transfer.withdrawn || (transfer.returned && !transfer.hunting && !transfer.winner)) return null
  const { to } = transfer
  const nameOf = (id: string | undefined) => floor.directory.departments.find((one) => one.id === id)
  if (to.kind === 'contact') {
    const contact = floor.directory.contacts.find(({ id }) => id === to.id)
    return { department: contact?.name.ko ?? null, name: null, number: contact?.number ?? null }
  }
  const department = nameOf(to.kind === 'department' ? to.id : floor.directory.departmentOf.get(to.id as AgentId))
  const person = to.kind === 'agent' ? floor.staff.find(({ id }) => id === to.id) : undefined
  return { department: department?.name.ko ?? person?.department.ko ?? null, name: person?.name ?? null, number: department?.number ?? null }
}

// Time

/** When {@link arrange} may find something to do although nothing happens. */
export function arrangementWakes(floor: Floor, consider: (moment: Moment) => void, next: boolean): void {
  for (const id of floor.arranged) {
    const { call } = floor.calls.get(id)!
    for (const transfer of transfersOf(call)) {
      if (!transfer.hunting) continue
      consider(deadlineOf(transfer))
      if (next) consider(transfer.asked.at + NEXT_AFTER_MS)
      for (const [, { rung, answered }] of transfer.attempts) {
        consider(rung!.at + IN_TURN_MS)
        consider(rung!.at + NOT_BEGUN_MS)
        if (answered) consider(answered.at + WHISPER_MS)
      }
    }
    for (const { attempt, modes } of supervisionsOf(call)) {
      if (attempt) consider(attempt[1].rung!.at + NOT_BEGUN_MS)
      if (!modes.some(({ mode }) => mode === 'coach')) continue
      for (const { where, at } of Object.values(call.placements)) if (where === 'room') consider(at + IN_THE_ROOM_AFTER_MS)
    }
    for (const { asked, fetched, failed } of Object.values(call.moves)) {
      if (failed) consider(failed.at + AFTER_FAILED_MOVE_MS)
      else if (asked && !fetched) consider(asked.at + MOVE_LOST_MS)
    }
    for (const leg of Object.values(call.legs)) if (leg.ended) consider(leg.ended.receivedAt + ACTION_WITHIN_MS)
  }
}

/** Whether an intent of a transfer has visibly taken effect, or is no longer wanted. */
export function isArrangedDone(call: Call, intent: Intent): boolean {
  switch (intent.do) {
    case 'move': return call.moves[intent.move]?.fetched != null
    case 'ring': return legOfAttempt(call.attempts[intent.attempt]!) !== null
    case 'stop': return call.attempts[intent.attempt]?.ended != null
    default: return false
  }
}

/** A phone that was decided to ring and whose turn came too late. */
export function isMoot(call: Call, intent: Intent): boolean {
  if (intent.do !== 'ring') return false
  const attempt = call.attempts[intent.attempt]
  if (attempt?.stopped != null || attempt?.failed != null) return true
  if (attempt?.rung?.supervision !== undefined) return !mayComeIn(call, attempt.rung.supervision)
  return !transfersOf(call).some(({ n, hunting }) => n === attempt?.rung?.transfer && hunting)
}

export type FailureKind = 'gone' | 'later' | 'uncertain' | 'refused'

/** The facts that follow from an intent that could not be carried out. */
export function whenArrangedFailed(call: Call, intent: Intent, kind: FailureKind, now: Moment): Event[] {
  const about = told(call, now)
  switch (intent.do) {
    case 'ring':
      return legOfAttempt(call.attempts[intent.attempt]!) ? [] : [{ ...about, type: 'colleague-failed', attempt: intent.attempt, because: 'not-begun' }]
    case 'move':
      if (call.moves[intent.move]?.fetched) return []
      return [{ ...about, type: 'move-failed', move: intent.move }, ...(kind === 'gone' ? whenGone(call, intent.who, intent.leg, now) : [])]
    case 'call-back':
      return [{ ...about, type: 'call-back-dial-ended', dial: intent.dial }]
    default: return []
  }
}

/** Twilio knows nothing of a leg that had been answered: it is over. A late report says more exactly since when. */
function whenGone(call: Call, who: Who, leg: LegId, now: Moment): Event[] {
  const about: When & { call: Call['id'] } = told(call, now)
  if (who === 'caller') return call.ended ? [] : [{ ...about, type: 'call-ended', leg, status: 'completed', learnt: 'asked' }]
  const n = Number(who.slice(1))
  if (who.startsWith('a')) return call.attempts[n]?.ended ? [] : [{ ...about, type: 'colleague-ended', attempt: n, leg, status: 'completed' }]
  const known = call.legs[leg]
  return !known || known.ended ? [] : [{ ...about, type: 'leg-ended', round: known.round, leg, agent: known.agent, status: 'completed' }]
}
