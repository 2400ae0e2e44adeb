import { timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import express, { type Express, type IRouter, type RequestHandler } from 'express'
import helmet from 'helmet'
import { Problem, problems, sendProblem, wrongMethod } from './api/problem.ts'
import { whoIs } from './people/sessions.ts'

/** Where the built pages stand. */
const PAGES = join(import.meta.dirname, '../dist')

export interface Http {
  addWebhooks: (app: Express) => void
  api: IRouter
  sessions: RequestHandler
  metrics: { read(): Promise<string>; contentType: string }
  /** Without it `/metrics` is answered to this machine alone. */
  metricsToken: string | null
  secure: boolean
  /** Whether calls ring for this account: such people have a desk. */
  hasPhone: (account: string) => boolean
  /** False until start-up is done and while shutting down. */
  isReady: () => boolean
  report: (error: unknown) => void
}

/** Express: Twilio first, then health and metrics, then people. */
export function createHttp({ addWebhooks, api, sessions, metrics, metricsToken, secure, hasPhone, isReady, report }: Http): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.set('case sensitive routing', true)
  app.set('strict routing', true)
  app.set('trust proxy', 'loopback')

  addWebhooks(app)

  app.get('/health/live', (_request, response) => void response.type('text/plain').send('live\n'))
  app.get('/health/ready', (_request, response) => void response.status(isReady() ? 200 : 503).type('text/plain').send(isReady() ? 'ready\n' : 'not ready\n'))
  app.all(['/health/live', '/health/ready'], wrongMethod('GET'))
  app.get('/metrics', async (request, response) => {
    const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '') && !request.headers['x-forwarded-for']
    const given = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    if (metricsToken === null ? !local : !sameText(given, metricsToken)) {
      throw new Problem('not-logged-in', 'metrics are read with Authorization: Bearer and METRICS_TOKEN')
    }
    response.type(metrics.contentType).send(await metrics.read())
  })
  app.all('/metrics', wrongMethod('GET'))

  app.use(helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], fontSrc: ["'self'"], imgSrc: ["'self'", 'data:'],
        // The softphone signals over wss and reports its line's quality by https, both to Twilio.
        connectSrc: ["'self'", 'ws:', 'wss:', 'https://*.twilio.com'], mediaSrc: ["'self'", 'data:', 'blob:'], objectSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'none'"], formAction: ["'self'"],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
  }))
  // Names of built files carry their content's hash.
  app.use('/assets', express.static(join(PAGES, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }))

  app.use('/api/v1', sessions, api)

  const page = (name: string): RequestHandler => (_request, response) => {
    response.setHeader('cache-control', 'no-store')
    response.sendFile(join(PAGES, name, 'index.html'), (error) => {
      if (!error || response.headersSent) return
      response.status(503).type('text/plain').send('화면이 아직 만들어지지 않았습니다. npm start 로 시작해 주십시오.\nThe pages have not been built: start with npm start.\n')
    })
  }
  const loggedIn: RequestHandler = (request, response, next) => {
    if (whoIs(request)) return next()
    response.redirect(303, `/login?next=${encodeURIComponent(request.originalUrl)}`)
  }
  app.get('/login', page('login'))
  // A screen on the wall has no account: it shows its token over the socket.
  app.get('/tv', page('tv'))
  app.get('/wallboard', sessions, loggedIn, page('wallboard'))
  const withPhone: RequestHandler = (request, response, next) => {
    if (hasPhone(whoIs(request)?.account ?? '')) return next()
    response.redirect(303, '/wallboard')
  }
  app.get('/desk', sessions, loggedIn, withPhone, page('desk'))
  app.get('/', sessions, loggedIn, (request, response) => {
    const who = whoIs(request)
    response.redirect(303, who?.role === 'agent' && hasPhone(who.account) ? '/desk' : '/wallboard')
  })
  app.all(['/', '/login', '/tv', '/wallboard', '/desk'], wrongMethod('GET'))
  app.use((_request, response) => sendProblem(response, new Problem('not-found', 'there is nothing at this address')))
  app.use(problems(report))
  return app
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
