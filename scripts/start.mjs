// `npm start`: installs what is missing, builds, and serves: the real line with Twilio's credentials, else the demo.
import { build, install, run } from './prepare.mjs'

install()
build()
process.exit(await run(['--env-file-if-exists=.env', 'scripts/start.ts', ...process.argv.slice(2)]))
