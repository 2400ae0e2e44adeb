import type { ReadonlySignal } from '@preact/signals'
import { computed } from '@preact/signals'
import { useMemo } from 'preact/hooks'

/**
 * What is made of a picture's part and of the clock. Made anew with the part: `useComputed` would go on showing the old one until
 * the clock ticks, which for people who asked for less motion is half a second.
 */
export function useComputedOf<T>(parts: readonly unknown[], compute: () => T): ReadonlySignal<T> {
  return useMemo(() => computed(compute), parts)
}
