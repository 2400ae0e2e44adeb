import type { ComponentChildren } from 'preact'
import type { Figure as FigureName, FigureKey } from '../../server/protocol/figures.ts'
import type { Counted } from '../../server/protocol/opened.ts'
import { past } from '../live/newest.ts'
import { words } from '../ui/words/language.ts'
import { canOpen, open, openFurther } from './opened.ts'
import type { Opened } from './opened.ts'

interface OpenerProps {
  what: Opened
  /** What a screen reader says in place of the bare number; without it the children speak for themselves. */
  label?: string | undefined
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

interface FigureProps {
  of: FigureKey
  /** Only lines that stand so are shown first. */
  counted?: Counted
  class?: string
  children: ComponentChildren
}

/** A number of the board: what is said of it, its lines, and why each is in or out. A bare number is named for ears. */
export function Figure({ of, counted, class: kind = '', children }: FigureProps) {
  const { name } = words.value.opened.figures[of.startsWith('t4/') ? 't4' : (of as FigureName)]
  return (
    <Opener what={{ kind: 'figure', figure: of, ...(counted !== undefined && { counted }) }} class={kind} label={typeof children === 'string' ? `${name} ${children}` : undefined}>
      {children}
    </Opener>
  )
}

/** The same within what is open: the way back leads here. */
export function Further({ what, from, class: kind = '', label, children }: OpenerProps & { from: string }) {
  return <button type="button" class={`opener ${kind}`} aria-label={label} data-from={from} onClick={() => openFurther(what, from)}>{children}</button>
}
