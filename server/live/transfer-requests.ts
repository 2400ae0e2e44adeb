import { z } from 'zod'
import { arrangementOf, attemptsOf, isHeld, legOfAttempt, nextNumber, type Party, type Transfer } from '../calls/arrangement.ts'
import { type AgentId, type CallEvent, type CallId, type LegId, NOBODY_FREE, type NobodyFree, type Target, TRANSFER_KINDS } from '../calls/events.ts'
import type { Intent } from '../calls/intents.ts'
import type { Call } from '../calls/state.ts'
import { CAPS, dialledToday, mayDial } from '../directory/outbound.ts'
import type { Floor } from '../floor/floor.ts'
import type { Intake } from '../floor/intake.ts'
import type { Refusal, Reply } from '../protocol/requests.ts'
import type { TransferTo } from '../protocol/transfers.ts'
import { byUs } from '../routing/plan.ts'
import { callBackOf } from '../standards/transfers.ts'
import { addressOf, canBeCalled, canBeCalledBack, peopleOf } from '../routing/transfers.ts'

/** What a desk may ask of a call in its hand, over HTTP or a socket; who may ask it, and why it may be refused. */

const id = z.string().min(1).max(64)
export const transferTarget = z.union([z.strictObject({ department: id }), z.strictObject({ agent: id }), z.strictObject({ contact: id })])
export const transferRequest = z.strictObject({
  to: transferTarget,
  kind: z.enum(TRANSFER_KINDS),
  gist: z.string().max(300).default('').describe('What it is about: shown or whispered to the colleague before they speak with the caller'),
})
export const transferToRequest = z.strictObject({ to: transferTarget })
export const callBackRequest = z.strictObject({ promisedFor: z.int().min(0) })
export const settleRequest = z.strictObject({ outcome: z.enum(['reached', 'not-reached']) })

export const putDownRequest = z.strictObject({ leg: id })

export const nothingMore = z.strictObject({})
export const callId = z.strictObject({ call: z.string().regex(/^[0-9a-z]{9}-[0-9a-f]{8}$/, 'is not the id of a call') })

export interface TransferRequests {
  transfer(agent: AgentId, call: CallId, asked: z.infer<typeof transferRequest>): Promise<Reply>
  /** Another person or department for the same transfer: its promise goes on. */
  transferTo(agent: AgentId, call: CallId, asked: { to: TransferTo }): Promise<Reply>
  join(agent: AgentId, call: CallId): Promise<Reply>
  withdraw(agent: AgentId, call: CallId): Promise<Reply>
  swap(agent: AgentId, call: CallId): Promise<Reply>
  leave(agent: AgentId, call: CallId): Promise<Reply>
  hold(agent: AgentId, call: CallId): Promise<Reply>
  resume(agent: AgentId, call: CallId): Promise<Reply>
  hangUp(agent: AgentId, call: CallId): Promise<Reply>
  /** This agent is about to put their line down: without, a line that ends counts as lost, see `routing/transfers.ts`. */
  putDown(agent: AgentId, call: CallId, asked: { leg: string }): Promise<Reply>
  bookCallBack(agent: AgentId, call: CallId, asked: { promisedFor: number }): Promise<Reply>
  dialCallBack(agent: AgentId, call: CallId): Promise<Reply>
  /** Another time was agreed with the caller; the promise is this agent's from then on. */
  changeCallBack(agent: AgentId, call: CallId, asked: { promisedFor: number }): Promise<Reply>
  settleCallBack(agent: AgentId, call: CallId, asked: { outcome: 'reached' | 'not-reached' }): Promise<Reply>
}

/** What a request makes of a call: facts, and now and then something to do at Twilio; or why not, which may be a fact of its own. */
type Answer = Refusal | { events: Body[]; intents?: Intent[]; refused?: Refusal }
type Body = CallEvent extends infer E ? E extends CallEvent ? Omit<E, 'at' | 'earliest' | 'receivedAt' | 'call'> : never : never

interface InHand {
  floor: Floor
  call: Call
  now: number
  agent: AgentId
  me: Party
  staying: readonly Party[]
  transfer: Transfer | null
  /** Number of the next request. */
  ask: number
}

export function createTransferRequests(intake: Intake, dayStart: (at: number) => number): TransferRequests {
  const decide = async (floorWork: (floor: Floor, now: number) => { call: Call | null; answer: Answer }): Promise<Reply> => {
    let refused: Refusal | null = null
    await intake.take({
      key: null,
      decide(floor, now) {
        const { call, answer } = floorWork(floor, now)
        refused = typeof answer === 'string' ? answer : answer.refused ?? null
        if (typeof answer === 'string' || !call) return { events: [] }
        return { events: answer.events.map((body) => ({ ...byUs(now), ...body, call: call.id }) as CallEvent), intents: answer.intents ?? [] }
      },
    })
    return refused ? { ok: false, because: refused } : { ok: true }
  }
  /** For whoever has the call in hand. */
  const inHand = (agent: AgentId, id: CallId, work: (hand: InHand) => Answer): Promise<Reply> => decide((floor, now) => {
    const call = floor.call(id)
    if (!call.arrived) return { call, answer: 'unknown-call' }
    const { staying, parties, transfer } = arrangementOf(call)
    if (call.ended || (parties.length > 0 && staying.length === 0 && !transfer?.hunting)) {
      return { call, answer: parties.some((party) => party.agent === agent) ? 'call-has-ended' : 'not-your-call' }
    }
    const me = staying.find((party) => party.agent === agent)
    if (!me) return { call, answer: 'not-your-call' }
    return { call, answer: work({ floor, call, now, agent, me, staying, transfer, ask: nextNumber(call.asks) }) }
  })
  const asked = (body: Body): Answer => ({ events: [body] })
  /** Whether somebody could be rung there now. */
  const look = ({ floor, call, agent, now }: InHand, to: Target): Refusal | null => {
    if (to.kind === 'contact') {
      const contact = floor.directory.contacts.find(({ id }) => id === to.id)
      if (!contact) return 'target-unknown'
      const known = new Set(floor.directory.contacts.map(({ number }) => number))
      const may = mayDial({ number: contact.number, known, today: dialledToday(floor.dialledOut, dayStart(now), agent) }, CAPS)
      return may.ok ? null : may.because
    }
    const people = to.kind === 'agent' ? floor.staff.filter(({ id }) => id === to.id) : peopleOf(floor, to.id)
    if (people.length === 0) {
      const exists = to.kind === 'department' && floor.directory.departments.some(({ id }) => id === to.id)
      return exists ? 'target-unreachable' : 'target-unknown'
    }
    const inCall = new Set(arrangementOf(call).staying.map((party) => party.agent))
    const able = people.filter(({ id }) => id !== agent && !inCall.has(id)).map(({ id }) => canBeCalled(floor, id, now))
    if (able.includes('yes')) return null
    return able.includes('busy') || able.length === 0 ? 'target-busy' : 'target-unreachable'
  }
  /** Nobody there could be rung. No transfer begins, and so no promise; that somebody looked for them in vain is written down, once for each try. */
  const inVain = ({ call, now, agent }: InHand, to: Target, because: NobodyFree): Answer => {
    const before = Object.values(call.refused).findLast((one) => one.to.kind === to.kind && one.to.id === to.id)
    if (before && now - before.at < SAME_TRY_MS) return because
    return { refused: because, events: [{ type: 'transfer-refused', refusal: nextNumber(call.refused), to, by: agent, because }] }
  }
  const isInVain = (because: Refusal): because is NobodyFree => (NOBODY_FREE as readonly Refusal[]).includes(because)
  /** Why not, for one who asks to pass the call on there. */
  const refusalOf = (hand: InHand, to: Target): Answer | null => {
    const because = look(hand, to)
    // Whoever is in this very call is not looked for.
    const isHere = to.kind === 'agent' && (to.id === hand.agent || hand.staying.some((party) => party.agent === to.id))
    return because && isInVain(because) && !isHere ? inVain(hand, to, because) : because
  }
  /** A transfer that came back can be tried again, by whoever has the caller now: its promise goes on. */
  const isOpen = ({ transfer, agent }: InHand): boolean =>
    transfer !== null && (transfer.by === agent || !transfer.hunting) && !transfer.withdrawn && !transfer.winner
  const consulting = ({ transfer, staying }: InHand): Transfer | null => {
    if (!transfer?.winner || transfer.withdrawn) return null
    return staying.some(({ attempt }) => attempt === transfer.winner![0]) && staying.length > 1 ? transfer : null
  }

  return {
    transfer: (agent, id, { to, kind, gist }) => inHand(agent, id, (hand) => {
      const { transfer, ask } = hand
      if (transfer?.hunting || consulting(hand)) return 'wrong-moment'
      const target = targetOf(to)
      const refused = refusalOf(hand, target)
      if (refused) return refused
      if (isOpen(hand)) return asked({ type: 'transfer-widened', ask, transfer: hand.transfer!.n, kind, to: target, by: agent })
      return asked({ type: 'transfer-asked', ask, transfer: (transfer?.n ?? 0) + 1, kind, to: target, by: agent, gist })
    }),
    transferTo: (agent, id, { to }) => inHand(agent, id, (hand) => {
      if (!isOpen(hand)) return 'wrong-moment'
      const target = targetOf(to)
      return refusalOf(hand, target) ?? asked({ type: 'transfer-widened', ask: hand.ask, transfer: hand.transfer!.n, kind: hand.transfer!.kind, to: target, by: agent })
    }),
    join: (agent, id) => inHand(agent, id, (hand) => {
      const transfer = consulting(hand)
      if (!transfer || transfer.by !== agent || transfer.joinAsked) return 'wrong-moment'
      return asked({ type: 'join-asked', ask: hand.ask, transfer: transfer.n, by: agent })
    }),
    withdraw: (agent, id) => inHand(agent, id, (hand) => {
      const { transfer, ask } = hand
      if (!transfer || transfer.by !== agent || transfer.withdrawn || transfer.joinAsked) return 'wrong-moment'
      if (transfer.winner && !consulting(hand)) return 'wrong-moment'
      return asked({ type: 'transfer-withdrawn', ask, transfer: transfer.n, by: agent })
    }),
    swap: (agent, id) => inHand(agent, id, (hand) => {
      const transfer = consulting(hand)
      if (!transfer || transfer.by !== agent || transfer.joinAsked) return 'wrong-moment'
      return asked({ type: 'swap-asked', ask: hand.ask, transfer: transfer.n, by: agent })
    }),
    leave: (agent, id) => inHand(agent, id, (hand) => (consulting(hand) ? asked({ type: 'leave-asked', ask: hand.ask, by: agent }) : 'wrong-moment')),
    hold: (agent, id) => inHand(agent, id, (hand) => {
      if (hand.transfer?.hunting || consulting(hand) || isHeld(hand.call, hand.staying)) return 'wrong-moment'
      return asked({ type: 'hold-asked', ask: hand.ask, by: agent })
    }),
    resume: (agent, id) => inHand(agent, id, (hand) =>
      (isHeld(hand.call, hand.staying) ? asked({ type: 'resume-asked', ask: hand.ask, by: agent }) : 'wrong-moment')),
    hangUp: (agent, id) => inHand(agent, id, ({ ask }) => asked({ type: 'hang-up-asked', ask, by: agent })),
    putDown: (agent, id, { leg }) => decide((floor) => {
      const call = floor.call(id)
      if (!call.arrived) return { call, answer: 'unknown-call' }
      const mine = call.legs[leg as LegId]?.agent === agent || attemptsOf(call).some(([, one]) => one.rung?.to.id === agent && legOfAttempt(one) === leg)
      return { call, answer: mine ? asked({ type: 'line-put-down', leg: leg as LegId, by: agent }) : 'not-your-call' }
    }),

    bookCallBack: (agent, id, { promisedFor }) => decide((floor, now) => {
      const call = floor.call(id)
      const answer = ((): Answer => {
        if (!call.arrived) return 'unknown-call'
        const { parties, transfer } = arrangementOf(call)
        const hasCalledBack = calledBackBy(call, agent)
        if (!hasCalledBack && !parties.some((party) => party.agent === agent)) return 'not-your-call'
        if (!canBePromised(promisedFor, now)) return 'wrong-moment'
        if (hasCalledBack) return { events: [anotherTime(call, agent, promisedFor)] }
        if (call.callBack.booked) return 'wrong-moment'
        if (!canBeCalledBack(call)) return 'not-allowed-number'
        const department = transfer?.to.kind === 'department' ? transfer.to.id : null
        const booked: Body = { type: 'call-back-booked', reason: 'booked', promisedFor, owner: agent, department }
        // Whoever promises a call no longer looks for somebody: the agent has the caller back to say so.
        const back: Body[] = transfer?.hunting && transfer.by === agent
          ? [{ type: 'transfer-returned', ask: nextNumber(call.asks), transfer: transfer.n, because: 'call-back-booked' }] : []
        return { events: [booked, ...back] }
      })()
      return { call, answer }
    }),
    dialCallBack: (agent, id) => decide((floor, now) => {
      const row = floor.callBacks.get(id)
      const call = floor.call(id)
      const address = addressOf(floor, { kind: 'agent', id: agent })
      const answer = ((): Answer => {
        if (!row) return 'unknown-call'
        if (!address) return 'not-an-agent'
        if (floor.talking.has(agent) || floor.isCallingBack(agent)) return 'on-a-call'
        if (row.state !== 'open') return 'being-called-back'
        const raw = call.arrived!.caller.raw
        const may = mayDial({ number: raw, known: new Set([raw]), today: dialledToday(floor.dialledOut, dayStart(now), agent) }, CAPS)
        if (!may.ok) return may.because
        const dial = nextNumber(call.callBack.dials)
        return {
          events: [{ type: 'call-back-dialled', dial, by: agent }],
          intents: [{ do: 'call-back', call: id, dial, address, notAfter: now + COMMAND_LIVES_MS }],
        }
      })()
      return { call, answer }
    }),
    changeCallBack: (agent, id, { promisedFor }) => decide((floor, now) => {
      const call = floor.call(id)
      const refused = isInOthersHand(floor, id, agent)
      if (refused) return { call, answer: refused }
      if (!canBePromised(promisedFor, now)) return { call, answer: 'wrong-moment' }
      return { call, answer: { events: [anotherTime(call, agent, promisedFor)] } }
    }),
    settleCallBack: (agent, id, { outcome }) => decide((floor) => {
      const call = floor.call(id)
      const refused = isInOthersHand(floor, id, agent)
      if (refused) return { call, answer: refused }
      // It is settled by what comes of it; who settled it now would be rung while they talk.
      if (floor.callBacks.get(id)!.state === 'dialling') return { call, answer: 'on-a-call' }
      return { call, answer: { events: [{ type: 'call-back-settled', outcome, by: agent }] } }
    }),
  }
}

const COMMAND_LIVES_MS = 10_000
/** Pressed again within this, it is the same try to reach them. */
const SAME_TRY_MS = 5_000
/** A call that is promised for later than this is a slip of the hand. */
const LATEST_PROMISE_MS = 31 * 86_400_000

const canBePromised = (at: number, now: number): boolean => at >= now && at <= now + LATEST_PROMISE_MS

const anotherTime = (call: Call, by: AgentId, promisedFor: number): Body =>
  ({ type: 'call-back-changed', change: nextNumber(call.callBack.changes), promisedFor, by })

/** Whether this agent reached the caller, so that the promise was kept: what they agree on now is another one. */
function calledBackBy(call: Call, agent: AgentId): boolean {
  const row = callBackOf(call)
  return row?.state === 'done' && !call.callBack.settled && row.dialled_by === agent
}

/** Nobody takes a caller off the list, or agrees on another time, while a colleague calls them. */
function isInOthersHand(floor: Floor, id: CallId, agent: AgentId): Refusal | null {
  const row = floor.callBacks.get(id)
  if (!row) return 'unknown-call'
  return row.state === 'dialling' && row.dialled_by !== agent ? 'being-called-back' : null
}

function targetOf(to: TransferTo): Target {
  if ('department' in to) return { kind: 'department', id: to.department }
  return 'agent' in to ? { kind: 'agent', id: to.agent } : { kind: 'contact', id: to.contact }
}
