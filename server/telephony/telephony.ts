import type { LegEnd, LegId } from '../calls/events.ts'
import type { Address } from '../calls/intents.ts'
import type { Moment } from '../clock.ts'

/** What we can ask of a telephone system. Everything else it does by the documents we answer with. */
export interface Telephony {
  /** Takes a leg out of what it hears now; it asks `url` for what comes next. */
  redirect(leg: LegId, url: string): Promise<void>
  /** Stops a phone that rings. Must not end a conversation: a leg that was answered in the meantime stays. */
  silence(leg: LegId): Promise<void>
  /** Rings a phone; whoever picks up is sent to `url`. @returns the leg's name */
  ring(asked: Ring): Promise<LegId>
  /** Legs that were placed to this address since then, newest first: looked at before anything is placed a second time. */
  placed(address: Address, since: Moment): Promise<LegId[]>
  /** How a leg stands; null when the system does not know it. */
  ask(leg: LegId): Promise<LegState | null>
  /** Callers' legs to this address that began since then, and those that run now, newest first. */
  list(called: string, since: Moment): Promise<Listed[]>
  /** Sends a text message. @param asked `to` in E.164; `report`: where its progress is reported. @returns the message's name */
  text(asked: { to: string; body: string; report: string }): Promise<string>
  /** A message of just these words that was made since then: looked at before anything is sent a second time. */
  texted(asked: { to: string; body: string }, since: Moment): Promise<string | null>
}

export interface Ring {
  address: Address
  /** Where whoever picks up is sent. */
  url: string
  /** Where the leg's progress is reported. */
  report: string
  seconds: number
  /** Handed to a browser phone with the call, so that its desk knows which call rings. */
  parameters: Record<string, string>
}

/** A caller's leg in the telephone system's own list. */
export interface Listed {
  leg: LegId
  from: string
  /** Whole seconds. */
  createdAt: Moment
  answeredAt: Moment | null
  /** Null while it runs. */
  ended: LegEnd | null
  endedAt: Moment | null
}

export interface LegState {
  /** Null while it runs. */
  ended: LegEnd | null
  /** When it was answered, in whole seconds; null when it was not, or is not known to have been. */
  answeredAt: Moment | null
  /** When it ended, in whole seconds. */
  endedAt: Moment | null
}

export type Failure = 'gone' | 'later' | 'uncertain' | 'refused'

/** What became of a request that the telephone system did not do. */
export class TelephonyError extends Error {
  override name = 'TelephonyError'
  /**
   * `gone`: the leg is over, nothing is left to do. `later`: not done, worth another try.
   * `uncertain`: perhaps done, only the answer was lost. `refused`: no use trying again.
   */
  readonly kind: Failure
  constructor(kind: Failure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
