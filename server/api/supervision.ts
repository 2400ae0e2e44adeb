import type { IRouter, RequestHandler } from 'express'
import type { AgentId, CallId } from '../calls/events.ts'
import { type Hand, may } from '../live/rights.ts'
import type { Overseer, SupervisionRequests } from '../live/supervision-requests.ts'
import { ROLES, type SessionView } from '../protocol/people.ts'
import { type EndingView, SUPERVISE_MODES } from '../protocol/supervision.ts'
import { closing } from '../webhooks/words.ts'
import { answer, needing, WHAT_TO_DO } from './asking.ts'
import { check, Problem } from './problem.ts'
import * as schemas from './schemas.ts'

/** The supervisor's hand. Who may what stands in `live/rights.ts`: it is asked here, before anything is read, and once more where it is done. */
export function superviseRoutes(router: IRouter, requests: SupervisionRequests, hotline: string): void {
  const overseer = ({ account, role }: SessionView): Overseer => ({ account: account as AgentId, role })
  const rolesFor = (action: Hand) => ROLES.filter((role) => may(role, action))
  const ofCall = (action: Hand, ask: (who: Overseer, call: CallId) => ReturnType<SupervisionRequests['stop']>): RequestHandler =>
    needing(rolesFor(action), async (request, response, who) => {
      const { call } = check(schemas.callId, request.params)
      check(schemas.nothingMore, request.body ?? {})
      answer(response, await ask(overseer(who), call as CallId))
    })
  for (const mode of SUPERVISE_MODES) router.post(`/calls/:call/${mode}`, ofCall(mode, (who, call) => requests.supervise(who, call, mode)))
  router.post('/calls/:call/supervise/stop', ofCall('listen', requests.stop))
  router.post('/calls/:call/re-queue', ofCall('re-queue', requests.requeue))
  router.post('/calls/:call/end', needing(rolesFor('end'), async (request, response, who) => {
    const { call } = check(schemas.callId, request.params)
    const asked = check(schemas.endRequest, request.body)
    const reply = await requests.end(overseer(who), call as CallId, asked)
    if (!reply.ok) throw new Problem(reply.because, WHAT_TO_DO[reply.because])
    response.json({ step: reply.step, until: reply.until, callerHears: closing(asked.reason, hotline) } satisfies EndingView)
  }))
  router.put('/agents/:agent/state', needing(rolesFor('set-state'), async (request, response, who) => {
    const { agent } = check(schemas.agentId, request.params)
    answer(response, await requests.setState(overseer(who), agent as AgentId, check(schemas.stateRequest, request.body)))
  }))
}
