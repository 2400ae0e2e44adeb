/** Who looks: the server tells every page who is logged in, and supervisors which screens hang on walls. */
import type { Moment } from './moment.ts'

export const ROLES = ['agent', 'supervisor', 'administrator', 'display'] as const
export type Role = (typeof ROLES)[number]

/** `GET /api/v1/session`. `endsInMs`: after that somebody has to log in anew, though not in the middle of a call; null: never. */
export type OwnSession = SessionView & { endsInMs: number | null }

/** Who is logged in. */
export interface SessionView {
  account: string
  name: string
  role: Role
  department: string
}

/** A screen on the wall. Its token is shown once, when it is made. */
export interface DisplayView {
  display: string
  /** Where it hangs. */
  label: string
  madeBy: string
  madeByName: string
  madeAt: Moment
  /** When it last showed the board, to the minute. */
  seenAt: Moment | null
  revokedBy: string | null
  revokedByName: string | null
  revokedAt: Moment | null
}
