// Runs on whatever Node (20 or newer) the machine has, before anything is installed: only what Node itself brings.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
/** The Node that everything runs on, from npm: see README, decisions. */
export const NODE = join(ROOT, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** The settings in `.env`, if there is one. (Node's own --env-file-if-exists remarks on every start without.) */
export const SETTINGS = existsSync(join(ROOT, '.env')) ? ['--env-file=.env'] : []

const OLDEST_NODE = 20

/** Installs what is missing. Quick when nothing is. */
export function install() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    fail(`Node ${process.versions.node} is too old to begin with: ${OLDEST_NODE} or newer is needed.`)
  }
  const lock = fingerprint([join(ROOT, 'package-lock.json')])
  const stamp = join(ROOT, 'node_modules/.third-ring')
  if (read(stamp) === lock && existsSync(NODE)) return
  console.log('Installing what is missing (npm ci) …')
  const npm = process.env['npm_execpath']
  const [command, ...first] = npm ? [process.execPath, npm] : [process.platform === 'win32' ? 'npm.cmd' : 'npm']
  const { status } = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0 || !existsSync(NODE)) fail('npm ci did not succeed: is the npm registry in reach? Its own words stand above.')
  writeFileSync(stamp, lock)
}

/** Builds the pages if their sources have changed. */
export function build() {
  const sources = fingerprint([...filesIn(join(ROOT, 'dashboard')), ...filesIn(join(ROOT, 'server/protocol')), join(ROOT, 'package-lock.json')])
  const stamp = join(ROOT, 'dist/.built')
  if (read(stamp) === sources) return
  console.log('Building the pages …')
  const { status } = spawnSync(NODE, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'dashboard', '--logLevel', 'warn'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) fail('the pages could not be built: see above.')
  mkdirSync(join(ROOT, 'dist'), { recursive: true })
  writeFileSync(stamp, sources)
}

/** Runs a program on our Node and ends as it ends; signals are passed on. @param stdio `inherit`, or what Node's spawn takes */
export function run(args, env = process.env, stdio = 'inherit') {
  const child = spawn(NODE, args, { cwd: ROOT, stdio, env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))))
}

function fail(why) {
  console.error(why)
  process.exit(1)
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files.sort()) if (statSync(file).isFile()) hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
