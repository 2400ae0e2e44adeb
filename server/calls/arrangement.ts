import { answersOf, lastRound } from './answers.ts'
import { asksOf, attemptsOf } from './asks.ts'
import type { AgentId, LegId, ReturnReason, Target, TransferKind, When, Where, Who } from './events.ts'
import type { Moment } from '../clock.ts'
import type { Ask, Attempt, Call, Placement } from './state.ts'
import { endingOf, inForce, isOpen, lastRequeue, supervisionsOf, type Supervisor, whoOf } from './supervision.ts'

export { asksOf, attemptsOf, isUnderWay, legOfAttempt, nextNumber } from './asks.ts'

/**
 * Where everybody in an answered call belongs, read off what was asked at desks and what became of it. Nothing here is
 * stored: whoever comes for a document, whenever, is sent where these say; so a restart in the middle changes nothing.
 *
 * Legs obey documents only. Caller and agent begin in a bridged dial; from the first transfer (or hold) on, whoever talks
 * is in the call's conference, and whoever is held hears our own document: words and music, never silence.
 */

/** Somebody of ours (or a contact outside) who took part in a call's talk. */
export interface Party {
  who: Who
  /** Null when it is unknown who picked up, or for a contact outside. */
  agent: AgentId | null
  leg: LegId | null
  /** When they picked up. */
  since: When
  /** The round of ringing that brought them; null for a colleague who was called in. */
  round: number | null
  attempt: number | null
  /** The number of their supervision, for a supervisor who barged in or took over. */
  supervision: number | null
  over: When | null
}

/** A supervisor in the call's conference who takes no part in the talk. */
export interface Watcher {
  who: Who
  agent: AgentId
  leg: LegId
  since: When
  supervision: Supervisor
}

/** A transfer as the facts have it. The promise T4 runs from `askedAt`, whatever is tried for it. */
export interface Transfer {
  n: number
  kind: TransferKind
  /** Who asked for it last: in whose hand it is. */
  by: AgentId
  gist: string
  /** The first request: the clock begins here. */
  asked: When
  /** Whom to try, the newest request for it. */
  to: Target
  /** When the newest request was made: people are tried anew from then on. */
  triedSince: When
  withdrawn: When | null
  /** Nobody came, the last time; a later request goes on. */
  returned: (When & { because: ReturnReason }) | null
  attempts: readonly [number, Attempt][]
  /** Who has it. */
  winner: readonly [number, Attempt] | null
  joinAsked: When | null
  swapped: boolean
  /** Nobody has it yet, and somebody may still come. */
  hunting: boolean
}

export interface Arrangement {
  /** In the order in which they picked up. */
  parties: readonly Party[]
  /** Those whose leg is up and who are not on their way out. */
  staying: readonly Party[]
  /** Supervisors whose line is up and who listen or coach. */
  watching: readonly Watcher[]
  transfer: Transfer | null
  /** Where the caller belongs. */
  caller: Where
}

/** Whether anything was ever asked of this call at a desk, or went otherwise than a plain talk. */
export function isArranged(call: Call): boolean {
  for (const _ in call.asks) return true
  for (const _ in call.lost) return true
  for (const _ in call.placements) return true
  return false
}

export function transfersOf(call: Call): Transfer[] {
  const asks = asksOf(call)
  const all = attemptsOf(call)
  return asks.flatMap(([, ask]) => {
    if (ask.type !== 'transfer-asked') return []
    const n = ask.transfer
    const about = asks.map(([, other]) => other).filter((other) => 'transfer' in other && other.transfer === n)
    const attempts = all.filter(([, { rung }]) => rung?.transfer === n)
    const winner = attempts.filter(([, { joined }]) => joined).sort(([, a], [, b]) => a.joined!.at - b.joined!.at)[0] ?? null
    let last: Ask = ask
    let returned: Transfer['returned'] = null
    let withdrawn: When | null = null
    let joinAsked: When | null = null
    let swapped = false
    for (const other of about) {
      switch (other.type) {
        case 'transfer-widened': last = other; break
        case 'transfer-returned': last = returned = other; break
        case 'transfer-withdrawn': withdrawn ??= other; break
        case 'join-asked': joinAsked ??= other; break
        case 'swap-asked': swapped = !swapped; break
      }
    }
    const tried = about.findLast((other) => other.type === 'transfer-asked' || other.type === 'transfer-widened') as Extract<Ask, { type: 'transfer-asked' | 'transfer-widened' }>
    return [{
      n, kind: tried.kind, by: tried.by, gist: ask.gist, asked: ask, to: tried.to, triedSince: tried, withdrawn, returned, attempts, winner,
      joinAsked, swapped, hunting: !winner && !withdrawn && last.type !== 'transfer-returned' && !call.ended,
    }]
  })
}

export const lastTransfer = (call: Call): Transfer | null => transfersOf(call).at(-1) ?? null

/** Everybody who took part in the talk, in the order in which they picked up. */
export function partiesOf(call: Call): Party[] {
  const moved = new Set(Object.values(call.moves).flatMap(({ asked }) => (asked ? [asked.who] : [])))
  const parties = answersOf(call).map(({ agent, leg, round, when }): Party => {
    const who: Who = `r${round}`
    const ended = call.rounds[round]?.ended
    // A dial also ends when we move its leg into the conference; then it tells no duration.
    const dial = ended && ended.at >= when.earliest && !(moved.has(who) && ended.bridged && ended.talkSeconds === null) ? ended : null
    return { who, agent, leg, since: when, round, attempt: null, supervision: null, over: earliest([leg && call.legs[leg]?.ended, dial, leg && call.left[leg], call.ended]) }
  })
  for (const [n, attempt] of attemptsOf(call)) {
    const { joined, answered, rung } = attempt
    if (!joined || rung?.supervision !== undefined) continue
    parties.push({
      who: `a${n}`, agent: rung?.to.kind === 'agent' ? (rung.to.id as AgentId) : null, leg: joined.leg, since: answered ?? joined, round: null, attempt: n,
      supervision: null, over: earliest([attempt.ended, call.left[joined.leg], call.ended]),
    })
  }
  const speaking = supervisionsOf(call).flatMap((one): Party[] => {
    const { speaks } = inForce(one, parties)
    return speaks ? [{ who: whoOf(one), agent: one.by, leg: one.joined!.leg, since: speaks, round: null, attempt: one.attempt![0], supervision: one.n, over: one.over }] : []
  })
  return [...parties, ...speaking].sort((a, b) => a.since.at - b.since.at || (a.who < b.who ? -1 : 1))
}

/** Every supervisor's part in a call, with what holds of what they asked. */
export function supervisorsOf(call: Call, parties: readonly Party[] = partiesOf(call)): Supervisor[] {
  const others = parties.filter(({ supervision }) => supervision === null)
  return supervisionsOf(call).map((one) => inForce(one, others))
}

function watchersOf(call: Call, parties: readonly Party[]): Watcher[] {
  return supervisorsOf(call, parties).flatMap((one): Watcher[] =>
    (one.joined && !one.over && !one.speaks ? [{ who: whoOf(one), agent: one.by, leg: one.joined.leg, since: one.joined, supervision: one }] : []))
}

function earliest(moments: (When | null | undefined | '')[]): When | null {
  let first: When | null = null
  for (const when of moments) if (when && (!first || when.at < first.at)) first = when
  return first
}

/** The newest document that sent a leg somewhere; null before any did. */
export function lastPlacement(call: Call, who: Who): Placement | null {
  let n = 0
  for (const [key, { who: whose }] of Object.entries(call.placements)) if (whose === who && Number(key) > n) n = Number(key)
  return call.placements[n] ?? null
}

/** Where the newest document sent a leg; a bridge, before any did and after a later dial was answered. */
export function placeOf(call: Call, who: Who, parties: readonly Party[] = partiesOf(call)): Where {
  const last = lastPlacement(call, who)
  if (who === 'caller' && last) {
    const answered = Math.max(0, ...parties.map(({ round }) => round ?? 0))
    return answered > last.round ? 'bridge' : last.where
  }
  return last?.where ?? (who.startsWith('a') ? 'called' : 'bridge')
}

/** Whether this party was asked, or asked, to go. */
export function isLeaving(call: Call, party: Party, parties: readonly Party[], transfers: readonly Transfer[]): boolean {
  if (isSentAway(call, party, parties)) return true
  if (party.agent !== null) {
    for (const ask of Object.values(call.asks)) {
      if ((ask.type === 'leave-asked' || ask.type === 'hang-up-asked') && ask.by === party.agent && ask.at >= party.since.at) return true
    }
    // Blind: whoever passes the call on is free at once. If they could not be let go before it came back, they have the caller again.
    const passedOn = (one: Transfer) => one.kind === 'blind' && one.by === party.agent && one.triedSince.at >= party.since.at && !one.withdrawn
      && (!one.returned || one.hunting || one.winner !== null || placeOf(call, party.who) === 'out')
    if (transfers.some(passedOn)) return true
  }
  // A consult that was withdrawn: the colleague is let go.
  return party.attempt !== null && transfers.some(({ winner, withdrawn }) => withdrawn && winner?.[0] === party.attempt)
}

/** Whether a supervisor's hand takes this party out of the call. */
function isSentAway(call: Call, party: Party, parties: readonly Party[]): boolean {
  if (endingOf(call)) return true
  const requeue = lastRequeue(call)
  if (requeue && requeue.at >= party.since.at) return true
  return supervisorsOf(call, parties).some(({ n, stopped, over, tookOverAt }) => {
    if (n === party.supervision) return stopped !== null
    // A supervisor who is gone again before anybody was sent away has taken nothing over.
    return tookOverAt !== null && tookOverAt >= party.since.at && (!over || placeOf(call, party.who, parties) === 'out')
  })
}

export function arrangementOf(call: Call): Arrangement {
  const parties = partiesOf(call)
  const transfers = transfersOf(call)
  const transfer = transfers.at(-1) ?? null
  const staying = parties.filter((party) => !party.over && !isLeaving(call, party, parties, transfers))
  const watching = watchersOf(call, parties)
  return { parties, staying, watching, transfer, caller: callerPlace(call, parties, staying, watching, transfer) }
}

function callerPlace(call: Call, parties: readonly Party[], staying: readonly Party[], watching: readonly Watcher[], transfer: Transfer | null): Where {
  if (call.ended || endingOf(call)) return 'out'
  if (transfer?.hunting) return 'hold'
  const actual = placeOf(call, 'caller', parties)
  const last = lastWith(call, parties)
  if (staying.length === 0) {
    if (!last || (lastRequeue(call)?.at ?? 0) >= last.since.at) return 'queue'
    // Whoever hung up while the caller heard them meant it; a caller who is on hold, or whose agent's browser died, is not let fall.
    return actual === 'hold' || actual === 'queue' || call.lost[last.who] || (actual === 'bridge' && unfinished(last, transfer))
      || (actual === 'room' && haveNotMet(call, last)) ? 'queue' : 'out'
  }
  const colleague = colleagueIn(staying, transfer)
  if (colleague && transfer && !transfer.withdrawn) {
    const agent = staying.find((party) => party !== colleague && party.agent === transfer.by)
    return !agent || transfer.kind === 'blind' || transfer.joinAsked || transfer.swapped ? 'room' : 'hold'
  }
  if (isHeld(call, staying)) return 'hold'
  return inBridge(call, staying, actual) && !watching.some(({ supervision }) => isOpen(supervision)) ? 'bridge' : 'room'
}

/** With whom the caller was last: the newest party, unless that is a supervisor who went before somebody else did. */
export function lastWith(call: Call, parties: readonly Party[]): Party | undefined {
  const newest = parties.at(-1)
  if (!newest?.over || newest.supervision === null) return newest
  const { over } = newest
  return parties.findLast((party) => (!party.over || party.over.at > over.at) && placeOf(call, party.who, parties) !== 'out') ?? newest
}

/** Of one hang-up Twilio reports the ends of both legs in the same second, in any order. */
const TOGETHER_MS = 2000

/**
 * Whether this party's line was lost, and with it the caller left behind. A caller who hangs up ends the other's line too, and is not told
 * from a line that was lost before the end of their own is known (`actionAfterHangUp`, `parentCallback`).
 */
export function isLost(call: Call, { who }: Party): boolean {
  const lost = call.lost[who]
  return lost !== undefined && !(call.ended && call.ended.at - lost.at < TOGETHER_MS)
}

/** The agent went while it was tried, and the caller's leg has not yet come for a document: it still counts as bridged. */
function unfinished(last: Party, transfer: Transfer | null): boolean {
  // A supervisor comes in by the conference: a caller still bridged never heard them.
  if (last.supervision !== null) return true
  if (!transfer || transfer.withdrawn) return false
  return last.attempt !== null || (transfer.returned !== null && last.over !== null && last.over.at <= transfer.returned.at)
}

/** Two who were sent to each other and of whom one was gone before a word could be said. */
const TO_MEET_MS = 1500

function haveNotMet(call: Call, { who, supervision, over }: Party): boolean {
  const placed = lastPlacement(call, 'caller')
  if (!over || !placed) return false
  // A supervisor was perhaps in the room before the caller could hear them.
  const own = supervision === null ? null : lastPlacement(call, who)
  return own?.where === 'listen' || own?.where === 'coach' || over.at < Math.max(placed.at, own?.at ?? 0) + TO_MEET_MS
}

const colleagueIn = (staying: readonly Party[], transfer: Transfer | null): Party | undefined =>
  transfer?.winner ? staying.find(({ attempt }) => attempt === transfer.winner![0]) : undefined

/** Held by hand, by somebody who is still there. */
export function isHeld(call: Call, staying: readonly Party[]): boolean {
  const last = asksOf(call).map(([, ask]) => ask).findLast(({ type }) => type === 'hold-asked' || type === 'resume-asked')
  return last?.type === 'hold-asked' && staying.some(({ agent, since }) => agent === last.by && since.at <= last.at)
}

/** The plain talk: caller and one agent in a bridged dial, and nobody asked for anything else. */
function inBridge(call: Call, staying: readonly Party[], caller: Where): boolean {
  const [only] = staying
  return caller === 'bridge' && staying.length === 1 && only!.round === lastRound(call) && placeOf(call, only!.who) === 'bridge'
    && !Object.values(call.moves).some(({ asked, failed }) => asked?.who === only!.who && !failed)
}

/** Where one of the parties belongs. */
export function partyPlace(call: Call, { staying, transfer, caller }: Arrangement, party: Party): Where {
  if (party.over || call.ended || !staying.includes(party)) return 'out'
  if (caller === 'bridge') return 'bridge'
  const colleague = colleagueIn(staying, transfer)
  if (party === colleague && transfer?.swapped && !transfer.joinAsked && caller === 'room'
    && staying.some((other) => other !== party && other.agent === transfer.by)) return 'hold'
  return 'room'
}

/** An agent's line is certainly in the conference so long after its document; a coach may only come in after that (13240). */
export const IN_THE_ROOM_AFTER_MS = 1500

/**
 * Where somebody who listens or coaches belongs, and with `coach` whose leg hears them: that of whoever of ours has been there
 * longest. Until that leg is in the conference, a coach listens.
 */
export function watcherPlace(call: Call, arrangement: Arrangement, { supervision }: Watcher, now: Moment): { where: Where; heardBy: LegId | null } {
  const { staying, transfer } = arrangement
  if (!isOpen(supervision) || call.ended || (staying.length === 0 && !transfer?.hunting)) return { where: 'out', heardBy: null }
  const coached = supervision.mode === 'coach' ? staying.find((party) => party.supervision === null && party.leg !== null) : undefined
  const placed = coached && lastPlacement(call, coached.who)
  return placed?.where === 'room' && now >= placed.at + IN_THE_ROOM_AFTER_MS ? { where: 'coach', heardBy: coached!.leg } : { where: 'listen', heardBy: null }
}
