/** The rules: what each watches, when, how loud, whom it tells; and a new one. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { AlertChoices, AlertRuleLine } from '../../server/protocol/alerts.ts'
import { ask } from '../live/api.ts'
import { serverSecond } from '../ui/clock.ts'
import { MINUTE, seoulMinute } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { conditionText, SHAPES } from './alert-words.ts'
import { openFurther } from './opened.ts'

const SILENCE_MS = 30 * MINUTE

export interface Rules { rules: AlertRuleLine[]; choices: AlertChoices }

export function AlertRules() {
  const said = words.value.alerts
  const list = useSignal<Rules | null>(null)
  const trouble = useSignal(false)
  const read = async () => {
    const reply = await ask<Rules>('GET', '/alert-rules')
    trouble.value = !reply.ok
    if (reply.ok) list.value = reply.body
  }
  useEffect(() => void read(), [])
  const silenceRule = async (rule: string, forMs: number) => {
    const reply = await ask('POST', `/alert-rules/${rule}/silence`, { forMs })
    await read()
    if (!reply.ok) trouble.value = true
  }
  return (
    <>
      <p>{said.rulesMeaning}</p>
      <p><button type="button" onClick={() => openFurther({ kind: 'alert-rule', rule: null })}>{said.newRule}</button></p>
      <p class="late" role="alert">{trouble.value && said.unreachable}</p>
      {list.value !== null && (list.value.rules.length === 0 ? <p class="empty">{said.noRules}</p> : (
        <ul class="alert-rules">
          {list.value.rules.map((rule) => {
            const condition = conditionText(rule, said, language.value)
            const silenced = rule.silencedUntil !== null && rule.silencedUntil > serverSecond.value
            return (
              <li key={rule.id} class={`alert-rule ${rule.severity} ${rule.active ? '' : 'off'}`}>
                <h3><span class="severity"><span aria-hidden="true">{SHAPES[rule.severity]}</span> {said.severities[rule.severity]}</span> {rule.name === '' ? condition : rule.name}</h3>
                {rule.name !== '' && <p>{condition}</p>}
                <p class="remark">{[
                  rule.active ? said.hoursOf(rule.hours) : said.off, ...waysOf(rule),
                  silenced && said.ruleSilenced(seoulMinute(rule.silencedUntil!)),
                  rule.set.name === null ? said.cameWithLine : said.setBy(rule.set.name, seoulMinute(rule.set.at)),
                ].filter(Boolean).join(' · ')}</p>
                <p class="buttons">
                  <button type="button" aria-label={said.editWhat(condition)} onClick={() => openFurther({ kind: 'alert-rule', rule: rule.id })}>{said.edit}</button>
                  <button type="button" aria-label={`${silenced ? said.unsilenceRule : said.silenceRule}: ${condition}`} onClick={() => void silenceRule(rule.id, silenced ? 0 : SILENCE_MS)}>
                    {silenced ? said.unsilenceRule : said.silenceRule}
                  </button>
                </p>
              </li>
            )
          })}
        </ul>
      ))}
    </>
  )
}

function waysOf({ sound, notification, webhook, texts, escalate }: AlertRuleLine): string[] {
  const said = words.value.alerts
  return [
    ...(sound ? [said.sound] : []), ...(notification ? [said.notification] : []), ...(webhook === null ? [] : [`${said.ways.webhook} ${webhook}`]),
    ...(texts.length > 0 ? [`${said.ways.text} ${texts.join(', ')}`] : []), ...(escalate ? [said.escalatesAfter(escalate.afterMs / MINUTE)] : []),
  ]
}
