import type { AgentView, ForecastView } from '../../server/live/protocol.ts'
import { floorSecond } from '../ui/clock.ts'
import { count } from '../ui/figures.ts'
import { arrange } from '../ui/fit.ts'
import { duration } from '../ui/moments.ts'
import { useRoom } from '../ui/room.ts'
import { language, words } from '../ui/words/language.ts'
import { inOrder, readiness } from './agent-order.ts'
import { Forecast } from './forecast.tsx'
import { Figure, Opener } from './opener.tsx'
import { Panel } from './panel.tsx'
import { StateMark } from '../ui/state-mark.tsx'

export function Agents({ agents, forecast }: { agents: AgentView[]; forecast: ForecastView }) {
  const { ref, room } = useRoom<HTMLDivElement>('agent')
  const said = words.value.agents
  const { declared, reachable } = readiness(agents)
  const { density, columns, rows, shown, more } = arrange(agents.length, room)
  const aside = (
    <>
      <Figure of="agents-declared">{said.declared} <strong>{count(declared)}</strong></Figure> · {' '}
      <Figure of="agents-reachable">{said.reachable} <strong class={reachable < declared ? 'fewer' : undefined}>{count(reachable)}</strong></Figure>
    </>
  )
  return (
    <Panel name="agents" heading={said.heading} aside={aside}>
      <div class="room" ref={ref}>
        {agents.length === 0 ? <p class="empty">{said.none}</p> : (
          <ul
            class={`agent-list columned ${density} ${columns > 1 ? 'narrow' : ''}`}
            style={{ '--columns': String(columns), '--rows': String(rows) }}
          >
            {inOrder(agents).slice(0, shown).map((agent) => <AgentRow key={agent.agent} agent={agent} />)}
            {more > 0 && <li class="more">{words.value.wallboard.more(more)}</li>}
          </ul>
        )}
      </div>
      <Forecast forecast={forecast} />
    </Panel>
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
          : said.states[agent.state]}
      </span>
      <span class="length">{agent.since > 0 && duration(floorSecond.value - agent.since)}</span>
    </li>
  )
}
