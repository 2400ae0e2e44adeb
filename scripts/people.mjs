// `npm run people`: departments and people, with the same settings as `npm start`.
import { install, run, SETTINGS } from './prepare.mjs'

install()
process.exit(await run([...SETTINGS, 'scripts/people.ts', ...process.argv.slice(2)]))
