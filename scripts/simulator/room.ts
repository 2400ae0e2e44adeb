// Conferences: who is in, who is held, what each hears, and when a room begins and ends.
import { sendCallback } from './callbacks.ts'
import type { Exchange } from './exchange.ts'
import { hear, isOver } from './leg.ts'
import type { Leg, Work } from './leg.ts'
import { startScript } from './script.ts'
import { rfc2822 } from './stamps.ts'
import type { Random } from './random.ts'

export interface RoomCallback { url: string; method: string; events: ReadonlySet<string> }

export interface Participant {
  readonly leg: Leg
  label: string | null
  muted: boolean
  hold: boolean
  holdUrl: { url: string; method: string } | null
  coaching: string | null
  startOnEnter: boolean
  endOnExit: boolean
  /** before the start; null: Twilio's music; '': silence */
  waitUrl: { url: string; method: string } | '' | null
  /** the document that plays to this participant alone: hold or waiting */
  playing: Work | null
  playingFor: 'hold' | 'wait' | null
  /** what becomes of the leg when it is put out of the room while it lives on */
  goesOn(): void
}

export interface Room {
  readonly sid: string
  readonly name: string
  readonly createdAt: number
  readonly random: Random
  status: 'init' | 'in-progress' | 'completed'
  participants: Participant[]
  /** legs called into the room that have not answered yet, with their label */
  connecting: Map<Leg, { label: string | null }>
  callback: RoomCallback | null
  sequence: number
  lastCallbackAt: number
  endedAt: number | null
  reasonEnded: string | null
}

export type LeavingReason =
  | 'participant_hung_up' | 'participant_updated_via_api' | 'moderator_ended_conference' | 'conference_ended_via_api'
  | 'participant_add_failed'

/** The music before a conference starts and on hold, when no URL was given. */
const TWILIO_MUSIC = 'http://com.twilio.music.classical'

const running = (x: Exchange, name: string): Room | undefined =>
  [...x.rooms.values()].reverse().find((room) => room.name === name && room.status !== 'completed')

/** One name has one running conference at a time. Source: Twilio docs, Conference resource. */
export function roomNamed(x: Exchange, name: string): Room {
  const known = running(x, name)
  if (known) return known
  const random = x.streams.stream(`room ${name} ${x.rooms.size}`)
  const room: Room = {
    sid: `CF${random.hex(32)}`, name, createdAt: x.clock.now(), random, status: 'init', participants: [],
    connecting: new Map(), callback: null, sequence: 0, lastCallbackAt: 0, endedAt: null, reasonEnded: null,
  }
  x.rooms.set(room.sid, room)
  return room
}

export function roomBySidOrName(x: Exchange, key: string): Room | null {
  return x.rooms.get(key) ?? running(x, key) ?? null
}

export function enter(x: Exchange, room: Room, one: Participant): void {
  room.participants.push(one)
  // Whoever is in a room with somebody of a caller's story belongs to it.
  for (const { leg } of room.participants) for (const { leg: other } of room.participants) x.witness.adopted(leg, other)
  tell(x, room, 'participant-join', one)
  const begins = room.participants.length > 1 && room.participants.some(({ startOnEnter }) => startOnEnter)
  if (room.status === 'init' && begins) {
    room.status = 'in-progress'
    tell(x, room, 'conference-start', null)
  }
  listen(x, room)
}

/** Somebody is out. The last one, or one with endConferenceOnExit, ends the room. */
export function exit(x: Exchange, room: Room, one: Participant, reason: LeavingReason): void {
  if (!room.participants.includes(one)) return
  room.participants = room.participants.filter((other) => other !== one)
  stopPlaying(one, 'moved')
  x.witness.together(one.leg, [])
  tell(x, room, 'participant-leave', one, { ParticipantCallStatus: one.leg.status, ReasonParticipantLeft: reason })
  if (room.status === 'completed') return
  if (one.endOnExit) {
    return endRoom(x, room, 'participant-with-end-conference-on-exit-left', 'moderator_ended_conference', one)
  }
  if (room.participants.length === 0 && room.connecting.size === 0) {
    return endRoom(x, room, 'last-participant-left', 'conference_ended_via_api', one)
  }
  listen(x, room)
}

export function endRoom(x: Exchange, room: Room, why: string, reason: LeavingReason, by: Participant | null): void {
  if (room.status === 'completed') return
  room.status = 'completed'
  room.endedAt = x.clock.now()
  room.reasonEnded = why
  for (const other of [...room.participants]) {
    exit(x, room, other, reason)
    if (!isOver(other.leg)) other.goesOn()
  }
  tell(x, room, 'conference-end', null, {
    ReasonConferenceEnded: why, Reason: why,
    ...(by ? { CallSidEndingConference: by.leg.sid } : {}),
    ...(by?.label ? { ParticipantLabelEndingConference: by.label } : {}),
  })
}

/** What everybody in the room hears now. */
export function listen(x: Exchange, room: Room): void {
  for (const one of room.participants) {
    if (one.hold) {
      play(x, room, one, 'hold', one.holdUrl)
      continue
    }
    if (room.status === 'init') {
      play(x, room, one, 'wait', one.waitUrl)
      continue
    }
    stopPlaying(one, 'moved')
    // A coach hears everybody, and is heard by the coached alone; somebody muted is heard by nobody.
    const others = room.participants.filter((other) => other !== one && heardBy(other, one)).map(({ leg }) => leg)
    x.witness.together(one.leg, others)
    hear(one.leg, others.length > 0 ? { kind: 'talking', with: others.map(addressOfLeg) } : { kind: 'silence' })
  }
}

const heardBy = (speaker: Participant, listener: Participant): boolean =>
  !speaker.hold && !speaker.muted && (speaker.coaching === null || speaker.coaching === listener.leg.sid)
const addressOfLeg = (leg: Leg): string => (leg.direction === 'inbound' ? leg.from : leg.to)

function play(
  x: Exchange, room: Room, one: Participant, why: 'hold' | 'wait', source: { url: string; method: string } | '' | null,
): void {
  if (one.playingFor === why) return
  stopPlaying(one, 'moved')
  one.playingFor = why
  x.witness.together(one.leg, [])
  if (source === null || source === '') {
    return hear(one.leg, source === '' ? { kind: 'silence' } : { kind: 'hold', url: TWILIO_MUSIC })
  }
  const repeats = why === 'hold' && x.switches.holdRepeats
  const ranOut = () => {
    if (one.playingFor !== why) return
    if (!repeats) return hear(one.leg, { kind: 'silence' })
    stopPlaying(one, 'moved')
    play(x, room, one, why, source)
  }
  const extra = { ConferenceSid: room.sid, FriendlyName: room.name }
  const useless = () => hear(one.leg, { kind: 'silence' })
  one.playing = startScript(x, one.leg, { ...source, extra }, { ranOut, useless, waiting: true })
}

function stopPlaying(one: Participant, why: 'ended' | 'moved'): void {
  one.playing?.leave(why)
  one.playing = null
  one.playingFor = null
}

const SUBSCRIBED_AS: Readonly<Record<string, string>> = {
  'conference-start': 'start', 'conference-end': 'end', 'participant-join': 'join', 'participant-leave': 'leave',
  'participant-mute': 'mute', 'participant-unmute': 'mute', 'participant-hold': 'hold', 'participant-unhold': 'hold',
  'participant-modify': 'modify', 'announcement-end': 'announcement',
}

/** A conference status callback, to whoever the first participant named. Source: Twilio docs, Conference. */
export function tell(
  x: Exchange, room: Room, event: string, one: Participant | null, more: Record<string, string> = {},
): void {
  const sequence = ++room.sequence
  const { callback } = room
  if (callback === null || !callback.events.has(SUBSCRIBED_AS[event] ?? event)) return
  const form: Record<string, string> = {
    AccountSid: x.account.sid, ConferenceSid: room.sid, FriendlyName: room.name, SequenceNumber: String(sequence),
    StatusCallbackEvent: event, Timestamp: rfc2822(x.clock.now()), ...more,
  }
  if (one) {
    Object.assign(form, {
      CallSid: one.leg.sid, Muted: String(one.muted), Hold: String(one.hold), Coaching: String(one.coaching !== null),
      StartConferenceOnEnter: String(one.startOnEnter), EndConferenceOnExit: String(one.endOnExit),
      ...(one.label === null ? {} : { ParticipantLabel: one.label }),
    })
  }
  const { url, method } = callback
  sendCallback(x, room, { url, method, form, name: `${room.sid} ${sequence}`, sid: room.sid })
}
