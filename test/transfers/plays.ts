import type { Caller } from '../../scripts/simulator/caller.ts'
import type { Faults } from '../../scripts/simulator/faults.ts'
import type { Phone } from '../../scripts/simulator/phone.ts'
import type { CallId } from '../../server/calls/events.ts'
import { LEASE_MS } from '../../server/phone/reach.ts'
import { CALLER, CONTACT, DESK_PHONE, type Stage } from './stage.ts'

/** What is done with a call that mina has answered, and everything that can go wrong at every step of it. */

export interface Scene {
  stage: Stage
  play: Play
  caller: Caller
  call: CallId
  /** The colleague's phone; mina's own where nobody else takes part. */
  target: Phone
  faults: Faults['rest']
  /** The caller hung up. */
  gaveUp: boolean
  /** Addresses of those who hung up by hand, or so that nobody can tell it from that. */
  hungUp: Set<string>
  /** Another caller, who keeps the colleague from coming. */
  another: Caller | null
  /** Something that mina asked got no answer: whether it counts, only the journal knows. */
  unanswered: boolean
  /** What mina was not allowed. */
  refused: string[]
  /** When our process was killed because it had come to the point that was waited for, ms since the beginning. */
  killedAt: number | null
}

export interface Act {
  step: string
  /** ms since the beginning. */
  at: number
  /** When something goes wrong, ms after it. The first is an instant before. */
  moments: readonly number[]
  does(scene: Scene): unknown
}

export interface Play {
  name: string
  /** Where the colleague's phone is; null when nobody else takes part. */
  target: string | null
  /** Who is ready besides mina and tara. */
  also: readonly string[]
  settings: Record<string, string>
  acts: readonly Act[]
}

// What is played

// An instant before, so that it meets what the step itself writes down and asks of Twilio; then all along what that brings about.
const ASKING = [-1, 0, 120, 300, 500, 800, 1500, 2500, 3500]
const ANSWERING = [-1, 0, 120, 300, 600, 1500]
const MOVING = [-1, 0, 150, 400, 1200]

/** Presses something at mina's desk, as a person does: once more when nothing comes back. */
async function press(scene: Scene, what: string, body: object = {}): Promise<boolean> {
  const { stage, call } = scene
  const ask = () => stage.world.desk('mina').ask('POST', `/calls/${call}/${what}`, body)
  const { status } = await ask()
  if (status === 0) {
    scene.unanswered = true
    stage.clock.wakeAt(stage.clock.now() + 1000, () => void ask())
  }
  if (status !== 204) scene.refused.push(what)
  return status === 204
}

const asks = (at: number, kind: 'consult' | 'blind', to: object): Act => ({
  step: 'asked', at, moments: ASKING,
  async does(scene) {
    if (await press(scene, 'transfer', { to, kind, gist: '문의' })) scene.stage.world.truth.transferAsked(scene.caller.sid)
  },
})
const answers = (at: number): Act => ({ step: 'answered', at, moments: ANSWERING, does: ({ target }) => { if (!target.deaf) target.answer() } })
/** Whoever else of the department is rung picks up, if it still rings. */
const somebodyElseAnswers = (at: number, account: string): Act => ({ step: 'answered by somebody else', at, moments: [], does: ({ stage }) => stage.phone(account).answer() })
const pressesKey = (at: number): Act => ({ step: 'key pressed', at, moments: [-1, 0, 150, 600], does: ({ target }) => target.press('1') })
const act = (at: number, step: string, does: Act['does']): Act => ({ step, at, moments: MOVING, does })
const presses = (at: number, step: string, what: string, body: object = {}): Act => act(at, step, (scene) => press(scene, what, body))
const withdraws = (at: number, what = 'transfer/withdraw', body: object = {}): Act => ({
  step: 'withdrawn', at, moments: MOVING,
  async does(scene) {
    if (await press(scene, what, body)) scene.stage.world.truth.transferWithdrawn(scene.caller.sid)
  },
})
/** Done without anything going wrong at it: other plays see to that. */
const undisturbed = (act: Act): Act => ({ ...act, moments: [] })
const PROMISED_FOR = Date.parse('2026-11-23T11:00:00+09:00')
const joinsAndLeaves = [presses(22_000, 'joined', 'transfer/join'), presses(26_000, 'left', 'transfer/leave')]

const TARGETS: { name: string; to: object; target: string; also?: string[]; settings?: Record<string, string> }[] = [
  { name: 'a person', to: { agent: 'tara' }, target: 'client:tara' },
  { name: 'a department whose people ring together', to: { department: 'income' }, target: 'client:tara', also: ['tom'] },
  { name: 'a department whose people ring in turn', to: { department: 'income' }, target: 'client:tara', also: ['tom'], settings: { TRANSFER_IN_TURN: 'income' } },
  { name: 'a desk phone', to: { agent: 'pat' }, target: DESK_PHONE },
  { name: 'a contact outside', to: { contact: 'forest' }, target: CONTACT },
]

const KINDS = (['consult', 'blind'] as const).flatMap((kind) => TARGETS.map(({ name, to, target, also = [], settings = {} }): Play => ({
  name: `a ${kind === 'blind' ? 'blind transfer to' : 'consult with'} ${name}`, target, also, settings,
  acts: [
    asks(10_000, kind, to), answers(16_000),
    ...(target.startsWith('+') ? [pressesKey(19_000)] : []),
    ...also.map((account) => somebodyElseAnswers(21_000, account)),
    ...(kind === 'consult' ? joinsAndLeaves : []),
  ],
})))

export const PLAYS: readonly Play[] = [
  ...KINDS,
  { name: 'hold and back', target: null, also: [], settings: {}, acts: [presses(10_000, 'held', 'hold'), presses(18_000, 'taken back', 'resume')] },
  {
    name: 'a consult in which the agent goes to and fro and withdraws', target: 'client:tara', also: [], settings: {},
    acts: [asks(10_000, 'consult', { agent: 'tara' }), answers(14_000), presses(17_000, 'swapped', 'transfer/swap'), presses(20_000, 'swapped back', 'transfer/swap'), withdraws(23_000)],
  },
  {
    name: 'a consult withdrawn before anybody answers', target: 'client:tara', also: [], settings: {},
    acts: [asks(10_000, 'consult', { agent: 'tara' }), withdraws(14_000)],
  },
  {
    name: 'a consult that goes on with somebody else', target: 'client:tom', also: ['tom'], settings: {},
    acts: [
      asks(10_000, 'consult', { agent: 'tara' }), act(14_000, 'declined', ({ stage }) => stage.phone('tara').decline()),
      presses(18_000, 'asked somebody else', 'transfer/to', { to: { agent: 'tom' } }), answers(22_000), presses(26_000, 'joined', 'transfer/join'), presses(28_000, 'left', 'transfer/leave'),
    ],
  },
  {
    name: 'a call-back promised while a colleague is rung', target: 'client:tara', also: [], settings: {},
    acts: [asks(10_000, 'consult', { agent: 'tara' }), presses(15_000, 'call-back promised', 'call-back', { promisedFor: PROMISED_FOR })],
  },
  {
    name: 'the call-back itself', target: CALLER, also: [], settings: {},
    acts: [
      ...[
        asks(10_000, 'consult', { agent: 'tara' }), presses(12_000, 'call-back promised', 'call-back', { promisedFor: PROMISED_FOR }),
        act(16_000, 'caller gone', (scene) => { scene.caller.hangUp(); scene.gaveUp = true }),
        act(20_000, 'written up', ({ stage }) => stage.world.desk('mina').wrapUp('call-back-promised', '')),
      ].map(undisturbed),
      presses(24_000, 'asked to call back', 'call-back/dial'), { ...act(27_000, 'taken by the agent', ({ stage }) => stage.phone('mina').answer()), moments: ANSWERING },
      answers(36_000), act(48_000, 'said goodbye', ({ stage }) => stage.phone('mina').hangUp()),
    ],
  },
]

// What goes wrong

export interface Trouble {
  name: string
  /** Rest's faults from then on, and for how long. */
  faults?: Partial<Faults['rest']>
  lastsMs?: number
  /** Before anything is asked. */
  before?(scene: Scene): unknown
  /** @returns false when there was nothing to strike: the play goes on as if nothing had gone wrong */
  strike?(scene: Scene): unknown
  /** Twilio has not noticed that somebody is gone: nobody can keep the caller from silence so long. */
  silences?: boolean
  /** Our process is away: Twilio must try again later than at once. */
  away?: boolean
  /** Waits for the next thing of its kind, and is at its worst when that is the step's own. */
  waits?: boolean
  only?: (step: string, play: Play, after: number) => boolean
}

/** For how long REST is in trouble, unless said otherwise. */
export const REST_TROUBLE_MS = 3000
const CRASH_NOTICED_MS = 20_000
const WINDOW_MS = 3000
const isTelephone = (play: Play): boolean => play.target?.startsWith('+') ?? false
const isAsked = (step: string): boolean => step.startsWith('asked')
const withColleague = (_step: string, play: Play): boolean => play.target !== null
const whileRinging = (step: string, play: Play): boolean => withColleague(step, play) && isAsked(step)

/** The desk page is gone with the browser: nothing is heard of it for as long as its lease lasts. */
function dies({ stage }: Scene, account: string): void {
  stage.phone(account).crash(CRASH_NOTICED_MS)
  stage.clock.wakeAt(stage.clock.now() + LEASE_MS, () => void stage.fallsSilent(account))
}

function hangsUpTheCall(scene: Scene): boolean {
  if (scene.caller.over) return false
  scene.caller.hangUp()
  return scene.gaveUp = true
}

function hangsUp({ hungUp }: Scene, phone: Phone): boolean {
  if (!phone.hangUp()) return false
  hungUp.add(phone.address)
  return true
}

const accountOf = (phone: Phone): string => phone.address.replace('client:', '')

/** The line ends at once, as if it was put down, before our server has learnt anything of the page. */
function reloads({ stage }: Scene, phone: Phone): boolean {
  if (!phone.talking) return false
  stage.reloads(accountOf(phone))
  return true
}

/** Kills our process at the next such moment, or after a while if none comes. */
function killWhen(scene: Scene, arm: (then: () => void) => void): void {
  const { stage } = scene
  let killed = false
  const kill = () => {
    if (killed) return false
    stage.kill()
    return killed = true
  }
  arm(() => { if (kill()) scene.killedAt = stage.now() })
  stage.clock.wakeAt(stage.clock.now() + WINDOW_MS, kill)
}

export const NOTHING: Trouble = { name: 'nothing goes wrong', only: (step, play, after) => step === play.acts.find(({ moments }) => moments.length > 0)!.step && after === -1 }

export const TROUBLES: readonly Trouble[] = [
  NOTHING,
  { name: 'the caller hangs up', strike: hangsUpTheCall },
  { name: 'the agent hangs up', strike: (scene) => hangsUp(scene, scene.stage.phone('mina')) },
  { name: "the agent's browser dies", silences: true, strike: (scene) => dies(scene, 'mina') },
  { name: 'the agent reloads the page', before: ({ stage }) => stage.sitsDown('mina'), strike: (scene) => reloads(scene, scene.stage.phone('mina')) },
  {
    name: 'the colleague reloads the page', only: (step, play) => withColleague(step, play) && !isTelephone(play) && !isAsked(step),
    before: ({ stage, target }) => stage.sitsDown(accountOf(target)), strike: (scene) => reloads(scene, scene.target),
  },
  { name: 'the colleague declines', only: whileRinging, strike: ({ target }) => target.decline() },
  { name: 'the colleague does not answer', only: whileRinging, strike({ target }) { target.deaf = true } },
  { name: "the colleague's phone cannot be reached", only: whileRinging, strike({ target }) { target.unregister() } },
  { name: "the colleague's phone is busy", only: whileRinging, strike({ target }) { target.engaged = true } },
  {
    name: 'the colleague takes another caller', only: (step, play) => whileRinging(step, play) && !isTelephone(play),
    before(scene) { scene.another = scene.stage.world.callIn({ from: '01055556666' }) },
    strike({ target, another }) { target.answer(target.ringing.find(({ from }) => from === another!.from)?.sid) },
  },
  {
    name: 'the colleague is being called for another caller', only: (step, play, after) => whileRinging(step, play) && play.target === DESK_PHONE && after === -1,
    async before(scene) {
      await scene.stage.ready('jun')
      const { caller, call } = await scene.stage.talking('jun', '01055556666')
      scene.another = caller
      await scene.stage.ask('jun', call, 'transfer', { to: { agent: 'pat' }, kind: 'blind' })
    },
  },
  { name: 'the colleague hangs up', only: (step, play) => withColleague(step, play) && !isAsked(step), strike: (scene) => hangsUp(scene, scene.target) },
  {
    name: "the colleague's browser dies", silences: true, only: withColleague,
    strike(scene) {
      const { target, hungUp } = scene
      if (target.kind === 'browser') return dies(scene, accountOf(target))
      // Of a telephone nothing is ever heard but what Twilio says.
      if (target.talking) hungUp.add(target.address)
      target.crash(CRASH_NOTICED_MS)
    },
  },
  { name: 'REST says 429', waits: true, faults: { tooMany: 1 } },
  { name: 'REST fails', waits: true, faults: { broken: 1 } },
  { name: 'REST fails after it did as asked', waits: true, faults: { brokenAfterEffect: 1 } },
  { name: 'REST never answers', waits: true, faults: { dropped: 1 } },
  { name: 'REST does as asked and never answers', waits: true, faults: { droppedAfterEffect: 1 } },
  { name: 'REST says that the call is not in progress', waits: true, faults: { notInProgress: 1 } },
  { name: 'REST is out of order for a quarter of a minute', waits: true, faults: { broken: 1 }, lastsMs: 15_000 },
  { name: 'our process is killed', away: true, strike: ({ stage }) => stage.kill() },
  { name: 'our process is killed having written something down, before it could say so', away: true, waits: true, strike: (scene) => killWhen(scene, (then) => scene.stage.app.intake.onChange(then)) },
  {
    name: 'our process is killed while Twilio does what it asked', away: true, waits: true,
    strike: (scene) => killWhen(scene, (then) => {
      scene.stage.world.watchRest({ done: (method) => { if (method !== 'GET') then() } })
    }),
  },
]
