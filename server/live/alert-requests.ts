import { z } from 'zod'
import type { AlertId } from '../alerts/events.ts'
import type { AgentId } from '../calls/events.ts'
import { type Config, hours } from '../config.ts'
import type { Floor } from '../floor/floor.ts'
import type { Decision, Intake } from '../floor/intake.ts'
import { type AlertChoices, type AlertRule, SEVERITIES, WATCHED_BESIDES, type Watched } from '../protocol/alerts.ts'
import { FIGURES } from '../protocol/figures.ts'
import { byUs } from '../routing/plan.ts'
import { departmentOf } from './alerts.ts'
import { isWatched, unitOf } from './figures.ts'

/** What supervisors ask of alerts: check, do, reply, in that order. */

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** More rules than this nobody keeps in mind. */
const MOST_RULES = 50

const length = z.int().min(0).max(DAY_MS)
/** What the form shows in seconds, or minutes, has no parts of them: otherwise whoever opens it there must correct it before saving anything. */
const seconds = length.multipleOf(1000, 'must be whole seconds in ms, such as 10000: no parts of a second')
const minutes = length.multipleOf(MINUTE_MS, 'must be whole minutes in ms, such as 120000: no parts of a minute')
const ways = { webhook: z.string().max(20).nullable().describe('A name of the settings'), texts: z.array(z.string().max(20)).max(10).describe('Names of the settings') }

export const alertRuleRequest = z.strictObject({
  name: z.string().max(60).default('').describe('Empty: the condition is its name'),
  figure: z.string().max(80).describe('A figure of the board, `t4/` and a department, agents-taking-calls, sums-differ or checks-failing'),
  is: z.enum(['below', 'above']),
  threshold: z.number().min(0).max(1e9).describe('A share 0…1, a number, or ms, as the figure is read'),
  forMs: seconds,
  leastDecided: z.int().min(0).max(100_000).default(0),
  clearAfterMs: seconds.min(10_000).default(MINUTE_MS),
  hours: z.string().max(200).refine((text) => text === 'open-line' || hours.safeParse(text).success, 'must be open-line, always, or like "mon-fri 09:00-12:00 13:00-18:00"'),
  severity: z.enum(SEVERITIES),
  sound: z.boolean(),
  notification: z.boolean(),
  ...ways,
  escalate: z.strictObject({ afterMs: minutes.min(MINUTE_MS), ...ways }).nullable().default(null),
  active: z.boolean().default(true),
})
export const acknowledgeRequest = z.strictObject({ note: z.string().max(300).default('') })
export const silenceRequest = z.strictObject({ forMs: length.describe('0 ends the silence') })
export const alertId = z.strictObject({ alert: z.string().regex(/^[0-9a-z]{9}-[a-z0-9][a-z0-9-]{0,39}$/, 'is not the id of an alert') })
export const alertRuleId = z.strictObject({ rule: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens, at most 40') })

export type AlertReply = { ok: true } | { ok: false; because: 'unknown-alert' | 'unknown-rule' | 'alert-is-over' | 'too-many-rules' }
  | { ok: false; because: 'bad-request'; faults: { at: string; fault: string }[] }

export interface AlertRequests {
  setRule(by: AgentId, id: string, asked: z.infer<typeof alertRuleRequest>): Promise<AlertReply>
  removeRule(by: AgentId, id: string): Promise<AlertReply>
  silence(by: AgentId, id: string, asked: z.infer<typeof silenceRequest>): Promise<AlertReply>
  /** The first to acknowledge has it; whoever comes later finds it done. */
  acknowledge(by: AgentId, alert: AlertId, asked: z.infer<typeof acknowledgeRequest>): Promise<AlertReply>
  /** What rules can choose from. */
  choices(): AlertChoices
}

export function createAlertRequests(floor: Floor, intake: Intake, { webhooks, texts }: Config['alerts']): AlertRequests {
  const take = async (decide: (floor: Floor, now: number) => Decision['events'] | AlertReply): Promise<AlertReply> => {
    let reply: AlertReply = { ok: true }
    await intake.take({
      key: null,
      decide(floor, now) {
        const said = decide(floor, now)
        reply = 'ok' in said ? said : { ok: true }
        return { events: 'ok' in said ? [] : said }
      },
    })
    return reply
  }
  const known = (floor: Floor, id: string) => {
    const watch = floor.watches.get(id)
    return watch && !watch.removed ? watch : null
  }
  const no = (because: 'unknown-alert' | 'unknown-rule' | 'alert-is-over' | 'too-many-rules'): AlertReply => ({ ok: false, because })
  const names = { webhooks: webhooks.map(({ name }) => name), texts: texts.to.map(({ name }) => name) }

  /** What the schema cannot know: which departments there are, and whom the settings name. */
  const faultsOf = (rule: z.infer<typeof alertRuleRequest>): { at: string; fault: string }[] => {
    const faults: { at: string; fault: string }[] = []
    const check = (well: boolean, at: string, fault: string) => void (well || faults.push({ at, fault }))
    const unit = unitOf(rule.figure as Watched)
    check(isWatched(rule.figure, floor.directory.departments.map(({ id }) => id)), 'figure', 'is no figure of the board')
    check(unit !== 'ratio' || rule.threshold <= 1, 'threshold', 'must be a share between 0 and 1')
    check(unit === 'ratio' || Number.isInteger(rule.threshold), 'threshold', 'must be a whole number')
    for (const [at, { webhook, texts }] of [['', rule], ['escalate.', rule.escalate ?? { webhook: null, texts: [] }]] as const) {
      check(webhook === null || names.webhooks.includes(webhook), `${at}webhook`, 'is not among ALERT_WEBHOOKS')
      check(texts.every((name) => names.texts.includes(name)), `${at}texts`, 'not all of them are among ALERT_SMS_TO')
      check(new Set(texts).size === texts.length, `${at}texts`, 'holds a name twice')
    }
    return faults
  }

  return {
    async setRule(by, id, asked) {
      const faults = faultsOf(asked)
      if (faults.length > 0) return { ok: false, because: 'bad-request', faults }
      return take((floor, now) => {
        const others = [...floor.watches.values()].filter(({ rule, removed }) => !removed && rule.id !== id)
        if (others.length >= MOST_RULES) return no('too-many-rules')
        const name = asked.name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
        return [{ ...byUs(now), type: 'alert-rule-set', rule: { ...asked, id, name } as AlertRule, by }]
      })
    },
    removeRule: (by, id) => take((floor, now) => (known(floor, id) ? [{ ...byUs(now), type: 'alert-rule-removed', rule: id, by }] : no('unknown-rule'))),
    silence: (by, id, { forMs }) => take((floor, now) =>
      (known(floor, id) ? [{ ...byUs(now), type: 'alert-rule-silenced', rule: id, until: now + forMs, by }] : no('unknown-rule'))),
    acknowledge: (by, id, { note }) => take((floor, now) => {
      const alert = floor.alert(id)
      if (!alert) return no('unknown-alert')
      if (alert.cleared) return no('alert-is-over')
      return alert.acknowledged ? [] : [{ ...byUs(now), type: 'alert-acknowledged', alert: id, by, note: note.trim() }]
    }),
    choices() {
      const figures: Watched[] = [...FIGURES, ...floor.directory.departments.map(({ id }): Watched => `t4/${id}`), 't4/outside', ...WATCHED_BESIDES]
      return { figures: figures.map((figure) => ({ figure, unit: unitOf(figure), department: departmentOf(floor, figure) })), ...names }
    },
  }
}
