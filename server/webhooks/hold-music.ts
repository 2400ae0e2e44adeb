let kept: Buffer | null = null

/**
 * Music for waiting: a slow arpeggio, worked out once a process and kept in memory, so that nothing has to be licensed or fetched.
 * @returns a WAV file: 8 kHz, 8-bit µ-law, mono, which is what a telephone line carries
 */
export const holdMusic = (): Buffer => (kept ??= compose())

function compose(): Buffer {
  const RATE = 8000
  const BEAT = 0.75
  const CHORDS = [[220, 277.18, 329.63, 440], [196, 246.94, 293.66, 392], [174.61, 220, 261.63, 349.23], [196, 246.94, 329.63, 392]]
  const notes = CHORDS.flatMap((chord) => [...chord, ...chord.slice(0, -1).reverse(), chord[0]!])
  const samples = new Uint8Array(Math.floor(notes.length * BEAT * RATE))
  for (let i = 0; i < samples.length; i++) {
    const t = i / RATE
    let level = 0
    // Each note rings on into the next two.
    for (let back = 0; back < 3; back++) {
      const n = Math.floor(t / BEAT) - back
      const pitch = notes[n]
      if (pitch === undefined) continue
      const age = t - n * BEAT
      const fade = Math.min(1, age * 40) * Math.exp(-2.2 * age)
      level += fade * (Math.sin(2 * Math.PI * pitch * age) + 0.3 * Math.sin(4 * Math.PI * pitch * age))
    }
    samples[i] = muLaw(Math.max(-1, Math.min(1, level * 0.28)))
  }
  return Buffer.concat([header(samples.length, RATE), samples])
}

/** ITU-T G.711 µ-law, by its formula. @param x −1…1 */
function muLaw(x: number): number {
  const magnitude = Math.log1p(255 * Math.abs(x)) / Math.log(256)
  return ~((x < 0 ? 0x80 : 0) | Math.round(magnitude * 127)) & 0xff
}

function header(length: number, rate: number): Buffer {
  const head = Buffer.alloc(58)
  head.write('RIFF', 0)
  head.writeUInt32LE(50 + length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(18, 16)
  head.writeUInt16LE(7, 20) // WAVE_FORMAT_MULAW
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('fact', 38)
  head.writeUInt32LE(4, 42)
  head.writeUInt32LE(length, 46)
  head.write('data', 50)
  head.writeUInt32LE(length, 54)
  return head
}
