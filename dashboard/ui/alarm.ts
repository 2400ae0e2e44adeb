/**
 * The sound of alerts in this browser: on until somebody silences it, for a while or for good; remembered. A looping buffer
 * needs no timer, so it sounds on in a hidden tab, where timers sleep.
 */
import { computed, signal } from '@preact/signals'
import type { Severity } from '../../server/protocol/alerts.ts'
import { alarmSamples, RATE } from './alarm-tone.ts'
import { serverSecond } from './clock.ts'

const REMEMBERED_AS = 'third-ring.alarm-silent-until'

/** Until then (server's time) nothing sounds; `Infinity`: until somebody turns it on again. */
const silentUntil = signal<number>(read())
export const silent = computed<number | null>(() => (silentUntil.value > serverSecond.value ? silentUntil.value : null))
/** What sounds now. `blocked`: it should, but the browser waits for somebody to touch the page. */
export const sounding = signal<Severity | 'blocked' | null>(null)

export function silence(until: number): void {
  silentUntil.value = until
  try { localStorage.setItem(REMEMBERED_AS, String(until)) } catch { /* a browser that keeps nothing is silent for now all the same */ }
}
export const soundAgain = (): void => silence(0)

function read(): number {
  try {
    const kept = Number(localStorage.getItem(REMEMBERED_AS) ?? 0)
    return Number.isNaN(kept) ? 0 : kept
  } catch { return 0 }
}

let context: AudioContext | null = null
let playing: { severity: Severity; source: AudioBufferSourceNode } | null = null

/** Sounds like this from now on, or not at all. Asked with every picture: the same again changes nothing. */
export function sound(severity: Severity | null): void {
  if (severity === null) {
    stop()
    sounding.value = null
    return
  }
  if (playing?.severity !== severity) {
    stop()
    context ??= new AudioContext()
    const samples = alarmSamples(severity)
    const buffer = context.createBuffer(1, samples.length, RATE)
    buffer.copyToChannel(samples, 0)
    const source = new AudioBufferSourceNode(context, { buffer, loop: true })
    source.connect(context.destination)
    source.start()
    playing = { severity, source }
  }
  const tell = () => { sounding.value = playing === null ? null : context?.state === 'running' ? playing.severity : 'blocked' }
  if (context?.state !== 'running') void context?.resume().then(tell, tell)
  tell()
}

function stop(): void {
  playing?.source.stop()
  playing?.source.disconnect()
  playing = null
}

/** Browsers let a page make a sound only after somebody touched it: every touch is taken for leave to sound. */
export function allowAlarm(): () => void {
  const touched = () => { if (playing) sound(playing.severity) }
  const touches = ['pointerdown', 'keydown'] as const
  for (const touch of touches) addEventListener(touch, touched, { capture: true })
  return () => {
    for (const touch of touches) removeEventListener(touch, touched, { capture: true })
    sound(null)
  }
}
