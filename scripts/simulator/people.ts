// Colleagues with habits: they begin their shift, answer (or don't), talk, write the call up, take breaks, go home.
import type { Clock, Moment } from './clock.ts'
import type { Desk } from './desk.ts'
import type { Habits } from './habits.ts'
import type { Line, Phone } from './phone.ts'
import type { Random } from './random.ts'
import { passOn } from './transferring.ts'
import type { Asking, TransferTo } from './transferring.ts'

export interface Shift { from: Moment; until: Moment }

export interface Person {
  readonly account: string
  /** what the person is doing, as an onlooker would say */
  readonly doing: 'at-home' | 'ready' | 'ringing' | 'talking' | 'wrapping-up' | 'away'
  work(shift: Shift): void
  /** Takes the person's hands off: from now on somebody else (a test, a visitor of the demo) uses phone and desk. */
  leaveAlone(): void
  /** The visitor has gone: the person goes on with what is left of the shift. */
  goOn(): void
  /** Asked when about to pick up: how much longer to leave it to somebody else, once a call. */
  beCourteous(wait: (line: Line) => number): void
}

/** The words of the API, with how often they fit. */
const OUTCOMES = { resolved: 76, 'passed-on': 8, 'call-back-promised': 7, 'wrong-number': 4, other: 5 } as const
const NOTES = ['안내 완료', '서류 안내', '담당 부서 확인 필요', '재문의 예정', '']
const REASONS = { break: 6, training: 1, meeting: 1, 'desk-work': 2 } as const
/** From the offer of a key to the finger on it. */
const PRESSES_AFTER_MS = 2_500
/** To see that there is nobody on the line, and nothing to write up. */
const SHRUGS_MS = 1_500
/** How long it takes to see that one's phone is not registered. */
const NOTICES_MS = 4 * 60_000

export function employ(
  clock: Clock, random: Random, who: { account: string; habits: Habits; transferTo: readonly TransferTo[] }, phone: Phone,
  desk: Desk, witness: Asking,
): Person {
  const { habits } = who
  let doing: Person['doing'] = 'at-home'
  let shift: Shift | null = null
  let due: { reason: string; ms: number } | null = null
  let alone = false
  let courtesy: (line: Line) => number = () => 0
  const at = (moment: Moment, then: () => void) => {
    clock.wakeAt(moment, () => { if (!alone) then() })
  }
  const after = (ms: number, then: () => void) => at(clock.now() + Math.round(ms), then)

  const hears = (line: Line) => {
    if (alone || doing !== 'ready') return
    const [declines, overhears, delay] =
      [random.next(), random.next(), random.logNormal(habits.answerMedianMs, habits.answerSpread)]
    if (overhears < habits.overhears) return
    const pickUp = (waited: boolean) => {
      if (doing !== 'ready' || !phone.ringing.some(({ sid }) => sid === line.sid)) return
      const wait = waited ? 0 : courtesy(line)
      if (wait > 0) return void after(wait, () => pickUp(true))
      if (declines < habits.declines) return void phone.decline(line.sid)
      doing = 'talking'
      const passes = random.chance(habits.passesOn)
      if (!phone.answer(line.sid)) doing = 'ready'
      else if (passes && line.parameters['transfer'] === undefined) passOn(clock, random, phone, desk, line, who.transferTo, witness, habits.passesBlindly ?? 0)
    }
    after(delay, () => pickUp(false))
  }
  let spoke = false
  phone.watch({
    rings: hears,
    hears(line) {
      if (line.sound.kind === 'talking') spoke = true
      // "… 받으시려면 1번을": a telephone is asked whether a person listens.
      if (alone || line.sound.kind !== 'say' || phone.kind === 'browser') return
      const [, digit] = /([0-9])번을 눌러/.exec(line.sound.text) ?? []
      if (digit !== undefined) after(PRESSES_AFTER_MS, () => { if (phone.talking?.sid === line.sid) phone.press(digit) })
    },
    ended(line) {
      if (alone || !line.answered || doing !== 'talking') return
      doing = 'wrapping-up'
      const outcome = random.weighted(OUTCOMES)
      const note = random.pick(NOTES)
      const ms = random.logNormal(habits.wrapUpMedianMs, habits.wrapUpSpread)
      after(spoke ? ms : SHRUGS_MS, () => void desk.wrapUp(outcome, note).then(settle))
      spoke = false
    },
  })

  /** Between two calls: home, a break, or the next one. */
  const settle = () => {
    if (shift === null || clock.now() >= shift.until) return goHome()
    if (due) return rest(due)
    doing = 'ready'
    for (const line of phone.ringing) hears(line)
  }
  const rest = ({ reason, ms }: { reason: string; ms: number }) => {
    due = null
    doing = 'away'
    void desk.away(reason).then(() => after(ms, () => { if (shift) void desk.ready().then(settle) }))
  }
  /** Now, or as soon as the call in hand is written up. */
  const wantsRest = (reason: string, ms: number) => {
    if (due?.reason !== 'lunch') due = { reason, ms }
    if (doing === 'ready' && phone.ringing.length === 0) settle()
  }
  const goHome = () => {
    doing = 'at-home'
    shift = due = null
    void desk.signOut().then(() => { if (phone.kind === 'browser') phone.unregister() })
  }
  const begin = () => {
    doing = 'ready'
    const absentMinded = random.chance(habits.startsUnregistered)
    if (!absentMinded) phone.register()
    else after(NOTICES_MS, () => phone.register())
    void desk.signIn().then(() => desk.ready())
  }

  return {
    account: who.account,
    get doing() { return doing === 'ready' && phone.ringing.length > 0 ? 'ringing' : doing },
    work(hours) {
      at(hours.from, () => {
        shift = hours
        begin()
        if (habits.lunchAfterMinutes) {
          const [least, most] = habits.lunchAfterMinutes
          const noon = hours.from + 60_000 * random.between(least, most)
          if (noon > clock.now()) at(noon, () => wantsRest('lunch', habits.lunchMs))
        }
        for (let next = hours.from; habits.breaksAnHour > 0;) {
          next += Math.round(random.exponential(3_600_000 / habits.breaksAnHour))
          if (next >= hours.until) break
          const [reason, ms] = [random.weighted(REASONS), random.logNormal(habits.breakMedianMs, 0.4)]
          if (next > clock.now()) at(next, () => wantsRest(reason, ms))
        }
        at(hours.until, () => { if (doing === 'ready' || doing === 'away') goHome() })
      })
    },
    leaveAlone() { alone = true },
    goOn() {
      if (!alone) return
      alone = false
      if (shift === null || clock.now() >= shift.until) return goHome()
      phone.register()
      doing = 'ready'
      void desk.signIn().then(() => desk.ready())
    },
    beCourteous(wait) { courtesy = wait },
  }
}
