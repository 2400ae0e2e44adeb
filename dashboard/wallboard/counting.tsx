import { useRef } from 'preact/hooks'
import { count } from '../ui/figures.ts'

/** A number that is marked for a moment whenever it grows: the only motion that a promise's outcome makes. */
export function Counting({ value }: { value: number }) {
  const seen = useRef({ value, grown: 0 })
  if (value > seen.current.value) seen.current = { value, grown: seen.current.grown + 1 }
  else if (value < seen.current.value) seen.current = { value, grown: 0 } // another day, or a late report: nothing to celebrate
  // Another key is another element, whose animation begins anew.
  return <strong key={seen.current.grown} class={seen.current.grown > 0 ? 'grown' : undefined}>{count(value)}</strong>
}
