import type { ComponentChildren } from 'preact'

interface PanelProps {
  /** The panel's place in the grid, and the stem of its ids. */
  name: string
  heading: string
  /** What stands across from the heading. */
  aside?: ComponentChildren
  children: ComponentChildren
}

/** A part of the board: a region with its heading, so that it can be found by ear as well. */
export function Panel({ name, heading, aside, children }: PanelProps) {
  return (
    <section class={`panel panel-${name}`} aria-labelledby={`${name}-heading`}>
      <header class="panel-head">
        <h2 id={`${name}-heading`}>{heading}</h2>
        {aside != null && <p class="aside">{aside}</p>}
      </header>
      {children}
    </section>
  )
}
