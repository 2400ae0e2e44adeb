/** Whom a call can be passed to: the server tells every desk. */
import type { AgentState } from './agents.ts'
import type { PromiseFigure } from './counts.ts'
import type { Moment } from './moment.ts'

export interface DirectoryDepartment {
  id: string
  name: { ko: string; en: string }
  /** What it answers for: searched by keyword and by initial consonants. */
  keywords: string[]
  /** Spoken to callers before they are passed on. */
  number: string | null
  members: { agent: string; name: string; state: AgentState; since: Moment; reachable: boolean; canTakeIt: boolean }[]
  t4: PromiseFigure
}
export interface DirectoryContact {
  id: string
  name: { ko: string; en: string }
  keywords: string[]
  /** Masked. */
  number: string
  canBeDialled: boolean
}
export interface DirectoryView { asOf: Moment; departments: DirectoryDepartment[]; contacts: DirectoryContact[] }
