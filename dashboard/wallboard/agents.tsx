import type { AgentView } from '../../server/protocol/agents.ts'
import type { ForecastView } from '../../server/protocol/forecast.ts'
import { floorSecond } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { duration } from '../ui/moments.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { language, words } from '../ui/words/language.ts'
import { inOrder, readiness } from './agent-order.ts'
import { Column, Glance } from './column.tsx'
import { Forecast, ForecastSample } from './forecast.tsx'
import { Opener } from './opener.tsx'
import { Rows } from './rows.tsx'

export function Agents({ agents, forecast }: { agents: AgentView[]; forecast: ForecastView }) {
  const said = words.value.agents
  const { declared, reachable } = readiness(agents)
  const aside = (
    <>
      <Forecast forecast={forecast} />
      <Glance of="agents-declared" label={said.declared}>{count(declared)}</Glance>
      <Glance of="agents-reachable" label={said.reachable} kind={reachable < declared ? 'fewer' : reachable === 0 ? 'zero' : ''}>{reachable < declared && <span aria-hidden="true">▲ </span>}{count(reachable)}</Glance>
    </>
  )
  return (
    <Column name="agents" heading={said.heading} aside={aside} foot={<ForecastSample forecast={forecast} />}>
      <Rows kind="agent" list="agent-list" items={inOrder(agents)} none={said.none} more={words.value.wallboard.more}
        row={(agent) => <AgentRow key={agent.agent} agent={agent} />} />
    </Column>
  )
}

function AgentRow({ agent }: { agent: AgentView }) {
  const said = words.value.agents
  return (
    <li class={`agent ${agent.state}`}>
      <StateMark state={agent.state} />
      <span class="who">
        <Opener what={{ kind: 'agent', agent: agent.agent }} class="name">{agent.name}</Opener>
        <span class="department">{agent.department[language.value]}</span>
      </span>
      <span class="state">
        {agent.state === 'away' && agent.reason !== null
          ? <><span class="away-word">{said.states.away} · </span>{said.reasons[agent.reason]}</>
          : agent.callingBack ? said.callingBack : said.states[agent.state]}
      </span>
      <span class="length">{agent.since > 0 && duration(floorSecond.value - agent.since)}</span>
    </li>
  )
}
