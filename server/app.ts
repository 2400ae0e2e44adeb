import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getHolidayPreset } from '@hyunbinseo/holidays-kr'
import { type Logger, pino } from 'pino'
import { apiRoutes } from './api/routes.ts'
import { defaultRules } from './alerts/defaults.ts'
import { inWrapUp } from './agents/state.ts'
import { attemptsOf, legOfAttempt } from './calls/arrangement.ts'
import type { AgentId } from './calls/events.ts'
import type { Arriving } from './calls/arrival.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Config, hours } from './config.ts'
import { connect } from './database/connect.ts'
import { migrate } from './database/migrate.ts'
import type { Staff } from './floor/floor.ts'
import { createIntake } from './floor/intake.ts'
import { refillTallies } from './floor/recompute.ts'
import { openStore, restoreFloor } from './floor/store.ts'
import { createHttp } from './http.ts'
import { openJournal } from './journal/journal.ts'
import { createAlertRequests } from './live/alert-requests.ts'
import { createAlerting } from './live/alerting.ts'
import { createCallers } from './live/callers.ts'
import { createDay } from './live/day.ts'
import { createGateway } from './live/gateway.ts'
import { createPictures } from './live/pictures.ts'
import { createReplay } from './live/replay.ts'
import { createRequests } from './live/requests.ts'
import { createSelfCheck } from './live/self-check.ts'
import { createSupervisionRequests } from './live/supervision-requests.ts'
import { createTransferRequests } from './live/transfer-requests.ts'
import { createTransferDay } from './live/transfers.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createNotices } from './notices/outbox.ts'
import { createSend } from './notices/send.ts'
import { maskNumber } from './people/mask.ts'
import { createGreetings } from './people/greetings.ts'
import { type Roster, readRoster } from './people/roster.ts'
import { sessionMiddleware, SessionStore } from './people/sessions.ts'
import { createHeartbeats } from './phone/heartbeats.ts'
import type { AlertRule } from './protocol/alerts.ts'
import { byUs, isDone, react, type Rulebook, whenFailed } from './routing/plan.ts'
import { addressOf, isMoot, RING_SECONDS } from './routing/transfers.ts'
import { keepAwake } from './routing/wakes.ts'
import { createCalendar } from './standards/calendar.ts'
import { definitionAt } from './standards/definitions.ts'
import { createOutbox } from './telephony/outbox.ts'
import { createComparer } from './telephony/compare.ts'
import { createReconciler } from './telephony/reconcile.ts'
import type { Telephony } from './telephony/telephony.ts'
import { createTwilio } from './telephony/twilio.ts'
import { createForms } from './webhooks/form.ts'
import { addWebhooks, type Webhooks } from './webhooks/routes.ts'
import { createSignature } from './webhooks/signature.ts'
import { createDocuments } from './webhooks/twiml.ts'

/** What tests and the demo replace; the rest is real. */
export interface Parts {
  clock: Clock
  /** By which people are logged in. The demo's day runs faster than the time of those who look at it. */
  sessionClock: Clock
  /** Milliseconds by which a desk page's lease is counted; left out: real ones. */
  elapsed: () => number
  telephony: Telephony
  log: Logger
  /** Which rules of alerts a new line brings with it. */
  alertRules: readonly AlertRule[]
}

/** Entries at the journal's end that every start looks at: what a crash or a disk could have damaged lately. */
const TAIL = 2_000
const LOOK_AT_PEOPLE_MS = 2000
/** Quarters of an hour kept in memory; older ones are read when a late report needs them. */
const INTERVALS_KEPT = 400

/**
 * Builds every part in the order of the flow.
 * @throws Error when the database cannot be opened or was damaged; Config faults were found before
 */
export async function createApp(config: Config, replaced: Partial<Parts> = {}) {
  const account = config.telephony
  if (account.kind !== 'twilio') throw new Error('the app needs a telephone system: credentials of Twilio, or the demo around it')
  const clock = replaced.clock ?? systemClock
  const log = replaced.log ?? pino({ level: config.logLevel, base: null })
  const report = (error: unknown) => log.error({ err: error }, 'something failed')

  const holidays = new Set([...(await publicHolidays(clock)), ...config.line.extraHolidays])
  const calendar = createCalendar(config.timeZone, config.line.hours, holidays)
  const rulebook: Rulebook = {
    strategy: config.line.strategy,
    cadenceMs: config.line.cadenceMs,
    ringTimeoutSeconds: config.line.ringTimeoutSeconds,
    queueLimit: config.line.queueLimit,
    isOpen: calendar.isOpen,
    dayStart: calendar.dayStart,
    hunt: (department) => (config.line.transferInTurn.includes(department) ? 'in-turn' : 'together'),
  }
  const arriving: Arriving = {
    line: config.line.called, leadMs: config.line.leadMs, mask: maskNumber,
    rules: (at) => ({ definition: definitionAt(at).version, cadenceMs: config.line.cadenceMs, wrapUpMs: config.line.wrapUpMs }),
  }

  const database = connect(config.databaseFile)
  const migrated = migrate(database.writer)
  if (migrated.length > 0) log.info({ migrated }, 'database brought up to date')
  const journal = openJournal(database)
  const broken = journal.verify(Math.max(0, journal.seq - TAIL))
  if (broken !== null) {
    await database.close()
    throw new Error(`the journal was damaged or changed: entry ${broken} does not fit the one before. Restore a backup; npm run verify says more`)
  }
  const store = openStore(database, journal)
  if (refillTallies(database, journal, store)) log.info('the sums were worked out anew from the journal')
  const floor = restoreFloor(database.writer, journal, store)
  const intake = createIntake(database, journal, store, floor, clock, (floor, now) => react(floor, now, rulebook), calendar.dayStart)

  let roster: Roster = { departments: [], contacts: [], people: [] }
  const readStaff = () => {
    roster = readRoster(database)
    const departments = new Map(roster.departments.map(({ id, name }) => [id, name]))
    floor.staff = roster.people.flatMap(({ account, name, role, department, endpoints, active }): Staff[] => {
      const [endpoint] = endpoints
      return active && endpoint ? [{ id: account as AgentId, name, role, department: departments.get(department) ?? { ko: department, en: department }, endpoint }] : []
    })
    floor.names = new Map(roster.people.map(({ account, name }) => [account as AgentId, name]))
    floor.directory = {
      departments: roster.departments,
      contacts: roster.contacts.filter(({ active }) => active),
      departmentOf: new Map(roster.people.map(({ account, department }) => [account as AgentId, department])),
    }
  }
  readStaff()
  // People are imported by another process: SQLite counts the commits of others.
  let seen = database.writer.dataVersion()
  const lookAtPeople = setInterval(() => {
    try {
      const now = database.writer.dataVersion()
      if (now === seen) return
      readStaff()
      seen = now
    } catch (error) {
      report(error) // a disk that fails must not take down the process that still answers callers
    }
  }, LOOK_AT_PEOPLE_MS)

  const documents = createDocuments({
    publicUrl: config.publicUrl, number: config.line.number, called: config.line.called, voice: config.line.voice, hours: config.line.hours, fallbackDial: config.fallbackDial,
  })
  let asked: Promise<Telephony> | null = replaced.telephony ? Promise.resolve(replaced.telephony) : null
  const telephony = () => (asked ??= createTwilio(account, config.line.called, config.alerts.texts.from))
  const outbox = createOutbox(database, intake, telephony, clock, {
    urlOf: (intent) => (intent.do === 'offer' ? documents.next(intent.call, intent.round) : documents.move(intent.call, intent.who, intent.move)),
    ringOf(intent) {
      const { call, address } = intent
      if (intent.do === 'ring') {
        const { transfer, supervision } = floor.call(call).attempts[intent.attempt]?.rung ?? { transfer: 1 }
        const what: Record<string, string> = supervision === undefined ? { transfer: String(transfer) } : { supervision: String(supervision) }
        return { address, ...documents.colleague(call, intent.attempt), seconds: RING_SECONDS, parameters: { call, ...what } }
      }
      return { address, ...documents.callBackLeg(call, intent.dial), seconds: RING_SECONDS, parameters: { callBack: call } as Record<string, string> }
    },
    isDone: (intent) => isDone(floor, intent),
    isMoot: (intent) => isMoot(floor.call(intent.call), intent),
    isKnown: (leg) => [...floor.arranged].some((id) => attemptsOf(floor.calls.get(id)!.call).some(([, attempt]) => legOfAttempt(attempt) === leg)),
    whenDone: (intent, leg, _floor, now) => (intent.do === 'ring' && leg !== null
      ? [{ ...byUs(now), type: 'colleague-dialled', call: intent.call, attempt: intent.attempt, leg }] : []),
    whenFailed,
  })
  const reconciler = createReconciler(floor, intake, telephony, (id) => addressOf(floor, { kind: 'agent', id }), clock, report)
  const wakes = keepAwake(floor, intake, clock, rulebook, report)

  const day = createDay(database, calendar)
  const transferDay = createTransferDay(database, calendar, floor)
  const callers = createCallers(database, clock.now())
  const greetings = createGreetings(database, config.line.name.ko)
  const pictures = createPictures({ floor, day, transferDay, callers, greetings, roster: () => roster, calendar, clock, config })
  const replay = createReplay({ journal, store, calendar, live: floor, draw: pictures.drawBoard })
  const requests = createRequests(floor, intake, clock, greetings)
  const supervision = createSupervisionRequests(intake)
  const transfers = createTransferRequests(intake, calendar.dayStart)

  const comparer = createComparer({
    floor, intake, store, telephony, clock, called: config.line.called, arriving,
  })
  const selfCheck = createSelfCheck({ database, floor, journal, intake, calendar, clock, comparer, everyMs: config.selfCheckMs, report })
  const notices = createNotices(database, intake, clock, createSend({
    settings: config.alerts, telephony, now: clock.now, reportTo: documents.textReport, isOver: ({ alert }) => floor.alert(alert)?.cleared != null,
  }))
  const alerting = createAlerting({
    floor, intake, notices, picture: pictures.wallboard, calendar, clock, config, report,
    calendarOf: (text) => createCalendar(config.timeZone, hours.parse(text), holidays),
    firstRules: replaced.alertRules ?? defaultRules(config.line.target),
  })

  const heartbeats = createHeartbeats(floor, intake, clock, report, replaced.elapsed)

  const hasCall = (account: string): boolean => {
    const id = account as AgentId
    return floor.talking.has(id) || floor.isCallingBack(id) || inWrapUp(floor.agent(id), clock.now())
  }
  const sessionStore = new SessionStore(database, replaced.sessionClock ?? clock, hasCall)
  const secure = config.publicUrl.startsWith('https:')
  const sessions = sessionMiddleware({ store: sessionStore, secret: config.sessionSecret, secure })
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 15_000, noDelay: true })
  const connections = new Set<Socket>()
  server.on('connection', (connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  const hasPhone = (account: string) => floor.staff.some(({ id }) => id === account)
  const gateway = createGateway({ server, sessions, store: sessionStore, database, clock: replaced.sessionClock ?? clock, pictures, requests, transfers, heartbeats, selfCheck, origin: config.publicUrl, report })
  const metrics = createMetrics({
    picture: pictures.wallboard, floor, intake, outbox, sockets: gateway, clock, checks: () => selfCheck.view, cadenceMs: config.line.cadenceMs,
  })
  intake.onChange((change) => {
    day.note(change)
    if (floor.tallies.size > INTERVALS_KEPT) floor.forgetBefore(calendar.dayStart(clock.now()))
    transferDay.note(change)
    callers.note(change)
    metrics.note(change)
    gateway.note(change)
    wakes.arm()
    outbox.look()
    notices.look()
    alerting.note()
  })

  const webhooks: Webhooks = {
    clock, intake, floor, store, rulebook, arriving, documents, notices,
    signature: createSignature(config.publicUrl, [account.authToken, ...(account.authTokenSecondary ? [account.authTokenSecondary] : [])]),
    forms: createForms(account.accountSid, config.line.called),
    watch({ error, ...answered }) {
      metrics.watch(answered)
      if (error) log.error({ err: error, route: answered.route, answered: answered.status }, 'a webhook failed inside; the caller was cared for')
      else if (answered.reason) log.warn({ route: answered.route, reason: answered.reason, status: answered.status }, 'a request was refused')
    },
  }
  let ready = false
  const api = apiRoutes({
    database, journal, floor, pictures, requests, transfers, transferDay, replay, supervision, selfCheck, displays: gateway,
    alerts: createAlertRequests(floor, intake, config.alerts), calendar, clock, sessionNow: (replaced.sessionClock ?? clock).now, publicUrl: config.publicUrl, config,
  })
  server.on('request', createHttp({
    addWebhooks: (app) => addWebhooks(app, webhooks), api, sessions, metrics, metricsToken: config.metricsToken, secure, hasPhone, isReady: () => ready, report,
  }))

  return {
    floor, journal, database, pictures, replay, calendar, selfCheck, intake, outbox, store, readStaff, gateway,
    /** Begins to take requests. @returns the port, which the system chose if 0 was asked for */
    async start(): Promise<{ port: number }> {
      await alerting.start()
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(config.port, config.host, resolve)
      })
      ready = true
      outbox.look()
      notices.look()
      wakes.arm()
      reconciler.start()
      selfCheck.start()
      // Whatever happened to open calls while we were away.
      if (floor.calls.size > 0) reconciler.sweep(0).catch(report)
      const { port } = server.address() as AddressInfo
      log.info({ port, seq: journal.seq, openCalls: floor.calls.size }, 'the line is served')
      return { port }
    },
    /** Lets what is under way finish, for at most `graceMs`, and closes everything. */
    async stop(graceMs = 5000): Promise<void> {
      ready = false
      clearInterval(lookAtPeople)
      heartbeats.stop()
      reconciler.stop()
      selfCheck.stop()
      wakes.stop()
      alerting.stop()
      notices.stop()
      outbox.stop()
      // Socket.IO closes the server with itself and waits for every connection, also for one that never says another word.
      const timer = setTimeout(() => {
        for (const connection of connections) connection.destroy()
      }, graceMs)
      const gone = gateway.close()
      server.closeIdleConnections()
      await Promise.all([gone, outbox.idle(), notices.idle()])
      clearTimeout(timer)
      await database.close()
    },
    /** Resolves when nothing that a request has caused is under way any more. */
    async idle(): Promise<void> {
      await intake.idle()
      while (outbox.underWay() + notices.underWay() > 0) {
        await Promise.all([outbox.idle(), notices.idle()])
        await intake.idle()
      }
    },
  }
}
export type App = Awaited<ReturnType<typeof createApp>>

/** Public holidays of the years around now; the package knows those that were announced. */
async function publicHolidays(clock: Clock): Promise<string[]> {
  const year = new Date(clock.now()).getUTCFullYear()
  const lists = await Promise.all([year - 1, year, year + 1].map(async (one) => {
    try {
      return Object.keys(await getHolidayPreset(String(one) as '2026'))
    } catch (error) {
      if (error instanceof RangeError) return []
      throw error
    }
  }))
  return lists.flat()
}
