import { expect } from 'chai'
import { noFaults } from '../../scripts/simulator/faults.ts'
import { oneAtATime, pairwise, type SwitchName, type Switches } from '../../scripts/simulator/switches.ts'
import { attemptsOf, legOfAttempt } from '../../server/calls/arrangement.ts'
import type { AgentId } from '../../server/calls/events.ts'
import { type Act, NOTHING, type Play, PLAYS, REST_TROUBLE_MS, type Scene, type Trouble, TROUBLES } from './plays.ts'
import { DESK_PHONE, onADesk } from './stage.ts'

/**
 * Every step of everything that is done with a call at a desk × everything that can go wrong at it. Afterwards the caller is
 * talking, on hold with sound, waiting, or on the call-back list; no leg without a purpose is left; everybody is freed; one verdict.
 *
 * In the suite every trouble strikes at every step of every play once; the moments after the step take turns, and so do
 * the settings of what Twilio's documents leave open. The whole product, every moment under every setting, takes hours:
 *
 *     EVERY_STEP=all npm test -- test/transfers/every-step.test.ts
 *     EVERY_STEP=3/8 npm test -- test/transfers/every-step.test.ts     the third of eight parts of it
 *     EVERY_STEP='the agent reloads the page' npm test -- …     all of it that this goes wrong in
 *     EVERY_STEP='a blind transfer to a person, 120 ms after asked, REST fails, setting 7' npm test -- …     one, as a failure names it
 *
 * Nothing is played twice that would certainly go the same, see `Played`.
 */

const WHICH = process.env['EVERY_STEP'] ?? ''
const SETTINGS: readonly Switches[] = [...new Map([...oneAtATime(), ...pairwise()].map((setting) => [JSON.stringify(setting), setting])).values()]
/** The service reads neither a delivery's token nor the SequenceNumber of a leg. */
const UNHEARD: readonly SwitchName[] = ['idempotencyToken', 'sequenceCountsUnsubscribed']

/** A trouble at a moment of a play. */
interface Case { seed: number; play: Play; act: Act; after: number; trouble: Trouble }

const nameOf = ({ play, act, after, trouble }: Case, setting: number): string => `${play.name}, ${after} ms after ${act.step}, ${trouble.name}, setting ${setting}`
const momentOf = ({ act, after }: Case): number => act.at + after
const endOf = (one: Case): number => momentOf(one) + (one.trouble.lastsMs ?? REST_TROUBLE_MS)

/** While our process is away, Twilio must try again later than at once (#rc=3): a longer outage is the fallback address's business, on another machine. */
function settingFor({ trouble }: Case, setting: number): Switches {
  const switches = SETTINGS[setting]!
  return trouble.away && switches.retryPauseMs === 0 ? { ...switches, retryPauseMs: 250 } : switches
}

let turn = 0
const turns = new Map<Trouble, number>()

/** What is to be played of a trouble in a play, with the settings it is to be played under. */
function chosenOf(play: Play, trouble: Trouble): { one: Case; settings: number[] }[] {
  const number = PLAYS.indexOf(play)
  return play.acts.flatMap((act) => {
    const moments = act.moments.filter((after) => trouble.only?.(act.step, play, after) ?? true)
    if (moments.length === 0) return []
    if (WHICH === '') {
      const its = (turns.get(trouble) ?? 0) + 1
      turns.set(trouble, its)
      const after = trouble.waits && its % 2 === 0 ? moments[0]! : moments[its % moments.length]!
      return [{ one: { seed: ++turn, play, act, after, trouble }, settings: [turn % SETTINGS.length] }]
    }
    const cases = moments.map((after): Case => ({ seed: number, play, act, after, trouble }))
    const [, part, parts] = /^(\d+)\/(\d+)$/.exec(WHICH) ?? []
    if (part !== undefined && number % Number(parts) !== Number(part) - 1) return []
    return cases.map((one) => ({ one, settings: [...SETTINGS.keys()].filter((setting) => part !== undefined || ['all', trouble.name, nameOf(one, setting)].includes(WHICH)) }))
      .filter(({ settings }) => settings.length > 0)
  })
}

/** A case that was played, and what of it says which others would go the same, to the last webhook: all chance comes from the play's seed. */
interface Played {
  one: Case
  switches: Switches
  /** Twilio's open questions that the play came to: settings that differ only in others make no difference. */
  asked: ReadonlySet<SwitchName>
  /** When REST was asked for anything. Its trouble makes no difference while it is not. */
  restAt: readonly number[]
  killedAt: number | null
  until: number
}

function wouldGoTheSame(one: Case, switches: Switches, earlier: Played): boolean {
  if (![...earlier.asked].every((name) => UNHEARD.includes(name) || switches[name] === earlier.switches[name])) return false
  const unasked = (after: number, until: number) => until <= earlier.until && !earlier.restAt.some((at) => at > after && at <= until)
  const [then, now] = [momentOf(earlier.one), momentOf(one)]
  const isRest = one.trouble.faults !== undefined
  if (earlier.one.trouble !== one.trouble) return earlier.one.trouble === NOTHING && isRest && unasked(now, endOf(one))
  if (then === now) return true
  // Between the two beginnings of the trouble nothing asked, nor between the two ends.
  if (isRest) return unasked(Math.min(then, now), Math.max(then, now)) && unasked(Math.min(endOf(earlier.one), endOf(one)), Math.max(endOf(earlier.one), endOf(one)))
  return earlier.killedAt !== null && then < now && now < earlier.killedAt
}

/** Thrown to end a play that goes on as if nothing had gone wrong. */
class NothingStruck extends Error {}

/** @param learn is told of the play, also when it fails */
async function run(one: Case, switches: Switches, learn: (played: Played) => void): Promise<void> {
  const { seed, play, trouble } = one
  const faults = { ...noFaults.rest }
  await onADesk({ seed, switches, restFaults: faults, settings: play.settings, ready: ['mina', 'tara', ...play.also] }, async (stage) => {
    const restAt: number[] = []
    stage.world.watchRest({ asked: () => restAt.push(stage.now()) })
    const { caller, call } = await stage.talking('mina')
    const target = stage.phone(play.target ?? 'mina')
    const scene: Scene = { stage, play, caller, call, target, faults, gaveUp: false, hungUp: new Set(), another: null, unanswered: false, refused: [], killedAt: null }
    try {
      await trouble.before?.(scene)
      await enact(scene, one)
      await stage.at(62_000)
      if (trouble === NOTHING) expect(scene.refused, 'what the desk refused').to.deep.equal([])
      await expectCaredFor(scene)
      expectPurpose(scene)
      for (const who of [caller, scene.another]) if (who && !who.over) who.hangUp()
      await stage.expectAllOver()
      expectVerdict(scene)
      if (!trouble.silences) expect(stage.truth(caller).silences, 'silence').to.deep.equal([])
      expect(stage.truth(caller).heardError).to.equal(false)
    } finally {
      learn({ one, switches, asked: new Set(stage.world.switchesAsked), restAt, killedAt: scene.killedAt, until: stage.now() })
    }
  })
}

/** What is done, and in the middle of it what goes wrong. */
async function enact(scene: Scene, one: Case): Promise<void> {
  const { play, trouble } = one
  const { stage, faults } = scene
  let asked = false
  stage.world.watchRest({ asked() { asked = true } })
  const todo: [number, () => unknown][] = play.acts.map((act) => [act.at, () => act.does(scene)])
  todo.push([momentOf(one), async () => {
    Object.assign(faults, trouble.faults)
    asked = false
    if (await trouble.strike?.(scene) === false) throw new NothingStruck()
  }], [endOf(one), () => {
    Object.assign(faults, noFaults.rest)
    if (trouble.faults && !asked) throw new NothingStruck()
  }])
  const inOrder = todo.map(([at, work], i) => ({ at, work, i })).sort((a, b) => a.at - b.at || a.i - b.i)
  for (const { at, work } of inOrder) {
    if (stage.now() < at) await stage.at(at)
    await work()
    await stage.world.settled()
  }
}

async function expectCaredFor({ stage, caller, call, gaveUp, hungUp }: Scene): Promise<void> {
  // Between two documents there is a breath of nothing.
  if (caller.hears.kind === 'silence') await stage.pass(1000)
  const listed = stage.app.floor.callBacks.has(call)
  const truth = stage.truth(caller)
  if (!caller.over) {
    expect(caller.hears.kind, 'the caller hears something').to.be.oneOf(['talking', 'say', 'play', 'hold', 'ringback'])
    expect(stage.standing(call).phase).to.be.oneOf(['talking', 'held', 'queued'])
    return
  }
  expect(gaveUp || listed || hungUp.has(truth.talks.at(-1)!.address), `the caller was let go: ${JSON.stringify(truth.talks)}`).to.equal(true)
}

/** Nobody is on a line alone, nothing rings for nothing or rang twice, and our books say of everybody what their phone says. */
function expectPurpose({ stage, play, target, caller, another }: Scene): void {
  const theirs = ['mina', 'jun', 'tara', 'tom', 'pat'].map((account) => ({ account, phone: stage.phone(account === 'pat' ? DESK_PHONE : account) }))
  const { floor } = stage.app
  const onTheLine = theirs.map(({ account }) => account as AgentId).filter((id) => floor.talking.has(id) || floor.isCallingBack(id))
  expect(onTheLine, 'who is on the line').to.deep.equal(theirs.filter(({ account, phone }) => phone.talking || (phone.ringing.length > 0 && floor.isCallingBack(account as AgentId))).map(({ account }) => account))
  const wait = [...floor.calls.values()].some(({ now }) => now.phase === 'queued' || now.phase === 'ringing') || [...floor.callBacks.values()].some(({ state }) => state === 'dialling')
  const mayBeHeld = play.acts.some(({ step }) => ['swapped', 'held', 'asked to call back'].includes(step))
  for (const phone of new Set([...theirs.map(({ phone }) => phone), target])) {
    if (phone.talking) expect(phone.talking.sound.kind, `what ${phone.address} hears`).to.be.oneOf(mayBeHeld ? ['talking', 'say', 'play', 'hold', 'ringback'] : ['talking'])
    if (phone.ringing.length > 0) expect(wait, `${phone.address} rings for somebody`).to.equal(true)
  }
  const calls = [caller, another].flatMap((one) => (one ? [stage.call(stage.idOf(one))] : []))
  const ours = calls.flatMap((call) => attemptsOf(call).map(([, attempt]) => legOfAttempt(attempt)))
  const legs = [...stage.world.truth.created(), ...stage.world.truth.calls().flatMap(({ legs }) => legs)].filter(({ direction }) => direction === 'outbound-api')
  const others = legs.map(({ sid }) => sid).filter((sid) => !ours.some((leg) => leg === sid))
  const dials = calls.reduce((sum, { callBack }) => sum + Object.keys(callBack.dials).length, 0)
  expect(others.length, 'phones rung that we know nothing of').to.be.at.most(dials)
}

function expectVerdict({ stage, caller, call, unanswered }: Scene): void {
  const rows = stage.transfers(call)
  expect(rows.every(({ ending }) => ending !== null), 'every ending has a name').to.equal(true)
  for (const { verdict } of rows) expect(verdict).to.be.oneOf(['kept', 'broken', 'void'])
  expect(stage.app.floor.callBacks.get(call)?.state).to.not.equal('dialling')
  if (unanswered) return
  const judged = stage.judged(call)
  const { transfers } = stage.truth(caller)
  expect(judged.length, 'as many transfers as were asked for').to.equal(transfers.length)
  // Whoever picked up and was gone before entering the room belongs to no caller's story that the witness could tell.
  if (stage.world.truth.created().some(({ answeredAt }) => answeredAt !== null)) return
  judged.forEach(({ verdict, certain }, i) => { if (certain) expect(verdict, 'the witness agrees').to.equal(transfers[i]!.t4) })
}

describe('whatever goes wrong while a call is in hand', function () {
  this.timeout(WHICH === '' ? 120_000 : 0)
  const told = { cases: 0, played: 0, 'found nothing to strike': 0, failed: 0 }
  const since = performance.now()
  for (const play of PLAYS) {
    const undisturbed: Played[] = []
    for (const trouble of TROUBLES) {
      const chosen = chosenOf(play, trouble)
      if (chosen.length === 0) continue
      it(`nobody is lost and nothing is left over when ${trouble.name}, at any step of ${play.name}`, async () => {
        const failures: string[] = []
        const played = trouble === NOTHING ? undisturbed : [...undisturbed]
        for (const { one, settings } of chosen) {
          for (const setting of settings) {
            told.cases++
            const switches = settingFor(one, setting)
            if (played.some((earlier) => wouldGoTheSame(one, switches, earlier))) continue
            told.played++
            try {
              await run(one, switches, (known) => played.push(known))
            } catch (error) {
              if (error instanceof NothingStruck) {
                told['found nothing to strike']++
                continue
              }
              told.failed++
              failures.push(`${nameOf(one, setting)}: ${(error as Error).stack}`)
              if (WHICH !== '') console.log(failures.at(-1))
            }
          }
        }
        if (failures.length > 0) throw new Error(`${failures.length} failed\n${failures.slice(0, 5).join('\n')}`)
      })
    }
  }
  if (WHICH !== '') after(() => console.log(JSON.stringify({ ...told, seconds: Math.round((performance.now() - since) / 1000) })))
})
