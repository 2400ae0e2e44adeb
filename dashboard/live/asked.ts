/**
 * What a page asks the API for and keeps while somebody looks at it: going back shows what was read, not another moment.
 * Nothing is fetched anew by itself, so that no line moves under the reader; whoever wants the present asks again.
 */
import { signal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ask } from './api.ts'

export interface Asked<T> {
  /** What was read; while it is asked for anew, the old. */
  value: T | null
  /** The server's own word, or `unreachable`; null while all is well. */
  trouble: string | null
  asking: boolean
}

const NOTHING: Asked<never> = { value: null, trouble: null, asking: true }

const known = new Map<string, Signal<Asked<unknown>>>()

function entryOf(path: string): Signal<Asked<unknown>> {
  let entry = known.get(path)
  if (entry === undefined) known.set(path, (entry = signal<Asked<unknown>>(NOTHING)))
  return entry
}

/** @param path below `/api/v1` */
export async function askAgain(path: string): Promise<void> {
  const entry = entryOf(path)
  entry.value = { ...entry.value, asking: true }
  const reply = await ask<unknown>('GET', path)
  entry.value = reply.ok ? { value: reply.body, trouble: null, asking: false } : { ...entry.value, trouble: reply.because, asking: false }
}

/** Asks once; what came is kept until {@link forget}. */
export function useAsked<T>(path: string): Asked<T> {
  const entry = entryOf(path)
  useEffect(() => {
    if (entry.peek() === NOTHING) void askAgain(path)
  }, [path])
  return entry.value as Asked<T>
}

/** The next one who looks sees the present. */
export function forget(): void {
  known.clear()
}
