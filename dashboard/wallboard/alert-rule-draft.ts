/** A rule while somebody writes it: everything as text, as it stands in the fields, and what is wrong with it. Pure. */
import type { AlertRule, Severity, Watched } from '../../server/protocol/alerts.ts'
import type { FigureUnit } from '../../server/protocol/figures.ts'
import { MINUTE, SECOND } from '../ui/moments.ts'

export interface Draft {
  name: string
  figure: Watched
  is: AlertRule['is']
  /** Per cent, a number, or seconds, as the figure is read. */
  threshold: string
  /** Seconds. */
  lasting: string
  /** Seconds. */
  clearAfter: string
  leastDecided: string
  hours: 'open-line' | 'always' | 'own'
  ownHours: string
  severity: Severity
  sound: boolean
  notification: boolean
  webhook: string
  texts: readonly string[]
  escalates: boolean
  /** Minutes. */
  escalateAfter: string
  escalateWebhook: string
  escalateTexts: readonly string[]
  active: boolean
}

export const NEW: Draft = {
  name: '', figure: 'longest-waiting', is: 'above', threshold: '60', lasting: '0', clearAfter: '60', leastDecided: '10', hours: 'open-line', ownHours: 'mon-fri 09:00-18:00',
  severity: 'warning', sound: true, notification: true, webhook: '', texts: [], escalates: false, escalateAfter: '5', escalateWebhook: '', escalateTexts: [], active: true,
}

const PER: Record<FigureUnit, number> = { ratio: 1 / 100, count: 1, ms: SECOND }
/** 0.9 × 100 is 90.00000000000001 to a machine. */
const tidy = (n: number): number => Math.round(n * 1e6) / 1e6

export function draftOf(rule: AlertRule, unit: FigureUnit): Draft {
  const { hours, escalate } = rule
  const own = hours !== 'open-line' && hours !== 'always'
  return {
    name: rule.name, figure: rule.figure, is: rule.is, threshold: String(tidy(rule.threshold / PER[unit])), lasting: String(rule.forMs / SECOND),
    clearAfter: String(rule.clearAfterMs / SECOND), leastDecided: String(rule.leastDecided), hours: own ? 'own' : hours, ownHours: own ? hours : NEW.ownHours, severity: rule.severity, sound: rule.sound,
    notification: rule.notification, webhook: rule.webhook ?? '', texts: rule.texts, escalates: escalate !== null,
    escalateAfter: String((escalate?.afterMs ?? 5 * MINUTE) / MINUTE), escalateWebhook: escalate?.webhook ?? '', escalateTexts: escalate?.texts ?? [], active: rule.active,
  }
}

/** Which field, and what about it. */
export type DraftFault = 'threshold-number' | 'threshold-share' | 'threshold-whole' | 'lasting' | 'clearAfter' | 'leastDecided' | 'hours' | 'escalateAfter'

const DAY_S = 86_400
/** The server takes no less: below it, every flutter at the threshold would be an alert of its own. */
const LEAST_CLEAR_S = 10
const numberIn = (text: string): number => (/^\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : NaN)
const wholeIn = (text: string, least: number, most: number): boolean => /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
const SPAN = /^[a-z]{3}(-[a-z]{3})?( \d\d:\d\d-\d\d:\d\d)+$/

/** What is asked of the server, or everything that is wrong. */
export function ruleOf(draft: Draft, unit: FigureUnit): { ok: true; rule: Omit<AlertRule, 'id'> } | { ok: false; faults: DraftFault[] } {
  const faults: DraftFault[] = []
  const threshold = numberIn(draft.threshold)
  if (Number.isNaN(threshold)) faults.push('threshold-number')
  else if (unit === 'ratio' && threshold > 100) faults.push('threshold-share')
  else if (unit === 'count' && !Number.isInteger(threshold)) faults.push('threshold-whole')
  if (!wholeIn(draft.lasting, 0, DAY_S)) faults.push('lasting')
  if (unit === 'ratio' && !wholeIn(draft.leastDecided, 0, 100_000)) faults.push('leastDecided')
  if (!wholeIn(draft.clearAfter, LEAST_CLEAR_S, DAY_S)) faults.push('clearAfter')
  const own = draft.ownHours.trim().replace(/\s+/g, ' ')
  if (draft.hours === 'own' && !own.split(/ ?; ?/).every((part) => SPAN.test(part))) faults.push('hours')
  if (draft.escalates && !wholeIn(draft.escalateAfter, 1, DAY_S / 60)) faults.push('escalateAfter')
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    rule: {
      name: draft.name.trim(), figure: draft.figure, is: draft.is, threshold: unit === 'ms' ? Math.round(threshold * SECOND) : tidy(threshold * PER[unit]),
      forMs: Number(draft.lasting) * SECOND, clearAfterMs: Number(draft.clearAfter) * SECOND, leastDecided: unit === 'ratio' ? Number(draft.leastDecided) : 0, hours: draft.hours === 'own' ? own : draft.hours,
      severity: draft.severity, sound: draft.sound, notification: draft.notification, webhook: draft.webhook === '' ? null : draft.webhook, texts: [...draft.texts],
      escalate: draft.escalates
        ? { afterMs: Number(draft.escalateAfter) * MINUTE, webhook: draft.escalateWebhook === '' ? null : draft.escalateWebhook, texts: [...draft.escalateTexts] } : null,
      active: draft.active,
    },
  }
}
