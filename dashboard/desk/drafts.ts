/**
 * What was written and chosen of a call, kept here until the server has it: whatever ends a wrap-up, the note is not lost.
 * It survives a reload, and goes when the tab is closed: notes are about people, and a desk may be shared.
 */
import { signal } from '@preact/signals'
import type { DeskView, WrapUpOutcome } from '../../server/protocol/desk.ts'
import type { Refusal, Reply } from '../../server/protocol/requests.ts'

export interface Draft {
  text: string
  /** Null while nothing was chosen. */
  outcome: WrapUpOutcome | null
  /** Why the server would not have it, once it is certain. */
  refused: Refusal | null
}
export type Drafts = Readonly<Record<string, Draft>>

/** By call. Somebody else's are not taken over. */
export const drafts = signal<{ agent: string; of: Drafts }>({ agent: '', of: {} })

const NOTHING: Draft = { text: '', outcome: null, refused: null }
const KEPT_AS = 'third-ring.drafts'
/** Between two tries: the line may just be coming back. */
const AGAIN_MS = 3_000
/** The server may not yet have learnt that the talk is over. */
const TRIES = 3

export const draftOf = (call: string): Draft => drafts.value.of[call] ?? NOTHING

type Over = Pick<NonNullable<DeskView['wrappingUp']>, 'call' | 'suggested'>

/** What is shown as chosen, also before anything was. */
export const shownOutcome = ({ call, suggested }: Over): WrapUpOutcome => draftOf(call).outcome ?? suggested

type InHand = Pick<DeskView, 'talking' | 'wrappingUp'> & Partial<Pick<DeskView, 'callingBack'>>

/** Those of calls that are neither in hand nor being wrapped up. Pure. */
export const leftOver = (all: Drafts, { talking, wrappingUp, callingBack }: InHand): string[] =>
  Object.keys(all).filter((call) => call !== talking?.call && call !== wrappingUp?.call && call !== callingBack?.call)

type Send = (asked: { outcome: WrapUpOutcome; note: string; call: string }) => Promise<Reply>
interface Keeper { getItem(key: string): string | null; setItem(key: string, text: string): void }

export function createDrafts(send: Send, keeper: () => Keeper = () => sessionStorage, clock: () => number = () => performance.now()) {
  try {
    drafts.value = JSON.parse(keeper().getItem(KEPT_AS) ?? 'null') ?? drafts.value
  } catch { /* nothing was kept */ }
  const tries = new Map<string, { times: number; at: number; underWay: boolean }>()

  const keep = (agent: string, of: Drafts) => {
    drafts.value = { agent, of }
    try { keeper().setItem(KEPT_AS, JSON.stringify(drafts.value)) } catch { /* then a reload forgets them */ }
  }
  const change = (call: string, changed: Partial<Draft>) => {
    const draft = { ...draftOf(call), ...changed }
    const { [call]: _, ...others } = drafts.value.of
    keep(drafts.value.agent, draft.text === '' && draft.outcome === null ? others : { ...others, [call]: draft })
  }
  const forget = (call: string) => {
    const { [call]: _, ...others } = drafts.value.of
    tries.delete(call)
    keep(drafts.value.agent, others)
  }

  /** @returns null when it is on its way already */
  const sendOne = async (call: string, outcome: WrapUpOutcome): Promise<Reply | null> => {
    const tried = tries.get(call) ?? { times: 0, at: -Infinity, underWay: false }
    if (tried.underWay) return null
    tries.set(call, { times: tried.times, at: clock(), underWay: true })
    const { text } = draftOf(call)
    const reply = await send({ outcome, note: text, call })
    if (!reply.ok) {
      // Out of reach is no answer: that is tried for as long as it takes.
      const times = tried.times + (reply.because === 'try-again' ? 0 : 1)
      tries.set(call, { times, at: clock(), underWay: false })
      if (times >= TRIES) change(call, { refused: reply.because })
    } else if (draftOf(call).text === text) forget(call)
    // Written on while it was sent: nobody is waiting for that any more, but it stays to be read.
    else change(call, { refused: 'nothing-to-wrap-up' })
    return reply
  }

  return {
    write: (call: string, text: string) => change(call, { text }),
    choose: (call: string, outcome: WrapUpOutcome) => change(call, { outcome }),
    forget,
    /** What the agent says now, whatever they said before. */
    finish: (over: Over) => sendOne(over.call, shownOutcome(over)),
    /** Before logging out: whatever can be sent. */
    sendAll: (talking: DeskView['talking']) => Promise.all(leftOver(drafts.value.of, { talking, wrappingUp: null }).map((call) => sendOne(call, draftOf(call).outcome ?? 'other'))),
    /** With every picture: a wrap-up that ended without its note. Nobody said how the call went, so nothing better is claimed. */
    look(view: InHand & { me: { agent: string } }) {
      if (drafts.value.agent !== view.me.agent) keep(view.me.agent, {})
      for (const call of leftOver(drafts.value.of, view)) {
        const tried = tries.get(call)
        const { outcome, refused } = draftOf(call)
        if (refused !== null || (tried && (tried.underWay || clock() - tried.at < AGAIN_MS))) continue
        void sendOne(call, outcome ?? 'other')
      }
    },
  }
}
