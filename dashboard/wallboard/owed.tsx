import type { AgentView } from '../../server/protocol/agents.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { Caller } from '../ui/caller.tsx'
import { floorSecond } from '../ui/clock.ts'
import { duration, seoulMinute } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'

/** Who was promised a call and has not had it, the most urgent first: number, why, until when, and who owes it. */
export function Owed({ callBacks, agents }: { callBacks: WallboardView['callBacks']; agents: readonly AgentView[] }) {
  const { desk, owed: said, wallboard } = words.value
  const nameOf = (account: string) => agents.find(({ agent }) => agent === account)?.name ?? account
  if (callBacks.list.length === 0) return <p class="empty">{desk.noCallBacks}</p>
  const more = callBacks.open - callBacks.list.length
  return (
    <>
      <table class="rows">
        <thead><tr><th scope="col">{said.caller}</th><th scope="col">{said.why}</th><th scope="col">{said.until}</th><th scope="col">{said.owner}</th></tr></thead>
        <tbody>
          {callBacks.list.map((one) => {
            const late = floorSecond.value - one.promisedFor
            return (
              <tr key={one.callBack} class={late > 0 ? 'overdue' : ''}>
                <th scope="row"><Caller caller={one.caller} /></th>
                <td>{desk.callBackReasons[one.reason]}{one.state === 'dialling' && <strong> · {said.dialling}</strong>}</td>
                <td>{seoulMinute(one.promisedFor)}{late > 0 && <strong class="late"> ✕&nbsp;{said.lateBy(duration(late))}</strong>}</td>
                <td>{one.owner === null ? '—' : nameOf(one.owner)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {more > 0 && <p class="more">{wallboard.more(more)}</p>}
    </>
  )
}
