/** Today's alerts, open ones first: what, how long, who saw to it, who was told. And how this browser makes itself heard. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { AlertLine } from '../../server/protocol/alerts.ts'
import { ask } from '../live/api.ts'
import { newest } from '../live/newest.ts'
import { silence, silent, soundAgain } from '../ui/alarm.ts'
import { serverNow } from '../ui/clock.ts'
import { duration, MINUTE, seoulMinute } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { conditionText, isYesOrNo, SHAPES, valueText } from './alert-words.ts'
import { acknowledge } from './alerts.tsx'
import { openFurther } from './opened.ts'

export function AlertList() {
  const said = words.value.alerts
  const list = useSignal<AlertLine[] | null>(null)
  const trouble = useSignal(false)
  // Read again whenever something about alerts has changed on the board.
  const changed = newest.value?.view.alerts.map(({ alert, acknowledged, subsiding, escalatedAt }) => `${alert}${acknowledged?.at}${subsiding}${escalatedAt}`).join()
  useEffect(() => {
    void ask<{ alerts: AlertLine[] }>('GET', '/alerts').then((reply) => {
      trouble.value = !reply.ok
      if (reply.ok) list.value = reply.body.alerts
    })
  }, [changed])
  const lines = [...list.value ?? []].sort((a, b) => Number(b.cleared === null) - Number(a.cleared === null))
  return (
    <>
      <Heard />
      <p><button type="button" onClick={() => openFurther({ kind: 'alert-rules' })}>{said.rules}</button></p>
      <p class="late" role="alert">{trouble.value && said.unreachable}</p>
      {list.value !== null && (lines.length === 0 ? <p class="empty">{said.noneToday}</p> : (
        <ol class="alert-lines">{lines.map((line) => <Line key={line.alert} line={line} />)}</ol>
      ))}
    </>
  )
}

function Line({ line }: { line: AlertLine }) {
  const said = words.value.alerts
  const { rule, unit, department, acknowledged, cleared, escalatedAt } = line
  const severity = escalatedAt === null ? rule.severity : 'critical'
  const what = rule.name === '' ? conditionText({ ...rule, unit, department }, said, language.value) : rule.name
  return (
    <li class={`alert-line ${severity} ${cleared ? 'finished' : ''}`}>
      <h3><span class="severity"><span aria-hidden="true">{SHAPES[severity]}</span> {said.severities[severity]}</span> {what}</h3>
      <p>
        {said.since(seoulMinute(line.since))}
        {cleared ? ` ${said.until(seoulMinute(cleared.at))} (${duration(cleared.at - line.since)}) · ${said.because[cleared.because]}` : ` · ${said.stillOpen}`}
        {!isYesOrNo(rule.figure) && ` · ${said.valueWhenRaised(valueText(line.value, unit, said))}`}
      </p>
      {escalatedAt !== null && <p>{seoulMinute(escalatedAt)} {said.escalated}</p>}
      {acknowledged ? <p>✓ {said.acknowledgedBy(acknowledged.name, seoulMinute(acknowledged.at))}{acknowledged.note !== '' && ` · ${acknowledged.note}`}</p>
        : cleared === null && <p><button type="button" aria-label={said.acknowledgeWhat(what)} onClick={() => void acknowledge(line.alert)}>{said.acknowledge}</button></p>}
      {line.sent.length > 0 && (
        <ul class="sent">
          {line.sent.map(({ step, way, to, at, because, delivered }) => (
            <li key={`${step}/${way}/${to}`}>
              {seoulMinute(at)} {said.steps[step]} → {said.ways[way]} {to}{' '}
              {because !== null ? <strong class="late">✕ {said.notSent} ({because})</strong>
                : delivered?.because != null ? <strong class="late">✕ {said.notDelivered} ({delivered.because})</strong>
                  : <span class="well">✓ {delivered ? said.delivered : said.sent}</span>}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** Sound and notifications of this browser. */
function Heard() {
  const said = words.value.alerts
  const permission = useSignal('Notification' in globalThis ? Notification.permission : 'denied')
  const chosen = silent.value === null ? 'on' : silent.value === Infinity ? 'off' : 'until'
  const choose = (choice: string) => {
    if (choice === 'on') soundAgain()
    else if (choice === 'off') silence(Infinity)
    else if (choice !== 'until') silence(serverNow.peek() + Number(choice) * MINUTE)
  }
  return (
    <section class="heard" aria-labelledby="heard-heading">
      <h3 id="heard-heading">{said.thisBrowser}</h3>
      <label class="field">
        <span>{said.sound}</span>
        <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="on">{said.soundOn}</option>
          {chosen === 'until' && <option value="until">{said.silentUntil(seoulMinute(silent.value!))}</option>}
          {[10, 60].map((minutes) => <option key={minutes} value={String(minutes)}>{said.silentFor(minutes)}</option>)}
          <option value="off">{said.silent}</option>
        </select>
      </label>
      <p role="status">
        {permission.value === 'granted' ? `✓ ${said.noticesAllowed}` : permission.value === 'denied' ? said.noticesDenied : (
          <button type="button" onClick={() => void Notification.requestPermission().then((now) => { permission.value = now })}>{said.allowNotices}</button>
        )}
      </p>
    </section>
  )
}
