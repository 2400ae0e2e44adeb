/** What yesterday and the same weekday a week ago were like: asked for when a day begins and once an hour, since late facts correct them. */
import { computed, effect, signal } from '@preact/signals'
import type { DayView } from '../../server/protocol/reports.ts'
import { ask } from '../live/api.ts'
import { shown } from '../live/newest.ts'
import { HOUR, MINUTE, daysBefore } from '../ui/moments.ts'

export interface EarlierDays {
  yesterday: DayView | null
  /** The same weekday of the week before. */
  weekBefore: DayView | null
}

const UNKNOWN: EarlierDays = { yesterday: null, weekBefore: null }
export const earlierDays = signal<EarlierDays>(UNKNOWN)

/** Begins to ask; returns how to stop. Whoever may not know gets nothing, and is not asked again. */
export function followEarlierDays(): () => void {
  const day = computed(() => shown.value?.day ?? null)
  let timer: ReturnType<typeof setTimeout> | undefined

  const read = async (today: string) => {
    const answers = await Promise.all([1, 7].map((days) => ask<DayView>('GET', `/days/${daysBefore(today, days)}/intervals`)))
    if (day.peek() !== today) return
    const [yesterday, weekBefore] = answers.map((answer, i) => (answer.ok ? answer.body : answer.because === 'unreachable' ? Object.values(earlierDays.peek())[i]! : null))
    earlierDays.value = { yesterday: yesterday ?? null, weekBefore: weekBefore ?? null }
    if (answers.some((answer) => !answer.ok && answer.because === 'not-allowed')) return
    timer = setTimeout(() => void read(today), answers.every(({ ok }) => ok) ? HOUR : MINUTE)
  }

  const unfollow = effect(() => {
    const today = day.value
    clearTimeout(timer)
    earlierDays.value = UNKNOWN
    if (today !== null) void read(today)
  })
  return () => {
    unfollow()
    clearTimeout(timer)
  }
}
