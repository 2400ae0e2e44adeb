import { expect } from 'chai'
import type { Caller } from '../../scripts/simulator/caller.ts'
import type { Faults } from '../../scripts/simulator/faults.ts'
import { pairwise, type Switches } from '../../scripts/simulator/switches.ts'
import type { CallId } from '../../server/calls/events.ts'
import { onADesk, type Stage } from '../transfers/stage.ts'
import { atTheScreen } from './screen.ts'

/**
 * Everything a supervisor's hand can do × everything that can go wrong at it, some moments later. Afterwards the caller is talking,
 * on hold with sound, waiting, or on the call-back list; nobody heard whom they should not; no line without a purpose is left; the
 * agents are freed; one verdict.
 */

const MINA = 'client:mina'
const TARA = 'client:tara'
const BOSS = 'client:boss'

interface Action {
  name: string
  /** What is asked, and when, ms. The moments at which something goes wrong follow each of them. */
  asks: [at: number, what: string, body?: object, by?: string][]
  /** When a colleague picks up, for an action in the midst of which the call is passed on. */
  answersAt?: number
  /** Whether the caller may ever hear the supervisor. */
  heard: boolean
  /** Whether the supervisor's phone is rung. */
  rings: boolean
}

const ACTIONS: Action[] = [
  { name: 'listening', asks: [[10_000, 'listen'], [18_000, 'supervise/stop']], heard: false, rings: true },
  { name: 'coaching', asks: [[10_000, 'coach'], [18_000, 'listen']], heard: false, rings: true },
  { name: 'barging in', asks: [[10_000, 'barge'], [18_000, 'listen'], [22_000, 'supervise/stop']], heard: true, rings: true },
  { name: 'taking over', asks: [[10_000, 'take-over']], heard: true, rings: true },
  { name: 'taking over after listening', asks: [[10_000, 'listen'], [18_000, 'take-over']], heard: true, rings: true },
  {
    name: 'coaching while the call is passed on', heard: false, rings: true, answersAt: 19_000,
    asks: [[10_000, 'coach'], [15_000, 'transfer', { to: { agent: 'tara' }, kind: 'consult' }, 'mina'], [22_000, 'transfer/join', {}, 'mina'], [26_000, 'transfer/leave', {}, 'mina']],
  },
  { name: 're-queueing', asks: [[10_000, 're-queue']], heard: false, rings: false },
  { name: 'ending', asks: [[10_000, 'end', { reason: 'abuse' }], [14_000, 'end', { reason: 'abuse', confirm: true }]], heard: false, rings: false },
]
const AFTER = [0, 150, 400, 700, 1000, 1400, 1900, 2600]
/** One in so many of an action's moments is struck with each trouble; a smaller number strikes more of them. */
const STRIDE = 23

interface Scene { caller: Caller; call: CallId; action: Action; gaveUp: boolean; hungUp: Set<string>; done: Set<string> }
interface Trouble {
  name: string
  strike(stage: Stage, scene: Scene): void | Promise<void>
  faults?: Partial<Faults['rest']>
  silences?: boolean
  switches?: Partial<Switches>
  /** Only where a supervisor's phone is rung. */
  atPhone?: boolean
}

const hangUp = (address: string) => (stage: Stage, { hungUp }: Scene) => { if (stage.phone(address).hangUp()) hungUp.add(address) }
/** Killed as by kill -9, and back within what Twilio's further tries bridge. */
async function killed(stage: Stage): Promise<void> {
  stage.kill(600)
  await stage.pass(650)
}

const TROUBLES: Trouble[] = [
  { name: 'the caller hangs up', strike(_stage, scene) { scene.caller.hangUp(); scene.gaveUp = true } },
  { name: 'the agent hangs up', strike: hangUp(MINA) },
  { name: 'the supervisor hangs up', atPhone: true, strike: hangUp(BOSS) },
  { name: 'the supervisor declines or does not answer', atPhone: true, strike(stage) {
    stage.phone(BOSS).deaf = true
    stage.phone(BOSS).decline()
  } },
  { name: "the agent's browser dies", silences: true, strike(stage) {
    stage.phone(MINA).crash(20_000)
    return stage.fallsSilent('mina')
  } },
  { name: "the supervisor's browser dies", silences: true, atPhone: true, strike(stage) {
    stage.phone(BOSS).crash(20_000)
    return stage.fallsSilent('boss')
  } },
  { name: 'REST says 429', faults: { tooMany: 1 }, strike() {} },
  { name: 'REST fails', faults: { broken: 1 }, strike() {} },
  { name: 'REST fails after it did as asked', faults: { brokenAfterEffect: 1 }, strike() {} },
  { name: 'REST never answers', faults: { droppedAfterEffect: 1 }, strike() {} },
  { name: 'our process is killed', strike: killed, switches: { retryPauseMs: 250 } },
  { name: 'our process is killed while Twilio does what we asked', faults: { droppedAfterEffect: 1 }, switches: { retryPauseMs: 250 }, async strike(stage) {
    await stage.pass(40)
    await killed(stage)
  } },
]
const REST_TROUBLE_MS = 3000

async function play(stage: Stage, action: Action, moment: number, trouble: Trouble, faults: Faults['rest']): Promise<void> {
  await stage.ready('mina', ...(action.answersAt === undefined ? [] : ['tara']))
  await atTheScreen(stage)
  const { caller, call } = await stage.talking('mina')
  const scene: Scene = { caller, call, action, gaveUp: false, hungUp: new Set(), done: new Set() }
  const todo: [number, () => unknown][] = [
    ...action.asks.map(([at, what, body, by = 'boss']): [number, () => unknown] => [at, async () => {
      const { status } = await stage.ask(by, call, what, body)
      if (status < 300) scene.done.add(what)
    }]),
    ...(action.answersAt === undefined ? [] : [[action.answersAt, () => stage.phone(TARA).answer()] as [number, () => unknown]]),
    [moment, () => {
      Object.assign(faults, trouble.faults)
      return trouble.strike(stage, scene)
    }],
    [moment + REST_TROUBLE_MS, () => { for (const name of Object.keys(trouble.faults ?? {})) faults[name as 'broken'] = 0 }],
  ]
  for (const { one: [at, work] } of todo.map((one, i) => ({ one, i })).sort((a, b) => a.one[0] - b.one[0] || a.i - b.i)) {
    if (stage.now() < at) await stage.at(at)
    await work()
    await stage.world.settled()
  }
  await stage.at(55_000)
  await expectCaredFor(stage, scene, trouble)
  if (!caller.over) caller.hangUp()
  await stage.expectAllOver()
  const truth = stage.truth(caller)
  const may = [MINA, TARA, ...(action.heard ? [BOSS] : [])]
  expect(truth.hearings.filter(({ listener, speaker }) => listener === caller.from && !may.includes(speaker)), 'heard by the caller').to.deep.equal([])
  expect(truth.heardError, 'an error read aloud').to.equal(false)
  if (!trouble.silences) expect(truth.silences, 'silence').to.deep.equal([])
  const { t1, counts, conserved } = stage.app.pictures.wallboard()
  expect(conserved).to.equal(true)
  expect(counts).to.deep.include({ received: 1, answered: 1 })
  expect([t1.strict.kept, t1.strict.broken, t1.strict.void], 'one verdict, and the witness agrees').to.deep.equal(
    ['kept', 'broken', 'void'].map((verdict) => Number(verdict === truth.verdict.t1)))
}

async function expectCaredFor(stage: Stage, { caller, call, gaveUp, hungUp, done, action }: Scene, trouble: Trouble): Promise<void> {
  if (caller.hears.kind === 'silence') await stage.pass(1000)
  const truth = stage.truth(caller)
  if (!caller.over) {
    expect(caller.hears.kind, 'the caller hears something').to.be.oneOf(['talking', 'say', 'play', 'hold', 'ringback'])
    expect(stage.standing(call).phase).to.be.oneOf(['talking', 'held', 'queued'])
    if (action.name === 'ending' && done.size > 0) expect(stage.app.journal.eventsOf(call).some(({ event }) => event.type === 'end-asked'), 'was to be ended').to.equal(false)
    return
  }
  const last = truth.talks.at(-1)!
  const ended = stage.app.journal.eventsOf(call).some(({ event }) => event.type === 'end-asked')
  if (ended && !gaveUp) expect(truth.heard.map(({ kind }) => kind), 'a closing sentence').to.include('say')
  const letGo = gaveUp || ended || stage.app.floor.callBacks.has(call) || hungUp.has(last.address) || (trouble.silences && hungUp.size === 0 && last.address === BOSS)
  expect(letGo, `the caller was let go: ${JSON.stringify(truth.talks)}`).to.equal(true)
}

describe("whatever goes wrong at a supervisor's hand", function () {
  this.timeout(120_000)
  const SETTINGS = pairwise()
  let n = 0
  for (const action of ACTIONS) {
    for (const trouble of TROUBLES) {
      if (trouble.atPhone && !action.rings) continue
      it(`loses nobody and leaves nothing when ${trouble.name}, at some moment of ${action.name}`, async () => {
        const moments = action.asks.flatMap(([at]) => AFTER.map((after) => at + after))
        // Some of the moments, others with each trouble: one at least.
        const some = moments.filter((_, i) => (i + 3 * TROUBLES.indexOf(trouble) + ACTIONS.indexOf(action)) % STRIDE === 0)
        for (const moment of some.length > 0 ? some : [moments[n % moments.length]!]) {
          // Each run under another of the settings in which every pair of Twilio's uncertain behaviours occurs.
          const setting = n++ % SETTINGS.length
          const faults: Faults['rest'] = { tooMany: 0, broken: 0, brokenAfterEffect: 0, droppedAfterEffect: 0, dropped: 0, notInProgress: 0 }
          try {
            await onADesk({ switches: { ...SETTINGS[setting], ...trouble.switches }, restFaults: faults }, (stage) => play(stage, action, moment, trouble, faults))
          } catch (error) {
            throw new Error(`at ${moment} ms, under setting ${setting}: ${(error as Error).message}`, { cause: error })
          }
        }
      })
    }
  }
})
