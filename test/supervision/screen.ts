import type { AgentId } from '../../server/calls/events.ts'
import { decideReach } from '../../server/phone/heartbeats.ts'
import type { Stage } from '../transfers/stage.ts'

/** A supervisor's browser is open, registered, and answers by itself what its owner asked for. */
export async function atTheScreen(stage: Stage, account = 'boss'): Promise<void> {
  const phone = stage.phone(account)
  phone.register()
  phone.watch({ rings: ({ sid }) => void stage.clock.wakeAt(stage.clock.now() + 300, () => { phone.answer(sid) }) })
  await stage.app.intake.take({ key: null, decide: (floor, now) => decideReach(floor, account as AgentId, [], now) })
}
