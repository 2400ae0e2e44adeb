/** An alert or a rule in words: always its condition as it is, in the language that is spoken. Pure. */
import type { AlertRule, AlertView, Severity, Watched } from '../../server/protocol/alerts.ts'
import type { FigureUnit } from '../../server/protocol/figures.ts'
import { count, percent, targetPercent } from '../ui/figures.ts'
import { HOUR, MINUTE, SECOND } from '../ui/moments.ts'
import type { Words } from '../ui/words/ko.ts'

/** Never by colour alone: each has its shape and its word. */
export const SHAPES: Record<Severity, string> = { warning: '▲', critical: '◆' }

type Read = { figure: Watched; unit: FigureUnit; department: { ko: string; en: string } | null }
type Condition = Read & Pick<AlertRule, 'is' | 'threshold'>

export function figureName({ figure, department }: Pick<Read, 'figure' | 'department'>, said: Words['alerts'], language: 'ko' | 'en'): string {
  return department === null ? said.figures[figure as keyof Words['alerts']['figures']] : said.t4Of(department[language])
}

/** `84.6%`, `3`, `1분 30초`; `—` where there is nothing to say. */
export function valueText(value: number | null, unit: FigureUnit, said: Words['alerts']): string {
  if (value === null) return '—'
  return unit === 'ratio' ? `${percent(value)}%` : unit === 'count' ? count(value) : lengthText(value, said)
}

/** A threshold is a round number if it can be. */
export const thresholdText = (value: number, unit: FigureUnit, said: Words['alerts']): string =>
  (unit === 'ratio' ? `${targetPercent(value)}%` : valueText(value, unit, said))

/** `30초`, `10분`, `1시간 30분`. */
export function lengthText(ms: number, said: Words['alerts']): string {
  const [hours, minutes, seconds] = [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE), Math.floor((ms % MINUTE) / SECOND)]
  const parts = [hours > 0 && said.lengths.hours(hours), minutes > 0 && said.lengths.minutes(minutes), hours === 0 && seconds > 0 && said.lengths.seconds(seconds)].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : said.lengths.seconds(0)
}

/** `90% 미만` */
export const limitText = ({ is, threshold, unit }: Pick<Condition, 'is' | 'threshold' | 'unit'>, said: Words['alerts']): string =>
  said[is](thresholdText(threshold, unit, said))

/** `세 번째 벨 전 응대율 90% 미만 10분 동안`: a rule without a name of its own. */
export function conditionText(rule: Condition & Pick<AlertRule, 'forMs'>, said: Words['alerts'], language: 'ko' | 'en'): string {
  const what = [figureName(rule, said, language), ...(isYesOrNo(rule.figure) ? [] : [limitText(rule, said)])].join(' ')
  return rule.forMs > 0 ? said.lasting(what, lengthText(rule.forMs, said)) : what
}

/** What an alert is about, for whoever hears it only once. */
export function alertText(alert: AlertView, said: Words['alerts'], language: 'ko' | 'en'): string {
  const named = alert.name === '' ? figureName(alert, said, language) : alert.name
  return isYesOrNo(alert.figure) ? named : `${named} ${valueText(alert.now ?? alert.value, alert.unit, said)} ${said.against(limitText(alert, said))}`
}

/** There are sums that differ, or there are none: "1, above 0" would say nothing. */
export const isYesOrNo = (figure: Watched): boolean => figure === 'sums-differ'
