/** Calls being passed on: an agent's desk asks for it and shows it, the wallboard shows the race against thirty seconds. */
import type { Moment } from './moment.ts'

/** Whom a call can be passed to. */
export type TransferTo = { department: string } | { agent: string } | { contact: string }
export const TRANSFER_KINDS = ['consult', 'blind'] as const
export type TransferKind = (typeof TRANSFER_KINDS)[number]

/** `finding` before a phone rings; `consulting` while agent and colleague speak and the caller is held; `joined` while all three speak. */
export const TRANSFER_STAGES = ['finding', 'ringing', 'consulting', 'joined', 'ended'] as const
export type TransferStage = (typeof TRANSFER_STAGES)[number]

/** How a transfer ended. Every ending has a name. */
export const TRANSFER_ENDS = [
  'completed', 'returned', 'withdrawn', 'lost-in-transfer', 'refused', 'not-answered', 'unreachable', 'voicemail-suspected', 'call-back-booked',
] as const
export type TransferEnd = (typeof TRANSFER_ENDS)[number]

export interface TransferView {
  call: string
  /** From 1; a retry after a failed attempt goes on in the same transfer. */
  transfer: number
  kind: TransferKind
  to: { kind: 'department' | 'agent' | 'contact'; id: string; name: { ko: string; en: string } }
  by: string
  gist: string
  /** The clock of promise T4 starts here. */
  askedAt: Moment
  stage: TransferStage
  end: TransferEnd | null
  /** Names of those whose phone rings for it now. */
  ringing: string[]
  /** Who answered. */
  colleague: string | null
  verdict: 'kept' | 'broken' | 'void' | 'running'
  /** Each leg's share so far, ms; null while it has not begun. */
  shares: { find: number | null; ring: number | null; consult: number | null; join: number | null }
  /** From 20 s on: the next best person, offered to the agent. */
  next: { agent: string; name: string } | null
}
