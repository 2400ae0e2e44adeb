/**
 * A call that this telephone has and no caller began: the call-back an agent dials. The agent's own phone rings first; when it
 * is picked up, the person who was promised a call is dialled.
 */
import { useComputed } from '@preact/signals'
import type { DeskView } from '../../server/protocol/desk.ts'
import { Caller } from '../ui/caller.tsx'
import { words } from '../ui/words/language.ts'
import { guard } from './actions.ts'
import type { Actions } from './actions.ts'
import { SHORTCUTS } from './keys.ts'
import type { PhoneLine } from './phone.ts'

export function OwnCall({ line, view, actions }: { line: PhoneLine; view: DeskView; actions: Actions }) {
  const said = words.value.desk
  const callBack = view.callBacks.find((one) => one.callBack === line.call)
  const armed = useComputed(() => guard.value?.armed ?? false).value
  const rings = line.state === 'ringing'
  return (
    <section class={`panel ${rings ? 'incoming' : 'talk'}`} aria-labelledby="own-call-heading">
      <h2 id="own-call-heading">{callBack ? said.callBackHeading : rings ? said.ringingHeading : said.talkHeading}</h2>
      {callBack && <p class="who"><Caller caller={callBack.caller} /></p>}
      {callBack && <p class="about">{rings ? said.callBackHow : said.callBackOpening}</p>}
      <div class="buttons">
        {rings ? (
          <button type="button" class="go answer" onClick={() => actions.answer()}>{said.answer} <kbd>{SHORTCUTS.answer}</kbd></button>
        ) : (
          <>
            <button type="button" aria-pressed={line.muted} onClick={actions.mute}>{line.muted ? said.unmute : said.mute} <kbd>{SHORTCUTS.mute}</kbd></button>
            <button type="button" class={`stop ${armed ? 'armed' : ''}`} onClick={actions.hangUp}>
              {armed ? said.hangUpGuard : said.hangUp} <kbd>{SHORTCUTS.hangUp}</kbd>
            </button>
          </>
        )}
      </div>
    </section>
  )
}
