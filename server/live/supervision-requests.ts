import { z } from 'zod'
import { reasonsAgainst } from '../agents/state.ts'
import { type Arrangement, arrangementOf, nextNumber, supervisorsOf } from '../calls/arrangement.ts'
import { type AgentId, type CallEvent, type CallId, END_REASONS, type SuperviseMode } from '../calls/events.ts'
import type { Call } from '../calls/state.ts'
import { armedEnd, CONFIRM_WITHIN_MS, endingOf, isOpen } from '../calls/supervision.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import type { Event } from '../journal/codec.ts'
import type { Role } from '../protocol/people.ts'
import type { Refusal, Reply } from '../protocol/requests.ts'
import { byUs } from '../routing/plan.ts'
import { stateRequest } from './requests.ts'
import { type Hand, may } from './rights.ts'

/** What a supervisor asks of other people's calls and states: by right, with a name, and as a fact like everything else. */

export const endRequest = z.strictObject({
  reason: z.enum(END_REASONS).describe('Decides which sentence the caller hears'),
  confirm: z.boolean().default(false).describe(`The second step; within ${CONFIRM_WITHIN_MS / 1000} s after the first, by the same person and for the same reason`),
})
export const agentId = z.strictObject({ agent: z.string().min(1).max(64) })
export { stateRequest }

/** Who asks. */
export interface Overseer {
  account: AgentId
  role: Role
}

/** What came of a step of ending a call. */
export type EndReply = { ok: true; step: 'armed'; until: number } | { ok: true; step: 'ending'; until: null } | Extract<Reply, { ok: false }>

export interface SupervisionRequests {
  /** Takes part in a call, or takes part otherwise: the supervisor's own phone rings unless it is in the call already. */
  supervise(who: Overseer, call: CallId, mode: SuperviseMode): Promise<Reply>
  /** Goes; the talk goes on. */
  stop(who: Overseer, call: CallId): Promise<Reply>
  requeue(who: Overseer, call: CallId): Promise<Reply>
  end(who: Overseer, call: CallId, asked: z.infer<typeof endRequest>): Promise<EndReply>
  setState(who: Overseer, agent: AgentId, asked: z.infer<typeof stateRequest>): Promise<Reply>
}

type Body = CallEvent extends infer E ? E extends CallEvent ? Omit<E, 'at' | 'earliest' | 'receivedAt' | 'call'> : never : never

interface Sight {
  floor: Floor
  call: Call
  now: number
  arrangement: Arrangement
  /** Number of the next request. */
  ask: number
}

export function createSupervisionRequests(intake: Intake): SupervisionRequests {
  const decide = async (who: Overseer, action: Hand, work: (floor: Floor, now: number) => readonly Event[] | Refusal): Promise<Reply> => {
    if (!may(who.role, action)) return { ok: false, because: 'not-allowed' }
    let refused: Refusal | null = null
    await intake.take({
      key: null,
      decide(floor, now) {
        const answer = work(floor, now)
        refused = typeof answer === 'string' ? answer : null
        return { events: typeof answer === 'string' ? [] : answer }
      },
    })
    return refused ? { ok: false, because: refused } : { ok: true }
  }
  /** For a call that somebody has in hand, or whose caller is being passed on. */
  const running = (who: Overseer, action: Hand, id: CallId, work: (sight: Sight) => readonly Body[] | Refusal): Promise<Reply> =>
    decide(who, action, (floor, now) => {
      const call = floor.call(id)
      if (!call.arrived) return 'unknown-call'
      const arrangement = arrangementOf(call)
      const { staying, parties, transfer } = arrangement
      if (call.ended || endingOf(call)) return 'call-has-ended'
      if (staying.length === 0 && !transfer?.hunting) return parties.length > 0 && arrangement.caller === 'out' ? 'call-has-ended' : 'wrong-moment'
      const answer = work({ floor, call, now, arrangement, ask: nextNumber(call.asks) })
      return typeof answer === 'string' ? answer : answer.map((body) => ({ ...byUs(now), ...body, call: id }) as CallEvent)
    })
  /** The supervisor's own part in a call, while it lasts. */
  const ownIn = (call: Call, account: AgentId) => supervisorsOf(call).findLast((one) => one.by === account && isOpen(one)) ?? null

  return {
    supervise: (who, id, mode) => running(who, mode, id, ({ floor, call, arrangement, ask }) => {
      const { staying, transfer } = arrangement
      const own = ownIn(call, who.account)
      const others = staying.filter(({ agent, supervision }) => agent !== who.account && supervision === null)
      // Whoever is passed on has somebody who does it: that can be withdrawn, and then the caller taken over.
      if (mode === 'take-over' && (others.length === 0 || isPassedOn(arrangement))) return 'wrong-moment'
      if (others.length === 0 && !transfer?.hunting) return 'wrong-moment'
      if (own) {
        if (own.mode === mode || own.mode === 'take-over') return 'wrong-moment'
        return [{ type: 'supervise-changed', ask, supervision: own.n, mode, by: who.account }]
      }
      const because = whyNotRung(floor, who.account)
      return because ?? [{ type: 'supervise-asked', ask, supervision: supervisorsOf(call).length + 1, mode, by: who.account }]
    }),
    stop: (who, id) => running(who, 'listen', id, ({ call, arrangement, ask }) => {
      const own = ownIn(call, who.account)
      // Alone with the caller: that is hung up, passed on or ended, not left.
      const alone = arrangement.staying.length > 0 && arrangement.staying.every(({ supervision }) => supervision === own?.n)
      return !own || alone ? 'wrong-moment' : [{ type: 'supervise-ended', ask, supervision: own.n, by: who.account }]
    }),
    requeue: (who, id) => running(who, 're-queue', id, ({ arrangement, ask }) => [
      { type: 'requeue-asked', ask, by: who.account }, ...withdrawal(arrangement, who.account, ask + 1),
    ]),
    async end(who, id, { reason, confirm }) {
      let until: number | null = null
      const reply = await running(who, 'end', id, ({ call, now, arrangement, ask }) => {
        if (!confirm) {
          until = now + CONFIRM_WITHIN_MS
          return [{ type: 'end-armed', ask, reason, by: who.account }]
        }
        const armed = armedEnd(call, now)
        if (armed?.by !== who.account || armed.reason !== reason) return 'not-armed'
        return [{ type: 'end-asked', ask, reason, by: who.account }, ...withdrawal(arrangement, who.account, ask + 1)]
      })
      if (!reply.ok) return reply
      return until === null ? { ok: true, step: 'ending', until } : { ok: true, step: 'armed', until }
    },
    setState: (who, agent, { state, reason }) => decide(who, 'set-state', (floor, now) => {
      const staff = floor.staff.find(({ id }) => id === agent)
      if (!staff) return 'target-unknown'
      const { declared } = floor.agent(agent)
      // Whoever has not come to their desk cannot be sent to it: nothing there would ring.
      if (declared.state === 'offline' && staff.endpoint.kind === 'browser') return 'target-unreachable'
      const told = { ...byUs(now), agent, by: who.account }
      if (state === 'away') return [{ ...told, type: 'agent-went-away', reason: reason ?? 'other' }]
      return floor.talking.has(agent) && declared.state === 'ready' ? 'on-a-call' : [{ ...told, type: 'agent-became-ready' }]
    }),
  }
}

/** Whether the caller is being passed on and nobody new has them yet. */
function isPassedOn({ staying, transfer }: Arrangement): boolean {
  if (!transfer || transfer.withdrawn) return false
  if (transfer.hunting) return true
  return transfer.winner !== null && !transfer.joinAsked && transfer.kind === 'consult'
    && staying.some(({ attempt }) => attempt === transfer.winner![0]) && staying.some(({ agent }) => agent === transfer.by)
}

/** A transfer that a supervisor's decision about the caller overtakes is withdrawn with it. */
const withdrawal = (arrangement: Arrangement, by: AgentId, ask: number): Body[] =>
  (isPassedOn(arrangement) ? [{ type: 'transfer-withdrawn', ask, transfer: arrangement.transfer!.n, by }] : [])

/** Why a supervisor's own phone would not ring now. */
function whyNotRung(floor: Floor, account: AgentId): Refusal | null {
  const staff = floor.staff.find(({ id }) => id === account)
  if (!staff) return 'no-phone'
  if (floor.talking.has(account) || floor.isCallingBack(account) || [...floor.partsOf(account).values()].includes('called')) return 'on-a-call'
  const against = staff.endpoint.kind === 'browser' ? reasonsAgainst({ ...floor.agent(account), unreachable: null }) : []
  return against.some((reason) => reason === 'no-heartbeat' || reason === 'not-registered' || reason === 'no-microphone') ? 'phone-silent' : null
}

