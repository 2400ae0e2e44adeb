import { ConfigError, readConfig } from '../server/config.ts'

/** With credentials the real line, without them the demo. Wrong settings are said once, whichever it would have been. */
try {
  const { telephony } = readConfig(process.env)
  await import(telephony.kind === 'twilio' ? '../server/main.ts' : './demo.ts')
} catch (error) {
  if (error instanceof ConfigError) {
    console.error(error.message)
    process.exit(78)
  }
  const { code, syscall, port } = error as NodeJS.ErrnoException & { port?: number }
  if (syscall !== 'listen' || port === undefined || code !== 'EADDRINUSE') throw error
  console.error(`port ${port} is taken by another program, perhaps an earlier start: stop that, or choose another port, for example PORT=${port + 1} npm start`)
  process.exit(1)
}
