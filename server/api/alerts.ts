import type { IRouter, Response } from 'express'
import type { AlertId } from '../alerts/events.ts'
import type { Alert } from '../alerts/state.ts'
import type { AgentId } from '../calls/events.ts'
import type { Moment } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import type { Floor } from '../floor/floor.ts'
import type { AlertReply, AlertRequests } from '../live/alert-requests.ts'
import { departmentOf } from '../live/alerts.ts'
import { unitOf } from '../live/figures.ts'
import type { AlertChoices, AlertLine, AlertRule, AlertRuleLine } from '../protocol/alerts.ts'
import { needing, OVERSEERS } from './asking.ts'
import { check, Problem } from './problem.ts'
import * as schemas from './schemas.ts'

export interface AlertApi {
  database: Database
  floor: Floor
  alerts: AlertRequests
  /** The first moment of today. */
  dayStart: () => Moment
}

/** Alerts and their rules: for those who watch over the floor. */
export function addAlerts(router: IRouter, { database, floor, alerts, dayStart }: AlertApi): void {
  const nameOf = (account: AgentId) => floor.names.get(account) ?? account
  const asRead = ({ figure }: AlertRule) => ({ unit: unitOf(figure), department: departmentOf(floor, figure) })

  router.get('/alerts', needing(OVERSEERS, async (_request, response) => {
    const rows = await database.reader.selectFrom('alerts').select('body')
      .where((eb) => eb.or([eb('raised_at', '>=', dayStart()), eb('cleared_at', 'is', null)])).orderBy('alert', 'desc').execute()
    response.json({
      alerts: rows.map(({ body }) => {
        const { id, acknowledged, ...alert } = JSON.parse(body) as Alert
        return { alert: id, ...alert, ...asRead(alert.rule), acknowledged: acknowledged && { ...acknowledged, name: nameOf(acknowledged.by) } }
      }),
    } satisfies { alerts: AlertLine[] })
  }))
  router.post('/alerts/:alert/acknowledge', needing(OVERSEERS, async (request, response, who) => {
    const { alert } = check(schemas.alertId, request.params)
    answer(response, await alerts.acknowledge(who.account as AgentId, alert as AlertId, check(schemas.acknowledgeRequest, request.body ?? {})))
  }))

  router.get('/alert-rules', needing(OVERSEERS, (_request, response) => {
    const rules = [...floor.watches.values()].filter(({ removed }) => !removed).sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1))
    response.json({
      rules: rules.map(({ rule, set, silencedUntil }) => ({ ...rule, ...asRead(rule), set: { ...set, name: set.by && nameOf(set.by) }, silencedUntil })), choices: alerts.choices(),
    } satisfies { rules: AlertRuleLine[]; choices: AlertChoices })
  }))
  router.put('/alert-rules/:rule', needing(OVERSEERS, async (request, response, who) => {
    const { rule } = check(schemas.alertRuleId, request.params)
    answer(response, await alerts.setRule(who.account as AgentId, rule, check(schemas.alertRuleRequest, request.body)))
  }))
  router.delete('/alert-rules/:rule', needing(OVERSEERS, async (request, response, who) => {
    const { rule } = check(schemas.alertRuleId, request.params)
    answer(response, await alerts.removeRule(who.account as AgentId, rule))
  }))
  router.post('/alert-rules/:rule/silence', needing(OVERSEERS, async (request, response, who) => {
    const { rule } = check(schemas.alertRuleId, request.params)
    answer(response, await alerts.silence(who.account as AgentId, rule, check(schemas.silenceRequest, request.body)))
  }))
}

function answer(response: Response, reply: AlertReply): void {
  if (reply.ok) return void response.status(204).end()
  if (reply.because === 'bad-request') throw new Problem('bad-request', reply.faults.map(({ at, fault }) => `${at}: ${fault}`).join('; '), { faults: reply.faults })
  throw new Problem(reply.because, WHAT_TO_DO[reply.because])
}

const WHAT_TO_DO = {
  'unknown-alert': 'there is no such alert: GET /api/v1/alerts lists them',
  'unknown-rule': 'there is no such rule: GET /api/v1/alert-rules lists them',
  'alert-is-over': 'its condition has been over for a while: there is nothing left to acknowledge',
  'too-many-rules': 'there are fifty rules: remove one first',
} as const
