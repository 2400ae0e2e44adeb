import { ConfigError, readConfig } from './config.ts'
import { createApp } from './app.ts'

/** The process on a real line: settings from the environment, an end on SIGTERM. */

/** BSD's "configuration error": a supervisor that restarts processes need not try again. */
const EX_CONFIG = 78

try {
  const app = await createApp(readConfig(process.env))
  await app.start()
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    app.stop().then(() => process.exit(0), () => process.exit(1))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exit(EX_CONFIG)
}
