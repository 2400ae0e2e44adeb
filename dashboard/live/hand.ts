/** A supervisor's hand, asked of the API. What is refused comes back as a word of the closed list. */
import type { AwayReason } from '../../server/protocol/agents.ts'
import { REFUSALS } from '../../server/protocol/requests.ts'
import type { Refusal, Reply } from '../../server/protocol/requests.ts'
import type { EndingView, EndReason, SuperviseMode } from '../../server/protocol/supervision.ts'
import { ask } from './api.ts'
import type { Answered } from './api.ts'

export type EndReply = { ok: true; ending: EndingView } | { ok: false; because: Refusal }

/** Everything that can be asked of somebody else's call or state. */
export interface Hand {
  supervise(call: string, mode: SuperviseMode): Promise<Reply>
  stop(call: string): Promise<Reply>
  requeue(call: string): Promise<Reply>
  /** The first step says what the caller will hear; `confirm` is the second. */
  end(call: string, reason: EndReason, confirm: boolean): Promise<EndReply>
  setState(agent: string, state: { state: 'ready' } | { state: 'away'; reason: AwayReason }): Promise<Reply>
}

export const hand: Hand = {
  supervise: async (call, mode) => plain(await ask('POST', `/calls/${call}/${mode}`, {})),
  stop: async (call) => plain(await ask('POST', `/calls/${call}/supervise/stop`, {})),
  requeue: async (call) => plain(await ask('POST', `/calls/${call}/re-queue`, {})),
  async end(call, reason, confirm) {
    const answered = await ask<EndingView>('POST', `/calls/${call}/end`, { reason, confirm })
    return answered.ok ? { ok: true, ending: answered.body } : { ok: false, because: wordOf(answered.because) }
  },
  setState: async (agent, state) => plain(await ask('PUT', `/agents/${agent}/state`, state)),
}

const plain = (answered: Answered<unknown>): Reply => (answered.ok ? { ok: true } : { ok: false, because: wordOf(answered.because) })

/** No answer, or one that only this program's fault explains, is worth another try. */
const wordOf = (because: string): Refusal => REFUSALS.find((word) => word === because) ?? 'try-again'
