// `npm run bench`: what the service costs, as ratios against a bare baseline in the same run.
import { build, install, run } from './prepare.mjs'

install()
build()
process.exit(await run(['--expose-gc', 'scripts/bench/main.ts', ...process.argv.slice(2)]))
