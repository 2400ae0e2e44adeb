import { AWAY_REASONS } from '../../server/protocol/agents.ts'
import type { AgentView, AwayReason } from '../../server/protocol/agents.ts'
import type { DeskView } from '../../server/protocol/desk.ts'
import { floorSecond } from '../ui/clock.ts'
import { duration } from '../ui/moments.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { words } from '../ui/words/language.ts'
import type { Actions } from './actions.ts'
import { busy as underWay } from './actions.ts'
import { IfIPause } from './if-i-pause.tsx'
import { SHORTCUTS } from './keys.ts'

/** Reasons somebody can choose; the desk's own is not among them. */
const CHOICES = AWAY_REASONS.filter((reason) => reason !== 'not-answering')

interface MyStateProps { me: AgentView; setBy: DeskView['setBy']; forecast: DeskView['forecast']; busy: boolean; actions: Actions }

export function MyState({ me, setBy, forecast, busy, actions }: MyStateProps) {
  const { desk: said, agents } = words.value
  // Whoever pauses, or could not be rung anyway, changes nothing by pausing.
  const foretold = forecast.countsMe && !busy
  const isAway = me.state === 'away' || me.state === 'offline'
  return (
    <section class={`panel my-state ${me.state}`} aria-labelledby="my-state-heading">
      <h2 id="my-state-heading" class="hidden">{said.stateHeading}</h2>
      <p class="state-now">
        <StateMark state={me.state} />
        <strong>{me.callingBack ? agents.callingBack : me.state === 'offline' ? said.notReadyYet : agents.states[me.state]}{me.state === 'away' && me.reason !== null && <> · {agents.reasons[me.reason]}</>}</strong>
        {me.since > 0 && <span class="length">{duration(floorSecond.value - me.since)}</span>}
        <span class="set-by" role="status">{setBy !== null && words.value.supervise.setBy(setBy.name)}</span>
      </p>
      <div class="state-buttons">
        {(isAway || me.state === 'unreachable') && (
          <button type="button" class="go" aria-disabled={underWay.value === 'state'} onClick={() => void actions.ready()}>
            {said.beReady} <kbd>{SHORTCUTS.state}</kbd>
          </button>
        )}
        {!busy && (
          <label class="away-choice">
            <span class="hidden">{said.awayReason}</span>
            <select
              aria-describedby={foretold ? 'if-i-pause' : undefined}
              value={isAway && me.state === 'away' ? me.reason ?? '' : ''}
              onChange={(event) => { if (event.currentTarget.value !== '') void actions.away(event.currentTarget.value as AwayReason) }}
            >
              <option value="" disabled={me.state === 'away'}>{said.beAway} …</option>
              {me.reason === 'not-answering' && <option value="not-answering" disabled>{agents.reasons['not-answering']}</option>}
              {CHOICES.map((reason) => <option key={reason} value={reason}>{said.beAway} · {agents.reasons[reason]}</option>)}
            </select>
          </label>
        )}
      </div>
      {foretold && <IfIPause id="if-i-pause" forecast={forecast} />}
    </section>
  )
}
