import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { z } from 'zod'

/** What the process was told by its environment, checked whole. `.env.example` explains each setting. */
export interface Config {
  host: string
  port: number
  /** Without a slash at its end. Twilio signs with it, so it must be what Twilio was given. */
  publicUrl: string
  databaseFile: string
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  line: {
    /** As people say it. */
    number: string
    /** What Twilio's `To` holds: E.164. */
    called: string
    name: { ko: string; en: string }
    cadenceMs: number
    leadMs: number
    strategy: 'everyone' | 'longest-idle-first'
    ringTimeoutSeconds: number
    wrapUpMs: number
    queueLimit: number
    hours: Hours
    extraHolidays: string[]
    /** Departments whose phones ring for a transfer one after another. */
    transferInTurn: string[]
    target: number
    voice: string
  }
  timeZone: string
  /** How often the service checks itself; 0: never. */
  selfCheckMs: number
  sessionSecret: string
  metricsToken: string | null
  telephony: Telephony
  /** The screen says loudly that nothing on it is real. */
  simulated: boolean
  fallbackDial: string[]
  /** Whom alerts can tell outside the board. Rules choose among these names and nothing else. */
  alerts: {
    webhooks: { name: string; url: string }[]
    /** Signs what is posted; not null when there are webhooks. */
    webhookSecret: string | null
    /** `to`: E.164. `from`: as Twilio's Message resource has it; not null when there are people. */
    texts: { to: { name: string; number: string }[]; from: { from: string } | { messagingServiceSid: string } | null; perDay: number }
  }
}

/** Opening hours by weekday, 1 = Monday … 7 = Sunday: from and to in minutes of the day. No entry: closed. */
export type Hours = Readonly<Record<number, readonly { from: number; to: number }[]>>

/** Real or played: a half of the credentials cannot exist. */
export type Telephony =
  | {
      kind: 'twilio'
      accountSid: string
      authToken: string
      /** During a rotation of the token. */
      authTokenSecondary: string | null
      /** For REST; without it the account's own token is used. */
      apiKey: { sid: string; secret: string } | null
      apiUrl: string | null
    }
  | { kind: 'demo'; seed: number; speed: number }

/** A start with wrong settings: everything that is wrong, at once, in words. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly faults: string[]
  constructor(faults: string[]) {
    super(`the settings are wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\nSee .env.example for what each of them means.`)
    this.faults = faults
  }
}

const blankIsAbsent = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional())
/** @param what is counted, as a plural; '' for a mere number */
const whole = (what: string, from: number, to: number) =>
  z.string().regex(/^\d+$/, `must be a whole number${what && ` of ${what}`}`).transform(Number)
    .refine((n) => n >= from && n <= to, `must be between ${from} and ${to}${what && ` ${what}`}`)

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** `mon-fri 09:00-12:00 13:00-18:00; sat 09:00-13:00` */
export const hours = z.string().transform((text, context): Hours => {
  const parsed: Record<number, { from: number; to: number }[]> = {}
  if (text.trim() === 'always') {
    for (let day = 1; day <= 7; day++) parsed[day] = [{ from: 0, to: 24 * 60 }]
    return parsed
  }
  for (const part of text.split(';').map((part) => part.trim()).filter(Boolean)) {
    const [days, ...spans] = part.split(/\s+/)
    const range = /^([a-z]{3})(?:-([a-z]{3}))?$/.exec(days ?? '')
    const first = WEEKDAYS.indexOf(range?.[1] ?? '')
    const last = range?.[2] ? WEEKDAYS.indexOf(range[2]) : first
    const times = spans.map((span) => {
      const time = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(span)
      return time ? { from: Number(time[1]) * 60 + Number(time[2]), to: Number(time[3]) * 60 + Number(time[4]) } : null
    })
    if (first < 0 || last < first || times.length === 0 || times.some((time) => !time || time.from >= time.to || time.to > 1440)) {
      context.addIssue({ code: 'custom', message: `"${part}" is not like "mon-fri 09:00-12:00 13:00-18:00" (or "always")` })
      return z.NEVER
    }
    for (let day = first + 1; day <= last + 1; day++) parsed[day] = [...(parsed[day] ?? []), ...times.map((time) => time!)]
  }
  return parsed
})

const phoneNumber = z.string().transform((text, context) => {
  const number = parsePhoneNumberFromString(text, 'KR')
  if (number?.isValid()) return number.number as string
  context.addIssue({ code: 'custom', message: `"${text}" is not a telephone number` })
  return z.NEVER
})

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean))

/** `name=…,name=…`: what rules of alerts may choose from. */
const named = <T>(what: string, read: (text: string) => T | null) => list.transform((parts, context) => {
  const found = parts.map((part) => {
    const [, name = '', text = ''] = /^([\p{L}\p{N}_-]{1,20})=(.+)$/su.exec(part) ?? []
    return { name, value: name === '' ? null : read(text) }
  })
  const names = new Set(found.map(({ name }) => name))
  const wrong = found.find(({ value }) => value === null)
  if (!wrong && names.size === found.length) return found.map(({ name, value }) => ({ name, value: value! }))
  context.addIssue({ code: 'custom', message: wrong ? `must be name=${what}, more of them separated by commas; "${wrong.name}" is not` : 'has a name twice' })
  return z.NEVER
})
/** Of this machine alone without https: what is posted tells how the office does. */
const webhookUrl = (text: string): string | null => {
  const url = URL.canParse(text) ? new URL(text) : null
  const loopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) && url.username === '' && url.password === '' ? url.href : null
}
/** Text messages reach mobiles alone. Source: Twilio error 21614. */
const mobile = (text: string): string | null => {
  const number = parsePhoneNumberFromString(text, 'KR')
  return number && /^\+8210\d{8}$/.test(number.number) ? number.number : null
}

const schema = z.object({
  NODE_ENV: z.preprocess(blankIsAbsent, z.enum(['development', 'production', 'test']).default('development')),
  HOST: optional(z.string()),
  PORT: z.preprocess(blankIsAbsent, z.string().default('8080').pipe(whole('', 0, 65535))),
  PUBLIC_URL: optional(z.string().regex(/^https?:\/\/[^\s?#@]+$/, 'must be an http:// or https:// address without ?, # or @')
    .transform((url) => url.replace(/\/+$/, ''))),
  DATABASE_URL: z.preprocess(blankIsAbsent, z.string().default('file:data/thirdring.db')
    .refine((url) => /^file:.+/.test(url), 'must be file: and a path, for example file:data/thirdring.db')),
  LOG_LEVEL: z.preprocess(blankIsAbsent, z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info')),
  HOTLINE_NUMBER: z.preprocess(blankIsAbsent, z.string().default('1600-3248')),
  HOTLINE_CALLED: optional(z.string().regex(/^(\+\d{6,15}|sip:\S+)$/, 'must be E.164 (+8216003248) or a SIP address')),
  HOTLINE_NAME: z.preprocess(blankIsAbsent, z.string().max(60).default('한국임업진흥원 고객지원센터')),
  HOTLINE_NAME_EN: z.preprocess(blankIsAbsent, z.string().max(60).default('Korea Forestry Promotion Institute, customer centre')),
  LINE_HOURS: z.preprocess(blankIsAbsent, z.string().default('mon-fri 09:00-18:00').pipe(hours)),
  EXTRA_HOLIDAYS: z.preprocess(blankIsAbsent, z.string().default('').pipe(list)
    .refine((days) => days.every(isDate), 'must be dates like 2027-06-03, separated by commas')),
  TIME_ZONE: z.preprocess(blankIsAbsent, z.string().default('Asia/Seoul').refine(isTimeZone, 'is not a time zone like Asia/Seoul')),
  RING_CADENCE_MS: z.preprocess(blankIsAbsent, z.string().default('3000').pipe(whole('milliseconds', 1000, 10000))),
  RING_LEAD_MS: z.preprocess(blankIsAbsent, z.string().default('0').pipe(whole('milliseconds', 0, 20000))),
  RING_STRATEGY: z.preprocess(blankIsAbsent, z.enum(['everyone', 'longest-idle-first']).default('everyone')),
  RING_TIMEOUT_SECONDS: z.preprocess(blankIsAbsent, z.string().default('15').pipe(whole('seconds', 5, 45))),
  WRAP_UP_SECONDS: z.preprocess(blankIsAbsent, z.string().default('60').pipe(whole('seconds', 0, 1800))),
  QUEUE_LIMIT: z.preprocess(blankIsAbsent, z.string().default('50').pipe(whole('callers', 1, 1000))),
  TRANSFER_IN_TURN: z.preprocess(blankIsAbsent, z.string().default('').pipe(list)),
  SELF_CHECK_SECONDS: z.preprocess(blankIsAbsent, z.string().default('60').pipe(whole('seconds', 0, 3600))),
  PROMISE_TARGET_PERCENT: z.preprocess(blankIsAbsent, z.string().default('90').pipe(whole('percent', 1, 100))),
  SAY_VOICE: z.preprocess(blankIsAbsent, z.string().default('Polly.Seoyeon-Neural')),
  FALLBACK_DIAL: z.preprocess(blankIsAbsent, z.string().default('').pipe(list).pipe(z.array(phoneNumber).max(10))),
  SESSION_SECRET: optional(z.string().min(32, 'must have at least 32 characters')),
  METRICS_TOKEN: optional(z.string().min(16, 'must have at least 16 characters')),
  TWILIO_ACCOUNT_SID: optional(z.string().regex(/^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits')),
  TWILIO_AUTH_TOKEN: optional(z.string().min(16, 'is too short for an auth token')),
  TWILIO_AUTH_TOKEN_SECONDARY: optional(z.string().min(16, 'is too short for an auth token')),
  TWILIO_API_KEY_SID: optional(z.string().regex(/^SK[0-9a-f]{32}$/, 'must be SK and 32 hexadecimal digits')),
  TWILIO_API_KEY_SECRET: optional(z.string().min(16, 'is too short for an API key secret')),
  TWILIO_API_URL: optional(z.string().regex(/^https?:\/\/\S+$/, 'must be an http:// or https:// address')),
  ALERT_WEBHOOKS: z.preprocess(blankIsAbsent, z.string().default('').pipe(named('https://…', webhookUrl))),
  ALERT_WEBHOOK_SECRET: optional(z.string().min(32, 'must have at least 32 characters')),
  ALERT_SMS_TO: z.preprocess(blankIsAbsent, z.string().default('').pipe(named('010-…, a Korean mobile', mobile))),
  ALERT_SMS_PER_DAY: z.preprocess(blankIsAbsent, z.string().default('40').pipe(whole('messages', 1, 1000))),
  TWILIO_SMS_FROM: optional(z.string().regex(/^\+?\d{3,15}$/, 'must be a number Twilio sends from, in E.164')),
  TWILIO_MESSAGING_SERVICE_SID: optional(z.string().regex(/^MG[0-9a-f]{32}$/, 'must be MG and 32 hexadecimal digits')),
  DEMO_SEED: z.preprocess(blankIsAbsent, z.string().default('1600').pipe(whole('', 0, 2 ** 31))),
  DEMO_SPEED: z.preprocess(blankIsAbsent, z.string().default('1').pipe(whole('times real time', 1, 60))),
})

/** Names of all settings, for the test that holds `.env.example` against them. */
export const SETTINGS = Object.keys(schema.shape)

/**
 * Environment → settings.
 * @throws ConfigError naming everything that is wrong
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(environment)
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return `${name} ${issue.message}${SECRET.test(name) ? '' : ` (it is ${JSON.stringify(environment[name] ?? '')})`}`
  })
  const said = (name: string) => Boolean(environment[name])
  const number = parsePhoneNumberFromString(environment['HOTLINE_NUMBER'] || '1600-3248', 'KR')
  if (!number?.isValid() && !said('HOTLINE_CALLED')) {
    faults.push('HOTLINE_NUMBER is not a telephone number; if it is one all the same, say in HOTLINE_CALLED what Twilio calls it (+82…)')
  }
  const credentials = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']
  const real = credentials.some(said)
  const production = environment['NODE_ENV'] === 'production'
  if (real || production) {
    for (const name of credentials) if (!said(name)) faults.push(`${name} is missing: it stands on the first page of Twilio's console`)
    if (!said('PUBLIC_URL')) faults.push('PUBLIC_URL is missing: the address under which Twilio reaches this server, for example https://desk.example.kr')
    if (!said('SESSION_SECRET')) faults.push('SESSION_SECRET is missing: any 32 or more random characters, kept secret')
  }
  if (production && !real) faults.push('NODE_ENV is production but there are no Twilio credentials: the demo is not shown on a real line')
  if (production && environment['PUBLIC_URL']?.startsWith('http:')) faults.push('PUBLIC_URL must be https:// in production: logins and calls pass through it')
  if (said('TWILIO_API_KEY_SID') !== said('TWILIO_API_KEY_SECRET')) {
    faults.push('TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET belong together: set both or neither')
  }
  if (said('ALERT_WEBHOOKS') && !said('ALERT_WEBHOOK_SECRET')) {
    faults.push('ALERT_WEBHOOK_SECRET is missing: whoever receives the webhooks checks their signature with it; any 32 or more random characters')
  }
  const senders = ['TWILIO_SMS_FROM', 'TWILIO_MESSAGING_SERVICE_SID'].filter(said)
  if (said('ALERT_SMS_TO') && senders.length !== 1) {
    faults.push('TWILIO_SMS_FROM or TWILIO_MESSAGING_SERVICE_SID: text messages (ALERT_SMS_TO) come from one of them; set the one or the other')
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)
  const s = parsed.data
  return {
    host: s.HOST ?? (real ? '0.0.0.0' : '127.0.0.1'),
    port: s.PORT,
    publicUrl: s.PUBLIC_URL ?? `http://localhost:${s.PORT}`,
    databaseFile: s.DATABASE_URL.slice('file:'.length),
    logLevel: s.LOG_LEVEL,
    line: {
      number: s.HOTLINE_NUMBER,
      called: s.HOTLINE_CALLED ?? number!.number,
      name: { ko: s.HOTLINE_NAME, en: s.HOTLINE_NAME_EN },
      cadenceMs: s.RING_CADENCE_MS,
      leadMs: s.RING_LEAD_MS,
      strategy: s.RING_STRATEGY,
      ringTimeoutSeconds: s.RING_TIMEOUT_SECONDS,
      wrapUpMs: s.WRAP_UP_SECONDS * 1000,
      queueLimit: s.QUEUE_LIMIT,
      transferInTurn: s.TRANSFER_IN_TURN,
      hours: s.LINE_HOURS,
      extraHolidays: s.EXTRA_HOLIDAYS,
      target: s.PROMISE_TARGET_PERCENT / 100,
      voice: s.SAY_VOICE,
    },
    timeZone: s.TIME_ZONE,
    selfCheckMs: s.SELF_CHECK_SECONDS * 1000,
    sessionSecret: s.SESSION_SECRET ?? '',
    metricsToken: s.METRICS_TOKEN ?? null,
    telephony: real
      ? {
          kind: 'twilio',
          accountSid: s.TWILIO_ACCOUNT_SID!,
          authToken: s.TWILIO_AUTH_TOKEN!,
          authTokenSecondary: s.TWILIO_AUTH_TOKEN_SECONDARY ?? null,
          apiKey: s.TWILIO_API_KEY_SID ? { sid: s.TWILIO_API_KEY_SID, secret: s.TWILIO_API_KEY_SECRET! } : null,
          apiUrl: s.TWILIO_API_URL ?? null,
        }
      : { kind: 'demo', seed: s.DEMO_SEED, speed: s.DEMO_SPEED },
    simulated: !real,
    fallbackDial: s.FALLBACK_DIAL,
    alerts: {
      webhooks: s.ALERT_WEBHOOKS.map(({ name, value }) => ({ name, url: value })),
      webhookSecret: s.ALERT_WEBHOOK_SECRET ?? null,
      texts: {
        to: s.ALERT_SMS_TO.map(({ name, value }) => ({ name, number: value })),
        from: s.TWILIO_SMS_FROM ? { from: s.TWILIO_SMS_FROM } : s.TWILIO_MESSAGING_SERVICE_SID ? { messagingServiceSid: s.TWILIO_MESSAGING_SERVICE_SID } : null,
        perDay: s.ALERT_SMS_PER_DAY,
      },
    },
  }
}

/** Addresses of webhooks often are their own password. */
const SECRET = /TOKEN|SECRET|KEY|WEBHOOKS/

/** Also says no to 2027-02-30: a holiday with a slip in it would leave the line open. */
function isDate(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
