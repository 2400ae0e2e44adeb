/** Why these figures can be believed: how many self-checks hold, and whether Twilio's own list of calls agrees, with its age. */
import { newestChecks } from '../live/newest.ts'
import { serverSecond } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { roughly } from '../ui/freshness.tsx'
import { seoulTime } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { CHECKS } from '../../server/protocol/checks.ts'
import { Opener } from './opener.tsx'

export function Proof() {
  const said = words.value.proof
  const checks = newestChecks.value
  if (checks === null) return null
  const { held, total, twilio } = checks
  const whole = held === total
  return (
    <Opener what={{ kind: 'checks' }} class="proof">
      <span class={`proof-checks ${whole ? 'well' : 'wrong'}`}>
        {said.selfCheck} <strong>{count(held)}/{count(total)}{whole ? ' ✓' : ` ✕ ${said.failed}`}</strong>
      </span>
      {twilio !== null && (
        <span class={`proof-twilio ${twilio.differences.length === 0 ? 'well' : 'wrong'}`}>
          {' '}{said.twilio} <strong>{twilio.differences.length > 0 && '✕ '}{said.differences(count(twilio.differences.length))}</strong>
          {' · '}{said.ago(roughly(Math.max(0, serverSecond.value - twilio.askedAt), words.value.age))}{!twilio.reached && ` · ▲ ${said.notReached}`}
        </span>
      )}
    </Opener>
  )
}

/** Every check by name, those that fail first, with what was found. */
export function Checks() {
  const said = words.value.proof
  const checks = newestChecks.value
  if (checks === null) return <p class="empty">{said.none}</p>
  const failed = new Map(checks.failed.map((one) => [one.check, one]))
  const inOrder = [...CHECKS].sort((a, b) => Number(failed.has(b)) - Number(failed.has(a)))
  return (
    <>
      <p>{said.meaning} {said.at(seoulTime(checks.asOf))}</p>
      <table class="rows checks">
        <thead><tr><th scope="col">{said.check}</th><th scope="col">{said.result}</th></tr></thead>
        <tbody>
          {inOrder.map((check) => {
            const fault = failed.get(check)
            return (
              <tr key={check} class={fault ? 'fails' : ''}>
                <th scope="row">{said.checks[check]}</th>
                <td>
                  {fault === undefined ? <span class="well">✓ {said.holds}</span> : (
                    <>
                      <strong class="late">✕ {said.failed}</strong> {said.since(seoulTime(fault.since))}
                      <span class="found">{said.expected} {fault.expected}<br />{said.found} {fault.found}</span>
                    </>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {checks.twilio !== null && checks.twilio.differences.length > 0 && (
        <ul class="twilio-differences">
          {checks.twilio.differences.map(({ kind, leg, since }) => <li key={leg}>{seoulTime(since)} · {said.kinds[kind]} <small>{leg}</small></li>)}
        </ul>
      )}
    </>
  )
}
