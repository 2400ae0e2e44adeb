import { arrangementOf, isHeld, placeOf, type Transfer, transfersOf } from '../calls/arrangement.ts'
import type { AgentId, CallId, Target } from '../calls/events.ts'
import type { Call } from '../calls/state.ts'
import type { Moment } from '../clock.ts'
import { build, type Database, sqlOf } from '../database/connect.ts'
import type { Floor, TransferChange } from '../floor/floor.ts'
import type { Change } from '../floor/intake.ts'
import type { CallBackView } from '../protocol/call-backs.ts'
import type { PromiseFigure } from '../protocol/counts.ts'
import type { TransferStage, TransferView } from '../protocol/transfers.ts'
import type { WallboardView } from '../protocol/wallboard.ts'
import { nextBest } from '../routing/transfers.ts'
import type { Calendar } from '../standards/calendar.ts'
import { type Verdict, wilson } from '../standards/promises.ts'
import { type CallBackRow, firstTarget, judgeTransfer, type RefusedRow, ringingFor, type TransferRow } from '../standards/transfers.ts'

/** Draws one transfer, as the agent's desk, the colleague's and the wallboard show it. Pure. */
export function drawTransfer(floor: Floor, call: Call, transfer: Transfer, now: Moment): TransferView {
  const judged = judgeTransfer(call, transfer, now)
  const ringing = ringingFor(call, transfer.n)
  const winner = transfer.winner?.[1]
  const best = nextBest(floor, call, transfer, now)
  return {
    call: call.id,
    transfer: transfer.n,
    kind: transfer.kind,
    to: { ...transfer.to, name: nameOf(floor, transfer.to) },
    by: transfer.by,
    gist: transfer.gist,
    askedAt: transfer.asked.at,
    stage: stageOf(call, transfer, judged.end),
    end: judged.end,
    ringing: ringing.map(([, { rung }]) => nameOf(floor, rung!.to).ko),
    colleague: winner?.rung ? nameOf(floor, winner.rung.to).ko : null,
    verdict: judged.verdict,
    shares: judged.shares,
    next: best && { agent: best.id, name: best.name },
  }
}

function stageOf(call: Call, transfer: Transfer, end: TransferView['end']): TransferStage {
  if (end === 'completed' && !call.ended) return arrangementOf(call).staying.length > 1 ? 'joined' : 'ended'
  if (end !== null || call.ended) return 'ended'
  if (transfer.winner) return transfer.joinAsked ? 'joined' : 'consulting'
  return ringingFor(call, transfer.n).some(([, { alerted }]) => alerted) ? 'ringing' : 'finding'
}

export function nameOf(floor: Floor, to: Target): { ko: string; en: string } {
  const staff = to.kind === 'agent' ? floor.staff.find(({ id }) => id === to.id) : undefined
  if (staff) return { ko: staff.name, en: staff.name }
  const named = to.kind === 'contact' ? floor.directory.contacts : floor.directory.departments
  return named.find(({ id }) => id === to.id)?.name ?? { ko: to.id, en: to.id }
}

/** The transfer a desk shows with a call: the newest one. */
export function transferIn(floor: Floor, call: Call, now: Moment): TransferView | null {
  const transfer = transfersOf(call).at(-1)
  return transfer ? drawTransfer(floor, call, transfer, now) : null
}

/** What a desk shows of its own part in a transferred call. */
export function drawPart(call: Call, agent: AgentId): { held: boolean; heldSince: Moment | null; role: 'answered' | 'colleague'; since: Moment } {
  const { parties, staying, caller } = arrangementOf(call)
  const mine = parties.findLast((party) => party.agent === agent)
  const placed = Object.values(call.placements).findLast(({ who }) => who === 'caller')
  const held = caller === 'hold' || isHeld(call, staying)
  return {
    held, heldSince: held && placed?.where === 'hold' ? placed.at : null, role: mine?.attempt != null && mine.supervision === null ? 'colleague' : 'answered', since: mine?.since.at ?? 0,
  }
}

/** Whether the caller is on hold now, hearing words and music. */
export const isOnHold = (call: Call): boolean => placeOf(call, 'caller') === 'hold' && !call.ended

/** Races against thirty seconds, and consults: what is still under way. */
export function drawTransfers(floor: Floor, now: Moment): TransferView[] {
  const views: TransferView[] = []
  for (const id of floor.arranged) {
    const view = transferIn(floor, floor.calls.get(id)!.call, now)
    if (view && view.stage !== 'ended') views.push(view)
  }
  return views.sort((a, b) => a.askedAt - b.askedAt || (a.call < b.call ? -1 : 1))
}

export const drawCallBack = ({ call, caller_masked, reason, made_at, promised_for, owner, state, dialled_by, stage, stage_since }: CallBackRow): CallBackView => ({
  callBack: call, call, caller: caller_masked, reason: reason as CallBackView['reason'], madeAt: made_at, promisedFor: promised_for, owner, state,
  dial: stage && dialled_by !== null ? { by: dialled_by, stage, since: stage_since ?? made_at } : null,
})

/** The list of those who were promised a call, the most urgent first. */
export function drawCallBacks(floor: Floor): CallBackView[] {
  return [...floor.callBacks.values()].map(drawCallBack).sort((a, b) => a.promisedFor - b.promisedFor || (a.call < b.call ? -1 : 1))
}

/** So many stand in the picture of the wallboard; the list itself is read with `GET /call-backs`. */
const CALL_BACKS_SHOWN = 12

export function countCallBacks(floor: Floor, now: Moment): WallboardView['callBacks'] {
  const counts: WallboardView['callBacks'] = { open: 0, overdue: 0, oldestMadeAt: null, list: drawCallBacks(floor).slice(0, CALL_BACKS_SHOWN) }
  for (const { made_at, promised_for } of floor.callBacks.values()) {
    counts.open++
    if (promised_for < now) counts.overdue++
    counts.oldestMadeAt = Math.min(counts.oldestMadeAt ?? made_at, made_at)
  }
  return counts
}

/** Promise T4 today: sums of the day's transfers, and what the clock alone has decided of those under way. */
export interface TransferDay {
  of(now: Moment): WallboardView['t4']
  byDepartment(now: Moment): ReadonlyMap<string, PromiseFigure>
  /** Every transfer of the day's calls, with its verdict as things stand now, and the department whose promise it is. */
  lines(now: Moment): { row: TransferRow; verdict: Verdict; department: string }[]
  /** Transfers of the day's calls that could not begin because nobody there could be rung. */
  refused(now: Moment): { row: RefusedRow; department: string }[]
  /** Transfers that this agent asked for, for their own eyes. */
  own(agent: AgentId, now: Moment): PromiseFigure
  note(change: Change): void
}

type Sums = Record<'kept' | 'broken' | 'void' | 'running', number>
const none = (): Sums => ({ kept: 0, broken: 0, void: 0, running: 0 })
/** A transfer to a contact belongs to no department of ours. */
export const OUTSIDE = { department: 'outside', name: { ko: '외부', en: 'Outside' } }

const REFUSED_SINCE = sqlOf(build.selectFrom('refused_transfers').selectAll().where('interval_start', '>=', 0))
const SINCE = sqlOf(build.selectFrom('transfers').selectAll().where('interval_start', '>=', 0))
const keyOf = ({ call, transfer }: TransferRow) => `${call}/${transfer}`

/** The transfers of one day's calls, folded from their lines as they change: live, and when the day is seen again. */
export class DayOfTransfers {
  readonly start: Moment
  readonly #rows = new Map<string, TransferRow>()
  readonly #refused = new Map<string, RefusedRow>()

  /** @param rows and `refused`: what is known of the day already */
  constructor(start: Moment, rows: Iterable<TransferRow> = [], refused: Iterable<RefusedRow> = []) {
    this.start = start
    for (const row of rows) this.#rows.set(keyOf(row), row)
    this.#noteRefused(refused)
  }

  rows(): Iterable<TransferRow> {
    return this.#rows.values()
  }

  refused(): Iterable<RefusedRow> {
    return this.#refused.values()
  }

  note({ transfers, refused }: { transfers: readonly TransferChange[]; refused: readonly RefusedRow[] }): void {
    this.#noteRefused(refused)
    for (const { after } of transfers) {
      if (after.interval_start >= this.start) this.#rows.set(keyOf(after), after)
      else this.#rows.delete(keyOf(after))
    }
  }

  #noteRefused(refused: Iterable<RefusedRow>): void {
    for (const row of refused) {
      const key = `${row.call}/${row.refusal}`
      if (row.interval_start >= this.start) this.#refused.set(key, row)
      else this.#refused.delete(key)
    }
  }
}

/** What the clock has decided is not yet in any row. */
export function verdictOf(floor: Floor, row: Pick<TransferRow, 'call' | 'transfer' | 'verdict'>, now: Moment): Verdict {
  if (row.verdict !== 'running') return row.verdict
  const call = floor.calls.get(row.call as CallId)?.call
  const transfer = call && transfersOf(call).find(({ n }) => n === row.transfer)
  return call && transfer ? judgeTransfer(call, transfer, now).verdict : row.verdict
}

/** Whose promise a transfer is: that of whom it was first asked for. */
export const departmentOf = (floor: Floor, { to_kind, to_id }: Pick<TransferRow, 'to_kind' | 'to_id'>): string =>
  (to_kind === 'department' ? to_id : to_kind === 'agent' ? floor.directory.departmentOf.get(to_id as AgentId) ?? to_id : OUTSIDE.department)

const figureOf = ({ kept, broken, void: voided, running }: Sums): PromiseFigure => {
  const decided = kept + broken
  return { kept, broken, void: voided, running, rate: decided > 0 ? kept / decided : null, interval: wilson(kept, decided) }
}

function sumsOf<K extends string | Moment>(floor: Floor, day: DayOfTransfers, now: Moment, of: (row: TransferRow) => K | null): Map<K, Sums> {
  const sums = new Map<K, Sums>()
  for (const row of day.rows()) {
    const key = of(row)
    if (key === null) continue
    const to = sums.get(key) ?? none()
    to[verdictOf(floor, row, now)]++
    sums.set(key, to)
  }
  return sums
}

/** Promise T4 of a day: in all, by department, and by quarters of an hour. Pure. */
export function drawT4(floor: Floor, day: DayOfTransfers, now: Moment): WallboardView['t4'] {
  const departments = sumsOf(floor, day, now, (row) => departmentOf(floor, row))
  const all = none()
  for (const sums of departments.values()) for (const verdict of ['kept', 'broken', 'void', 'running'] as const) all[verdict] += sums[verdict]
  const nobodyFree = new Map<string, number>()
  for (const row of day.refused()) {
    const department = departmentOf(floor, row)
    nobodyFree.set(department, (nobodyFree.get(department) ?? 0) + 1)
  }
  const named = [...floor.directory.departments.map(({ id, name }) => ({ department: id, name })), OUTSIDE]
  return {
    all: figureOf(all),
    byDepartment: named.flatMap(({ department, name }) => {
      const sums = departments.get(department)
      const inVain = nobodyFree.get(department) ?? 0
      return sums || inVain > 0 ? [{ department, name, figure: figureOf(sums ?? none()), nobodyFree: inVain }] : []
    }),
    lostInTransfer: [...day.rows()].filter(({ ending }) => ending === 'lost-in-transfer').length,
    nobodyFree: [...day.refused()].length,
    intervals: [...sumsOf(floor, day, now, ({ interval_start }) => interval_start)].map(([start, sums]) => ({ start, ...sums })).sort((a, b) => a.start - b.start),
  }
}

export function createTransferDay({ writer }: Database, calendar: Calendar, floor: Floor): TransferDay {
  let day: DayOfTransfers | null = null
  const today = (now: Moment): DayOfTransfers => {
    const start = calendar.dayStart(now)
    if (day?.start !== start) day = new DayOfTransfers(start, writer.prepare(SINCE).all(start) as TransferRow[], writer.prepare(REFUSED_SINCE).all(start) as RefusedRow[])
    return day
  }
  return {
    of: (now) => drawT4(floor, today(now), now),
    lines: (now) => [...today(now).rows()].map((row) => ({ row, verdict: verdictOf(floor, row, now), department: departmentOf(floor, row) })),
    refused: (now) => [...today(now).refused()].map((row) => ({ row, department: departmentOf(floor, row) })),
    byDepartment: (now) => new Map([...sumsOf(floor, today(now), now, (row) => departmentOf(floor, row))].map(([id, sums]) => [id, figureOf(sums)])),
    own: (agent, now) => figureOf(sumsOf(floor, today(now), now, ({ asked_by }) => (asked_by === agent ? 'own' : null)).get('own') ?? none()),
    note: (change) => day?.note(change),
  }
}

export { firstTarget }
