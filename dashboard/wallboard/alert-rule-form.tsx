/** One rule, to be written or changed. What is wrong is said in words at its field; the first of them gets the focus. */
import { useSignal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { SEVERITIES } from '../../server/protocol/alerts.ts'
import type { AlertChoices, Watched } from '../../server/protocol/alerts.ts'
import { ask } from '../live/api.ts'
import { language, words } from '../ui/words/language.ts'
import { figureName, SHAPES } from './alert-words.ts'
import { type Draft, type DraftFault, draftOf, NEW, ruleOf } from './alert-rule-draft.ts'
import type { Rules } from './alert-rules.tsx'
import { goBack } from './opened.ts'

export function AlertRuleForm({ rule: id }: { rule: string | null }) {
  const said = words.value.alerts
  const read = useSignal<Rules | null>(null)
  const draft = useSignal<Draft>(NEW)
  const trouble = useSignal<string | null>(null)
  useEffect(() => {
    void ask<Rules>('GET', '/alert-rules').then((reply) => {
      if (!reply.ok) return void (trouble.value = said.unreachable)
      const known = reply.body.rules.find((one) => one.id === id)
      if (known) draft.value = draftOf(known, known.unit)
      read.value = reply.body
    })
  }, [id])
  if (read.value === null) return <p class="late" role="alert">{trouble.value}</p>
  return <Fields id={id} draft={draft} choices={read.value.choices} />
}

function Fields({ id, draft, choices }: { id: string | null; draft: Signal<Draft>; choices: AlertChoices }) {
  const said = words.value.alerts
  const form = useRef<HTMLFormElement>(null)
  const made = useRef(newId())
  const faults = useSignal<readonly DraftFault[]>([])
  const trouble = useSignal<string | null>(null)
  /** Throwing away takes a second press. */
  const armed = useSignal(false)
  const now = draft.value
  const unit = choices.figures.find(({ figure }) => figure === now.figure)?.unit ?? 'count'
  const set = (changed: Partial<Draft>) => { draft.value = { ...draft.value, ...changed } }
  const faultOf = (...names: DraftFault[]) => {
    const found = names.find((name) => faults.value.includes(name))
    return found && said.faults[found]
  }

  const save = async () => {
    const written = ruleOf(draft.value, unit)
    faults.value = written.ok ? [] : written.faults
    trouble.value = null
    if (!written.ok) return
    const reply = await ask('PUT', `/alert-rules/${id ?? made.current}`, written.rule)
    if (reply.ok) return goBack()
    if (reply.because === 'bad-request' && reply.detail?.startsWith('hours')) faults.value = ['hours']
    else trouble.value = reply.because === 'too-many-rules' ? said.tooManyRules : reply.because === 'unreachable' ? said.unreachable : said.notSaved
  }
  const remove = async () => {
    if (!armed.value) return void (armed.value = true)
    const reply = await ask('DELETE', `/alert-rules/${id}`)
    if (reply.ok || reply.because === 'unknown-rule') goBack()
    else trouble.value = said.unreachable
  }
  useEffect(() => {
    if (faults.value.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [faults.value])

  return (
    <form class="alert-form" ref={form} noValidate onSubmit={(event) => { event.preventDefault(); void save() }}>
      <Field label={said.figure}>
        {(field) => (
          <select {...field} value={now.figure} onChange={(event) => set({ figure: event.currentTarget.value as Watched })}>
            {choices.figures.map((one) => <option key={one.figure} value={one.figure}>{figureName(one, said, language.value)}</option>)}
          </select>
        )}
      </Field>
      <div class="side-by-side">
        <Field label={said.when}>
          {(field) => (
            <select {...field} value={now.is} onChange={(event) => set({ is: event.currentTarget.value as Draft['is'] })}>
              <option value="below">{said.isBelow}</option>
              <option value="above">{said.isAbove}</option>
            </select>
          )}
        </Field>
        <Quantity label={said.thresholdIn[unit]} value={now.threshold} fault={faultOf('threshold-number', 'threshold-share', 'threshold-whole')} onInput={(threshold) => set({ threshold })} />
        <Quantity label={said.lastingSeconds} value={now.lasting} fault={faultOf('lasting')} onInput={(lasting) => set({ lasting })} />
        {unit === 'ratio' && <Quantity label={said.leastDecided} value={now.leastDecided} fault={faultOf('leastDecided')} onInput={(leastDecided) => set({ leastDecided })} />}
      </div>
      <Quantity label={said.clearAfterSeconds} help={said.clearAfterHow} value={now.clearAfter} fault={faultOf('clearAfter')} onInput={(clearAfter) => set({ clearAfter })} />
      <Field label={said.hours}>
        {(field) => (
          <select {...field} value={now.hours} onChange={(event) => set({ hours: event.currentTarget.value as Draft['hours'] })}>
            <option value="open-line">{said.hoursOf('open-line')}</option>
            <option value="always">{said.hoursOf('always')}</option>
            <option value="own">{said.ownHours}</option>
          </select>
        )}
      </Field>
      {now.hours === 'own' && <Text label={said.ownHoursHow} value={now.ownHours} fault={faultOf('hours')} onInput={(ownHours) => set({ ownHours })} />}
      <fieldset>
        <legend>{said.severity}</legend>
        {SEVERITIES.map((severity) => (
          <label key={severity} class={`choice ${severity}`}>
            <input type="radio" name="severity" checked={now.severity === severity} onChange={() => set({ severity })} />
            <span class="severity"><span aria-hidden="true">{SHAPES[severity]}</span> {said.severities[severity]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{said.howToTell}</legend>
        <Tick label={said.soundUntilSeen} on={now.sound} onChange={(sound) => set({ sound })} />
        <Tick label={said.notification} on={now.notification} onChange={(notification) => set({ notification })} />
        <Out choices={choices} webhook={now.webhook} texts={now.texts} onChange={(webhook, texts) => set({ webhook, texts })} />
        {choices.webhooks.length + choices.texts.length === 0 && <p class="remark">{said.nobodyConfigured}</p>}
      </fieldset>
      <fieldset>
        <legend>{said.escalation}</legend>
        <Tick label={said.escalates} on={now.escalates} onChange={(escalates) => set({ escalates })} />
        {now.escalates && (
          <>
            <Quantity label={said.escalateMinutes} value={now.escalateAfter} fault={faultOf('escalateAfter')} onInput={(escalateAfter) => set({ escalateAfter })} />
            <Out choices={choices} webhook={now.escalateWebhook} texts={now.escalateTexts} onChange={(escalateWebhook, escalateTexts) => set({ escalateWebhook, escalateTexts })} />
          </>
        )}
      </fieldset>
      <Text label={said.name} value={now.name} onInput={(name) => set({ name })} />
      <Tick label={said.active} on={now.active} onChange={(active) => set({ active })} />
      <p class="late" role="alert">{trouble.value ?? (faults.value.length > 0 ? said.somethingWrong : '')}</p>
      <p class="buttons">
        <button type="submit" class="go">{said.save}</button>
        <button type="button" onClick={goBack}>{said.cancel}</button>
        {id !== null && <button type="button" class="stop" onClick={() => void remove()}>{armed.value ? said.removeSure : said.remove}</button>}
      </p>
    </form>
  )
}

/** Made up once for a form, so that the same press twice makes one rule. */
const newId = (): string => `rule-${crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36)}`

type FieldProps = { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }

function Field({ label, help, fault, children }: { label: string; help?: string | undefined; fault?: string | undefined; children: (field: FieldProps) => JSX.Element }) {
  const id = useId()
  // What is wrong is read out before what it is for.
  const described = [fault && `${id}-fault`, help && `${id}-help`].filter(Boolean).join(' ') || undefined
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': fault !== undefined, 'aria-describedby': described })}
      {help !== undefined && <p class="remark" id={`${id}-help`}>{help}</p>}
      {fault !== undefined && <p class="late" id={`${id}-fault`}>✕ {fault}</p>}
    </div>
  )
}

interface Written { label: string; help?: string; value: string; fault?: string | undefined; onInput: (text: string) => void }

function Text({ label, help, value, fault, onInput, numeric = false }: Written & { numeric?: boolean }) {
  return (
    <Field label={label} help={help} fault={fault}>
      {(field) => <input {...field} type="text" inputMode={numeric ? 'decimal' : undefined} maxLength={numeric ? 12 : 200} value={value} onInput={(event) => onInput(event.currentTarget.value)} />}
    </Field>
  )
}
const Quantity = (written: Written) => <Text {...written} numeric />

function Tick({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return <label class="choice"><input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} /> {label}</label>
}

/** Webhook and people, as far as the settings name any. */
function Out({ choices, webhook, texts, onChange }: { choices: AlertChoices; webhook: string; texts: readonly string[]; onChange: (webhook: string, texts: readonly string[]) => void }) {
  const said = words.value.alerts
  return (
    <>
      {choices.webhooks.length > 0 && (
        <Field label={said.ways.webhook}>
          {(field) => (
            <select {...field} value={webhook} onChange={(event) => onChange(event.currentTarget.value, texts)}>
              <option value="">{said.noWebhook}</option>
              {choices.webhooks.map((name) => <option key={name} value={name}>{name}</option>)}
            </select>
          )}
        </Field>
      )}
      {choices.texts.map((name) => (
        <Tick key={name} label={said.textTo(name)} on={texts.includes(name)} onChange={(on) => onChange(webhook, on ? [...texts, name] : texts.filter((one) => one !== name))} />
      ))}
    </>
  )
}
