// A server of a few lines for the simulator to call: what it is asked, and what the test lets it answer.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { windClock } from '../../scripts/simulator/clock.ts'
import type { WoundClock } from '../../scripts/simulator/clock.ts'
import { createWorld } from '../../scripts/simulator/world.ts'
import type { World, WorldSettings } from '../../scripts/simulator/world.ts'

export const PUBLIC_URL = 'https://thirdring.example'
export const ACCOUNT = { sid: `AC${'0123456789abcdef'.repeat(2)}`, authToken: 'a-token-for-tests' }
export const START = Date.parse('2026-11-23T01:00:00Z')   // 10:00 in Seoul

export interface Asked {
  /** seconds after START, as the clock stood when the request came */
  at: number
  method: string
  path: string
  form: Record<string, string>
  headers: Record<string, string | string[] | undefined>
  body: string
}
export type Answer = string | { status: number; type?: string; body?: string; cookie?: string; location?: string } | null

export interface Stage {
  clock: WoundClock
  world: World
  asked: Asked[]
  /** what came to a path, query and all */
  to(path: string): Asked[]
  /** seconds after START */
  until(seconds: number): Promise<void>
  /** `204` for what has no answer of its own */
  answers: Record<string, (asked: Asked) => Answer>
  rest(method: string, path: string, form?: Record<string, string>): Promise<{ status: number; body: any }>
}

/** Sets the scene, plays, and clears everything away, whatever happened. */
export async function onStage(
  set: Partial<WorldSettings> & { answers?: Stage['answers'] }, play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const clock = windClock(START)
  const asked: Asked[] = []
  const answers = set.answers ?? {}
  const server = createServer((incoming, outgoing) => {
    let body = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (part: string) => { body += part })
    incoming.on('end', () => {
      const path = incoming.url ?? '/'
      const one: Asked = {
        at: (clock.now() - START) / 1000, method: incoming.method ?? '', path, headers: incoming.headers, body,
        form: Object.fromEntries(new URLSearchParams(body)),
      }
      asked.push(one)
      const answer = (answers[path] ?? answers[path.split('?')[0]!])?.(one) ?? { status: 204 }
      const { status, type = 'text/plain', body: text = '', cookie, location } = typeof answer === 'string'
        ? { status: 200, type: 'text/xml', body: `<?xml version="1.0" encoding="UTF-8"?><Response>${answer}</Response>` }
        : answer
      outgoing.writeHead(status, {
        'content-type': type, ...(cookie ? { 'set-cookie': cookie } : {}), ...(location ? { location } : {}),
      })
      outgoing.end(text)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const world = createWorld({
    clock, seed: 1, publicUrl: PUBLIC_URL, serverAddress: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account: ACCOUNT, number: '+8225550100', roster: [], keepRequests: true, ...set,
  })
  await world.start()
  const stage: Stage = {
    clock, world, asked, answers,
    to: (path) => asked.filter((one) => one.path.split('?')[0] === path),
    until: (seconds) => clock.run({ until: START + 1000 * seconds }),
    async rest(method, path, form) {
      const answer = await fetch(`${world.restUrl}/2010-04-01/Accounts/${ACCOUNT.sid}/${path}`, {
        method,
        headers: { authorization: `Basic ${Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.authToken}`).toString('base64')}` },
        ...(form ? { body: new URLSearchParams(form) } : {}),
      })
      return { status: answer.status, body: await answer.json() }
    },
  }
  try {
    await play(stage)
  } finally {
    await world.stop()
    server.closeAllConnections()
    await new Promise((resolve) => { server.close(resolve) })
  }
}

/** `<Dial answerOnBridge>` to clients, progress reported to /leg, outcome to /dial-done. */
export const dial = (clients: readonly string[], { timeout = 15, more = '' } = {}): string =>
  `<Dial answerOnBridge="true" timeout="${timeout}" action="${PUBLIC_URL}/dial-done" ${more}>${clients.map((name) =>
    `<Client statusCallback="${PUBLIC_URL}/leg" statusCallbackEvent="initiated ringing answered completed">${name}</Client>`).join('')}</Dial>`
