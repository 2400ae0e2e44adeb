import type { AlertView } from '../../server/protocol/alerts.ts'
import type { AgentState, AgentView } from '../../server/protocol/agents.ts'
import type { CallCounts, IntervalView, PromiseFigure } from '../../server/protocol/counts.ts'
import type { DayView } from '../../server/protocol/reports.ts'
import type { TransferView } from '../../server/protocol/transfers.ts'
import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { wilson } from '../../server/standards/promises.ts'

/** Pictures of floors that a wallboard has to be able to show, from an empty morning to everything at once. Figures add up. */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const QUARTER = 15 * MINUTE

const figure = (kept: number, broken: number, voided = 0, running = 0): PromiseFigure =>
  ({ kept, broken, void: voided, running, rate: kept + broken === 0 ? null : kept / (kept + broken), interval: wilson(kept, kept + broken) })

const SUPPORT = { ko: '고객지원센터', en: 'Customer support' }
const INCOME = { ko: '산림소득지원실', en: 'Forest income' }
/** The longest names that a directory of ours has. */
const LONG = { ko: '산림탄소배출권거래지원센터', en: 'Forest carbon trading support' }
const DEPARTMENTS = [
  { department: 'lab', name: { ko: '시험분석실', en: 'Test laboratory' } },
  { department: 'income', name: INCOME },
  { department: 'carbon', name: { ko: '산림탄소실', en: 'Forest carbon' } },
  { department: 'wood', name: { ko: '목재산업진흥실', en: 'Wood industry' } },
  { department: 'seed', name: { ko: '산림약용자원', en: 'Medicinal plants' } },
]
const NAMES = [
  '강도현', '김미나', '남궁민수', '박소라', '배수진', '서하늘', '선우은숙', '오우진', '윤은지', '이가온', '이준호', '임태호', '정유나', '제갈다은',
  '최현우', '한나리', '황보라온', '고은채', '나하은', '도지후', '류서준', '문가람', '사공현', '안도윤', '조아라',
]

const agents = (now: number, states: readonly (AgentState | 'lunch')[], department = SUPPORT): AgentView[] => states.map((state, i) => ({
  agent: `agent${i + 1}`, name: NAMES[i]!, department: i % 3 === 2 ? INCOME : department, state: state === 'lunch' ? 'away' : state,
  since: state === 'offline' ? 0 : now - (i * 97 + 4) * SECOND, reason: state === 'lunch' ? 'lunch' : state === 'away' ? 'break' : null, callingBack: false, call: null, until: null, answered: i,
  reachable: state !== 'unreachable', unreachable: state === 'unreachable' ? ['no-microphone'] : [],
}))
const STATES: (AgentState | 'lunch')[] = ['talking', 'talking', 'ready', 'wrap-up', 'talking', 'unreachable', 'talking', 'ringing', 'talking', 'away', 'ready', 'talking', 'lunch', 'offline']

const ringing = (now: number, ages: readonly number[]) => ages.map((age, i) => ({
  call: `ringing-${i}`, caller: ['010-****-4471', '02-****-8890', '+81-**-****-7364', 'withheld'][i % 4]!, arrivedAt: now - age, phones: i % 5 === 4 ? 0 : (i % 3) + 3,
}))
const waiting = (now: number, n: number) => Array.from({ length: n }, (_, i) => ({
  call: `waiting-${i}`, caller: i % 6 === 5 ? 'withheld' : `010-****-${2210 + i * 37}`, arrivedAt: now - (n - i) * 23 * SECOND, queuedAt: now - (n - i) * 20 * SECOND, place: i + 1,
  offeredTo: i === 0 ? ['황보라온'] : [],
}))

type Racing = { to: TransferView['to']; sinceMs: number; shares: Partial<TransferView['shares']>; stage: TransferView['stage']; verdict?: TransferView['verdict']; colleague?: string }
const races = (now: number, all: readonly Racing[]): TransferView[] => all.map(({ to, sinceMs, shares, stage, verdict = 'running', colleague = null }, i) => ({
  call: `race-${i}`, transfer: 1, kind: 'consult', to, by: `agent${(i * 2) % 7 + 1}`, gist: '', askedAt: now - sinceMs, stage, end: null, ringing: [], colleague, verdict,
  shares: { find: null, ring: null, consult: null, join: null, ...shares }, next: null,
}))
const toDepartment = (i: number) => ({ kind: 'department' as const, id: DEPARTMENTS[i]!.department, name: DEPARTMENTS[i]!.name })
const RACES: Racing[] = [
  { to: toDepartment(2), sinceMs: 38_400, shares: { find: 2_100, ring: 9_300, consult: 21_000 }, stage: 'joined', verdict: 'kept' },
  { to: toDepartment(1), sinceMs: 34_200, shares: { find: 5_300 }, stage: 'ringing', verdict: 'broken' },
  { to: toDepartment(0), sinceMs: 23_800, shares: { find: 6_000 }, stage: 'ringing' },
  { to: toDepartment(3), sinceMs: 16_500, shares: { find: 1_900, ring: 8_000 }, stage: 'consulting', verdict: 'kept', colleague: '한나리' },
  { to: toDepartment(4), sinceMs: 11_400, shares: { find: 3_400 }, stage: 'ringing' },
  { to: toDepartment(0), sinceMs: 2_200, shares: {}, stage: 'finding' },
]

/** A day as it might be, until so many quarters after nine. The hours before noon are the hardest. */
function intervals(dayStart: number, quarters: number, busy: number, lost: (quarter: number) => number): { intervals: IntervalView[]; t4: WallboardView['t4']['intervals'] } {
  const list = Array.from({ length: quarters }, (_, i) => {
    const received = Math.max(1, Math.round(busy * (0.6 + 0.4 * Math.sin((i / 36) * Math.PI * 3) ** 2)))
    const broken = Math.min(received, Math.round(received * lost(i)))
    const start = dayStart + 9 * 60 * MINUTE + i * QUARTER
    const counts: CallCounts = { received, answered: received - Math.floor(broken / 2), abandoned: Math.floor(broken / 2), abandonedShort: 0, outOfHours: 0, refused: 0, inProgress: 0 }
    return { start, counts, t1: { kept: received - broken, broken, void: 0, running: 0 } }
  })
  const t4 = list.flatMap(({ start, counts }, i) => (i % 3 === 1 ? [] : [{ start, kept: Math.max(1, Math.round(counts.received / 8)), broken: i % 7 === 3 ? 1 : 0, void: 0, running: 0 }]))
  return { intervals: list, t4 }
}
const sum = <K extends string>(list: readonly Record<K, number>[], key: K): number => list.reduce((all, one) => all + one[key], 0)

const dayOf = (now: number) => new Date(now + 9 * 3_600_000).toISOString().slice(0, 10)
const startOf = (day: string) => Date.parse(`${day}T00:00:00+09:00`)
const HARD = (i: number) => (i >= 7 && i <= 10 ? [0.2, 0.9, 0.55, 0.12][i - 7]! : i % 9 === 4 ? 0.13 : i % 4 === 1 ? 0.05 : 0)
const QUIET = (i: number) => (i % 11 === 6 ? 0.1 : 0)

/** Days before, for `GET /days/{day}/intervals`. */
export function earlierDay(day: string, busy = 12): DayView {
  return { day, ...intervals(startOf(day), 36, busy, (i) => (i >= 9 && i <= 11 ? 0.3 : i % 5 === 2 ? 0.12 : 0.02)) }
}
export const closedDay = (day: string): DayView => ({ day, intervals: [], t4: [] })

const EMPTY: CallCounts = { received: 0, answered: 0, abandoned: 0, abandonedShort: 0, outOfHours: 0, refused: 0, inProgress: 0 }

const SAMPLE = { calls: 180, openMs: 18_000_000, perHour: 36, talks: 160, handlingMs: 214_000, bells: 170, pickedUp: 0.94, bellMs: 4_100, abandoned: 6, patienceMs: 92_000 }

function base(now: number): WallboardView {
  const none = figure(0, 0)
  return {
    seq: 0, asOf: now,
    line: { number: '1600-3248', name: { ko: '한국임업진흥원 고객지원센터', en: 'Korea Forestry Promotion Institute' }, cadenceMs: 3_000, open: true },
    simulated: false, speed: 1, day: dayOf(now), target: 0.9,
    t1: { strict: none, lenient: none, bell: none, uncertain: 0 }, counts: EMPTY, conserved: true, waits: { meanMs: null, longestMs: null, byRing: [0, 0, 0, 0] },
    t4: { all: none, byDepartment: [], lostInTransfer: 0, nobodyFree: 0, intervals: [] }, transfers: [], callBacks: { open: 0, overdue: 0, oldestMadeAt: null, list: [] },
    ringing: [], waiting: [], agents: [], supervisions: [], intervals: [], failing: [], alerts: [],
    forecast: { now: null, withoutOne: null, withOneMore: null, atWork: 0, unknown: 'few-calls', sample: SAMPLE },
  }
}

function withDay(view: WallboardView, busy: number, lost: (quarter: number) => number, quarters = 22): WallboardView {
  const day = intervals(startOf(view.day), quarters, busy, lost)
  const counts = day.intervals.map((one) => one.counts)
  const inProgress = view.ringing.length + view.waiting.length
  const received = sum(counts, 'received') + inProgress + 1
  const broken = sum(day.intervals.map(({ t1 }) => t1), 'broken')
  const kept = sum(day.intervals.map(({ t1 }) => t1), 'kept')
  const [t4Kept, t4Broken] = [sum(day.t4, 'kept'), sum(day.t4, 'broken')]
  const last = day.intervals.at(-1)!
  last.counts = { ...last.counts, received: last.counts.received + inProgress + 1, inProgress, outOfHours: 1 }
  return {
    ...view, intervals: day.intervals,
    forecast: { now: 0.9272, withoutOne: 0.8413, withOneMore: 0.9611, atWork: 9, unknown: null, sample: SAMPLE },
    counts: { ...EMPTY, received, answered: sum(counts, 'answered'), abandoned: sum(counts, 'abandoned'), abandonedShort: 2, outOfHours: 1, inProgress },
    t1: { strict: figure(kept, broken, 3, view.ringing.length), lenient: figure(kept + Math.floor(broken / 3), broken - Math.floor(broken / 3), 3), bell: figure(kept + broken, 9), uncertain: 4 },
    waits: { meanMs: 7_640, longestMs: 226_000, byRing: [Math.round(kept * 0.65), kept - Math.round(kept * 0.65), Math.floor(broken / 4), Math.ceil(broken / 4)] },
    t4: {
      all: figure(t4Kept, t4Broken, 1, view.transfers.length), lostInTransfer: Math.min(1, t4Broken), nobodyFree: 2, intervals: day.t4,
      byDepartment: DEPARTMENTS.slice(0, 3).map((one, i) => ({ ...one, figure: figure(Math.floor(t4Kept / 3), i === 1 ? t4Broken : 0), nobodyFree: i })),
    },
  }
}

const alert = (now: number): AlertView => ({
  alert: 'far', rule: 'far', name: '', figure: 't4', unit: 'ratio', department: null, is: 'below', threshold: 0.9, forMs: 0, severity: 'warning', since: now - 2_700_000, raisedAt: now - 2_700_000,
  value: 0.88, now: 0.888, subsiding: false, acknowledged: null, escalatedAt: null, sound: true, notification: false, silencedUntil: null,
})

export const FLOORS = {
  /** Nine o'clock: the line has just opened and nobody has called. */
  empty: (now: number): WallboardView => ({ ...base(now), agents: agents(now, STATES.map((_, i) => (i < 9 ? 'ready' : 'offline'))) }),
  /** An ordinary afternoon. */
  ordinary: (now: number): WallboardView => withDay({
    ...base(now), agents: agents(now, STATES), ringing: ringing(now, [8_200, 4_700, 1_600]), waiting: waiting(now, 2), transfers: races(now, [RACES[2]!, RACES[4]!]),
    callBacks: { open: 3, overdue: 0, oldestMadeAt: now - 900_000, list: [] },
  }, 15, QUIET),
  /** The same with an alert that nobody has acknowledged, a call that a supervisor takes part in, and people who are owed a call. */
  watched: (now: number): WallboardView => {
    const view = FLOORS.ordinary(now)
    return {
      ...view, simulated: true, alerts: [alert(now)], agents: view.agents.map((one, i) => (i === 0 ? { ...one, call: 'race-0' } : one)),
      supervisions: [{ call: 'race-0', supervision: 1, by: 'chief', name: '정다운', stage: 'there', mode: 'coach', inForce: 'coach', caller: '010-****-4471', agent: 'agent1', of: 'agent1', since: now - 30_000 }],
      callBacks: { open: 9, overdue: 1, oldestMadeAt: now - 900_000, list: (['lost-in-transfer', 'booked', 'abandoned'] as const).map((reason, i) => ({
        callBack: `owed-${i}`, call: `owed-${i}`, caller: ['010-****-9855', '+81-**-****-7364', '02-****-8890'][i]!, reason, madeAt: now - 900_000, promisedFor: now + (i - 1) * 1_800_000, owner: i === 2 ? null : `agent${i + 1}`, state: i === 1 ? 'dialling' : 'open',
        dial: i === 1 ? { by: 'agent2', stage: 'caller', since: now - 12_000 } : null })) },
    }
  },
  /** As much at once as a floor of ours can bring. */
  busiest: (now: number): WallboardView => {
    const view = withDay({
      ...base(now), agents: agents(now, [...STATES, ...STATES.slice(0, 11)]), ringing: ringing(now, [41_000, 14_300, 12_300, 9_100, 8_200, 6_500, 4_700, 3_100, 1_600]),
      waiting: waiting(now, 12), transfers: races(now, RACES), callBacks: { open: 14, overdue: 3, oldestMadeAt: now - 9_000_000, list: [] }, simulated: true,
    }, 55, HARD)
    return { ...view, t4: { ...view.t4, byDepartment: DEPARTMENTS.map((one, i) => ({ ...one, figure: figure(i * 9, i === 3 ? 4 : 0), nobodyFree: 0 })).filter(({ figure: { rate } }) => rate !== null) } }
  },
  /** Six transfers at once, in every stage, on a day without a fault: the widest figure there is. */
  racing: (now: number): WallboardView => {
    const view = withDay({ ...base(now), agents: agents(now, STATES), transfers: races(now, RACES) }, 15, () => 0)
    return { ...view, t4: { ...view.t4, all: figure(31, 0), lostInTransfer: 0, intervals: view.t4.intervals.map((one) => ({ ...one, broken: 0 })) } }
  },
  /** The sums do not agree, nobody is reachable, both promises are far off. */
  broken: (now: number): WallboardView => {
    const view = withDay({
      ...base(now), line: { ...base(now).line, open: false }, agents: agents(now, STATES.map((_, i) => (i < 6 ? 'unreachable' : 'away'))), ringing: ringing(now, [31_000, 18_000]), waiting: waiting(now, 4),
      transfers: races(now, [RACES[1]!]), callBacks: { open: 9, overdue: 9, oldestMadeAt: now - 90_000_000, list: [] },
    }, 15, (i) => 0.35 + (i % 3) * 0.15)
    return { ...view, counts: { ...view.counts, answered: view.counts.answered - 1 }, conserved: false }
  },
  /** The longest words that a directory, a name or a number of callers can bring. */
  long: (now: number): WallboardView => {
    const view = withDay({
      ...base(now), line: { ...base(now).line, name: { ko: '한국임업진흥원 산림소득·탄소 고객지원센터', en: 'Korea Forestry Promotion Institute, Customer Support Centre' } },
      agents: agents(now, STATES.map((state) => (state === 'talking' ? 'unreachable' : state)), { ko: '산림탄소배출권거래지원센터', en: 'Forest carbon trading support' }),
      ringing: ringing(now, [700_000, 61_000]), waiting: waiting(now, 3),
      transfers: races(now, [{ ...RACES[0]!, to: { kind: 'department', id: 'long', name: LONG } }, { ...RACES[4]!, to: { kind: 'contact', id: 'out', name: { ko: '국립산림과학원 산림생명자원연구부', en: 'National forest science institute' } } }]),
    }, 55, HARD)
    return { ...view, t4: { ...view.t4, byDepartment: view.t4.byDepartment.map((one, i) => ({ ...one, name: LONG, figure: figure([28, 271, 1004][i]!, [0, 39, 29][i]!) })) } }
  },
} satisfies Record<string, (now: number) => WallboardView>
export type FloorName = keyof typeof FLOORS
