// `npm run people`, `bench`, `verify`: a program of this folder, with the same settings as `npm start`, also in a fresh clone.
import { build, install, run, SETTINGS } from './prepare.mjs'

const [program = '', ...rest] = process.argv.slice(2)
install()
if (program === 'bench/main') build()
process.exit(await run([...SETTINGS, `scripts/${program}.ts`, ...rest]))
