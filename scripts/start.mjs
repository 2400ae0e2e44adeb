// `npm start`: installs what is missing, builds, and serves: the real line with Twilio's credentials, else the demo.
import { build, install, run, SETTINGS } from './prepare.mjs'

install()
build()
process.exit(await run([...SETTINGS, 'scripts/start.ts', ...process.argv.slice(2)]))
