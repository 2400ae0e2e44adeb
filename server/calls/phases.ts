import type { Moment } from '../clock.ts'
import type { CallerPhase } from '../protocol/story.ts'
import { answerOf, answersOf } from './answers.ts'
import type { Where } from './events.ts'
import { type Call, hangUpOf, talkEnd } from './state.ts'

/** What the caller heard: ringback, the queue, a person, words and music while held, or that the line is closed or full. */
export interface Phase {
  phase: CallerPhase
  from: Moment
  /** Null while it goes on. */
  to: Moment | null
}

/** Where a document sent the caller, as what is heard there; `out` and `called` begin nothing of their own. */
const HEARD: Partial<Record<Where, CallerPhase>> = { bridge: 'talking', room: 'talking', hold: 'held', queue: 'queued' }

/**
 * The caller's side of a call, from arrival to hang-up, without gap or overlap. Read off the facts: whatever comes late
 * falls into its place. Moments are as well known as the facts behind them, see `When`.
 */
export function phasesOf(call: Call): Phase[] {
  const { arrived } = call
  if (!arrived) return []
  const begins: { phase: CallerPhase; at: Moment }[] = [{ phase: 'ringing', at: arrived.at }]
  for (const { joined } of Object.values(call.stays)) if (joined) begins.push({ phase: 'queued', at: joined.at })
  const answers = answersOf(call)
  const answer = answerOf(call)
  for (const { when } of answers.length > 0 ? answers : answer ? [answer] : []) begins.push({ phase: 'talking', at: when.at })
  for (const { who, where, at } of Object.values(call.placements)) {
    const phase = who === 'caller' ? HEARD[where] : undefined
    if (phase) begins.push({ phase, at })
  }
  if (call.turnedAway) begins.push({ phase: 'turned-away', at: call.turnedAway.at })
  const end = answer ? talkEnd(call, answer)?.at ?? null : hangUpOf(call)?.at ?? null
  begins.sort((a, b) => a.at - b.at)
  const phases: Phase[] = []
  for (const { phase, at } of begins) {
    // What was decided at the moment of arrival was heard from the beginning; what lies behind the end was heard by nobody.
    const from = Math.max(at, arrived.at)
    if (end !== null && from >= end && phases.length > 0) break
    const last = phases.at(-1)
    if (last?.phase === phase) continue
    if (last) last.to = from
    if (last?.from === from) phases.pop()
    if (phases.at(-1)?.phase === phase) phases.at(-1)!.to = null
    else phases.push({ phase, from, to: null })
  }
  const last = phases.at(-1)
  if (last && end !== null) last.to = Math.max(last.from, end)
  return phases
}
