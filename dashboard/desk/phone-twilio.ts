/** The Voice SDK as a {@link Softphone}. Knows the SDK's events and nothing of the desk. */
import { signal } from '@preact/signals'
import type { Call, Device } from '@twilio/voice-sdk'
import type { PhoneAccess } from '../../server/protocol/phone.ts'
import { SILENT } from './phone.ts'
import silence from './silence.wav'
import type { PhoneLine, PhoneState, Softphone } from './phone.ts'

type Access = Extract<PhoneAccess, { kind: 'twilio' }>
export type MakeDevice = (token: string, options: Device.Options) => Device

/** The SDK says so this long before the token ends; then there is time for several tries. */
const RENEW_BEFORE_MS = 120_000
const AGAIN_MS = 5_000
/** A line of Twilio's that breaks is given this long to come back, with the caller still in it. */
const SIGNALING_PATIENCE_MS = 30_000
const KEPT_AS = 'third-ring.microphone'
/**
 * The ring is ours (a caller hears the same), so the SDK keeps still: a moment of silence of our own in place of each of its
 * sounds, which it would fetch from elsewhere. Office networks may be closed.
 */
const SOUNDS = Object.fromEntries([
  'incoming', 'outgoing', 'disconnect', 'dtmfs', 'dtmfh', ...Array.from({ length: 10 }, (_, digit) => `dtmf${digit}`),
].map((name) => [name, silence]))

export function createTwilioPhone(makeDevice: MakeDevice, access: Access, renew: () => Promise<PhoneAccess | null>): Softphone {
  const state = signal<PhoneState>({ ...SILENT, kind: 'twilio', tokenUntil: access.tokenUntil, microphone: 'prompt' })
  const set = (change: Partial<PhoneState>) => { state.value = { ...state.value, ...change } }
  const calls = new Map<string, Call>()
  const levels = new Set<(level: number) => void>()
  const setLine = (leg: string, change: Partial<PhoneLine>) =>
    set({ lines: state.value.lines.map((line) => (line.leg === leg ? { ...line, ...change } : line)) })
  let stopped = false
  let wanted = remembered()
  let again: ReturnType<typeof setTimeout> | undefined

  const device = makeDevice(access.token, {
    appName: 'third-ring',
    // Asked in own-phone.ts, for every telephone alike.
    closeProtection: false,
    enableImprovedSignalingErrorPrecision: true,
    logLevel: 'silent',
    maxCallSignalingTimeoutMs: SIGNALING_PATIENCE_MS,
    sounds: SOUNDS,
    tokenRefreshMs: RENEW_BEFORE_MS,
  })
  device.audio?.incoming(false)
  device.audio?.disconnect(false)

  device.on('registered', () => set({ registered: true, trouble: null }))
  device.on('unregistered', () => {
    set({ registered: false })
    registerAgain()
  })
  device.on('error', (error: { code?: number; message?: string }) => {
    set({ trouble: `${error.code ?? ''} ${error.message ?? ''}`.trim() })
    // 20101 invalid, 20104 expired, 20157 …: whatever is wrong with a token, a fresh one is the cure.
    if (error.code !== undefined && error.code >= 20101 && error.code <= 20157) void renewToken()
    if (device.state !== 'registered') registerAgain()
  })
  device.on('tokenWillExpire', () => void renewToken())
  device.on('incoming', (call: Call) => {
    const leg = call.parameters['CallSid'] ?? ''
    calls.set(leg, call)
    const parameters = call.customParameters
    const line: PhoneLine = { leg, call: parameters.get('call') ?? parameters.get('callBack') ?? null, supervision: parameters.has('supervision'), state: 'ringing', muted: false }
    set({ lines: [...state.value.lines.filter((one) => one.leg !== leg), line] })
    const over = () => {
      calls.delete(leg)
      set({ lines: state.value.lines.filter((one) => one.leg !== leg) })
      // Nobody is listened to between two talks.
      if (!state.value.lines.some(({ state }) => state !== 'ringing')) void device.audio?.unsetInputDevice().catch(() => {})
    }
    call.on('accept', () => setLine(leg, { state: 'open' }))
    call.on('mute', (muted: boolean) => setLine(leg, { muted }))
    // The SDK's own level is of a chosen microphone alone; a call's is of whatever the caller hears.
    call.on('volume', (input: number) => { for (const onLevel of levels) onLevel(input) })
    call.on('reconnecting', () => setLine(leg, { state: 'reconnecting' }))
    call.on('reconnected', () => {
      setLine(leg, { state: 'open' })
      set({ trouble: null })
    })
    call.on('cancel', over)
    call.on('reject', over)
    call.on('disconnect', over)
    call.on('error', (error: { code?: number; message?: string }) => set({ trouble: `${error.code ?? ''} ${error.message ?? ''}`.trim() }))
  })

  async function renewToken() {
    const fresh = await renew()
    if (stopped) return
    if (fresh?.kind !== 'twilio') {
      clearTimeout(again)
      again = setTimeout(() => void renewToken(), AGAIN_MS)
      return
    }
    device.updateToken(fresh.token)
    set({ tokenUntil: fresh.tokenUntil })
    if (device.state !== 'registered') registerAgain()
  }
  async function register() {
    if (stopped || device.state !== 'unregistered') return
    try {
      await device.register()
    } catch {
      registerAgain()
    }
  }
  function registerAgain() {
    clearTimeout(again)
    if (!stopped) again = setTimeout(() => void register(), AGAIN_MS)
  }

  const permission = async () => {
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? []
    if (!devices.some(({ kind }) => kind === 'audioinput')) return set({ microphone: 'none' })
    const status = await navigator.permissions?.query({ name: 'microphone' as PermissionName }).catch(() => null)
    if (!status) return
    set({ microphone: status.state })
    status.onchange = () => set({ microphone: status.state })
  }
  const devicesChanged = () => void permission()
  const microphonesChanged = () => {
    const microphones = [...(device.audio?.availableInputDevices.values() ?? [])].map(({ deviceId, label }) => ({ id: deviceId, label }))
    set({ microphones, chosen: microphones.find(({ label }) => label !== '' && label === wanted)?.id ?? null })
  }
  /** Whoever unplugged the chosen one is heard by the next best; the talk goes on. */
  const listenTo = async (id: string | null) => {
    if (id !== null) await device.audio?.setInputDevice(id).catch((error: Error) => set({ trouble: error.message }))
  }

  return {
    state,
    async start() {
      navigator.mediaDevices?.addEventListener?.('devicechange', devicesChanged)
      device.audio?.on('deviceChange', microphonesChanged)
      microphonesChanged()
      void permission()
      await register()
    },
    answer(leg) {
      const call = calls.get(leg)
      if (!call) return
      setLine(leg, { state: 'answering' })
      void listenTo(state.value.chosen).then(() => call.accept())
    },
    decline: (leg) => calls.get(leg)?.reject(),
    hangUp: (leg) => calls.get(leg)?.disconnect(),
    mute: (leg, muted) => calls.get(leg)?.mute(muted),
    press: (leg, digits) => calls.get(leg)?.sendDigits(digits),
    async allowMicrophone() {
      const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null)
      for (const track of stream?.getTracks() ?? []) track.stop()
      await permission()
    },
    chooseMicrophone(id) {
      wanted = state.value.microphones.find((one) => one.id === id)?.label ?? null
      try { localStorage.setItem(KEPT_AS, wanted ?? '') } catch { /* then the next page takes what the system takes */ }
      set({ chosen: id })
      if (state.value.lines.some(({ state }) => state !== 'ringing')) void listenTo(id)
    },
    watchLevel(onLevel) {
      levels.add(onLevel)
      return () => { levels.delete(onLevel) }
    },
    stop() {
      stopped = true
      clearTimeout(again)
      navigator.mediaDevices?.removeEventListener?.('devicechange', devicesChanged)
      device.destroy()
      calls.clear()
      set({ registered: false, lines: [] })
    },
  }
}

/** Which microphone this browser was told to use: by its name, since its id may be another one tomorrow. */
function remembered(): string | null {
  try { return localStorage.getItem(KEPT_AS) } catch { return null }
}
