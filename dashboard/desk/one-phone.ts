/**
 * Of several tabs of one person, one has the phone. The browser's own locks decide, so that a tab that crashes gives the
 * phone to the next one at once.
 */
import { signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'

export interface OnePhone {
  readonly mine: ReadonlySignal<boolean>
  /** Takes the phone from whichever tab has it. */
  takeHere(): void
  release(): void
}

/** What is used of the browser's LockManager. */
export interface Locks {
  request(name: string, options: { steal?: boolean; signal?: AbortSignal }, work: () => Promise<void>): Promise<unknown>
}

/**
 * @param onChange called when the phone comes to this tab, and when it goes
 * @param locks without them (a page that is not https) every tab has a phone
 */
export function holdOnePhone(account: string, onChange: (mine: boolean) => void, locks: Locks | undefined): OnePhone {
  const mine = signal(false)
  const name = `third-ring.phone.${account}`
  const waiting = new AbortController()
  let letGo: (() => void) | null = null
  const tell = (has: boolean) => {
    if (mine.value === has) return
    mine.value = has
    onChange(has)
  }
  const hold = () => new Promise<void>((resolve) => {
    letGo = resolve
    tell(true)
  })
  const ask = (steal: boolean) => {
    if (!locks) return tell(true)
    const options = steal ? { steal: true } : { signal: waiting.signal }
    // It rejects when another tab takes the phone: then this one waits in line again.
    locks.request(name, options, hold).catch(() => {
      tell(false)
      if (!waiting.signal.aborted) ask(false)
    })
  }
  ask(false)
  return {
    mine,
    takeHere: () => { if (!mine.value) ask(true) },
    release() {
      waiting.abort()
      letGo?.()
      tell(false)
    },
  }
}
