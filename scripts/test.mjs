// `npm test`: installs what is missing, then types, lint and every test, browser included. With arguments: only those test files.
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install, run } from './prepare.mjs'

install()
build()
const only = process.argv.slice(2)
const checks = [
  ['types of the server', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']],
  ['types of the dashboard', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'dashboard/tsconfig.json']],
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'lint', '--config-path=.biome.json', '--error-on-warnings', '--diagnostic-level=warn', '.']],
]
for (const [what, args] of only.length > 0 ? [] : checks) {
  process.stdout.write(`${what} … `)
  if ((await run(args)) !== 0) {
    console.error(`\n${what}: see above`)
    process.exit(1)
  }
  console.log('good')
}
const mocha = (files, more = {}, stdio) =>
  run(['node_modules/mocha/bin/mocha.js', '--reporter', 'test/support/reporter.cjs', ...files], { ...process.env, ...more }, stdio)
if (only.length > 0) process.exit(await mocha(only))

// Two lanes side by side: a browser's tests wait most of their time, the others compute.
const folder = mkdtempSync(join(tmpdir(), 'third-ring-test-'))
const [told, printed] = [(lane) => join(folder, `${lane}.json`), join(folder, 'browser.log')]
const log = openSync(printed, 'w')
const codes = await Promise.all([
  mocha(['test/**/*.test.ts', '--ignore', 'test/browser/**'], { TEST_RESULT: told('rest') }),
  mocha(['test/browser/**/*.test.ts'], { TEST_RESULT: told('browser') }, ['ignore', log, log]),
])
process.stdout.write(readFileSync(printed, 'utf8'))
const results = ['rest', 'browser'].filter((lane) => existsSync(told(lane))).map((lane) => JSON.parse(readFileSync(told(lane), 'utf8')))
const sum = (what) => results.reduce((sum, result) => sum + result[what], 0)
rmSync(folder, { recursive: true })
console.log(`${sum('passes')} passed, ${sum('failures')} failed${sum('pending') > 0 ? `, ${sum('pending')} skipped` : ''}`)
process.exit(results.length === 2 ? Math.max(...codes) : 1)
