import { expect } from 'chai'
import fc from 'fast-check'
import type { AlertEvent, AlertId } from '../../server/alerts/events.ts'
import type { AgentId } from '../../server/calls/events.ts'
import { differences, recompute } from '../../server/floor/recompute.ts'
import { MONDAY_NINE } from '../support/clock.ts'
import { newDesk } from '../support/journal.ts'
import { aRule, MINUTE, watching } from './given.ts'

const boss = 'boss' as AgentId

/** A day of one rule, from the judge itself and from people. */
const anyDay = fc.array(fc.oneof(
  fc.integer({ min: 55, max: 65 }).map((s) => ({ shows: s * 1000 })), fc.integer({ min: 1, max: 90_000 }).map((pass) => ({ pass })),
  fc.constantFrom({ do: 'acknowledge' as const }, { do: 'silence' as const }, { do: 'remove' as const }, { do: 'set' as const }),
), { maxLength: 40 }).map((steps) => {
  const rule = aRule({ forMs: 20_000, clearAfterMs: 10_000, escalate: { afterMs: MINUTE, webhook: null, texts: [] } })
  const floor = watching(rule)
  const told = (): { at: number; earliest: number; receivedAt: number } => ({ at: floor.now, earliest: floor.now, receivedAt: floor.now })
  const events: AlertEvent[] = [{ ...told(), type: 'alert-rule-set', rule, by: null }]
  const sent = new Set<AlertId>()
  for (const step of steps) {
    if ('shows' in step) floor.shows(step.shows)
    else if ('pass' in step) floor.pass(step.pass, 5_000)
    else if (step.do === 'acknowledge') { if (floor.alert) floor.acknowledge() } else if (step.do === 'silence') floor.silence(30_000)
    else if (step.do === 'remove') floor.remove()
    else floor.set(rule)
    for (const event of floor.events().slice(events.length - 1 - sent.size * 2)) events.push(event)
    // Somebody is told, and much later it is heard that it arrived: perhaps of an alert that is over.
    const { alert } = floor
    if (alert && !sent.has(alert.id)) {
      sent.add(alert.id)
      const about = { ...told(), alert: alert.id, step: 'raised' as const, way: 'text' as const, to: '김팀장' }
      events.push({ ...about, type: 'alert-delivered', because: null }, { ...about, type: 'alert-sent', because: null })
    }
  }
  return events
})

describe('rules and alerts on the floor', () => {
  it('come out the same after a restart, and from the journal alone, wherever the process ended', async () => {
    await fc.assert(fc.asyncProperty(anyDay, fc.integer({ min: 1, max: 5 }), async (events, atOnce) => {
      const desk = newDesk()
      for (let i = 0; i < events.length; i += atOnce) {
        await desk.intake.take({ key: null, decide: () => ({ events: events.slice(i, i + atOnce) }) })
        const restored = desk.restored()
        expect([...restored.watches]).to.deep.equal([...desk.floor.watches])
        expect([...restored.alerts]).to.deep.equal([...desk.floor.alerts])
      }
      expect(differences(desk.database, recompute(desk.journal))).to.deep.equal([])
      await desk.drop()
    }), { numRuns: 25 })
  }).timeout(60_000)

  it('are taken back with a transaction that failed', async () => {
    await fc.assert(fc.asyncProperty(anyDay, fc.nat(30), async (events, from) => {
      const desk = newDesk()
      await desk.intake.take({ key: null, decide: () => ({ events: events.slice(0, from) }) })
      const seen = () => structuredClone([[...desk.floor.watches], [...desk.floor.alerts], desk.floor.alertSeq, desk.floor.seq])
      const before = seen()
      const failed = await desk.intake.take({
        key: null, decide: () => ({ events: events.slice(from), also: () => { throw new Error('the disk is full') } }),
      }).catch((error: Error) => error.message)
      expect(failed).to.equal('the disk is full')
      expect(seen()).to.deep.equal(before)
      await desk.intake.take({ key: null, decide: () => ({ events: events.slice(from) }) })
      expect(differences(desk.database, recompute(desk.journal))).to.deep.equal([])
      await desk.drop()
    }), { numRuns: 15 })
  }).timeout(60_000)

  it('an alert that would have ended with a transaction that failed is open all the same', async () => {
    const desk = newDesk()
    const floor = watching(aRule())
    floor.shows(61_000)
    const told = { at: MONDAY_NINE, earliest: MONDAY_NINE, receivedAt: MONDAY_NINE }
    await desk.intake.take({ key: null, decide: () => ({ events: [{ ...told, type: 'alert-rule-set', rule: aRule(), by: boss }, ...floor.events()] }) })
    const clear: AlertEvent = { ...told, type: 'alert-cleared', alert: floor.alert!.id, value: 0, because: 'condition-over' }
    await desk.intake.take({ key: null, decide: () => ({ events: [clear], also: () => { throw new Error('the disk is full') } }) }).catch(() => {})
    expect([...desk.floor.alerts.keys()]).to.deep.equal([floor.alert!.id])
    await desk.drop()
  })

  it('an alert that is over leaves the floor, and what is heard of its messages later is kept with it', async () => {
    const desk = newDesk()
    const floor = watching(aRule())
    floor.shows(61_000)
    const { id } = floor.alert!
    floor.shows(0)
    floor.pass(2 * MINUTE)
    const told = { at: MONDAY_NINE, earliest: MONDAY_NINE, receivedAt: MONDAY_NINE }
    const about = { ...told, alert: id, step: 'raised' as const, way: 'text' as const, to: '김팀장' }
    await desk.intake.take({ key: null, decide: () => ({ events: [{ ...told, type: 'alert-rule-set', rule: aRule(), by: boss }, ...floor.events(), { ...about, type: 'alert-sent', because: null }] }) })
    expect(desk.floor.alerts.size).to.equal(0)
    await desk.intake.take({ key: null, decide: () => ({ events: [{ ...about, type: 'alert-delivered', because: 'twilio-30003' }] }) })
    expect(desk.floor.alerts.size).to.equal(0)
    expect(desk.store.alert!(id)!.sent).to.deep.equal([
      { step: 'raised', way: 'text', to: '김팀장', at: MONDAY_NINE, because: null, delivered: { at: MONDAY_NINE, because: 'twilio-30003' } },
    ])
    await desk.drop()
  })

  it('take no notice of what means nothing: an alert nobody raised, a rule nobody set, a second word', async () => {
    const desk = newDesk()
    const told = { at: MONDAY_NINE, earliest: MONDAY_NINE, receivedAt: MONDAY_NINE }
    const nobody = '000000000-nothing' as AlertId
    await desk.intake.take({ key: null, decide: () => ({ events: [
      { ...told, type: 'alert-acknowledged', alert: nobody, by: boss, note: '' }, { ...told, type: 'alert-cleared', alert: nobody, value: 0, because: 'condition-over' },
      { ...told, type: 'alert-rule-removed', rule: 'nothing', by: boss }, { ...told, type: 'alert-condition-began', rule: 'nothing', since: 1, value: 1 },
    ] }) })
    expect([desk.floor.watches.size, desk.floor.alerts.size]).to.deep.equal([0, 0])
    await desk.drop()
  })
})
