/** What an alert sounds like: computed, so that no file has to be fetched. Pure. */
import type { Severity } from '../../server/protocol/alerts.ts'

/** Enough for tones of under 1 kHz, and small in memory: the browser brings it to its own rate. */
export const RATE = 8_000
const LOUDNESS = 0.22
/** A tone that begins at once clicks. */
const EDGE_S = 0.015

/** Two soft falling tones twice a minute; three rising ones every four seconds, which nobody takes for the other or for a telephone. */
const SOUNDS: Record<Severity, { everyS: number; toneS: number; tones: readonly number[] }> = {
  warning: { everyS: 30, toneS: 0.35, tones: [660, 495] },
  critical: { everyS: 4, toneS: 0.22, tones: [590, 740, 885] },
}

/** Samples of one round: the tones, then quiet until they come again. */
export function alarmSamples(severity: Severity): Float32Array<ArrayBuffer> {
  const { everyS, toneS, tones } = SOUNDS[severity]
  const samples = new Float32Array(Math.round(RATE * everyS))
  const length = Math.round(RATE * toneS)
  for (const [n, tone] of tones.entries()) {
    for (let i = 0; i < length; i++) {
      const edge = Math.min(1, i / (RATE * EDGE_S), (length - i) / (RATE * EDGE_S))
      samples[n * length + i] = Math.sin((2 * Math.PI * tone * i) / RATE) * LOUDNESS * edge
    }
  }
  return samples
}
