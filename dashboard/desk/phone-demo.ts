/** The demo's telephone: the simulator's, reached over a socket. It carries no voice, so it needs no microphone. */
import { signal } from '@preact/signals'
import { openDemoPhone } from '../live/socket.ts'
import { SILENT } from './phone.ts'
import type { PhoneLine, PhoneState, Softphone } from './phone.ts'

/** Whoever is not let in any more: the simulator ends their line after so long without a word. */
const GIVEN_UP_MS = 20_000

export function createDemoPhone(): Softphone {
  const state = signal<PhoneState>({ ...SILENT, kind: 'demo' })
  const set = (change: Partial<PhoneState>) => { state.value = { ...state.value, ...change } }
  const setLine = (leg: string, change: Partial<PhoneLine>) =>
    set({ lines: state.value.lines.map((line) => (line.leg === leg ? { ...line, ...change } : line)) })
  let wanted = false

  const line = openDemoPhone(({ socket }) => { if (wanted) register(socket) }, () => void setTimeout(() => set({ lines: [] }), GIVEN_UP_MS))
  const { socket } = line
  function register(to: typeof socket) {
    to.emit('register', (lines) => set({
      registered: true,
      lines: lines.map(({ leg, call, supervision, answered }) => ({ leg, call, supervision, state: answered ? 'open' as const : 'ringing' as const, muted: false })),
    }))
  }
  socket.on('rings', ({ leg, call, supervision }) => set({
    lines: [...state.value.lines.filter((one) => one.leg !== leg), { leg, call, supervision, state: 'ringing', muted: false }],
  }))
  socket.on('answered', (leg) => setLine(leg, { state: 'open' }))
  socket.on('ended', (leg) => set({ lines: state.value.lines.filter((one) => one.leg !== leg) }))
  // While our own line is cut the simulator's telephone goes on; it tells how things stand when we are back.
  socket.on('disconnect', () => set({ registered: false }))
  const leave = () => { if (socket.connected) socket.emit('unregister') }
  addEventListener('pagehide', leave)

  return {
    state,
    async start() {
      wanted = true
      if (socket.connected) register(socket)
    },
    answer(leg) {
      if (!socket.connected) return
      setLine(leg, { state: 'answering' })
      socket.emit('answer', leg)
    },
    decline: (leg) => { if (socket.connected) socket.emit('decline', leg) },
    hangUp: (leg) => { if (socket.connected) socket.emit('hangUp', leg) },
    mute: (leg, muted) => setLine(leg, { muted }),
    press() {},
    allowMicrophone: async () => {},
    chooseMicrophone() {},
    watchLevel: () => () => {},
    stop() {
      wanted = false
      removeEventListener('pagehide', leave)
      leave()
      line.stop()
      set({ registered: false, lines: [] })
    },
  }
}
