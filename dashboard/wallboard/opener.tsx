import type { ComponentChildren } from 'preact'
import { past } from '../live/newest.ts'
import { canOpen, open } from './opened.ts'
import type { Opened } from './opened.ts'

interface OpenerProps {
  what: Opened
  /** What a screen reader says in place of the bare number; without it the children speak for themselves. */
  label?: string
  class?: string
  children: ComponentChildren
}

/** A number or a line of the board that can be asked why. Not while the past is shown: what is behind a number is told as of now. */
export function Opener({ what, label, class: kind = '', children }: OpenerProps) {
  if (!canOpen.value || past.value !== null) return <span class={kind}>{children}</span>
  return (
    <button type="button" class={`opener ${kind}`} aria-haspopup="dialog" aria-label={label} onClick={() => open(what)}>{children}</button>
  )
}
