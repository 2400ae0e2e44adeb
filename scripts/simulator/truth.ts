// The simulator's own witness: what every caller really heard. It reads the legs, not the requests, and knows no server.
import type { Moment } from './clock.ts'
import { canonicalJson } from './canonical.ts'
import type { Sent, Trouble, Witness } from './exchange.ts'
import { transferVerdict, verdictOf } from './verdict.ts'
import type { TransferVerdict, Verdict } from './verdict.ts'
import { isOver } from './leg.ts'
import type { EndedBy, Leg, Sound } from './leg.ts'

export type Outcome = 'open' | 'answered' | 'abandoned' | 'turned-away' | 'error'

export interface Stay { queue: string; from: Moment; until: Moment | null; result: string | null }
export interface Heard { at: Moment; kind: Sound['kind'] }
/** Who heard whom: one way, by addresses. A talk of two is two of these. */
export interface Hearing { listener: string; speaker: string; from: Moment; until: Moment | null }
export interface TalkedWith { leg: string; address: string; from: Moment; until: Moment | null }

/** A leg as the switchboard knew it, in true milliseconds. */
export interface TrueLeg {
  sid: string; to: string; direction: string; status: string
  openedAt: Moment; alertingAt: Moment | null; answeredAt: Moment | null; endedAt: Moment | null; endedBy: EndedBy | null
}

/** One caller's story. */
export interface TrueCall {
  sid: string
  from: string
  /** the first webhook reached the server (virtual ms); null: it never did */
  arrivedAt: Moment | null
  /** bridged with a person for the first time */
  answeredAt: Moment | null
  answeredBy: string | null
  endedAt: Moment | null
  endedBy: 'caller' | 'agent' | 'server' | 'twilio' | null
  outcome: Outcome
  heardError: boolean
  /** silences longer than 10 s while nobody was talking */
  silences: { from: Moment; ms: number }[]
  pressed: string
  queued: Stay[]
  talks: TalkedWith[]
  /** of everybody who took part, the caller too */
  hearings: Hearing[]
  heard: Heard[]
  legs: TrueLeg[]
  /** still open although the caller is gone */
  legsLeftOver: string[]
  verdict: Verdict
  transfers: TransferVerdict[]
}

export interface Truth extends Witness {
  /** Every call so far, in the order they came. */
  calls(): TrueCall[]
  call(sid: string): TrueCall | undefined
  /** legs that REST created outside any caller's story: call-backs */
  created(): TrueLeg[]
  /** Canonical JSON: same facts, same bytes. */
  json(): string
  /** Every request that reached for the server, if `keepRequests` was set. */
  readonly requests: readonly Sent[]
  readonly troubles: readonly Trouble[]
  heard(leg: Leg, sound: Sound): void
  pressed(leg: Leg, digit: string): void
  /** A colleague, on this leg, asks for a transfer; a second try after a failed one goes on with the first clock. */
  transferAsked(sid: string): void
  transferWithdrawn(sid: string): void
  /** The desk would not do it: nothing was promised. */
  transferRefused(sid: string): void
  /** Forgets finished calls (long runs); they were handed to the caller of this. */
  take(): TrueCall[]
}

interface Story {
  leg: Leg; arrivedAt: Moment | null; heardError: boolean; pressed: string
  queued: Stay[]; talks: TalkedWith[]; heard: Heard[]; legs: Leg[]
  transfers: { askedAt: Moment; withdrawnAt: Moment | null }[]
}

const LONGEST_SILENCE_MS = 10_000

export interface TruthSettings {
  now: () => Moment
  cadenceMs: number
  keepRequests: boolean
  open: (arrivedAt: Moment) => boolean
  /** Addresses of those who watch over others: their picking up is no answer to a transfer. */
  supervisors: ReadonlySet<string>
}

export function keepTruth(set: TruthSettings): Truth {
  const stories = new Map<string, Story>()
  const storyOf = new Map<string, Story>()   // any leg's sid → the caller's story
  const own = new Set<Leg>()                  // legs the server created, in nobody's story
  const hearings = new Map<string, { speaker: Leg; from: Moment; until: Moment | null }[]>()   // by the listener's sid
  const requests: Sent[] = []
  const troubles: Trouble[] = []

  const told = (story: Story): TrueCall => {
    const { leg } = story
    const ended = { endedAt: leg.endedAt, endedBy: endedBy(story) }
    const answered = story.talks[0]
    const facts = {
      sid: leg.sid, from: leg.from, arrivedAt: story.arrivedAt, answeredAt: answered?.from ?? null,
      answeredBy: answered?.address ?? null, ...ended, outcome: outcomeOf(story), heardError: story.heardError,
    }
    // Who hangs up on a transfer that came back, caller or agent, gives it up.
    const gaveUpAt = ended.endedBy === 'caller' || ended.endedBy === 'agent' ? ended.endedAt : null
    const transfers = story.transfers.map((transfer) =>
      transferVerdict({ ...transfer, answeredAt: firstAnswerAfter(story, transfer.askedAt, set.supervisors) }, gaveUpAt, set.now()))
    return {
      ...facts, transfers, silences: silencesOf(story, set.now()), pressed: story.pressed, queued: story.queued,
      talks: story.talks.map((talk) => ({ ...talk })), hearings: [leg, ...story.legs].flatMap(hearingsOf), heard: story.heard, legs: story.legs.map(trueLeg),
      legsLeftOver: isOver(leg) ? story.legs.filter((child) => !isOver(child)).map((child) => child.sid) : [],
      verdict: verdictOf(facts, set.cadenceMs, set.now(), facts.arrivedAt === null || set.open(facts.arrivedAt)),
    }
  }
  const hearingsOf = (listener: Leg): Hearing[] => (hearings.get(listener.sid) ?? []).map(({ speaker, from, until }) =>
    ({ listener: addressOf(listener), speaker: addressOf(speaker), from, until }))
  const calls = () => [...stories.values()].map(told)
  const endTalks = (story: Story, at: Moment) => { for (const talk of story.talks) talk.until ??= at }

  return {
    requests, troubles,
    opened(leg) {
      const parent = leg.parentSid === null ? undefined : storyOf.get(leg.parentSid)
      if (parent) {
        parent.legs.push(leg)
        storyOf.set(leg.sid, parent)
      } else if (leg.direction === 'inbound') {
        const story: Story = {
          leg, arrivedAt: null, heardError: false, pressed: '', queued: [], talks: [], heard: [], legs: [],
          transfers: [],
        }
        stories.set(leg.sid, story)
        storyOf.set(leg.sid, story)
      } else own.add(leg)
    },
    together(leg, others) {
      const known = hearings.get(leg.sid) ?? []
      const heardNow = known.filter(({ until }) => until === null)
      for (const one of heardNow) if (!others.includes(one.speaker)) one.until = set.now()
      for (const speaker of others) if (!heardNow.some((one) => one.speaker === speaker)) known.push({ speaker, from: set.now(), until: null })
      if (known.length > 0) hearings.set(leg.sid, known)
      const story = stories.get(leg.sid)
      if (!story) return
      const open = story.talks.filter(({ until }) => until === null)
      for (const talk of open) if (!others.some(({ sid }) => sid === talk.leg)) talk.until = set.now()
      for (const other of others) {
        if (open.some((talk) => talk.leg === other.sid)) continue
        story.talks.push({ leg: other.sid, address: other.to, from: set.now(), until: null })
      }
    },
    adopted(leg, by) {
      const story = storyOf.get(by.sid)
      if (!story || storyOf.has(leg.sid)) return
      story.legs.push(leg)
      storyOf.set(leg.sid, story)
      own.delete(leg)
    },
    queued(leg, stay) { storyOf.get(leg.sid)?.queued.push(stay) },
    troubled: (trouble) => { troubles.push(trouble) },
    sent(request) {
      if (set.keepRequests) requests.push(request)
      const story = stories.get(request.form['CallSid'] ?? '')
      if (story && request.status !== 0) story.arrivedAt ??= request.at
    },
    heard(leg, sound) {
      const story = stories.get(leg.sid)
      if (!story) return
      const at = set.now()
      if (sound.kind !== 'talking') endTalks(story, at)
      if (sound.kind === 'error') story.heardError = true
      if (story.heard.at(-1)?.kind !== sound.kind) story.heard.push({ at, kind: sound.kind })
    },
    pressed(leg, digit) {
      const story = stories.get(leg.sid)
      if (story) story.pressed += digit
    },
    transferAsked(sid) {
      const story = storyOf.get(sid)
      const last = story?.transfers.at(-1)
      const goesOn = story && last && last.withdrawnAt === null && firstAnswerAfter(story, last.askedAt, set.supervisors) === null
      if (story && !goesOn) story.transfers.push({ askedAt: set.now(), withdrawnAt: null })
    },
    transferRefused(sid) {
      const story = storyOf.get(sid)
      if (story?.transfers.at(-1)?.askedAt === set.now()) story.transfers.pop()
    },
    transferWithdrawn(sid) {
      const last = storyOf.get(sid)?.transfers.at(-1)
      if (last) last.withdrawnAt ??= set.now()
    },
    calls,
    created: () => [...own].map(trueLeg),
    call(sid) {
      const story = stories.get(sid)
      return story && told(story)
    },
    json: () => canonicalJson({ calls: calls(), created: [...own].map(trueLeg), troubles }),
    take() {
      const over = [...stories.values()].filter(({ leg, legs }) => isOver(leg) && legs.every(isOver))
      for (const { leg, legs } of over) {
        stories.delete(leg.sid)
        for (const one of [leg, ...legs]) {
          storyOf.delete(one.sid)
          hearings.delete(one.sid)
        }
      }
      return over.map(told)
    },
  }
}

const addressOf = (leg: Leg): string => (leg.direction === 'inbound' ? leg.from : leg.to)

const trueLeg = (leg: Leg): TrueLeg => ({
  sid: leg.sid, to: leg.to, direction: leg.direction, status: leg.status, openedAt: leg.createdAt,
  alertingAt: leg.alertingAt, answeredAt: leg.answeredAt, endedAt: leg.endedAt, endedBy: leg.endedBy,
})

/** A transfer is answered by the first leg placed for it: those of a dial ring for the queue. */
function firstAnswerAfter({ legs }: Story, askedAt: Moment, supervisors: ReadonlySet<string>): Moment | null {
  const answers = legs.filter((leg) => !supervisors.has(leg.to) && leg.direction === 'outbound-api' && leg.createdAt >= askedAt && leg.answeredAt !== null).map((leg) => leg.answeredAt!)
  return answers.length > 0 ? Math.min(...answers) : null
}

/** The document that hung up after a person's hang-up only follows that person. */
function endedBy({ leg, legs, talks }: Story): TrueCall['endedBy'] {
  if (leg.endedBy === null) return null
  if (leg.endedBy === 'far-end') return 'caller'
  if (leg.endedBy === 'twilio') return 'twilio'
  const last = talks.at(-1)
  const partner = legs.find(({ sid }) => sid === last?.leg)
  return partner?.endedBy === 'far-end' ? 'agent' : 'server'
}

function outcomeOf({ leg, talks, heardError }: Story): Outcome {
  if (talks.length > 0) return 'answered'
  if (heardError) return 'error'
  if (!isOver(leg)) return 'open'
  return leg.endedBy === 'far-end' ? 'abandoned' : 'turned-away'
}

function silencesOf({ heard }: Story, now: Moment): { from: Moment; ms: number }[] {
  return heard.flatMap(({ at, kind }, index) => {
    const ms = (heard[index + 1]?.at ?? now) - at
    return kind === 'silence' && ms > LONGEST_SILENCE_MS ? [{ from: at, ms }] : []
  })
}
