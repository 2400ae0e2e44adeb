import { createHash } from 'node:crypto'
import type { Row } from './codec.ts'

/** What the first row builds on. */
export const GENESIS = new Uint8Array(32)

/**
 * SHA-256 over the row before and this one: whoever changes a row changes every hash after it.
 * As JSON no two different rows spell the same text: null is not an empty text, and no text can pass for two fields.
 */
export function chain(before: Uint8Array, seq: number, row: Row): Uint8Array {
  return createHash('sha256').update(before).update(JSON.stringify([
    seq, row.type, row.version, row.at, row.received_at, row.call, row.leg, row.agent, row.round, row.body,
  ])).digest()
}
