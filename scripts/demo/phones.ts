import type { Namespace, Socket } from 'socket.io'
import { LEASE_MS } from '../../server/phone/reach.ts'
import type { BrowserToDemoPhone, DemoLine, DemoPhoneToBrowser } from '../../server/protocol/phone.ts'
import type { Line, Phone } from '../simulator/phone.ts'
import type { World } from '../simulator/world.ts'

type Room = Namespace<BrowserToDemoPhone, DemoPhoneToBrowser>
type PhoneSocket = Socket<BrowserToDemoPhone, DemoPhoneToBrowser>

/** A browser phone outlives a cut of our own line: at Twilio its voice goes another way. This long, then its tab is gone. */
const GRACE_MS = 20_000
/** Until the server has noticed that a lease is over. */
const SEEN_MS = 2_000
/** How much longer colleagues leave a call to a visitor's phone that rings for it too. */
const COURTESY_MS = 1_800

const lineOf = ({ sid, from, parameters }: Line): DemoLine => ({ leg: sid, call: parameters['call'] ?? parameters['callBack'] ?? null, from, supervision: 'supervision' in parameters })

/** Whose telephone a visitor holds now. */
export type Visitors = () => string[]

/**
 * Hands visitors of the demo the simulator's telephones. Whoever is played by the simulator takes their hands off while a
 * visitor sits at the desk, and goes on when the visitor has gone.
 * @param saysReady whether this person has said so, reachable or not, and has not gone away by themselves
 * @param begins before this nobody's telephone rings: while the morning flies by, a call would be over before it was seen
 */
export function offerPhones(
  room: Room, world: World, isBrowserPhone: (account: string) => boolean, saysReady: (account: string) => boolean = () => false, begins: Promise<void> = Promise.resolve(),
): Visitors {
  const visits = new Map<string, { phone: Phone; sockets: Set<PhoneSocket>; leave: NodeJS.Timeout | null }>()

  const visitorsRing = (line: Line) => [...visits.values()].some(({ phone }) =>
    phone.talking === null && phone.ringing.some(({ parameters }) => parameters['call'] === line.parameters['call']))
  for (const person of world.people.values()) person.beCourteous((line) => (visitorsRing(line) ? COURTESY_MS : 0))

  /** The one who was working here until now puts the receiver down and steps away. */
  const takeOver = async (account: string, phone: Phone) => {
    const person = world.people.get(account)
    const was = person?.doing
    person?.leaveAlone()
    if (phone.talking) {
      phone.hangUp()
      await world.desk(account).wrapUp('other', '')
    }
    if (was !== undefined && was !== 'at-home') await world.desk(account).away('other')
  }
  const end = (account: string) => {
    const visit = visits.get(account)
    if (!visit) return
    if (visit.leave) clearTimeout(visit.leave)
    visits.delete(account)
    visit.phone.unregister()
    // Only when the page is known to be gone: whoever says "ready" then is taken at their word again.
    setTimeout(() => { if (!visits.has(account)) world.people.get(account)?.goOn() }, LEASE_MS + SEEN_MS).unref()
  }

  room.on('connection', (socket) => {
    const { account } = (socket.data as { who: { account: string } }).who
    if (!isBrowserPhone(account)) return void socket.disconnect(true)
    const phone = world.phone(account)
    let stop: (() => void) | null = null

    socket.on('register', async (reply) => {
      if (typeof reply !== 'function') return
      await begins
      if (!socket.connected) return
      let visit = visits.get(account)
      const comes = !visit
      if (!visit) {
        visits.set(account, (visit = { phone, sockets: new Set(), leave: null }))
        await takeOver(account, phone)
      }
      if (visit.leave) clearTimeout(visit.leave)
      visit.leave = null
      visit.sockets.add(socket)
      phone.register()
      stop ??= phone.watch({
        rings: (line) => socket.emit('rings', lineOf(line)),
        ended: (line) => socket.emit('ended', line.sid),
      })
      const lines = [...phone.ringing, ...(phone.talking ? [phone.talking] : [])]
      reply(lines.map((line) => ({ ...lineOf(line), answered: line.answered })))
      // Who said so while the morning flew by means it from now on: what did not reach them then is no fault of their telephone.
      if (comes && saysReady(account)) void world.desk(account).ready()
    })
    socket.on('answer', (leg) => {
      if (stop && phone.answer(String(leg))) socket.emit('answered', String(leg))
    })
    socket.on('decline', (leg) => void (stop && phone.decline(String(leg))))
    socket.on('hangUp', (leg) => void (stop && phone.talking?.sid === leg && phone.hangUp()))
    const leaves = () => {
      stop?.()
      stop = null
      visits.get(account)?.sockets.delete(socket)
    }
    socket.on('unregister', () => {
      leaves()
      if (visits.get(account)?.sockets.size === 0) end(account)
    })
    socket.on('disconnect', () => {
      leaves()
      const visit = visits.get(account)
      if (visit?.sockets.size === 0) visit.leave ??= setTimeout(end, GRACE_MS, account)
    })
  })
  return () => [...visits.keys()]
}
