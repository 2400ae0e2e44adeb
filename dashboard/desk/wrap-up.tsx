import { useEffect, useRef } from 'preact/hooks'
import { WRAP_UP_OUTCOMES } from '../../server/protocol/desk.ts'
import type { DeskView } from '../../server/protocol/desk.ts'
import { Caller } from '../ui/caller.tsx'
import { floorSecond } from '../ui/clock.ts'
import { duration } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { busy } from './actions.ts'
import type { Actions } from './actions.ts'
import { BookCallBack } from './book-call-back.tsx'
import { CalledBack } from './called-back.tsx'
import { shownOutcome } from './drafts.ts'
import { SHORTCUTS } from './keys.ts'
import { Notes } from './notes.tsx'

/** After the hang-up: what it was about, within the time there is. When it is over, the desk is ready by itself. */
export function WrapUp({ view, over, actions }: { view: DeskView; over: NonNullable<DeskView['wrappingUp']>; actions: Actions }) {
  const said = words.value.desk
  const outcome = shownOutcome(over)
  const chosen = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Where the keyboard is wanted next; but nobody is torn away from what they are writing.
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body || !activeElement.isConnected) chosen.current?.focus()
  }, [])
  const left = over.until - floorSecond.value
  const share = Math.max(0, Math.min(1, left / Math.max(1, over.until - over.endedAt)))
  return (
    <section class="panel wrap-up-card" aria-labelledby="wrap-up-heading">
      <form onSubmit={(event) => { event.preventDefault(); void actions.wrapUp() }}>
        <header class="talk-head">
          <h2 id="wrap-up-heading">{said.wrapUpHeading}</h2>
          <p class="who"><Caller caller={over.caller} /></p>
          <p class="about">
            <span>{said.endedAgo(duration(floorSecond.value - over.endedAt))}</span>
            {over.handled !== null && (
              <strong class="handled">
                {words.value.supervise.handled[over.handled.how](over.handled.name)}{over.handled.reason !== null && ` · ${words.value.supervise.endReasons[over.handled.reason]}`}
              </strong>
            )}
          </p>
          <p class="talk-length"><span class="hidden">{said.wrapUpLeft} </span>{duration(left)}</p>
        </header>
        <div class="time-left" aria-hidden="true"><div style={{ width: `${share * 100}%` }} /></div>
        {over.calledBack !== null && <CalledBack over={over} calledBack={over.calledBack} view={view} actions={actions} />}
        <fieldset class="outcomes">
          <legend>{said.outcome}</legend>
          {WRAP_UP_OUTCOMES.map((choice) => (
            <label key={choice} class={outcome === choice ? 'chosen' : ''}>
              <input
                ref={outcome === choice ? chosen : undefined} type="radio" name="outcome" value={choice} checked={outcome === choice}
                onChange={() => actions.choose(over.call, choice)}
              />
              <span>{said.outcomes[choice]}</span>
            </label>
          ))}
        </fieldset>
        {outcome === 'call-back-promised' && (over.calledBack?.reached ?? true) && <BookCallBack call={over.call} caller={over.caller} view={view} actions={actions} />}
        <Notes call={over.call} actions={actions} />
        <p class="buttons finish">
          <button type="submit" class="go" aria-disabled={busy.value === 'wrapUp'}>
            {over.next === 'ready' ? said.finish : said.finishThenAway} <kbd>{SHORTCUTS.finish}</kbd>
          </button>
          <span class="then">{over.next === 'ready' ? said.wrapUpThenReady : said.wrapUpThenAway}</span>
        </p>
      </form>
    </section>
  )
}
