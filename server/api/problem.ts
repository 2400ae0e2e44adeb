import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import type { z } from 'zod'

/** Why the API refuses, in words that programs can rely on. */
export const PROBLEMS = {
  'not-logged-in': 401,
  'wrong-login': 401,
  'not-allowed': 403,
  'cross-site': 403,
  'not-your-call': 403,
  'not-allowed-number': 403,
  'no-phone': 409,
  'phone-silent': 409,
  'not-armed': 409,
  'not-found': 404,
  'unknown-call': 404,
  'target-unknown': 404,
  'unknown-alert': 404,
  'unknown-rule': 404,
  'wrong-method': 405,
  'on-a-call': 409,
  'nothing-to-wrap-up': 409,
  'not-an-agent': 409,
  'call-has-ended': 409,
  'wrong-moment': 409,
  'target-busy': 409,
  'target-unreachable': 409,
  'alert-is-over': 409,
  'too-many-rules': 409,
  'too-large': 413,
  'bad-request': 400,
  'too-many-tries': 429,
  'too-many-calls-out': 429,
  'being-called-back': 409,
  'failed': 500,
  'try-again': 503,
} as const
export type ProblemName = keyof typeof PROBLEMS

/** Thrown by a route; becomes an RFC 9457 problem. `detail` says what to do. */
export class Problem extends Error {
  override name = 'Problem'
  readonly because: ProblemName
  readonly more: Record<string, unknown>
  constructor(because: ProblemName, detail: string, more: Record<string, unknown> = {}) {
    super(detail)
    this.because = because
    this.more = more
  }
}

export function sendProblem(response: Response, { because, message, more }: Problem): void {
  const status = PROBLEMS[because]
  response.status(status).type('application/problem+json')
    .send(JSON.stringify({ type: `/api/v1/problems/${because}`, title: because, status, detail: message, because, ...more }))
}

/** Checks what came in. All faults are listed at once, each with its place. */
export function check<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => ({ at: issue.path.join('.') || '(whole)', fault: issue.message }))
  throw new Problem('bad-request', faults.map(({ at, fault }) => `${at}: ${fault}`).join('; '), { faults })
}

/** For every route that exists with other methods. */
export const wrongMethod = (...allowed: string[]): RequestHandler => (request, response) => {
  response.setHeader('allow', allowed.join(', '))
  sendProblem(response, new Problem('wrong-method', `${request.method} is not taken here, only ${allowed.join(', ')}`))
}

/** The last handler: nothing of the inside gets out. */
export const problems = (report: (error: unknown) => void): ErrorRequestHandler => (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  if (error instanceof Problem) return sendProblem(response, error)
  const { type, status } = error as { type?: string; status?: number }
  if (type === 'entity.too.large') return sendProblem(response, new Problem('too-large', 'the body is too large'))
  if (status !== undefined && status >= 400 && status < 500) return sendProblem(response, new Problem('bad-request', 'the body is not JSON'))
  report(error)
  sendProblem(response, new Problem('failed', 'something went wrong on our side; it has been noted, please try again'))
}
