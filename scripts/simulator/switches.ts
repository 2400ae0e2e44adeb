/**
 * What no public source settles about Twilio, each as a switch. The first value is the default, our best guess; a server
 * must be right under every one.
 */
export const SWITCHES = {
  /** Is a Dial's action requested when the caller hangs up inside it, and with which CallStatus? */
  actionAfterHangUp: ['not-requested', 'final-status', 'status-before'],
  /** Legs of a simultaneous dial that lost to the one that answered. */
  losingLeg: ['canceled', 'no-answer', 'completed'],
  /** Legs still ringing when the caller gave up. */
  abandonedLeg: ['canceled', 'no-answer'],
  /** A ringing leg that REST ended. */
  legEndedByRest: ['canceled', 'no-answer'],
  /** DialCallSid when several legs all failed. */
  failedDialSid: ['last', 'first', 'absent'],
  /** One busy, one silent: which word does DialCallStatus have? */
  busyBeatsNoAnswer: [true, false],
  /** A Client nobody registered. */
  unregisteredClient: ['no-answer', 'failed'],
  /** A Client already in a call: SIP 486, or the SDK ignores the invitation and the leg rings out. */
  busyClient: ['486', 'ignored'],
  /** POST Status=canceled on a ringing leg of a Dial. */
  cancelRingingLeg: ['works', '21220'],
  /** POST Url or Twiml on an inbound leg that still rings (answerOnBridge). */
  redirectRinging: ['works', '21220'],
  /** Does the number's status callback carry Timestamp, SequenceNumber and CallbackSource? */
  numberCallbackStamped: [true, false],
  /** Does SequenceNumber count events nobody subscribed to? */
  sequenceCountsUnsubscribed: [true, false],
  /** I-Twilio-Idempotency-Token over the attempts of one delivery. */
  idempotencyToken: ['same', 'new', 'absent'],
  /** The parent's terminal callback against the Dial's action request, when the caller hangs up. */
  parentCallback: ['before-action', 'after-action'],
  /** What Twilio adds to a Dial's timeout. */
  extraSeconds: [5, 0, 7],
  /** After how long a carrier gives up a call that nobody answers (often 60 to 180 s). */
  carrierPatienceSeconds: [120, 60, 180],
  /** `<Hangup>` as the first verb of an unanswered call. */
  earlyHangUp: ['no-answer', 'completed'],
  /** QueueResult when the caller leaves before the first wait document plays. */
  earlyQueueHangUp: ['hangup', 'system-error'],
  /** Does CallDuration of an answerOnBridge parent count from the bridge or from the arrival? */
  parentDurationFrom: ['answer', 'arrival'],
  /** Milliseconds between two attempts of one delivery. */
  retryPauseMs: [250, 0, 1000],
  /** Does a hold document begin again when it has run out? */
  holdRepeats: [true, false],
  /** A Conference whose `coach` names a leg that is not connected to it (13240): the leg goes on behind the verb, as with a label that is taken, or the document fails. */
  badCoach: ['next-verb', 'fails'],
  /** EndConferenceOnExit changed while the participant is on hold (Flex works around it). */
  endOnExitWhileHeld: ['ignored', 'works'],
  /** Do Fallback requests carry ErrorCode and ErrorUrl? */
  fallbackNamesError: [true, false],
} as const

export type SwitchName = keyof typeof SWITCHES
export type Switches = { -readonly [K in SwitchName]: (typeof SWITCHES)[K][number] }

const NAMES = Object.keys(SWITCHES) as SwitchName[]

export const defaultSwitches: Switches = Object.fromEntries(NAMES.map((name) => [name, SWITCHES[name][0]])) as Switches

export const withSwitches = (changed: Partial<Switches> = {}): Switches => ({ ...defaultSwitches, ...changed })

/** The same switches, which note in `asked` what somebody looked at: under others that only differ in the rest, all goes the same. */
export const watched = (switches: Switches, asked: Set<SwitchName>): Switches => new Proxy(switches, {
  get(all, name: SwitchName) {
    asked.add(name)
    return all[name]
  },
})

/** The defaults, then every other value of every switch, one at a time: 1 + Σ(values − 1) settings. */
export function* oneAtATime(): Generator<Switches> {
  yield defaultSwitches
  for (const name of NAMES) for (const value of SWITCHES[name].slice(1)) yield { ...defaultSwitches, [name]: value }
}

/** Every combination of the named switches, the others at their defaults. */
export function* everySetting(names: readonly SwitchName[]): Generator<Switches> {
  const [name, ...others] = names
  if (name === undefined) return yield defaultSwitches
  for (const setting of everySetting(others)) for (const value of SWITCHES[name]) yield { ...setting, [name]: value }
}

/** Few settings in which every pair of values of every two switches occurs together (greedy, always the same list). */
export function pairwise(): Switches[] {
  const open = new Set<string>()
  const pairs = function* (setting: readonly number[]) {
    for (let a = 0; a < NAMES.length; a++) {
      for (let b = a + 1; b < NAMES.length; b++) yield `${a}=${setting[a]} ${b}=${setting[b]}`
    }
  }
  for (let a = 0; a < NAMES.length; a++) for (let b = a + 1; b < NAMES.length; b++) {
    SWITCHES[NAMES[a]!].forEach((_, i) => SWITCHES[NAMES[b]!].forEach((__, j) => open.add(`${a}=${i} ${b}=${j}`)))
  }
  const settings: Switches[] = []
  while (open.size > 0) {
    // Begin with an open pair, then give each other switch the value that closes most pairs.
    const [first] = open
    const chosen = new Map(first!.split(' ').map((part) => part.split('=').map(Number) as [number, number]))
    NAMES.forEach((name, a) => {
      if (chosen.has(a)) return
      const gain = (value: number) => [...chosen].filter(([b, other]) =>
        open.has(a < b ? `${a}=${value} ${b}=${other}` : `${b}=${other} ${a}=${value}`)).length
      const values = SWITCHES[name].map((_, value) => value)
      chosen.set(a, values.reduce((best, value) => (gain(value) > gain(best) ? value : best), 0))
    })
    const setting = NAMES.map((_, a) => chosen.get(a)!)
    for (const pair of pairs(setting)) open.delete(pair)
    settings.push(Object.fromEntries(NAMES.map((name, a) => [name, SWITCHES[name][setting[a]!]])) as Switches)
  }
  return settings
}
