/** Ringback as Korean callers hear it: 440 and 480 Hz, one second of three. Pure. */
const TONES = [440, 480]
const TONE_S = 1
export const CADENCE_S = 3
const LOUDNESS = 0.16
/** A tone that begins at once clicks. */
const EDGE_S = 0.012

/** Samples of one cadence. Pure. */
export function ringSamples(rate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(rate * CADENCE_S))
  const length = Math.round(rate * TONE_S)
  for (let i = 0; i < length; i++) {
    const edge = Math.min(1, i / (rate * EDGE_S), (length - i) / (rate * EDGE_S))
    for (const tone of TONES) samples[i]! += Math.sin((2 * Math.PI * tone * i) / rate) * LOUDNESS * edge
  }
  return samples
}
