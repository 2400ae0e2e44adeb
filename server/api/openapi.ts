import { z } from 'zod'
import { PROBLEMS, type ProblemName } from './problem.ts'
import * as schemas from './schemas.ts'

interface Operation {
  method: 'get' | 'put' | 'post' | 'delete'
  path: string
  summary: string
  /** Who may: everybody logged in unless said. */
  roles?: string
  body?: z.ZodType
  query?: z.ZodObject
  params?: z.ZodObject
  answer?: z.ZodType
  status: 200 | 204
  refusals: ProblemName[]
}

const TO_SOMEBODY: ProblemName[] = ['target-unknown', 'target-busy', 'target-unreachable', 'not-allowed-number', 'too-many-calls-out']

/** What may be asked of a call by whoever has it in hand. */
const ABOUT_A_CALL: Operation[] = ([
  ['/calls/{call}/transfer', 'Pass the call on: to a department, a person, or a contact outside', schemas.transferRequest, TO_SOMEBODY],
  ['/calls/{call}/transfer/to', 'Try somebody else for the same transfer; its thirty seconds go on', schemas.transferToRequest, TO_SOMEBODY],
  ['/calls/{call}/transfer/join', 'Bring the caller to agent and colleague', schemas.nothingMore, []],
  ['/calls/{call}/transfer/withdraw', 'Take the caller back', schemas.nothingMore, []],
  ['/calls/{call}/transfer/swap', 'Speak with the caller while the colleague is held, or back', schemas.nothingMore, []],
  ['/calls/{call}/transfer/leave', 'Leave caller and colleague to each other', schemas.nothingMore, []],
  ['/calls/{call}/hold', 'Hold the caller: words and music', schemas.nothingMore, []],
  ['/calls/{call}/resume', 'Back from hold', schemas.nothingMore, []],
  ['/calls/{call}/hang-up', 'Hang up this agent\'s part', schemas.nothingMore, []],
  ['/calls/{call}/put-down', 'Say that this page is about to put its line down by hand: a line that ends without counts as lost, and its caller is kept', schemas.putDownRequest, []],
  ['/calls/{call}/call-back', 'Promise to call this caller back', schemas.callBackRequest, ['not-allowed-number']],
  ['/calls/{call}/call-back/dial', 'Call back now: the agent\'s phone rings, then the caller\'s', schemas.nothingMore, ['on-a-call', 'not-allowed-number', 'too-many-calls-out', 'being-called-back']],
  ['/calls/{call}/call-back/change', 'Promise it for another time; the promise is then this agent\'s', schemas.callBackRequest, ['being-called-back']],
  ['/calls/{call}/call-back/settle', 'Say what became of it', schemas.settleRequest, ['on-a-call', 'being-called-back']],
] as [string, string, z.ZodType, ProblemName[]][]).map(([path, summary, body, more]) => ({
  method: 'post', path, summary, roles: 'whoever has the call in hand', params: schemas.callId, body, status: 204,
  refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'cross-site', 'unknown-call', 'not-your-call', 'call-has-ended', 'wrong-moment', 'not-an-agent', 'try-again', ...more],
}))

/** The supervisor's hand. */
const OF_SUPERVISORS: Operation[] = ([
  ['/calls/{call}/listen', 'Listen to a call: the supervisor\'s own phone rings; nobody hears them, the agent sees them', ['no-phone', 'phone-silent', 'on-a-call']],
  ['/calls/{call}/coach', 'Speak to the agent alone', ['no-phone', 'phone-silent', 'on-a-call']],
  ['/calls/{call}/barge', 'Speak with agent and caller', ['no-phone', 'phone-silent', 'on-a-call']],
  ['/calls/{call}/take-over', 'Speak with the caller in the agent\'s place; the agent goes to wrap-up', ['no-phone', 'phone-silent', 'on-a-call']],
  ['/calls/{call}/supervise/stop', 'Go; the talk goes on', []],
  ['/calls/{call}/re-queue', 'Put the caller at the front of the queue; the agent goes to wrap-up', []],
] as [string, string, ProblemName[]][]).map(([path, summary, more]): Operation => ({
  method: 'post', path, summary, roles: 'supervisor, administrator', params: schemas.callId, body: schemas.nothingMore, status: 204,
  refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'cross-site', 'unknown-call', 'call-has-ended', 'wrong-moment', 'try-again', ...more],
}))
OF_SUPERVISORS.push(
  {
    method: 'post', path: '/calls/{call}/end', summary: 'End a call, in two steps: the first says what the caller will hear, the second (confirm) does it',
    roles: 'supervisor, administrator', params: schemas.callId, body: schemas.endRequest, answer: schemas.ending, status: 200,
    refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'cross-site', 'unknown-call', 'call-has-ended', 'wrong-moment', 'not-armed', 'try-again'],
  },
  {
    method: 'put', path: '/agents/{agent}/state', summary: 'Set an agent ready or away; their desk says who did', roles: 'supervisor, administrator',
    params: schemas.agentId, body: schemas.stateRequest, status: 204,
    refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'cross-site', 'target-unknown', 'target-unreachable', 'on-a-call', 'try-again'],
  },
)
const BY_OVERSEERS = { roles: 'supervisor, administrator' } as const
const CHANGING: ProblemName[] = ['bad-request', 'not-logged-in', 'not-allowed', 'cross-site']

/** Alerts: what was raised, and the rules that raise it. */
const ABOUT_ALERTS: Operation[] = [
  { method: 'get', path: '/alerts', summary: 'Open alerts and those raised today, with who was told', ...BY_OVERSEERS, answer: schemas.alerts, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'post', path: '/alerts/{alert}/acknowledge', summary: 'Somebody is seeing to it: no more sound, no escalation', ...BY_OVERSEERS, params: schemas.alertId, body: schemas.acknowledgeRequest, status: 204, refusals: [...CHANGING, 'unknown-alert', 'alert-is-over'] },
  { method: 'get', path: '/alert-rules', summary: 'The rules, and whom they can tell', ...BY_OVERSEERS, answer: schemas.alertRules, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'put', path: '/alert-rules/{rule}', summary: 'Make or change a rule', ...BY_OVERSEERS, params: schemas.alertRuleId, body: schemas.alertRuleRequest, status: 204, refusals: [...CHANGING, 'too-many-rules'] },
  { method: 'delete', path: '/alert-rules/{rule}', summary: 'Remove a rule; its open alert ends', ...BY_OVERSEERS, params: schemas.alertRuleId, status: 204, refusals: [...CHANGING, 'unknown-rule'] },
  { method: 'post', path: '/alert-rules/{rule}/silence', summary: 'For a while it only shows: no sound, no messages', ...BY_OVERSEERS, params: schemas.alertRuleId, body: schemas.silenceRequest, status: 204, refusals: [...CHANGING, 'unknown-rule'] },
]

/** Every operation of the API. `routes.ts` registers these and no others; a test holds the two together. */
export const OPERATIONS: Operation[] = [
  { method: 'post', path: '/session', summary: 'Log in: sets the session cookie', roles: 'anyone', body: schemas.login, answer: schemas.session, status: 200, refusals: ['bad-request', 'wrong-login', 'too-many-tries', 'cross-site'] },
  { method: 'get', path: '/session', summary: 'Who is logged in', answer: schemas.session, status: 200, refusals: ['not-logged-in'] },
  { method: 'delete', path: '/session', summary: 'Log out; an agent is signed out of the line too', roles: 'anyone', status: 204, refusals: ['on-a-call', 'cross-site'] },
  { method: 'get', path: '/live', summary: 'What the wallboard shows now', answer: schemas.live, status: 200, refusals: ['not-logged-in'] },
  { method: 'get', path: '/days/{day}/intervals', summary: 'A day by quarters of an hour: calls, promise T1 and promise T4', roles: 'supervisor, administrator, display', params: schemas.dayParameter, answer: schemas.day, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-found'] },
  { method: 'get', path: '/checks', summary: 'The newest self-check, and how our calls compare with Twilio\'s own list', roles: 'supervisor, administrator, display', answer: schemas.checks, status: 200, refusals: ['not-logged-in', 'not-allowed', 'not-found'] },
  { method: 'get', path: '/live/figures', summary: 'Every number of the board at one instant', roles: 'agent, supervisor, administrator', answer: schemas.figures, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'get', path: '/live/figures/{figure}', summary: 'What a number is made of, line by line, and why each is in or out', roles: 'supervisor, administrator', params: schemas.openedParams, query: schemas.openedQuery, answer: schemas.openedFigure, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-found'] },
  { method: 'get', path: '/live/figures/t4/{department}', summary: 'The same for promise T4 of one department', roles: 'supervisor, administrator', params: schemas.departmentParams, query: schemas.openedQuery, answer: schemas.openedFigure, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-found'] },
  { method: 'get', path: '/live/lens', summary: 'Today under our definition and under the seven formulas in common use', roles: 'agent, supervisor, administrator', answer: schemas.lens, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'get', path: '/definitions', summary: 'What is promised and how it is counted, with the dates from which each version holds', roles: 'agent, supervisor, administrator', answer: schemas.definitions, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'get', path: '/reports/promises', summary: 'The promises over a time, from the same sums as the board', roles: 'agent, supervisor, administrator', query: schemas.reportQuery, answer: schemas.promisesReport, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed'] },
  { method: 'get', path: '/phone', summary: 'How the desk page gets its telephone: a token for the Voice SDK', roles: 'whoever has a phone', answer: schemas.phone, status: 200, refusals: ['not-logged-in', 'not-allowed', 'not-an-agent'] },
  { method: 'get', path: '/directory', summary: 'Whom a call can be passed to, and who can take it now', roles: 'agent, supervisor, administrator', answer: schemas.directory, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'put', path: '/agents/me/greeting', summary: 'What to say when answering; an empty text brings back the line\'s own', roles: 'whoever has a phone', body: schemas.greetingRequest, status: 204, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-an-agent', 'cross-site', 'try-again'] },
  { method: 'put', path: '/agents/me/state', summary: 'Ready for calls, or away', roles: 'whoever has a phone', body: schemas.stateRequest, status: 204, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-an-agent', 'on-a-call', 'cross-site', 'try-again'] },
  { method: 'post', path: '/agents/me/wrap-up', summary: 'Wrap-up of the last call is done', roles: 'whoever has a phone', body: schemas.wrapUpRequest, status: 204, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-an-agent', 'nothing-to-wrap-up', 'cross-site', 'try-again'] },
  { method: 'get', path: '/calls', summary: 'Calls by arrival, newest last; agents see their own', roles: 'agent, supervisor, administrator', query: schemas.callsQuery, answer: schemas.calls, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed'] },
  { method: 'get', path: '/calls/{call}', summary: 'The whole story of a call', roles: 'supervisor, administrator; an agent whose phone took part', params: schemas.callId, answer: schemas.story, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-found'] },
  ...ABOUT_A_CALL,
  { method: 'get', path: '/replay', summary: 'The wallboard as it was at a moment: what was known then, drawn from the journal', roles: 'supervisor, administrator', query: schemas.replayQuery, answer: schemas.live, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-found', 'try-again'] },
  { method: 'get', path: '/replay/days', summary: 'From when to when the board can be seen again', roles: 'supervisor, administrator', answer: schemas.replayDays, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'get', path: '/displays', summary: 'Screens on the wall, the newest first, revoked ones too', roles: 'supervisor, administrator', answer: schemas.displays, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
  { method: 'post', path: '/displays', summary: 'Make a token for a screen on the wall: it shows the board without names, and can do nothing', roles: 'supervisor, administrator', body: schemas.displayRequest, answer: schemas.newDisplay, status: 200, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'cross-site'] },
  { method: 'delete', path: '/displays/{display}', summary: 'Take a screen\'s token back: it goes dark at once', roles: 'supervisor, administrator', params: schemas.displayId, status: 204, refusals: ['bad-request', 'not-logged-in', 'not-allowed', 'not-found', 'cross-site'] },
  ...OF_SUPERVISORS,
  ...ABOUT_ALERTS,
  { method: 'get', path: '/call-backs', summary: 'Who was promised to be called back, the most urgent first', roles: 'agent, supervisor, administrator', answer: schemas.callBacks, status: 200, refusals: ['not-logged-in', 'not-allowed'] },
]

/** OpenAPI 3.1, from the very schemas that check the input. */
export function openApi(publicUrl: string): object {
  const components: Record<string, unknown> = {}
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
    // Zod refers to named schemas from the schema's own root; in this document they stand under components.
    const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' })).replaceAll('"#/$defs/', '"#/components/schemas/')
    const { $schema: _, $defs, ...json } = JSON.parse(text) as Record<string, unknown>
    Object.assign(components, $defs)
    return json
  }
  const parameters = (schema: z.ZodObject | undefined, place: 'query' | 'path') => {
    if (!schema) return []
    const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Record<string, { description?: string }>; required?: string[] }
    return Object.entries(properties).map(([name, { description, ...rest }]) =>
      ({ name, in: place, required: place === 'path' || required.includes(name), ...(description && { description }), schema: rest }))
  }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path, summary, roles, body, query, params, answer, status, refusals } of OPERATIONS) {
    const byStatus = Map.groupBy([...refusals, 'failed' as const], (name) => PROBLEMS[name])
    paths[path] = {
      ...paths[path],
      [method]: {
        summary,
        description: `For: ${roles ?? 'everybody who is logged in'}.`,
        parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
        ...(roles === 'anyone' && { security: [] }),
        ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
        responses: {
          [status]: answer
            ? { description: 'Done', content: { 'application/json': { schema: schemaOf(answer, 'output') } } }
            : { description: 'Done, nothing to say' },
          ...Object.fromEntries([...byStatus].map(([code, names]) => [code, {
            description: names.join(', '), content: { 'application/problem+json': { schema: schemaOf(schemas.problem, 'output') } },
          }])),
        },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Third Ring', version: '1', description: 'The telephone desk of a hotline. Times are integer milliseconds UTC; telephone numbers are masked.' },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ session: [] }, { display: [] }],
    components: { schemas: components, securitySchemes: { display: { type: 'http', scheme: 'bearer', description: 'A display\'s token: for GET /live, /checks and /days' }, session: { type: 'apiKey', in: 'cookie', name: publicUrl.startsWith('https:') ? '__Host-third-ring' : 'third-ring' } } },
    paths,
  }
}
