import { expect } from 'chai'
import { HAND, type Hand, may, RIGHTS } from '../../server/live/rights.ts'
import { createSupervisionRequests } from '../../server/live/supervision-requests.ts'
import { type Role, ROLES } from '../../server/protocol/people.ts'
import { newDesk } from '../support/journal.ts'
import { startLine } from '../support/line.ts'

/** Every role × everything a supervisor's hand can do, asked over HTTP. */

const NO_CALL = '0zzzzzzzz-00000000'
const REQUESTS: Record<Hand, { method: string; path: string; body: object; otherwise: [status: number, because: string] }> = {
  'set-state': { method: 'PUT', path: '/agents/nobody/state', body: { state: 'ready' }, otherwise: [404, 'target-unknown'] },
  listen: { method: 'POST', path: `/calls/${NO_CALL}/listen`, body: {}, otherwise: [404, 'unknown-call'] },
  coach: { method: 'POST', path: `/calls/${NO_CALL}/coach`, body: {}, otherwise: [404, 'unknown-call'] },
  barge: { method: 'POST', path: `/calls/${NO_CALL}/barge`, body: {}, otherwise: [404, 'unknown-call'] },
  'take-over': { method: 'POST', path: `/calls/${NO_CALL}/take-over`, body: {}, otherwise: [404, 'unknown-call'] },
  're-queue': { method: 'POST', path: `/calls/${NO_CALL}/re-queue`, body: {}, otherwise: [404, 'unknown-call'] },
  end: { method: 'POST', path: `/calls/${NO_CALL}/end`, body: { reason: 'other' }, otherwise: [404, 'unknown-call'] },
}

describe("who may use a supervisor's hand", () => {
  it('is written in one table: supervisors and administrators everything, whatever the department; nobody else anything', () => {
    const allowed = ROLES.flatMap((role) => HAND.filter((action) => may(role, action)).map((action) => `${role} ${action}`))
    expect(allowed.sort()).to.deep.equal((['supervisor', 'administrator'] as const).flatMap((role) => HAND.map((action) => `${role} ${action}`)).sort())
    expect(Object.keys(RIGHTS)).to.deep.equal(['supervisor', 'administrator'])
    for (const odd of ['', 'Supervisor', 'constructor', 'agent ']) expect(may(odd as Role, 'listen'), odd).to.equal(false)
  })

  it('is asked once more where it is done, whoever asks', async () => {
    const { intake, drop } = newDesk()
    const requests = createSupervisionRequests(intake)
    for (const role of ROLES) {
      const who = { account: role as never, role }
      const call = NO_CALL as never
      const answers = await Promise.all([
        requests.setState(who, 'nobody' as never, { state: 'ready' }), ...(['listen', 'coach', 'barge', 'take-over'] as const).map((mode) => requests.supervise(who, call, mode)),
        requests.requeue(who, call), requests.end(who, call, { reason: 'other', confirm: false }), requests.stop(who, call),
      ])
      expect(answers.map((answer) => !answer.ok && answer.because !== 'not-allowed'), role).to.deep.equal([...HAND.map((action) => may(role, action)), may(role, 'listen')])
    }
    await drop()
  })

  it('is asked at every request, of every role and of nobody', async function () {
    this.timeout(20_000)
    const line = await startLine({ people: ROLES.map((role) => ({ account: role, role })) })
    try {
      for (const role of [...ROLES, null]) {
        const { api } = role === null ? { api: (method: string, path: string, body: object) => line.send(method, `/api/v1${path}`, JSON.stringify(body), { 'content-type': 'application/json' }) } : await line.login(role)
        for (const action of HAND) {
          const { method, path, body, otherwise } = REQUESTS[action]
          const answer = await api(method, path, body)
          const expected = role === null ? [401, 'not-logged-in'] : may(role, action) ? otherwise : [403, 'not-allowed']
          expect([answer.status, answer.json().because], `${role} ${action}`).to.deep.equal(expected)
        }
        if (role !== null) {
          const { status } = await api('POST', `/calls/${NO_CALL}/supervise/stop`, {})
          expect(status, `${role} stop`).to.equal(may(role, 'listen') ? 404 : 403)
        }
      }
      expect(line.app.journal.readAfter(0, 1000).map(({ event }) => event.type).filter((type) => type.includes('supervise') || type.startsWith('agent-became'))).to.deep.equal([])
    } finally {
      await line.stop()
    }
  })
})
