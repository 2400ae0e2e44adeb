/** Screens on the wall: who made each and when it last showed the board; a new one, and one that is to go dark. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DisplayView } from '../../server/protocol/people.ts'
import { ask } from '../live/api.ts'
import { serverSecond } from '../ui/clock.ts'
import { roughly } from '../ui/freshness.tsx'
import { seoulMinute } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'

export function Displays() {
  const said = words.value.displays
  const list = useSignal<DisplayView[] | null>(null)
  const label = useSignal('')
  const made = useSignal<{ label: string; address: string } | null>(null)
  const copied = useSignal(false)
  const trouble = useSignal<string | null>(null)
  /** Going dark takes a second press. */
  const armed = useSignal<string | null>(null)

  const read = async () => {
    const reply = await ask<{ displays: DisplayView[] }>('GET', '/displays')
    if (reply.ok) list.value = reply.body.displays
    trouble.value = reply.ok ? null : said.unreachable
  }
  useEffect(() => void read(), [])
  const make = async () => {
    if (label.value.trim() === '') return void (trouble.value = said.labelMissing)
    const reply = await ask<DisplayView & { address: string }>('POST', '/displays', { label: label.value })
    if (!reply.ok) return void (trouble.value = said.unreachable)
    made.value = { label: reply.body.label, address: reply.body.address }
    copied.value = false
    label.value = ''
    await read()
  }
  const revoke = async (display: string) => {
    if (armed.value !== display) return void (armed.value = display)
    armed.value = null
    const reply = await ask('DELETE', `/displays/${display}`)
    if (!reply.ok && reply.because !== 'not-found') trouble.value = said.unreachable
    await read()
  }
  const copy = () => void navigator.clipboard?.writeText(made.value?.address ?? '').then(() => { copied.value = true }, () => {})
  return (
    <>
      <p>{said.meaning}</p>
      <form class="new-display" onSubmit={(event) => { event.preventDefault(); void make() }}>
        <label class="field">
          <span>{said.label}</span>
          <input type="text" maxLength={80} placeholder={said.labelHint} value={label.value} onInput={(event) => { label.value = event.currentTarget.value }} />
        </label>
        <button type="submit">{said.make}</button>
      </form>
      <p class="late" role="alert">{trouble.value}</p>
      {made.value !== null && (
        <section class="made" aria-labelledby="made-heading">
          <h3 id="made-heading">{said.made(made.value.label)}</h3>
          <p>{said.once}</p>
          <p class="address"><code>{made.value.address}</code></p>
          <button type="button" onClick={copy}>{said.copy}</button> <span role="status">{copied.value && `✓ ${said.copied}`}</span>
        </section>
      )}
      {list.value !== null && (list.value.length === 0 ? <p class="empty">{said.none}</p> : (
        <table class="rows">
          <thead><tr><th scope="col">{said.label}</th><th scope="col">{said.seen}</th><th scope="col">{said.since}</th><th scope="col">{said.takeBack}</th></tr></thead>
          <tbody>
            {list.value.map((one) => (
              <tr key={one.display} class={one.revokedAt === null ? '' : 'revoked'}>
                <th scope="row">{one.label}</th>
                <td>{one.seenAt === null ? said.never : said.ago(roughly(Math.max(0, serverSecond.value - one.seenAt), words.value.age))}</td>
                <td>{seoulMinute(one.madeAt)} · {one.madeByName}</td>
                <td>
                  {one.revokedAt !== null ? <>{said.revoked} · {seoulMinute(one.revokedAt)} · {one.revokedByName}</> : (
                    <button type="button" aria-label={`${armed.value === one.display ? said.sure : said.takeBack}: ${one.label}`} onClick={() => void revoke(one.display)}>
                      {armed.value === one.display ? said.sure : said.takeBack}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  )
}
