import { maskName } from '../people/mask.ts'
import type { AgentView } from '../protocol/agents.ts'
import type { AlertView } from '../protocol/alerts.ts'
import type { CallBackView } from '../protocol/call-backs.ts'
import type { TransferView } from '../protocol/transfers.ts'
import type { WallboardView } from '../protocol/wallboard.ts'

/**
 * The picture as a screen on a wall gets it: who walks past reads it, and so may whoever listens on its line. No whole name,
 * no account (accounts are names), nothing anybody wrote about a caller. Numbers are masked already.
 *
 * Field by field and never by leaving out: a new part of the picture does not compile until it was decided what of it hangs there.
 */
export function forDisplay(view: WallboardView): WallboardView {
  const numbered = new Map(view.agents.map(({ agent }, i) => [agent, `agent-${i + 1}`]))
  const accountOf = (account: string) => numbered.get(account) ?? 'somebody'
  const agent = (one: AgentView): AgentView => ({
    agent: accountOf(one.agent), name: maskName(one.name), department: one.department, state: one.state, since: one.since, reason: one.reason,
    callingBack: one.callingBack, call: one.call, until: one.until, answered: 0, reachable: one.reachable, unreachable: one.unreachable,
  })
  const transfer = (one: TransferView): TransferView => ({
    call: one.call, transfer: one.transfer, kind: one.kind,
    to: one.to.kind === 'department' ? one.to : { kind: one.to.kind, id: 'somebody', name: { ko: maskName(one.to.name.ko), en: maskName(one.to.name.en) } },
    by: accountOf(one.by), gist: '', askedAt: one.askedAt, stage: one.stage, end: one.end, ringing: one.ringing.map(maskName),
    colleague: one.colleague && maskName(one.colleague), verdict: one.verdict, shares: one.shares, next: null,
  })
  const callBack = (one: CallBackView): CallBackView => ({
    callBack: one.callBack, call: one.call, caller: one.caller, reason: one.reason, madeAt: one.madeAt, promisedFor: one.promisedFor,
    owner: one.owner && accountOf(one.owner), state: one.state, dial: one.dial && { ...one.dial, by: accountOf(one.dial.by) },
  })
  // What a supervisor called a rule may be meant for supervisors: its condition is said instead.
  const alert = (one: AlertView): AlertView => ({
    alert: one.alert, rule: one.rule, name: '', figure: one.figure, unit: one.unit, department: one.department, is: one.is, threshold: one.threshold, forMs: one.forMs,
    severity: one.severity, since: one.since, raisedAt: one.raisedAt, value: one.value, now: one.now, subsiding: one.subsiding,
    acknowledged: one.acknowledged && { by: maskName(one.acknowledged.by), at: one.acknowledged.at }, escalatedAt: one.escalatedAt,
    sound: one.sound, notification: one.notification, silencedUntil: one.silencedUntil,
  })
  const { callBacks } = view
  return {
    seq: view.seq, asOf: view.asOf, line: view.line, simulated: view.simulated, speed: view.speed, day: view.day, target: view.target,
    t1: view.t1, counts: view.counts, conserved: view.conserved, waits: view.waits, t4: view.t4,
    transfers: view.transfers.map(transfer),
    callBacks: { open: callBacks.open, overdue: callBacks.overdue, oldestMadeAt: callBacks.oldestMadeAt, list: callBacks.list.map(callBack) },
    ringing: view.ringing,
    waiting: view.waiting.map((one) => ({ ...one, offeredTo: one.offeredTo.map(maskName) })),
    agents: view.agents.map(agent),
    // Who is being listened to is no business of whoever walks past.
    supervisions: [],
    intervals: view.intervals, failing: view.failing, forecast: view.forecast, alerts: view.alerts.map(alert),
  }
}
