import type { IRouter } from 'express'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal/journal.ts'
import type { Replay } from '../live/replay.ts'
import { needing, OVERSEERS } from './asking.ts'
import { check, Problem } from './problem.ts'
import * as schemas from './schemas.ts'

/** The board as it was. */
export function addReplay(router: IRouter, { replay, journal, clock }: { replay: Replay; journal: Journal; clock: Clock }): void {
  router.get('/replay/days', needing(OVERSEERS, (_request, response) => response.json({ from: replay.since(), to: clock.now() })))
  router.get('/replay', needing(OVERSEERS, async (request, response) => {
    const { at, seq } = check(schemas.replayQuery, request.query)
    if (at > clock.now()) throw new Problem('bad-request', 'at lies in the future: nobody has seen that yet')
    if (seq !== undefined && seq > journal.seq) throw new Problem('not-found', `the journal ends with entry ${journal.seq}`)
    const view = await (seq === undefined ? replay.at(at) : replay.exactly(seq, at))
    if (view === 'busy') throw new Problem('try-again', 'too many look back at once: try again in a moment')
    if (!view) throw new Problem('not-found', 'that day cannot be seen again: GET /api/v1/replay/days says from when on')
    response.json(view)
  }))
}
