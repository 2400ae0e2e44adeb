import type { AgentState } from '../../server/protocol/agents.ts'

/** One shape a state, so that nobody needs the colour. The word always stands beside it. */
const SHAPES: Record<AgentState, string> = {
  ready: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z',
  ringing: 'M8 .8a1.2 1.2 0 0 1 1.2 1.2v.5a4.6 4.6 0 0 1 3.4 4.4v3l1.6 2.1a.7.7 0 0 1-.6 1.1H2.4a.7.7 0 0 1-.6-1.1l1.6-2.1v-3A4.6 4.6 0 0 1 6.8 2.5v-.5A1.2 1.2 0 0 1 8 .8zM6 14h4a2 2 0 0 1-4 0z',
  talking: 'M3.5 1.8h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H8l-3.6 3.2v-3.2h-.9a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z',
  'wrap-up': 'M8 .8L15.2 8L8 15.2L.8 8z',
  unreachable: 'M8 1.2a1 1 0 0 1 .9.5l6.3 11.3a1 1 0 0 1-.9 1.5H1.7a1 1 0 0 1-.9-1.5L7.1 1.7a1 1 0 0 1 .9-.5z',
  away: 'M3 2h3.6v12H3zM9.4 2H13v12H9.4z',
  offline: 'M2 6.8h12v2.4H2z',
}

export function StateMark({ state }: { state: AgentState }) {
  return (
    <svg class={`state-mark ${state}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[state]} />
    </svg>
  )
}
