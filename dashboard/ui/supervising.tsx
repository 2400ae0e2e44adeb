/** A supervisor's own part in somebody's call: what holds now, and what it can become. On the board and on the desk alike. */
import { useSignal } from '@preact/signals'
import type { Refusal, Reply } from '../../server/protocol/requests.ts'
import { SUPERVISE_MODES } from '../../server/protocol/supervision.ts'
import type { SuperviseMode, SupervisionView } from '../../server/protocol/supervision.ts'
import type { Hand } from '../live/hand.ts'
import { Caller } from './caller.tsx'
import { floorSecond } from './clock.ts'
import { duration } from './moments.ts'
import { words } from './words/language.ts'

export interface SupervisingProps {
  own: SupervisionView
  /** Whose call it is, or was before it was taken over. */
  agentName: string | null
  hand: Pick<Hand, 'supervise' | 'stop'>
  /** Where this page has the telephone: puts it down. */
  onHangUp?: (() => void) | undefined
  /** Where a call that was taken over can be held and passed on, for a page that cannot. */
  deskAt?: string
}

export function Supervising({ own, agentName, hand, onHangUp, deskAt }: SupervisingProps) {
  const { supervise: said, desk } = words.value
  const refused = useSignal<Refusal | null>(null)
  const busy = useSignal(false)
  const ask = async (work: () => Promise<Reply>) => {
    if (busy.value) return
    busy.value = true
    const reply = await work()
    busy.value = false
    refused.value = reply.ok ? null : reply.because
  }
  const there = own.stage === 'there'
  const choices = SUPERVISE_MODES.filter((mode) => mode !== own.mode && own.agent !== null && own.mode !== 'take-over')
  return (
    <section class={`supervising ${own.stage} ${own.inForce ?? ''}`} aria-labelledby="supervising-heading">
      <h2 id="supervising-heading" class="hidden">{said.ownHeading}</h2>
      <p class="supervising-now" role="status">
        <strong>{nowInWords(own)}</strong>
        <span class="whose"><Caller caller={own.caller} />{agentName !== null && ` · ${said.callOf(agentName)}`}</span>
      </p>
      {there && <p class="supervising-length">{duration(floorSecond.value - own.since)}</p>}
      {there && (
        <p class="buttons" role="group" aria-label={said.takePart} aria-busy={busy.value}>
          {choices.map((mode) => (
            <button key={mode} type="button" title={said.meanings[mode]} onClick={() => void ask(() => hand.supervise(own.call, mode))}>{said.to[mode]}</button>
          ))}
          {own.agent !== null && <button type="button" class="stop" onClick={() => void ask(() => hand.stop(own.call))}>{said.stop}</button>}
          {own.agent === null && onHangUp && <button type="button" class="stop" onClick={onHangUp}>{said.hangUp}</button>}
          {deskAt !== undefined && (own.inForce === 'barge' || own.inForce === 'take-over') && <a href={deskAt} target="_blank" rel="noopener">{said.openDesk}</a>}
        </p>
      )}
      <p class="refusal" role="alert">{refused.value !== null && <><span aria-hidden="true">▲ </span>{desk.refusals[refused.value]}</>}</p>
    </section>
  )
}

function nowInWords({ stage, mode, inForce }: SupervisionView): string {
  const said = words.value.supervise
  if (stage === 'calling') return said.calling
  if (stage === 'not-reached') return said.notReached
  return inForce === mode ? said.now[mode] : said.changing(said.now[mode])
}

/** What somebody in a call is shown of the supervisors in it: who, how, and since when. Nobody listens unseen. */
export function SupervisedBy({ by }: { by: readonly { name: string; mode: SuperviseMode; since: number }[] }) {
  const said = words.value.supervise
  return (
    <>
      {/* Spoken when it changes; the running time is not. */}
      <p class="hidden" role="status">{by.map(({ name, mode }) => said.seen[mode](name)).join(' ')}</p>
      <ul class="supervised-by">
        {by.map(({ name, mode, since }) => (
          <li key={name} class={mode}><span class="eye" aria-hidden="true" />{said.seen[mode](name)} <span class="length">{duration(floorSecond.value - since)}</span></li>
        ))}
      </ul>
    </>
  )
}
