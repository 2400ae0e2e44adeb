/** The order of the agents' rows: by department, then by name. Never by state, or a row would jump from under the eye. Pure. */
import type { AgentView } from '../../server/protocol/agents.ts'

const korean = new Intl.Collator('ko', { numeric: true })

export function inOrder(agents: readonly AgentView[]): AgentView[] {
  return [...agents].sort((a, b) =>
    korean.compare(a.department.ko, b.department.ko) || korean.compare(a.name, b.name) || (a.agent < b.agent ? -1 : 1))
}

/** Who says to be ready, and who of them a call would really reach. */
export function readiness(agents: readonly AgentView[]): { declared: number; reachable: number } {
  const reachable = agents.filter(({ state }) => state === 'ready').length
  const unreachable = agents.filter(({ state }) => state === 'unreachable').length
  return { declared: reachable + unreachable, reachable }
}
