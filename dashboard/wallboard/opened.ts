/** What somebody has opened beside the board: one thing at a time, with the way back. A display opens nothing. */
import { computed, signal } from '@preact/signals'

export type Opened = { kind: 'call-backs' } | { kind: 'checks' } | { kind: 'displays' } | { kind: 'agent'; agent: string }

/** From the first thing opened to the newest. */
const trail = signal<readonly Opened[]>([])

export const opened = computed<Opened | null>(() => trail.value.at(-1) ?? null)
export const canGoBack = computed(() => trail.value.length > 1)
/** Who watches over the floor may ask why; before a screen on the wall nobody stands, and an agent sees what all see. */
export const canOpen = signal(false)

/** Opens something from the board. */
export function open(what: Opened): void {
  if (canOpen.value) trail.value = [what]
}
/** Opens something from what is open; {@link goBack} leads back to it. */
export function openFurther(what: Opened): void {
  trail.value = [...trail.value, what]
}
export function goBack(): void {
  trail.value = trail.value.slice(0, -1)
}
export function closeAll(): void {
  trail.value = []
}
