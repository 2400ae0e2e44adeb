import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { serve } from './child.ts'

/** The floor of what a picture to many viewers can cost: Socket.IO and nothing else, sending a text of the same length to everybody. */
const server = createServer()
const io = new Server(server, { transports: ['websocket'], serveClient: false, perMessageDeflate: false })
const wallboard = io.of('/wallboard')
let seq = 0
const sent: [seq: number, at: number][] = []
const send = (length: number) => {
  sent.push([++seq, performance.timeOrigin + performance.now()])
  wallboard.volatile.emit('wallboard', { seq, text: 'x'.repeat(length) })
}
// The first, as the service greets whoever joins.
wallboard.on('connection', (socket) => void socket.emit('wallboard', { seq, text: '' }))
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
serve((server.address() as AddressInfo).port, {
  send: ({ length }: { length: number }) => send(length),
  recorded: () => sent,
})
process.on('SIGTERM', () => process.exit(0))
