// A colleague passes a caller on: asks the desk for a consult, talks to the one who answers, joins the two, and leaves.
import type { Clock } from './clock.ts'
import type { Desk } from './desk.ts'
import type { Line, Phone } from './phone.ts'
import type { Random } from './random.ts'

/** Whom a transfer may go to, in the words of the API: `{ department }`, `{ agent }` or `{ contact }`. */
export type TransferTo = Readonly<Record<string, string>>

const FINDS_OUT_MS = [8_000, 40_000] as const      // from the greeting to "that is somebody else's matter"
const EXPLAINS_MS = [4_000, 12_000] as const       // to the person in charge, before joining
const STAYS_MS = 4_000                             // with both, before leaving
const GIVES_UP_MS = 60_000                         // nobody came: takes the caller back

/** The witness of what was asked. */
export interface Asking { transferAsked(sid: string): void; transferWithdrawn(sid: string): void; transferRefused(sid: string): void }

/** Begins when `line` is answered. The call's id comes with the ringing, as the Client's Parameter `call`. */
export function passOn(
  clock: Clock, random: Random, phone: Phone, desk: Desk, line: Line,
  choices: readonly TransferTo[], witness: Asking, blindly = 0,
): void {
  const call = line.parameters['call']
  if (call === undefined || choices.length === 0) return
  const to = random.pick(choices)
  const [findsOut, explains] = [random.between(...FINDS_OUT_MS), random.between(...EXPLAINS_MS)]
  const kind = blindly > 0 && random.chance(blindly) ? 'blind' : 'consult'
  const here = () => phone.talking?.sid === line.sid
  const after = (ms: number, then: () => void) => clock.wakeAt(clock.now() + ms, () => { if (here()) then() })
  let waiting = false

  after(findsOut, () => {
    waiting = true
    witness.transferAsked(line.sid)
    void desk.ask('POST', `/calls/${call}/transfer`, { to, kind }).then(({ status }) => {
      if (status >= 300 || status === 0) {
        waiting = false
        witness.transferRefused(line.sid)
      } else if (kind === 'consult') after(GIVES_UP_MS, () => {
        if (!waiting) return
        waiting = false
        witness.transferWithdrawn(line.sid)
        void desk.ask('POST', `/calls/${call}/transfer/withdraw`)
      })
    })
  })
  const unwatch = phone.watch({
    ended: (ended) => { if (ended.sid === line.sid) unwatch() },
    hears(heard) {
      // The caller is held; whoever speaks now is the person in charge.
      if (!waiting || heard.sid !== line.sid) return
      if (heard.sound.kind !== 'talking' || heard.sound.with.includes(line.from)) return
      waiting = false
      after(explains, () => {
        void desk.ask('POST', `/calls/${call}/transfer/join`).then(() => after(STAYS_MS, () => phone.hangUp()))
      })
    },
  })
}
