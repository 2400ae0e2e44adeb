// `npm test`: installs what is missing, then types, lint and every test, browser included. With arguments: only those test files.
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
process.exit(await run([
  'node_modules/mocha/bin/mocha.js', '--reporter', 'test/support/reporter.cjs', ...(only.length > 0 ? only : ['test/**/*.test.ts']),
]))
