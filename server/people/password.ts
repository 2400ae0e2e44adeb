import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** What one hash costs: N = 2^ln rounds, 128·r·2^ln bytes of memory. */
export interface ScryptCost {
  ln: number
  r: number
  p: number
}

/** 128 MiB and about a third of a second. Tests hand in less. */
export const COST: ScryptCost = { ln: 17, r: 8, p: 1 }

/** More at once would take libuv's four threads, and with them the look-up of Twilio's address while a call waits. */
const MOST_AT_ONCE = 2
/** A whole shift may log in in the same second; beyond that it is an attack. */
const MOST_WAITING = 100

const SALT_BYTES = 16
const HASH_BYTES = 32
const MOST_MEMORY_BYTES = 512 * 2 ** 20

/**
 * The form to store: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`, base64 without padding.
 * A password's text is NFKC first: the same Hangul arrives composed from Windows and decomposed from macOS.
 */
export async function hashPassword(password: string, cost: ScryptCost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return written(cost, salt, await derive(password, salt, cost, HASH_BYTES))
}

/** Whether this is the password. Takes as long for the wrong one. False for a stored text that is no hash. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const hash = readHash(stored)
  if (!hash) return false
  return timingSafeEqual(await derive(password, hash.salt, hash.cost, hash.key.length), hash.key)
}

/** A hash that no password fits and that costs as much as `stored`: what an unknown account's password is tried on. */
export function decoyLike(stored: string | undefined): string {
  const cost = (stored ? readHash(stored)?.cost : undefined) ?? COST
  return written(cost, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES))
}

/** True while so many passwords are being checked that another one should be told to come back. */
export function isOverrun(): boolean {
  return waiting.length >= MOST_WAITING
}

/** The parts of a stored hash; null when it is none, or one whose cost would take the machine down. */
export function readHash(stored: string): { cost: ScryptCost; salt: Buffer; key: Buffer } | null {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored)
  if (!parts) return null
  const [ln, r, p] = [Number(parts[1]), Number(parts[2]), Number(parts[3])] as const
  const [salt, key] = [Buffer.from(parts[4] ?? '', 'base64'), Buffer.from(parts[5] ?? '', 'base64')] as const
  if (ln < 1 || r < 1 || p < 1 || p > 4 || 128 * r * 2 ** ln > MOST_MEMORY_BYTES) return null
  return salt.length >= 8 && key.length >= 16 && key.length <= 64 ? { cost: { ln, r, p }, salt, key } : null
}

function written({ ln, r, p }: ScryptCost, salt: Buffer, key: Buffer): string {
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(key)}`
}

function derive(password: string, salt: Buffer, { ln, r, p }: ScryptCost, bytes: number): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: MOST_MEMORY_BYTES + 2 ** 20 }
  return inTurn(() => new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  }))
}

// The threads belong to the process, and so does this queue for them.
let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < MOST_AT_ONCE) running++
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift() // who waits takes over this turn
    if (next) next()
    else running--
  }
}
