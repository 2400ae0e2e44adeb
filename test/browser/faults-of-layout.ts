/** Looks at a page as it is drawn. Runs in the browser: it may use nothing but what stands in it. */

export const SIZES = [[1280, 720], [1920, 1080], [3840, 2160], [1080, 1920], [390, 844]] as const
/** The largest screen shows the same picture as its smaller sisters, in finer dots, and takes a software renderer a second each time. */
export const LARGEST = 3840
export const LANGUAGES = ['ko', 'en'] as const
export const THEMES = ['dark', 'light'] as const
export const isWall = (width: number) => width > 600
/** Of the screen's shorter side: the least for what is looked for from afar, for what is read at a glance, and for the two rates. See tokens.css. */
export const LEAST = { small: 0.0188, glance: 0.041, rate: 0.15 }

declare const document: any
declare const getComputedStyle: any
declare const NodeFilter: any
declare const innerWidth: number
declare const innerHeight: number

/**
 * Every piece of text on the page, everything that can be pressed or filled in and every swatch of a legend: whether something cuts it off
 * or breaks a word in two, whether it leaves the screen or its card, whether it touches another, and whether it can be read from where it
 * should be. What is rolled out of sight in a part that scrolls is compared with what rolls with it. Of a page with an open sheet only the
 * sheet is looked at. The loud "stopped", which lies over the board on purpose, and what is for ears only are left out; so are the bells'
 * numbers, drawn twice in the same place.
 * @param least shares of the screen's shorter side; null where nobody looks from afar
 */
export function faultsOfLayout(least: { small: number; glance: number; rate: number } | null): string[] {
  interface Box { left: number; right: number; top: number; bottom: number }
  const HAIR = 1.5
  const CLOSE = 0.45
  /** Between two numbers of one part, of their size: a mere space makes one of them. */
  const A_SPACE = 0.3
  /** Between two things to press or to fill in, px. */
  const APART = 2
  /** What is longer, such as an address, may have to be broken. */
  const LONGEST_WORD = 12
  const faults: string[] = []
  const root = document.documentElement
  const sheet = document.querySelector('dialog[open]')
  const scrolls = root.scrollHeight > innerHeight + 1
  if (root.scrollWidth > innerWidth) faults.push(`the page is wider than the screen: ${root.scrollWidth} > ${innerWidth}`)
  const shorter = Math.min(innerWidth, innerHeight)
  interface Seen { element: any; size: number; hidden: boolean; clipsX: boolean; clipsY: boolean; rollsX: boolean; rollsY: boolean; card: boolean; sticks: boolean; edge: Box }
  const known = new Map<any, Seen[]>()
  /** An element and everything around it, as it is drawn. */
  const around = (element: any): Seen[] => {
    if (!element || element === document.body) return []
    let all = known.get(element)
    if (!all) {
      const style = getComputedStyle(element)
      const { fontSize, visibility, display, clipPath, overflowX, overflowY, position } = style
      const [rollsX, rollsY] = [overflowX, overflowY].map((one) => one === 'auto' || one === 'scroll') as [boolean, boolean]
      const border = (side: string) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== 'none'
      all = [{
        element, size: parseFloat(fontSize), hidden: visibility === 'hidden' || display === 'none' || clipPath === 'inset(50%)', clipsX: overflowX !== 'visible' && !rollsX,
        clipsY: overflowY !== 'visible' && !rollsY, rollsX: rollsX && element.scrollWidth > element.clientWidth, rollsY: rollsY && element.scrollHeight > element.clientHeight,
        card: border('Top') && border('Bottom') && border('Left') && display !== 'inline', sticks: position === 'sticky', edge: element.getBoundingClientRect(),
      }, ...around(element.parentElement)]
      known.set(element, all)
    }
    return all
  }
  const nameOf = ({ element }: Seen) => (typeof element.className === 'string' && element.className.trim() !== '' ? `.${element.className.trim()}` : element.tagName.toLowerCase())
  const overlap = (one: Box, other: Box) => ({
    width: Math.min(one.right, other.right) - Math.max(one.left, other.left), height: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  })

  interface Piece { text: string; box: Box; part: any; size: number; element: any; control: boolean; roller: any }
  const pieces: Piece[] = []
  const add = (text: string, box: Box, element: any, control: boolean) => {
    const parents = around(element)
    const roller = parents.slice(control ? 1 : 0).find(({ rollsY }) => rollsY)
    // What rolls sideways, such as a wide table, is seen by rolling it.
    const sideways = parents.some(({ rollsX }) => rollsX)
    for (const parent of parents) if (parent.rollsX && !parent.element.matches('.scrolls')) faults.push(`${nameOf(parent)} has to be rolled sideways`)
    const within = roller === undefined ? { left: 0, right: innerWidth, top: 0, bottom: innerHeight } : roller.edge
    const off = (!sideways && (box.left < within.left - HAIR || box.right > within.right + HAIR)) || (!scrolls && roller === undefined && (box.top < -HAIR || box.bottom > innerHeight + HAIR))
    if (off) faults.push(`"${text}" leaves ${roller === undefined ? 'the screen' : nameOf(roller)}`)
    for (const parent of control ? parents.slice(1) : parents) {
      if (parent === roller || parent.rollsX) break
      const wide = box.right > parent.edge.right + HAIR || box.left < parent.edge.left - HAIR
      const high = box.bottom > parent.edge.bottom + HAIR || box.top < parent.edge.top - HAIR
      if ((parent.clipsX && wide) || (parent.clipsY && high)) faults.push(`"${text}" is cut by ${nameOf(parent)}`)
      else if (parent.card && (wide || high)) faults.push(`"${text}" stands out of ${nameOf(parent)}`)
    }
    pieces.push({ text, box, part: element.closest('.part'), size: parents[0]?.size ?? 0, element, control, roller: roller?.element ?? null })
  }
  const isLeftOut = (element: any) => element.closest('.bells, .stopped, .skip, title, option') || (sheet !== null && !sheet.contains(element)) || around(element).some(({ hidden }) => hidden)

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim()
    const parent = node.parentElement
    if (text === '' || isLeftOut(parent)) continue
    const { size } = around(parent)[0]!
    if (least !== null && sheet === null) {
      const enough = parent.matches('.rate .digits') ? least.rate : parent.closest('.glance strong, .time') && !parent.closest('[aria-hidden]') ? least.glance : parent.closest('.near') ? 0 : least.small
      if (size < enough * shorter) faults.push(`"${text}" is too small: ${size} px`)
    }
    // A line's box is taller than its letters: what counts is ink. Hangul fills more of it.
    const air = /[\uac00-\ud7a3]/.test(text) ? 0.12 : 0.2
    const range = document.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
    if (new Set(rects.map(({ top }) => top)).size > 1) {
      for (const { 0: word, index } of node.textContent.matchAll(/[^\s-]+|\S*\d\S*/g)) {
        if (word.length > LONGEST_WORD) continue
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        if (new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => top)).size > 1) faults.push(`"${word}" is broken in two`)
      }
    }
    for (const rect of rects) {
      add(text, { left: rect.left, right: rect.right, top: rect.top + rect.height * air, bottom: rect.bottom - rect.height * air }, parent, false)
    }
  }
  for (const element of document.querySelectorAll('button:not(.opener), input, select, textarea, summary, .swatch, .lanes-key .stretch')) {
    if (isLeftOut(element)) continue
    const { left, right, top, bottom } = element.getBoundingClientRect()
    if (right > left && bottom > top) add(`<${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.name ?? ''}${element.textContent.trim().slice(0, 30)}>`, { left, right, top, bottom }, element, true)
  }

  for (const element of document.querySelectorAll('.board *, .desk *, .screen *, .login *')) {
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).textOverflow === 'ellipsis' && !isLeftOut(element)) faults.push(`"${element.textContent}" ends in an ellipsis`)
  }
  for (const row of document.querySelectorAll('.race-list .race')) {
    if (sheet === null && row.scrollHeight > row.clientHeight + 2) faults.push(`"${row.textContent}" is higher than its row: ${row.scrollHeight} > ${row.clientHeight}`)
  }
  /** As much of it as is not rolled out of sight. */
  const seenOf = ({ box, roller }: Piece): Box | null => {
    if (roller === null) return box
    const edge = roller.getBoundingClientRect()
    const seen = { left: box.left, right: box.right, top: Math.max(box.top, edge.top), bottom: Math.min(box.bottom, edge.bottom) }
    return seen.bottom - seen.top > HAIR ? seen : null
  }
  /** Two of which the eye makes one. */
  const areNumbers = (one: Piece, other: Piece) => {
    const [left, right] = one.box.left < other.box.left ? [one, other] : [other, one]
    return one.element !== other.element && /\d$/.test(left.text) && /^\d/.test(right.text)
  }
  // By rows from the top, so that only neighbours are compared.
  pieces.sort((a, b) => a.box.top - b.box.top)
  for (const [i, one] of pieces.entries()) {
    for (let j = i + 1; j < pieces.length && pieces[j]!.box.top < one.box.bottom - HAIR + APART; j++) {
      const other = pieces[j]!
      if (one.element.contains(other.element) || other.element.contains(one.element)) {
        if (one.control || other.control) continue
      }
      // A word of a label or of a button beside the box that it belongs to may stand in it.
      const together = one.roller === other.roller
      const [a, b] = together ? [one.box, other.box] : [seenOf(one), seenOf(other)]
      if (a === null || b === null) continue
      const { width, height } = overlap(a, b)
      if (one.control && other.control) {
        const touch = width > HAIR && height > HAIR ? 'lies over' : width > -APART && height > -APART && (width > HAIR || height > HAIR) ? 'touches' : null
        const joined = one.element.parentElement === other.element.parentElement && one.element.parentElement.matches('.paces')
        if (touch !== null && !joined) faults.push(`${one.text} ${touch} ${other.text}`)
        continue
      }
      if (height <= HAIR) continue
      const apart = one.part !== other.part ? CLOSE : areNumbers(one, other) ? A_SPACE : null
      if (width > HAIR) faults.push(`"${one.text}" lies over "${other.text}"`)
      // Of two numbers that stand beside each other without a gap the eye makes one.
      else if (!one.control && !other.control && apart !== null && width > -one.size * apart) faults.push(`"${one.text}" stands too close to "${other.text}"`)
    }
  }
  return [...new Set(faults)]
}
