import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { ACCOUNT_SID, AUTH_TOKEN, CALLED, PUBLIC_URL } from './setting.ts'

/** A request made ready beforehand, so that the load costs little while it runs. */
export interface Shot {
  path: string
  body: string
  signature: string
}

export interface Fired {
  /** Milliseconds each took, in the order they were answered. */
  took: number[]
  statuses: Map<number, number>
  answers: string[]
}

let legs = 0
/** Random-looking and never the same, as Twilio's are. */
export const newSid = (): string => `CA${createHmac('md5', 'bench').update(String(++legs)).digest('hex')}`

/** 25 fields, as Twilio sends them. */
const GEOGRAPHY = Object.fromEntries(['From', 'To', 'Caller', 'Called'].flatMap((who) =>
  ['City', 'State', 'Zip', 'Country'].map((what) => [`${who}${what}`, what === 'Country' ? 'KR' : ''])))

export function shot(path: string, fields: Record<string, string>): Shot {
  const form: Record<string, string> = { AccountSid: ACCOUNT_SID, ApiVersion: '2010-04-01', ...GEOGRAPHY, ...fields }
  const text = Object.keys(form).sort().reduce((text, name) => text + name + form[name], PUBLIC_URL + path)
  return { path, body: new URLSearchParams(form).toString(), signature: createHmac('sha1', AUTH_TOKEN).update(text).digest('base64') }
}

export const forged = (genuine: Shot): Shot => ({ ...genuine, signature: `A${genuine.signature.slice(1, -2)}Z=` })

const caller = (sid: string) => ({ CallSid: sid, From: '+821012345678', To: CALLED, Direction: 'inbound' })

export const arrival = (): Shot & { sid: string } => {
  const sid = newSid()
  return { sid, ...shot('/twilio/voice', { ...caller(sid), CallStatus: 'ringing' }) }
}

const stamp = () => new Date(Math.floor(Date.now() / 1000) * 1000).toUTCString()

/** The caller has hung up: the last that is heard of a call. */
export const hangUp = (sid: string): Shot =>
  shot('/twilio/status', { ...caller(sid), CallStatus: 'no-answer', CallDuration: '0', Timestamp: stamp() })

const CALLBACK = /statusCallback="https:\/\/desk\.bench([^"#]+)/g
const STATUSES = ['initiated', 'ringing', 'canceled']

/** All callbacks of the staff phones that a document rings and the caller's end, in the order in which Twilio sends them. */
export function callbacks(document: string, sid: string): Shot[] {
  const phones = [...document.matchAll(CALLBACK)].map(([, path]) => ({ path: path!.replaceAll('&amp;', '&'), leg: newSid() }))
  return [...STATUSES.flatMap((status, i) => phones.map(({ path, leg }) => shot(path, {
    CallSid: leg, ParentCallSid: newSid(), From: '+821012345678', To: 'client:agent', CallStatus: status, Direction: 'outbound-dial',
    SequenceNumber: String(i), CallbackSource: 'call-progress-events', Timestamp: stamp(),
  }))), hangUp(sid)]
}

/**
 * Fires all shots over so many kept-alive connections, each sending its next as soon as it was answered; or, with
 * `perSecond`, at a steady pace whatever the answers do.
 */
export function fire(port: number, shots: readonly Shot[], connections = 50, perSecond: number | null = null): Promise<Fired> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const fired: Fired = { took: [], statuses: new Map(), answers: [] }
  let next = 0
  const send = (one: Shot, at: number, done: () => void) => {
    const began = performance.now()
    const outgoing = request({
      agent, host: '127.0.0.1', port, method: 'POST', path: one.path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(one.body), 'x-twilio-signature': one.signature },
    }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        fired.took.push(performance.now() - began)
        fired.statuses.set(response.statusCode!, (fired.statuses.get(response.statusCode!) ?? 0) + 1)
        fired.answers[at] = text
        done()
      })
    })
    outgoing.on('error', (error) => { throw error })
    outgoing.end(one.body)
  }
  return new Promise((resolve) => {
    const finish = () => {
      if (fired.took.length < shots.length) return
      agent.destroy()
      resolve(fired)
    }
    if (perSecond !== null) {
      const began = performance.now()
      const timer = setInterval(() => {
        while (next < shots.length && next < ((performance.now() - began) / 1000) * perSecond) send(shots[next]!, next++, finish)
        if (next >= shots.length) clearInterval(timer)
      }, 2)
      return
    }
    const again = () => {
      const at = next++
      const one = shots[at]
      if (one) send(one, at, () => { finish(); again() })
    }
    for (let i = 0; i < connections; i++) again()
  })
}
