/** Chance by seed. Every question draws from its own named stream, so a new question never shifts another's answers. */
export interface Random {
  /** in [0, 1) */
  next(): number
  /** a whole number, both ends included */
  between(least: number, most: number): number
  chance(probability: number): boolean
  exponential(mean: number): number
  /** Many small, few long: `median` is the middle, `spread` the σ of the logarithm (0.3 tight, 0.8 wide). */
  logNormal(median: number, spread: number): number
  pick<T>(choices: readonly T[]): T
  /** one of the names, as often as its weight says */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T
  hex(digits: number): string
}

export interface Streams {
  /** The same seed and name always give the same draws, whatever others drew. */
  stream(name: string): Random
}

/** FNV-1a with a final mix: text to 32 bits. */
function hash(text: string, salt: number): number {
  let bits = 2166136261 ^ salt
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 16777619)
  bits = Math.imul(bits ^ (bits >>> 16), 2246822507)
  bits = Math.imul(bits ^ (bits >>> 13), 3266489909)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** sfc32: small, fast, passes PractRand. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  return () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return (sum >>> 0) / 4294967296
  }
}

function draws(next: () => number): Random {
  const random: Random = {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    exponential: (mean) => -mean * Math.log(1 - next()),
    logNormal: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(spread * normal)
    },
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
    weighted: <T extends string>(weights: Readonly<Record<T, number>>): T => {
      const entries = Object.entries(weights) as [T, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) if ((left -= weight) < 0) return name
      return entries.at(-1)![0]
    },
    hex: (digits) => {
      let text = ''
      while (text.length < digits) text += Math.floor(next() * 0x10000).toString(16).padStart(4, '0')
      return text.slice(0, digits)
    },
  }
  return random
}

export function randomBy(seed: number | string): Streams {
  return {
    stream(name) {
      const key = `${seed}/${name}`
      const next = sfc32(hash(key, 1), hash(key, 2), hash(key, 3), 1)
      for (let i = 0; i < 12; i++) next()
      return draws(next)
    },
  }
}
