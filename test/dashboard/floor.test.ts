import { expect } from 'chai'
import { inOrder, readiness } from '../../dashboard/wallboard/agent-order.ts'
import { conservation } from '../../dashboard/wallboard/conservation.ts'
import { dayWindow } from '../../dashboard/wallboard/day-window.ts'
import type { AgentView } from '../../server/protocol/agents.ts'
import type { CallCounts } from '../../server/protocol/counts.ts'

const agent = (name: string, department: string, state: AgentView['state'] = 'ready'): AgentView =>
  ({
    agent: name, name, department: { ko: department, en: department }, state, since: 0, reason: null, callingBack: false, call: null, until: null, answered: 0,
    reachable: state !== 'unreachable', unreachable: [],
  })

describe("the agents' rows", () => {
  it('stand by department and name, so that a change of state moves nobody', () => {
    const before = [agent('하나', '상담'), agent('가람', '상담'), agent('나래', '민원')]
    const after = [agent('나래', '민원', 'talking'), agent('가람', '상담', 'away'), agent('하나', '상담', 'ringing')]
    const names = (agents: AgentView[]) => inOrder(agents).map(({ name }) => name)
    expect(names(before)).to.deep.equal(['나래', '가람', '하나'])
    expect(names(after)).to.deep.equal(names(before))
  })

  it('count who says to be ready apart from whom a call would reach', () => {
    const agents = [agent('가', '상담'), agent('나', '상담', 'unreachable'), agent('다', '상담', 'talking'), agent('라', '상담', 'away')]
    expect(readiness(agents)).to.deep.equal({ declared: 2, reachable: 1 })
  })
})

describe('the conservation law on the board', () => {
  const counts: CallCounts = { received: 320, answered: 297, abandoned: 9, abandonedShort: 3, outOfHours: 8, refused: 0, inProgress: 6 }

  it('holds when the parts make the whole', () => {
    expect(conservation(counts, true)).to.equal('holds')
  })

  it('is loud when a call is missing, even if the server says all is well', () => {
    expect(conservation({ ...counts, answered: 296 }, true)).to.equal('day-differs')
  })

  it('is loud when only a quarter-hour differs', () => {
    expect(conservation(counts, false)).to.equal('interval-differs')
  })
})

describe('the hours of the chart', () => {
  const at = (hour: number) => hour * 3_600_000

  it('are the working day, from the morning on', () => {
    expect(dayWindow([])).to.deep.equal({ fromHour: 9, toHour: 18 })
    expect(dayWindow([at(9.25)])).to.deep.equal({ fromHour: 9, toHour: 18 })
    expect(dayWindow([at(9), at(17.75)])).to.deep.equal({ fromHour: 9, toHour: 18 })
  })

  it('grow for early and late calls, and lose none of the working day', () => {
    expect(dayWindow([at(7.5), at(10)])).to.deep.equal({ fromHour: 7, toHour: 18 })
    expect(dayWindow([at(9), at(19.5)])).to.deep.equal({ fromHour: 9, toHour: 20 })
  })

  it('never leave the day', () => {
    expect(dayWindow([at(23.75)])).to.deep.equal({ fromHour: 9, toHour: 24 })
    expect(dayWindow([at(0), at(23.75)])).to.deep.equal({ fromHour: 0, toHour: 24 })
  })
})
