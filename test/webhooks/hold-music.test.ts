import { expect } from 'chai'
import { holdMusic } from '../../server/webhooks/hold-music.ts'

/** ITU-T G.711 µ-law, by its table of segments: the byte is inverted, a sign, three bits of segment, four within it. */
function decode(byte: number): number {
  const bits = ~byte & 0xff
  const segment = (bits >> 4) & 7
  const magnitude = (((bits & 0x0f) << 3) + 0x84 << segment) - 0x84
  return (bits & 0x80 ? -magnitude : magnitude) / 32124
}

describe('the music that callers wait with', () => {
  const file = holdMusic()
  const samples = [...file.subarray(58)].map(decode)
  const RATE = 8000

  it('is a WAV file of what a telephone line carries: µ-law, 8 kHz, one channel', () => {
    expect(file.toString('latin1', 0, 4)).to.equal('RIFF')
    expect(file.readUInt32LE(4)).to.equal(file.length - 8)
    expect(file.toString('latin1', 8, 16)).to.equal('WAVEfmt ')
    expect(file.readUInt32LE(16), 'length of the format').to.equal(18)
    expect([20, 22].map((at) => file.readUInt16LE(at)), 'µ-law, one channel').to.deep.equal([7, 1])
    expect([24, 28].map((at) => file.readUInt32LE(at)), 'samples and bytes a second').to.deep.equal([RATE, RATE])
    expect([32, 34, 36].map((at) => file.readUInt16LE(at)), 'one byte, 8 bits, nothing more').to.deep.equal([1, 8, 0])
    expect(file.toString('latin1', 38, 42)).to.equal('fact')
    expect(file.readUInt32LE(42)).to.equal(4)
    expect(file.readUInt32LE(46)).to.equal(samples.length)
    expect(file.toString('latin1', 50, 54)).to.equal('data')
    expect(file.readUInt32LE(54)).to.equal(samples.length)
  })
  it('lasts some twenty seconds, so that the place is said anew about three times a minute', () => {
    expect(samples.length / RATE).to.be.within(15, 40)
  })
  it('is never silent for a second, nor too loud for the line', () => {
    for (let second = 0; second + 1 <= samples.length / RATE; second++) {
      const heard = samples.slice(second * RATE, (second + 1) * RATE)
      const loudness = Math.sqrt(heard.reduce((sum, x) => sum + x * x, 0) / heard.length)
      expect(loudness, `second ${second}`).to.be.within(0.02, 0.5)
    }
    expect(samples.reduce((loudest, x) => Math.max(loudest, Math.abs(x)), 0)).to.be.below(0.99)
  })
  it('swings around the middle, without a click at its beginning', () => {
    expect(Math.abs(samples.reduce((sum, x) => sum + x, 0) / samples.length)).to.be.below(0.01)
    expect(Math.abs(samples[0]!)).to.be.below(0.01)
  })
})
