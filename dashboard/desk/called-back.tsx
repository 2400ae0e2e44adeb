import type { DeskView } from '../../server/protocol/desk.ts'
import { floorSecond } from '../ui/clock.ts'
import { words } from '../ui/words/language.ts'
import type { Actions } from './actions.ts'
import { CallBackTimes } from './book-call-back.tsx'
import { promisedTime } from './promised.ts'

type Over = NonNullable<DeskView['wrappingUp']>

/** What came of a call-back, and, as long as the caller is owed one, what to do next: again now, at another time, or no more. */
export function CalledBack({ over, calledBack, view, actions }: { over: Over; calledBack: NonNullable<Over['calledBack']>; view: DeskView; actions: Actions }) {
  const said = words.value.desk
  const owed = view.callBacks.find(({ call }) => call === over.call)
  const because = calledBack.unanswered === null ? said.calledBackInVain : said.unanswered[calledBack.unanswered]
  return (
    <div class="called-back">
      <p role="status" class={calledBack.reached ? 'reached' : 'in-vain'}>
        {calledBack.reached ? `✓ ${said.calledBack}` : `✕ ${because}`}
        {owed && <> · {said.stillOwed(promisedTime(owed.promisedFor, floorSecond.value))}</>}
        {!owed && !calledBack.reached && <> · {said.settled}</>}
      </p>
      {owed?.state === 'open' && (
        <>
          <p class="buttons">
            <button type="button" onClick={() => void actions.dialCallBack(owed.callBack)}>{said.dialAgain}</button>
            <button type="button" onClick={() => void actions.settleCallBack(owed.callBack, 'not-reached')}>{said.giveUp}</button>
          </p>
          <CallBackTimes view={view} label={said.callBackAnotherTime} onChoose={(at) => void actions.changeCallBack(owed.callBack, at)} />
        </>
      )}
    </div>
  )
}
