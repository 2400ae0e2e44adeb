/** What lies behind a number: a supervisor opens it on the wallboard and gets its formula and its lines. */
import type { Figure, FigureKey, FigureUnit } from './figures.ts'
import type { Moment } from './moment.ts'
import type { TransferEnd } from './transfers.ts'

/** How a line stands to the number it was opened from: counted, only divided by, or neither. */
export const COUNTED = ['numerator', 'denominator', 'out'] as const
export type Counted = (typeof COUNTED)[number]

/** Why a call, a transfer, a staff phone or a person is in a number or out of it: a closed list, put into words by the browser. */
export const WHYS = [
  'answered-in-time', 'answered-late', 'hung-up-in-time', 'hung-up-late', 'turned-away', 'still-waiting-late', 'not-yet-decided', 'out-of-hours',
  'answered', 'abandoned', 'refused', 'in-progress', 'ring-1', 'ring-2', 'ring-3', 'ring-later', 'longest', 'shorter', 'uncertain', 'certain',
  'hears-ringback', 'in-the-queue', 'phone-in-time', 'phone-too-long', 'phone-stopped-in-time', 'phone-ringing',
  'colleague-in-time', 'colleague-late', 'nobody-in-time', 'over-in-time', 'transfer-running', 'nobody-free', 'lost-in-transfer', 'not-lost', 'under-way', 'transfer-over',
  'owed', 'overdue', 'not-yet-due', 'agent-ready', 'agent-ringing', 'agent-talking', 'agent-wrap-up', 'agent-unreachable', 'agent-away', 'agent-offline',
] as const
export type Why = (typeof WHYS)[number]

/** What the lines of a number are. */
export const OPENED_KINDS = ['calls', 'transfers', 'phones', 'call-backs', 'agents'] as const
export type OpenedKind = (typeof OPENED_KINDS)[number]

export interface OpenedRow {
  key: string
  counted: Counted
  why: Why
  /** False when the moment that decided lies nearer to the edge than its report can tell. */
  certain: boolean
  /** Leads to its story; null for a person. */
  call: string | null
  /** Masked; null for a person. */
  caller: string | null
  /** Arrival of the call, request of the transfer, first bell of the phone, promised time of the call-back, begin of the person's state. */
  at: Moment
  /** What was measured for this number: the wait, the phone's ringing, request to answer; null while nothing ended it. */
  ms: number | null
  ring: number | null
  /** Whoever answered, was rung, asked for the transfer, owes the call-back; the person. */
  who: string | null
  /** To whom a transfer went. */
  to: { ko: string; en: string } | null
  end: TransferEnd | null
}

/** A number of the board, opened. Everything in it is of one instant, that of `seq` and `asOf`. */
export interface OpenedFigure {
  seq: number
  asOf: Moment
  day: string
  figure: FigureKey
  /** Beginning of the quarter of an hour it is about, of the hour for T4; null for the whole day, or for now. */
  interval: Moment | null
  /** Its formula, put into words by the browser. */
  formula: Figure
  unit: FigureUnit
  /** As the board shows it; null where there is nothing to say. */
  value: number | null
  /** Of a share, and of a mean (ms over calls); null for others. */
  numerator: number | null
  denominator: number | null
  of: OpenedKind
  /** How many lines there are of each kind, over all pages. */
  lines: Record<Counted, number>
  /** The same by reason. */
  parts: { counted: Counted; why: Why; lines: number }[]
  /** Whether counting the lines gives the number that the board shows; null for phones, which are only counted page by page. */
  agrees: boolean | null
  /** At which a call's, a transfer's or a phone's time is judged, in ms; null where no edge matters. */
  edgeMs: number | null
  definition: { version: number; from: Moment }
  /** A page, the newest first; call-backs the most urgent first, people by name. */
  rows: OpenedRow[]
  next: string | null
}
