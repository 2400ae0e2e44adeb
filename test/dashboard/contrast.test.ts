import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'

/** The colours as `tokens.css` has them, held against WCAG 2.2: 4.5 to 1 for words, 3 to 1 for shapes that say something (1.4.3, 1.4.11). */

const STYLES = join(import.meta.dirname, '../../dashboard/styles')
const css = readFileSync(join(STYLES, 'tokens.css'), 'utf8')

type Colour = [red: number, green: number, blue: number, opacity: number]
type Theme = Record<string, Colour>

function colourOf(text: string): Colour | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text)
  if (hex) return [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16), parseInt(hex[3]!, 16), 1]
  const rgb = /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/.exec(text)
  return rgb && [Number(rgb[1]), Number(rgb[2]), Number(rgb[3]), Number(rgb[4])]
}
const coloursIn = (block: string): Theme => Object.fromEntries(
  [...block.matchAll(/--([a-z0-9-]+):\s*([^;]+);/g)].flatMap(([, name, value]) => {
    const colour = colourOf(value!)
    return colour ? [[name!, colour]] : []
  }))
const dark = coloursIn(/:root \{([^}]*)\}/.exec(css)![1]!)
const light = { ...dark, ...coloursIn(/prefers-color-scheme: light\) \{\s*:root \{([^}]*)\}/.exec(css)![1]!) }

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance([red, green, blue]: Colour): number {
  const [r, g, b] = [red, green, blue].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: Colour, b: Colour): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}
const over = (upper: Colour, lower: Colour): Colour => [0, 1, 2].map((i) => upper[i]! * upper[3] + lower[i]! * (1 - upper[3])).concat(1) as Colour

/** Those of now, and those of a board of the past. */
const GROUNDS = ['ground', 'panel', 'panel-raised', 'past-ground', 'past-panel', 'past-panel-raised']
const INKS = ['ink', 'ink-2', 'ink-3', 'ok', 'warn', 'bad', 'talk', 'wrap']
const each = (inks: string[], grounds: string[]) => inks.flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground]))
const WORDS: [ink: string, ground: string][] = [
  ...each(INKS, GROUNDS), ...each(['ink', 'ink-3'], ['field']), ...each(['ink-on-fill'], ['ok-fill', 'warn-fill', 'bad-fill', 'button']),
  ...each(['simulated-ink'], ['simulated-ground', 'simulated-stripe']), ['stopped-ink', 'stopped-ground'], ['mismatch-ink', 'mismatch-ground'], ['held-ink', 'held-ground'],
  // The number of a bell that has not rung.
  ...each(['ink-2'], ['track', 'past-track']),
  ['past-ink', 'past-band'],
]
/** What tells something by its shape. A bar's fill is told from the empty rest by its end; it has to stand out from the panel. */
const SHAPES: [shape: string, ground: string][] = [
  ...each(['ok-fill', 'warn-fill', 'bad-fill', 'talk', 'wrap', 'ink-3', 'focus'], GROUNDS), ...each(['volume', 'target', 'ghost-line'], ['panel', 'past-panel']),
  ['held-ground', 'ground'], ['past-band', 'past-ground'], ['ghost-line', 'ghost'],
]
/** Tell nothing by themselves: hairlines, the empty rest of a bar, hatching beside a word and a shape, shadows, and the quiet ground whose edge is a line. */
const DECORATION = ['line', 'past-line', 'track', 'hatch', 'hatch-far', 'ghost', 'stale-hatch', 'shadow', 'simulated-stripe', 'button', 'field']

describe('the colours', () => {
  for (const [theme, colours] of [['dark', dark], ['light', light]] as const) {
    const faint = (pairs: [string, string][], least: number) => pairs.flatMap(([ink, ground]) => {
      const reached = contrast(colours[ink]!, colours[ground]!)
      return reached < least ? [`${ink} on ${ground}: ${reached.toFixed(2)}`] : []
    })

    it(`let every word be read on whatever it stands (${theme})`, () => {
      expect(faint(WORDS, 4.5)).to.deep.equal([])
    })

    it(`let every shape be seen that says something (${theme})`, () => {
      expect(faint(SHAPES, 3)).to.deep.equal([])
    })

    it(`let every word be read under the hatching of a stopped board (${theme})`, () => {
      const hatched = (ground: string) => over(colours['stale-hatch']!, colours[ground]!)
      const grey = (ink: string): Colour => { // as the filter makes it: https://www.w3.org/TR/filter-effects-1/#grayscaleEquivalent
        const [r, g, b] = colours[ink]!
        const y = 0.2126 * r + 0.7152 * g + 0.0722 * b
        return [y, y, y, 1]
      }
      const faint = each(INKS, ['ground', 'panel']).flatMap(([ink, ground]) => (contrast(over(colours['stale-hatch']!, grey(ink)), hatched(ground)) < 4.5 ? [`${ink} on ${ground}`] : []))
      expect(faint).to.deep.equal([])
    })
  }

  it('are all thought of: each is an ink or a ground of some pair, or a decoration', () => {
    const known = new Set([...WORDS.flat(), ...SHAPES.flat(), ...DECORATION])
    expect(Object.keys(light).filter((name) => !known.has(name))).to.deep.equal([])
  })

  it('stand in tokens.css and nowhere else', () => {
    const literals = readdirSync(STYLES).filter((name) => name.endsWith('.css') && name !== 'tokens.css').flatMap((name) =>
      [...readFileSync(join(STYLES, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|color-mix)\([^)]*\)/gi)].map(([literal]) => `${name}: ${literal}`))
    expect(literals).to.deep.equal([])
  })

  it('are compared as WCAG says: black on white is 21 to 1, and the greys of its examples come out', () => {
    expect(contrast([0, 0, 0, 1], [255, 255, 255, 1])).to.be.closeTo(21, 1e-9)
    expect(contrast(colourOf('#767676')!, colourOf('#ffffff')!)).to.be.closeTo(4.54, 0.005)
    expect(contrast(colourOf('#949494')!, colourOf('#ffffff')!)).to.be.closeTo(3.03, 0.005)
  })
})
