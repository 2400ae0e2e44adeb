import type { Step } from '../alerts/events.ts'
import type { Moment } from '../clock.ts'
import type { AlertRule, Watched } from '../protocol/alerts.ts'

/** Text messages of alerts, in Korean: whom they reach are staff, on Korean mobiles. Pure. */

/** One UCS-2 segment; more would arrive as several messages, or not at all. Source: Twilio docs, Korea SMS guidelines. */
export const LONGEST_TEXT = 70

/** Short enough that figure, value and condition fit into one message. */
const FIGURES: Record<Exclude<Watched, `t4/${string}`>, string> = {
  t1: '3번 벨 전 응대율', 't1-lenient': '3번 벨까지 응대율', 't1-bell': '전화기 기준 응대율', 't1-uncertain': '판정 경계', t4: '30초 연결률', 'lost-in-transfer': '연결 중 끊김',
  received: '받은 전화', answered: '응대', abandoned: '포기', 'abandoned-short': '짧은 포기', 'out-of-hours': '운영시간 외 전화', refused: '거절', 'in-progress': '진행 중 전화',
  ringing: '울리는 전화', waiting: '기다리는 분', 'longest-waiting': '가장 오래 기다린 분', 'mean-wait': '평균 대기', 'longest-wait': '최장 대기',
  'ring-1': '1번 벨 응대', 'ring-2': '2번 벨 응대', 'ring-3': '3번 벨 응대', 'ring-later': '3번 벨 뒤 응대',
  'call-backs': '전화드릴 분', 'call-backs-overdue': '약속 지난 전화', 'agents-declared': '대기 선언 상담사', 'agents-reachable': '연결 가능 상담사',
  'agents-talking': '통화 중 상담사', 'transfers-under-way': '연결 중 전화', 'agents-taking-calls': '근무 중인 상담사', 'sums-differ': '합계 불일치', 'checks-failing': '자체 점검 실패',
}

export interface Said {
  step: Step
  rule: AlertRule
  severity: AlertRule['severity']
  value: number
  since: Moment
  /** `ratio`, `count` or `ms`: how the figure is read. */
  unit: 'ratio' | 'count' | 'ms'
  /** With T4 of one department: its name. */
  department: string | null
  line: string
  /** `10:42`, where the line is. */
  clock: (at: Moment) => string
}

/** `[위급] 1600-3248 3번 벨 전 응대율 84.6% (기준 90% 미만) 10:42부터` */
export function alertText({ step, rule, severity, value, since, unit, department, line, clock }: Said): string {
  const mark = `[${step === 'escalated' ? '미확인 ' : ''}${severity === 'critical' ? '위급' : '주의'}]`
  const figure = department === null ? FIGURES[rule.figure as keyof typeof FIGURES] ?? FIGURES.t4 : `${department} ${FIGURES.t4}`
  const what = rule.name.trim() === '' ? figure : rule.name.trim()
  const told = rule.figure === 'sums-differ' ? '' : ` ${read(value, unit)} (기준 ${read(rule.threshold, unit)} ${rule.is === 'below' ? '미만' : '초과'})`
  const rest = `${told} ${clock(since)}부터`
  const head = `${mark} ${line} `
  // What is too long is cut where it hurts least: in the name.
  return inEucKr(`${head}${what.slice(0, Math.max(0, LONGEST_TEXT - head.length - rest.length))}${rest}`).slice(0, LONGEST_TEXT)
}

function read(value: number, unit: Said['unit']): string {
  if (unit === 'count') return String(value)
  // Cut, not rounded: 89.96 % is no 90.
  if (unit === 'ratio') return `${String(Math.floor(value * 1000 + 1e-9) / 10)}%`
  const seconds = Math.floor(value / 1000)
  return seconds < 60 ? `${seconds}초` : `${Math.floor(seconds / 60)}분${seconds % 60 === 0 ? '' : ` ${seconds % 60}초`}`
}

/** KS X 1001 by its bytes, as the carriers' EUC-KR has it: both bytes from A1 to FE. */
let known: ReadonlySet<string> | null = null
function charactersOfEucKr(): ReadonlySet<string> {
  if (known) return known
  const bytes = Buffer.alloc(94 * 94 * 2)
  for (let i = 0; i < 94 * 94; i++) bytes.writeUInt16BE(((0xa1 + Math.floor(i / 94)) << 8) | (0xa1 + (i % 94)), i * 2)
  return (known = new Set([...new TextDecoder('euc-kr').decode(bytes)].filter((character) => character !== '\ufffd')))
}

/** Only these arrive on Korean phones; anything else becomes a question mark here, not somewhere on the way. Source: Twilio docs, Korea SMS guidelines. */
export function inEucKr(text: string): string {
  return [...text.normalize('NFC').replace(/\s+/g, ' ')].map((character) =>
    (/^[\x20-\x7e]$/.test(character) || charactersOfEucKr().has(character) ? character : '?')).join('')
}
