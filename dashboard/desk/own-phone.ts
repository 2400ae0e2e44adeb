/** This person's telephone on this page. Of several tabs one has it, be it the desk or the wallboard. */
import { computed, effect, signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import { holdOnePhone } from './one-phone.ts'
import type { OnePhone } from './one-phone.ts'
import { fetchAccess, openLine, openPhone, SILENT } from './phone.ts'
import type { PhoneState, Softphone } from './phone.ts'

export interface OwnPhone {
  /** Null while another tab has it. */
  readonly phone: ReadonlySignal<Softphone | null>
  readonly state: ReadonlySignal<PhoneState>
  /** Whether this tab has it. */
  readonly mine: ReadonlySignal<boolean>
  /** Somebody is on the line here. */
  readonly talking: ReadonlySignal<boolean>
  /** From now on this account's telephone is here, as soon as no other tab has it. */
  hold(account: string): void
  takeHere(): void
  /** The telephone rings here no more. */
  letGo(): void
}

const FETCH_AGAIN_MS = 3_000

export function createOwnPhone(locks = navigator.locks): OwnPhone {
  const phone = signal<Softphone | null>(null)
  const one = signal<OnePhone | null>(null)
  const state = computed(() => phone.value?.state.value ?? SILENT)
  const mine = computed(() => one.value?.mine.value ?? false)
  const talking = computed(() => openLine(state.value.lines) !== null)

  const drop = () => {
    phone.value?.stop()
    phone.value = null
  }
  const get = async (): Promise<void> => {
    const access = await fetchAccess()
    if (access === null) return void setTimeout(() => { if (mine.value) void get() }, FETCH_AGAIN_MS)
    if (!mine.value) return
    phone.value?.stop()
    phone.value = await openPhone(access, fetchAccess)
    // Between asking and having, another tab may have taken it.
    if (mine.value) await phone.value.start()
    else drop()
  }
  // What its owner asked to take part in is answered by itself: the click was made when it was asked for.
  effect(() => {
    const { lines } = state.value
    const asked = lines.find(({ supervision, state }) => supervision && state === 'ringing')
    if (asked && openLine(lines) === null) phone.peek()?.answer(asked.leg)
  })
  // With the page its line ends, whichever telephone it is: so the browser asks first.
  effect(() => {
    if (!talking.value) return
    addEventListener('beforeunload', askFirst)
    return () => removeEventListener('beforeunload', askFirst)
  })
  return {
    phone, state, mine, talking,
    hold(account) {
      one.value ??= holdOnePhone(account, (has) => {
        // The signal is set just before; the phone follows it.
        queueMicrotask(() => (has ? void get() : drop()))
      }, locks)
    },
    takeHere: () => one.value?.takeHere(),
    letGo() {
      one.value?.release()
      drop()
    },
  }
}

const askFirst = (event: Event) => event.preventDefault()
