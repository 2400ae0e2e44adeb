/**
 * A supervisor's hand on one agent: take part in their call, put its caller back into the queue, end it in two steps, set their
 * state. Everything is shown to the agent, and says so here.
 */
import { useComputed, useSignal } from '@preact/signals'
import { AWAY_REASONS } from '../../server/protocol/agents.ts'
import type { AgentView, AwayReason } from '../../server/protocol/agents.ts'
import type { Refusal, Reply } from '../../server/protocol/requests.ts'
import { END_REASONS, SUPERVISE_MODES } from '../../server/protocol/supervision.ts'
import type { EndingView, EndReason, SupervisionView } from '../../server/protocol/supervision.ts'
import type { PhoneState } from '../desk/phone.ts'
import type { Hand } from '../live/hand.ts'
import { floorNow } from '../ui/clock.ts'
import { words } from '../ui/words/language.ts'

export interface SuperviseProps {
  agent: AgentView
  /** Every supervisor's part in a running call: `WallboardView.supervisions`. */
  supervisions: readonly SupervisionView[]
  /** Whose hand it is. */
  account: string
  /** This page's telephone; null when it has none. */
  phone: PhoneState | null
  hand: Hand
  onAllowMicrophone?: () => void
}

/** Reasons somebody can choose; the desk's own is not among them. */
const CHOICES = AWAY_REASONS.filter((reason) => reason !== 'not-answering')

export function Supervise(props: SuperviseProps) {
  const { agent, supervisions, account } = props
  const { supervise: said, desk } = words.value
  const refused = useSignal<Refusal | null>(null)
  const busy = useSignal(false)
  /** One at a time: a second press while the first is under way is no second step. */
  const ask = async <T extends Reply | { ok: true; ending: EndingView }>(work: () => Promise<T>): Promise<T | null> => {
    if (busy.value) return null
    busy.value = true
    const reply = await work()
    busy.value = false
    refused.value = reply.ok ? null : reply.because
    return reply
  }
  const call = agent.state === 'talking' && agent.agent !== account ? agent.call : null
  const others = supervisions.filter((one) => one.call === call && one.by !== account && one.inForce !== null)
  return (
    <div class="supervise" aria-busy={busy.value}>
      <p class="refusal" role="alert">{refused.value !== null && <><span aria-hidden="true">▲ </span>{desk.refusals[refused.value]}</>}</p>
      {call === null ? <p class="empty">{said.nothingToDo}</p> : (
        <>
          {others.length > 0 && <ul class="supervised-by">{others.map(({ supervision, name, inForce }) => <li key={supervision}>{said.seen[inForce!](name)}</li>)}</ul>}
          <TakePart {...props} call={call} ask={ask} />
          <CallItself key={call} {...props} call={call} ask={ask} />
        </>
      )}
      <SetState {...props} ask={ask} />
    </div>
  )
}

type Ask = <T extends Reply | { ok: true; ending: EndingView }>(work: () => Promise<T>) => Promise<T | null>
type PartProps = SuperviseProps & { call: string; ask: Ask }

function TakePart({ supervisions, account, phone, hand, onAllowMicrophone, call, ask }: PartProps) {
  const said = words.value.supervise
  const own = supervisions.find((one) => one.by === account && one.call === call && one.stage !== 'not-reached')
  return (
    <section aria-labelledby="take-part-heading">
      <h3 id="take-part-heading">{said.takePart}</h3>
      <ul class="modes">
        {SUPERVISE_MODES.map((mode) => (
          <li key={mode}>
            <button type="button" aria-pressed={own?.mode === mode} aria-describedby={`meaning-${mode}`} onClick={() => void ask(() => hand.supervise(call, mode))}>
              {own?.mode === mode && <span aria-hidden="true">● </span>}{said.modes[mode]}
            </button>
            <span id={`meaning-${mode}`}>{said.meanings[mode]}</span>
          </li>
        ))}
      </ul>
      {own && (
        <p class="own-part" role="status">
          <strong>{own.stage === 'calling' ? said.calling : own.inForce === own.mode ? said.now[own.mode] : said.changing(said.now[own.mode])}</strong>{' '}
          {own.agent !== null && own.stage === 'there' && <button type="button" onClick={() => void ask(() => hand.stop(call))}>{said.stop}</button>}
        </p>
      )}
      {phone?.kind === 'twilio' && phone.microphone === 'prompt' && onAllowMicrophone && (
        <p><button type="button" onClick={onAllowMicrophone}>{said.allowMicrophone}</button></p>
      )}
      <p class="remark">{said.visible}</p>
    </section>
  )
}

function CallItself({ hand, call, ask }: PartProps) {
  const said = words.value.supervise
  const reason = useSignal<EndReason>('abuse')
  const ending = useSignal<EndingView | null>(null)
  const left = useComputed(() => (ending.value?.until == null ? 0 : Math.ceil((ending.value.until - floorNow.value) / 1000))).value
  const armed = ending.value?.step === 'armed' && left > 0
  const end = async (confirm: boolean) => {
    const reply = await ask(() => hand.end(call, reason.value, confirm))
    if (reply) ending.value = reply.ok && 'ending' in reply ? reply.ending : null
  }
  return (
    <section aria-labelledby="call-itself-heading">
      <h3 id="call-itself-heading">{said.callHeading}</h3>
      <p class="requeue">
        <button type="button" aria-describedby="requeue-meaning" onClick={() => void ask(() => hand.requeue(call))}>{said.requeue}</button>
        <span id="requeue-meaning">{said.requeueMeaning}</span>
      </p>
      <div class={`end ${armed ? 'armed' : ''}`}>
        <label>
          <span>{said.endReason}</span>
          <select value={reason.value} onChange={(event) => {
            reason.value = event.currentTarget.value as EndReason
            ending.value = null
          }}>
            {END_REASONS.map((one) => <option key={one} value={one}>{said.endReasons[one]}</option>)}
          </select>
        </label>
        <button type="button" class="stop" onClick={() => void end(armed)}>{armed ? said.endNow : said.end}</button>
        {armed && <button type="button" onClick={() => { ending.value = null }}>{said.notEnd}</button>}
        <p role="status">
          {armed && <><strong><span aria-hidden="true">▲ </span>{said.armed(left)}</strong><span class="caller-hears">{said.callerHears}: “{ending.value!.callerHears}”</span></>}
          {ending.value?.step === 'ending' && said.ending}
        </p>
      </div>
    </section>
  )
}

function SetState({ agent, hand, ask }: SuperviseProps & { ask: Ask }) {
  const { supervise: said, agents } = words.value
  const set = (state: Parameters<Hand['setState']>[1]) => void ask(() => hand.setState(agent.agent, state))
  return (
    <section aria-labelledby="set-state-heading">
      <h3 id="set-state-heading">{said.stateHeading}</h3>
      {agent.state === 'offline' ? <p class="empty">{said.notAtWork}</p> : (
        <p class="set-state">
          {(agent.state === 'away' || agent.state === 'wrap-up') && <button type="button" onClick={() => set({ state: 'ready' })}>{said.toReady}</button>}
          <label>
            <span class="hidden">{said.toAway}</span>
            <select value="" onChange={(event) => {
              const reason = event.currentTarget.value as AwayReason | ''
              event.currentTarget.value = ''
              if (reason !== '') set({ state: 'away', reason })
            }}>
              <option value="">{said.toAway} …</option>
              {CHOICES.map((reason) => <option key={reason} value={reason}>{said.toAway} · {agents.reasons[reason]}</option>)}
            </select>
          </label>
        </p>
      )}
      <p class="remark">{said.stateMeaning}</p>
    </section>
  )
}
