/** What an agent does at the desk. Every refusal comes back as a word of the closed list and is shown until the next action. */
import { batch, effect, signal, untracked } from '@preact/signals'
import type { AwayReason } from '../../server/protocol/agents.ts'
import type { DeskView } from '../../server/protocol/desk.ts'
import type { Refusal, Reply } from '../../server/protocol/requests.ts'
import type { TransferKind, TransferTo } from '../../server/protocol/transfers.ts'
import { newestDesk } from '../live/newest.ts'
import type { Asked } from '../live/socket.ts'
import { createDrafts, drafts } from './drafts.ts'
import { landed, press } from './guard.ts'
import type { Guard } from './guard.ts'
import { openLine } from './phone.ts'
import type { Softphone } from './phone.ts'
import { putDown } from './put-down.ts'
import { allowSound } from './ring.ts'
import { granted, lineOf, wishFor } from './wish.ts'
import type { Wish } from './wish.ts'

interface Hands {
  ask<Name extends keyof Asked>(name: Name, asked: Asked[Name]): Promise<Reply>
  phone(): Softphone | null
  view(): DeskView | null
}

/** Why the last action was not done, for a while; null while all is well. */
export const refusal = signal<Refusal | null>(null)
/** Whom a call could not be passed to: said where it was asked. */
export const refusedTo = signal<TransferTo | null>(null)
/** Under way: the buttons say so and take no second press. */
export const busy = signal<string | null>(null)
/** Guards the call in hand. */
export const guard = signal<Guard | null>(null)
/** The call that is answered or declined as soon as the telephone here rings for it: the picture comes about a second before. */
export const wished = signal<Wish | null>(null)

/** Whoever rings here: a caller, or this telephone itself for a call-back. */
const calledHere = ({ ringing, callingBack }: DeskView): { call: string; leg?: string | null }[] =>
  [...ringing, ...(callingBack?.dial?.stage === 'phone' ? [callingBack] : [])]

const SHOWN_MS = 8_000
/** With it something else is offered, and that takes a while to choose. */
const SHOWN_WITH_A_WAY_ON_MS = 30_000

/** What was refused is said no more. */
export function forgive(): void {
  batch(() => { refusal.value = refusedTo.value = null })
}

export type Actions = ReturnType<typeof createActions>

export function createActions({ ask, phone, view }: Hands) {
  const written = createDrafts((asked) => ask('wrapUp', asked))
  effect(() => {
    const view = newestDesk.value?.view
    if (view) untracked(() => written.look(view))
  })

  let talkingIn: string | null = null
  effect(() => {
    const call = newestDesk.value?.view.talking?.call ?? null
    if (call === talkingIn) return
    talkingIn = call
    guard.value = call === null ? null : landed(performance.now())
  })

  effect(() => {
    const wish = wished.value
    const view = newestDesk.value?.view
    if (wish === null || !view) return
    const next = granted(wish.call, calledHere(view), phone()?.state.value.lines ?? [])
    if (next === 'wait') return
    wished.value = null
    if (next !== 'forget') untracked(() => phone()?.[wish.what](next.leg))
  })

  effect(() => {
    if (refusal.value === null) return
    const over = setTimeout(forgive, refusedTo.value === null ? SHOWN_MS : SHOWN_WITH_A_WAY_ON_MS)
    return () => clearTimeout(over)
  })

  const doing = async <Name extends keyof Asked>(name: Name, asked: Asked[Name]): Promise<boolean> => {
    busy.value = name
    // Gone before it is said again, so that it is heard again.
    forgive()
    const reply = await ask(name, asked)
    busy.value = null
    batch(() => {
      refusal.value = reply.ok ? null : reply.because
      refusedTo.value = !reply.ok && 'to' in asked ? asked.to : null
    })
    return reply.ok
  }
  const lines = () => phone()?.state.peek().lines ?? []
  const ringsHere = () => ['twilio', 'demo'].includes(phone()?.state.peek().kind ?? 'none')
  const inHand = () => view()?.talking?.call ?? null

  /** The note goes first: being ready ends the wrap-up it belongs to. */
  const finishWith = async (over: NonNullable<DeskView['wrappingUp']>): Promise<boolean> => {
    busy.value = 'wrapUp'
    const reply = await written.finish(over)
    busy.value = null
    refusal.value = reply?.ok === false ? reply.because : null
    return reply?.ok ?? false
  }

  const actions = {
    async ready() {
      allowSound()
      const over = view()?.wrappingUp
      if (over && over.call in drafts.peek().of) await finishWith(over)
      return doing('state', { state: 'ready' })
    },
    away: (reason: AwayReason) => doing('state', { state: 'away', reason }),
    toggleState: () => (['away', 'offline', 'unreachable', 'wrap-up'].includes(view()?.me.state ?? '') ? actions.ready() : actions.away('break')),

    /** The caller who has waited longest, or a certain one. When the telephone does not ring yet, as soon as it does. */
    answer(call?: string) {
      const shown = view()
      const ringing = shown ? calledHere(shown).filter((one) => call === undefined || one.call === call) : []
      const line = ringing.map((one) => lineOf(lines(), one)).find((one) => one?.state === 'ringing')
        // The telephone may ring a moment before the picture comes.
        ?? (call === undefined ? lines().find(({ state }) => state === 'ringing') : undefined)
      if (line) return phone()?.answer(line.leg)
      const first = wishFor(ringing, lines())
      if (first !== null && ringsHere() && openLine(lines()) === null) wished.value = { call: first, what: 'answer' }
    },
    decline(call: string) {
      const shown = view()
      const one = shown && calledHere(shown).find((ringing) => ringing.call === call)
      const line = one && lineOf(lines(), one)
      if (line) phone()?.decline(line.leg)
      else if (one && ringsHere()) wished.value = { call, what: 'decline' }
    },
    /** With the two-second guard. */
    hangUp() {
      const line = openLine(lines())
      if (!line) return
      const pressed = press(guard.value ?? landed(-Infinity), performance.now())
      guard.value = pressed.guard
      if (pressed.hangUp) void putDown(phone(), line, (asked) => ask('putDown', asked))
    },
    mute() {
      const line = openLine(lines())
      if (line) phone()?.mute(line.leg, !line.muted)
    },
    pressKey(digit: string) {
      const line = openLine(lines())
      if (line) phone()?.press(line.leg, digit)
    },
    allowMicrophone: () => void phone()?.allowMicrophone(),

    write: written.write,
    choose: written.choose,
    forget: written.forget,
    /** False while this person is on the telephone, here or in another tab: with the login their call would end. */
    async mayLeave(): Promise<boolean> {
      if (openLine(lines()) || inHand() !== null) return false
      await written.sendAll(view()?.talking ?? null)
      return true
    },
    wrapUp() {
      const over = view()?.wrappingUp
      return over ? finishWith(over) : Promise.resolve(false)
    },
    greeting: (text: string) => doing('greeting', { text }),

    transfer: (to: TransferTo, kind: TransferKind, gist: string) => {
      const call = inHand()
      return call === null ? Promise.resolve(false) : doing('transfer', { call, to, kind, gist })
    },
    transferTo: (to: TransferTo) => ofCall((call) => doing('transferTo', { call, to })),
    join: () => ofCall((call) => doing('join', { call })),
    withdraw: () => ofCall((call) => doing('withdraw', { call })),
    swap: () => ofCall((call) => doing('swap', { call })),
    /** The transfer's next step: bring the caller in, then leave. */
    goOn() {
      const stage = view()?.talking?.transfer?.stage
      return stage === 'consulting' ? actions.join() : stage === 'joined' ? actions.leave() : Promise.resolve(false)
    },
    leave: () => ofCall((call) => doing('leave', { call })),
    hold: () => ofCall((call) => doing('hold', { call })),
    resume: () => ofCall((call) => doing('resume', { call })),
    bookCallBack: (call: string, promisedFor: number) => doing('bookCallBack', { call, promisedFor }),
    dialCallBack: (callBack: string) => doing('dialCallBack', { callBack }),
    changeCallBack: (callBack: string, promisedFor: number) => doing('changeCallBack', { callBack, promisedFor }),
    settleCallBack: (callBack: string, outcome: 'reached' | 'not-reached') => doing('settleCallBack', { callBack, outcome }),
  }
  const ofCall = (work: (call: string) => Promise<boolean>): Promise<boolean> => {
    const call = inHand()
    return call === null ? Promise.resolve(false) : work(call)
  }
  return actions
}
