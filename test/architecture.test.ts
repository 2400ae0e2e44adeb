import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Holds the imports against the rule of who may know whom. Read from the text: also what is imported only as a type. */

const ROOT = resolve(import.meta.dirname, '..')

/** From left to right: each part imports from itself and from what stands to its left. */
const ORDER = [
  ['protocol'], ['clock', 'config'], ['calls'], ['agents'], ['standards'], ['alerts'], ['database'], ['people'], ['journal'], ['floor'], ['telephony'],
  ['routing'], ['notices'], ['directory', 'phone'], ['live'], ['metrics'],
  ['webhooks'], ['api'], ['http'], ['app'], ['main'],
]
/** Types and lists of constants that the server and the browser agree on: everybody may import them, they import nothing but each other's types. */
const PROTOCOL = 'server/protocol/'

/** Where each package may be imported; a package that is not named here has not been thought about. */
const HOMES: Record<string, readonly string[]> = {
  luxon: ['standards'],
  // Elsewhere queries are written with `build` from database/connect.ts.
  kysely: ['database', 'people', 'live'],
  'better-sqlite3': ['database'],
  'libphonenumber-js': ['config', 'people'],
  zod: ['config', 'people', 'live', 'webhooks', 'api'],
  express: ['people', 'live', 'webhooks', 'api', 'http'],
  'express-session': ['people'],
  helmet: ['http'],
  twilio: ['telephony', 'phone', 'webhooks'],
  'socket.io': ['live'],
  'prom-client': ['metrics'],
  pino: ['app'],
  '@hyunbinseo/holidays-kr': ['app'],
}
/** These may only know a package's types. */
const TYPES_ONLY: Record<string, readonly string[]> = { express: ['people', 'live'] }

interface Import { from: string; name: string; onlyType: boolean }

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(m?ts|tsx|mjs|js)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort()
}

/** The program without its comments and without what stands in its texts. Addresses such as https:// begin no comment. */
const codeOf = (file: string): string =>
  readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')

function importsOf(file: string): Import[] {
  const code = codeOf(file)
  const found: Import[] = []
  for (const [, keyword, clause = '', name] of code.matchAll(/^\s*(import|export)\s+(?:([^'"`;]*?)\s+from\s+)?['"]([^'"]+)['"]/gm)) {
    const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]?.split(',').map((one) => one.trim()).filter(Boolean)
    const onlyType = /^type\b/.test(clause) || (names !== undefined && names.length > 0 && names.every((one) => one.startsWith('type ')))
    if (keyword === 'import' || clause !== '') found.push({ from: file, name: name!, onlyType })
  }
  for (const [, name] of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) found.push({ from: file, name: name!, onlyType: false })
  return found
}

const isOwn = (name: string) => name.startsWith('.')
/** The file that an import of ours names. */
const targetOf = ({ from, name }: Import) => relative(ROOT, resolve(ROOT, dirname(from), name))
/** `server/floor/floor.ts` → `floor`, `server/app.ts` → `app`. */
const partOf = (file: string) => file.split('/')[1]!.replace(/\.ts$/, '')
/** `twilio/lib/x.js` → `twilio`, `@a/b/c` → `@a/b`. */
const packageOf = (name: string) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')
const placeOf = (part: string) => ORDER.findIndex((parts) => parts.includes(part))

const server = filesIn('server')
const imports = server.flatMap(importsOf)

describe('the reader of imports', () => {
  it('sees every way to import', () => {
    expect(imports.some(({ name }) => name === 'twilio'), 'import(…)').to.equal(true)
    expect(imports.find(({ from, name }) => from === 'server/database/connect.ts' && name === 'kysely')?.onlyType,
      'over several lines').to.equal(false)
    expect(imports.find(({ from, name }) => from === 'server/standards/tally.ts' && name === '../clock.ts')?.onlyType,
      'import type').to.equal(true)
    expect(imports.length).to.be.above(200)
  })
})

describe('the parts of the server', () => {
  it('all have their place in the order', () => {
    expect([...new Set(server.map(partOf))].sort()).to.deep.equal(ORDER.flat().sort())
  })
  it('import from themselves and from their left, nothing from their right', () => {
    const wrong = imports.filter((one) => {
      if (!isOwn(one.name)) return false
      const target = targetOf(one)
      return !target.startsWith('server/') || placeOf(partOf(target)) > placeOf(partOf(one.from))
        || (placeOf(partOf(target)) === placeOf(partOf(one.from)) && partOf(target) !== partOf(one.from))
    })
    expect(wrong.map(({ from, name }) => `${from} imports ${name}`)).to.deep.equal([])
  })
  it('import each package only where it belongs', () => {
    const wrong = imports.filter(({ from, name }) =>
      !isOwn(name) && !name.startsWith('node:') && !HOMES[packageOf(name)]?.includes(partOf(from)))
    expect(wrong.map(({ from, name }) => `${from} imports ${name}`)).to.deep.equal([])
  })
  it('know of some packages only their types', () => {
    const wrong = imports.filter(({ from, name, onlyType }) => !onlyType && TYPES_ONLY[packageOf(name)]?.includes(partOf(from)))
    expect(wrong.map(({ from, name }) => `${from} imports ${name}`)).to.deep.equal([])
  })
  it('that are pure import no package and nothing of Node: calls, agents and alerts; standards only luxon', () => {
    const wrong = imports.filter(({ from, name }) => !isOwn(name) && ['calls', 'agents', 'standards', 'alerts'].includes(partOf(from))
      && !(partOf(from) === 'standards' && name === 'luxon'))
    expect(wrong.map(({ from, name }) => `${from} imports ${name}`)).to.deep.equal([])
    expect(imports.filter(({ name }) => name === 'luxon').map(({ from }) => from)).to.deep.equal(['server/standards/calendar.ts'])
  })
  it('do not import one another in a circle', () => {
    const known = new Map(server.map((file) => [file,
      importsOf(file).filter(({ name, onlyType }) => isOwn(name) && !onlyType).map(targetOf)]))
    const circles: string[] = []
    const walk = (file: string, path: string[]) => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      else for (const next of known.get(file) ?? []) walk(next, [...path, file])
    }
    for (const file of ['server/main.ts', ...server.filter((file) => partOf(file) === 'calls')]) walk(file, [])
    expect([...new Set(circles)]).to.deep.equal([])
  })
})

describe('what server and browser tell each other', () => {
  const files = server.filter((file) => file.startsWith(PROTOCOL))
  it('is types and lists of constants, and imports nothing but its own types', () => {
    const wrong = files.flatMap(importsOf).filter((one) => !one.onlyType || !isOwn(one.name) || !targetOf(one).startsWith(PROTOCOL))
    expect(wrong.map(({ from, name }) => `${from} imports ${name}`)).to.deep.equal([])
    const allowed = /^(import type \{|export (interface \w+|type \w+ =|const [A-Z_]+ = \[))/
    const statements = files.flatMap((file) => codeOf(file).split('\n').filter((line) => /^\S/.test(line) && !/^[}\]]/.test(line)))
    expect(statements.filter((line) => !allowed.test(line))).to.deep.equal([])
    const lists = files.flatMap((file) => [...codeOf(file).matchAll(/^export const \w+ = \[([^\]]*)\](.*)$/gm)])
    expect(lists.length).to.equal(statements.filter((line) => line.startsWith('export const')).length).and.to.be.above(2)
    for (const [, inside, end] of lists) {
      expect(inside).to.match(/^(\s*'[a-z0-9-]+',?)+\s*$/)
      expect(end).to.equal(' as const')
    }
  })
  it('is all that the dashboard knows of the server', () => {
    const known = filesIn('dashboard').flatMap(importsOf).filter((one) => isOwn(one.name) && !targetOf(one).startsWith('dashboard/'))
    expect(known.filter((one) => !targetOf(one).startsWith(PROTOCOL)).map(({ from, name }) => `${from} imports ${name}`)).to.deep.equal([])
    expect(known.length).to.be.above(0)
  })
})

describe('the simulator', () => {
  it('shares no code with the service: it is a witness of its own', () => {
    const known = filesIn('scripts/simulator').flatMap(importsOf)
    expect(known.filter((one) => isOwn(one.name) && !targetOf(one).startsWith('scripts/simulator/')).map(({ from, name }) => `${from} imports ${name}`)).to.deep.equal([])
    expect(known.filter(({ name }) => packageOf(name) === 'twilio').map(({ from }) => from),
      'nor the library it is to test').to.deep.equal([])
  })
})

describe('what comes from outside', () => {
  const saying = (what: RegExp, folder = 'server') => filesIn(folder).filter((file) => what.test(codeOf(file)))
  it('is read in one place: the environment in main.ts', () => {
    expect(saying(/\bprocess\.env\b/)).to.deep.equal(['server/main.ts'])
  })
  it('is the time of day, asked of the clock that is handed out', () => {
    expect(saying(/\bDate\.now\b|\bnew Date\(\s*\)|\bDateTime\.(now|local)\(\s*\)/)).to.deep.equal(['server/clock.ts'])
  })
  it('is chance, of which the pure parts have none', () => {
    expect(saying(/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/).filter((file) => !['people'].includes(partOf(file)))).to.deep.equal([])
  })
})
