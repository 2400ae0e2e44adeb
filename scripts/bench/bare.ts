import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import twilio from 'twilio'
import { serve } from './child.ts'
import { AUTH_TOKEN, PUBLIC_URL } from './setting.ts'

/** The baseline: what anybody would write first. Reads the form, checks the signature, keeps nothing. */
const app = express()
app.disable('x-powered-by')
app.use(express.urlencoded({ extended: false }))
app.use((request, response) => {
  const signature = String(request.headers['x-twilio-signature'])
  if (!twilio.validateRequest(AUTH_TOKEN, signature, PUBLIC_URL + request.originalUrl, request.body)) {
    response.status(403).end()
    return
  }
  response.status(204).end()
})
const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, app)
server.listen(0, '127.0.0.1', () => serve((server.address() as AddressInfo).port))
process.on('SIGTERM', () => process.exit(0))
