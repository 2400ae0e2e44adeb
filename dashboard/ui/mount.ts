import type { ComponentChild } from 'preact'
import { options, render } from 'preact'

/** Draws a page into the element of that id. A burst of pictures is drawn at most once a frame. */
export function mount(page: ComponentChild, id: string): void {
  options.debounceRendering = requestAnimationFrame
  restyleWhatMoves()
  const root = document.getElementById(id)
  if (root !== null) render(page, root)
}

/**
 * Preact moves rows with `moveBefore`, so that they keep the focus. Chromium (seen in 153) then forgets to restyle what is inside
 * when the row's class changed a moment before: an agent who could not be reached any more stood there in the colour of one who talks.
 * Set again, the class is looked at again.
 */
function restyleWhatMoves(): void {
  const { moveBefore } = Element.prototype
  if (moveBefore === undefined) return
  Element.prototype.moveBefore = function (this: ParentNode, moved: Node, before: Node | null) {
    moveBefore.call(this, moved, before)
    if (!(moved instanceof Element)) return
    const is = moved.getAttribute('class')
    if (is === null) return
    moved.setAttribute('class', '')
    moved.setAttribute('class', is)
  } as typeof moveBefore
}
