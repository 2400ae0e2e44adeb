import { ConfigError, readConfig } from '../server/config.ts'

/** With credentials the real line, without them the demo. Wrong settings are said once, whichever it would have been. */
try {
  const { telephony } = readConfig(process.env)
  await import(telephony.kind === 'twilio' ? '../server/main.ts' : './demo.ts')
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exit(78)
}
