/** A transfer under way: the clock of its promise, each leg's share, and what can be done now. */
import { useEffect, useRef } from 'preact/hooks'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { TransferView } from '../../server/protocol/transfers.ts'
import { floorNow } from '../ui/clock.ts'
import { useComputedOf } from '../ui/computed-of.ts'
import { tenths } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { busy } from './actions.ts'
import type { Actions } from './actions.ts'
import { SHORTCUTS } from './keys.ts'
import { BookCallBack } from './book-call-back.tsx'
import { isFailing, PROMISE_MS, secondsLeft, sharesOf, standOf } from '../ui/race.ts'

/** `held`: the caller is on hold; while consulting it is else the colleague who waits. */
interface TransferProps { transfer: TransferView; caller: string; held: boolean; view: DeskView; actions: Actions }

export function Transfer({ transfer, caller, held, view, actions }: TransferProps) {
  const said = words.value.desk
  const { stage, next } = transfer
  const stand = useComputedOf([transfer], () => standOf(transfer, floorNow.value)).value
  const over = stage === 'ended'
  const here = useRef<HTMLElement>(null)
  useEffect(() => {
    // The field from which it was asked may be gone: the keyboard goes on where the transfer does.
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body) here.current?.focus()
  }, [transfer.transfer, over])
  return (
    <section ref={here} tabIndex={-1} class={`transfer ${stand}`} aria-labelledby="transfer-heading">
      <header>
        <h3 id="transfer-heading">{said.transferHeading} · {transfer.to.name[language.value]}</h3>
        <Countdown transfer={transfer} />
      </header>
      <RaceBar transfer={transfer} />
      <p class="transfer-stage" role="status">{stageInWords(transfer, held)}</p>
      {next !== null && !over && stand !== 'kept' && (
        <p class="next-best">
          <span>{said.nextBest(next.name)}</span>
          <button type="button" class="go" onClick={() => void actions.transferTo({ agent: next.agent })}>{said.tryNext}</button>
        </p>
      )}
      <p class="buttons" aria-busy={busy.value !== null}>
        {stage === 'consulting' && <button type="button" class="go" onClick={() => void actions.join()}>{said.join} <kbd>{SHORTCUTS.goOn}</kbd></button>}
        {stage === 'consulting' && <button type="button" onClick={() => void actions.swap()}>{held ? said.swapToCaller : said.swapToColleague}</button>}
        {stage === 'joined' && <button type="button" class="go" onClick={() => void actions.leave()}>{said.leave} <kbd>{SHORTCUTS.goOn}</kbd></button>}
        {!over && stage !== 'joined' && <button type="button" onClick={() => void actions.withdraw()}>{said.withdraw} <kbd>{SHORTCUTS.withdraw}</kbd></button>}
      </p>
      {view.offers.callBacks && isFailing(transfer, stand) && <BookCallBack call={transfer.call} caller={caller} view={view} actions={actions} />}
    </section>
  )
}

export function Countdown({ transfer }: { transfer: TransferView }) {
  const said = words.value.desk
  const left = useComputedOf([transfer], () => secondsLeft(transfer, floorNow.value)).value
  const stand = useComputedOf([transfer], () => standOf(transfer, floorNow.value)).value
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
  const soFar = useComputedOf([transfer], () => Math.min(1, Math.max(0, (floorNow.value - transfer.askedAt) / PROMISE_MS))).value
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

function stageInWords({ stage, end, ringing, colleague }: TransferView, held: boolean): string {
  const said = words.value.desk
  switch (stage) {
    case 'finding': return said.finding
    case 'ringing': return said.ringingAt(ringing.join(', '))
    case 'consulting': return held ? said.consulting(colleague ?? '') : said.swapped(colleague ?? '')
    case 'joined': return said.joined(colleague ?? '')
    case 'ended': return end === null ? '' : said.ends[end]
  }
}
