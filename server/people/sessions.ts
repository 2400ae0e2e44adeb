import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import session, { type SessionData } from 'express-session'
import type { Clock, Moment } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import type { SessionView } from '../protocol/people.ts'
import { endAll, endSession, findSession, type HasCall, keepSession, limitOf, startSession, sweepSessions } from './session-rows.ts'

declare module 'express-session' {
  interface SessionData {
    /** Who is logged in. Read afresh with every request. */
    who?: SessionView
    /** Set once the session stands in the table. */
    startedAt?: Moment
  }
}

/** Only an https page may set or be sent a `__Host-` cookie: no neighbouring host can plant one. */
const SECURE_COOKIE = '__Host-third-ring'
const PLAIN_COOKIE = 'third-ring'

/** As long as browsers keep a cookie: a wallboard's browser may restart. When its session ends, the server decides. */
const DISPLAY_COOKIE_MS = 400 * 24 * 60 * 60_000

/**
 * express-session's sessions in our table. All that a session holds is who logged in: anything else put on
 * `request.session` is gone with the request.
 */
export class SessionStore extends session.Store {
  readonly #db: Database
  readonly #clock: Clock
  readonly #hasCall: HasCall
  /** express-session saves a new session at the login and again when the answer leaves; in between it may have ended. */
  readonly #written = new WeakSet<SessionData>()

  constructor(db: Database, clock: Clock, hasCall: HasCall = () => false) {
    super()
    this.#db = db
    this.#clock = clock
    this.#hasCall = hasCall
  }

  override get(id: string, callback: (error: unknown, found?: SessionData | null) => void): void {
    answer(callback, () => {
      const found = findSession(this.#db, id, this.#clock.now(), this.#hasCall)
      return found && { cookie: new session.Cookie(), ...found }
    })
  }

  /** Called after a login. A session that came from the table is never written back: one that ended stays ended. */
  override set(id: string, saved: SessionData, callback: (error?: unknown) => void = () => {}): void {
    answer(callback, () => {
      if (!saved.who || this.#written.has(saved)) return
      const now = this.#clock.now()
      if (saved.startedAt === undefined) {
        startSession(this.#db, id, saved.who, now, this.#hasCall)
        this.#written.add(saved)
        return
      }
      const found = findSession(this.#db, id, now, this.#hasCall)
      if (found && found.who.account !== saved.who.account) {
        throw new Error('somebody else logs in: that needs a new session id')
      }
      keepSession(this.#db, id, now, this.#hasCall)
    })
  }

  override destroy(id: string, callback: (error?: unknown) => void = () => {}): void {
    answer(callback, () => endSession(this.#db, id))
  }

  override touch(id: string, _kept: SessionData, callback: (error?: unknown) => void = () => {}): void {
    answer(callback, () => keepSession(this.#db, id, this.#clock.now(), this.#hasCall))
  }

  /** For sockets: whose session this is (`request.sessionID`); null when it has ended. Does not count as activity. */
  who(id: string): SessionView | null {
    return findSession(this.#db, id, this.#clock.now(), this.#hasCall)?.who ?? null
  }

  /**
   * For sockets: notes activity, so that the session goes on. A wallboard's socket calls it now and then, a desk's
   * whenever a person does something.
   */
  keep(id: string): void {
    keepSession(this.#db, id, this.#clock.now(), this.#hasCall)
  }

  /** Logs somebody out everywhere. @returns how many sessions ended */
  endAll(account: string): number {
    return endAll(this.#db, account)
  }

  /** Deletes what is over; every login does it too. @returns how many */
  sweep(): number {
    return sweepSessions(this.#db, this.#clock.now(), this.#hasCall)
  }
}

/**
 * Puts `request.session` on every request after it; {@link whoIs} reads it. Nobody gets a cookie before logging in, and
 * a session in use costs one read a request and one write a minute.
 * @param secret signs the cookie; several while one replaces another, the newest first
 * @param secure true when people reach us by https. Behind a proxy, that must say `X-Forwarded-Proto: https`
 */
export function sessionMiddleware({ store, secret, secure }: {
  store: SessionStore
  secret: string | string[]
  secure: boolean
}): RequestHandler {
  return session({
    store,
    secret,
    name: secure ? SECURE_COOKIE : PLAIN_COOKIE,
    genid: () => randomBytes(32).toString('base64url'),
    cookie: { httpOnly: true, sameSite: 'strict', secure, path: '/' },
    proxy: secure ? true : undefined,
    saveUninitialized: false,
    resave: false,
    rolling: false, // the cookie says nothing about time: idleness is counted in the table
  })
}

/** Who is logged in on this request (also a socket's handshake request); null for nobody. */
export function whoIs(request: { session?: Partial<SessionData> }): SessionView | null {
  return request.session?.who ?? null
}

/** How long this request's session lasts yet, whatever happens; null when it has no limit. */
export function endsInMs(request: { session?: Partial<SessionData> }, now: Moment): number | null {
  const { who, startedAt = now } = request.session ?? {}
  const end = who ? limitOf(who.role, startedAt) : Infinity
  return Number.isFinite(end) ? end - now : null
}

/** After the password was right: a new session under a new id. One planted before the login is worth nothing. */
export async function logIn(request: Request, { account, name, role, department }: SessionView): Promise<SessionView> {
  const who = { account, name, role, department }
  await done((callback) => request.session.regenerate(callback))
  request.session.who = who
  if (role === 'display') request.session.cookie.maxAge = DISPLAY_COOKIE_MS
  await done((callback) => request.session.save(callback))
  return who
}

/** Ends this request's session and takes the cookie back. Harmless when nobody is logged in. */
export async function logOut(request: Request, response: Response): Promise<void> {
  await done((callback) => request.session.destroy(callback))
  for (const name of [SECURE_COOKIE, PLAIN_COOKIE]) {
    if (!request.headers.cookie?.includes(`${name}=`)) continue
    response.clearCookie(name, { path: '/', httpOnly: true, sameSite: 'strict', secure: name === SECURE_COOKIE })
  }
}

function done(ask: (callback: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => ask((error) => (error ? reject(error) : resolve())))
}

function answer<T>(callback: (error: unknown, found?: T) => void, work: () => T): void {
  let found: T
  try {
    found = work()
  } catch (error) {
    return callback(error)
  }
  callback(null, found) // outside the try: what the callback throws is not the table's error
}
