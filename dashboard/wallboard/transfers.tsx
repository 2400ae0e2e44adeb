/** Transfers under way: races against thirty seconds, each leg's share in its bar. */
import type { AgentView } from '../../server/protocol/agents.ts'
import type { TransferView } from '../../server/protocol/transfers.ts'
import { floorNow } from '../ui/clock.ts'
import { useComputedOf } from '../ui/computed-of.ts'
import { count } from '../ui/figures.ts'
import { SECOND, tenths } from '../ui/moments.ts'
import { isWide } from '../ui/wide.ts'
import { OFFER_NEXT_MS, PROMISE_MS, legsAt, raceMs, standOf } from '../ui/race.ts'
import { language, words } from '../ui/words/language.ts'
import { Column, Glance } from './column.tsx'
import { Opener } from './opener.tsx'
import { Rows } from './rows.tsx'

export function Transfers({ transfers, agents }: { transfers: TransferView[]; agents: AgentView[] }) {
  const said = words.value.transfers
  const urgent = useComputedOf([transfers], () => transfers.some((race) => standOf(race, floorNow.value) === 'broken')).value
  return (
    <Column name="transfers" heading={said.racesHeading} urgent={urgent}
      aside={<Glance of="transfers-under-way" kind={transfers.length === 0 ? 'zero' : ''}>{count(transfers.length)}</Glance>}>
      <Rows kind="race" list="race-list" items={transfers} none={said.noRaces} more={words.value.wallboard.moreCalls}
        row={(race) => <Race key={`${race.call} ${race.transfer}`} race={race} agents={agents} />} />
    </Column>
  )
}

/** So many letters stand in a row's line. */
const PLACES = 12.7
const ALL_LEGS = 4

function Race({ race, agents }: { race: TransferView; agents: AgentView[] }) {
  const { transfers: said, ringing, desk } = words.value
  const stand = useComputedOf([race], () => standOf(race, floorNow.value)).value
  const seconds = useComputedOf([race, stand], () => {
    const ms = raceMs(race, floorNow.value)
    return stand === 'kept' ? tenths(ms) : String(Math.floor(ms / SECOND))
  })
  const legs = useComputedOf([race], () => legsAt(race, floorNow.value)).value
  const by = agents.find(({ agent }) => agent === race.by)?.name ?? race.by
  const to = race.colleague ?? race.to.name[language.value]
  const mark = stand === 'kept' ? '✓' : stand === 'broken' ? '✕' : ''
  const now = legs.find(({ running }) => running)
  return (
    <li class={`race ${stand}`}>
      <Opener what={{ kind: 'call', call: race.call }} class={`to ${isWide(to, PLACES) ? 'long' : ''}`}>{to}</Opener>
      <span class="stage">{stand === 'broken' && race.stage !== 'joined' ? said.late : now !== undefined ? desk.shares[now.share] : said.connected}</span>
      <span class="lap">
        {mark !== '' && <span class="verdict-mark" aria-hidden="true">{mark} </span>}<span class="digits">{seconds}</span><span class="unit">{ringing.seconds}</span>
        {stand === 'kept' && <span class="hidden">{said.connected}</span>}
      </span>
      <span class="track" aria-hidden="true">
        {legs.map(({ share, width, running }) => <span key={share} class={`leg share-${share} ${running ? 'running' : ''}`} style={{ width: `${width * 100}%` }} />)}
        <span class="offer-next" style={{ left: `${(OFFER_NEXT_MS / PROMISE_MS) * 100}%` }} />
      </span>
      <span class="legs near">
        {/* Of a call that has been passed on, all its legs take the line. */}
        <span class={legs.length === ALL_LEGS ? 'hidden' : undefined}>{by} →</span>{legs.map(({ share, ms }) => <span key={share} class="leg-share"><span class={`key share-${share}`} aria-hidden="true" />{desk.shares[share]} {tenths(ms)}</span>)}
      </span>
    </li>
  )
}
