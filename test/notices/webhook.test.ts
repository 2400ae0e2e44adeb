import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { post, signatureOf } from '../../server/notices/webhook.ts'
import { MONDAY_NINE } from '../support/clock.ts'

const SECRET = 'a secret of more than 32 characters'
const BODY = JSON.stringify({ id: 'a/raised', name: '응대율' })

describe('a webhook of an alert', () => {
  const heard: { headers: IncomingHttpHeaders; body: string; url: string }[] = []
  let close = () => {}
  afterEach(() => {
    close()
    heard.length = 0
  })
  const listen = async (answer: RequestListener): Promise<string> => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), url: request.url! })
        answer(request, response)
      })
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    close = () => {
      server.close()
      server.closeAllConnections()
    }
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  }
  const send = (url: string, signal = new AbortController().signal, timeoutMs?: number) => post({ url, secret: SECRET, id: 'a/raised', body: BODY, at: MONDAY_NINE + 999, signal }, timeoutMs)

  it('is signed over its moment and its bytes, and carries an id', async () => {
    const url = await listen((_request, response) => response.writeHead(204).end())
    expect(await send(url)).to.deep.equal({ ok: true })
    const [{ headers, body }] = heard as [typeof heard[number]]
    expect(body).to.equal(BODY)
    expect(headers).to.include({ 'content-type': 'application/json', 'x-third-ring-id': 'a/raised' })
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-third-ring-signature']))!
    expect(Number(t)).to.equal(Math.floor(MONDAY_NINE / 1000))
    expect(v1, 'worked out here anew').to.equal(createHmac('sha256', SECRET).update(`${t}.${body}`, 'utf8').digest('hex'))
    expect(signatureOf(SECRET, BODY, MONDAY_NINE + 1000), 'another second, another signature').not.to.contain(v1)
    expect(signatureOf(`${SECRET}!`, BODY, MONDAY_NINE)).not.to.contain(v1)
  })
  it('is worth another try when the other side is troubled, and not when it refuses', async () => {
    let status = 0
    const url = await listen((_request, response) => response.writeHead(status).end('a long explanation'))
    for (const [answered, later] of [[500, true], [503, true], [429, true], [408, true], [400, false], [401, false], [404, false], [410, false]] as const) {
      status = answered
      expect(await send(url), String(answered)).to.deep.equal({ ok: false, because: `http-${answered}`, later })
    }
  })
  it('follows no redirect: it could lead anywhere', async () => {
    const url = await listen((_request, response) => response.writeHead(307, { location: '/elsewhere' }).end())
    expect(await send(url)).to.deep.equal({ ok: false, because: 'http-307', later: false })
    expect(heard.map(({ url }) => url)).to.deep.equal(['/hook'])
  })
  it('waits no longer than it may, be there no answer, no connection, or an answer that never ends', async () => {
    const url = await listen(() => {})
    expect(await send(url, undefined, 50)).to.deep.equal({ ok: false, because: 'no-answer-in-time', later: true })
    close()
    expect(await send(url)).to.deep.equal({ ok: false, because: 'not-reached', later: true })
    const endless = await listen((_request, response) => void response.writeHead(200).write('x'))
    expect(await send(endless, undefined, 2_000), 'what is answered beyond the status is not read').to.deep.equal({ ok: true })
  })
  it('is broken off when the process stops', async () => {
    const stopping = new AbortController()
    const url = await listen(() => stopping.abort())
    expect(await send(url, stopping.signal)).to.deep.equal({ ok: false, because: 'not-reached', later: true })
  })
})
