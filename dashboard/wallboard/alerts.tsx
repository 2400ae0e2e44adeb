/** Open alerts over the board: a word, a shape, what, how much against what, since when, and who is seeing to it. */
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { AlertView } from '../../server/protocol/alerts.ts'
import { ask } from '../live/api.ts'
import { newest, past } from '../live/newest.ts'
import { allowAlarm, silence, silent, sound, sounding } from '../ui/alarm.ts'
import { floorSecond, serverNow, stale } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { duration, MINUTE, seoulMinute } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { alertText, figureName, isYesOrNo, limitText, SHAPES, valueText } from './alert-words.ts'
import { canOpen } from './opened.ts'
import { Opener } from './opener.tsx'

/** A page that scrolls shows so many; a wall shows the first, and says how many more there are. */
const SHOWN = 4
const SILENCE_MS = 10 * MINUTE

/** Asked for and not yet in the picture, or refused. */
const asked = signal<ReadonlyMap<string, 'asked' | 'failed'>>(new Map())

export async function acknowledge(alert: string): Promise<void> {
  asked.value = new Map(asked.value).set(alert, 'asked')
  const reply = await ask('POST', `/alerts/${alert}/acknowledge`, {})
  // Whatever has ended meanwhile needs nobody any more.
  if (!reply.ok && reply.because !== 'alert-is-over') asked.value = new Map(asked.value).set(alert, 'failed')
}

export function Alerts({ alerts }: { alerts: readonly AlertView[] }) {
  const said = words.value.alerts
  const list = useRef<HTMLUListElement>(null)
  // Whoever looks back on the day is told of the present all the same.
  useMakingHeard(newest.value?.view.alerts ?? [])
  const more = alerts.slice(1)
  return (
    <>
      <Announcement alerts={newest.value?.view.alerts ?? []} />
      {alerts.length > 0 && (
        <section class="alerts" aria-label={said.heading}>
          <ul class="alert-list" ref={list} tabIndex={-1}>
            {alerts.slice(0, SHOWN).map((alert) => (
              <Alert key={alert.alert} alert={alert} onAcknowledge={() => {
                // The button goes with the press: whoever came by keyboard stays here.
                list.current?.focus()
                void acknowledge(alert.alert)
              }} />
            ))}
          </ul>
          {sounding.value !== null && canOpen.value && <Sounding />}
          {more.length > 0 && <More class="more-on-wall" hidden={more} />}
          {alerts.length > SHOWN && <More class="more-on-page" hidden={alerts.slice(SHOWN)} />}
        </section>
      )}
    </>
  )
}

function Alert({ alert, onAcknowledge }: { alert: AlertView; onAcknowledge: () => void }) {
  const said = words.value.alerts
  const { severity, acknowledged, subsiding, silencedUntil, escalatedAt } = alert
  const state = asked.value.get(alert.alert)
  return (
    <li class={`alert ${severity} ${acknowledged ? 'acknowledged' : ''} ${subsiding ? 'subsiding' : ''}`}>
      <strong class="severity"><span aria-hidden="true">{SHAPES[severity]}</span> {said.severities[severity]}</strong>{' '}
      <span class="what">{alert.name === '' ? figureName(alert, said, language.value) : alert.name}</span>{' '}
      {!isYesOrNo(alert.figure) && <span class="against"><strong>{valueText(alert.now, alert.unit, said)}</strong> {said.against(limitText(alert, said))}</span>}{' '}
      <span class="since">{said.since(seoulMinute(alert.since))} <span class="digits">{duration(floorSecond.value - alert.since)}</span></span>{' '}
      {escalatedAt !== null && <span class="remark">{said.escalated}</span>}{' '}
      {subsiding && <span class="remark">{said.subsiding}</span>}{' '}
      {silencedUntil !== null && <span class="remark">{said.ruleSilenced(seoulMinute(silencedUntil))}</span>}{' '}
      {acknowledged ? <span class="by">✓ {said.acknowledgedBy(acknowledged.by, seoulMinute(acknowledged.at))}</span> : canOpen.value && past.value === null && (
        <button type="button" class="acknowledge" disabled={state === 'asked'} aria-label={said.acknowledgeWhat(alertText(alert, said, language.value))} onClick={onAcknowledge}>
          {said.acknowledge}
        </button>
      )}
      {state === 'failed' && !acknowledged && <span class="late" role="alert">{said.notAcknowledged}</span>}
    </li>
  )
}

function Sounding() {
  const said = words.value.alerts
  return sounding.value === 'blocked'
    ? <span class="sounding blocked">{said.soundBlocked}</span>
    : <button type="button" class="sounding" onClick={() => silence(serverNow.peek() + SILENCE_MS)}>{said.silenceNow}</button>
}

function More({ hidden, class: kind }: { hidden: readonly AlertView[]; class: string }) {
  const said = words.value.alerts
  const critical = hidden.filter(({ severity }) => severity === 'critical').length
  return <Opener what={{ kind: 'alerts' }} class={`more-alerts ${kind}`}>{said.more(count(hidden.length))}{critical > 0 && ` (${SHAPES.critical} ${said.severities.critical} ${count(critical)})`}</Opener>
}

/** Said to a screen reader once for each alert, not with every second that passes. */
function Announcement({ alerts }: { alerts: readonly AlertView[] }) {
  const said = words.value.alerts
  const told = useRef(new Set<string>())
  const text = useRef('')
  const fresh = alerts.filter(({ alert }) => !told.current.has(alert))
  if (fresh.length > 0 && !stale.value) {
    for (const { alert } of fresh) told.current.add(alert)
    text.current = fresh.map((alert) => said.announcement(said.severities[alert.severity], alertText(alert, said, language.value))).join(' ')
  }
  return <p class="hidden alert-announcement" role="alert">{text.current}</p>
}

/** By sound until somebody acknowledges, and by the browser where somebody looks at another page. For those who can do something. */
function useMakingHeard(alerts: readonly AlertView[]): void {
  const said = words.value.alerts
  const shown = useRef<Set<string> | null>(null)
  useEffect(allowAlarm, [])
  const loud = canOpen.value && silent.value === null && !stale.value
    ? alerts.filter((one) => one.sound && !one.acknowledged && !one.subsiding && one.silencedUntil === null) : []
  const severity = loud.some((one) => one.severity === 'critical') ? 'critical' : loud.length > 0 ? 'warning' : null
  useEffect(() => sound(severity), [severity])
  const key = alerts.map(({ alert }) => alert).join()
  useEffect(() => {
    // What was open when the page was opened is no news.
    const known = shown.current
    shown.current = new Set(alerts.map(({ alert }) => alert))
    if (known === null || !canOpen.value || !document.hidden || !('Notification' in globalThis) || Notification.permission !== 'granted') return
    for (const alert of alerts) {
      if (known.has(alert.alert) || !alert.notification || alert.silencedUntil !== null) continue
      const notice = new Notification(`${SHAPES[alert.severity]} ${said.severities[alert.severity]}`, { body: alertText(alert, said, language.value), tag: alert.alert })
      notice.onclick = () => {
        window.focus()
        notice.close()
      }
    }
  }, [key])
}

/** At the foot of the board: the way to today's alerts and to the rules, and whether this browser is silent. */
export function AlertsOpener() {
  const said = words.value.alerts
  if (!canOpen.value) return null
  return (
    <Opener what={{ kind: 'alerts' }} class="alerts-opener">
      {said.heading}{silent.value !== null && <strong> · {silent.value === Infinity ? said.silent : said.silentUntil(seoulMinute(silent.value))}</strong>}
    </Opener>
  )
}
