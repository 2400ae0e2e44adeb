/** The promise T4: the person in charge answers within thirty seconds. Today's rate, the races under way, and who is still owed a call. */
import { useComputed } from '@preact/signals'
import type { AgentView, TransferView, WallboardView } from '../../server/live/protocol.ts'
import { floorNow } from '../ui/clock.ts'
import { count, percent } from '../ui/figures.ts'
import { arrange } from '../ui/fit.ts'
import { PROMISE_MS, secondsLeft, standOf } from '../ui/race.ts'
import { useRoom } from '../ui/room.ts'
import { language, words } from '../ui/words/language.ts'
import { Figure, Opener } from './opener.tsx'
import { Panel } from './panel.tsx'
import { standing } from './standing.ts'

type Row = { kind: 'race'; race: TransferView } | { kind: 'department'; department: WallboardView['t4']['byDepartment'][number] }

interface TransfersProps {
  t4: WallboardView['t4']
  transfers: TransferView[]
  callBacks: WallboardView['callBacks']
  agents: AgentView[]
  target: number
}

export function Transfers({ t4, transfers, callBacks, agents, target }: TransfersProps) {
  const { ref, room } = useRoom<HTMLDivElement>('waiting')
  const said = words.value.transfers
  const { all } = t4
  const stands = standing(all, target)
  const rows: Row[] = [
    ...transfers.map((race) => ({ kind: 'race' as const, race })),
    ...t4.byDepartment.filter(({ figure }) => figure.rate !== null).map((department) => ({ kind: 'department' as const, department })),
  ]
  const owed = (
    <Opener what={{ kind: 'call-backs' }}>
      {said.callBacks} <strong>{said.people(count(callBacks.open))}</strong>
      {callBacks.overdue > 0 && <strong class="late"> ✕ {said.overdue(count(callBacks.overdue))}</strong>}
    </Opener>
  )
  const { density, shown, more } = arrange(rows.length, { ...room, columns: 1 })
  return (
    <Panel name="transfers" heading={said.heading} aside={owed}>
      <p class={`t4-rate ${stands}`}>
        <Figure of="t4" class="digits">{percent(all.rate)}{all.rate !== null && <span class="percent-sign">%</span>}</Figure>
        <Figure of="t4" counted="numerator" class="number">{words.value.promise.kept} <strong>{count(all.kept)}</strong></Figure>
        <Figure of="t4" counted="denominator" class="number">{words.value.promise.broken} <strong>{count(all.broken)}</strong></Figure>
        {t4.lostInTransfer > 0 && <Figure of="lost-in-transfer" class="number lost">{said.lost} <strong>{count(t4.lostInTransfer)}</strong></Figure>}
      </p>
      <div class="room" ref={ref}>
        {rows.length === 0 ? <p class="empty">{said.none}</p> : (
          <ul class={`race-list ${density}`}>
            {rows.slice(0, shown).map((row) => (row.kind === 'race'
              ? <Race key={`${row.race.call} ${row.race.transfer}`} race={row.race} agents={agents} />
              : <Department key={row.department.department} {...row.department} target={target} />))}
            {more > 0 && <li class="more">{words.value.wallboard.moreCalls(more)}</li>}
          </ul>
        )}
      </div>
    </Panel>
  )
}

function Race({ race, agents }: { race: TransferView; agents: AgentView[] }) {
  const said = words.value.transfers
  const stand = useComputed(() => standOf(race, floorNow.value)).value
  const left = useComputed(() => secondsLeft(race, floorNow.value)).value
  const width = useComputed(() => `${Math.min(1, Math.max(0, (floorNow.value - race.askedAt) / PROMISE_MS)) * 100}%`).value
  const by = agents.find(({ agent }) => agent === race.by)?.name ?? race.by
  return (
    <li class={`race ${stand}`}>
      <Opener what={{ kind: 'call', call: race.call }} class="to"><span class="by">{by} →</span> {race.colleague ?? race.to.name[language.value]}</Opener>
      <span class="track" aria-hidden="true"><span class="fill" style={{ width }} /></span>
      <span class="left">
        {stand === 'kept' ? <>✓ <span class="stage">{said.connected}</span></> : stand === 'broken' ? <>✕ {said.late}</> : <>{left}<span class="unit">{words.value.ringing.seconds}</span></>}
      </span>
    </li>
  )
}

function Department({ department, name, figure, target }: WallboardView['t4']['byDepartment'][number] & { target: number }) {
  return (
    <li class={`race department ${standing(figure, target)}`}>
      <span class="to">{name[language.value]}</span>
      <span class="out-of">{words.value.promise.outOf(count(figure.kept), count(figure.kept + figure.broken))}</span>
      <Figure of={`t4/${department}`} class="left">{percent(figure.rate)}{figure.rate !== null && '%'}</Figure>
    </li>
  )
}
