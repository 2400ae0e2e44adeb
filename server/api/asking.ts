import type { Request, RequestHandler, Response } from 'express'
import type { z } from 'zod'
import type { AgentId, CallId } from '../calls/events.ts'
import { whoIs } from '../people/sessions.ts'
import type { Role, SessionView } from '../protocol/people.ts'
import type { Reply } from '../protocol/requests.ts'
import { check, Problem } from './problem.ts'
import { callId } from './schemas.ts'

/** How a route is asked: who may, what was said, and how a refusal is told. Shared by every group of routes. */

type Work = (request: Request, response: Response, who: SessionView) => unknown

export const EVERYBODY = null
export const STAFF: readonly Role[] = ['agent', 'supervisor', 'administrator']
/** Who watches over the floor. */
export const OVERSEERS: readonly Role[] = ['supervisor', 'administrator']

/** @param roles null: whoever is logged in */
export const needing = (roles: readonly Role[] | null, work: Work): RequestHandler => async (request, response) => {
  const who = whoIs(request) ?? (response.locals['display'] as SessionView | undefined)
  if (!who) throw new Problem('not-logged-in', 'log in first: POST /api/v1/session with account and password')
  if (roles && !roles.includes(who.role)) throw new Problem('not-allowed', `this is not for the role ${who.role}`)
  await work(request, response, who)
}

/** A request that is done or refused: 204, or a word of the closed list. */
export const replying = <T>(schema: z.ZodType<T>, ask: (agent: AgentId, asked: T) => Promise<Reply>): RequestHandler =>
  needing(STAFF, async (request, response, who) => {
    answer(response, await ask(who.account as AgentId, check(schema, request.body)))
  })

/** Requests about a call in one's hand; refused with 404, 403 or 409 and a word of a closed list. */
export const ofCall = <T>(schema: z.ZodType<T>, ask: (agent: AgentId, call: CallId, asked: T) => Promise<Reply>): RequestHandler =>
  needing(STAFF, async (request, response, who) => {
    const { call } = check(callId, request.params)
    answer(response, await ask(who.account as AgentId, call as CallId, check(schema, request.body ?? {})))
  })

export function answer(response: Response, reply: Reply): void {
  if (!reply.ok) throw new Problem(reply.because, WHAT_TO_DO[reply.because])
  response.status(204).end()
}

export const WHAT_TO_DO = {
  'not-allowed': 'your role has no right to this',
  'no-phone': 'your account has no phone that could ring: an administrator can give it one, a browser is enough',
  'phone-silent': 'your phone would not ring: open the desk or the wallboard in a browser, and let it use the microphone',
  'not-armed': 'this is the second step: ask first without confirm, then again with confirm: true within ten seconds, for the same reason',
  'not-an-agent': 'this account has no phone: an administrator can give it one',
  'bad-request': 'the request is not as /api/v1/openapi.json says',
  'on-a-call': 'you are in a call; after it and its wrap-up you are ready again by yourself',
  'nothing-to-wrap-up': 'there is no call to wrap up',
  'not-logged-in': 'log in first',
  'unknown-call': 'there is no such call',
  'not-your-call': 'this call is in somebody else\'s hand',
  'call-has-ended': 'the call is over',
  'wrong-moment': 'this cannot be done at this stage of the call: GET /api/v1/calls/{call} tells where it stands',
  'target-busy': 'nobody there can take it now: GET /api/v1/directory says who can',
  'target-unknown': 'there is no such department, person or contact: GET /api/v1/directory lists them',
  'target-unreachable': 'their phone would not ring: GET /api/v1/directory says who can take it',
  'not-allowed-number': 'only numbers of the directory are dialled, in Korea, none at a premium',
  'being-called-back': 'somebody is calling them back just now',
  'too-many-calls-out': 'the cap on calls dialled out today is reached',
  'try-again': 'please try again',
} as const satisfies Record<Extract<Reply, { ok: false }>['because'], string>
