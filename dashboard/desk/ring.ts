/**
 * The bell of the desk: ringback as Korean callers hear it (440 and 480 Hz, one second of three), computed, so that no
 * file has to be fetched. A looping buffer needs no timer: it rings on in a hidden tab, where timers sleep.
 */
import { signal } from '@preact/signals'
import { CADENCE_S, ringSamples } from './ring-tone.ts'

export const sound = signal<'running' | 'suspended'>('suspended')

let context: AudioContext | null = null
let ringing: AudioBufferSourceNode | null = null

/** Browsers let a page make a sound only after somebody touched it: every touch is taken for leave to ring. */
export function allowSound(): void {
  context ??= new AudioContext()
  const tell = () => { sound.value = context?.state === 'running' ? 'running' : 'suspended' }
  context.onstatechange = tell
  void context.resume().then(tell, tell)
  tell()
}

export function startSound(): () => void {
  allowSound()
  const touched = () => { if (sound.value !== 'running') allowSound() }
  const touches = ['pointerdown', 'keydown'] as const
  for (const touch of touches) addEventListener(touch, touched, { capture: true })
  return () => {
    for (const touch of touches) removeEventListener(touch, touched, { capture: true })
    quiet()
  }
}

export function ring(): void {
  if (ringing || !context) return
  const buffer = context.createBuffer(1, context.sampleRate * CADENCE_S, context.sampleRate)
  buffer.copyToChannel(ringSamples(context.sampleRate), 0)
  ringing = new AudioBufferSourceNode(context, { buffer, loop: true })
  ringing.connect(context.destination)
  ringing.start()
}

export function quiet(): void {
  ringing?.stop()
  ringing?.disconnect()
  ringing = null
}

/** Whether the bell sounds now. */
export const isRinging = (): boolean => ringing !== null

let notice: Notification | null = null

/** For a tab that nobody looks at, if its owner has allowed it. */
export function notify(title: string, body: string): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  notice = new Notification(title, { body, tag: 'third-ring', requireInteraction: true })
  notice.onclick = () => {
    window.focus()
    notice?.close()
  }
}

export function clearNotice(): void {
  notice?.close()
  notice = null
}
