/** A transfer under way: the clock of its promise, each leg's share, and what can be done now. */
import { useComputed } from '@preact/signals'
import type { DeskView, TransferView } from '../../server/live/protocol.ts'
import { floorNow, floorSecond } from '../ui/clock.ts'
import { tenths } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { busy } from './actions.ts'
import type { Actions } from './actions.ts'
import { SHORTCUTS } from './keys.ts'
import { PROMISE_MS, secondsLeft, sharesOf, standOf } from '../ui/race.ts'

/** What a caller who cannot be connected now is promised: before the end of the next working hour. */
const CALL_BACK_WITHIN_MS = 60 * 60_000

export function Transfer({ transfer, view, actions }: { transfer: TransferView; view: DeskView; actions: Actions }) {
  const said = words.value.desk
  const { stage, next } = transfer
  const stand = useComputed(() => standOf(transfer, floorNow.value)).value
  const over = stage === 'ended'
  return (
    <section class={`transfer ${stand}`} aria-labelledby="transfer-heading">
      <header>
        <h3 id="transfer-heading">{said.transferHeading} · {transfer.to.name[language.value]}</h3>
        <Countdown transfer={transfer} />
      </header>
      <RaceBar transfer={transfer} />
      <p class="transfer-stage" role="status">{stageInWords(transfer)}</p>
      {next !== null && !over && stand !== 'kept' && (
        <p class="next-best">
          <span>{said.nextBest(next.name)}</span>
          <button type="button" class="go" onClick={() => void actions.transferTo({ agent: next.agent })}>{said.tryNext}</button>
        </p>
      )}
      <p class="buttons" aria-busy={busy.value !== null}>
        {stage === 'consulting' && <button type="button" class="go" onClick={() => void actions.join()}>{said.join} <kbd>{SHORTCUTS.goOn}</kbd></button>}
        {stage === 'consulting' && <button type="button" onClick={() => void actions.swap()}>{said.swap}</button>}
        {stage === 'joined' && <button type="button" class="go" onClick={() => void actions.leave()}>{said.leave} <kbd>{SHORTCUTS.goOn}</kbd></button>}
        {!over && stage !== 'joined' && <button type="button" onClick={() => void actions.withdraw()}>{said.withdraw} <kbd>{SHORTCUTS.withdraw}</kbd></button>}
        {view.offers.callBacks && (stand === 'broken' || over) && transfer.end !== 'completed' && (
          <button type="button" onClick={() => void actions.bookCallBack(floorSecond.value + CALL_BACK_WITHIN_MS)}>{said.bookCallBack}</button>
        )}
      </p>
    </section>
  )
}

export function Countdown({ transfer }: { transfer: TransferView }) {
  const said = words.value.desk
  const left = useComputed(() => secondsLeft(transfer, floorNow.value)).value
  const stand = useComputed(() => standOf(transfer, floorNow.value)).value
  if (stand === 'kept') return <p class="countdown kept"><span aria-hidden="true">✓ </span>{said.promiseKept}</p>
  if (stand === 'broken') return <p class="countdown broken"><span aria-hidden="true">✕ </span>{said.promiseBroken}</p>
  if (stand === 'void') return null
  return (
    <p class={`countdown ${stand}`}>
      <span class="hidden">{said.secondsLeft} </span><strong>{left}</strong><span class="unit">{words.value.ringing.seconds}</span>
    </p>
  )
}

export function RaceBar({ transfer }: { transfer: TransferView }) {
  const said = words.value.desk
  const shares = sharesOf(transfer)
  // What runs now is drawn from the clock; the server's shares are of the moment the picture was drawn.
  const used = shares.reduce((sum, { width }) => sum + width, 0)
  const soFar = useComputed(() => Math.min(1, Math.max(0, (floorNow.value - transfer.askedAt) / PROMISE_MS))).value
  const running = transfer.verdict === 'running' ? Math.max(0, soFar - used) : 0
  return (
    <div class="race">
      <div class="race-track" aria-hidden="true">
        {shares.map(({ share, width }) => <span key={share} class={`share-${share}`} style={{ width: `${width * 100}%` }} />)}
        {running > 0 && <span class="share-now" style={{ width: `${running * 100}%` }} />}
      </div>
      <dl class="race-shares">
        {shares.map(({ share, ms }) => (
          <div key={share}><dt><span class={`key share-${share}`} aria-hidden="true" />{said.shares[share]}</dt><dd>{tenths(ms)}{words.value.ringing.seconds}</dd></div>
        ))}
      </dl>
    </div>
  )
}

function stageInWords({ stage, end, ringing, colleague }: TransferView): string {
  const said = words.value.desk
  switch (stage) {
    case 'finding': return said.finding
    case 'ringing': return said.ringingAt(ringing.join(', '))
    case 'consulting': return said.consulting(colleague ?? '')
    case 'joined': return said.joined(colleague ?? '')
    case 'ended': return end === null ? '' : said.ends[end]
  }
}
