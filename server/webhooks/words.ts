import type { EndReason } from '../calls/events.ts'
import type { Hours } from '../config.ts'
import { native, ordinal, sino } from './korean.ts'

/** What callers hear. Formal style; no particle that changes with the last sound stands beside a variable. */

/** Place in the queue, and the expected wait when it can be told honestly. */
export function waiting(place: number | null, expectedMs: number | null): string {
  if (place === null || expectedMs === null) {
    const where = place === null ? '' : ` 고객님의 대기 순서는 ${ordinal(place)}입니다.`
    return `지금은 모든 상담원이 통화 중입니다.${where} 문의 전화가 많아 연결이 늦어지고 있습니다. 기다려 주시면 순서대로 연결해 드리겠습니다.`
  }
  const minutes = Math.max(1, Math.ceil(expectedMs / 60_000))
  return `지금은 모든 상담원이 통화 중입니다. 고객님의 대기 순서는 ${ordinal(place)}이며, 예상 대기 시간은 약 ${sino(Math.min(minutes, 99))} 분입니다. 기다려 주시면 순서대로 연결해 드리겠습니다.`
}

export function refused(number: string): string {
  return `지금은 문의 전화가 매우 많아 연결해 드리지 못합니다. 대단히 죄송합니다. 잠시 후 ${spell(number)}번으로 다시 걸어 주시기 바랍니다.`
}

/** Closed: when the line is open, from the hours themselves where they are the same on all days. */
export function closed(hours: Hours): string {
  return `지금은 상담 시간이 아닙니다.${openingHours(hours)} 감사합니다.`
}

/** On hold while being passed on: to which department and person, and which number to dial should the line break (charter). */
export function passedOn(held: { department: string | null; name: string | null; number: string | null }, hotline: string): string {
  const { department, name, number } = held
  const matter = department ? `문의하신 내용은 ${department} 담당 업무입니다. ` : ''
  const whom = name ? `${department ?? ''} ${name} 담당자에게`.trim() : '담당자에게'
  return `${matter}${whom} 연결해 드리겠습니다. 전화가 끊어지면 ${spell(nationally(number ?? hotline))}번으로 전화해 주시기 바랍니다. 잠시만 기다려 주십시오.`
}

/** Every time the music has run out. */
export const stillHeld = (): string => '잠시만 기다려 주십시오.'

/** To the colleague alone, before they speak with anybody. Whoever has picked up shows by a key that it is a person. */
export function whisper(gist: string, byKey: boolean): string {
  const what = gist.trim() === '' ? '' : ` 문의 내용은 ${gist.trim().replace(/[.。\s]+$/, '')}입니다.`
  return `고객 전화를 연결해 드립니다.${what}${byKey ? ' 받으시려면 1번을 눌러 주십시오.' : ''}`
}

/** To the colleague who picked up second. */
export const faster = (name: string | null): string =>
  name ? `${name} 님이 먼저 받으셨습니다. 감사합니다.` : '이 전화는 이미 종료되었습니다. 감사합니다.'

/** To the agent who is about to be connected with somebody who was promised a call. */
export const callingBack = (): string => '콜백을 예약하신 고객님께 연결해 드립니다.'

/** To a supervisor's telephone, before it is let into a call. */
export const superviseByKey = (): string => '요청하신 통화에 연결합니다. 1번을 눌러 주십시오.'

/** To a caller whose call a supervisor ends: why, and where to turn. Never silence. */
export function closing(reason: EndReason, hotline: string): string {
  const again = `${spell(hotline)}번으로 다시 전화해 주시기 바랍니다.`
  switch (reason) {
    case 'abuse': return '폭언이나 성희롱이 계속되면 상담을 이어 갈 수 없습니다. 직원 보호를 위하여 통화를 종료합니다.'
    case 'too-long': return '상담 시간이 길어져 통화를 종료하겠습니다. 너그러이 양해하여 주시기 바랍니다. 감사합니다.'
    case 'no-voice': return `고객님의 말씀이 들리지 않아 통화를 종료하겠습니다. 필요하시면 ${again} 감사합니다.`
    case 'line-fault': return `통화 연결 상태가 좋지 않아 통화를 종료하겠습니다. 번거로우시겠지만 ${again} 감사합니다.`
    case 'other': return `통화를 종료하겠습니다. 더 문의하실 내용이 있으면 ${again} 감사합니다.`
  }
}

const nationally = (number: string): string => number.replace(/^\+82/, '0').replace(/^(0(?:2|\d\d))(\d{3,4})(\d{4})$/, '$1-$2-$3')

/** When nothing else can be done for a caller: honest, and no error read aloud. */
export function sorry(number: string): string {
  return `연결이 원활하지 않아 대단히 죄송합니다. 잠시 후 ${spell(number)}번으로 다시 걸어 주시기 바랍니다. 감사합니다.`
}

function openingHours(hours: Hours): string {
  const days = Object.keys(hours).map(Number)
  const spans = new Set(days.map((day) => JSON.stringify(hours[day])))
  const [only] = hours[days[0] ?? 0] ?? []
  if (spans.size !== 1 || !only || JSON.parse([...spans][0]!).length !== 1) return ''
  if (only.from === 0 && only.to === 24 * 60) return ''
  const which = days.join() === '1,2,3,4,5' ? '평일' : days.length === 7 ? '매일' : ''
  if (which === '') return ''
  const rest = which === '평일' ? ' 토요일과 공휴일은 쉽니다.' : ''
  return ` 상담 시간은 ${which} ${clock(only.from)}부터 ${clock(only.to)}까지입니다.${rest}`
}

/** 540 → 오전 아홉 시; 1110 → 오후 여섯 시 삼십 분 */
function clock(minutes: number): string {
  const hour = Math.floor(minutes / 60)
  const half = hour < 12 || hour === 24 ? '오전' : '오후'
  const rest = minutes % 60
  return `${half} ${native(((hour + 11) % 12) + 1)} 시${rest ? ` ${sino(rest)} 분` : ''}`
}

/** Digit by digit, 0 as 공: 1600-3248 → 일 육 공 공, 삼 이 사 팔. */
export function spell(number: string): string {
  const DIGITS = ['공', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구']
  return number.split(/[^\d]+/).filter(Boolean).map((group) => [...group].map((digit) => DIGITS[Number(digit)]).join(' ')).join(', ')
}
