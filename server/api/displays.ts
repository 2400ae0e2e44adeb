import type { IRouter, RequestHandler } from 'express'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import { findDisplay, listDisplays, makeDisplay, revokeDisplay, sessionOfDisplay } from '../people/displays.ts'
import { needing, OVERSEERS } from './asking.ts'
import { check, Problem } from './problem.ts'
import * as schemas from './schemas.ts'

interface Parts {
  database: Database
  clock: Clock
  publicUrl: string
  /** The screen goes dark at once. */
  revoked: (display: string) => void
}

/** Screens on the wall: made, listed and taken back by whoever watches over the floor. */
export function addDisplays(router: IRouter, { database, clock, publicUrl, revoked }: Parts): void {
  router.get('/displays', needing(OVERSEERS, (_request, response) => response.json({ displays: listDisplays(database) })))
  router.post('/displays', needing(OVERSEERS, (request, response, who) => {
    const { label } = check(schemas.displayRequest, request.body)
    const { display, token } = makeDisplay(database, { label, by: who.account, now: clock.now() })
    // Behind the #, so that it reaches no server's log.
    response.json({ ...display, token, address: `${publicUrl}/tv#${token}` })
  }))
  router.delete('/displays/:display', needing(OVERSEERS, (request, response, who) => {
    const { display } = check(schemas.displayId, request.params)
    if (!revokeDisplay(database, { id: display, by: who.account, now: clock.now() })) throw new Problem('not-found', 'there is no such display, or it was revoked before: GET /api/v1/displays lists them')
    revoked(display)
    response.status(204).end()
  }))
}

/** A display's token as `Authorization: Bearer`: it may look, like an account with the role display. */
export const displayByToken = (database: Database): RequestHandler => (request, response, next) => {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const display = token === undefined ? null : findDisplay(database, token)
  if (display) response.locals['display'] = sessionOfDisplay(display)
  next()
}
