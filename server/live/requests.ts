import { z } from 'zod'
import { AWAY_REASONS, type AgentEvent, WRAP_UP_OUTCOMES } from '../agents/events.ts'
import { unsaidCall } from '../agents/state.ts'
import type { AgentId } from '../calls/events.ts'
import type { Clock } from '../clock.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import { type Greetings, LONGEST_GREETING } from '../people/greetings.ts'
import type { Refusal, Reply } from '../protocol/requests.ts'
import { byUs } from '../routing/plan.ts'
import { callId } from './transfer-requests.ts'

/** What an agent may choose as a reason: the desk's own is not among them. */
const reasons = z.enum(AWAY_REASONS).exclude(['not-answering'])

export const stateRequest = z.strictObject({
  state: z.enum(['ready', 'away']),
  /** Only with `away`; `other` when left out. */
  reason: reasons.optional(),
}).refine(({ state, reason }) => state === 'away' || reason === undefined, { message: 'a reason goes with away', path: ['reason'] })

export const wrapUpRequest = z.strictObject({
  outcome: z.enum(WRAP_UP_OUTCOMES),
  note: z.string().max(2000).default(''),
  /** Which call is meant; the latest when left out. A note is taken a little while after the wrap-up ended, too. */
  call: callId.shape.call.optional(),
})

export const greetingRequest = z.strictObject({ text: z.string().max(LONGEST_GREETING) })

export const heartbeat = z.strictObject({
  registered: z.boolean(),
  tokenUntil: z.int().nullable(),
  microphone: z.enum(['granted', 'prompt', 'denied', 'none']),
  sound: z.enum(['running', 'suspended']),
  hidden: z.boolean(),
  roundTripMs: z.number().min(0).nullable(),
  hasPhone: z.boolean(),
})

/** What people ask of the desk, over HTTP or a socket: check, do, reply, in that order. */
export interface Requests {
  setState(agent: AgentId, asked: z.infer<typeof stateRequest>): Promise<Reply>
  finishWrapUp(agent: AgentId, asked: z.infer<typeof wrapUpRequest>): Promise<Reply>
  setGreeting(agent: AgentId, asked: z.infer<typeof greetingRequest>): Promise<Reply>
  signOut(agent: AgentId): Promise<Reply>
}

export function createRequests(floor: Floor, intake: Intake, clock: Clock, greetings: Greetings): Requests {
  const say = async (agent: AgentId, decide: (floor: Floor, now: number) => AgentEvent | Refusal): Promise<Reply> => {
    if (!floor.staff.some(({ id }) => id === agent)) return { ok: false, because: 'not-an-agent' }
    let refused: Refusal | null = null
    await intake.take({
      key: null,
      decide(floor) {
        const said = decide(floor, clock.now())
        refused = typeof said === 'string' ? said : null
        return { events: typeof said === 'string' ? [] : [said] }
      },
    })
    return refused ? { ok: false, because: refused } : { ok: true }
  }
  return {
    setState: (agent, { state, reason }) => say(agent, (floor, now) => {
      const told = { ...byUs(now), agent }
      if (state === 'away') return { ...told, type: 'agent-went-away', reason: reason ?? 'other' }
      // During a talk "ready" would say nothing; the agent is ready after wrap-up anyway.
      return floor.talking.has(agent) && floor.agent(agent).declared.state === 'ready' ? 'on-a-call' : { ...told, type: 'agent-became-ready' }
    }),
    finishWrapUp: (agent, { outcome, note, call }) => say(agent, (floor, now) => {
      const about = unsaidCall(floor.agent(agent), now, call)
      return about ? { ...byUs(now), type: 'wrap-up-finished', agent, call: about, outcome, note } : 'nothing-to-wrap-up'
    }),
    async setGreeting(agent, { text }) {
      if (!floor.staff.some(({ id }) => id === agent)) return { ok: false, because: 'not-an-agent' }
      greetings.set(agent, text)
      return { ok: true }
    },
    // With the page they log out from, their line would end.
    signOut: (agent) => say(agent, (floor, now) => (floor.talking.has(agent) || floor.isCallingBack(agent) ? 'on-a-call' : { ...byUs(now), type: 'agent-signed-out', agent })),
  }
}
