import type { Page } from 'playwright-core'
import { storyOf as drawStory } from '../../server/api/story.ts'
import type { CallEvent, CallId } from '../../server/calls/events.ts'
import { drawDefinition } from '../../server/live/lens.ts'
import type { AlertLine, AlertRuleLine } from '../../server/protocol/alerts.ts'
import type { OpenedFigure, OpenedRow } from '../../server/protocol/opened.ts'
import type { DisplayView } from '../../server/protocol/people.ts'
import { DEFINITIONS } from '../../server/standards/definitions.ts'
import { aRule } from '../alerts/given.ts'
import { agent, CALL, exactly, storyOf } from '../support/given.ts'

/** What lies behind the numbers, as full as it can be: answers of the service that a board's page is given in place of its own. */

const MINUTE = 60_000
const LONG = { ko: '산림탄소배출권거래지원센터', en: 'Forest carbon trading support' }
const NAMES = new Map(['강도현', '선우은숙', '남궁민수', '황보라온', '제갈다은', '서지훈'].map((name, i) => [agent(`p${i + 1}`), name]))
const PHONES = [...NAMES.keys()].slice(0, 5)

/** Rung at five phones, queued, answered, held, passed on twice with several attempts, listened to, coached and taken over. */
function aStory(now: number) {
  const start = now - 4 * MINUTE
  const call = storyOf(CALL, start)
  const told = (ms: number) => ({ ...exactly(start + ms), call: CALL })
  const fact = (ms: number, what: object) => ({ ...told(ms), ...what }) as CallEvent
  const [mina, boss] = [PHONES[0]!, agent('p6')]
  const attempt = (n: number, transfer: number, from: number, to: string, ...ends: { ms: number; type: string; status?: string }[]) => [
    fact(from, { type: 'colleague-rung', attempt: n, transfer, to: { kind: 'agent', id: to } }), fact(from + 600, { type: 'colleague-alerted', attempt: n, leg: `${CALL}/a${n}` }),
    ...ends.map(({ ms, ...end }) => fact(ms, { attempt: n, leg: `${CALL}/a${n}`, ...end })),
  ]
  const facts: CallEvent[] = [
    call.arrives(), call.rings(0, [...PHONES]), ...PHONES.map((one, i) => call.alerted(400 + i * 300, one)), call.stopped(9_000, PHONES[1]!, 'no-answer'), call.stopped(9_500, PHONES[2]!, 'busy'),
    call.queued(12_000), call.offered(40_000, [mina], 2), call.answered(44_000, mina, 2),
    fact(70_000, { type: 'transfer-asked', ask: 1, transfer: 1, kind: 'consult', to: { kind: 'department', id: 'long' }, by: mina, gist: '산림탄소배출권 거래 지원 신청서와 첨부 서류를 어디에 내는지' }),
    fact(70_500, { type: 'placed', placement: 1, who: 'caller', where: 'hold', round: 2 }),
    ...attempt(1, 1, 71_000, PHONES[3]!, { type: 'colleague-ended', status: 'no-answer', ms: 88_000 }),
    ...attempt(2, 1, 90_000, PHONES[4]!, { type: 'colleague-answered', ms: 104_000 }, { type: 'colleague-joined', ms: 104_200 }, { type: 'colleague-ended', status: 'completed', ms: 118_000 }),
    fact(120_000, { type: 'placed', placement: 2, who: 'caller', where: 'room', round: 2 }),
    fact(125_000, { type: 'supervise-asked', ask: 2, supervision: 1, mode: 'listen', by: boss }), fact(125_200, { type: 'colleague-rung', attempt: 3, transfer: null, supervision: 1, to: { kind: 'agent', id: boss } }),
    fact(128_000, { type: 'colleague-joined', attempt: 3, leg: `${CALL}/a3` }), fact(128_000, { type: 'placed', placement: 3, who: 'a3', where: 'listen', round: 2 }),
    fact(140_000, { type: 'supervise-changed', ask: 3, supervision: 1, mode: 'coach', by: boss }), fact(140_300, { type: 'placed', placement: 4, who: 'a3', where: 'coach', round: 2 }),
    fact(160_000, { type: 'supervise-changed', ask: 4, supervision: 1, mode: 'barge', by: boss }), fact(160_300, { type: 'placed', placement: 5, who: 'a3', where: 'room', round: 2 }),
    fact(180_000, { type: 'supervise-ended', ask: 5, supervision: 1, by: boss }), fact(180_400, { type: 'placed', placement: 6, who: 'a3', where: 'out', round: 2 }),
  ]
  return drawStory(CALL as CallId, facts.map((event, i) => ({ seq: i + 1, event })), NAMES, now, ({ id }) => (id === 'long' ? LONG : { ko: NAMES.get(id as never) ?? id, en: NAMES.get(id as never) ?? id }))!
}

const WHYS = ['answered-in-time', 'answered-late', 'still-waiting-late', 'hung-up-in-time', 'turned-away', 'not-yet-decided'] as const
const COUNTED = ['numerator', 'denominator', 'denominator', 'out', 'denominator', 'out'] as const

function aFigure(key: string, interval: number | null, now: number): OpenedFigure {
  const definition = { version: 1, from: DEFINITIONS[0]!.from }
  const row = (i: number): OpenedRow => ({
    key: String(i), counted: COUNTED[i % 6]!, why: WHYS[i % 6]!, certain: i % 4 !== 0, call: CALL, caller: ['010-****-4471', '+81-**-****-7364', 'withheld'][i % 3]!, at: now - i * MINUTE,
    ms: i % 5 === 4 ? null : 1_200 + i * 17_000, ring: i % 5, who: [...NAMES.values()][i % 6]!, to: null, end: null,
  })
  const common = { seq: 1, asOf: now, day: new Date(now + 9 * 3_600_000).toISOString().slice(0, 10), figure: key as never, interval, agrees: false, definition, next: 'more' }
  if (key === 't4') {
    return {
      ...common, formula: 't4', unit: 'ratio', value: 0.8876, numerator: 1_204, denominator: 1_356, of: 'transfers', edgeMs: 30_000, lines: { numerator: 1_204, denominator: 152, out: 31 },
      parts: [{ counted: 'numerator', why: 'colleague-in-time', lines: 1_204 }, { counted: 'denominator', why: 'nobody-in-time', lines: 152 }, { counted: 'out', why: 'over-in-time', lines: 31 }],
      rows: Array.from({ length: 12 }, (_, i) => ({ ...row(i), why: (['colleague-in-time', 'colleague-late', 'nobody-in-time', 'over-in-time'] as const)[i % 4]!, to: LONG, end: 'completed' as const })),
    }
  }
  if (key === 'agents-reachable') {
    return {
      ...common, formula: 'agents-reachable', unit: 'count', value: 3, numerator: null, denominator: null, of: 'agents', edgeMs: null, agrees: true, lines: { numerator: 3, denominator: 0, out: 3 }, next: null,
      parts: [{ counted: 'numerator', why: 'agent-ready', lines: 3 }, { counted: 'out', why: 'agent-unreachable', lines: 3 }],
      rows: Array.from({ length: 6 }, (_, i) => ({ ...row(i), call: null, caller: null, ms: null, ring: null, counted: i % 2 === 0 ? 'numerator' as const : 'out' as const, why: i % 2 === 0 ? 'agent-ready' as const : 'agent-unreachable' as const })),
    }
  }
  return {
    ...common, formula: key as never, unit: 'ratio', value: 0.9741, numerator: 1_512, denominator: 1_553, of: 'calls', edgeMs: 6_000, lines: { numerator: 1_512, denominator: 41, out: 23 },
    parts: WHYS.map((why, i) => ({ counted: COUNTED[i]!, why, lines: [1_512, 20, 11, 17, 10, 6][i]! })), rows: Array.from({ length: 14 }, (_, i) => row(i)),
  }
}

const RULES: AlertRuleLine[] = [
  { ...aRule({ id: 'queue', severity: 'critical', texts: ['김팀장', '야간 당직실'], webhook: 'ops', escalate: { afterMs: 5 * MINUTE, webhook: 'ops', texts: ['김팀장'] } }), unit: 'ms', department: null, set: { at: 0, by: 'boss', name: '서지훈' }, silencedUntil: null },
  { ...aRule({ id: 'long', name: '산림탄소배출권거래지원센터 30초 연결률이 점심시간 앞뒤로 떨어질 때', figure: 't4/long', is: 'below', threshold: 0.9, forMs: 10 * MINUTE, leastDecided: 10, hours: 'mon-fri 09:00-12:00 13:00-18:00' }), unit: 'ratio', department: LONG, set: { at: 0, by: null, name: null }, silencedUntil: Date.now() + MINUTE },
  { ...aRule({ id: 'off', figure: 'sums-differ', threshold: 0, active: false }), unit: 'count', department: null, set: { at: 0, by: 'boss', name: '서지훈' }, silencedUntil: null },
]
const CHOICES = { figures: [{ figure: 't1', unit: 'ratio', department: null }, { figure: 't4/long', unit: 'ratio', department: LONG }, { figure: 'longest-waiting', unit: 'ms', department: null }], webhooks: ['ops'], texts: ['김팀장', '야간 당직실'] }

const alertLines = (now: number): AlertLine[] => RULES.flatMap(({ unit, department, set: _, silencedUntil: __, ...rule }, i) => [
  { alert: `open-${i}`, rule, unit, department, since: now - 40 * MINUTE, raisedAt: now - 30 * MINUTE, value: unit === 'ratio' ? 0.71 : 92_000, subsidedAt: null, acknowledged: null, escalatedAt: now - 10 * MINUTE, cleared: null,
    sent: [{ step: 'raised', way: 'webhook', to: 'ops', at: now - 30 * MINUTE, because: null, delivered: null }, { step: 'escalated', way: 'text', to: '야간 당직실', at: now - 9 * MINUTE, because: null, delivered: { at: now, because: '30003 Unreachable destination handset' } }] },
  { alert: `over-${i}`, rule, unit, department, since: now - 90 * MINUTE, raisedAt: now - 80 * MINUTE, value: unit === 'ratio' ? 0.71 : 92_000, subsidedAt: now - 60 * MINUTE, escalatedAt: null,
    acknowledged: { at: now - 70 * MINUTE, by: 'boss', name: '서지훈', note: '점심 교대 전에 두 명 더 대기하게 했습니다' }, cleared: { at: now - 59 * MINUTE, value: 0.95, because: 'condition-over' },
    sent: [{ step: 'raised', way: 'text', to: '김팀장', at: now - 80 * MINUTE, because: 'unreachable', delivered: null }] },
])

const displays = (now: number): DisplayView[] => [
  { display: 'aaaaaaaaaaaa', label: '민원실 1층 오른쪽 기둥, 안내 데스크 위', madeBy: 'boss', madeByName: '서지훈', madeAt: now - 90 * MINUTE, seenAt: now - 2 * MINUTE, revokedBy: null, revokedByName: null, revokedAt: null },
  { display: 'bbbbbbbbbbbb', label: '사무실', madeBy: 'boss', madeByName: '선우은숙', madeAt: now - 95 * MINUTE, seenAt: null, revokedBy: 'boss', revokedByName: '서지훈', revokedAt: now - 5 * MINUTE },
]

function aLens(now: number, day: string, lens: any) {
  for (const edge of lens.edges) {
    for (const [i, name] of Object.keys(edge.counts).entries()) edge.counts[name] = 1_000 + i * 37
    for (const reading of edge.readings) Object.assign(reading, { met: 4_321, of: 5_012, rate: 4_321 / 5_012 })
  }
  return { ...lens, asOf: now, day, definition: drawDefinition(DEFINITIONS[0]!, 3_000) }
}

/** From here on the page is answered with these. */
export async function answerWithSheets(page: Page, now = Date.now()): Promise<void> {
  const give = (path: string, body: object | ((url: URL) => object)) =>
    page.route((url) => new RegExp(`^/api/v1${path}$`).test(url.pathname), (route) => (route.request().method() === 'GET' ? route.fulfill({ json: typeof body === 'function' ? body(new URL(route.request().url())) : body }) : route.fulfill({ json: { ...displays(now)[0], token: 'x', address: `https://hotline.example.kr/tv#tr_display_${'pW2_ro8hqfPDG7YlK'.repeat(3).slice(0, 43)}` } })))
  await give('/live/figures/.+', (url) => aFigure(url.pathname.split('/')[5]!, Number(url.searchParams.get('interval')) || null, now))
  await give('/calls/[^/]+', aStory(now))
  await give('/alerts', { alerts: alertLines(now) })
  await give('/alert-rules', { rules: RULES, choices: CHOICES })
  await give('/displays', { displays: displays(now) })
  await page.route('**/api/v1/live/lens', async (route) => {
    const lens = await (await route.fetch()).json()
    return route.fulfill({ json: aLens(now, lens.day, lens) })
  })
}
