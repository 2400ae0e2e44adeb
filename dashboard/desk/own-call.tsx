/**
 * A call that no caller began: the call-back an agent makes. The agent's own phone rings first; when it is picked up, the person who
 * was promised a call is dialled. What came of it is written up afterwards like any talk.
 */
import { useComputed } from '@preact/signals'
import type { DeskView } from '../../server/protocol/desk.ts'
import { Caller } from '../ui/caller.tsx'
import { floorSecond } from '../ui/clock.ts'
import { duration } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { guard, wished } from './actions.ts'
import type { Actions } from './actions.ts'
import { SHORTCUTS } from './keys.ts'
import { Notes } from './notes.tsx'
import type { PhoneLine } from './phone.ts'
import { promisedTime } from './promised.ts'

interface OwnCallProps {
  callBack: NonNullable<DeskView['callingBack']>
  /** Null while the telephone here does not ring yet, and for one that stands elsewhere. */
  line: PhoneLine | null
  /** The telephone is here. */
  isHere: boolean
  actions: Actions
}

export function OwnCall({ callBack, line, isHere, actions }: OwnCallProps) {
  const said = words.value.desk
  const armed = useComputed(() => guard.value?.armed ?? false).value
  const { stage, since } = callBack.dial ?? { stage: 'phone' as const, since: floorSecond.value }
  const isAnswering = (wished.value?.call === callBack.call && wished.value.what === 'answer') || line?.state === 'answering'
  const picksUp = stage === 'phone' && (line === null || line.state === 'ringing' || line.state === 'answering')
  return (
    <section class={`panel ${picksUp ? 'incoming' : 'talk'} own-call at-${stage}`} aria-labelledby="own-call-heading">
      <header class="talk-head">
        <h2 id="own-call-heading">{said.callBackHeading}</h2>
        <p class="who"><Caller caller={callBack.caller} /></p>
        <p class="about">
          <span>{said.callBackReasons[callBack.reason]}</span>
          <span>{said.promisedFor(promisedTime(callBack.promisedFor, floorSecond.value))}</span>
        </p>
        <p class="talk-length"><span class="hidden">{said.callBackStages[stage]} </span>{duration(floorSecond.value - since)}</p>
      </header>
      <p class="call-back-stage" role="status">
        {picksUp && !isHere ? said.callBackElsewhere : said.callBackStages[stage]}{stage === 'phone' && <> · {said.callBackHow}</>}
      </p>
      {stage === 'talking' && <p class="opening">{said.callBackOpening}</p>}
      {isHere && (
        <div class="buttons">
          {picksUp ? (
            <>
              <button type="button" class="go answer" aria-disabled={isAnswering} onClick={() => { if (!isAnswering) actions.answer(callBack.call) }}>
                {isAnswering ? said.answering : said.answer} <kbd>{SHORTCUTS.answer}</kbd>
              </button>
              <button type="button" onClick={() => actions.decline(callBack.call)}>{said.doNotDial}</button>
            </>
          ) : line !== null && (
            <>
              <button type="button" aria-pressed={line.muted} onClick={actions.mute}>{line.muted ? said.unmute : said.mute} <kbd>{SHORTCUTS.mute}</kbd></button>
              <button type="button" class={`stop ${armed ? 'armed' : ''}`} onClick={actions.hangUp}>
                {armed ? said.hangUpGuard : stage === 'talking' ? said.hangUp : said.stopDialling} <kbd>{SHORTCUTS.hangUp}</kbd>
              </button>
            </>
          )}
        </div>
      )}
      {!picksUp && <Notes call={callBack.call} actions={actions} />}
    </section>
  )
}
