import express, { type IRouter, type RequestHandler, Router } from 'express'
import type { AgentId, CallId } from '../calls/events.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import type { Journal } from '../journal/journal.ts'
import type { AlertRequests } from '../live/alert-requests.ts'
import type { Pictures } from '../live/pictures.ts'
import type { Requests } from '../live/requests.ts'
import type { Replay } from '../live/replay.ts'
import type { SelfCheck } from '../live/self-check.ts'
import type { SupervisionRequests } from '../live/supervision-requests.ts'
import type { TransferRequests } from '../live/transfer-requests.ts'
import { drawCallBacks, nameOf, type TransferDay } from '../live/transfers.ts'
import { verifyLogin } from '../people/accounts.ts'
import { phoneAccess } from '../phone/access.ts'
import { endsInMs, logIn, logOut, whoIs } from '../people/sessions.ts'
import { judge } from '../standards/promises.ts'
import type { Calendar } from '../standards/calendar.ts'
import { addAlerts } from './alerts.ts'
import { listCalls } from './calls.ts'
import { EVERYBODY, needing, ofCall, OVERSEERS, replying, STAFF, WHAT_TO_DO } from './asking.ts'
import { addDays } from './days.ts'
import { addDisplays, displayByToken } from './displays.ts'
import { addFigures } from './figures.ts'
import { openApi, OPERATIONS } from './openapi.ts'
import { check, Problem, wrongMethod } from './problem.ts'
import { addReplay } from './replay.ts'
import * as schemas from './schemas.ts'
import { storyOf } from './story.ts'
import { superviseRoutes } from './supervision.ts'

export interface Api {
  database: Database
  journal: Journal
  floor: Floor
  pictures: Pictures
  requests: Requests
  transfers: TransferRequests
  transferDay: TransferDay
  replay: Replay
  selfCheck: SelfCheck
  displays: { revoked(display: string): void }
  supervision: SupervisionRequests
  alerts: AlertRequests
  calendar: Calendar
  clock: Clock
  /** What sessions go by. */
  sessionNow: () => number
  publicUrl: string
  config: Config
}

/** The API below `/api/v1`. Sessions come before it; problems are answered behind it. */
export function apiRoutes({
  database, journal, floor, pictures, requests, transfers, transferDay, replay, supervision, selfCheck, displays, alerts, calendar, clock, sessionNow, publicUrl, config,
}: Api): IRouter {
  const router = Router()
  router.use(sameSite(publicUrl))
  router.use(express.json({ limit: '16kb', strict: true }))
  router.use((_request, response, next) => {
    response.setHeader('cache-control', 'no-store')
    next()
  })

  router.use(displayByToken(database))

  router.post('/session', async (request, response) => {
    const { account, password } = check(schemas.login, request.body)
    const answer = await verifyLogin(database, { account, password, address: request.ip ?? '', now: clock.now() })
    if (answer.ok) {
      const { person } = answer
      const who = await logIn(request, { account: person.account, name: person.name, role: person.role, department: person.department })
      response.json({ ...who, endsInMs: endsInMs(request, sessionNow()) })
      return
    }
    if (answer.because === 'throttled') {
      const seconds = Math.ceil(answer.retryAfterMs / 1000)
      response.setHeader('retry-after', String(seconds))
      throw new Problem('too-many-tries', `too many tries: wait ${seconds} s`, { retryAfterMs: answer.retryAfterMs })
    }
    throw new Problem('wrong-login', 'account or password is wrong')
  })
  router.get('/session', needing(EVERYBODY, (request, response, who) => response.json({ ...who, endsInMs: endsInMs(request, sessionNow()) })))
  router.delete('/session', async (request, response) => {
    const who = whoIs(request)
    if (who && floor.staff.some(({ id }) => id === who.account)) {
      const reply = await requests.signOut(who.account as AgentId)
      if (!reply.ok && reply.because === 'on-a-call') throw new Problem('on-a-call', 'you are in a call: log out after it')
    }
    await logOut(request, response)
    response.setHeader('clear-site-data', '"cache", "storage"')
    response.status(204).end()
  })

  router.get('/phone', needing(STAFF, (_request, response, who) => {
    const staff = floor.staff.find(({ id }) => id === who.account)
    if (!staff) throw new Problem('not-an-agent', WHAT_TO_DO['not-an-agent'])
    response.json(phoneAccess(config, { account: who.account, endpoint: staff.endpoint }, clock.now()))
  }))
  router.get('/directory', needing(STAFF, (_request, response) => response.json(pictures.directory())))
  router.get('/checks', needing([...OVERSEERS, 'display'], (_request, response) => {
    if (!selfCheck.view) throw new Problem('not-found', 'the first self-check is under way: ask again in some seconds')
    response.json(selfCheck.view)
  }))
  router.get('/live', needing(EVERYBODY, (_request, response, who) => response.json(pictures.seenBy(who, pictures.wallboard()))))

  addFigures(router, { database, floor, pictures, transferDay, calendar, clock, cadenceMs: config.line.cadenceMs })

  router.put('/agents/me/greeting', replying(schemas.greetingRequest, requests.setGreeting))
  router.put('/agents/me/state', replying(schemas.stateRequest, requests.setState))
  router.post('/agents/me/wrap-up', replying(schemas.wrapUpRequest, requests.finishWrapUp))
  superviseRoutes(router, supervision, config.line.number)

  router.post('/calls/:call/transfer', ofCall(schemas.transferRequest, transfers.transfer))
  router.post('/calls/:call/transfer/to', ofCall(schemas.transferToRequest, transfers.transferTo))
  router.post('/calls/:call/transfer/join', ofCall(schemas.nothingMore, transfers.join))
  router.post('/calls/:call/transfer/withdraw', ofCall(schemas.nothingMore, transfers.withdraw))
  router.post('/calls/:call/transfer/swap', ofCall(schemas.nothingMore, transfers.swap))
  router.post('/calls/:call/transfer/leave', ofCall(schemas.nothingMore, transfers.leave))
  router.post('/calls/:call/hold', ofCall(schemas.nothingMore, transfers.hold))
  router.post('/calls/:call/resume', ofCall(schemas.nothingMore, transfers.resume))
  router.post('/calls/:call/hang-up', ofCall(schemas.nothingMore, transfers.hangUp))
  router.post('/calls/:call/put-down', ofCall(schemas.putDownRequest, transfers.putDown))
  router.post('/calls/:call/call-back', ofCall(schemas.callBackRequest, transfers.bookCallBack))
  router.post('/calls/:call/call-back/dial', ofCall(schemas.nothingMore, transfers.dialCallBack))
  router.post('/calls/:call/call-back/change', ofCall(schemas.callBackRequest, transfers.changeCallBack))
  router.post('/calls/:call/call-back/settle', ofCall(schemas.settleRequest, transfers.settleCallBack))
  router.get('/call-backs', needing(STAFF, (_request, response) => response.json({ callBacks: drawCallBacks(floor) })))

  router.get('/calls', needing(STAFF, async (request, response, who) => {
    const asked = check(schemas.callsQuery, request.query)
    const now = clock.now()
    response.json(await listCalls(database, {
      ...asked,
      from: asked.from ?? calendar.dayStart(now),
      to: asked.to ?? now + 1,
      // Agents look up their own calls, supervisors everybody's.
      agent: who.role === 'agent' ? who.account : asked.agent,
    }, (id) => {
      const onFloor = floor.calls.get(id as CallId)
      return onFloor ? judge(onFloor.call, now) : null
    }))
  }))
  router.get('/calls/:call', needing(STAFF, (request, response, who) => {
    const { call } = check(schemas.callId, request.params)
    const reader = who.role === 'agent' ? who.account as AgentId : null
    const story = storyOf(call as CallId, journal.eventsOf(call as CallId), floor.names, clock.now(), (to) => nameOf(floor, to), reader)
    if (!story) throw new Problem('not-found', 'there is no such call')
    if (who.role === 'agent' && !story.legs.some(({ agent }) => agent === who.account) && !story.transfers.some(({ attempts }) => attempts.some(({ to }) => to.id === who.account))) {
      throw new Problem('not-allowed', 'your phone took no part in this call')
    }
    response.json(story)
  }))

  addReplay(router, { replay, journal, clock })
  addDays(router, { database, floor, calendar, clock })
  addDisplays(router, { database, clock, publicUrl, revoked: displays.revoked })
  addAlerts(router, { database, floor, alerts, dayStart: () => calendar.dayStart(clock.now()) })

  let document: object | null = null
  router.get('/openapi.json', (_request, response) => response.json(document ??= openApi(publicUrl)))

  for (const [path, operations] of Map.groupBy(OPERATIONS, ({ path }) => path)) {
    router.all(path.replace(/\{(\w+)\}/g, ':$1'), wrongMethod(...operations.map(({ method }) => method.toUpperCase())))
  }
  router.use(() => {
    throw new Problem('not-found', 'there is nothing at this address: see /api/v1/openapi.json')
  })
  return router
}

/**
 * Nothing may be changed from another site's page: browsers say where a request comes from. Programs that are no browser
 * send neither header and have no cookie to be abused.
 */
function sameSite(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return next()
    const site = request.headers['sec-fetch-site']
    const { origin, host } = request.headers
    const own = [publicUrl, `http://${host}`, `https://${host}`]
    if (site !== undefined ? site === 'same-origin' : origin === undefined || own.includes(origin)) return next()
    throw new Problem('cross-site', 'this must be asked from a page of this server')
  }
}
