import { createApp } from '../../server/app.ts'
import { systemClock } from '../../server/clock.ts'
import { readConfig } from '../../server/config.ts'
import { createTestTelephony } from './line.ts'

/**
 * The service as a process of its own, for tests that kill it. Only Twilio's REST is stood in for, and the clock is ahead
 * by `CLOCK_AHEAD_MS`, so that no test depends on the day it runs on. Says its port, then serves.
 */
const ahead = Number(process.env['CLOCK_AHEAD_MS'])
const app = await createApp(readConfig(process.env), {
  clock: { now: () => systemClock.now() + ahead, wakeAt: (moment, wake) => systemClock.wakeAt(moment - ahead, wake) },
  // Everything runs, as far as Twilio can tell.
  alertRules: JSON.parse(process.env['ALERT_RULES'] ?? '[]'),
  telephony: { ...createTestTelephony(), ask: async () => ({ ended: null, answeredAt: null, endedAt: null }) },
})
const { port } = await app.start()
process.on('SIGTERM', () => void app.stop().then(() => process.exit(0)))
console.log(`port ${port}`)
