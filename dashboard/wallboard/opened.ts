/** What somebody has opened beside the board: one thing at a time, with the way back. A display opens nothing. */
import { computed, signal } from '@preact/signals'
import type { FigureKey } from '../../server/protocol/figures.ts'
import type { Counted } from '../../server/protocol/opened.ts'
import { forget } from '../live/asked.ts'

export type Opened =
  | { kind: 'call-backs' } | { kind: 'checks' } | { kind: 'displays' } | { kind: 'agent'; agent: string }
  /** A number, of the day or of a quarter of an hour, with the lines that are looked at: which, and from where on. */
  | { kind: 'figure'; figure: FigureKey; interval?: number; counted?: Counted | 'in'; pages?: readonly string[] }
  | { kind: 'quarters' } | { kind: 'hours' }
  | { kind: 'lens' } | { kind: 'forecast' }
  | { kind: 'alerts' } | { kind: 'alert-rules' } | { kind: 'alert-rule'; rule: string | null }
  | { kind: 'call'; call: string }

/** A thing opened, and from where in it the next one was: the focus goes back there. */
interface Step {
  what: Opened
  left: string | null
}

/** From the first thing opened to the newest. */
const trail = signal<readonly Step[]>([])

export const opened = computed<Opened | null>(() => trail.value.at(-1)?.what ?? null)
/** Where in the newest the way back leads to; null for its beginning. */
export const leftFrom = computed<string | null>(() => trail.value.at(-1)?.left ?? null)
/** Another one means another page of the drawer; looking at other lines of the same number does not. */
export const openedPage = computed<string>(() => {
  const what = opened.value
  if (what === null) return ''
  return [trail.value.length, what.kind, what.kind === 'figure' ? `${what.figure} ${what.interval ?? ''}` : what.kind === 'call' ? what.call : what.kind === 'agent' ? what.agent : ''].join(' ')
})
export const canGoBack = computed(() => trail.value.length > 1)
/** Who watches over the floor may ask why; before a screen on the wall nobody stands, and an agent sees what all see. */
export const canOpen = signal(false)

/** Opens something from the board. */
export function open(what: Opened): void {
  if (canOpen.value) trail.value = [{ what, left: null }]
}
/**
 * Opens something from what is open; {@link goBack} leads back to it.
 * @param from the `data-from` of the element it was opened from
 */
export function openFurther(what: Opened, from: string | null = null): void {
  const last = trail.value.at(-1)
  trail.value = [...trail.value.slice(0, -1), ...(last ? [{ ...last, left: from }] : []), { what, left: null }]
}
/** The same thing, seen otherwise: other lines, another page. */
export function turnTo(what: Opened): void {
  trail.value = [...trail.value.slice(0, -1), { what, left: null }]
}
export function goBack(): void {
  trail.value = trail.value.slice(0, -1)
}
export function closeAll(): void {
  trail.value = []
  forget()
}
