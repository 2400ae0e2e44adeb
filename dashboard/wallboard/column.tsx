import type { ComponentChildren } from 'preact'
import type { FigureKey } from '../../server/protocol/figures.ts'
import type { Opened } from './opened.ts'
import { Figure, Opener } from './opener.tsx'

interface ColumnProps {
  /** Its place on the board, and the stem of its ids. */
  name: string
  heading: string
  /** Large, across from the heading: what is read from afar. See {@link Glance}. */
  aside?: ComponentChildren
  /** Something that needs eyes is in it. */
  urgent?: boolean
  children: ComponentChildren
  /** A line under the list; takes no room when there is none. */
  foot?: ComponentChildren
}

/** A part of what happens now: a region with its heading, so that it can be found by ear as well. */
export function Column({ name, heading, aside, urgent = false, children, foot }: ColumnProps) {
  return (
    <section class={`column column-${name} ${urgent ? 'urgent' : ''}`} aria-labelledby={`${name}-heading`}>
      <header class="column-head">
        <h2 id={`${name}-heading`}>{heading}</h2>
        <p class="aside">{aside}</p>
      </header>
      {children}
      {foot != null && <p class="column-foot near">{foot}</p>}
    </section>
  )
}

/** A number that is read from five metres, with what it is above it. */
export function Glance({ of, what, label, kind = '', children }: { of?: FigureKey; what?: Opened; label?: string; kind?: string; children: ComponentChildren }) {
  const said = <>{label !== undefined && <span class="glance-label">{label}</span>}{' '}<strong>{children}</strong></>
  if (what !== undefined) return <Opener what={what} class={`glance ${kind}`}>{said}</Opener>
  return of === undefined ? <span class={`glance ${kind}`}>{said}</span> : <Figure of={of} class={`glance ${kind}`}>{said}</Figure>
}
