import type { AgentId, LegId, When } from './events.ts'
import type { Call, Leg, Round } from './state.ts'

/** Who answered, where several reports agree. */
export interface Answer {
  /** Null when it is certain that somebody answered, and unknown who: every report of it was lost. */
  agent: AgentId | null
  leg: LegId | null
  round: number
  when: When
}

export function roundsOf(call: Call): [number, Round][] {
  return Object.entries(call.rounds).map(([n, round]) => [Number(n), round])
}

export function legsOf(call: Call): [LegId, Leg][] {
  return Object.entries(call.legs) as [LegId, Leg][]
}

// Asked with every report of every phone: they look without copying.

/** The legs of one round. */
export function legsIn(call: Call, round: number): [LegId, Leg][] {
  const found: [LegId, Leg][] = []
  for (const id in call.legs) {
    const leg = call.legs[id as LegId]!
    if (leg.round === round) found.push([id as LegId, leg])
  }
  return found
}

/** The number of the newest round; 0 before the first. */
export function lastRound(call: Call): number {
  let last = 0
  for (const n in call.rounds) if (Number(n) > last) last = Number(n)
  return last
}

/**
 * Everyone who answered this caller through a dial, the first of each round, earliest first. Mostly one; more when the
 * caller had to be put back into the queue.
 */
export function answersOf(call: Call): Answer[] {
  const byRound = new Map<number, Answer>()
  const consider = (answer: Answer) => {
    const first = byRound.get(answer.round)
    if (!first || isBefore(answer, first)) byRound.set(answer.round, answer)
  }
  for (const [id, leg] of legsOf(call)) {
    const told = leg.answered ?? (leg.ended?.status === 'completed' && leg.ended.talkSeconds ? before(call, leg.ended, leg.ended.talkSeconds) : null)
    if (!told) continue
    const ended = call.rounds[leg.round]?.ended
    // Picked up after that report: Twilio dialled the same round once more, and the report was about the first time.
    const overtaken = ended && told.earliest > ended.at
    if (ended && !overtaken && (ended.bridged === false || (ended.bridged && ended.leg !== null && ended.leg !== id && call.legs[ended.leg]))) continue
    consider({ agent: leg.agent, leg: id, round: leg.round, when: told })
  }
  for (const [n, { ended }] of roundsOf(call)) {
    if (!ended?.bridged || ended.leg === null || ended.talkSeconds === null) continue
    const leg = call.legs[ended.leg]
    if (!leg || leg.answered) continue
    consider({ agent: leg.agent, leg: ended.leg, round: n, when: before(call, ended, ended.talkSeconds) })
  }
  if (byRound.size <= 1) return [...byRound.values()]
  return [...byRound.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1))
}

const isBefore = (a: Answer, b: Answer): boolean => a.when.at < b.when.at || (a.when.at === b.when.at && a.leg! < b.leg!)

/** A moment so many whole seconds before an end, with the error that this has. */
function before(call: Call, end: When, talkSeconds: number): When {
  const earliest = Math.max(end.earliest - (talkSeconds + 1) * 1000, call.arrived?.at ?? 0)
  return { at: Math.max(earliest, Math.min(end.at - (talkSeconds - 1) * 1000, end.receivedAt)), earliest, receivedAt: end.receivedAt }
}

/**
 * The person who answered: the earliest leg that was picked up and that the dial's own report does not contradict.
 * `DialBridged=false` means that picking up led nowhere (a refused whisper, a machine), and a dial that names another
 * leg was won by that one. A lost `answered` report is made good from a duration that was told, with its error: the dial's,
 * the phone's, or, when those are lost as well, the caller's.
 */
export function answerOf(call: Call): Answer | null {
  return answersOf(call)[0] ?? answerByCaller(call)
}

/** A caller who was never queued and whose leg lasted was in a talk: before that the line only rang, which does not count. */
function answerByCaller(call: Call): Answer | null {
  const { ended } = call
  const round = lastRound(call)
  if (ended?.status !== 'completed' || !ended.talkSeconds || call.turnedAway || Object.keys(call.stays).length > 0) return null
  if (round === 0 || call.rounds[round]?.ended?.bridged === false) return null
  const able = legsIn(call, round).filter(([, leg]) => !leg.ended || leg.ended.status === 'completed')
  const [only] = able.length === 1 ? able : []
  return { agent: only?.[1].agent ?? null, leg: only?.[0] ?? null, round, when: before(call, ended, ended.talkSeconds) }
}
