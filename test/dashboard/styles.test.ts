import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'

/**
 * A class that is styled wherever it stands (`.edge { … }`, not `.replay .edge { … }`) belongs to one part. Another part of the same page
 * that takes the same short word for its own would be drawn as that part is: a slider as the edge of a time line.
 */

const DASHBOARD = join(import.meta.dirname, '../../dashboard')
const PAGES = ['wallboard', 'desk', 'login', 'tv']
/** For every part of every page that loads them. */
const SHARED = ['tokens.css', 'base.css', 'parts.css', 'drawer.css']
/** Where a stylesheet is not for the components of a folder, those it is for. */
const FOR: Record<string, RegExp> = {
  'wallboard.css': /^(wallboard|tv|ui)\/(?!alert|replay|supervise|own-supervision|supervising|proof|figure|lens|story|opened-rows|opened-forecast|mark|trouble|verdict|owed|displays|quarters)/,
  'opened.css': /^wallboard\/(figure|lens|story|story-lines|opened-forecast|opened-rows|mark|trouble|verdict|quarters)\.tsx$/,
  'alerts.css': /^wallboard\/alert/,
  'replay.css': /^wallboard\/replay\.tsx$/,
  'supervise.css': /^(wallboard\/(supervise|own-supervision)|ui\/supervising|desk\/(my-state|talk|wrap-up))\.tsx$/,
  'proof.css': /^wallboard\/proof\.tsx$/,
  'displays.css': /^wallboard\/displays\.tsx$/,
  'desk.css': /^(desk\/|ui\/(?!supervising))/,
  'login.css': /^login\//,
  'tv.css': /^tv\//,
}
/** Words of the frame that a page and what lies over it say alike: how the whole page stands, and where on it one is. */
const FRAME = ['top', 'stale', 'board', 'replayed']

const read = (...path: string[]) => readFileSync(join(DASHBOARD, ...path), 'utf8')
const sheetsOf = (page: string) => [...read(page, 'main.tsx').matchAll(/styles\/([\w-]+\.css)'/g)].map(([, name]) => name!)

function selectorsOf(sheet: string): string[] {
  const css = read('styles', sheet).replace(/\/\*[\s\S]*?\*\//g, '')
  return [...css.matchAll(/([^{}]+)\{/g)].map(([, text]) => text!.trim()).filter((text) => !text.startsWith('@')).flatMap((text) => text.split(/,(?![^(]*\))/))
}

/** Classes that the stylesheet styles by themselves. */
const styledAnywhere = (sheet: string): Set<string> =>
  new Set(selectorsOf(sheet).flatMap((selector) => /^\.([\w-]+)(?::[\w-]+(?:\([^)]*\))?|::[\w-]+)*$/.exec(selector.trim())?.[1] ?? []))

/** Kinds of an own thing: `.held` in `.stretch.held`. They may come from a table, and stand in no component. */
const kindsIn = (sheet: string): Set<string> =>
  new Set(selectorsOf(sheet).flatMap((selector) => [...selector.matchAll(/(?<=\.[\w-]+)\.([\w-]+)/g), ...selector.matchAll(/\.[\w-]+:is\(([^)]*)\)/g)].flatMap(([, names]) => names!.split(/[\s,.]+/).filter((name) => name !== ''))))

/** Classes that a component gives its elements, as far as they stand in it in full. */
function classesIn(component: string): Set<string> {
  const given = [...component.matchAll(/\bclass=(?:"([^"]*)"|\{((?:[^{}]|\$?\{(?:[^{}]|\{[^{}]*\})*\})*)\})/g)]
  const words = given.flatMap(([, plain, code]) => plain ?? [...code!.matchAll(/'([^']*)'/g), ...code!.matchAll(/`([^`]*)`/g)].map(([, text]) => text!.replace(/\$\{[^}]*\}/g, ' ')))
  return new Set(words.flatMap((text) => text.split(/\s+/)))
}

describe('the stylesheets', () => {
  const components = [...PAGES, 'ui'].flatMap((folder) => readdirSync(join(DASHBOARD, folder)).filter((name) => name.endsWith('.tsx')).map((name) => `${folder}/${name}`))
  /** A component is on the page whose program leads to it. */
  const componentsOf = (page: string, seen = new Set<string>(), file = `${page}/main.tsx`): Set<string> => {
    if (seen.has(file)) return seen
    seen.add(file)
    for (const [, path] of read(file).matchAll(/from '(\.[^']+\.tsx)'/g)) componentsOf(page, seen, join(file, '..', path!))
    return seen
  }

  for (const page of PAGES) {
    it(`style no class of one part by the rule of another, on ${page}`, () => {
      const sheets = sheetsOf(page)
      const owners = new Map<string, string[]>()
      for (const sheet of sheets) for (const name of styledAnywhere(sheet)) owners.set(name, [...owners.get(name) ?? [], sheet])
      const twice = [...owners].filter(([name, where]) => where.length > 1 && !FRAME.includes(name)).map(([name, where]) => `.${name} in ${where.join(' and ')}`)
      const strangers = [...componentsOf(page)].flatMap((component) => [...classesIn(read(component))].flatMap((name) => {
        const sheet = owners.get(name)?.[0]
        if (sheet === undefined || SHARED.includes(sheet) || FRAME.includes(name) || FOR[sheet]?.test(component)) return []
        return [`.${name} of ${component} is styled by ${sheet}`]
      }))
      const kinds = sheets.flatMap((sheet) => [...kindsIn(sheet)].flatMap((name) => (owners.get(name) ?? []).filter((other) => other !== sheet && !SHARED.includes(other) && !FRAME.includes(name))
        .map((other) => `.${name} is a kind of something in ${sheet}, and is styled by ${other}`)))
      expect([...twice, ...strangers, ...kinds]).to.deep.equal([])
    })
  }

  it('belong to a part each, and every part to the page', () => {
    expect(readdirSync(join(DASHBOARD, 'styles')).filter((name) => name.endsWith('.css') && !SHARED.includes(name) && !(name in FOR))).to.deep.equal([])
    expect(components.length).to.be.above(50)
  })
})
